using GeekOnDuty.Api.Tests.Claims;
using GeekOnDuty.Api.Tests.Rotas;
using Xunit;

namespace GeekOnDuty.Api.Tests.Pages;

/// <summary>Archiving, reopening and deleting a rota on its page, and making a second one.</summary>
public sealed class RotaLifePagesTests(RunningApp running) : IClassFixture<RunningApp>
{
    private TestApp App => running.App;

    [Fact]
    public async Task A_coordinator_archives_a_rota_and_reopens_it_on_its_page()
    {
        var rota = await App.Given.RotaAsync(joining: "open");
        var hours = await App.Given.OfficeHoursAsync(rota);
        var ada = await App.Given.PersonAsync("Ada", rota, "coordinator");
        await ada.Client.TakeAsync(rota, hours, "2026-03-03");
        using var browser = await Browser.SignedInAsync(App, ada);
        var page = await browser.GetAsync($"/{rota}/manage");
        Assert.Contains("This gives back 1 hour to come that 1 person has taken.", page.Text());
        var members = await browser.GetAsync($"/{rota}/manage/members");

        page = await browser.FollowAsync(await browser.SubmitAsync(page, $"/{rota}/manage/archived"));

        Assert.Contains("The rota is archived.", page.Text());
        Assert.Equal(0, page.Count($"form[action='/{rota}/manage']"));
        var late = await browser.SubmitAsync(members, $"/{rota}/manage/members", ("displayName", "Bob"), ("zone", "UTC"));
        Assert.Equal(409, late.Status);
        Assert.Contains("This rota is archived", late.Text());
        var board = await browser.GetAsync($"/{rota}/board");
        Assert.Contains("This rota is archived", board.Text("#archived"));
        Assert.Equal(0, board.Count($"form[action^='/{rota}/board/claim']"));
        Assert.Equal($"/{rota}/manage", (await browser.GetAsync("/")).Link($"a[href='/{rota}/manage']"));
        using var visitor = new Browser(App);
        Assert.DoesNotContain(rota, (await visitor.GetAsync("/")).Html);
        Assert.Contains("so nobody can join it", (await visitor.GetAsync($"/{rota}/join")).Text());

        page = await browser.FollowAsync(
            await browser.SubmitAsync(await browser.GetAsync($"/{rota}/manage"), $"/{rota}/manage/archived")
        );

        Assert.Contains("The rota is open again.", page.Text());
        var log = (await browser.GetAsync($"/{rota}/manage/audit")).Text();
        Assert.Contains("Ada archived the rota", log);
        Assert.Contains("Ada reopened the rota", log);
        Assert.Equal(1, page.Count($"form[action='/{rota}/manage']"));
        Assert.Equal(0, (await browser.GetAsync($"/{rota}/board")).Count("#archived"));
    }

    [Fact]
    public async Task Every_form_of_an_archived_rota_says_that_it_is_archived()
    {
        var rota = await App.Given.RotaAsync(joining: "open");
        var hours = await App.Given.OfficeHoursAsync(rota);
        using var browser = await Browser.SignedInAsync(App);
        string[] pages =
        [
            $"/{rota}/manage",
            $"/{rota}/manage/office-hours/new",
            $"/{rota}/manage/office-hours/{hours}",
            $"/{rota}/manage/slots/{hours}/2026-03-03",
            $"/{rota}/manage/members",
            $"/{rota}/manage/document",
            $"/{rota}/join",
        ];
        var open = new List<Page>();
        foreach (var path in pages)
        {
            open.Add(await browser.GetAsync(path));
        }

        await App.ArchiveAsync(rota);

        var forms = open.SelectMany(page =>
                page.Document.Forms.Select(form => (Page: page, Action: form.GetAttribute("action")!))
                    .Where(form => form.Action.StartsWith($"/{rota}/", StringComparison.Ordinal))
            )
            .Where(form => form.Action != $"/{rota}/manage/archived" && form.Action != $"/{rota}/manage/delete")
            .DistinctBy(form => form.Action)
            .ToList();
        Assert.InRange(forms.Count, 9, 50);
        foreach (var (page, action) in forms)
        {
            var answer = await browser.SubmitAsync(page, action);
            Assert.True(answer.Status == 409 && answer.Text().Contains("archived"), $"{action}: {answer.Status} {answer.Text()}");
        }
    }

