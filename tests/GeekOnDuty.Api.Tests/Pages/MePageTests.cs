using System.Net.Http.Json;
using System.Text.RegularExpressions;
using GeekOnDuty.Api.Tests.SignIn;
using Xunit;
using static GeekOnDuty.Api.Tests.SignIn.SignInSteps;

namespace GeekOnDuty.Api.Tests.Pages;

public sealed partial class MePageTests(RunningApp running) : IClassFixture<RunningApp>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_profile_is_changed_as_by_the_API_and_empty_rows_are_no_contacts()
    {
        using var ada = await NewPersonAsync();
        await ada.GetAsync("/me");
        (
            await ada.PostAsync(
                "/me/profile",
                ("displayName", "Ada Lovelace"),
                ("zone", "Europe/London"),
                ("languages", "en, fr"),
                ("topics", "rbd,  cephfs ,"),
                ("contacts[0].kind", ""),
                ("contacts[0].value", ""),
                ("contacts[0].url", ""),
                ("contacts[1].kind", "irc"),
                ("contacts[1].value", "ada"),
                ("contacts[1].url", ""),
                ("contacts[1].public", "true"),
                ("contacts[2].kind", "tel"),
                ("contacts[2].value", "1815"),
                ("contacts[2].url", "tel:1815")
            )
        ).ShouldLeadTo("/me?done=profile");
        var me = System.Text.Json.JsonDocument.Parse((await ada.GetAsync("/v1/me")).ShouldBe(200).Html).RootElement;
        Assert.Equal("Ada Lovelace", me.GetProperty("displayName").GetString());
        Assert.Equal("Europe/London", me.GetProperty("zone").GetString());
        Assert.Equal(["en", "fr"], me.GetProperty("languages").EnumerateArray().Select(each => each.GetString()));
        Assert.Equal(["rbd", "cephfs"], me.GetProperty("topics").EnumerateArray().Select(each => each.GetString()));
        Assert.Equal(
            [("irc", true), ("tel", false)],
            me.GetProperty("contacts")
                .EnumerateArray()
                .Select(each => (each.GetProperty("kind").GetString()!, each.GetProperty("public").GetBoolean()))
        );
        (await ada.GetAsync("/me?done=profile")).ShouldBe(200, "Your profile is saved.");
    }

    [Fact]
    public async Task What_is_wrong_is_said_beside_its_field_and_what_was_typed_stays()
    {
        using var ada = await NewPersonAsync();
        await ada.GetAsync("/me");
        var seen = (
            await ada.PostAsync(
                "/me/profile",
                ("displayName", "Grace"),
                ("zone", "Mars/Olympus"),
                ("contacts[0].kind", "web"),
                ("contacts[0].value", "page"),
                ("contacts[0].url", "javascript:alert(1)")
            )
        ).ShouldBe(400, "javascript:alert(1)");
        Assert.Contains("id=\"zone-fault\"", seen.Html, StringComparison.Ordinal);
        Assert.Contains("id=\"contacts[0].url-fault\"", seen.Html, StringComparison.Ordinal);
        Assert.Contains("value=\"Grace\"", seen.Html, StringComparison.Ordinal);
        (await ada.GetAsync("/me")).ShouldBe(200, "You are signed in as <bdi>Ada</bdi>.");
    }

    [Fact]
    public async Task Languages_are_typed_by_name_or_tag_and_what_is_none_is_said()
    {
        using var ada = await NewPersonAsync();
        await ada.GetAsync("/me");
        (
            await ada.PostAsync(
                "/me/profile",
                ("displayName", "Ada"),
                ("zone", "UTC"),
                ("languages", "German, EN, Portuguese, zh-hant")
            )
        ).ShouldLeadTo("/me?done=profile");
        Assert.Equal("de, en, pt, zh-Hant", (await ada.GetAsync("/me")).Field("/me/profile", "languages"));

        var wrong = await ada.PostAsync(
            "/me/profile",
            ("displayName", "Ada"),
            ("zone", "UTC"),
            ("languages", "english, klingonese!!")
        );

        wrong.ShouldBe(400);
        Assert.StartsWith(
            "'klingonese!!' is not a language that we know.",
            wrong.Text("#languages-fault"),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_summary_above_the_page_leads_to_every_field_that_is_wrong()
    {
        using var ada = await NewPersonAsync();
        await ada.GetAsync("/me");

        var seen = await ada.PostAsync(
            "/me/profile",
            ("displayName", ""),
            ("zone", "UTC"),
            ("topics", new string('x', 61)),
            ("contacts[0].kind", "irc"),
            ("contacts[0].value", ""),
            ("contacts[0].url", "javascript:alert(1)")
        );

        seen.ShouldBe(400);
        var links = seen.Document.QuerySelectorAll(".note.bad li a").Select(link => link.GetAttribute("href")!).ToList();
        Assert.Equal(["#displayName", "#topics", "#contacts[0].value", "#contacts[0].url"], links);
        Assert.All(links, link => Assert.NotNull(seen.Document.GetElementById(link[1..])));
        Assert.Contains("Contacts, row 1, Name, number or address", seen.Text(".note.bad"), StringComparison.Ordinal);
        foreach (var label in seen.Document.QuerySelectorAll("fieldset.row label[for]"))
        {
            // Each label stands in one box with its field alone, so none can stand beside another.
            Assert.Equal(1, label.ParentElement!.QuerySelectorAll("input").Length);
            Assert.Equal(label.GetAttribute("for"), label.ParentElement!.QuerySelector("input")!.Id);
        }
    }

    [Fact]
    public async Task A_profile_that_has_changed_meanwhile_is_not_overwritten()
    {
        using var ada = await NewPersonAsync();
        var version = Version().Match((await ada.GetAsync("/me")).Html).Groups["tag"].Value;
        var tag = System.Net.WebUtility.HtmlDecode(version);
        (string, string)[] Fields(string name) => [("version", tag), ("displayName", name), ("zone", "UTC")];
        (await ada.PostAsync("/me/profile", Fields("First"))).ShouldLeadTo("/me?done=profile");
        (await ada.PostAsync("/me/profile", Fields("Second"))).ShouldBe(412);
        (await ada.GetAsync("/me")).ShouldBe(200, "You are signed in as <bdi>First</bdi>.");
    }

    [Fact]
    public async Task A_token_is_made_shown_once_and_revoked()
    {
        using var ada = await NewPersonAsync();
        await ada.GetAsync("/me");
        (await ada.PostAsync("/me/tokens", ("name", ""), ("days", "30"))).ShouldBe(400);
        var made = (await ada.PostAsync("/me/tokens", ("name", "laptop"), ("days", "30"))).ShouldBe(200, "laptop");
        var secret = Secrets().Match(made.Html).Value;
        using var client = running.App.ClientWith(secret);
        using (var me = await client.GetAsync("/v1/me", Ct))
        {
            Assert.Equal("Ada", (await me.ShouldBe(200)).GetProperty("displayName").GetString());
        }

        var page = (await ada.GetAsync("/me")).ShouldBe(200, "laptop");
        Assert.Contains("1 Apr 2026, 10:00 ·", page.Text(), StringComparison.Ordinal);
        Assert.DoesNotContain(secret, page.Html, StringComparison.Ordinal);
        (await ada.PostAsync(Revocations().Match(page.Html).Value)).ShouldLeadTo("/me?done=token");
        using var after = await client.GetAsync("/v1/me", Ct);
        await after.ShouldBe(401);
    }

    [Fact]
    public async Task The_next_hours_are_told_in_ones_own_zone_with_links_to_the_boards()
    {
        var app = running.App;
        var rota = await app.Given.RotaAsync();
        var hours = await app.Given.OfficeHoursAsync(rota, "Europe/Berlin", startTime: "23:00", endTime: "01:00");
        var address = NewAddress();
        using var ada = await app.SignUpAsync(address, zone: "Asia/Tokyo");
        var me = System.Text.Json.JsonDocument.Parse((await ada.GetAsync("/v1/me")).ShouldBe(200).Html).RootElement;
        var id = me.GetProperty("id").GetString();
        using (var member = await app.Admin.PutAsJsonAsync($"/v1/rotas/{rota}/members/{id}", new { role = "volunteer" }, Ct))
        {
            await member.ShouldBe(200);
        }

        foreach (var date in new[] { "2026-03-02", "2026-03-29" })
        {
            using var claimed = await app.Admin.PostAsJsonAsync(
                $"/v1/rotas/{rota}/office-hours/{hours}/slots/{date}/claims",
                new { volunteerId = id },
                Ct
            );
            await claimed.ShouldBe(201);
        }

        // Berlin leaves +01:00 on 29 March; Tokyo never changes. A new role may have ended the session.
        if (!await ada.IsSignedInAsync())
        {
            await ada.UseAsync(await app.LinkAsync(address));
        }

        var seen = (await ada.GetAsync("/me")).ShouldBe(200, $"/{rota}/board");
        seen.ShouldBe(200, "Tue 3 Mar, 07:00–09:00<");
        seen.ShouldBe(200, "Mon 30 Mar, 06:00–08:00<");
    }

    [Fact]
    public async Task Erasing_needs_the_name_and_ends_the_person_and_the_session()
    {
        var address = NewAddress();
        using var ada = await running.App.SignUpAsync(address, "Ada Byron");
        await ada.GetAsync("/me");
        (await ada.PostAsync("/me/erase", ("name", "Ada"))).ShouldBe(400, "Nothing was erased.");
        Assert.True(await ada.IsSignedInAsync());
        (await ada.PostAsync("/me/erase", ("name", "Ada Byron"))).ShouldLeadTo("/?done=deleted");
        Assert.False(await ada.IsSignedInAsync());
        (await ada.GetAsync("/?done=deleted")).ShouldBe(200, "Your account is deleted, and you are signed out.");
        Assert.DoesNotContain("deleted", (await ada.GetAsync("/?done=nothing")).Text(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_last_coordinator_of_a_rota_reads_beside_the_form_why_they_stay()
    {
        var app = running.App;
        var rota = await app.Given.RotaAsync();
        using var ada = await Browser.SignedInAsync(app, await app.Given.PersonAsync("Ada", rota, "coordinator"));
        await ada.GetAsync("/me");

        var refused = (await ada.PostAsync("/me/erase", ("name", "Ada"))).ShouldBe(409);

        Assert.Contains($"Nobody else is a coordinator of {rota}.", refused.Text("#erase-fault"), StringComparison.Ordinal);
        Assert.True(await ada.IsSignedInAsync());
    }

    [Fact]
    public async Task The_last_admin_cannot_erase_themselves()
    {
        using var admin = await Browser.SignedInAsync(running.App);
        await admin.GetAsync("/me");
        (await admin.PostAsync("/me/erase", ("name", "Administrator"))).ShouldBe(409, "Somebody must be admin.");
        Assert.True(await admin.IsSignedInAsync());
    }

    [Fact]
    public async Task What_people_write_is_text_and_never_markup()
    {
        const string markup = "<img src=x onerror=alert(1)>";
        using var ada = await running.App.SignUpAsync(NewAddress(), markup);
        var seen = (await ada.GetAsync("/me")).ShouldBe(200, markup);
        Assert.DoesNotContain(markup, seen.Html, StringComparison.Ordinal);
    }

    private Task<Browser> NewPersonAsync() => running.App.SignUpAsync(NewAddress());

    [GeneratedRegex("name=\"version\" value=\"(?<tag>[^\"]+)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Version();

    [GeneratedRegex("geek_[A-Za-z0-9_-]{60,}", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Secrets();

    [GeneratedRegex("/me/tokens/[0-9a-f-]+/revoke", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Revocations();
}
