using System.Text.RegularExpressions;
using GeekOnDuty.Api.Tests;
using GeekOnDuty.Api.Tests.OnDuty;
using Microsoft.Playwright;
using NodaTime;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace GeekOnDuty.Browser.Tests;

/// <summary>From outside to an hour of one's own. Now is Monday, 2 March 2026, 08:00 UTC.</summary>
public sealed class VolunteerTests(TestDatabase db, Chromium chromium) : VisitorTests(chromium), IClassFixture<TestDatabase>
{
    private static readonly Instant Now = Instant.FromUtc(2026, 3, 2, 8, 0);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_invitation_leads_a_new_person_through_sign_in_to_a_claimed_hour_and_back(bool script)
    {
        await using var site = await Site.StartAsync(db, Now);
        var rota = await RotaClient.NewAsync(site.App);
        await rota.HoursAsync("10:00", "13:00", "Europe/Amsterdam");
        var invitation = await rota.InviteAsync();
        var email = $"grace-{script}@example.org".ToLowerInvariant();
        var page = await VisitAsync(site.Url, new Visitor(script, "America/St_Johns", 390));

        await page.GotoAsync(invitation);
        await page.Locator("main").GetByRole(AriaRole.Link, new() { Name = "Sign in" }).ClickAsync();
        await page.GetByLabel("E-mail address").FillAsync(email);
        await page.GetByRole(AriaRole.Button, new() { Name = "Send me a link" }).ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { Name = "Look into your mail" }).WaitForAsync();
        await page.GotoAsync(await site.Mail.LinkToAsync(email));
        await page.GetByLabel("Your name").FillAsync("Grace");
        await page.GetByLabel("Your time zone").SelectOptionAsync("America/St_Johns");
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();

        await Expect(page).ToHaveURLAsync(new Uri(site.Url, invitation).ToString());
        await page.GetByRole(AriaRole.Button, new() { Name = $"Join {rota.Slug}" }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new Uri(site.Url, $"/{rota.Slug}/board").ToString());
        await Expect(page.Locator("#my-hours")).ToContainTextAsync("You have claimed nothing here yet.");

        await page.Claim("Office hours, Tue 3 Mar, 05:30").ClickAsync();
        await Expect(page.Locator("#taken p")).ToHaveTextAsync("You are on duty Tue 3 Mar, 05:30–08:30 (UTC−3:30).");
        await Expect(page.Locator("#taken")).ToBeInViewportAsync();
        await Expect(page.Locator(".slot.chosen .status")).ToHaveTextAsync("Yours");
        await Expect(page.Locator(".slot.chosen")).ToBeInViewportAsync();
        await Expect(page.Locator(".own a").First).ToHaveTextAsync("Tue 3 Mar, 05:30–08:30 (UTC−3:30)");
        Assert.Equal("Grace", (await rota.OnDutyAsync(Instant.FromUtc(2026, 3, 3, 9, 0))).Names);

        await page.GetByRole(AriaRole.Button, new() { Name = "Undo", Exact = true }).ClickAsync();
        await Expect(page.Locator("#released p")).ToHaveTextAsync("You have released Tue 3 Mar, 05:30–08:30 (UTC−3:30).");
        await Expect(page.Locator(".own")).ToHaveCountAsync(0);
        Assert.Equal("", (await rota.OnDutyAsync(Instant.FromUtc(2026, 3, 3, 9, 0))).Names);

