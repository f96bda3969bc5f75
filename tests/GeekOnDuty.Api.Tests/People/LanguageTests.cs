using System.Net.Http.Json;
using System.Text.Json.Nodes;
using GeekOnDuty.Api.Tests.Claims;
using GeekOnDuty.Api.Tests.Documents;
using GeekOnDuty.Api.Tests.Http;
using GeekOnDuty.Core.People;
using Xunit;

namespace GeekOnDuty.Api.Tests.People;

/// <summary>Languages are BCP 47 tags wherever they stand; what was stored before that rule neither fails nor gets in the way.</summary>
public sealed class LanguageTests(RunningApp running) : IClassFixture<RunningApp>
{
    private TestApp App => running.App;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("en")]
    [InlineData("EN")]
    [InlineData("pt-BR")]
    [InlineData("zh-Hant-TW")]
    [InlineData("zh-yue-HK")]
    [InlineData("es-419")]
    [InlineData("sl-rozaj-biske-1994")]
    [InlineData("de-CH-1901")]
    [InlineData("de-a-value-x-private")]
    [InlineData("en-x-a-a")]
    [InlineData("yue")]
    [InlineData("nds")]
    [InlineData("ase")]
    [InlineData("tlh")]
    [InlineData("iw")]
    public void A_tag_of_a_language_that_exists_is_one(string tag) => Assert.True(Languages.IsTag(tag));

    [Theory]
    [InlineData("")]
    [InlineData("english")]
    [InlineData("English")]
    [InlineData("klingonese!!")]
    [InlineData("e")]
    [InlineData("xx")]
    [InlineData("deu")]
    [InlineData("qaa")]
    [InlineData("mul")]
    [InlineData("und")]
    [InlineData("x-klingon")]
    [InlineData("i-klingon")]
    [InlineData("en_GB")]
    [InlineData("en GB")]
    [InlineData(" en")]
    [InlineData("en\n")]
    [InlineData("en-")]
    [InlineData("en--GB")]
    [InlineData("en-GB-US")]
    [InlineData("en-a")]
    [InlineData("en-x")]
    [InlineData("en-abcdefghi")]
    [InlineData("de-1901-1901")]
    [InlineData("en-a-bb-a-cc")]
    [InlineData("ⅇn")]
    [InlineData("EıN")]
    public void What_is_no_tag_or_of_no_language_is_none(string text) => Assert.False(Languages.IsTag(text));

    [Theory]
    [InlineData("German", "de")]
    [InlineData("german", "de")]
    [InlineData("En", "en")]
    [InlineData("Greek", "el")]
    [InlineData("Swahili", "sw")]
    [InlineData("Norwegian Bokmål", "nb")]
    [InlineData("Cantonese", "yue")]
    [InlineData("PT-br", "pt-BR")]
    [InlineData("ZH-hant-tw", "zh-Hant-TW")]
    [InlineData("en-X-AB", "en-x-ab")]
    [InlineData("klingonese!!", "klingonese!!")]
    public void A_form_takes_names_and_any_case(string typed, string tag) => Assert.Equal(tag, Languages.FromTyped(typed));

    [Fact]
    public async Task Every_operation_that_takes_languages_refuses_what_is_no_tag_and_names_it()
    {
        var (rota, hours, ada) = await App.Given.RotaWithAdaAsync();
        string[] languages = ["en", "klingonese!!"];
        var profile = new
        {
            displayName = "Ada",
            zone = "UTC",
            languages,
        };
        var terms = new
        {
            title = "T",
            zone = "UTC",
            startDate = "2026-01-01",
            startTime = "09:00",
            endTime = "12:00",
            recurrence = "FREQ=DAILY",
            languages,
        };
        foreach (
            var (method, path, body) in ((HttpMethod, string, object)[])
                [
                    (HttpMethod.Post, "/v1/volunteers", profile),
                    (HttpMethod.Put, "/v1/me", profile),
                    (HttpMethod.Put, $"/v1/volunteers/{ada.Id}", profile),
                    (HttpMethod.Post, $"/v1/rotas/{rota}/office-hours", terms),
                    (HttpMethod.Put, $"/v1/rotas/{rota}/office-hours/{hours}", terms),
                ]
        )
        {
            using var request = new HttpRequestMessage(method, path) { Content = JsonContent.Create(body) };
            using var response = await App.Admin.SendAsync(request, Ct);
            await response.ShouldName("languages[1]");
        }

        var document = (await App.ExportAsync(rota)).With(node =>
        {
            node["volunteers"]![0]!["languages"] = new JsonArray("english");
            node["officeHours"]![0]!["revisions"]![0]!["languages"] = new JsonArray("en", "xx");
        });
        using var imported = await App.Admin.ImportAsync(rota, document);
        await imported.ShouldName("officeHours[0].revisions[0].languages[1]", "volunteers[0].languages[0]");
    }

    [Fact]
    public async Task A_language_that_was_stored_before_is_read_and_does_not_block_another_change()
    {
        var (rota, hours, ada) = await App.Given.RotaWithAdaAsync();
        const string old = "'{english,klingonese!!}'";
        await running.Database.ExecuteAsync($"UPDATE volunteers SET languages = {old} WHERE id = '{ada.Id}'");
        await running.Database.ExecuteAsync(
            $"UPDATE office_hours_revisions SET languages = {old} WHERE office_hours_id = '{hours}'"
        );

        foreach (
            var (path, member) in ((string, string)[])
                [("/v1/me", "displayName"), ($"/v1/rotas/{rota}/office-hours/{hours}", "title")]
        )
        {
            var client = path == "/v1/me" ? ada.Client : App.Admin;
            var present = JsonNode.Parse(await client.GetStringAsync(path, Ct))!;
            Assert.Equal("""["english","klingonese!!"]""", present["languages"]!.ToJsonString());
            present[member] = "Changed";
            using var changed = await client.PutAsync(path, JsonContent.Create(present), Ct);
            Assert.Equal("Changed", (await changed.ShouldBe(200)).Text(member));
            present["languages"]!.AsArray().Add("esperantish");
            using var more = await client.PutAsync(path, JsonContent.Create(present), Ct);
            await more.ShouldName("languages[2]");
        }

        var document = await App.ExportAsync(rota);
        Assert.Equal("", (await App.MustImportAsync(rota, document)).ChangesOf());
    }

    [Fact]
    public async Task A_name_instead_of_a_tag_is_answered_with_the_tag()
    {
        using var response = await App.Admin.PostAsJsonAsync(
            "/v1/volunteers",
            new
            {
                displayName = "Ada",
                zone = "UTC",
                languages = new[] { "German" },
            },
            Ct
        );
        var errors = (await response.ShouldBeProblem(400, "invalid")).GetProperty("errors");
        Assert.Equal(
            "'German' is not a language. Did you mean de? Write a BCP 47 tag such as en, nl or pt-BR.",
            errors.GetProperty("languages[0]")[0].GetString()
        );
    }
}
