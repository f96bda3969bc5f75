using System.Text.Json;
using GeekOnDuty.Api.Tests;
using Microsoft.Playwright;
using NodaTime;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace GeekOnDuty.Browser.Tests;

public sealed partial class ManageTests(TestDatabaseServer server, Chromium chromium) : VisitorTests(chromium)
{
    /// <summary>A Monday, four weeks before Europe's clocks change.</summary>
    private static readonly Instant Now = Instant.FromUtc(2026, 3, 2, 8, 0);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_coordinator_sets_a_rota_up_and_runs_it(bool script)
    {
        await using var db = new TestDatabase(server);
        await db.InitializeAsync();
        await using var site = await Site.StartAsync(db, Now);
        var page = await VisitAsync(site.Url, new Visitor(script));
        var complaints = new Complaints(page);
        await page.SignInAsync(TestApp.AdminSecret);

        await page.GotoAsync("/");
        await page.LinkOf("Set up your first rota").ClickAsync();
        await page.FieldOf("Name").FillAsync("Ceph, 2nd floor");
        await page.FieldOf("Time zone").SelectOptionAsync("Europe/Amsterdam");
        await page.FieldOf("Title").FillAsync("European afternoon");
        await page.FieldOf("From").FillAsync("15:00");
        await page.FieldOf("Until").FillAsync("18:00");
        await PreviewAsync();
        await page.ShouldSayAsync("Mon 2 Mar 2026, 15:00–18:00 (UTC+1)");
        await page.ShouldSayAsync("Sun 29 Mar 2026: at 02:00 the clock goes to 03:00");
        if (script)
        {
            Assert.Equal("ceph-2nd-floor", await page.FieldOf("Name in addresses").InputValueAsync());
        }

        await page.ButtonOf("Make the rota").ClickAsync();
        await page.ShouldSayAsync("The rota is made.");

        await page.LinkOf("Office hours").ClickAsync();
        await page.LinkOf("New office hours").ClickAsync();
        await page.FieldOf("Title").FillAsync("European morning");
        await page.FieldOf("Time zone of these dates and times").SelectOptionAsync("Europe/Amsterdam");
        await page.FieldOf("From").FillAsync("08:30");
        await page.FieldOf("Until").FillAsync("10:00");
        await PreviewAsync();
        await page.ShouldSayAsync("08:30–10:00 (UTC+1)");
        if (script)
        {
            await PictureAsync("manage", 1280);
        }

        await page.ButtonOf("Save").ClickAsync();
        await page.ShouldSayAsync("08:30–10:00, Monday, Tuesday, Wednesday, Thursday, Friday, Europe/Amsterdam");

        await page.LinkOf("Members").ClickAsync();
        Assert.Equal("2026-03-16", await page.FieldOf("Last day on which it lets them in").InputValueAsync());
        await page.FieldOf("Last day on which it lets them in").FillAsync("2026-03-31");
        await page.FieldOf("How many people it lets in").FillAsync("3");
        await page.ButtonOf("Make an invitation").ClickAsync();
        var link = await page.FieldOf("Link").InputValueAsync();
        Assert.StartsWith("https://duty.example.org/ceph-2nd-floor/join/geek_join_", link, StringComparison.Ordinal);
        await page.GetByRole(AriaRole.Img, new() { Name = "QR code of the link" }).WaitForAsync();
        if (script)
        {
            await PictureAsync("manage-phone", 390);
        }

        await page.LinkOf("Back to the members").ClickAsync();
        await page.ShouldSayAsync("Volunteer, until Wed 1 Apr 2026, 00:00 (UTC+2), used 0 of 3");
        await AdaJoinsAsync(new Uri(link).PathAndQuery);

        await page.LinkOf("Slots").ClickAsync();
        await page.LinkOf("European afternoon, Tue 3 Mar 2026").ClickAsync();
        await page.FieldOf("Reason").FillAsync("Holiday");
        await page.ButtonOf("Cancel this slot").ClickAsync();
        await page.ShouldSayAsync("The slot is cancelled.");
        await page.LinkOf("All slots of the week").ClickAsync();
        await page.LinkOf("European afternoon, Wed 4 Mar 2026").ClickAsync();
        await page.FieldOf("From").FillAsync("16:00");
        await page.FieldOf("Until").FillAsync("19:00");
        await page.ButtonOf("Move this slot").ClickAsync();
        await page.ShouldSayAsync("Wed 4 Mar 2026, 16:00–19:00 (UTC+1)");
        await page.LinkOf("All slots of the week").ClickAsync();
        await page.LinkOf("European afternoon, Thu 5 Mar 2026").ClickAsync();
        await page.FieldOf("Who").SelectOptionAsync(new SelectOptionValue { Label = "Ada" });
        await page.ButtonOf("Put somebody in").ClickAsync();
        await page.ShouldSayAsync("1 of 1 seat taken");

        await page.LinkOf("Document").ClickAsync();
        var download = await page.RunAndWaitForDownloadAsync(() => page.LinkOf("Download it").ClickAsync());
        Assert.Equal("ceph-2nd-floor.json", download.SuggestedFilename);
        await using (var file = await download.CreateReadStreamAsync())
        {
            using var document = await JsonDocument.ParseAsync(file);
            Assert.Equal("ceph-2nd-floor", document.RootElement.GetProperty("rota").GetProperty("slug").GetString());
            Assert.Equal(2, document.RootElement.GetProperty("officeHours").GetArrayLength());
        }

        await page.LinkOf("Audit log").ClickAsync();
        foreach (
            var entry in new[]
            {
                "created the rota",
                "created the office hours European afternoon",
                "created the office hours European morning",
                "(invitation created)",
                "(invitation used)",
                "(office-hours slot-changed)",
                "(claim taken)",
                "(member set)",
            }
        )
        {
            await page.Locator(".cards > li", new() { HasText = entry }).First.WaitForAsync();
        }

        complaints.ShouldBeNone();

        async Task PreviewAsync()
        {
            if (!script)
            {
                await page.ButtonOf("Preview").ClickAsync();
            }
        }

        async Task PictureAsync(string name, int width)
        {
            await page.SetViewportSizeAsync(width, 900);
            await page.EvaluateAsync("scrollTo(0, 0)");
            await page.PictureAsync(name);
            await page.SetViewportSizeAsync(1280, 900);
        }

        async Task AdaJoinsAsync(string path)
        {
            var ada = await site.App.Given.PersonAsync("Ada");
            var hers = await VisitAsync(site.Url, new Visitor(script, Width: 390));
            var wrong = new Complaints(hers);
            await hers.SignInAsync(ada.Secret());
            await hers.GotoAsync(path);
            await hers.ButtonOf("Join Ceph, 2nd floor").ClickAsync();
            await hers.GotoAsync(path);
            await hers.ShouldSayAsync("You are a member of this rota.");
            wrong.ShouldBeNone();
        }
    }

