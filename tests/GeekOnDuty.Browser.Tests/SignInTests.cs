using GeekOnDuty.Api.Tests;
using Microsoft.Playwright;
using NodaTime;
using Xunit;

namespace GeekOnDuty.Browser.Tests;

public sealed class SignInTests(TestDatabase db, Chromium chromium) : VisitorTests(chromium), IClassFixture<TestDatabase>
{
    private static readonly Instant Now = Instant.FromUtc(2026, 3, 2, 8, 0);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_new_person_signs_in_by_a_mailed_link_and_out_again(bool script)
    {
        await using var site = await Site.StartAsync(db, Now);
        var page = await VisitAsync(site.Url, new Visitor(script, "Pacific/Auckland", 390));
        var email = $"ada-{script}@example.org".ToLowerInvariant();

        await page.GotoAsync("/");
        await page.GetByRole(AriaRole.Link, new() { Name = "Sign in" }).ClickAsync();
        await LookAsync();
        await page.GetByLabel("E-mail address").FillAsync(email);
        await page.GetByRole(AriaRole.Button, new() { Name = "Send me a link" }).ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { Name = "Look into your mail" }).WaitForAsync();
        await LookAsync();

        await page.GotoAsync(await site.Mail.LinkToAsync(email));
        await LookAsync();
        await page.GetByLabel("Your name").FillAsync("Ada");
        var zone = page.GetByLabel("Your time zone");
        Assert.Equal(script ? "Pacific/Auckland" : "", await zone.InputValueAsync());
        await zone.SelectOptionAsync("Pacific/Auckland");
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Sign in" }).WaitForAsync();

        // What looks at a page is a script itself.
        Task LookAsync() => script ? page.ShouldBeAccessibleAsync() : Task.CompletedTask;
    }

    [Fact]
    public async Task A_fault_is_a_page_that_says_what_to_do()
    {
        await using var site = await Site.StartAsync(db, Now);
        var page = await VisitAsync(site.Url, new Visitor(Width: 390));

        var answer = await page.GotoAsync("/no/such/page");
        Assert.Equal(404, answer!.Status);
        await page.ShouldBeAccessibleAsync();
    }
}
