using System.Text.Json;
using GeekOnDuty.Api.Tests;
using Microsoft.Playwright;
using NodaTime;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace GeekOnDuty.Browser.Tests;

/// <summary>What is not done by one click: archiving, deleting, and giving up a role.</summary>
public sealed partial class ManageTests
{
    [Theory]
    [InlineData(390, true)]
    [InlineData(1280, false)]
    public async Task A_rota_is_archived_reopened_and_deleted_on_its_page(int width, bool script)
    {
        await using var db = new TestDatabase(server);
        await db.InitializeAsync();
        await using var site = await Site.StartAsync(db, Now);
        var rota = await site.App.Given.RotaAsync();
        await site.App.Given.OfficeHoursAsync(rota, "Europe/Amsterdam");
        var page = await VisitAsync(site.Url, new Visitor(script, Width: width));
        var complaints = new Complaints(page);
        await page.SignInAsync(TestApp.AdminSecret);

        await page.GotoAsync($"/{rota}/manage");
        await page.FieldOf("Whom to write to in order to join").FillAsync("volunteers@example.org");
        await page.ButtonOf("Save").ClickAsync();
        await page.ShouldSayAsync("Saved.");
        await page.GotoAsync($"/{rota}");
        await Expect(page.Locator("#how-to-join")).ToContainTextAsync("Write to volunteers@example.org");
        await AccessibleAsync("how-to-join");
        await page.GotoAsync($"/{rota}/board");
        await Expect(page.Locator("#join")).ToContainTextAsync("Write to volunteers@example.org");
        await AccessibleAsync("board-join");

        await page.GotoAsync($"/{rota}/manage");
        await AccessibleAsync("archive");
        await page.ButtonOf("Archive the rota").ClickAsync();
        await page.ShouldSayAsync("The rota is archived.");
        await AccessibleAsync("archived");
        // Of the help page the browser keeps what it has seen for a minute: this is another address of it.
        foreach (var rest in (string[])["?zone=UTC", "/board", "/join", "/manage/members"])
        {
            await page.GotoAsync($"/{rota}{rest}");
            await page.ShouldSayAsync("This rota is archived");
            await AccessibleAsync($"archived-{rest.Trim('/', '?').Replace('/', '-')}");
        }

        await page.GotoAsync("/");
        await page.LinkOf(rota).ClickAsync();
        await page.ButtonOf("Reopen the rota").ClickAsync();
        await page.ShouldSayAsync("The rota is open again.");

        var download = await page.RunAndWaitForDownloadAsync(() => page.Locator("#deleting a").ClickAsync());
        Assert.Equal($"{rota}.json", download.SuggestedFilename);
        await page.FieldOf($"To confirm, type {rota}").FillAsync("something");
        await page.ButtonOf("Delete the rota for ever").ClickAsync();
        await page.ShouldSayAsync("Nothing was deleted.");
        await AccessibleAsync("delete-wrong");
        await page.FieldOf($"To confirm, type {rota}").FillAsync(rota);
        await page.ButtonOf("Delete the rota for ever").ClickAsync();
        await page.ShouldSayAsync("The rota is deleted.");
        await page.LinkOf("Set up your first rota").WaitForAsync();
        await AccessibleAsync("deleted");
        complaints.ShouldBeNone();

        async Task AccessibleAsync(string name)
        {
            if (script)
            {
                await page.ShouldBeAccessibleAsync();
            }

            await page.PictureAsync($"{name}-{width}");
        }
    }

    [Theory]
    [InlineData(true, 390)]
    [InlineData(false, 1280)]
    public async Task The_last_coordinator_stays_and_one_of_several_is_asked_before_giving_it_up(bool script, int width)
    {
        await using var db = new TestDatabase(server);
        await db.InitializeAsync();
        await using var site = await Site.StartAsync(db, Now);
        var rota = await site.App.Given.RotaAsync();
        var ada = await site.App.Given.PersonAsync("Ada", rota, "coordinator");
        var page = await VisitAsync(site.Url, new Visitor(script, Width: width));
        var complaints = new Complaints(page);
        await page.SignInAsync(ada.Secret());

        await StepDownAsync();
        await page.ShouldSayAsync($"Nobody else is a coordinator of {rota}.");
        await ShouldBeAccessibleAsync();

        await site.App.Given.PersonAsync("Bob", rota, "coordinator");
        await StepDownAsync();
        await page.ShouldSayAsync($"Stop being a coordinator of {rota}?");
        await ShouldBeAccessibleAsync();
        await page.PictureAsync($"step-down-{width}");
        await page.LinkOf("No, stay as I am").ClickAsync();
        await page.ButtonOf("Leave this rota").ClickAsync();
        await page.ShouldSayAsync($"Leave {rota}?");
        await ShouldBeAccessibleAsync();

        await StepDownAsync();
        await page.ButtonOf("Yes, become a volunteer").ClickAsync();
        await page.ShouldSayAsync("You are no longer a coordinator of that rota.");
        complaints.ShouldBeNone();

        // What looks at the page is a script, which a page without script would never run.
        Task ShouldBeAccessibleAsync() => script ? page.ShouldBeAccessibleAsync() : Task.CompletedTask;

        async Task StepDownAsync()
        {
            await page.GotoAsync($"/{rota}/manage/members");
            await page.FieldOf("Role of Ada").SelectOptionAsync("volunteer");
            await page.Locator("li", new() { HasText = "Ada" })
                .GetByRole(AriaRole.Button, new() { Name = "Save role" })
                .ClickAsync();
        }
    }
}
