using System.Text.Json;
using GeekOnDuty.Api.Tests;
using Microsoft.Playwright;
using NodaTime;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace GeekOnDuty.Browser.Tests;

public sealed class MeTests(TestDatabase db, Chromium chromium) : VisitorTests(chromium), IClassFixture<TestDatabase>
{
    private static readonly Instant Now = Instant.FromUtc(2026, 3, 2, 8, 0);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_person_changes_what_is_kept_about_them_and_erases_it(bool script)
    {
        await using var site = await Site.StartAsync(db, Now);
        var ada = await site.App.Given.PersonAsync("Ada");
        var page = await VisitAsync(site.Url, new Visitor(script, Width: 390));
        var complaints = new Complaints(page);
        await page.SignInAsync(ada.Secret());
        var elsewhere = await VisitAsync(site.Url, new Visitor(script));
        await elsewhere.SignInAsync(ada.Secret());

        await page.LinkOf("Me").ClickAsync();
        await page.FieldOf("Your name, as visitors see it").FillAsync("Ada L.");
        await page.FieldOf("Your time zone").SelectOptionAsync("Europe/Paris");
        await page.FieldOf("Languages").FillAsync("en, fr");
        await page.FieldOf("Kind").First.FillAsync("irc");
        await page.FieldOf("Name, number or address").First.FillAsync("ada");
        await page.FieldOf("Public").First.CheckAsync();
        await page.ButtonOf("Save").ClickAsync();
        await page.ShouldSayAsync("Your profile is saved.");
        await page.ShouldSayAsync("You are signed in as Ada L.");
        Assert.True(await page.FieldOf("Public").First.IsCheckedAsync());

        var email = $"ada-{script}@example.org".ToLowerInvariant();
        await page.FieldOf("New e-mail address").FillAsync(email);
        await page.ButtonOf("Send a link to it").ClickAsync();
        await page.ShouldSayAsync("A link is on its way to the new address.");
        await page.GotoAsync(await site.Mail.LinkToAsync(email));
        await page.ButtonOf("Yes, use it for signing in").ClickAsync();
        await page.ShouldSayAsync($"You sign in with {email}.");

        await page.FieldOf("What it is for").FillAsync("laptop");
        await page.ButtonOf("Make a token").ClickAsync();
        var secret = await page.Locator("#secret").InnerTextAsync();
        Assert.Equal("Ada L.", await NameByAsync(secret));
        await page.LinkOf("Done").ClickAsync();
        await page.ShouldSayAsync("laptop");
        Assert.DoesNotContain(secret, await page.ContentAsync(), StringComparison.Ordinal);
        await page.ButtonOf("Revoke: laptop").ClickAsync();
        await page.ShouldSayAsync("The token is revoked.");
        Assert.Null(await NameByAsync(secret));

        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out: " }).ClickAsync();
        await page.ShouldSayAsync("That browser is signed out.");
        await elsewhere.GotoAsync("/me");
        await elsewhere.GetByRole(AriaRole.Heading, new() { Name = "Sign in" }).WaitForAsync();

        var download = await page.RunAndWaitForDownloadAsync(() =>
            page.LinkOf("Download all that is kept about you").ClickAsync()
        );
        await using (var file = await download.CreateReadStreamAsync())
        {
            using var reader = new StreamReader(file);
            Assert.Contains("Ada L.", await reader.ReadToEndAsync(), StringComparison.Ordinal);
        }

        await page.GetByText("Erase yourself").ClickAsync();
        await page.FieldOf("Type Ada L. to confirm").FillAsync("Ada L.");
        await page.ButtonOf("Erase me for ever").ClickAsync();
        await page.GetByRole(AriaRole.Navigation).GetByRole(AriaRole.Link, new() { Name = "Sign in" }).WaitForAsync();
        await page.ShouldSayAsync("Your account is deleted, and you are signed out.");
        using var gone = await site.App.Admin.GetAsync($"/v1/volunteers/{ada.Id}");
        await gone.ShouldBe(404);
        complaints.ShouldBeNone();

        async Task<string?> NameByAsync(string token)
        {
            using var client = site.App.ClientWith(token);
            using var answer = await client.GetAsync("/v1/me");
            return answer.IsSuccessStatusCode
                ? JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("displayName").GetString()
                : null;
        }
    }

