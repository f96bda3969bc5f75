using System.Text.Json;
using GeekOnDuty.Api.Tests.OnDuty;
using NodaTime;
using Xunit;
using static GeekOnDuty.Api.Tests.OnDuty.JsonReading;

namespace GeekOnDuty.Api.Tests.Rotas;

/// <summary>What lies before a change never changes: neither in the slots, nor in the schedule, nor in who was on duty.</summary>
public sealed class RevisionTests(TestDatabase db) : IClassFixture<TestDatabase>
{
    private static readonly Instant LongAgo = Utc("2026-02-01T00:00:00Z");

    /// <summary>Daily 09:00–12:00 Berlin, two seats; Ada from the 1st to the 8th of March.</summary>
    /// <param name="app">Its clock must stand before March.</param>
    /// <param name="now">What the clock says when Ada has claimed; null leaves the clock.</param>
    private static async Task<(RotaClient Rota, Guid Hours)> GivenAsync(TestApp app, string? now = null)
    {
        var rota = await RotaClient.NewAsync(app);
        var hours = await rota.HoursAsync("09:00", "12:00", "Europe/Berlin", seats: 2);
        var ada = await rota.MemberAsync("Ada");
        for (var day = 1; day <= 8; day++)
        {
            await rota.ClaimAsync(ada, hours, $"2026-03-0{day}");
        }

        if (now is not null)
        {
            app.Clock.Now = Utc(now);
        }

        return (rota, hours);
    }

    private static object Terms(
        string? effectiveFrom = null,
        string zone = "Europe/Berlin",
        string startTime = "14:00",
        string endTime = "17:00",
        string recurrence = "FREQ=DAILY",
        string startDate = "2026-01-01",
        int seats = 1
    )
    {
        var seatsOf = new { minimum = 1, maximum = seats };
        return effectiveFrom is null
            ? new
            {
                title = "New",
                zone,
                startDate,
                startTime,
                endTime,
                recurrence,
                seats = seatsOf,
            }
            : new
            {
                title = "New",
                zone,
                startDate,
                startTime,
                endTime,
                recurrence,
                seats = seatsOf,
                effectiveFrom,
            };
    }

    public static TheoryData<string, string?, string, string, string, string, int> Changes =>
        new()
        {
            // now, effectiveFrom, zone, start, end, rule, seats
            { "2026-03-04T07:59:59Z", null, "Europe/Berlin", "14:00", "17:00", "FREQ=DAILY", 1 },
            { "2026-03-04T08:00:00Z", null, "Europe/Berlin", "14:00", "17:00", "FREQ=DAILY", 1 },
            { "2026-03-04T10:00:00Z", null, "Europe/Berlin", "08:00", "09:00", "FREQ=DAILY", 1 },
            { "2026-03-04T10:00:00Z", null, "Europe/Berlin", "09:00", "12:00", "FREQ=DAILY", 1 },
            { "2026-03-04T10:00:00Z", null, "Europe/Berlin", "09:00", "12:00", "FREQ=DAILY", 3 },
            { "2026-03-04T15:00:00Z", null, "Europe/Berlin", "09:30", "12:30", "FREQ=DAILY", 2 },
            { "2026-03-04T15:00:00Z", null, "Pacific/Kiritimati", "09:00", "12:00", "FREQ=DAILY", 2 },
            { "2026-03-04T15:00:00Z", null, "Pacific/Pago_Pago", "09:00", "12:00", "FREQ=DAILY", 2 },
            { "2026-03-04T15:00:00Z", null, "Europe/Berlin", "09:00", "12:00", "FREQ=WEEKLY;BYDAY=SA", 2 },
            { "2026-03-04T15:00:00Z", "2026-03-04", "Europe/Berlin", "18:00", "20:00", "FREQ=DAILY", 2 },
            { "2026-03-04T15:00:00Z", "2026-03-06", "Asia/Tokyo", "00:00", "00:00", "FREQ=DAILY", 2 },
        };

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task The_past_is_the_same_before_and_after_a_change(
        string now,
        string? effectiveFrom,
        string zone,
        string start,
        string end,
        string recurrence,
        int seats
    )
    {
        await using var app = await TestApp.StartAsync(db, LongAgo);
        var (rota, hours) = await GivenAsync(app, now);
        var before = await PastAsync(rota, Utc(now));

        await rota.MustReviseAsync(hours, Terms(effectiveFrom, zone, start, end, recurrence, seats: seats));

        Assert.Equal(before, await PastAsync(rota, Utc(now)));
    }

