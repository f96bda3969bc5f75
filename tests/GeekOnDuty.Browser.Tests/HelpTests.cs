using GeekOnDuty.Api.Tests;
using Microsoft.Playwright;
using NodaTime;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace GeekOnDuty.Browser.Tests;

/// <summary>The help page, its frame and the page with its code. Now is Monday, 2 March 2026, 15:00 UTC, where nothing else is said.</summary>
public sealed class HelpTests : VisitorTests, IClassFixture<HelpSiteFixture>
{
    private readonly HelpSiteFixture site;

    public HelpTests(HelpSiteFixture site, Chromium chromium)
        : base(chromium)
    {
        this.site = site;
        // Another test may have moved it.
        Clock.Now = HelpSiteFixture.Now;
    }

    private TestClock Clock => site.App.Clock;

    private string Slug => site.Rota.Slug;

    [Theory]
    [InlineData(320)]
    [InlineData(1280)]
    public async Task Everybody_can_read_it(int width)
    {
        var page = await VisitAsync(site.Url, new Visitor(Width: width));
        var complaints = new Complaints(page);
        foreach (var rest in (string[])["", "?zone=America/St_Johns&at=2026-03-06T00:00:00Z", "/embed-code"])
        {
            await page.GotoAsync($"/{Slug}{rest}");
            await page.ShouldBeAccessibleAsync();
        }

        await page.SetViewportSizeAsync(300, 600);
        foreach (var show in (string[])["now,next,week", "next", "week"])
        {
            await page.GotoAsync($"/{Slug}/embed?show={show}");
            await page.ShouldBeAccessibleAsync();
        }

        complaints.ShouldBeNone();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Times_are_on_the_clock_that_somebody_chooses_by_keyboard_too(bool script)
    {
        var page = await VisitAsync(site.Url, new Visitor(script, Zone: "America/St_Johns", Width: 390));
        await page.GotoAsync($"/{Slug}");
        await Expect(page.Locator(".card")).ToContainTextAsync("since 15:00, until 18:00 Amsterdam (UTC+1)");
        await Expect(page.Locator("#zone-in-use")).ToHaveTextAsync("All times are in Europe/Amsterdam (UTC+1).");

        await page.Keyboard.PressAsync("Tab");
        await Expect(page.LinkOf("Skip to the content")).ToBeFocusedAsync();
        var zone = page.FieldOf("Time zone");
        await Expect(zone).ToHaveValueAsync("Europe/Amsterdam");
        await zone.SelectOptionAsync("America/St_Johns");
        await zone.FocusAsync();
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("#zone-in-use"))
            .ToHaveTextAsync("All times are in America/St_Johns (UTC−3:30, then UTC−2:30).");
        await Expect(page.Locator(".card")).ToContainTextAsync("since 10:30, until 13:30 St Johns (UTC−3:30)");

        await page.Locator("#day-2026-03-03 + ul a").First.ClickAsync();
        await Expect(page.Locator(".slot.chosen")).ToContainTextAsync("10:30–13:30 (UTC−3:30)");
    }