    [Fact]
    public async Task An_admin_makes_a_token_for_a_member_and_coordinators_find_their_own()
    {
        await using var db = new TestDatabase(server);
        await db.InitializeAsync();
        await using var site = await Site.StartAsync(db, Now);
        var rota = await site.App.Given.RotaAsync();
        var ada = await site.App.Given.PersonAsync("Ada", rota, "coordinator");
        var page = await VisitAsync(site.Url);
        await page.SignInAsync(TestApp.AdminSecret);

        await page.GotoAsync($"/{rota}/manage/members");
        await page.Locator("#memberId").SelectOptionAsync(new SelectOptionValue { Label = "Ada" });
        await page.FieldOf("What it is for").FillAsync("her laptop");
        await page.ButtonOf("Make a token").ClickAsync();
        await page.ShouldSayAsync("her laptop, for Ada");
        var secret = await page.Locator("#secret").InnerTextAsync();
        await page.LinkOf("Done").ClickAsync();
        await Expect(page).ToHaveURLAsync($"/{rota}/manage/members");

        var hers = await VisitAsync(site.Url);
        await hers.SignInAsync(secret);
        await hers.GotoAsync($"/{rota}/manage/members");
        Assert.Equal(0, await hers.Locator("#memberId").CountAsync());
        await hers.LinkOf("Tokens").ClickAsync();
        await Expect(hers).ToHaveURLAsync("/me#tokens");
        await hers.ShouldSayAsync("her laptop");
        await hers.ShouldSayAsync($"You are signed in as {ada.Name}.");
    }

