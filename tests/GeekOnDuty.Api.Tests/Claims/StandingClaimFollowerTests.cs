using GeekOnDuty.Core.Claims;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using Xunit;

namespace GeekOnDuty.Api.Tests.Claims;

/// <summary>How standing claims go on by themselves, and through changes.</summary>
public sealed class StandingClaimFollowerTests(TestDatabase db) : IClassFixture<TestDatabase>
{
    private static readonly Instant Now = Instant.FromUtc(2026, 3, 2, 8, 0);

    [Fact]
    public async Task Slots_are_taken_as_they_open()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var (rota, hours, ada) = await DailyAsync(app, "P2D");
        await ada.Client.TakeAllAsync(rota, hours, new { from = "2026-03-03", every = 2 });
        Assert.Equal(["2026-03-03"], await db.HeldDatesAsync(hours));

        await app.FollowAsync("2026-03-03T08:59:59Z");
        Assert.Equal(["2026-03-03"], await db.HeldDatesAsync(hours));
        await app.FollowAsync("2026-03-03T09:00:00Z");
        Assert.Equal(["2026-03-03", "2026-03-05"], await db.HeldDatesAsync(hours));
        // After a long sleep only what is not over is taken, in phase.
        await app.FollowAsync("2026-03-10T12:00:00Z");
        Assert.Equal(["2026-03-03", "2026-03-05", "2026-03-11"], await db.HeldDatesAsync(hours));
    }

    [Fact]
    public async Task A_date_that_was_given_back_is_not_taken_again()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var (rota, hours, ada) = await DailyAsync(app, "P3D");
        var standing = await ada.Client.TakeAllAsync(rota, hours, new { from = "2026-03-03" });
        var claims = standing.GetProperty("taken").EnumerateArray().ToList();
        await ada.Client.GiveBackAsync(rota, claims[0]);
        await app.Admin.GiveBackAsync(rota, claims[1]);

        await app.FollowAsync("2026-03-02T10:00:00Z");
        // Neither by time nor by a change of the rule.
        using var changed = await app.Admin.PutHoursAsync(rota, hours, startTime: "09:30");
        await changed.ShouldBe(200);

        Assert.Equal(["2026-03-05"], await db.HeldDatesAsync(hours));
    }

    [Fact]
    public async Task A_slot_that_was_cancelled_and_restored_is_taken_again()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var (rota, hours, ada) = await DailyAsync(app, "P3D");
        await ada.Client.TakeAllAsync(rota, hours, new { from = "2026-03-03", until = "2026-03-04" });

        await app.Admin.SetSlotAsync(rota, hours, "2026-03-04", new { cancelled = true });
        Assert.Equal(["2026-03-03"], await db.HeldDatesAsync(hours));
        await app.Admin.SetSlotAsync(rota, hours, "2026-03-04", new { cancelled = false });
        Assert.Equal(["2026-03-03", "2026-03-04"], await db.HeldDatesAsync(hours));
    }

    [Fact]
    public async Task A_change_of_the_rule_moves_it_to_the_new_dates()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var (rota, hours, ada) = await app.Given.RotaWithAdaAsync(claimOpensBefore: "P2W", recurrence: "FREQ=WEEKLY;BYDAY=TU");
        await ada.Client.TakeAllAsync(rota, hours, new { from = "2026-03-03" });

        using var changed = await app.Admin.PutHoursAsync(
            rota,
            hours,
            recurrence: "FREQ=WEEKLY;BYDAY=WE",
            effectiveFrom: "2026-03-09"
        );
        await changed.ShouldBe(200);

        Assert.Equal(["2026-03-03", "2026-03-11"], await db.HeldDatesAsync(hours));
    }

    [Fact]
    public async Task An_extra_date_is_no_turn_and_shifts_none()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var (rota, hours, ada) = await app.Given.RotaWithAdaAsync(claimOpensBefore: "P5W", recurrence: "FREQ=WEEKLY;BYDAY=TU");
        var standing = await ada.Client.TakeAllAsync(rota, hours, new { from = "2026-03-03", every = 2 });
        Assert.Equal(["2026-03-03", "2026-03-17", "2026-03-31"], standing.Dates("taken"));

        using var changed = await app.Admin.PutHoursAsync(
            rota,
            hours,
            recurrence: "FREQ=WEEKLY;BYDAY=TU",
            extraDates: ["2026-03-12"]
        );
        await changed.ShouldBe(200);

        Assert.Equal(["2026-03-03", "2026-03-17", "2026-03-31"], await db.HeldDatesAsync(hours));
    }

    [Fact]
    public async Task It_ends_with_the_office_hours()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var (rota, hours, ada) = await DailyAsync(app, "P3D");
        await ada.Client.TakeAllAsync(rota, hours, new { from = "2026-03-03" });
        using var ended = await app.Admin.DeleteAsync($"/v1/rotas/{rota}/office-hours/{hours}");
        await ended.ShouldBe(204);
        await app.FollowAsync("2026-03-04T10:00:00Z");
        Assert.Empty(await db.HeldAsync(hours));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task It_ends_with_the_membership_of_its_holder(bool erased)
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var (rota, hours, ada) = await DailyAsync(app, "P3D");
        await ada.Client.TakeAllAsync(rota, hours, new { from = "2026-03-03" });

        using var gone = await app.Admin.DeleteAsync(erased ? $"/v1/volunteers/{ada.Id}" : $"/v1/rotas/{rota}/members/{ada.Id}");
        await gone.ShouldBe(204);
        Assert.Empty(await db.HeldAsync(hours));
        if (!erased)
        {
            using var back = await System.Net.Http.Json.HttpClientJsonExtensions.PutAsJsonAsync(
                app.Admin,
                $"/v1/rotas/{rota}/members/{ada.Id}",
                new { role = "volunteer" }
            );
            await back.ShouldBe(200);
        }

        await app.FollowAsync("2026-03-06T10:00:00Z");
        await app.Admin.SetSlotAsync(rota, hours, "2026-03-07", new { startTime = "10:00", endTime = "11:00" });
        Assert.Empty(await db.HeldAsync(hours));
    }

    [Fact]
    public async Task Two_processes_that_follow_at_once_take_each_slot_once()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        await using var twin = await TestApp.StartAsync(db, Now);
        var (rota, hours) = await app.Given.RotaWithHoursAsync(claimOpensBefore: "P3D", seats: 20);
        var people = await app.PeopleAsync(4, rota);
        foreach (var person in people)
        {
            await person.Client.TakeAllAsync(rota, hours, new { from = "2026-03-10", until = "2026-03-12" });
        }

        app.Clock.Now = twin.Clock.Now = Steps.At("2026-03-10T08:00:00Z");
        await Task.WhenAll(
            new[] { app, twin, app, twin }.Select(each =>
                each.Services.GetRequiredService<StandingClaimFollower>().StepAsync(TestContext.Current.CancellationToken)
            )
        );

        var held = await db.HeldAsync(hours);
        Assert.Equal(4 * 3, held.Count);
        Assert.Equal(4 * 3, held.Select(row => (row.Date, row.VolunteerId)).Distinct().Count());
        await using var connection = await db.OpenAsync();
        Assert.Equal(12, await connection.ScalarAsync<long>("SELECT count(*) FROM claims WHERE office_hours_id = $1", hours));
    }

    private static async Task<(string Rota, Guid Hours, Person Ada)> DailyAsync(TestApp app, string claimOpensBefore)
    {
        var rota = await app.Given.RotaAsync(claimOpensBefore);
        var hours = await app.Given.OfficeHoursAsync(rota);
        return (rota, hours, await app.Given.PersonAsync("Ada", rota));
    }
}