    [Theory]
    [InlineData("Asia/Tokyo", "Asia/Tokyo", "23:00–02:00")]
    [InlineData("America/St_Johns", "America/St Johns", "10:30–13:30")]
    public async Task The_zone_shown_is_the_zone_selected_and_that_of_the_browser_is_one_tap_away(
        string browserZone,
        string name,
        string europeanAfternoon
    )
    {
        var page = await VisitAsync(site.Url, new Visitor(Zone: browserZone, Width: 390));
        var complaints = new Complaints(page);
        await page.GotoAsync($"/{Slug}?at=2026-03-03T15:00:00Z");
        await ShowsAsync("Europe/Amsterdam");
        await page.PictureAsync("zone-offer");
        await page.ShouldBeAccessibleAsync();
        await page.LinkOf($"Show times in {name}").ClickAsync();
        await page.WaitForURLAsync($"**/{Slug}?at=2026-03-03T15%3A00%3A00Z&zone={Uri.EscapeDataString(browserZone)}");
        await ShowsAsync(browserZone);
        await Expect(page.Locator("[data-zone-offer]")).ToBeHiddenAsync();

        // The choice stays from page to page.
        await page.Locator("header a:text-is('Board')").ClickAsync();
        await ShowsAsync(browserZone);
        await Expect(page.Locator(".slot:has-text('European afternoon') .when").First).ToContainTextAsync(europeanAfternoon);
        await page.LinkOf("Next week").ClickAsync();
        await ShowsAsync(browserZone);
        await page.Locator("header a:text-is('Help')").ClickAsync();
        await ShowsAsync(browserZone);
        await page.Locator("a.button[href*=board]").ClickAsync();
        await ShowsAsync(browserZone);

        // What was selected and not asked for is gone when the page is shown again.
        await page.FieldOf("Time zone").SelectOptionAsync("Europe/Paris");
        await page.ReloadAsync();
        await ShowsAsync(browserZone);
        await page.FieldOf("Time zone").SelectOptionAsync("Europe/Paris");
        await page.Locator("#zone-form button").ClickAsync();
        await ShowsAsync("Europe/Paris");
        await page.GoBackAsync();
        await ShowsAsync(browserZone);
        complaints.ShouldBeNone();

        async Task ShowsAsync(string zone)
        {
            await Expect(page.Locator("#zone-in-use")).ToContainTextAsync($"All times are in {zone}");
            await Expect(page.FieldOf("Time zone")).ToHaveValueAsync(zone);
        }
    }

    [Theory]
    [InlineData("Europe/Amsterdam", "")]
    [InlineData("Asia/Kolkata", "?zone=Asia/Kolkata")]
    [InlineData("Asia/Kolkata", "?zone=Asia/Calcutta")]
    public async Task The_zone_of_the_browser_is_not_offered_where_it_is_in_force_by_any_name(string browserZone, string query)
    {
        var page = await VisitAsync(site.Url, new Visitor(Zone: browserZone));
        foreach (var path in (string[])[$"/{Slug}", $"/{Slug}/board"])
        {
            await page.GotoAsync(path + query);
            await page.WaitForLoadStateAsync(LoadState.NetworkIdle);
            await Expect(page.Locator("[data-zone-offer]")).ToHaveCountAsync(1);
            await Expect(page.Locator("[data-zone-offer]")).ToBeHiddenAsync();
        }
    }

    [Fact]
    public async Task A_frame_on_another_site_changes_at_the_handover_by_itself_without_script()
    {
        var page = await VisitAsync(site.Url, new Visitor(Script: false));
        Clock.Now = Instant.FromUtc(2026, 3, 2, 16, 59, 58);
        await page.SetContentAsync(
            $"""<title>Project</title><iframe src="{site.Url}{Slug}/embed" title="Help" width="300" height="400"></iframe>"""
        );
        var headline = page.FrameLocator("iframe").Locator("h2");
        await Expect(headline).ToHaveTextAsync("On duty now");
        Clock.Now = Instant.FromUtc(2026, 3, 2, 17, 0);
        await Expect(headline).ToHaveTextAsync("Nobody is on duty right now");
        Assert.Empty(await page.Context.CookiesAsync());
    }

    [Fact]
    public async Task The_page_follows_changes_and_handovers_while_it_is_open_in_the_zone_that_was_chosen()
    {
        var page = await VisitAsync(site.Url);
        var complaints = new Complaints(page);
        Clock.Now = Instant.FromUtc(2026, 3, 2, 16, 59, 57);
        await page.GotoAsync($"/{Slug}?zone=Asia/Kathmandu");
        await Expect(page.Locator(".card.staffed")).ToContainTextAsync("until 22:45 Kathmandu (UTC+5:45)");
        await Expect(page.Locator("li.present")).ToHaveCountAsync(1);
        Clock.Now = Instant.FromUtc(2026, 3, 2, 17, 0);
        await Expect(page.Locator(".card h2")).ToHaveTextAsync("Nobody is on duty right now");
        await Expect(page.Locator("li.present")).ToHaveCountAsync(0);

        complaints.ShouldBeNone();
    }

