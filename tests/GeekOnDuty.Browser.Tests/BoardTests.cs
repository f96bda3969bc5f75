using System.Net.Http.Json;
using GeekOnDuty.Api.Tests;
using GeekOnDuty.Api.Tests.OnDuty;
using Microsoft.Playwright;
using NodaTime;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace GeekOnDuty.Browser.Tests;

/// <summary>The board and what surrounds it. Now is Monday, 2 March 2026, 08:00 UTC, where nothing else is said.</summary>
public sealed class BoardTests(TestDatabase db, Chromium chromium) : VisitorTests(chromium), IClassFixture<TestDatabase>
{
    private static readonly Instant Now = Instant.FromUtc(2026, 3, 2, 8, 0);

    /// <summary>New Zealand puts its clocks back at 2026-04-04T14:00Z, Newfoundland forward at 2026-03-08T05:30Z.</summary>
    public static TheoryData<string, string, string, string[]> ChangesOfTheClock =>
        new()
        {
            {
                "Pacific/Auckland",
                "2026-04-02T00:00:00Z",
                "All times are in Pacific/Auckland (UTC+13, then UTC+12).",
                [
                    "Sat 4 Apr | Evening | 07:00–09:00 (UTC+13) | −1 day 20:00–22:00 Europe/Amsterdam",
                    "Sat 4 Apr | Morning | 13:45–14:35 (UTC+13) | 06:30–07:20 Asia/Kathmandu",
                    "Sun 5 Apr | Change | 02:00–03:00 (UTC+13, then UTC+12) | −1 day 13:00–15:00 UTC",
                    "Sun 5 Apr | Evening | 06:00–08:00 (UTC+12) | −1 day 20:00–22:00 Europe/Amsterdam",
                    "Sun 5 Apr | Morning | 12:45–13:35 (UTC+12) | 06:30–07:20 Asia/Kathmandu",
                ]
            },
            {
                "America/St_Johns",
                "2026-03-05T00:00:00Z",
                "All times are in America/St_Johns (UTC−3:30, then UTC−2:30).",
                [
                    "Sat 7 Mar | Evening | 15:30–17:30 (UTC−3:30) | 20:00–22:00 Europe/Amsterdam",
                    "Sat 7 Mar | Morning | 21:15–22:05 (UTC−3:30) | +1 day 06:30–07:20 Asia/Kathmandu",
                    "Sun 8 Mar | Change | 01:30–03:30 (UTC−3:30, then UTC−2:30) | 05:00–06:00 UTC",
                    "Sun 8 Mar | Evening | 16:30–18:30 (UTC−2:30) | 20:00–22:00 Europe/Amsterdam",
                    "Sun 8 Mar | Morning | 22:15–23:05 (UTC−2:30) | +1 day 06:30–07:20 Asia/Kathmandu",
                ]
            },
        };

