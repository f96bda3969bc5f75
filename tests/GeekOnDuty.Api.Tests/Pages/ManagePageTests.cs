using System.Net.Http.Json;
using GeekOnDuty.Api.Tests.Claims;
using GeekOnDuty.Api.Tests.Joining;
using Xunit;

namespace GeekOnDuty.Api.Tests.Pages;

/// <summary>Who sees the pages of coordinators, and what slots and the audit log show them. Now is Monday, 2 March 2026, 10:00 UTC.</summary>
public sealed class ManagePageTests(TestDatabase db) : IClassFixture<TestDatabase>
{
    private const string Headlines = "main ol > li > p > strong";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Only_coordinators_of_the_rota_see_its_pages()
    {
        await using var app = await TestApp.StartAsync(db, RunningApp.Now);
        var (rota, other) = (await app.Given.RotaAsync(), await app.Given.RotaAsync());
        var hours = await app.Given.OfficeHoursAsync(rota);
        var ada = await app.Given.PersonAsync("Ada", rota);
        var eve = await app.Given.PersonAsync("Eve", other, "coordinator");
        using var nobody = new Browser(app);
        using var volunteer = await Browser.SignedInAsync(app, ada);
        using var foreign = await Browser.SignedInAsync(app, eve);
        using var admin = await Browser.SignedInAsync(app);

        foreach (
            var path in new[]
            {
                "",
                "/office-hours",
                "/office-hours/new",
                $"/office-hours/{hours}",
                "/slots",
                "/standing-claims",
                $"/slots/{hours}/2026-03-03",
                "/members",
                "/document",
                "/audit",
            }
        )
        {
            var page = $"/{rota}/manage{path}";
            var asked = await nobody.GetAsync(page);
            Assert.Equal((302, $"/sign-in?return={Uri.EscapeDataString(page)}"), (asked.Status, asked.Location));
            Assert.Equal((path, 403), (path, (await volunteer.GetAsync(page)).Status));
            Assert.Equal((path, 403), (path, (await foreign.GetAsync(page)).Status));
            Assert.Equal((path, 200), (path, (await admin.GetAsync(page)).Status));
            Assert.Equal((path, 404), (path, (await admin.GetAsync($"/none-such/manage{path}")).Status));
        }

        Assert.Equal(403, (await foreign.GetAsync("/set-up")).Status);
        Assert.Contains("<h1>", (await volunteer.GetAsync($"/{rota}/manage")).Html);
    }

    [Fact]
    public async Task Somebody_is_taken_out_of_a_slot_and_a_second_seat_is_refused()
    {
        await using var app = await TestApp.StartAsync(db, RunningApp.Now);
        var (rota, hours, ada) = await app.Given.RotaWithAdaAsync();
        var bob = await app.Given.PersonAsync("Bob", rota);
        using var browser = await Browser.SignedInAsync(app);
        var path = $"/{rota}/manage/slots/{hours}/2026-03-03";

        var empty = await browser.GetAsync(path);
        var taken = await browser.FollowAsync(
            await browser.SubmitAsync(empty, $"{path}/claims", ("volunteerId", ada.Id.ToString()))
        );
        var late = await browser.SubmitAsync(empty, $"{path}/claims", ("volunteerId", bob.Id.ToString()));
        Assert.Equal(409, late.Status);
        Assert.Contains("Ada", late.Text());
        Assert.Contains("role=\"alert\"", late.Html);

        var claim = taken.Html.Split($"{path}/claims/")[1].Split('"')[0];
        var free = await browser.FollowAsync(await browser.SubmitAsync(taken, $"{path}/claims/{claim}"));
        Assert.Contains("0 of 1 seat taken", free.Text());
        Assert.Equal(404, (await browser.GetAsync($"/{rota}/manage/slots/{hours}/2025-12-31")).Status);
        Assert.Equal(400, (await browser.GetAsync($"/{rota}/manage/slots/{hours}/tomorrow")).Status);
    }

