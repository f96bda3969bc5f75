using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using GeekOnDuty.Api.Tests.Claims;
using GeekOnDuty.Api.Tests.OpenApi;
using GeekOnDuty.Core.Text;
using Xunit;

namespace GeekOnDuty.Api.Tests.Http;

/// <summary>What hides, reorders or is no text is refused wherever it stands; what people are called comes back as it was.</summary>
public sealed class HostileTextTests(RunningApp running) : IClassFixture<RunningApp>
{
    private const string Markup = "<script>alert(1)</script><img src=x onerror=alert(1)>";

    private TestApp App => running.App;

    /// <summary>As JSON escapes.</summary>
    public static TheoryData<string> Refused =>
        [
            @"\u0000",
            @"\u0007",
            @"\u001b[31m",
            @"\r\n",
            @"\t",
            @"\u007f",
            @"\u0085",
            @"\u061c",
            @"\u200b",
            @"\u200e",
            @"\u200f",
            @"\u2028",
            @"\uFFFF",
            @"\u202a",
            @"\u202b",
            @"\u202c",
            @"\u202d",
            @"\u202e",
            @"\u2066",
            @"\u2067",
            @"\u2068",
            @"\u2069",
            @"\u206a",
            @"\ufeff",
            @"\ud800",
            @"\udc00",
            @"\ude00\ud83d",
        ];

    public static TheoryData<string> Honest =>
        [
            "محمد عبد الرحمن",
            "عبد‌الله",
            "שָׁלוֹם",
            "श्री कृष्ण",
            "ক্ষেত্র",
            "陳大文",
            "佐藤　さくら",
            "김민준",
            "Nguyễn Thị Việt",
            "Nguye\u0302\u0303n Vie\u0323\u0302t",
            "Ångström",
            "A\u030angstro\u0308m",
            "ﬁancé Ⅷ Å",
            "İstanbul ıI",
            "Zoë O'Brien-Smith, Jr.",
            "👩‍👩‍👧‍👦 🏳️‍🌈 👍🏽 🇳🇱",
            "𝔄𝔡𝔞 𐍈",
        ];

    public static TheoryData<string> Harmless =>
        [
            Markup,
            "\"><svg onload=alert(1)>",
            "=cmd|' /C calc'!A0",
            "+1+1",
            "@SUM(1+1)",
            "'; DROP TABLE volunteers; --",
            "{{7*7}} ${7*7} %{7*7} {0} %s%n",
            "\\u0000 \\r\\n &#0; &lt;",
            "]]>--><!--",
            "null",
        ];

    [Theory, MemberData(nameof(Refused))]
    public Task No_text_member_of_any_body_takes_it(string hostile) => ShouldBeRefusedEverywhereAsync($"\"Ada{hostile}x\"");

    [Theory]
    [InlineData("%00")]
    [InlineData("%E2%80%AE")]
    [InlineData("%0D%0ASet-Cookie:%20a=b")]
    [InlineData("%1B%5B31m")]
    [InlineData("%ED%A0%80")]
    [InlineData("%FF")]
    [InlineData("%3Cscript%3E")]
    public async Task No_parameter_takes_it_either(string hostile)
    {
        var rota = await App.Given.RotaAsync();
        foreach (var operation in (await ApiDescription.OfAsync(App)).Operations)
        {
            foreach (var parameter in operation.Parameters.Where(each => (string)each["in"]! == "query"))
            {
                var name = (string)parameter["name"]!;
                using var response = await App.Admin.SendJsonAsync(
                    operation.Method,
                    $"{Fill(operation.Path, rota)}?{name}={hostile}",
                    operation.BodyExample
                );
                var problem = await response.ShouldBe(400);
                Assert.True(problem.GetProperty("errors").TryGetProperty(name, out _), $"{operation.Name} {name}: {problem}");
                await response.ShouldBeClean($"{operation.Name} {name}");
                Assert.False(response.Headers.Contains("Set-Cookie"));
            }
        }
    }

    [Theory]
    [InlineData("a\u0001b")]
    [InlineData("a\u007fb")]
    [InlineData("ключ")]
    [InlineData("a\u202eb")]
    [InlineData("")]
    public async Task No_Idempotency_Key_takes_it_either(string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/organisations");
        request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        request.Content = JsonContent.Create(new { slug = $"o{Guid.NewGuid():N}", name = "O" });
        using var handler = new SocketsHttpHandler { RequestHeaderEncodingSelector = (_, _) => Encoding.UTF8 };
        using var client = TestDeadline.Client(App.Admin.BaseAddress!, handler);
        client.DefaultRequestHeaders.Authorization = App.Admin.DefaultRequestHeaders.Authorization;
        using var response = await client.SendAsync(request);
        // Control characters are refused by the server itself, without a body.
        await response.ShouldBe(400);
    }