    [Fact]
    public async Task A_slot_that_an_archived_rota_has_no_more_is_no_page()
    {
        var (rota, hours) = await App.Given.RotaWithHoursAsync();
        using var browser = await Browser.SignedInAsync(App);
        Assert.Equal(200, (await browser.GetAsync($"/{rota}/manage/slots/{hours}/2026-03-03")).Status);
        await App.ArchiveAsync(rota);
        Assert.Equal(404, (await browser.GetAsync($"/{rota}/manage/slots/{hours}/2026-03-03")).Status);
    }

    [Fact]
    public async Task An_admin_deletes_a_rota_by_typing_its_name()
    {
        var rota = await App.Given.RotaAsync();
        var ada = await App.Given.PersonAsync("Ada", rota, "coordinator");
        using var hers = await Browser.SignedInAsync(App, ada);
        Assert.Equal(0, (await hers.GetAsync($"/{rota}/manage")).Count("#deleting"));
        using var browser = await Browser.SignedInAsync(App);
        var page = await browser.GetAsync($"/{rota}/manage");
        Assert.Equal($"/v1/rotas/{rota}/document", page.Link("#deleting a[download]"));
        Assert.Equal(
            403,
            (await hers.SubmitAsync(page, $"/{rota}/manage/delete", ("slug", rota), (Page.TokenField, hers.FormToken))).Status
        );

        var mistyped = await browser.SubmitAsync(page, $"/{rota}/manage/delete", ("slug", "rota"));
        Assert.Equal(400, mistyped.Status);
        Assert.Contains("Nothing was deleted.", mistyped.Text());
        var home = await browser.FollowAsync(await browser.SubmitAsync(mistyped, $"/{rota}/manage/delete", ("slug", rota)));

        Assert.Contains("The rota is deleted.", home.Text());
        Assert.Equal(404, (await browser.GetAsync($"/{rota}")).Status);
        Assert.Equal(404, (await browser.GetAsync($"/{rota}/manage")).Status);
    }

    [Fact]
    public async Task An_admin_who_has_a_rota_sets_up_another_from_the_home_page()
    {
        using var browser = await Browser.SignedInAsync(App);
        string[] names = [$"First {Guid.NewGuid():N}"[..20], $"Second {Guid.NewGuid():N}"[..20]];
        foreach (var name in names)
        {
            var home = await browser.GetAsync("/");
            var made = await browser.SubmitAsync(
                await browser.GetAsync(home.Link("a[href='/set-up']")),
                "/set-up",
                ("do", "save"),
                ("name", name),
                ("zone", "UTC"),
                ("title", "Morning"),
                ("contact", "volunteers@example.org")
            );
            Assert.Contains("The rota is made.", (await browser.FollowAsync(made)).Text());
        }

        var after = await browser.GetAsync("/");
        Assert.All(names, name => Assert.Contains(name, after.Text()));
        Assert.Equal("Set up a rota", after.Text("a[href='/set-up']"));
        using var visitor = new Browser(App);
        Assert.Equal(0, (await visitor.GetAsync("/")).Count("a[href='/set-up']"));
        var second = names[1].ToLowerInvariant().Replace(' ', '-');
        Assert.Equal("volunteers@example.org", (await App.GetAsync($"/v1/rotas/{second}")).Text("contact"));
    }

    [Fact]
    public async Task A_contact_that_is_none_is_refused_at_set_up_and_stays_in_the_form()
    {
        using var browser = await Browser.SignedInAsync(App);
        var refused = await browser.SubmitAsync(
            await browser.GetAsync("/set-up"),
            "/set-up",
            ("do", "save"),
            ("name", "Contact"),
            ("zone", "UTC"),
            ("title", "Morning"),
            ("contact", "ask Ada")
        );
        Assert.Equal(400, refused.Status);
        Assert.Equal("ask Ada", refused.Field("/set-up", "contact"));
        Assert.Contains("Write a mail address", refused.Text("#contact-fault"));
    }
}