    [Fact]
    public async Task The_audit_log_tells_who_did_what_and_is_filtered()
    {
        await using var app = await TestApp.StartAsync(db, RunningApp.Now);
        var rota = await app.Given.RotaAsync();
        await app.Given.OfficeHoursAsync(rota);
        var ada = await app.Given.PersonAsync("Ada", rota);
        using var browser = await Browser.SignedInAsync(app);

        var all = await browser.GetAsync($"/{rota}/manage/audit?kind=&actorId=&from=&to=");
        var told = all.Text(Headlines).Split('\n');
        Assert.Contains("Administrator created the office hours Office hours", told);
        Assert.Contains("Administrator made Ada a volunteer", told);
        var one = await browser.GetAsync($"/{rota}/manage/audit?kind=member&from=2026-03-02&to=2026-03-02");
        Assert.Equal("Administrator made Ada a volunteer", one.Text(Headlines));
        Assert.Contains("Nothing was changed.", (await browser.GetAsync($"/{rota}/manage/audit?from=2026-03-03")).Text());
        Assert.Equal(
            "Administrator made Ada a volunteer",
            (await browser.GetAsync($"/{rota}/manage/audit?subjectId={ada.Id}")).Text(Headlines)
        );
    }

    [Fact]
    public async Task The_headlines_of_the_audit_log_say_who_did_what_to_whom()
    {
        await using var app = await TestApp.StartAsync(db, RunningApp.Now);
        var rota = await app.Given.RotaAsync(joining: "approval");
        var hours = await app.Given.OfficeHoursAsync(rota, seats: 2);
        var (ada, bob) = (await app.Given.PersonAsync("Ada", rota), await app.Given.PersonAsync("Bob"));
        var own = await ada.Client.TakeAsync(rota, hours, "2026-03-03");
        await ada.Client.GiveBackAsync(rota, own);
        var claims = $"/v1/rotas/{rota}/office-hours/{hours}/slots/2026-03-04/claims";
        using var put = await app.Admin.PostAsJsonAsync(claims, new { volunteerId = ada.Id }, Ct);
        await app.Admin.GiveBackAsync(rota, await put.ShouldBe(201));
        var standing = await ada.Client.TakeAllAsync(rota, hours, new { from = "2026-03-10", until = "2026-03-10" });
        using var ended = await app.Admin.DeleteAsync($"/v1/rotas/{rota}/standing-claims/{standing.Id()}", Ct);
        await ended.ShouldBe(204);
        await app.Admin.SetSlotAsync(rota, hours, "2026-03-05", new { startTime = "10:00", endTime = "11:00" });
        await app.Admin.SetSlotAsync(rota, hours, "2026-03-05", new { cancelled = true });
        await app.Admin.SetSlotAsync(rota, hours, "2026-03-05", new { cancelled = false });
        await bob.Client.AskAsync(rota);
        using var let = await app.Admin.PutAsJsonAsync(
            $"/v1/rotas/{rota}/join-requests/{bob.Id}",
            new { role = "coordinator" },
            Ct
        );
        await let.ShouldBe(200);
        using var removed = await bob.Client.DeleteAsync($"/v1/rotas/{rota}/members/{ada.Id}", Ct);
        await removed.ShouldBe(204);
        using var browser = await Browser.SignedInAsync(app);

        var page = await browser.GetAsync($"/{rota}/manage/audit");

        string[] expected =
        [
            "Bob removed Ada from the rota",
            "Administrator made Bob a coordinator",
            "Administrator accepted the request of Bob to join",
            "Bob asked to join",
            "Administrator restored the regular time of Office hours, Thu 5 Mar 2026",
            "Administrator cancelled Office hours, Thu 5 Mar 2026",
            "Administrator moved Office hours, Thu 5 Mar 2026",
            "Administrator removed Ada from Office hours, Tue 10 Mar 2026",
            "Administrator ended the standing claim of Ada on Office hours: every time",
            "A standing claim of Ada took Office hours, Tue 10 Mar 2026",
            "Ada made a standing claim on Office hours: every time",
            "Administrator removed Ada from Office hours, Wed 4 Mar 2026",
            "Administrator assigned Ada to Office hours, Wed 4 Mar 2026",
            "Ada released Office hours, Tue 3 Mar 2026",
            "Ada took Office hours, Tue 3 Mar 2026",
            "Administrator made Ada a volunteer",
            "Administrator created the office hours Office hours",
            "Administrator created the rota",
        ];
        // One request may note what it did in any order, so only what is told is compared.
        Assert.Equal(expected.Order(StringComparer.Ordinal), page.Text(Headlines).Split('\n').Order(StringComparer.Ordinal));
        Assert.Contains("<bdi>Ada</bdi>", page.Html);
    }
}