    [Theory]
    [InlineData("14:00", "17:00")]
    [InlineData("18:00", "19:00")]
    public async Task A_slot_that_was_cancelled_in_the_past_stays_where_it_was(string start, string end)
    {
        await using var app = await TestApp.StartAsync(db, LongAgo);
        var (rota, hours) = await GivenAsync(app);
        await CancelTodayAsync(rota, hours);
        var before = await PastAsync(rota, app.Clock.Now);

        await rota.MustReviseAsync(hours, Terms(startTime: start, endTime: end));

        Assert.Equal(before, await PastAsync(rota, app.Clock.Now));
    }

    [Fact]
    public async Task A_slot_that_was_cancelled_in_the_past_stays_when_the_office_hours_end()
    {
        await using var app = await TestApp.StartAsync(db, LongAgo);
        var (rota, hours) = await GivenAsync(app);
        await CancelTodayAsync(rota, hours);
        var before = await PastAsync(rota, app.Clock.Now);

        using var deleted = await app.Admin.DeleteAsync(rota.Path($"office-hours/{hours}"));
        await deleted.ShouldBe(204);

        Assert.Equal(before, await PastAsync(rota, app.Clock.Now));
    }

    [Fact]
    public async Task A_change_holds_from_today_on_by_default()
    {
        await using var app = await TestApp.StartAsync(db, LongAgo);
        var (rota, hours) = await GivenAsync(app, "2026-03-04T07:59:59Z");

        await rota.MustReviseAsync(hours, Terms());

        Assert.Equal(
            "2026-03-03T08:00:00Z/2026-03-03T11:00:00Z Ada\n2026-03-04T13:00:00Z/2026-03-04T16:00:00Z Ada\n2026-03-05T13:00:00Z/2026-03-05T16:00:00Z Ada",
            await DutiesAsync(rota, "2026-03-03", "2026-03-06")
        );
    }

    [Fact]
    public async Task A_slot_that_is_running_keeps_its_times_and_the_change_holds_from_tomorrow()
    {
        await using var app = await TestApp.StartAsync(db, LongAgo);
        var (rota, hours) = await GivenAsync(app, "2026-03-04T08:00:00Z");

        await rota.MustReviseAsync(hours, Terms());

        Assert.Equal(
            "2026-03-04T08:00:00Z/2026-03-04T11:00:00Z Ada\n2026-03-05T13:00:00Z/2026-03-05T16:00:00Z Ada",
            await DutiesAsync(rota, "2026-03-04", "2026-03-06")
        );
        Assert.Equal("Ada", (await rota.OnDutyAsync()).Names);
    }

    [Fact]
    public async Task A_new_slot_that_would_already_have_begun_today_takes_place_from_tomorrow()
    {
        await using var app = await TestApp.StartAsync(db, LongAgo);
        var (rota, hours) = await GivenAsync(app, "2026-03-04T07:30:00Z");

        await rota.MustReviseAsync(hours, Terms(startTime: "08:15", endTime: "20:00"));

        Assert.Equal("closed", (await rota.OnDutyAsync()).State);
        Assert.Equal(
            "2026-03-04T08:00:00Z/2026-03-04T11:00:00Z Ada\n2026-03-05T07:15:00Z/2026-03-05T19:00:00Z Ada",
            await DutiesAsync(rota, "2026-03-04", "2026-03-06")
        );
    }