    [Theory]
    [MemberData(nameof(ChangesOfTheClock))]
    public async Task Times_are_those_of_the_visitors_device_to_the_minute_when_its_clock_changes(
        string zone,
        string now,
        string inUse,
        string[] expected
    )
    {
        await using var site = await Site.StartAsync(db, JsonReading.Utc(now));
        var rota = await RotaClient.NewAsync(site.App);
        await rota.HoursAsync("20:00", "22:00", "Europe/Amsterdam", title: "Evening");
        await rota.HoursAsync("06:30", "07:20", "Asia/Kathmandu", title: "Morning");
        if (zone == "Pacific/Auckland")
        {
            await rota.HoursAsync("13:00", "15:00", recurrence: null, startDate: "2026-04-04", title: "Change");
        }
        else
        {
            await rota.HoursAsync("05:00", "06:00", recurrence: null, startDate: "2026-03-08", title: "Change");
        }

        var page = await VisitAsync(site.Url, new Visitor(Zone: zone, Width: 390));
        await page.GotoAsync($"/{rota.Slug}/board");
        await page.Locator("[data-zone-offer]").ClickAsync();
        await Expect(page.GetByLabel("Time zone")).ToHaveValueAsync(zone);
        await Expect(page.Locator("#zone-in-use")).ToHaveTextAsync(inUse);
        Assert.Equal(string.Join("\n", expected), await LastDaysAsync());

        await page.GoAsAsync(await site.App.Given.PersonAsync("Kiri", rota.Slug, zone: zone), $"/{rota.Slug}/board");
        await Expect(page.Locator("#zone-in-use")).ToHaveTextAsync(inUse);
        Assert.Equal(string.Join("\n", expected), await LastDaysAsync());

        Task<string> LastDaysAsync() =>
            page.EvaluateAsync<string>(
                """
                () => [...document.querySelectorAll(".day")].slice(-2).flatMap((day) =>
                  [...day.querySelectorAll(".slot")].map((slot) =>
                    [day.querySelector("h3"), ...[".title", ".when", ".own-time"].map((part) => slot.querySelector(part))]
                      .map((part) => part.textContent.trim()).join(" | "))).join("\n")
                """
            );
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Whoever_comes_too_late_is_told_why_and_takes_another_slot_by_one_tap(bool script)
    {
        await using var site = await Site.StartAsync(db, Now);
        var rota = await RotaClient.NewAsync(site.App);
        var hours = await rota.HoursAsync("09:00", "12:00");
        var page = await VisitAsync(site.Url, new Visitor(script, Width: 390));
        await page.GoAsAsync(await rota.MemberAsync("Ada"), $"/{rota.Slug}/board");
        await rota.ClaimAsync(await rota.MemberAsync("Bob"), hours, "2026-03-03");

        await page.Claim("Office hours, Tue 3 Mar, 09:00").ClickAsync();
        await Expect(page.Locator("#refused p").First).ToHaveTextAsync("All seats of this slot are taken; somebody was faster.");
        await Expect(page.Locator("#refused")).ToBeInViewportAsync();
        var others = page.Locator("#refused .alternative");
        await Expect(others).ToHaveCountAsync(3);
        var first = await others.First.Locator("p").InnerTextAsync();
        await others.First.GetByRole(AriaRole.Button).ClickAsync();
        await Expect(page.Locator("#taken")).ToBeInViewportAsync();
        await Expect(page.Locator(".own a").First).ToHaveTextAsync(first.Split('\n')[0]);
        Assert.Equal("Bob", (await rota.OnDutyAsync(Instant.FromUtc(2026, 3, 3, 10, 0))).Names);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Every_week_says_what_it_took_and_what_not_and_is_undone_by_one_tap(bool script)
    {
        await using var site = await Site.StartAsync(db, Now);
        var rota = await RotaClient.NewAsync(site.App, "P4W");
        var hours = await rota.HoursAsync("09:00", "12:00");
        await rota.ClaimAsync(await rota.MemberAsync("Bob"), hours, "2026-03-10");
        var page = await VisitAsync(site.Url, new Visitor(script, Width: 390));
        await page.GoAsAsync(await rota.MemberAsync("Ada"), $"/{rota.Slug}/board");

        await page.GetByRole(AriaRole.Button, new() { Name = "Every week: Office hours, Tue 3 Mar, 09:00" }).ClickAsync();
        await Expect(page.Locator("#standing")).ToBeInViewportAsync();
        await Expect(page.Locator("#standing-taken li"))
            .ToHaveTextAsync(["Tue 3 Mar, 09:00–12:00", "Tue 17 Mar, 09:00–12:00", "Tue 24 Mar, 09:00–12:00"]);
        await Expect(page.Locator("#standing-refused li"))
            .ToHaveTextAsync(["Tue 10 Mar, 09:00–12:00: All seats of this slot are taken; somebody was faster."]);
        await Expect(page.Locator(".own")).ToHaveCountAsync(3);

        await page.GetByRole(AriaRole.Button, new() { Name = "Undo all of it" }).ClickAsync();
        await Expect(page.Locator(".own")).ToHaveCountAsync(0);
    }

    [Theory]
    [InlineData(390)]
    [InlineData(1280)]
    public async Task Everybody_can_read_what_anybody_may_see(int width)
    {
        await using var site = await Site.StartAsync(db, Now);
        var (rota, _) = await LivelyRotaAsync(site.App);
        var invitation = await rota.InviteAsync();
        var page = await VisitAsync(site.Url, new Visitor(Width: width));
        var complaints = new Complaints(page);
        foreach (
            var path in (string[])
                [
                    "/",
                    $"/{rota.Slug}/board",
                    $"/{rota.Slug}/board?view=grid",
                    $"/{rota.Slug}/join",
                    invitation,
                    "/no/such/page",
                    "/problems/slot-full",
                ]
        )
        {
            await page.GotoAsync(path);
            await page.ShouldBeAccessibleAsync();
        }

        await page.GotoAsync($"/{rota.Slug}/board");
        await page.GetByText("Filter", new() { Exact = true }).ClickAsync();
        await page.ShouldBeAccessibleAsync();
        await page.GetByLabel("Only what I can claim").CheckAsync();
        await page.Locator("#filter-form button").ClickAsync();
        await Expect(page.Locator("#hidden")).ToBeVisibleAsync();
        await page.ShouldBeAccessibleAsync();
        complaints.ShouldBeNone();
    }

    [Theory]
    [InlineData(390)]
    [InlineData(1280)]
    public async Task Everybody_can_read_what_a_member_sees(int width)
    {
        await using var site = await Site.StartAsync(db, Now);
        var (rota, ada) = await LivelyRotaAsync(site.App);
        var contested = await rota.HoursAsync("16:00", "17:00", title: "Contested");
        var page = await VisitAsync(site.Url, new Visitor(Width: width));
        var complaints = new Complaints(page);
        await page.GoAsAsync(ada, $"/{rota.Slug}/board");
        await page.ShouldBeAccessibleAsync();

        await rota.ClaimAsync(await rota.MemberAsync("Bob"), contested, "2026-03-04");
        await page.Claim("Contested, Wed 4 Mar, 17:00").ClickAsync();
        await page.Locator("#refused").WaitForAsync();
        await page.ShouldBeAccessibleAsync();

        await page.Locator("#refused button").First.ClickAsync();
        await page.Locator("#taken").WaitForAsync();
        await page.ShouldBeAccessibleAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "Every week: Contested, Thu 5 Mar, 17:00" }).ClickAsync();
        await page.Locator("#standing").WaitForAsync();
        await page.ShouldBeAccessibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Week grid" }).ClickAsync();
        await page.Locator(".grid").WaitForAsync();
        await page.ShouldBeAccessibleAsync();
        foreach (var path in (string[])[$"/{rota.Slug}/join", "/me"])
        {
            await page.GotoAsync(path);
            await page.ShouldBeAccessibleAsync();
        }

        Assert.Equal(403, (await page.GotoAsync($"/{rota.Slug}/manage"))!.Status);
        await page.ShouldBeAccessibleAsync();

        await page.GotoAsync($"/{rota.Slug}/board");
        await page.EvaluateAsync(
            "document.querySelectorAll('[name=__RequestVerificationToken]').forEach((field) => (field.value = 'x'))"
        );
        var answer = await page.RunAndWaitForResponseAsync(
            () => page.Locator(".slot form button").First.ClickAsync(),
            response => response.Request.Method == "POST"
        );
        Assert.Equal(400, answer.Status);
        await Expect(page.Locator("h1")).ToHaveTextAsync("The form is too old.");
        await page.ShouldBeAccessibleAsync();
        complaints.ShouldBeNone();
    }

