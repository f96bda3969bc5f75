using GeekOnDuty.Api.Tests;
using Microsoft.Playwright;
using NodaTime;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace GeekOnDuty.Browser.Tests;

/// <summary>Forms that come back with what is wrong, and pages that cannot be shown, by keyboard and on a phone.</summary>
public sealed class FaultTests(TestDatabaseServer server, Chromium chromium) : VisitorTests(chromium)
{
    private static readonly Instant Now = Instant.FromUtc(2026, 3, 2, 8, 0);

    [Theory]
    [InlineData(false, 390)]
    [InlineData(true, 1280)]
    public async Task The_summary_of_a_form_has_the_focus_and_its_links_lead_to_the_fields(bool script, int width)
    {
        await using var db = new TestDatabase(server);
        await db.InitializeAsync();
        await using var site = await Site.StartAsync(db, Now);
        var page = await VisitAsync(site.Url, new Visitor(script, Width: width));
        var complaints = new Complaints(page);
        await page.GotoAsync("/sign-in");
        await page.GetByText("Sign in with a token").ClickAsync();
        await page.FieldOf("Token").FillAsync("geek_none");
        await page.Keyboard.PressAsync("Enter");

        await Expect(page).ToHaveTitleAsync("Error: Sign in · Geek on Duty");
        await Expect(page.Locator("#refused")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Tab");
        await Expect(page.LinkOf("Token")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.FieldOf("Token")).ToBeFocusedAsync();
        await Expect(page.FieldOf("Token")).ToHaveAttributeAsync("aria-invalid", "true");

        await page.SignInAsync(TestApp.AdminSecret);
        await page.GotoAsync("/set-up");
        await page.FieldOf("Name").FillAsync("Ceph");
        await page.FieldOf("Name in addresses").FillAsync("sign-in");
        await page.FieldOf("Title").FillAsync("Mornings");
        await page.FieldOf("First date").FillAsync("2026-03-09");
        await page.FieldOf("Last date, if there is one").FillAsync("2026-03-01");
        await page.ButtonOf("Make the rota").ClickAsync();

        await Expect(page.Locator("#refused")).ToBeFocusedAsync();
        Assert.Equal(
            [
                "Name in addresses: 'sign-in' is taken by pages of this site. Write another name.",
                "Last date, if there is one: It lies before the first date.",
            ],
            await page.Locator("#refused li").AllInnerTextsAsync()
        );
        Assert.StartsWith("Error: ", await page.TitleAsync(), StringComparison.Ordinal);
        if (script)
        {
            await page.ShouldBeAccessibleAsync();
        }

        await page.PictureAsync($"faults-{width}");
        complaints.ShouldBeNone();
    }

    [Theory]
    [InlineData(390)]
    [InlineData(1280)]
    public async Task A_page_that_cannot_be_shown_says_why_and_leads_on(int width)
    {
        await using var db = new TestDatabase(server);
        await db.InitializeAsync();
        await using var site = await Site.StartAsync(db, Now);
        var page = await VisitAsync(site.Url, new Visitor(Width: width));
        await page.GotoAsync("/no/such/page");
        await Expect(page).ToHaveTitleAsync("Error: There is no such page. · Geek on Duty");
        await page.ShouldBeAccessibleAsync();
        await page.PictureAsync($"no-page-{width}");
        await page.LinkOf("All rotas").ClickAsync();
        await Expect(page).ToHaveTitleAsync("Rotas · Geek on Duty");
    }

    [Fact]
    public async Task The_page_of_the_API_shows_and_tries_an_operation_without_a_complaint_of_the_browser()
    {
        await using var db = new TestDatabase(server);
        await db.InitializeAsync();
        await using var site = await Site.StartAsync(db, Now);
        var rota = await site.App.Given.RotaAsync();
        var page = await VisitAsync(site.Url);
        var complaints = new Complaints(page);
        await page.GotoAsync("/swagger/index.html");
        var operation = page.Locator(".opblock", new() { HasText = "/v1/rotas/{rota}/on-duty" }).First;
        await operation.Locator(".opblock-summary-control").First.ClickAsync();
        await operation.GetByRole(AriaRole.Button, new() { Name = "Try it out" }).ClickAsync();
        await operation.Locator("input[placeholder='rota']").FillAsync(rota);
        await operation.GetByRole(AriaRole.Button, new() { Name = "Execute" }).ClickAsync();
        var copy = operation.Locator(".copy-to-clipboard").First;
        await copy.ScrollIntoViewIfNeededAsync();
        await Expect(copy).ToBeVisibleAsync();
        await Expect(operation.Locator(".live-responses-table")).ToContainTextAsync("200");
        await page.PictureAsync("swagger");
        complaints.ShouldBeNone();
    }
}