    [Fact]
    public async Task What_changes_before_the_page_follows_is_not_missed()
    {
        var page = await VisitAsync(site.Url);
        Clock.Now = Instant.FromUtc(2026, 3, 2, 16, 59, 57);
        await page.RouteAsync(
            "**/on-duty/stream",
            route =>
            {
                Clock.Now = Instant.FromUtc(2026, 3, 2, 17, 0);
                return route.ContinueAsync();
            }
        );
        await page.GotoAsync($"/{Slug}");
        await Expect(page.Locator(".card h2")).ToHaveTextAsync("Nobody is on duty right now");
    }

    [Fact]
    public async Task A_page_from_a_process_that_is_behind_the_one_that_tells_is_asked_for_again()
    {
        var page = await VisitAsync(site.Url);
        var behind = 0;
        Clock.Now = Instant.FromUtc(2026, 3, 2, 16, 59, 57);
        var navigation = await page.GotoAsync($"/{Slug}");
        var old = await navigation!.TextAsync();
        await page.RouteAsync(
            $"**/{Slug}",
            route =>
                Clock.Now < Instant.FromUtc(2026, 3, 2, 17, 0) || Interlocked.Increment(ref behind) > 1
                    ? route.ContinueAsync()
                    : route.FulfillAsync(new() { ContentType = "text/html", Body = old })
        );
        Clock.Now = Instant.FromUtc(2026, 3, 2, 17, 0);
        await Expect(page.Locator(".card h2")).ToHaveTextAsync("Nobody is on duty right now");
        Assert.True(behind > 1);
    }

    [Fact]
    public async Task Code_is_copied_by_a_button_that_is_there_with_script_alone()
    {
        var page = await VisitAsync(site.Url);
        await page.Context.GrantPermissionsAsync(["clipboard-read", "clipboard-write"]);
        await page.GotoAsync($"/{Slug}/embed-code");
        await Expect(page.FrameLocator("iframe").Locator("h2")).ToHaveTextAsync("On duty now");
        foreach (var id in (string[])["frame", "badge-rst"])
        {
            await page.Locator($"#{id} + p button").FocusAsync();
            await page.Keyboard.PressAsync("Enter");
            await Expect(page.Locator($"#{id} + p [role=status]")).ToHaveTextAsync("Copied");
            Assert.Equal(
                await page.Locator($"#{id}").TextContentAsync(),
                await page.EvaluateAsync<string>("navigator.clipboard.readText()")
            );
        }

        var plain = await VisitAsync(site.Url, new Visitor(Script: false));
        await plain.GotoAsync($"/{Slug}/embed-code");
        await Expect(plain.Locator("#frame")).ToContainTextAsync("/embed");
        await Expect(plain.Locator("main button")).ToHaveCountAsync(0);
    }

    [Theory]
    [InlineData(1280, false, "help")]
    [InlineData(390, true, "help-phone")]
    public async Task It_says_who_is_on_duty_how_to_reach_them_and_who_is_next(int width, bool dark, string name)
    {
        var page = await VisitAsync(site.Url, new Visitor(Width: width, Dark: dark));
        await page.GotoAsync($"/{Slug}");
        var card = page.Locator(".card.staffed");
        await Expect(card.Locator("strong")).ToHaveTextAsync(["Ada", "Bob"]);
        await Expect(card.Locator("#channels li")).ToHaveTextAsync(["#ceph on OFTC", "#ceph:matrix.org"]);
        await page.PictureAsync(name);
    }
}