    [Fact]
    public async Task A_change_of_the_future_leaves_everything_before_it()
    {
        await using var app = await TestApp.StartAsync(db, LongAgo);
        var (rota, hours) = await GivenAsync(app, "2026-03-04T09:00:00Z");

        await rota.MustReviseAsync(hours, Terms("2026-03-07", zone: "Asia/Tokyo"));

        Assert.Equal(
            "2026-03-06T08:00:00Z/2026-03-06T11:00:00Z Ada\n2026-03-07T05:00:00Z/2026-03-07T08:00:00Z Ada",
            await DutiesAsync(rota, "2026-03-06", "2026-03-08")
        );
        using var got = await app.Anonymous.GetAsync(rota.Path($"office-hours/{hours}"));
        Assert.Equal("New", (await got.ShouldBe(200)).GetProperty("title").GetString());
    }

    [Fact]
    public async Task A_change_before_a_later_change_replaces_it()
    {
        await using var app = await TestApp.StartAsync(db, LongAgo);
        var (rota, hours) = await GivenAsync(app, "2026-03-04T09:00:00Z");
        await rota.MustReviseAsync(hours, Terms("2026-03-07", startTime: "20:00", endTime: "21:00"));
        await rota.MustReviseAsync(hours, Terms("2026-03-06"));

        Assert.Equal(
            "2026-03-05T08:00:00Z/2026-03-05T11:00:00Z Ada\n2026-03-06T13:00:00Z/2026-03-06T16:00:00Z Ada\n2026-03-07T13:00:00Z/2026-03-07T16:00:00Z Ada\n2026-03-08T13:00:00Z/2026-03-08T16:00:00Z Ada",
            await DutiesAsync(rota, "2026-03-05", "2026-03-09")
        );
    }

    [Fact]
    public async Task A_change_after_an_earlier_change_leaves_that_one_until_then()
    {
        await using var app = await TestApp.StartAsync(db, LongAgo);
        var (rota, hours) = await GivenAsync(app, "2026-03-04T09:00:00Z");
        await rota.MustReviseAsync(hours, Terms("2026-03-06"));
        await rota.MustReviseAsync(hours, Terms("2026-03-07", startTime: "20:00", endTime: "21:00"));

        Assert.Equal(
            "2026-03-05T08:00:00Z/2026-03-05T11:00:00Z Ada\n2026-03-06T13:00:00Z/2026-03-06T16:00:00Z Ada\n2026-03-07T19:00:00Z/2026-03-07T20:00:00Z Ada",
            await DutiesAsync(rota, "2026-03-05", "2026-03-08")
        );
    }

    [Fact]
    public async Task The_same_change_twice_is_the_same_as_once()
    {
        await using var app = await TestApp.StartAsync(db, LongAgo);
        var (rota, hours) = await GivenAsync(app, "2026-03-04T09:00:00Z");
        using var first = await rota.ReviseAsync(hours, Terms());
        await first.ShouldBe(200);
        var (from, to) = (Utc("2026-02-20T00:00:00Z"), Utc("2026-04-20T00:00:00Z"));
        var once = (await rota.SlotsAsync(from, to)).Lines() + (await rota.ScheduleAsync(from, to)).Lines();

        using var second = await rota.ReviseAsync(hours, Terms());
        await second.ShouldBe(200);

        Assert.Equal(first.Headers.ETag, second.Headers.ETag);
        Assert.Equal(once, (await rota.SlotsAsync(from, to)).Lines() + (await rota.ScheduleAsync(from, to)).Lines());
    }

    [Fact]
    public async Task A_change_of_the_past_is_refused_by_name_and_changes_nothing()
    {
        await using var app = await TestApp.StartAsync(db, LongAgo);
        var (rota, hours) = await GivenAsync(app, "2026-03-04T22:59:59Z");
        using var yesterday = await rota.ReviseAsync(hours, Terms("2026-03-03"));
        (await yesterday.ShouldBeProblem(400, "invalid")).ShouldName("effectiveFrom");

        // In Berlin it is tomorrow an hour before midnight UTC.
        app.Clock.Now = Utc("2026-03-04T23:00:00Z");
        using var today = await rota.ReviseAsync(hours, Terms("2026-03-04"));
        (await today.ShouldBeProblem(400, "invalid")).ShouldName("effectiveFrom");
        using var got = await app.Anonymous.GetAsync(rota.Path($"office-hours/{hours}"));
        Assert.Equal("Office hours", (await got.ShouldBe(200)).GetProperty("title").GetString());
    }

