using System.Net.Http.Json;
using System.Text;
using GeekOnDuty.Api.Tests.OnDuty;
using Xunit;

namespace GeekOnDuty.Api.Tests.Pages;

/// <summary>Claims and releases on the board as it is served, without script. Now is Monday, 2 March 2026, 10:00 UTC.</summary>
public sealed class BoardClaimTests(RunningApp running, TestDatabase db) : IClassFixture<RunningApp>, IClassFixture<TestDatabase>
{
    private TestApp App => running.App;

    [Fact]
    public async Task One_tap_claims_a_slot_and_undo_releases_it()
    {
        var rota = await RotaClient.NewAsync(App);
        var hours = await rota.HoursAsync("14:00", "15:00", seats: 2);
        var ada = await App.Given.PersonAsync("Ada", rota.Slug, zone: "America/New_York");
        using var browser = await Browser.SignedInAsync(App, ada);
        var slot = $"#slot-{hours}-2026-03-12";
        var board = await browser.OpenAsync($"/{rota.Slug}/board?week=2026-W11&zone=Asia/Tokyo&open=true");
        Assert.Contains("America/New_York", board.Text("#zone-in-use"), StringComparison.Ordinal);

        var claimed = await browser.PressAsync(board.Button($"{slot} form button"));
        Assert.EndsWith(slot, claimed.Address, StringComparison.Ordinal);
        Assert.StartsWith($"/{rota.Slug}/board?week=2026-W11", claimed.Address, StringComparison.Ordinal);
        Assert.Equal("You are on duty Thu 12 Mar, 10:00–11:00.", claimed.Text("#taken p"));
        Assert.Equal("Yours", claimed.Text($"{slot} .status"));
        Assert.Equal("Ada", claimed.Text($"{slot} .holders li"));
        Assert.StartsWith("Thu 12 Mar, 10:00–11:00", claimed.Text("#my-hours .own p"), StringComparison.Ordinal);

        var undone = await browser.PressAsync(claimed.Button("#taken button"));
        Assert.Equal(200, undone.Status);
        Assert.Equal(0, undone.Count("#taken, #my-hours .own"));
        Assert.StartsWith("You have released Thu 12 Mar", undone.Text("#released"), StringComparison.Ordinal);
        Assert.Equal("0 of 2 seats taken", undone.Text($"{slot} .seats"));

        var again = await browser.PressAsync(undone.Button("#released button"));
        Assert.Equal(200, again.Status);
        Assert.Equal("Yours", again.Text($"{slot} .status"));
        Assert.Equal(1, again.Count("#taken"));
        Assert.Equal(0, again.Count("#released"));
    }

    [Fact]
    public async Task A_release_has_no_undo_once_somebody_else_has_the_seat()
    {
        var rota = await RotaClient.NewAsync(App);
        var hours = await rota.HoursAsync("14:00", "15:00");
        var (ada, bob) = (await rota.MemberAsync("Ada"), await rota.MemberAsync("Bob"));
        await rota.ClaimAsync(ada, hours, "2026-03-12");
        using var browser = await Browser.SignedInAsync(App, ada);
        var board = await browser.OpenAsync($"/{rota.Slug}/board?week=2026-W11");
        var released = await browser.PressAsync(board.Button("#my-hours form button"));
        Assert.Equal("Undo", released.Text("#released button"));

        await rota.ClaimAsync(bob, hours, "2026-03-12");

        var late = await browser.PressAsync(released.Button("#released button"));
        Assert.Equal(409, late.Status);
        Assert.Contains("All seats of this slot are taken", late.Text("#refused > p"), StringComparison.Ordinal);
        Assert.Equal(0, (await browser.OpenAsync(released.Address)).Count("#released button"));
    }

