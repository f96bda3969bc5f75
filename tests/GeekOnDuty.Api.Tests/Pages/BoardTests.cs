using System.Net.Http.Json;
using System.Text;
using GeekOnDuty.Api.Logos;
using GeekOnDuty.Api.Tests.OnDuty;
using NodaTime;
using Xunit;

namespace GeekOnDuty.Api.Tests.Pages;

/// <summary>The board as it is served, without script. Now is Monday, 2 March 2026, 10:00 UTC.</summary>
public sealed class BoardTests(RunningApp running) : IClassFixture<RunningApp>
{
    private TestApp App => running.App;

    [Theory]
    [InlineData(
        "Pacific/Auckland",
        "2026-W14",
        "2026-03-30",
        "Mon 30 Mar",
        "22:00–01:00 +1 day Auckland (UTC+13)",
        "09:00–12:00 UTC"
    )]
    [InlineData("Pacific/Auckland", "2026-W14", "2026-04-05", "Sun 5 Apr", "21:00–00:00 Auckland (UTC+12)", "09:00–12:00 UTC")]
    [InlineData("America/St_Johns", "2026-W10", "2026-03-07", "Sat 7 Mar", "05:30–08:30 St Johns (UTC−3:30)", "09:00–12:00 UTC")]
    [InlineData("America/St_Johns", "2026-W10", "2026-03-08", "Sun 8 Mar", "06:30–09:30 St Johns (UTC−2:30)", "09:00–12:00 UTC")]
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
        Assert.Equal("00:00–06:00 St Johns (UTC−3:30, then UTC−2:30)", page.Text($"{slot} .when"));
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

    [Theory]
    [InlineData("week=2026-W54", "2026-W54")]
    [InlineData("week=soon", "soon")]
    [InlineData("zone=Europe/Amsterdamm", "Europe/Amsterdam")]
    [InlineData("awake=true&from=25:00", "25:00")]
    public async Task What_cannot_be_read_is_named_and_the_board_still_shown(string query, string named)
    {
        var rota = await RotaClient.NewAsync(App);
        await rota.HoursAsync("12:00", "13:00");
        using var browser = new Browser(App);
        var page = await browser.OpenAsync($"/{rota.Slug}/board?{query}");
        Assert.Equal(400, page.Status);
        Assert.Contains(named, page.Text("[role=alert]"), StringComparison.Ordinal);
        Assert.Equal(7, page.Count(".slot"));
    }

    [Fact]
    public async Task Open_slots_come_first_then_the_others_with_who_holds_them_and_why_they_are_cancelled()
    {
        var rota = await RotaClient.NewAsync(App);
        var early = await rota.HoursAsync("11:00", "12:00", title: "Early");
        var cancelled = await rota.HoursAsync("12:00", "13:00", title: "Cancelled");
        var late = await rota.HoursAsync("14:00", "15:00", title: "Late", seats: 2);
        var ada = await rota.MemberAsync("Ada");
        await rota.ClaimAsync(ada, early, "2026-03-03");
        await rota.ClaimAsync(ada, late, "2026-03-03");
        await rota.PledgeAsync(await OrganisationAsync("Inktank", "https://example.org/logo.png"), early, "2026-03-04");
        await rota.PledgeAsync(await OrganisationAsync("Plain", "http://example.org/logo.png"), late, "2026-03-04");
        using (var cancel = await rota.ChangeSlotAsync(cancelled, "2026-03-03", new { cancelled = true, reason = "Holiday <b>" }))
        {
            await cancel.ShouldBe(200);
        }

        using var browser = new Browser(App);
        var page = await browser.OpenAsync($"/{rota.Slug}/board?week=2026-W10");
        Assert.Equal("Late\nEarly\nCancelled", page.Text(".day:has(#day-2026-03-03) .slot .title"));
        Assert.Equal("Ada", page.Text($"#slot-{late}-2026-03-03 .holders li"));
        Assert.Equal("1 of 2 seats taken", page.Text($"#slot-{late}-2026-03-03 .seats"));
        Assert.Equal("1 of 1 seat taken", page.Text($"#slot-{early}-2026-03-03 .seats"));
        Assert.Equal("Cancelled: Holiday <b>", page.Text($"#slot-{cancelled}-2026-03-03 .status"));
        Assert.Equal("Inktank", page.Text($"#slot-{early}-2026-03-04 .holders li"));
        Assert.Equal(
            [
                $"{Logo.PathOf(rota.Slug, "http://example.org/logo.png")} Logo of Plain",
                $"{Logo.PathOf(rota.Slug, "https://example.org/logo.png")} Logo of Inktank",
            ],
            page.Document.QuerySelectorAll(".holders img")
                .Select(logo => $"{logo.GetAttribute("src")} {logo.GetAttribute("alt")}")
        );
        Assert.Equal(0, page.Count($"#slot-{early}-2026-03-03 .button, #slot-{cancelled}-2026-03-03 .button"));
    }