    [Fact]
    public async Task Fewer_seats_release_the_seats_that_are_gone_from_the_change_on()
    {
        await using var app = await TestApp.StartAsync(db, LongAgo);
        var (rota, hours) = await GivenAsync(app);
        var bob = await rota.MemberAsync("Bob");
        foreach (var date in new[] { "2026-03-03", "2026-03-04", "2026-03-05" })
        {
            await rota.ClaimAsync(bob, hours, date);
        }

        app.Clock.Now = Utc("2026-03-04T09:00:00Z");
        await rota.MustReviseAsync(hours, Terms(startTime: "09:00", endTime: "12:00", seats: 1));

        Assert.Equal(
            "2026-03-03T08:00:00Z/2026-03-03T11:00:00Z Ada, Bob\n2026-03-04T08:00:00Z/2026-03-04T11:00:00Z Ada, Bob\n2026-03-05T08:00:00Z/2026-03-05T11:00:00Z Ada",
            await DutiesAsync(rota, "2026-03-03", "2026-03-06")
        );
    }

    [Fact]
    public async Task Claims_on_dates_that_the_new_rule_has_not_are_released()
    {
        await using var app = await TestApp.StartAsync(db, LongAgo);
        var (rota, hours) = await GivenAsync(app, "2026-03-04T09:00:00Z");

        // The 7th of March 2026 is a Saturday.
        using var revised = await rota.ReviseAsync(hours, Terms(recurrence: "FREQ=WEEKLY;BYDAY=SA"));
        await revised.ShouldBe(200);

        Assert.Equal(
            "2026-03-04T08:00:00Z/2026-03-04T11:00:00Z Ada\n2026-03-07T13:00:00Z/2026-03-07T16:00:00Z Ada",
            await DutiesAsync(rota, "2026-03-04", "2026-03-10")
        );
    }

    /// <summary>Cancels the slot of the 4th of March; afterwards it is the afternoon of that day.</summary>
    private static async Task CancelTodayAsync(RotaClient rota, Guid hours)
    {
        await rota.MustChangeSlotAsync(hours, "2026-03-04", new { cancelled = true, reason = "Ill" });
        rota.App.Clock.Now = Utc("2026-03-04T15:00:00Z");
    }

    /// <summary>Everything that the API says of the time before <paramref name="now"/>; what runs now is part of it.</summary>
    private static async Task<string> PastAsync(RotaClient rota, Instant now)
    {
        var from = Utc("2026-02-20T00:00:00Z");
        var slots = await rota.SlotsAsync(from, now);
        // The segment that now lies in may end sooner or later by the change.
        var segments = (await rota.ScheduleAsync(from, now)).Where(segment => segment.InstantAt("until") <= now);
        return slots.Lines() + "\n" + segments.Lines();
    }

    /// <summary>As in `2026-03-03T08:00:00Z/2026-03-03T11:00:00Z Ada`, one line for each slot.</summary>
    private static async Task<string> DutiesAsync(RotaClient rota, string from, string to)
    {
        var slots = await rota.SlotsAsync(Utc($"{from}T00:00:00Z"), Utc($"{to}T00:00:00Z"));
        return string.Join("\n", slots.Select(slot => $"{slot.During()} {Holders(slot)}"));

        static string Holders(JsonElement slot) =>
            string.Join(
                ", ",
                slot.GetProperty("claims")
                    .EnumerateArray()
                    .Select(claim => claim.GetProperty("holder").GetProperty("name").GetString())
            );
    }
}