    [Theory]
    [InlineData(390)]
    [InlineData(1280)]
    public async Task Pages_of_a_person_and_of_faults_are_accessible_with_errors_too(int width)
    {
        await using var site = await Site.StartAsync(db, Now);
        var ada = await site.App.Given.PersonAsync("Ada");
        var page = await VisitAsync(site.Url, new Visitor(Width: width));
        var complaints = new Complaints(page);

        await OpenAsync("/sign-in");
        await WrongAsync("/sign-in", "/sign-in", ("email", "nobody"));
        await WrongAsync("/sign-in", "/sign-in/token", ("token", "geek_none"));
        await OpenAsync("/sign-in/a-link-that-is-over");
        await OpenAsync("/problems/slot-full");
        await OpenAsync("/no/such/page");

        await page.SignInAsync(ada.Secret());
        await OpenAsync("/me");
        await WrongAsync(
            "/me",
            "/me/profile",
            ("displayName", ""),
            ("languages", "!"),
            ("topics", new string('x', 300)),
            ("contacts[0].kind", "irc")
        );
        await WrongAsync("/me", "/me/address", ("email", "nobody"));
        await WrongAsync("/me", "/me/tokens", ("name", ""));
        await WrongAsync("/me", "/me/erase", ("name", "Bob"));
        await page.GotoAsync("/me");
        await page.FieldOf("What it is for").FillAsync("laptop");
        await page.ButtonOf("Make a token").ClickAsync();
        await page.Locator("#secret").WaitForAsync();
        await page.ShouldBeAccessibleAsync();
        complaints.ShouldBeNone();

        async Task OpenAsync(string path)
        {
            await page.GotoAsync(path);
            await page.ShouldBeAccessibleAsync();
        }

        async Task WrongAsync(string path, string action, params (string Name, string Value)[] fields)
        {
            await page.SendWrongAsync(path, action, null, fields);
            await page.ShouldBeAccessibleAsync();
        }
    }

    [Theory]
    [InlineData(390)]
    [InlineData(1280)]
    public async Task The_label_of_a_contact_stands_right_above_its_field(int width)
    {
        await using var site = await Site.StartAsync(db, Now);
        var ada = await site.App.Given.PersonAsync("Ada");
        var page = await VisitAsync(site.Url, new Visitor(Width: width));
        await page.SignInAsync(ada.Secret());
        await page.GotoAsync("/me");

        foreach (var field in (string[])["kind", "value", "url"])
        {
            var label = (await page.Locator($"label[for='contacts[0].{field}']").BoundingBoxAsync())!;
            var input = (await page.Locator($"[id='contacts[0].{field}']").BoundingBoxAsync())!;
            Assert.InRange(Math.Abs(label.X - input.X), 0, 1);
            Assert.InRange(input.Y - (label.Y + label.Height), 0, 12);
        }

        await page.PictureAsync($"me-{width}");
        await page.SendWrongAsync("/me", "/me/profile", null, ("languages", "klingonese!!"));
        await Expect(page.Locator(".note.bad a")).ToHaveCountAsync(1);
        await page.Locator(".note.bad").GetByRole(AriaRole.Link, new() { Name = "Languages" }).ClickAsync();
        await Expect(page.FieldOf("Languages")).ToBeInViewportAsync();
        await page.PictureAsync($"me-wrong-{width}");
    }

    [Fact]
    public async Task Mails_that_are_kept_are_an_accessible_page()
    {
        var folder = Path.Combine(Path.GetTempPath(), $"geek-mail-{Guid.NewGuid():N}"[..20]);
        try
        {
            await using var app = await TestApp.StartAsync(
                db,
                Now,
                settings: new Dictionary<string, string>(StringComparer.Ordinal)
                {
                    // Only with a database of its own is it a trial on somebody's machine.
                    ["ConnectionStrings:GeekOnDuty"] = "",
                    ["GeekOnDuty:DataDirectory"] = folder,
                }
            );
            var page = await VisitAsync(app.ClientOptions.BaseAddress);
            var complaints = new Complaints(page);

            await page.GotoAsync("/sign-in");
            await page.FieldOf("E-mail address").FillAsync("bob@example.org");
            await page.ButtonOf("Send me a link").ClickAsync();
            await page.LinkOf("/mail").ClickAsync();
            await page.ShouldSayAsync("bob@example.org");
            foreach (var width in new[] { 390, 1280 })
            {
                await page.SetViewportSizeAsync(width, 900);
                await page.ShouldBeAccessibleAsync();
            }

            complaints.ShouldBeNone();
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
