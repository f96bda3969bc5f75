using GeekOnDuty.Api.Tests.OnDuty;
using NodaTime;
using Xunit;
using static GeekOnDuty.Api.Tests.OnDuty.JsonReading;

namespace GeekOnDuty.Api.Tests.Rotas;

public sealed class SlotChangeTests(TestDatabase db) : IClassFixture<TestDatabase>
{
    private static readonly Instant Now = Utc("2026-03-02T10:00:00Z");

    [Fact]
    public async Task Restoring_a_cancelled_slot_brings_back_its_times_but_not_its_claims()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var rota = await RotaClient.NewAsync(app);
        var hours = await rota.HoursAsync("09:00", "12:00");
        var slots = (await rota.SlotsAsync(Now, Now + Duration.FromDays(3))).Lines();
        await rota.ClaimAsync(await rota.MemberAsync("Ada"), hours, "2026-03-03");
        using var cancelled = await rota.ChangeSlotAsync(hours, "2026-03-03", new { cancelled = true, reason = "Holiday" });
        Assert.Equal("Holiday", (await cancelled.ShouldBe(200)).GetProperty("reason").GetString());
        await rota.MustChangeSlotAsync(hours, "2026-03-03", new { cancelled = false });

        Assert.Equal(slots, (await rota.SlotsAsync(Now, Now + Duration.FromDays(3))).Lines());
    }

    [Fact]
    public async Task Restoring_a_moved_slot_brings_its_claims_back_to_its_times()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var rota = await RotaClient.NewAsync(app);
        var hours = await rota.HoursAsync("09:00", "12:00");
        await rota.ClaimAsync(await rota.MemberAsync("Ada"), hours, "2026-03-03");
        var slots = (await rota.SlotsAsync(Now, Now + Duration.FromDays(3))).Lines();
        using var moved = await rota.ChangeSlotAsync(hours, "2026-03-03", new { startTime = "20:00", endTime = "02:00" });
        Assert.Equal("2026-03-03T20:00:00Z/2026-03-04T02:00:00Z", (await moved.ShouldBe(200)).During());
        Assert.Equal("Ada", (await rota.OnDutyAsync(Utc("2026-03-04T01:59:59Z"))).Names);
        await rota.MustChangeSlotAsync(hours, "2026-03-03", new { cancelled = false });

        Assert.Equal(slots, (await rota.SlotsAsync(Now, Now + Duration.FromDays(3))).Lines());
    }

    [Theory]
    [InlineData("2026-03-01", "UTC", "09:00", "12:00")]
    [InlineData("2026-03-02", "UTC", "09:00", "10:00")]
    [InlineData("2026-03-01", "UTC", "22:00", "10:00")]
    public async Task A_slot_that_is_over_does_not_change(string date, string zone, string start, string end)
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var rota = await RotaClient.NewAsync(app);
        var hours = await rota.HoursAsync(start, end, zone);
        var before = (await rota.SlotsAsync(Now - Duration.FromDays(5), Now + Duration.FromDays(2))).Lines();

        foreach (
            var change in new object[]
            {
                new { cancelled = true },
                new { startTime = "20:00", endTime = "23:59" },
                new { cancelled = false },
            }
        )
        {
            using var response = await rota.ChangeSlotAsync(hours, date, change);
            await response.ShouldBeProblem(409, "slot-over");
        }

        Assert.Equal(before, (await rota.SlotsAsync(Now - Duration.FromDays(5), Now + Duration.FromDays(2))).Lines());
    }

    [Fact]
    public async Task A_slot_cannot_be_moved_to_where_it_would_be_over()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var rota = await RotaClient.NewAsync(app);
        var hours = await rota.HoursAsync("13:00", "14:00");

        using var response = await rota.ChangeSlotAsync(hours, "2026-03-02", new { startTime = "08:00", endTime = "10:00" });
        await response.ShouldBeProblem(409, "slot-over");
    }

    [Theory]
    [InlineData("2026-03-07", 404)]
    [InlineData("2025-12-31", 404)]
    [InlineData("2026-03-32", 400)]
    [InlineData("tomorrow", 400)]
    public async Task A_date_without_a_slot_is_not_found(string date, int status)
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var rota = await RotaClient.NewAsync(app);
        var hours = await rota.HoursAsync("09:00", "12:00", recurrence: "FREQ=WEEKLY;BYDAY=MO");

        using var response = await rota.ChangeSlotAsync(hours, date, new { cancelled = true });
        await response.ShouldBe(status);
    }

    [Fact]
    public async Task Both_cancelled_and_moved_or_neither_or_half_a_move_is_refused_by_name()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var rota = await RotaClient.NewAsync(app);
        var hours = await rota.HoursAsync("09:00", "12:00");

        await AssertAsync(
            new
            {
                cancelled = true,
                startTime = "10:00",
                endTime = "11:00",
            },
            "cancelled"
        );
        await AssertAsync(new { }, "cancelled");
        await AssertAsync(new { startTime = "10:00" }, "endTime");
        await AssertAsync(new { endTime = "10:00" }, "startTime");
        await AssertAsync(new { startTime = "10:60", endTime = "11:00" }, "startTime");
        await AssertAsync(new { cancelled = "yes" }, "cancelled");
        await AssertAsync(new { cancelled = true, date = "2026-03-04" }, "date");

        async Task AssertAsync(object change, string named)
        {
            using var response = await rota.ChangeSlotAsync(hours, "2026-03-03", change);
            (await response.ShouldBeProblem(400, "invalid")).ShouldName(named);
        }
    }

    [Fact]
    public async Task A_move_that_a_gap_of_the_clock_swallows_is_refused()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var rota = await RotaClient.NewAsync(app);
        var hours = await rota.HoursAsync("09:00", "12:00", "Europe/Berlin");

        using var swallowed = await rota.ChangeSlotAsync(hours, "2026-03-29", new { startTime = "02:00", endTime = "03:00" });
        (await swallowed.ShouldBeProblem(400, "invalid")).ShouldName("startTime");
        using var shortened = await rota.ChangeSlotAsync(hours, "2026-03-29", new { startTime = "01:00", endTime = "03:30" });
        Assert.Equal("shortened", (await shortened.ShouldBe(200)).GetProperty("dst").GetString());
    }

    [Fact]
    public async Task A_volunteer_does_not_change_slots()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var rota = await RotaClient.NewAsync(app);
        var hours = await rota.HoursAsync("09:00", "12:00");
        var ada = await rota.MemberAsync("Ada");

        using var response = await System.Net.Http.Json.HttpClientJsonExtensions.PutAsJsonAsync(
            ada.Client,
            rota.Path($"office-hours/{hours}/slots/2026-03-03"),
            new { cancelled = true }
        );
        await response.ShouldBeProblem(403, "forbidden");
    }
}
