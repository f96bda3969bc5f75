using Xunit;

namespace GeekOnDuty.Api.Tests.Pages;

/// <summary>Who sees the pages of coordinators, and what slots and the audit log show them. Now is Monday, 2 March 2026, 10:00 UTC.</summary>
public sealed class ManagePageTests(TestDatabase db) : IClassFixture<TestDatabase>
{
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
        var rota = await app.Given.RotaAsync();
        var hours = await app.Given.OfficeHoursAsync(rota);
        var ada = await app.Given.PersonAsync("Ada", rota);
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
        Assert.Contains("0 of 1 seats taken", free.Text());
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
        Assert.Contains("office-hours created</strong>: Office hours", all.Html);
        Assert.Contains("member set</strong>: Ada", all.Html);
        var one = await browser.GetAsync($"/{rota}/manage/audit?kind=member&from=2026-03-02&to=2026-03-02");
        Assert.Contains("member set</strong>: Ada", one.Html);
        Assert.DoesNotContain("office-hours created", one.Text());
        Assert.Contains("Nothing was changed.", (await browser.GetAsync($"/{rota}/manage/audit?from=2026-03-03")).Text());
        Assert.Contains("member set</strong>: Ada", (await browser.GetAsync($"/{rota}/manage/audit?subjectId={ada.Id}")).Html);
    }
}
