using GeekOnDuty.Api.Tests.OnDuty;
using NodaTime;
using Xunit;

namespace GeekOnDuty.Api.Tests.Pages;

/// <summary>The days and times of the board as it is served, without script. Now is Monday, 2 March 2026, 10:00 UTC.</summary>
public sealed class BoardTimeTests(RunningApp running) : IClassFixture<RunningApp>
{
    private TestApp App => running.App;

    [Theory]
    [InlineData("Pacific/Auckland", "2026-W14", "2026-03-30", "Mon 30 Mar", "22:00–01:00 +1 day (UTC+13)", "09:00–12:00 UTC")]
    [InlineData("Pacific/Auckland", "2026-W14", "2026-04-05", "Sun 5 Apr", "21:00–00:00 (UTC+12)", "09:00–12:00 UTC")]
    [InlineData("America/St_Johns", "2026-W10", "2026-03-07", "Sat 7 Mar", "05:30–08:30 (UTC−3:30)", "09:00–12:00 UTC")]
    [InlineData("America/St_Johns", "2026-W10", "2026-03-08", "Sun 8 Mar", "06:30–09:30 (UTC−2:30)", "09:00–12:00 UTC")]
    public async Task A_slot_is_listed_under_the_local_date_of_the_viewer_at_the_time_of_their_clock(
        string zone,
        string week,
        string date,
        string day,
        string when,
        string own
    )
    {
        var rota = await RotaClient.NewAsync(App);
        var hours = await rota.HoursAsync("09:00", "12:00");
        using var browser = new Browser(App);
        var page = await browser.OpenAsync($"/{rota.Slug}/board?zone={zone}&week={week}");
        Assert.Equal(200, page.Status);
        var slot = $"#slot-{hours}-{date}";
        Assert.Equal(when, page.Text($"{slot} .when"));
        Assert.Equal(own, page.Text($"{slot} .own-time"));
        Assert.Equal(day, page.Text($".day:has({slot}) h3"));
        Assert.Contains(zone, page.Text("#zone-in-use"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Pacific/Auckland", "2026-04-05", "lengthened: this day has 25 h")]
    [InlineData("Pacific/Auckland", "2026-09-27", "shortened: this day has 23 h")]
    [InlineData("America/St_Johns", "2026-03-08", "shortened: this day has 23 h")]
    [InlineData("America/St_Johns", "2026-11-01", "lengthened: this day has 25 h")]
    [InlineData("Australia/Lord_Howe", "2026-04-05", "lengthened: this day has 24 h 30 min")]
    public async Task A_day_on_which_the_clock_changes_says_how_long_it_is_and_no_other_does(
        string zone,
        string date,
        string note
    )
    {
        var rota = await RotaClient.NewAsync(App);
        await rota.HoursAsync("00:00", "00:00");
        using var browser = new Browser(App);
        var page = await browser.OpenAsync($"/{rota.Slug}/board?view=grid&zone={zone}&week={date}");
        Assert.Equal(note, page.Text(".day > .dst"));
        Assert.Equal(note, page.Text($".day:has(#day-{date}) > .dst"));
        Assert.Equal(7, page.Count(".grid .day"));
    }

    [Fact]
    public async Task A_slot_over_a_change_of_the_clock_says_so_and_names_both_offsets()
    {
        var rota = await RotaClient.NewAsync(App);
        var hours = await rota.HoursAsync("00:00", "06:00", zone: "America/St_Johns");
        using var browser = new Browser(App);
        var page = await browser.OpenAsync($"/{rota.Slug}/board?zone=America/St_Johns&week=2026-W10");
        var slot = $"#slot-{hours}-2026-03-08";
        Assert.Equal("00:00–06:00 (UTC−3:30, then UTC−2:30)", page.Text($"{slot} .when"));
        Assert.Equal("shortened by a change of the clock", page.Text($"{slot} .dst"));
        Assert.Equal("", page.Text($"{slot} .own-time"));
    }

    [Fact]
    public async Task Weeks_follow_each_other_by_number_or_from_a_date_on()
    {
        var rota = await RotaClient.NewAsync(App);
        using var browser = new Browser(App);
        var path = $"/{rota.Slug}/board";
        var page = await browser.OpenAsync($"{path}?week=2026-W53");
        Assert.Equal("Week 53: Mon 28 Dec – Sun 3 Jan 2027", page.Text("#week"));
        Assert.Equal($"{path}?week=2027-W01", page.Link("a[rel=next]"));
        Assert.Equal($"{path}?week=2026-W52", page.Link("a[rel=prev]"));
        page = await browser.OpenAsync($"{path}?week=2026-03-25");
        Assert.Equal("Wed 25 Mar – Tue 31 Mar 2026", page.Text("#week"));
        Assert.Equal($"{path}?week=2026-04-01", page.Link("a[rel=next]"));
        Assert.Equal("Week 10: Mon 2 Mar – Sun 8 Mar 2026", (await browser.OpenAsync(path)).Text("#week"));
    }

    [Fact]
    public async Task The_present_week_begins_today_and_its_earlier_days_are_a_link_away()
    {
        await using var app = await TestApp.StartAsync(running.Database, Instant.FromUtc(2026, 3, 5, 10, 0));
        var rota = await RotaClient.NewAsync(app);
        var hours = await rota.HoursAsync("09:00", "09:30");
        using var browser = new Browser(app);
        var board = await browser.OpenAsync($"/{rota.Slug}/board");
        Assert.Equal("Thu 5 Mar\nFri 6 Mar\nSat 7 Mar\nSun 8 Mar", board.Text(".day h3"));
        Assert.Equal("Over", board.Text($"#slot-{hours}-2026-03-05 .status"));
        var whole = await browser.OpenAsync(board.Link("a[href*=past]"));
        Assert.Equal(7, whole.Count(".day h3"));
    }
}
