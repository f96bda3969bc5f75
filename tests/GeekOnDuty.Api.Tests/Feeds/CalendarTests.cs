using System.Net.Http.Json;
using GeekOnDuty.Api.Tests.Claims;
using GeekOnDuty.Api.Tests.OnDuty;
using GeekOnDuty.Api.Tests.SignIn;
using Xunit;

namespace GeekOnDuty.Api.Tests.Feeds;

/// <summary>The calendar of a rota, on the morning of Monday, 2 March 2026.</summary>
public sealed class CalendarTests(RunningApp running) : IClassFixture<RunningApp>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private TestApp App => running.App;

    [Fact]
    public async Task A_held_seat_is_an_event_in_UTC_with_who_where_and_what_it_is_not()
    {
        var rota = await RotaAsync();
        var hours = await rota.HoursAsync("14:00", "17:00", zone: "Europe/Amsterdam", title: "European afternoon");
        var ada = await rota.MemberAsync("Ada");
        await rota.ClaimAsync(ada, hours, "2026-03-03");
        var calendar = await CalendarFile.OfRotaAsync(App, rota);
        Assert.Equal("Ceph: who is on duty", calendar.Head["NAME"]);
        Assert.Equal("Ceph: who is on duty", calendar.Head["X-WR-CALNAME"]);
        Assert.Equal("Europe/Lisbon", calendar.Head["X-WR-TIMEZONE"]);
        Assert.Equal("2.0", calendar.Head["VERSION"]);
        Assert.Equal("PT1H", calendar.Head["REFRESH-INTERVAL;VALUE=DURATION"]);
        Assert.Equal("PT1H", calendar.Head["X-PUBLISHED-TTL"]);
        Assert.Equal($"{App.ClientOptions.BaseAddress}{rota.Slug}", calendar.Head["URL"]);
        Assert.DoesNotContain("METHOD", calendar.Head.Keys);
        Assert.Equal(
            new Dictionary<string, string>
            {
                ["UID"] = $"{hours}-2026-03-03-{ada.Id}@geek-on-duty",
                ["DTSTAMP"] = "20260302T100000Z",
                ["LAST-MODIFIED"] = "20260302T100000Z",
                ["SEQUENCE"] = "0",
                ["DTSTART"] = "20260303T130000Z",
                ["DTEND"] = "20260303T160000Z",
                ["STATUS"] = "CONFIRMED",
                ["TRANSP"] = "TRANSPARENT",
                ["SUMMARY"] = "Ada: European afternoon",
                ["DESCRIPTION"] =
                    @"Tue 3 Mar 2026\, 13:00–16:00 Europe/Lisbon (UTC)\n#ceph on OFTC: ircs://irc.oftc.net/ceph\nHelp\, not support.",
                ["URL"] = $"{App.ClientOptions.BaseAddress}{rota.Slug}",
            },
            calendar.Only.Lines
        );

        var there = await CalendarFile.OfRotaAsync(App, rota, "?zone=Asia/Kathmandu");
        Assert.Equal("Asia/Kathmandu", there.Head["X-WR-TIMEZONE"]);
        Assert.Equal("20260303T130000Z", there.Only["DTSTART"]);
        Assert.StartsWith(
            @"Tue 3 Mar 2026\, 18:45–21:45 Asia/Kathmandu (UTC+5:45)\n",
            there.Only["DESCRIPTION"],
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task An_event_keeps_its_UID_and_counts_every_change_while_it_moves_gets_another_title_is_released_and_taken_again()
    {
        var rota = await RotaClient.NewAsync(App);
        var hours = await rota.HoursAsync("09:00", "12:00");
        var ada = await rota.MemberAsync("Ada");
        var claim = await ada.Client.TakeAsync(rota.Slug, hours, "2026-03-05");
        var uid = $"{hours}-2026-03-05-{ada.Id}@geek-on-duty";
        var sequences = new List<int>();
        await SeesAsync("20260305T090000Z/20260305T120000Z CONFIRMED Ada: Office hours");

        await App.Admin.SetSlotAsync(rota.Slug, hours, "2026-03-05", new { startTime = "10:00", endTime = "11:00" });
        await SeesAsync("20260305T100000Z/20260305T110000Z CONFIRMED Ada: Office hours");

        using (var changed = await rota.ReviseAsync(hours, Terms("Morning")))
        {
            await changed.ShouldBe(200);
        }

        await SeesAsync("20260305T100000Z/20260305T110000Z CONFIRMED Ada: Morning");

        await ada.Client.GiveBackAsync(rota.Slug, claim);
        await SeesAsync("20260305T100000Z/20260305T110000Z CANCELLED Ada: Morning");

        await ada.Client.TakeAsync(rota.Slug, hours, "2026-03-05");
        await SeesAsync("20260305T100000Z/20260305T110000Z CONFIRMED Ada: Morning");

        using (var renamed = await ada.Client.PutAsJsonAsync("/v1/me", new { displayName = "Ada Lovelace", zone = "UTC" }, Ct))
        {
            await renamed.ShouldBe(200);
        }

        await SeesAsync("20260305T100000Z/20260305T110000Z CONFIRMED Ada Lovelace: Morning");

        await App.Admin.SetSlotAsync(rota.Slug, hours, "2026-03-05", new { cancelled = true, reason = "Holiday; all day" });
        await SeesAsync("20260305T100000Z/20260305T110000Z CANCELLED Ada Lovelace: Morning");
        Assert.Contains(
            @"\nCancelled: Holiday\; all day\n",
            (await CalendarFile.OfRotaAsync(App, rota)).Find(uid)!["DESCRIPTION"],
            StringComparison.Ordinal
        );
        Assert.Equal(0, sequences[0]);
        Assert.Equal(sequences.Distinct().Order(), sequences);

        // What concerns neither it nor its date is not counted.
        await App.Admin.SetSlotAsync(rota.Slug, hours, "2026-03-06", new { cancelled = true });
        using (
            var moved = await ada.Client.PutAsJsonAsync("/v1/me", new { displayName = "Ada Lovelace", zone = "Asia/Tokyo" }, Ct)
        )
        {
            await moved.ShouldBe(200);
        }

        Assert.Equal(sequences[^1], (await CalendarFile.OfRotaAsync(App, rota)).Find(uid)!.Sequence);

        async Task SeesAsync(string text)
        {
            var seen = (await CalendarFile.OfRotaAsync(App, rota)).Find(uid)!;
            Assert.Equal(text, seen.ToString());
            sequences.Add(seen.Sequence);
        }
    }

    [Fact]
    public async Task Two_holders_of_one_slot_are_two_events_and_no_event_is_told_twice()
    {
        var rota = await RotaClient.NewAsync(App);
        var hours = await rota.HoursAsync("09:00", "12:00", seats: 3);
        var (ada, bob) = (await rota.MemberAsync("Ada"), await rota.MemberAsync("Bob"));
        var organisation = await rota.OrganisationAsync("Inktank");
        await rota.PledgeAsync(organisation, hours, "2026-03-05");
        await rota.ClaimAsync(bob, hours, "2026-03-05");
        for (var again = 0; again < 3; again++)
        {
            await ada.Client.GiveBackAsync(rota.Slug, await ada.Client.TakeAsync(rota.Slug, hours, "2026-03-05"));
        }

        Assert.Equal(
            ["CANCELLED Ada: Office hours", "CONFIRMED Bob: Office hours", "CONFIRMED Inktank: Office hours"],
            (await CalendarFile.OfRotaAsync(App, rota)).Events.Select(each => each.ToString()[34..]).Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task Held_events_are_the_seats_that_the_slots_have_also_on_the_nights_when_the_clocks_change()
    {
        var rota = await RotaClient.NewAsync(App);
        var ada = await rota.MemberAsync("Ada");
        // The 29th of March has no 02:30 in Berlin: the first of these is short, and the second does not take place.
        var (night, gap) = (
            await rota.HoursAsync("01:00", "05:00", zone: "Europe/Berlin"),
            await rota.HoursAsync("02:15", "02:45", zone: "Europe/Berlin")
        );
        foreach (var date in (string[])["2026-03-28", "2026-03-29", "2026-03-30"])
        {
            await rota.ClaimAsync(ada, night, date);
        }

        using (var swallowed = await ada.Client.ClaimAsync(rota.Slug, gap, "2026-03-29"))
        {
            await swallowed.ShouldBeProblem(404, "not-found");
        }

        var slots = await rota.SlotsAsync(Steps.At("2026-03-27T00:00:00Z"), Steps.At("2026-04-02T00:00:00Z"), "&state=filled");
        Assert.Equal(
            slots.Select(slot => $"{Compact(slot.Text("startsAt"))}/{Compact(slot.Text("endsAt"))} CONFIRMED Ada: Office hours"),
            (await CalendarFile.OfRotaAsync(App, rota)).Events.Select(each => each.ToString())
        );
        Assert.Equal("20260329T000000Z", (await CalendarFile.OfRotaAsync(App, rota)).Events[1]["DTSTART"]);
        Assert.Equal("20260329T030000Z", (await CalendarFile.OfRotaAsync(App, rota)).Events[1]["DTEND"]);
        Assert.Contains(
            @"Sun 29 Mar 2026\, 01:00–05:00 Europe/Berlin (UTC+1\, then UTC+2)",
            (await CalendarFile.OfRotaAsync(App, rota, "?zone=Europe/Berlin")).Events[1]["DESCRIPTION"],
            StringComparison.Ordinal
        );

        static string Compact(string instant) => instant.Replace("-", "").Replace(":", "");
    }

    [Fact]
    public async Task Open_adds_what_can_be_claimed_now_and_nothing_else()
    {
        var rota = await RotaClient.NewAsync(App, claimOpensBefore: "P3D");
        var hours = await rota.HoursAsync("09:00", "12:00", title: "Morning", seats: 2);
        var (ada, bob) = (await rota.MemberAsync("Ada"), await rota.MemberAsync("Bob"));
        await rota.ClaimAsync(ada, hours, "2026-03-03");
        await rota.ClaimAsync(ada, hours, "2026-03-04");
        await rota.ClaimAsync(bob, hours, "2026-03-04");
        await App.Admin.SetSlotAsync(rota.Slug, hours, "2026-03-05", new { cancelled = true });
        Assert.DoesNotContain((await CalendarFile.OfRotaAsync(App, rota)).Events, each => each["STATUS"] == "TENTATIVE");
        Assert.DoesNotContain(
            (await CalendarFile.OfRotaAsync(App, rota, "?open=false")).Events,
            each => each["STATUS"] == "TENTATIVE"
        );
        var open = (await CalendarFile.OfRotaAsync(App, rota, "?open=true"))
            .Events.Where(each => each["STATUS"] == "TENTATIVE")
            .ToList();
        // Today's slot runs; that of the 5th is cancelled, and from the 6th on nothing can be claimed yet.
        Assert.Equal(
            [
                "20260302T090000Z/20260302T120000Z TENTATIVE Open: Morning",
                "20260303T090000Z/20260303T120000Z TENTATIVE Open: Morning",
            ],
            open.Select(each => each.ToString())
        );
        Assert.Equal($"{hours}-2026-03-03-open@geek-on-duty", open[1].Uid);
        Assert.Equal("TRANSPARENT", open[1]["TRANSP"]);
        Assert.Contains($"/{rota.Slug}/board", open[1]["URL"], StringComparison.Ordinal);
        Assert.Equal(0, open[1].Sequence);

        await App.Admin.SetSlotAsync(rota.Slug, hours, "2026-03-03", new { startTime = "10:00", endTime = "11:00" });
        var moved = (await CalendarFile.OfRotaAsync(App, rota, "?open=true")).Find(open[1].Uid)!;
        Assert.Equal("20260303T100000Z", moved["DTSTART"]);
        Assert.Equal(1, moved.Sequence);
    }

    [Fact]
    public async Task The_file_of_one_claim_is_the_same_event_and_takes_time()
    {
        var rota = await RotaClient.NewAsync(App);
        var hours = await rota.HoursAsync("14:00", "15:00");
        var ada = await rota.MemberAsync("Ada");
        await ada.Client.GiveBackAsync(rota.Slug, await ada.Client.TakeAsync(rota.Slug, hours, "2026-03-03"));
        await rota.ClaimAsync(ada, hours, "2026-03-03");
        using var browser = await Browser.SignedInAsync(App, ada);
        var board = await browser.OpenAsync($"/{rota.Slug}/board");
        var one = CalendarFile.Read(await browser.DownloadAsync(board.Link("#my-hours a.button"))).Only;
        var all = (await CalendarFile.OfRotaAsync(App, rota)).Only;
        foreach (var name in (string[])["UID", "SEQUENCE", "DTSTAMP", "LAST-MODIFIED", "DTSTART", "DTEND", "STATUS"])
        {
            Assert.Equal(all[name], one[name]);
        }

        Assert.Equal(2, one.Sequence);
        Assert.Equal("OPAQUE", one["TRANSP"]);
    }

    private static object Terms(string title) =>
        new
        {
            title,
            zone = "UTC",
            startDate = "2026-01-01",
            startTime = "09:00",
            endTime = "12:00",
            recurrence = "FREQ=DAILY",
            seats = new { minimum = 1, maximum = 1 },
        };

    private async Task<RotaClient> RotaAsync()
    {
        var slug = $"rota-{Guid.NewGuid():N}"[..20];
        using var response = await App.Admin.PostAsJsonAsync(
            "/v1/rotas",
            new
            {
                slug,
                name = "Ceph",
                zone = "Europe/Lisbon",
                notice = "Help, not support.",
                channels = new[]
                {
                    new
                    {
                        kind = "irc",
                        label = "#ceph on OFTC",
                        url = "ircs://irc.oftc.net/ceph",
                    },
                },
            },
            Ct
        );
        await response.ShouldBe(201);
        return new RotaClient(App, slug);
    }
}
