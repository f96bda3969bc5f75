using NodaTime;
using Xunit;

namespace GeekOnDuty.Api.Tests.Claims;

/// <summary>When a slot can be claimed: from the instant it opens until it is over.</summary>
public sealed class ClaimWindowTests(TestDatabase db) : IClassFixture<TestDatabase>
{
    /// <summary>Periods in days and weeks count on the calendar of the zone: over a change of the clock, eight weeks are an hour more or less.</summary>
    public static TheoryData<string, string, string, string> Openings =>
        new()
        {
            { "UTC", "P8W", "2026-05-05", "2026-03-10T09:00:00Z" },
            { "Europe/Berlin", "P8W", "2026-05-05", "2026-03-10T08:00:00Z" },
            { "Europe/Berlin", "P8W", "2026-12-01", "2026-10-06T07:00:00Z" },
            { "Europe/Berlin", "PT1344H", "2026-05-05", "2026-03-10T07:00:00Z" },
            { "America/New_York", "P1D", "2026-03-08", "2026-03-07T14:00:00Z" },
            { "America/New_York", "PT24H", "2026-03-08", "2026-03-07T13:00:00Z" },
            { "Asia/Kathmandu", "P1M", "2026-03-31", "2026-02-28T03:15:00Z" },
            { "UTC", "PT0S", "2026-03-10", "2026-03-10T09:00:00Z" },
        };

    [Theory]
    [MemberData(nameof(Openings))]
    public async Task A_slot_can_be_claimed_from_the_very_instant_it_opens(
        string zone,
        string opensBefore,
        string date,
        string opensAt
    )
    {
        var opening = Steps.At(opensAt);
        await using var app = await TestApp.StartAsync(db, opening - Duration.FromTicks(1));
        var rota = await app.Given.RotaAsync(claimOpensBefore: opensBefore);
        var hours = await app.Given.OfficeHoursAsync(rota, zone);
        var ada = await app.Given.PersonAsync("Ada", rota);

        using var early = await ada.Client.ClaimAsync(rota, hours, date);
        var problem = await early.ShouldBeProblem(409, "slot-not-open");
        Assert.Contains(opensAt, problem.Text("detail"), StringComparison.Ordinal);
        Assert.False(problem.TryGetProperty("alternatives", out _));

        app.Clock.Now = opening;
        await ada.Client.TakeAsync(rota, hours, date);
    }

    [Fact]
    public async Task A_running_slot_can_be_claimed_until_the_last_tick_and_not_when_it_is_over()
    {
        var end = Instant.FromUtc(2026, 3, 3, 12, 0);
        await using var app = await TestApp.StartAsync(db, end - Duration.FromTicks(1));
        var (rota, hours, ada, bob) = await app.Given.RotaWithAdaAndBobAsync(seats: 2);
        await ada.Client.TakeAsync(rota, hours, "2026-03-03");

        app.Clock.Now = end;
        using var late = await bob.Client.ClaimAsync(rota, hours, "2026-03-03");
        await late.ShouldBeProblem(409, "slot-not-open");
        using var coordinator = await app.Admin.ClaimAsync(rota, hours, "2026-03-03", new { volunteerId = bob.Id });
        await coordinator.ShouldBeProblem(409, "slot-not-open");
    }

    [Fact]
    public async Task A_cancelled_slot_cannot_be_claimed_and_says_why()
    {
        await using var app = await TestApp.StartAsync(db, Instant.FromUtc(2026, 3, 2, 8, 0));
        var (rota, hours, ada) = await app.Given.RotaWithAdaAsync();
        await app.Admin.SetSlotAsync(rota, hours, "2026-03-03", new { cancelled = true, reason = "Cephalocon" });

        using var answer = await ada.Client.ClaimAsync(rota, hours, "2026-03-03");
        Assert.Contains(
            "Cephalocon",
            (await answer.ShouldBeProblem(409, "slot-not-open")).Text("detail"),
            StringComparison.Ordinal
        );

        await app.Admin.SetSlotAsync(rota, hours, "2026-03-03", new { cancelled = false });
        await ada.Client.TakeAsync(rota, hours, "2026-03-03");
    }

    [Fact]
    public async Task A_moved_slot_opens_by_its_new_start()
    {
        await using var app = await TestApp.StartAsync(db, Instant.FromUtc(2026, 3, 2, 9, 0));
        var (rota, hours, ada) = await app.Given.RotaWithAdaAsync(claimOpensBefore: "P1D");
        await app.Admin.SetSlotAsync(rota, hours, "2026-03-03", new { startTime = "10:00", endTime = "12:00" });

        using var early = await ada.Client.ClaimAsync(rota, hours, "2026-03-03");
        await early.ShouldBeProblem(409, "slot-not-open");
        app.Clock.Now = Instant.FromUtc(2026, 3, 2, 10, 0);
        Assert.Equal("2026-03-03T10:00:00Z", (await ada.Client.TakeAsync(rota, hours, "2026-03-03")).Text("startsAt"));
    }
}
