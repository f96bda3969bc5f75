using System.Net.Http.Json;
using GeekOnDuty.Api.Tests.OnDuty;
using Xunit;

namespace GeekOnDuty.Api.Tests.Pages;

/// <summary>
/// Standing claims on the pages of volunteers and coordinators, without script. Now is Monday, 2 March 2026, 10:00 UTC.
/// </summary>
public sealed class StandingPageTests(RunningApp running) : IClassFixture<RunningApp>
{
    private TestApp App => running.App;

    [Fact]
    public async Task The_board_shows_my_standing_claim_with_its_next_dates_and_stops_it_in_place()
    {
        var rota = await RotaClient.NewAsync(App, claimOpensBefore: "P2W");
        var hours = await rota.HoursAsync("15:00", "18:00", recurrence: "FREQ=WEEKLY;BYDAY=TU,TH");
        var ada = await rota.MemberAsync("Ada");
        await StandAsync(
            rota,
            ada,
            hours,
            new
            {
                from = "2026-03-02",
                until = "2026-06-30",
                weekdays = new[] { "TU" },
            }
        );
        using var browser = await Browser.SignedInAsync(App, ada);

        var board = await browser.OpenAsync($"/{rota.Slug}/board?week=2026-W11&open=true");
        Assert.Equal("Every Tuesday 15:00–18:00, until Tue 30 Jun 2026", board.Text("#my-standing strong"));
        var dates = board.Text("#my-standing .next-dates li").Split('\n');
        Assert.Equal(5, dates.Length);
        Assert.Equal("Tue 3 Mar, 15:00–18:00", dates[0]);
        Assert.Equal("Tue 24 Mar, 15:00–18:00 (planned)", dates[3]);
        Assert.Contains("2 hours are released:", board.Text("#my-standing details p"), StringComparison.Ordinal);

        var stopped = await browser.PressAsync(board.Button("#my-standing button"));
        Assert.Equal(200, stopped.Status);
        Assert.StartsWith($"/{rota.Slug}/board?week=2026-W11&open=true", stopped.Address, StringComparison.Ordinal);
        Assert.Equal("The standing claim is stopped, and 2 hours were released.", stopped.Text("#stopped"));
        Assert.Equal(0, stopped.Count("#my-standing, #my-hours .own"));
    }

    [Fact]
    public async Task The_page_of_a_person_shows_and_stops_their_standing_claims()
    {
        var rota = await RotaClient.NewAsync(App);
        var hours = await rota.HoursAsync("15:00", "18:00");
        var ada = await rota.MemberAsync("Ada");
        await StandAsync(rota, ada, hours, new { from = "2026-03-03", every = 3 });
        using var browser = await Browser.SignedInAsync(App, ada);
        var me = await browser.OpenAsync("/me");
        Assert.Equal("Every 3rd time 15:00–18:00, from Tue 3 Mar 2026, until it is stopped", me.Text(".standing strong"));
        var stopped = await browser.PressAsync(me.Button(".standing button"));
        Assert.Contains("The standing claim is stopped", stopped.Text("[role=status]"), StringComparison.Ordinal);
        Assert.Equal(0, stopped.Count(".standing"));
        using var gone = await ada.Client.GetAsync("/v1/me/standing-claims");
        Assert.Equal(0, (await gone.ShouldBe(200)).GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task Coordinators_see_all_standing_claims_of_a_rota_and_end_them()
    {
        var rota = await RotaClient.NewAsync(App);
        var hours = await rota.HoursAsync("15:00", "18:00");
        var (ada, bob) = (await rota.MemberAsync("Ada"), await rota.MemberAsync("Bob"));
        await StandAsync(rota, ada, hours, new { from = "2026-03-02", weekdays = new[] { "MO", "WE" } });
        await StandAsync(
            rota,
            bob,
            hours,
            new
            {
                from = "2026-03-03",
                weekdays = new[] { "TU" },
                everyWeeks = 2,
            }
        );
        using var admin = await Browser.SignedInAsync(App);
        var list = await admin.OpenAsync($"/{rota.Slug}/manage/standing-claims");
        Assert.Equal(
            "Every Monday and Wednesday 15:00–18:00, until it is stopped\n"
                + "Every 2nd Tuesday 15:00–18:00, from Tue 3 Mar 2026, until it is stopped",
            list.Text(".standing strong")
        );
        Assert.Equal("Ada", list.Text(".standing bdi").Split('\n')[0]);
        var ended = await admin.PressAsync(list.Button(".standing button"));
        Assert.Contains("The standing claim is ended", ended.Text("[role=status]"), StringComparison.Ordinal);
        Assert.StartsWith("Every 2nd Tuesday", ended.Text(".standing strong"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wholly_refused_standing_claim_names_each_date_with_its_reason_on_the_board()
    {
        var rota = await RotaClient.NewAsync(App, claimOpensBefore: "P2W");
        var hours = await rota.HoursAsync("14:00", "15:00", recurrence: "FREQ=WEEKLY;BYDAY=TU");
        var (ada, bob) = (await rota.MemberAsync("Ada"), await rota.MemberAsync("Bob"));
        using var browser = await Browser.SignedInAsync(App, ada);
        var board = await browser.OpenAsync($"/{rota.Slug}/board?week=2026-W10");
        await StandAsync(rota, bob, hours, new { from = "2026-03-03" });
        var refused = await browser.PressAsync(board.Button($"#slot-{hours}-2026-03-03 [formaction]"));
        Assert.Equal(409, refused.Status);
        var dates = refused.Text("#refused-dates li").Split('\n');
        Assert.StartsWith("Tue 3 Mar, 14:00–15:00: All seats", dates[0], StringComparison.Ordinal);
        Assert.StartsWith("Tue 10 Mar", dates[1], StringComparison.Ordinal);
        Assert.Contains("Week 10", refused.Text("#week"), StringComparison.Ordinal);
        Assert.Equal(0, refused.Count("#my-standing"));
    }

    private static async Task StandAsync(RotaClient rota, Person who, Guid hours, object body)
    {
        using var made = await who.Client.PostAsJsonAsync(rota.Path($"office-hours/{hours}/standing-claims"), body);
        await made.ShouldBe(201);
    }
}