        await page.Claim("Office hours, Wed 4 Mar, 05:30").ClickAsync();
        await Expect(page.Locator("#taken")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Me", Exact = true }).ClickAsync();
        await Expect(page.Locator("main")).ToContainTextAsync("Wed 4 Mar");
        await page.GotoAsync($"/{rota.Slug}/board");
        await page.Locator(".own").GetByRole(AriaRole.Button).ClickAsync();
        await Expect(page.Locator("#released")).ToBeVisibleAsync();
        await Expect(page.Locator(".own")).ToHaveCountAsync(0);
        Assert.Equal("", (await rota.OnDutyAsync(Instant.FromUtc(2026, 3, 4, 9, 0))).Names);

        await page.Locator("#released").GetByRole(AriaRole.Button, new() { Name = "Undo", Exact = true }).ClickAsync();
        await Expect(page.Locator("#taken p")).ToContainTextAsync("You are on duty Wed 4 Mar");
        await Expect(page.Locator(".own")).ToHaveCountAsync(1);
        Assert.Equal("Grace", (await rota.OnDutyAsync(Instant.FromUtc(2026, 3, 4, 9, 0))).Names);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_claim_on_a_running_slot_has_its_undo(bool script)
    {
        await using var site = await Site.StartAsync(db, Now);
        var rota = await RotaClient.NewAsync(site.App);
        await rota.HoursAsync("00:00", "23:00");
        var page = await VisitAsync(site.Url, new Visitor(script, Width: 390));
        await page.GoAsAsync(await rota.MemberAsync("Ada"), $"/{rota.Slug}/board");

        await page.Claim("Office hours, Mon 2 Mar, 00:00").ClickAsync();
        await page.Locator("#taken").GetByRole(AriaRole.Button, new() { Name = "Undo", Exact = true }).ClickAsync();

        await Expect(page.Locator("#released")).ToContainTextAsync("You have released Mon 2 Mar");
        if (script)
        {
            await page.ShouldBeAccessibleAsync();
        }

        Assert.Equal("", (await rota.OnDutyAsync(Now)).Names);
    }

    [Fact]
    public async Task The_note_of_a_claim_goes_after_ten_seconds_unless_the_pointer_is_on_it_and_is_told_once()
    {
        await using var site = await Site.StartAsync(db, Now);
        var rota = await RotaClient.NewAsync(site.App);
        await rota.HoursAsync("09:00", "12:00");
        var page = await VisitAsync(site.Url, new Visitor(Width: 390));
        await page.GoAsAsync(await rota.MemberAsync("Ada"), $"/{rota.Slug}/board");
        await page.Clock.InstallAsync();
        await page.Claim("Office hours, Tue 3 Mar, 09:00").ClickAsync();
        var note = page.Locator("#taken");
        await Expect(note).ToBeInViewportAsync();
        await Expect(page).Not.ToHaveURLAsync(new Regex("taken=", RegexOptions.None, TimeSpan.FromSeconds(1)));

        await page.Mouse.MoveAsync(0, 899);
        await page.Clock.RunForAsync(8_000);
        await Expect(note).ToBeVisibleAsync();
        await note.HoverAsync();
        await page.Clock.RunForAsync(60_000);
        await Expect(note).ToBeVisibleAsync();
        await page.Mouse.MoveAsync(0, 899);
        await page.Clock.RunForAsync(1_000);
        await Expect(note).ToHaveCountAsync(0);

        await Expect(page.Locator(".own")).ToHaveCountAsync(1);
        await page.ReloadAsync();
        await Expect(page.Locator(".own")).ToHaveCountAsync(1);
        await Expect(note).ToHaveCountAsync(0);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Claiming_without_being_signed_in_leads_through_sign_in_back_to_the_same_slot(bool script)
    {
        await using var site = await Site.StartAsync(db, Now);
        var rota = await RotaClient.NewAsync(site.App);
        var hours = await rota.HoursAsync("09:00", "12:00");
        var page = await VisitAsync(site.Url, new Visitor(script, Width: 390));
        await page.GotoAsync($"/{rota.Slug}/board");
        await Expect(page.Locator(".slot.open")).ToHaveCountAsync(7);
        await page.GetByRole(AriaRole.Link, new() { Name = "Next week" }).ClickAsync();
        await page.Claim("Office hours, Sun 15 Mar, 09:00").ClickAsync();
        await page.UseTokenAsync(await rota.MemberAsync("Ada"));

        var chosen = page.Locator(".slot.chosen");
        await Expect(chosen).ToHaveIdAsync($"slot-{hours}-2026-03-15");
        await Expect(chosen).ToBeInViewportAsync();
        await Expect(chosen).ToHaveCSSAsync("outline-style", "solid");
        await page.Claim("Office hours, Sun 15 Mar, 09:00").ClickAsync();
        await Expect(page.Locator("#taken p")).ToHaveTextAsync("You are on duty Sun 15 Mar, 09:00–12:00.");
    }

    [Fact]
    public async Task Tab_and_Enter_alone_lead_past_the_navigation_to_a_claimed_hour_and_the_focus_is_always_seen()
    {
        await using var site = await Site.StartAsync(db, Now);
        var rota = await RotaClient.NewAsync(site.App);
        await rota.HoursAsync("09:00", "12:00");
        var page = await VisitAsync(site.Url);
        var ada = await rota.MemberAsync("Ada");
        await page.GoAsAsync(ada, "/");

        await page.GotoAsync($"/{rota.Slug}/board");
        Assert.Equal("Skip to the content", await TabAsync());
        await page.Keyboard.PressAsync("Enter");
        var passed = new List<string>();
        for (var name = await TabAsync(); name != "Claim: Office hours, Tue 3 Mar, 09:00"; name = await TabAsync())
        {
            passed.Add(name);
            Assert.True(passed.Count < 40, $"No way to the slot: {string.Join(" | ", passed)}");
        }

        Assert.DoesNotContain("Sign out", passed);
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("#taken")).ToBeInViewportAsync();
        Assert.Equal("Ada", (await rota.OnDutyAsync(Instant.FromUtc(2026, 3, 3, 10, 0))).Names);

        // The name of what has the focus now, which must be on the screen and ringed.
        async Task<string> TabAsync()
        {
            await page.Keyboard.PressAsync("Tab");
            var focused = page.Locator(":focus-visible");
            await Expect(focused).ToBeInViewportAsync();
            await Expect(focused).Not.ToHaveCSSAsync("outline-style", "none");
            return await focused.GetAttributeAsync("aria-label") ?? await focused.InnerTextAsync();
        }
    }
}