    [Theory]
    [InlineData(390)]
    [InlineData(1280)]
    public async Task Pages_of_coordinators_are_accessible_with_errors_too(int width)
    {
        await using var db = new TestDatabase(server);
        await db.InitializeAsync();
        await using var site = await Site.StartAsync(db, Now);
        var given = site.App.Given;
        var rota = await given.RotaAsync(joining: "approval");
        var hours = await given.OfficeHoursAsync(rota, "Europe/Amsterdam");
        await given.PersonAsync("Ada", rota);
        var bob = await given.PersonAsync("Bob");
        var page = await VisitAsync(site.Url, new Visitor(Width: width));
        var complaints = new Complaints(page);

        await page.SignInAsync(bob.Secret());
        await OpenAsync($"/{rota}/manage");
        await WrongAsync($"/{rota}/join", $"/{rota}/join", null, ("message", new string('x', 600)));
        await page.GotoAsync($"/{rota}/join");
        await page.FieldOf("Message to the coordinators").FillAsync("I have time on Fridays.");
        await page.ButtonOf("Ask to join").ClickAsync();
        await page.ShouldSayAsync("You have asked to join.");
        await page.ButtonOf("Sign out").ClickAsync();

        await page.SignInAsync(TestApp.AdminSecret);
        await OpenAsync("/");
        await OpenAsync("/set-up");
        await WrongAsync("/set-up", "/set-up", "save", ("name", ""), ("title", ""), ("startTime", ""), ("seats.minimum", "5"));

        var manage = $"/{rota}/manage";
        await OpenAsync(manage);
        await WrongAsync(manage, manage, null, ("name", ""), ("channels[0].kind", "irc"), ("rules.claimOpensBefore", "soon"));
        await OpenAsync($"{manage}/office-hours");
        foreach (var form in new[] { $"{manage}/office-hours/new", $"{manage}/office-hours/{hours}" })
        {
            await OpenAsync(form);
            await WrongAsync(
                form,
                form,
                "save",
                ("title", ""),
                ("repeats", "rule"),
                ("recurrence", "FREQ=NEVER"),
                ("seats.minimum", "5"),
                ("seats.maximum", "2"),
                ("channels[0].kind", "irc"),
                ("exceptDates", "tomorrow")
            );
        }

        await OpenAsync($"{manage}/slots");
        var slot = $"{manage}/slots/{hours}/2026-03-03";
        await OpenAsync(slot);
        await WrongAsync(slot, slot, "move", ("startTime", ""), ("endTime", ""));
        await WrongAsync(slot, slot, "cancel", ("reason", new string('x', 600)));
        await WrongAsync(slot, $"{slot}/claims", null, ("volunteerId", ""));
        await OpenAsync($"{manage}/members");
        await WrongAsync($"{manage}/members", $"{manage}/members", null, ("displayName", ""), ("zone", ""));
        await WrongAsync($"{manage}/members", $"{manage}/members/known", null, ("volunteerId", ""));
        await WrongAsync($"{manage}/members", $"{manage}/invitations", null, ("uses", "0"), ("expiresAt", "2028-01-01"));
        Assert.Equal("2028-01-01", await page.FieldOf("Last day on which it lets them in").InputValueAsync());
        await WrongAsync($"{manage}/members", $"{manage}/tokens", null, ("memberId", ""));
        await OpenAsync($"{manage}/document");
        await WrongAsync($"{manage}/document", $"{manage}/document", null);
        await OpenAsync($"{manage}/audit");
        await OpenAsync($"{manage}/audit?kind=office-hours&from=2026-03-01");
        await page.GotoAsync($"{manage}/members");
        await page.ButtonOf("Make an invitation").ClickAsync();
        await page.FieldOf("Link").WaitForAsync();
        await page.ShouldBeAccessibleAsync();
        complaints.ShouldBeNone();

        async Task OpenAsync(string path)
        {
            await page.GotoAsync(path);
            await page.ShouldBeAccessibleAsync();
        }

        async Task WrongAsync(string path, string action, string? act, params (string Name, string Value)[] fields)
        {
            await page.SendWrongAsync(path, action, act, fields);
            await page.ShouldBeAccessibleAsync();
        }
    }
}