    [Theory]
    [InlineData(1280, false, "board")]
    [InlineData(390, true, "board-phone")]
    public async Task The_board_says_who_is_on_duty_and_for_whom(int width, bool dark, string name)
    {
        await using var site = await Site.StartAsync(db, Now);
        var (rota, ada) = await LivelyRotaAsync(site.App);
        var page = await VisitAsync(site.Url, new Visitor(Width: width, Dark: dark));
        await page.GoAsAsync(ada, $"/{rota.Slug}/board");
        await Expect(page.Locator("#day-2026-03-03 ~ .slots .slot:has-text('European afternoon') .holders li"))
            .ToHaveTextAsync(["Ada Inktank", "Linus"]);
        await Expect(page.Locator("#day-2026-03-03 ~ .slots .slot:has-text('Indian afternoon') .holders li"))
            .ToHaveTextAsync(["Open Storage Club"]);
        if (width < 600)
        {
            await page.Locator("#day-2026-03-02").EvaluateAsync("heading => heading.scrollIntoView()");
        }

        await page.PictureAsync(name);
    }

    /// <summary>A week with volunteers of three continents, some for organisations, and one slot that is cancelled.</summary>
    private static async Task<(RotaClient Rota, Person Ada)> LivelyRotaAsync(TestApp app)
    {
        var slug = $"ceph-{Guid.NewGuid():N}"[..12];
        using (
            var made = await app.Admin.PostAsJsonAsync(
                "/v1/rotas",
                new
                {
                    slug,
                    name = "Ceph",
                    description = "Ask about Ceph.",
                    zone = "UTC",
                    joining = "invitation",
                }
            )
        )
        {
            await made.ShouldBe(201);
        }

        var rota = new RotaClient(app, slug);
        var inktank = await rota.OrganisationAsync("Inktank");
        var club = await rota.OrganisationAsync("Open Storage Club");
        var europe = await HoursAsync("European afternoon", "Europe/Amsterdam", "15:00", "18:00", 2, "rbd", "en", "nl");
        var america = await HoursAsync("American afternoon", "America/New_York", "13:00", "16:00", 2, "rgw", "en", "es");
        var india = await HoursAsync("Indian afternoon", "Asia/Kolkata", "14:30", "17:30", 1, "cephfs", "en", "hi");
        var ada = await MemberAsync("Ada", inktank);
        var linus = await MemberAsync("Linus", null);
        var grace = await MemberAsync("Grace", club);
        var priya = await MemberAsync("Priya", null);
        await rota.ClaimAsync(linus, europe, "2026-03-02");
        await rota.ClaimAsync(ada, europe, "2026-03-03");
        await rota.ClaimAsync(linus, europe, "2026-03-03");
        await rota.ClaimAsync(grace, america, "2026-03-02");
        await rota.ClaimAsync(linus, america, "2026-03-03");
        await rota.ClaimAsync(grace, america, "2026-03-03");
        await rota.ClaimAsync(priya, india, "2026-03-02");
        await rota.PledgeAsync(club, india, "2026-03-03");
        await rota.MustChangeSlotAsync(india, "2026-03-04", new { cancelled = true, reason = "Holi" });
        return (rota, ada);

        async Task<Person> MemberAsync(string name, Guid? organisationId)
        {
            var person = await app.Given.PersonAsync(name, slug, zone: "Europe/Amsterdam");
            using var changed = await app.Admin.PutAsJsonAsync(
                $"/v1/volunteers/{person.Id}",
                new
                {
                    displayName = name,
                    zone = "Europe/Amsterdam",
                    organisationId,
                }
            );
            await changed.ShouldBe(200);
            return person;
        }

        Task<Guid> HoursAsync(
            string title,
            string zone,
            string startTime,
            string endTime,
            int seats,
            string topic,
            params string[] languages
        ) =>
            rota.HoursAsync(
                new
                {
                    title,
                    zone,
                    startDate = "2026-01-05",
                    startTime,
                    endTime,
                    recurrence = "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR",
                    seats = new { minimum = 1, maximum = seats },
                    topics = new[] { topic },
                    languages,
                }
            );
    }
}
