using System.Net.Http.Json;
using System.Text.Json.Nodes;
using GeekOnDuty.Api.Tests.Documents;
using Xunit;

namespace GeekOnDuty.Api.Tests.Pages;

/// <summary>What the forms of coordinators save, and what they refuse.</summary>
public sealed class ManageFormTests(TestDatabase db) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task What_is_wrong_is_said_at_its_field_and_what_was_typed_stays()
    {
        await using var app = await TestApp.StartAsync(db, RunningApp.Now);
        var rota = await app.Given.RotaAsync();
        using var browser = await Browser.SignedInAsync(app);
        var action = $"/{rota}/manage/office-hours/new";
        var form = await browser.GetAsync(action);

        var refused = await browser.SubmitAsync(
            form,
            action,
            ("do", "save"),
            ("title", ""),
            ("repeats", "rule"),
            ("recurrence", "FREQ=HOURLY"),
            ("seats.minimum", "3"),
            ("seats.maximum", "two"),
            ("extraDates", "2026-02-30, 2026-03-01"),
            ("channels[0].label", "Chat"),
            ("channels[0].url", "javascript:alert(1)")
        );

        Assert.Equal(400, refused.Status);
        foreach (
            var field in new[] { "title", "recurrence", "seats.maximum", "extraDates", "channels[0].kind", "channels[0].url" }
        )
        {
            Assert.Contains($"id=\"{field}-fault\"", refused.Html);
            Assert.Contains($"href=\"#{field}\"", refused.Html);
        }

        Assert.DoesNotContain("id=\"startDate-fault\"", refused.Html);
        Assert.Equal("FREQ=HOURLY", refused.Field(action, "recurrence"));
        Assert.Equal("two", refused.Field(action, "seats.maximum"));
        Assert.Equal("2026-02-30, 2026-03-01", refused.Field(action, "extraDates"));
        Assert.Equal("javascript:alert(1)", refused.Field(action, "channels[0].url"));
        using var response = await app.Anonymous.GetAsync($"/v1/rotas/{rota}/office-hours");
        Assert.Equal(0, (await response.ShouldBe(200)).GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task Saving_a_form_as_it_came_changes_nothing()
    {
        await using var app = await TestApp.StartAsync(db, RunningApp.Now);
        var rota = await app.Given.RotaAsync();
        using var organisation = await app.Admin.PostAsJsonAsync("/v1/organisations", new { slug = rota, name = "Inktank" });
        var organisationId = (await organisation.ShouldBe(201)).GetProperty("id").GetString();
        object[] all =
        [
            new
            {
                title = "All of it",
                zone = "US/Pacific",
                startDate = "2026-04-01",
                endDate = "2027-01-01",
                startTime = "22:00",
                endTime = "02:00",
                recurrence = "FREQ=MONTHLY;BYDAY=1TU,-1FR",
                exceptDates = new[] { "2026-05-05" },
                extraDates = new[] { "2026-05-06", "2026-05-07" },
                seats = new { minimum = 0, maximum = 3 },
                channels = new[]
                {
                    new
                    {
                        kind = "irc",
                        label = "#ceph",
                        url = (string?)"ircs://irc.oftc.net/ceph",
                    },
                    new
                    {
                        kind = "room",
                        label = "B 2",
                        url = (string?)null,
                    },
                },
                topics = new[] { "rbd", "rgw" },
                languages = new[] { "en", "pt-BR" },
                organisationId,
            },
            new
            {
                title = "Fortnightly",
                zone = "UTC",
                startDate = "2026-04-01",
                startTime = "09:00",
                endTime = "12:00",
                recurrence = "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE",
            },
            new
            {
                title = "Ten times",
                zone = "UTC",
                startDate = "2026-04-01",
                startTime = "09:00",
                endTime = "12:00",
                recurrence = "FREQ=WEEKLY;BYDAY=MO;COUNT=10",
            },
            new
            {
                title = "Once",
                zone = "UTC",
                startDate = "2026-04-01",
                startTime = "09:00",
                endTime = "12:00",
            },
        ];
        using var browser = await Browser.SignedInAsync(app);
        foreach (var terms in all)
        {
            using var made = await app.Admin.PostAsJsonAsync($"/v1/rotas/{rota}/office-hours", terms);
            var id = (await made.ShouldBe(201)).GetProperty("id").GetString();
            var path = $"/{rota}/manage/office-hours/{id}";
            var saved = await browser.SubmitAsync(await browser.GetAsync(path), path, ("do", "save"));
            Assert.True(saved.Status == 302, saved.Text());
            using var after = await app.Anonymous.GetAsync($"/v1/rotas/{rota}/office-hours/{id}");
            Assert.Equal(await made.Content.ReadAsStringAsync(), await after.Content.ReadAsStringAsync());
        }

        using var before = await app.Anonymous.GetAsync($"/v1/rotas/{rota}");
        var page = await browser.GetAsync($"/{rota}/manage");
        Assert.Equal(302, (await browser.SubmitAsync(page, $"/{rota}/manage")).Status);
        using var unchanged = await app.Anonymous.GetAsync($"/v1/rotas/{rota}");
        Assert.Equal(await before.Content.ReadAsStringAsync(), await unchanged.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_change_by_somebody_else_meanwhile_is_told_and_not_overwritten()
    {
        await using var app = await TestApp.StartAsync(db, RunningApp.Now);
        var (rota, hours) = await app.Given.RotaWithHoursAsync();
        using var browser = await Browser.SignedInAsync(app);
        var path = $"/{rota}/manage/office-hours/{hours}";
        var (form, rotaForm) = (await browser.GetAsync(path), await browser.GetAsync($"/{rota}/manage"));
        var other = await browser.GetAsync(path);
        Assert.Equal(302, (await browser.SubmitAsync(other, path, ("do", "save"), ("title", "Theirs"))).Status);
        Assert.Equal(302, (await browser.SubmitAsync(rotaForm, $"/{rota}/manage", ("name", "Theirs"))).Status);

        var lost = await browser.SubmitAsync(form, path, ("do", "save"), ("title", "Mine"));
        var again = await browser.SubmitAsync(lost, path, ("do", "save"));
        var end = await browser.SubmitAsync(form, $"{path}/end");
        var rotaLost = await browser.SubmitAsync(rotaForm, $"/{rota}/manage", ("name", "Mine"));

        Assert.All(new[] { lost, again, end, rotaLost }, page => Assert.Equal(412, page.Status));
        Assert.Contains("Somebody else has changed this meanwhile", lost.Text());
        Assert.Equal("Mine", lost.Field(path, "title"));
        Assert.Equal("Theirs", (await browser.GetAsync(path)).Field(path, "title"));
        Assert.Equal("Theirs", (await browser.GetAsync($"/{rota}/manage")).Field($"/{rota}/manage", "name"));
        Assert.Equal(302, (await browser.SubmitAsync(await browser.GetAsync(path), $"{path}/end")).Status);
        Assert.Equal(404, (await browser.GetAsync(path)).Status);
    }

    [Fact]
    public async Task A_document_is_shown_before_it_is_applied_and_not_applied_to_what_changed_since()
    {
        await using var app = await TestApp.StartAsync(db, RunningApp.Now);
        var rota = await app.Given.RotaAsync();
        await app.Given.OfficeHoursAsync(rota);
        using var browser = await Browser.SignedInAsync(app);
        var path = $"/{rota}/manage/document";
        var page = await browser.GetAsync(path);
        var document = await browser.GetAsync($"/v1/rotas/{rota}/document");
        Assert.Equal(200, document.Status);

        Assert.Contains("everything is as the file has it", (await browser.UploadAsync(page, path, document.Html)).Text());
        var changed = document.Html.Replace("\"title\": \"Office hours\"", "\"title\": \"Renamed\"", StringComparison.Ordinal);
        var shown = await browser.UploadAsync(page, path, changed);
        Assert.Contains(
            "Office hours: title Office hours → Renamed from Tue 3 Mar 2026 on",
            shown.Text("section li"),
            StringComparison.Ordinal
        );
        Assert.DoesNotContain("Renamed", (await browser.GetAsync($"/v1/rotas/{rota}/document")).Html);

        Assert.Contains("Imported.", (await browser.FollowAsync(await browser.SubmitAsync(shown, path))).Text());
        Assert.Contains("Renamed", (await browser.GetAsync($"/v1/rotas/{rota}/document")).Html);
        Assert.Equal(412, (await browser.SubmitAsync(shown, path)).Status);

        var broken = await browser.UploadAsync(page, path, "{\"rota\": ");
        Assert.Equal(400, broken.Status);
        var wrong = await browser.UploadAsync(page, path, changed.Replace("09:00", "25:00", StringComparison.Ordinal));
        Assert.Equal(400, wrong.Status);
        Assert.Contains("startTime", wrong.Text());
    }

    [Fact]
    public async Task The_preview_of_a_document_names_what_changes_by_title_person_and_values()
    {
        await using var app = await TestApp.StartAsync(db, RunningApp.Now);
        var (rota, document) = SmallDocument.New();
        await app.MustImportAsync(rota, document);
        using var browser = await Browser.SignedInAsync(app);
        var path = $"/{rota}/manage/document";
        var page = await browser.GetAsync(path);
        var changed = (await app.ExportAsync(rota)).With(node =>
        {
            node["rota"]!["name"] = "Large";
            node["organisations"]!.AsArray().Add(JsonNode.Parse($$"""{ "slug": "{{rota}}-o", "name": "Org" }"""));
            node["volunteers"]![0]!["languages"] = JsonNode.Parse("""["de", "en"]""");
            var hours = node["officeHours"]![0]!;
            hours["revisions"]![0]!["startTime"] = "10:00";
            hours["revisions"]![0]!["seats"]!["maximum"] = 2;
            hours["exceptions"] = JsonNode.Parse("""[{ "date": "2026-03-05", "cancelled": true, "reason": "Fête" }]""");
            node["standingClaims"]!
                .AsArray()
                .Add(
                    JsonNode.Parse(
                        $$"""{ "key": "org", "officeHours": "morning", "organisation": "{{rota}}-o", "from": "2026-03-03", "until": "2026-03-05" }"""
                    )
                );
        });

        var shown = await browser.UploadAsync(page, path, $"\uFEFF{changed}");

        Assert.Equal(200, shown.Status);
        var text = shown.Text("section li");
        Assert.Contains("Small: name Small → Large", text, StringComparison.Ordinal);
        Assert.Contains("Ada: languages none → de, en", text, StringComparison.Ordinal);
        Assert.Contains("Morning: start time 09:00 → 10:00 from Tue 3 Mar 2026 on", text, StringComparison.Ordinal);
        Assert.Contains("Morning: maximum volunteers 1 → 2 from Tue 3 Mar 2026 on", text, StringComparison.Ordinal);
        Assert.Contains("Morning: Thu 5 Mar 2026 at the usual time → cancelled (Fête)", text, StringComparison.Ordinal);
        Assert.Contains("Org, Morning: new standing claim", text, StringComparison.Ordinal);
        Assert.DoesNotMatch("[0-9a-f]{8}-[0-9a-f]{4}", text);

        Assert.Contains("Imported.", (await browser.FollowAsync(await browser.SubmitAsync(shown, path))).Text());
        Assert.Contains("Large", await app.ExportAsync(rota), StringComparison.Ordinal);
    }
}