    [Fact]
    public async Task A_claim_on_a_running_slot_is_undone_for_ten_minutes()
    {
        await using var app = await TestApp.StartAsync(db, RunningApp.Now);
        var rota = await RotaClient.NewAsync(app);
        var hours = await rota.HoursAsync("09:00", "12:00");
        var ada = await rota.MemberAsync("Ada");
        using var browser = await Browser.SignedInAsync(app, ada);
        var slot = $"#slot-{hours}-2026-03-02";

        var claimed = await browser.PressAsync((await browser.OpenAsync($"/{rota.Slug}/board")).Button($"{slot} form button"));
        Assert.Equal("Undo", claimed.Text("#taken button"));
        var undone = await browser.PressAsync(claimed.Button("#taken button"));
        Assert.Equal("0 of 1 seat taken", undone.Text($"{slot} .seats"));

        var again = await browser.PressAsync(undone.Button("#released button"));
        app.Clock.Now = RunningApp.Now + NodaTime.Duration.FromMinutes(10);
        var late = await browser.PressAsync(again.Button("#taken button"));
        Assert.Equal(409, late.Status);
        Assert.Contains("too late to release", late.Text("#refused > p"), StringComparison.Ordinal);
        Assert.Contains("Too late to release", late.Text("#my-hours"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_claim_that_fails_says_why_and_offers_alternatives_that_one_tap_claims()
    {
        var rota = await RotaClient.NewAsync(App);
        var hours = await rota.HoursAsync("14:00", "15:00");
        var (ada, bob) = (await rota.MemberAsync("Ada"), await rota.MemberAsync("Bob"));
        using var browser = await Browser.SignedInAsync(App, ada);
        var board = await browser.OpenAsync($"/{rota.Slug}/board?week=2026-W11");
        await rota.ClaimAsync(bob, hours, "2026-03-12");

        var refused = await browser.PressAsync(board.Button($"#slot-{hours}-2026-03-12 form button"));
        Assert.Equal(409, refused.Status);
        Assert.Contains("All seats of this slot are taken", refused.Text("#refused > p"), StringComparison.Ordinal);
        Assert.Equal(3, refused.Count("#refused .alternative"));
        Assert.Equal("Bob", refused.Text($"#slot-{hours}-2026-03-12 .holders li"));

        var claimed = await browser.PressAsync(refused.Button("#refused .alternative button"));
        Assert.Equal(200, claimed.Status);
        Assert.Contains("Wed 11 Mar", claimed.Text("#taken p"), StringComparison.Ordinal);
        Assert.Contains($"#slot-{hours}-2026-03-11", claimed.Address, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_claim_beside_another_of_mine_names_that_one_in_my_zone()
    {
        var rota = await RotaClient.NewAsync(App);
        var hours = await rota.HoursAsync("14:00", "16:00");
        var overlapping = await rota.HoursAsync("15:00", "17:00");
        var ada = await App.Given.PersonAsync("Ada", rota.Slug, zone: "Asia/Kolkata");
        using var browser = await Browser.SignedInAsync(App, ada);
        var board = await browser.OpenAsync($"/{rota.Slug}/board?week=2026-W11");
        await rota.ClaimAsync(ada, hours, "2026-03-12");
        var refused = await browser.PressAsync(board.Button($"#slot-{overlapping}-2026-03-12 form button"));
        Assert.Equal(409, refused.Status);
        Assert.Contains("Thu 12 Mar, 19:30–21:30", refused.Text("#refused > p"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_slot_while_I_am_on_duty_in_any_rota_says_so_and_has_no_button()
    {
        var (rota, other) = (await RotaClient.NewAsync(App), await RotaClient.NewAsync(App));
        var mine = await rota.HoursAsync("14:00", "16:00");
        var before = await rota.HoursAsync("13:00", "14:00");
        var within = await rota.HoursAsync("15:00", "15:30");
        var after = await rota.HoursAsync("16:00", "17:00");
        var evening = await rota.HoursAsync("20:00", "22:00");
        var night = await rota.HoursAsync("23:00", "02:00");
        var elsewhere = await other.HoursAsync("21:00", "23:00", title: "Elsewhere");
        var ada = await App.Given.PersonAsync("Ada", rota.Slug);
        using (
            var joined = await App.Admin.PutAsJsonAsync($"/v1/rotas/{other.Slug}/members/{ada.Id}", new { role = "volunteer" })
        )
        {
            await joined.ShouldBe(200);
        }

        await rota.ClaimAsync(ada, mine, "2026-03-12");
        await other.ClaimAsync(ada, elsewhere, "2026-03-12");
        using var browser = await Browser.SignedInAsync(App, ada);
        var board = await browser.OpenAsync($"/{rota.Slug}/board?week=2026-W11");
        Assert.Equal("You are on duty then", StatusOf(within));
        Assert.Equal("You are on duty then", StatusOf(evening));
        Assert.Equal("Yours", StatusOf(mine));
        Assert.All([within, evening, mine], hours => Assert.Equal(0, ButtonsOf(hours)));
        Assert.All([before, after, night], hours => Assert.Equal(2, ButtonsOf(hours)));

        var claimable = await browser.OpenAsync($"/{rota.Slug}/board?week=2026-W11&open=true");
        Assert.Equal(0, claimable.Count($"#slot-{within}-2026-03-12, #slot-{evening}-2026-03-12, #slot-{mine}-2026-03-12"));
        Assert.Equal(1, claimable.Count($"#slot-{after}-2026-03-12"));

        string StatusOf(Guid hours) => board.Text($"#slot-{hours}-2026-03-12 .status");
        int ButtonsOf(Guid hours) => board.Count($"#slot-{hours}-2026-03-12 button");
    }

    [Fact]
    public async Task Every_week_takes_that_weekday_alone_and_tells_what_it_took_and_what_not_and_why()
    {
        var rota = await RotaClient.NewAsync(App, claimOpensBefore: "P4W");
        var hours = await rota.HoursAsync("14:00", "15:00", recurrence: "FREQ=WEEKLY;BYDAY=TU,TH");
        var other = await rota.HoursAsync("14:30", "15:30", recurrence: null, startDate: "2026-03-17");
        var (ada, bob) = (await rota.MemberAsync("Ada"), await rota.MemberAsync("Bob"));
        await rota.ClaimAsync(bob, hours, "2026-03-10");
        await rota.ClaimAsync(ada, other, "2026-03-17");
        using var browser = await Browser.SignedInAsync(App, ada);
        var board = await browser.OpenAsync($"/{rota.Slug}/board?week=2026-W10");
        var again = board.Button($"#slot-{hours}-2026-03-03 [formaction]");
        Assert.Equal("Every week", again.TextContent);

        var made = await browser.PressAsync(again);
        Assert.Equal(200, made.Status);
        Assert.EndsWith("#standing", made.Address, StringComparison.Ordinal);
        Assert.Equal("Tue 3 Mar, 14:00–15:00\nTue 24 Mar, 14:00–15:00", made.Text("#standing-taken li"));
        var refused = made.Text("#standing-refused li").Split('\n');
        Assert.Equal(2, refused.Length);
        Assert.StartsWith("Tue 10 Mar, 14:00–15:00: All seats", refused[0], StringComparison.Ordinal);
        Assert.StartsWith("Tue 17 Mar, 14:00–15:00: You are on duty elsewhere", refused[1], StringComparison.Ordinal);
        Assert.Equal(3, made.Count("#my-hours .own"));

        var ended = await browser.PressAsync(made.Button("#standing button"));
        Assert.Equal(200, ended.Status);
        Assert.Equal(1, ended.Count("#my-hours .own"));
    }

    [Fact]
    public async Task Hours_that_do_not_come_weekly_are_taken_every_time_and_those_that_do_not_come_again_not_at_all()
    {
        var rota = await RotaClient.NewAsync(App);
        var fortnightly = await rota.HoursAsync("10:00", "11:00", startDate: "2026-03-03", recurrence: "FREQ=WEEKLY;INTERVAL=2");
        var once = await rota.HoursAsync("12:00", "13:00", startDate: "2026-03-03", recurrence: null);
        using var browser = await Browser.SignedInAsync(App, await rota.MemberAsync("Ada"));
        var board = await browser.OpenAsync($"/{rota.Slug}/board");
        Assert.Equal("Every time", board.Text($"#slot-{fortnightly}-2026-03-03 [formaction]"));
        Assert.Equal("Claim", board.Text($"#slot-{once}-2026-03-03 button"));
    }

    [Fact]
    public async Task My_hours_come_next_one_first_with_release_as_long_as_the_rota_allows_it()
    {
        var slug = await App.Given.RotaAsync(claimOpensBefore: "P8W", releaseClosesBefore: "P2D");
        var rota = new RotaClient(App, slug);
        var hours = await rota.HoursAsync("14:00", "15:00");
        var ada = await rota.MemberAsync("Ada");
        await rota.ClaimAsync(ada, hours, "2026-03-20");
        await rota.ClaimAsync(ada, hours, "2026-03-03");
        using var browser = await Browser.SignedInAsync(App, ada);
        var board = await browser.OpenAsync($"/{slug}/board");
        Assert.Equal("Tue 3 Mar, 14:00–15:00\nFri 20 Mar, 14:00–15:00", board.Text("#my-hours .own p a"));
        Assert.Equal(1, board.Count("#my-hours form"));
        var released = await browser.PressAsync(board.Button("#my-hours form button"));
        Assert.Equal("Tue 3 Mar, 14:00–15:00", released.Text("#my-hours .own p a"));
    }

    [Fact]
    public async Task A_release_that_comes_too_late_is_refused_with_its_reason()
    {
        var rota = await RotaClient.NewAsync(App);
        var hours = await rota.HoursAsync("14:00", "15:00");
        var ada = await rota.MemberAsync("Ada");
        await rota.ClaimAsync(ada, hours, "2026-03-03");
        using var browser = await Browser.SignedInAsync(App, ada);
        var board = await browser.OpenAsync($"/{rota.Slug}/board");
        using (
            var stricter = await App.Admin.PutAsJsonAsync(
                $"/v1/rotas/{rota.Slug}",
                new
                {
                    slug = rota.Slug,
                    name = rota.Slug,
                    zone = "UTC",
                    rules = new { claimOpensBefore = "P8W", releaseClosesBefore = "P2D" },
                }
            )
        )
        {
            await stricter.ShouldBe(200);
        }

        var refused = await browser.PressAsync(board.Button("#my-hours form button"));
        Assert.Equal(409, refused.Status);
        Assert.Contains("too late", refused.Text("#refused"), StringComparison.Ordinal);
        Assert.Equal(1, refused.Count("#my-hours .own"));
    }

    [Fact]
    public async Task A_claim_is_an_event_in_UTC_told_in_the_zone_of_its_hours_for_its_holder_alone()
    {
        var rota = await RotaClient.NewAsync(App);
        var hours = await rota.HoursAsync(
            "14:00",
            "15:00",
            zone: "Europe/Amsterdam",
            title: "Käse, Brot; \\ und mehr, damit die Zeile lang genug wird"
        );
        var (ada, bob) = (await rota.MemberAsync("Ada"), await rota.MemberAsync("Bob"));
        await rota.ClaimAsync(ada, hours, "2026-03-03");
        using var browser = await Browser.SignedInAsync(App, ada);
        var board = await browser.OpenAsync($"/{rota.Slug}/board");
        var text = Encoding.UTF8.GetString(await browser.DownloadAsync(board.Link("#my-hours a.button")));
        Assert.EndsWith("END:VCALENDAR\r\n", text, StringComparison.Ordinal);
        var lines = text.Split("\r\n");
        Assert.DoesNotContain('\n', string.Concat(lines));
        Assert.All(lines, line => Assert.InRange(Encoding.UTF8.GetByteCount(line), 0, 75));
        var unfolded = text.Replace("\r\n ", "", StringComparison.Ordinal).Split("\r\n");
        Assert.Contains($"UID:{hours}-2026-03-03-{ada.Id}@geek-on-duty", unfolded);
        Assert.Contains("DTSTART:20260303T130000Z", unfolded);
        Assert.Contains("DTEND:20260303T140000Z", unfolded);
        Assert.StartsWith(
            @"DESCRIPTION:Tue 3 Mar 2026\, 14:00–15:00 Europe/Amsterdam (UTC+1)",
            Assert.Single(unfolded, line => line.StartsWith("DESCRIPTION:", StringComparison.Ordinal)),
            StringComparison.Ordinal
        );
        Assert.Contains($@"SUMMARY:On duty: Käse\, Brot\; \\ und mehr\, damit die Zeile lang genug wird ({rota.Slug})", unfolded);

        using var stranger = await Browser.SignedInAsync(App, bob);
        Assert.Equal(404, (await stranger.OpenAsync(board.Link("#my-hours a.button"))).Status);
    }

    [Fact]
    public async Task Without_sign_in_the_board_is_readable_and_claiming_leads_through_sign_in_back_to_the_same_slot()
    {
        var rota = await RotaClient.NewAsync(App);
        var hours = await rota.HoursAsync("23:30", "00:30");
        // A Sunday here is a Monday of the next week for Ada.
        var ada = await App.Given.PersonAsync("Ada", rota.Slug, zone: "Asia/Tokyo");
        using var browser = new Browser(App);
        var slot = $"#slot-{hours}-2026-03-15";
        var board = await browser.OpenAsync($"/{rota.Slug}/board?week=2026-W11&awake=true&from=09:00&to=02:00");
        Assert.Equal(0, board.Count(".slot form, #my-hours"));
        var signIn = await browser.OpenAsync(board.Link($"{slot} .button"));
        Assert.StartsWith("/sign-in?return=", signIn.Address, StringComparison.Ordinal);

        var back = await browser.PressAsync(signIn.Button("form[action='/sign-in/token'] button"), ("token", ada.Secret));
        Assert.EndsWith(slot, back.Address, StringComparison.Ordinal);
        Assert.Equal("Week 12: Mon 16 Mar – Sun 22 Mar 2026", back.Text("#week"));
        Assert.Equal(1, back.Count($"{slot}.chosen form"));
    }

    [Fact]
    public async Task Whoever_is_no_member_is_told_how_to_join_instead()
    {
        var rota = await RotaClient.NewAsync(App);
        var hours = await rota.HoursAsync("14:00", "15:00");
        using var browser = await Browser.SignedInAsync(App, await App.Given.PersonAsync("Eve"));
        var board = await browser.OpenAsync($"/{rota.Slug}/board");
        Assert.Equal($"/{rota.Slug}/join", board.Link("#join a"));
        Assert.Equal(0, board.Count(".slot form, .slot .button"));
        Assert.Equal($"/{rota.Slug}/join", board.Link($"#slot-{hours}-2026-03-03 a"));
    }
}