    [Theory, MemberData(nameof(Honest)), MemberData(nameof(Harmless))]
    public async Task A_name_comes_back_as_it_was_wherever_it_shows(string name)
    {
        var (rota, hours) = await App.Given.RotaWithHoursAsync();
        var ada = await App.Given.PersonAsync(name, rota);
        var claim = await ada.Client.TakeAsync(rota, hours, "2026-03-02");
        Assert.Equal(name, claim.GetProperty("holder").Text("name"));
        Assert.Equal([name], await App.OnDutyAsync(rota, "2026-03-02T10:00:00Z"));
        Assert.Equal(name, (await JsonAsync(ada.Client, "/v1/me")).Text("displayName"));
        Assert.Equal(name, (await JsonAsync(App.Admin, $"/v1/volunteers/{ada.Id}")).Text("displayName"));
        Assert.Equal(
            name,
            (await JsonAsync(App.Admin, $"/v1/rotas/{rota}/document")).GetProperty("volunteers")[0].Text("displayName")
        );
        foreach (
            var path in (string[])
                [
                    "on-duty",
                    "on-duty?at=2026-03-02T10:00:00Z",
                    "schedule?from=2026-03-02T00:00:00Z&to=2026-03-03T00:00:00Z",
                    "slots?from=2026-03-02T00:00:00Z&to=2026-03-03T00:00:00Z",
                ]
        )
        {
            using var response = await App.Anonymous.GetAsync($"/v1/rotas/{rota}/{path}");
            await response.ShouldBe(200);
            Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
            var body = await response.Content.ReadAsStringAsync();
            Assert.Contains(JsonSerializer.Serialize(name, Json.Options), body, StringComparison.Ordinal);
        }
    }

    /// <summary>Each shows nothing, alone or many times.</summary>
    public static TheoryData<string> Unseen =>
        [
            " ",
            "\u00a0\u3000",
            "\u00ad",
            "\u0301",
            "\u034f",
            "\u115f\u1160",
            "\u1680",
            "\u17b4\u17b5",
            "\u180b\u180e\u180f",
            "\u200d\u200c",
            "\u2065",
            "\u2800",
            "\u3164",
            "\ufe00\ufe0f",
            "\uffa0",
            "\ufff0\ufff8",
            "\ufffc",
            "\ufdd0",
            "\U00013441\U00013442",
            "\U00016fe4",
            "\U0001bca0",
            "\U0001d159",
            "\U0001d173",
            "\U0001fffe",
            "\U000e0001\U000e0041",
            "\U000e0100",
            "\U000e0fff",
            "\u3164 \u2800\u00ad\u3164",
        ];

    [Theory, InlineData(""), MemberData(nameof(Unseen))]
    public async Task A_name_that_nobody_can_see_is_none(string displayName)
    {
        using var response = await App.Admin.PostAsJsonAsync("/v1/volunteers", new { displayName, zone = "UTC" });
        await response.ShouldName("displayName");
    }

    [Theory, MemberData(nameof(Unseen))]
    public Task No_text_member_of_any_body_takes_what_nobody_can_see(string unseen) =>
        ShouldBeRefusedEverywhereAsync(JsonSerializer.Serialize(unseen));

    [Theory]
    [InlineData("\u1112\u1161\u11ab\u1100\u1173\u11af")]
    [InlineData("\u3164\u3131")]
    [InlineData("\u2801")]
    [InlineData("\u00a8")]
    [InlineData("\U00013000")]
    [InlineData("\ue000")]
    public async Task A_name_with_one_character_that_shows_is_one(string displayName)
    {
        using var response = await App.Admin.PostAsJsonAsync("/v1/volunteers", new { displayName, zone = "UTC" });
        Assert.Equal(displayName, (await response.ShouldBe(201)).Text("displayName"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("\u3164")]
    public async Task An_empty_zone_is_asked_for_and_not_guessed(string zone)
    {
        using var response = await App.Admin.PostAsJsonAsync("/v1/volunteers", new { displayName = "Ada", zone });
        var errors = (await response.ShouldBeProblem(400, "invalid")).GetProperty("errors");
        Assert.Equal(
            "A time zone is needed. Write an IANA id such as Europe/Amsterdam.",
            Assert.Single(errors.GetProperty("zone").EnumerateArray()).GetString()
        );
    }

    [Fact]
    public async Task A_name_of_10_kB_is_refused_without_being_repeated()
    {
        var displayName = new string('x', 10_000);
        using var response = await App.Admin.PostAsJsonAsync("/v1/volunteers", new { displayName, zone = "UTC" });
        await response.ShouldName("displayName");
        Assert.InRange((await response.Content.ReadAsStringAsync()).Length, 1, 1000);
    }

    private static string Fill(string path, string rota) =>
        path.Replace("{rota}", rota)
            .Replace("{id}", Guid.NewGuid().ToString())
            .Replace("{volunteerId}", Guid.NewGuid().ToString())
            .Replace("{claimId}", Guid.NewGuid().ToString())
            .Replace("{date}", "2026-03-03");

    private static async Task<JsonElement> JsonAsync(HttpClient client, string path)
    {
        using var response = await client.GetAsync(path);
        return await response.ShouldBe(200);
    }

    /// <summary>Puts a text into every text member of every body, each of which must be named as invalid.</summary>
    /// <param name="json">The text as JSON.</param>
    private async Task ShouldBeRefusedEverywhereAsync(string json)
    {
        var document = await ApiDescription.OfAsync(App);
        var rota = await App.Given.RotaAsync();
        foreach (var operation in document.Operations.Where(operation => operation.Body is not null))
        {
            foreach (var places in BodyPlace.Strings(document, operation).Chunk(ValidationErrors.Most / 2))
            {
                using var response = await App.Admin.SendJsonAsync(
                    operation.Method,
                    Fill(operation.Path, rota),
                    BodyPlace.Put(operation, places, json)
                );
                var errors = (await response.ShouldBeProblem(400, "invalid")).GetProperty("errors");
                var taken = places.Select(place => place.Path).Where(path => !errors.TryGetProperty(path, out _));
                Assert.True(!taken.Any(), $"{operation.Name} takes {json} in {string.Join(", ", taken)}: {errors}");
            }
        }
    }
}