    [Theory]
    [InlineData("", "Morning Night Noon", 0)]
    [InlineData("awake=true", "Morning Noon", 7)]
    [InlineData("awake=true&from=12:00&to=16:00", "Noon", 14)]
    [InlineData("awake=true&from=22:00&to=06:00", "Night", 14)]
    [InlineData("awake=true&from=08:30", "Noon", 14)]
    [InlineData("topic=rbd", "Morning", 14)]
    [InlineData("language=nl", "Night", 14)]
    [InlineData("topic=rbd&language=nl", "", 21)]
    [InlineData("day=tue&day=sun", "Morning Night Noon", 15)]
    [InlineData("open=true", "Morning Night Noon", 1)]
    public async Task Filters_leave_out_what_does_not_match_and_say_how_much(string query, string titles, int hidden)
    {
        var rota = await RotaClient.NewAsync(App);
        var morning = await HoursAsync(rota, "Morning", "08:00", "09:00", ["rbd"], ["en"]);
        await HoursAsync(rota, "Noon", "12:00", "13:00", ["rgw"], ["en"]);
        await HoursAsync(rota, "Night", "23:00", "02:00", [], ["nl"]);
        await rota.ClaimAsync(await rota.MemberAsync("Ada"), morning, "2026-03-11");
        using var browser = new Browser(App);
        var page = await browser.OpenAsync($"/{rota.Slug}/board?week=2026-W11&{query}");
        Assert.Equal(titles, string.Join(' ', Titles(page).Distinct().Order(StringComparer.Ordinal)));
        Assert.Equal(21 - hidden, page.Count(".slot"));
        Assert.Equal(hidden > 0, page.Text("#hidden").StartsWith($"{hidden} slot", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_filter_form_keeps_week_view_and_zone_and_can_be_sent_as_it_stands()
    {
        var rota = await RotaClient.NewAsync(App);
        await rota.HoursAsync("06:00", "07:00");
        using var browser = new Browser(App);
        var page = await browser.OpenAsync($"/{rota.Slug}/board?view=grid&week=2026-W11&zone=Asia/Tokyo");
        var sent = await browser.PressAsync(page.Button("#filter-form button"), ("open", "true"));
        Assert.Equal(200, sent.Status);
        Assert.Equal(page.Text("#week") + page.Text("#zone-in-use"), sent.Text("#week") + sent.Text("#zone-in-use"));
        Assert.Equal(1, sent.Count(".grid"));
        Assert.True(sent.Document.QuerySelector("#filter-form [name=open]")!.HasAttribute("checked"));
        Assert.Equal(7, sent.Count(".slot"));
    }

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
        Assert.Equal("You are on duty Thu 12 Mar, 10:00–11:00 New York (UTC−4).", claimed.Text("#taken p"));
        Assert.Equal("Yours", claimed.Text($"{slot} .status"));
        Assert.Equal("Ada", claimed.Text($"{slot} .holders li"));
        Assert.StartsWith("Thu 12 Mar, 10:00–11:00", claimed.Text("#my-hours .own p"), StringComparison.Ordinal);

        var undone = await browser.PressAsync(claimed.Button("#taken button"));
        Assert.Equal(200, undone.Status);
        Assert.Equal(0, undone.Count("#taken, #my-hours .own"));
        Assert.StartsWith("You have released Thu 12 Mar", undone.Text("#released"), StringComparison.Ordinal);
        Assert.Equal("0 of 2 seats taken", undone.Text($"{slot} .seats"));
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
        await rota.ClaimAsync(ada, hours, "2026-03-12");
        using var browser = await Browser.SignedInAsync(App, ada);
        var board = await browser.OpenAsync($"/{rota.Slug}/board?week=2026-W11");
        var refused = await browser.PressAsync(board.Button($"#slot-{overlapping}-2026-03-12 form button"));
        Assert.Equal(409, refused.Status);
        Assert.Contains("Thu 12 Mar, 19:30–21:30 Kolkata (UTC+5:30)", refused.Text("#refused > p"), StringComparison.Ordinal);
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
        Assert.Equal("Tue 3 Mar, 14:00–15:00 UTC\nTue 24 Mar, 14:00–15:00 UTC", made.Text("#standing-taken li"));
        var refused = made.Text("#standing-refused li").Split('\n');
        Assert.Equal(2, refused.Length);
        Assert.StartsWith("Tue 10 Mar, 14:00–15:00 UTC: All seats", refused[0], StringComparison.Ordinal);
        Assert.StartsWith("Tue 17 Mar, 14:00–15:00 UTC: You are on duty elsewhere", refused[1], StringComparison.Ordinal);
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
        Assert.Equal("Tue 3 Mar, 14:00–15:00 UTC\nFri 20 Mar, 14:00–15:00 UTC", board.Text("#my-hours .own p a"));
        Assert.Equal(1, board.Count("#my-hours form"));
        var released = await browser.PressAsync(board.Button("#my-hours form button"));
        Assert.Equal("Tue 3 Mar, 14:00–15:00 UTC", released.Text("#my-hours .own p a"));
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
    public async Task A_claim_is_a_calendar_event_in_UTC_for_its_holder_alone()
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

    [Fact]
    public async Task A_rota_that_does_not_exist_is_a_404_page()
    {
        using var browser = new Browser(App);
        var page = await browser.OpenAsync("/no-such-rota/board");
        Assert.Equal(404, page.Status);
        Assert.Equal(1, page.Count("h1"));
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

    private static IEnumerable<string> Titles(Page page) =>
        page.Document.QuerySelectorAll(".slot .title").Select(title => title.TextContent.Trim().Split((char[]?)null)[0]);

    private static Task<Guid> HoursAsync(
        RotaClient rota,
        string title,
        string startTime,
        string endTime,
        string[] topics,
        string[] languages
    ) =>
        rota.HoursAsync(
            new
            {
                title,
                zone = "UTC",
                startDate = "2026-01-01",
                startTime,
                endTime,
                recurrence = "FREQ=DAILY",
                topics,
                languages,
            }
        );

    private async Task<Guid> OrganisationAsync(string name, string logoUrl)
    {
        using var response = await App.Admin.PostAsJsonAsync(
            "/v1/organisations",
            new
            {
                slug = $"o-{Guid.NewGuid():N}",
                name,
                logoUrl,
            }
        );
        return (await response.ShouldBe(201)).GetProperty("id").GetGuid();
    }
}
