using NodaTime;
using Xunit;
using static GeekOnDuty.Api.Tests.OnDuty.JsonReading;

namespace GeekOnDuty.Api.Tests.OnDuty;

public sealed class OnDutyTimeTests(TestDatabase db) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task At_a_handover_exactly_one_side_is_on_duty_to_the_tick()
    {
        await using var app = await TestApp.StartAsync(db, Utc("2026-03-02T00:00:00Z"));
        var rota = await RotaClient.NewAsync(app);
        var (first, second) = (await rota.HoursAsync("09:00", "12:00"), await rota.HoursAsync("12:00", "15:00"));
        await rota.ClaimAsync(await rota.MemberAsync("Ada"), first, "2026-03-02");
        await rota.ClaimAsync(await rota.MemberAsync("Bob"), second, "2026-03-02");

        await AssertAroundAsync("2026-03-02T09:00:00Z", "", "Ada");
        await AssertAroundAsync("2026-03-02T12:00:00Z", "Ada", "Bob");
        await AssertAroundAsync("2026-03-02T15:00:00Z", "Bob", "");

        async Task AssertAroundAsync(string change, string before, string after)
        {
            var (at, answers) = (Utc(change), new List<string>());
            foreach (var now in new[] { at.TickBefore(), at, at.TickAfter() })
            {
                app.Clock.Now = now;
                var byClock = await rota.OnDutyAsync();
                Assert.Equal(byClock.Text, (await rota.OnDutyAsync(now)).Text);
                answers.Add(byClock.Names);
            }

            Assert.Equal([before, after, after], answers);
        }
    }

    [Theory]
    // Berlin springs forward at 01:00Z: 02:00–03:00 does not take place.
    [InlineData("Europe/Berlin", "2026-03-29", "01:00", "02:00", "2026-03-29T00:00:00Z", "2026-03-29T01:00:00Z")]
    [InlineData("Europe/Berlin", "2026-03-29", "03:00", "04:00", "2026-03-29T01:00:00Z", "2026-03-29T02:00:00Z")]
    [InlineData("Europe/Berlin", "2026-03-29", "01:30", "02:30", "2026-03-29T00:30:00Z", "2026-03-29T01:00:00Z")]
    // and falls back at 01:00Z: 02:00–03:00 happens twice.
    [InlineData("Europe/Berlin", "2026-10-25", "02:00", "03:00", "2026-10-25T00:00:00Z", "2026-10-25T02:00:00Z")]
    [InlineData("Europe/Berlin", "2026-10-25", "03:00", "04:00", "2026-10-25T02:00:00Z", "2026-10-25T03:00:00Z")]
    [InlineData("Europe/Berlin", "2026-10-24", "22:00", "02:30", "2026-10-24T20:00:00Z", "2026-10-25T00:30:00Z")]
    [InlineData("Australia/Lord_Howe", "2026-10-04", "02:15", "03:00", "2026-10-03T15:30:00Z", "2026-10-03T16:00:00Z")]
    [InlineData("Australia/Lord_Howe", "2026-04-05", "01:30", "02:30", "2026-04-04T14:30:00Z", "2026-04-04T16:00:00Z")]
    [InlineData("Pacific/Apia", "2011-12-29", "09:00", "17:00", "2011-12-29T19:00:00Z", "2011-12-30T03:00:00Z")]
    [InlineData("Pacific/Apia", "2011-12-29", "18:00", "02:00", "2011-12-30T04:00:00Z", "2011-12-30T10:00:00Z")]
    [InlineData("Pacific/Apia", "2011-12-31", "09:00", "17:00", "2011-12-30T19:00:00Z", "2011-12-31T03:00:00Z")]
    public async Task On_a_night_when_the_clock_changes_duty_lasts_as_the_time_policy_says(
        string zone,
        string date,
        string startTime,
        string endTime,
        string startsAt,
        string endsAt
    )
    {
        await using var app = await TestApp.StartAsync(db, Utc(startsAt) - Duration.FromDays(2));
        var rota = await RotaClient.NewAsync(app);
        var hours = await rota.HoursAsync(startTime, endTime, zone, date, recurrence: null);
        await rota.ClaimAsync(await rota.MemberAsync("Ada"), hours, date);

        var before = await rota.OnDutyAsync(Utc(startsAt).TickBefore());
        var first = await rota.OnDutyAsync(Utc(startsAt));
        var last = await rota.OnDutyAsync(Utc(endsAt).TickBefore());
        var after = await rota.OnDutyAsync(Utc(endsAt));

        Assert.Equal(("closed", null, Utc(startsAt)), (before.State, before.Since, before.Until));
        Assert.Equal(("staffed", Utc(startsAt), Utc(endsAt)), (first.State, first.Since, first.Until));
        Assert.Equal((first.Text, first.ETag), (last.Text, last.ETag));
        Assert.Equal(("closed", Utc(endsAt), null), (after.State, after.Since, after.Until));
    }

    [Fact]
    public async Task On_the_date_that_Apia_left_out_the_last_of_the_29th_hands_over_to_the_first_of_the_31st()
    {
        await using var app = await TestApp.StartAsync(db, Utc("2011-12-28T00:00:00Z"));
        var rota = await RotaClient.NewAsync(app);
        var hours = await rota.HoursAsync("00:00", "00:00", "Pacific/Apia", "2011-12-01");
        await rota.ClaimAsync(await rota.MemberAsync("Ada"), hours, "2011-12-29");
        await rota.ClaimAsync(await rota.MemberAsync("Bob"), hours, "2011-12-31");
        var change = Utc("2011-12-30T10:00:00Z");

        var (before, after) = (await rota.OnDutyAsync(change.TickBefore()), await rota.OnDutyAsync(change));

        Assert.Equal(("Ada", change), (before.Names, before.Until));
        Assert.Equal(("Bob", change), (after.Names, after.Since));
        using var lost = await rota.ChangeSlotAsync(hours, "2011-12-30", new { cancelled = true });
        await lost.ShouldBeProblem(404, "not-found");
        var dates = (await rota.SlotsAsync(change - Duration.FromDays(1), change + Duration.FromDays(1))).Select(slot =>
            slot.GetProperty("date").GetString()
        );
        Assert.Equal(["2011-12-29", "2011-12-31"], dates);
    }

    [Fact]
    public async Task Next_is_the_first_who_is_not_on_duty_now()
    {
        await using var app = await TestApp.StartAsync(db, Utc("2026-03-02T00:00:00Z"));
        var rota = await RotaClient.NewAsync(app);
        var morning = await rota.HoursAsync("09:00", "12:00", seats: 2);
        var noon = await rota.HoursAsync("12:00", "13:00", seats: 3);
        var (ada, bob, cid) = (await rota.MemberAsync("Ada"), await rota.MemberAsync("Bob"), await rota.MemberAsync("Cid"));
        await rota.ClaimAsync(ada, morning, "2026-03-02");
        await rota.ClaimAsync(ada, noon, "2026-03-02");
        await rota.ClaimAsync(ada, morning, "2026-03-03");
        await rota.ClaimAsync(cid, noon, "2026-03-03");
        await rota.ClaimAsync(bob, noon, "2026-03-03");
        await rota.ClaimAsync(ada, noon, "2026-03-03");

        Assert.Equal("2026-03-02T09:00:00Z Ada", await NextAsync("2026-03-02T08:00:00Z"));
        Assert.Equal("2026-03-03T12:00:00Z Bob, Cid", await NextAsync("2026-03-02T10:00:00Z"));
        Assert.Equal("2026-03-03T12:00:00Z Bob, Cid", await NextAsync("2026-03-02T12:30:00Z"));
        Assert.Equal("2026-03-03T09:00:00Z Ada", await NextAsync("2026-03-02T13:00:00Z"));
        Assert.Equal("2026-03-03T12:00:00Z Bob, Cid", await NextAsync("2026-03-03T09:00:00Z"));
        Assert.Equal("null", await NextAsync("2026-03-03T12:00:00Z"));

        async Task<string> NextAsync(string at) => (await rota.OnDutyAsync(Utc(at))).Next;
    }

    [Fact]
    public async Task Next_ends_when_the_first_of_the_newcomers_leaves()
    {
        await using var app = await TestApp.StartAsync(db, Utc("2026-03-02T00:00:00Z"));
        var rota = await RotaClient.NewAsync(app);
        var (longer, shorter) = (await rota.HoursAsync("09:00", "12:00"), await rota.HoursAsync("09:00", "10:00"));
        await rota.ClaimAsync(await rota.MemberAsync("Ada"), longer, "2026-03-02");
        await rota.ClaimAsync(await rota.MemberAsync("Bob"), shorter, "2026-03-02");

        var next = (await rota.OnDutyAsync()).Json.GetProperty("next");

        Assert.Equal("2026-03-02T09:00:00Z/2026-03-02T10:00:00Z", next.During());
        Assert.Equal("Ada, Bob", next.GetProperty("onDuty").NamesOf());
    }

    [Theory]
    [InlineData("2026-03-02T09:00:00Z", 60, ", stale-while-revalidate=30, stale-if-error=10740")]
    [InlineData("2026-03-02T11:58:40Z", 60, ", stale-while-revalidate=20, stale-if-error=20")]
    [InlineData("2026-03-02T11:59:00Z", 60, "")]
    [InlineData("2026-03-02T11:59:01Z", 59, "")]
    [InlineData("2026-03-02T11:59:00.0000001Z", 59, "")]
    [InlineData("2026-03-02T11:59:59Z", 1, "")]
    [InlineData("2026-03-02T11:59:59.0000001Z", 0, "")]
    [InlineData("2026-03-02T11:59:59.9999999Z", 0, "")]
    [InlineData("2026-03-02T12:00:00Z", 60, ", stale-while-revalidate=30, stale-if-error=75540")]
    public async Task An_answer_is_fresh_at_most_a_minute_and_shown_by_no_cache_when_it_has_changed(
        string now,
        int maxAge,
        string stale
    )
    {
        await using var app = await TestApp.StartAsync(db, Utc(now));
        var rota = await RotaClient.NewAsync(app);
        await rota.HoursAsync("09:00", "12:00");

        Assert.Equal($"public, max-age={maxAge}{stale}", (await rota.OnDutyAsync()).CacheControl);
    }

    [Fact]
    public async Task Claims_years_away_are_found_from_wherever_one_asks()
    {
        await using var app = await TestApp.StartAsync(db, Utc("2026-03-01T00:00:00Z"));
        var rota = await RotaClient.NewAsync(app);
        var ada = await rota.MemberAsync("Ada");
        var early = await rota.HoursAsync("09:00", "12:00", startDate: "2026-03-02", recurrence: null);
        var late = await rota.HoursAsync("09:00", "12:00", startDate: "2140-05-06", recurrence: null);
        await rota.ClaimAsync(ada, early, "2026-03-02");
        app.Clock.Now = Utc("2140-05-06T00:00:00Z");
        await rota.ClaimAsync(ada, late, "2140-05-06");

        foreach (var at in new[] { "1900-01-01T00:00:00Z", "1950-06-01T00:00:00Z", "2026-03-02T08:59:59.9999999Z" })
        {
            await AssertAsync(at, null, "2026-03-02T09:00:00Z", "2026-03-02T09:00:00Z Ada");
        }

        foreach (
            var at in new[] { "2026-03-02T12:00:00Z", "2026-04-10T00:00:00Z", "2080-01-01T00:00:00Z", "2140-05-06T08:59:59Z" }
        )
        {
            await AssertAsync(at, "2026-03-02T12:00:00Z", "2140-05-06T09:00:00Z", "2140-05-06T09:00:00Z Ada");
        }

        foreach (var at in new[] { "2140-05-06T12:00:00Z", "2199-12-31T23:59:59.9999999Z", "2200-01-01T00:00:00Z" })
        {
            await AssertAsync(at, "2140-05-06T12:00:00Z", null, "null");
        }

        async Task AssertAsync(string at, string? since, string? until, string next)
        {
            var answer = await rota.OnDutyAsync(Utc(at));
            Assert.Equal(
                ("closed", since, until, next),
                (
                    answer.State,
                    answer.Json.GetProperty("since").GetString(),
                    answer.Json.GetProperty("until").GetString(),
                    answer.Next
                )
            );
        }
    }

    [Fact]
    public async Task Hours_of_leap_days_are_found_eight_years_away()
    {
        await using var app = await TestApp.StartAsync(db, Utc("2026-03-01T00:00:00Z"));
        var rota = await RotaClient.NewAsync(app);
        await rota.HoursAsync("09:00", "12:00", recurrence: "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29");

        var answer = await rota.OnDutyAsync(Utc("2100-01-01T00:00:00Z"));

        Assert.Equal((Utc("2096-02-29T12:00:00Z"), Utc("2104-02-29T09:00:00Z")), (answer.Since!.Value, answer.Until!.Value));
    }

    [Theory]
    [InlineData("1899-12-31T23:59:59Z")]
    [InlineData("2200-01-01T00:00:00.0000001Z")]
    [InlineData("9999-12-31T23:59:59Z")]
    [InlineData("-9998-01-01T00:00:00Z")]
    [InlineData("2026-03-29T01:00:00")]
    [InlineData("2026-03-29T01:00:00%2B01:00")]
    [InlineData("2026-03-29")]
    [InlineData("now")]
    [InlineData("")]
    public async Task An_instant_outside_the_range_or_without_Z_is_refused_by_name(string at)
    {
        await using var app = await TestApp.StartAsync(db, Utc("2026-03-01T00:00:00Z"));
        var rota = await RotaClient.NewAsync(app);

        using var response = await app.Anonymous.GetAsync(rota.Path($"on-duty?at={at}"));

        (await response.ShouldBeProblem(400, "invalid")).ShouldName("at");
    }

    [Theory]
    [InlineData("Pacific/Kiritimati", "1900-01-01")]
    [InlineData("Etc/GMT+12", "2199-12-31")]
    public async Task Daily_hours_at_the_ends_of_the_calendar_are_answered(string zone, string startDate)
    {
        await using var app = await TestApp.StartAsync(db, Utc("2026-03-01T00:00:00Z"));
        var rota = await RotaClient.NewAsync(app);
        await rota.HoursAsync("00:00", "12:00", zone, startDate);

        foreach (var at in new[] { "1900-01-01T00:00:00Z", "2199-12-31T23:59:59Z", "2200-01-01T00:00:00Z" })
        {
            var answer = await rota.OnDutyAsync(Utc(at));
            Assert.True(answer.Since is null || answer.Since <= Utc(at), answer.Text);
            Assert.True(answer.Until is null || answer.Until > Utc(at), answer.Text);
        }
    }
}
