using System.Xml.Linq;
using GeekOnDuty.Api.Feeds;
using GeekOnDuty.Api.Tests.OnDuty;
using GeekOnDuty.Core.Text;
using NodaTime;
using Xunit;

namespace GeekOnDuty.Api.Tests.Feeds;

public sealed class BadgeTests(TestDatabase db) : IClassFixture<TestDatabase>
{
    private const double FontSize = 11;
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_says_who_is_on_duty_and_flips_at_the_handover_as_on_duty_does()
    {
        await using var app = await TestApp.StartAsync(db, Instant.FromUtc(2026, 3, 2, 8, 59, 30));
        var rota = await RotaClient.NewAsync(app);
        var hours = await rota.HoursAsync("09:00", "12:00", seats: 3);
        await rota.ClaimAsync(await rota.MemberAsync("Ada"), hours, "2026-03-02");

        var before = await GetAsync(app, $"/{rota.Slug}/badge.svg");
        app.Clock.Now = Instant.FromUtc(2026, 3, 2, 9, 0);
        var staffed = await GetAsync(app, $"/{rota.Slug}/badge.svg");
        await rota.ClaimAsync(await rota.MemberAsync("Bob"), hours, "2026-03-02");
        var two = await GetAsync(app, $"/{rota.Slug}/badge.svg");
        await rota.ClaimAsync(await rota.MemberAsync("Chloë"), hours, "2026-03-02");
        var three = await GetAsync(app, $"/{rota.Slug}/badge.svg");
        app.Clock.Now = Instant.FromUtc(2026, 3, 3, 9, 0);
        var unstaffed = await GetAsync(app, $"/{rota.Slug}/badge.svg");

        Assert.Equal(
            ["closed", "Ada", "Ada, Bob", "Ada and 2 others", "nobody right now"],
            new[] { before, staffed, two, three, unstaffed }.Select(badge => badge.Says)
        );
        Assert.Equal("public, max-age=30", before.Response.Headers.CacheControl!.ToString());
        Assert.Equal(
            5,
            new[] { before, staffed, two, three, unstaffed }.Select(badge => badge.Response.Headers.ETag).Distinct().Count()
        );
    }

    [Fact]
    public async Task It_is_an_image_with_a_title_for_any_page_and_is_not_sent_twice()
    {
        await using var app = await TestApp.StartAsync(db, Instant.FromUtc(2026, 3, 2, 9, 0));
        var rota = await RotaClient.NewAsync(app);

        var badge = await GetAsync(app, $"/{rota.Slug}/badge.svg");

        Assert.Equal("image/svg+xml; charset=utf-8", badge.Response.Content.Headers.ContentType!.ToString());
        Assert.Equal("*", Assert.Single(badge.Response.Headers.GetValues("Access-Control-Allow-Origin")));
        Assert.Equal("nosniff", Assert.Single(badge.Response.Headers.GetValues("X-Content-Type-Options")));
        Assert.False(badge.Response.Headers.Contains("Set-Cookie"));
        Assert.Equal("img", badge.Svg.Attribute("role")!.Value);
        var title = badge.Svg.Element(Svg + "title")!;
        Assert.Equal(badge.Svg.Attribute("aria-labelledby")!.Value, title.Attribute("id")!.Value);
        Assert.EndsWith(": closed", title.Value, StringComparison.Ordinal);

        using var again = new HttpRequestMessage(HttpMethod.Get, $"/{rota.Slug}/badge.svg");
        again.Headers.IfNoneMatch.Add(badge.Response.Headers.ETag!);
        using var unchanged = await app.Anonymous.SendAsync(again, Ct);
        Assert.Equal(304, (int)unchanged.StatusCode);
    }

    [Fact]
    public async Task It_follows_the_visitor_unless_a_theme_is_asked_for_and_there_are_two()
    {
        await using var app = await TestApp.StartAsync(db, Instant.FromUtc(2026, 3, 2, 9, 0));
        var rota = await RotaClient.NewAsync(app);

        string StyleOf(Drawn badge) => badge.Svg.Element(Svg + "style")!.Value;
        var either = StyleOf(await GetAsync(app, $"/{rota.Slug}/badge.svg"));
        var light = StyleOf(await GetAsync(app, $"/{rota.Slug}/badge.svg?theme=light"));
        var dark = StyleOf(await GetAsync(app, $"/{rota.Slug}/badge.svg?theme=dark"));

        Assert.Contains("prefers-color-scheme:dark", either, StringComparison.Ordinal);
        Assert.DoesNotContain("prefers-color-scheme", light + dark, StringComparison.Ordinal);
        Assert.NotEqual(light, dark);
        using var pink = await app.Anonymous.GetAsync($"/{rota.Slug}/badge.svg?theme=pink", Ct);
        (await pink.ShouldBeProblem(400, "invalid")).ShouldName("theme");
        Assert.True(pink.Headers.CacheControl!.NoStore);
        using var absent = await app.Anonymous.GetAsync("/no-such-rota/badge.svg", Ct);
        await absent.ShouldBeProblem(404, "not-found");
        Assert.True(absent.Headers.CacheControl!.NoStore);
    }

    [Fact]
    public async Task The_title_says_who_or_which_office_hours_are_next()
    {
        await using var app = await TestApp.StartAsync(db, Instant.FromUtc(2026, 3, 2, 10, 0));
        var rota = await RotaClient.NewAsync(app);
        var (morning, noon) = (await rota.HoursAsync("09:00", "12:00"), await rota.HoursAsync("14:00", "16:00", seats: 2));
        var ada = await rota.MemberAsync("Ada");
        await rota.ClaimAsync(ada, morning, "2026-03-02");

        Assert.Equal("Ada. Next office hours: Mon 2 Mar, 14:00–16:00 UTC, nobody yet", await NextAsync());
        await rota.ClaimAsync(ada, noon, "2026-03-02");
        Assert.Equal("Ada. Next: Ada again, Mon 2 Mar, 14:00–16:00 UTC", await NextAsync());
        await rota.ClaimAsync(await rota.MemberAsync("Bob"), morning, "2026-03-03");
        Assert.Equal(
            "Ada. Next: Ada again, Mon 2 Mar, 14:00–16:00 UTC. Later: Bob, Tue 3 Mar, 09:00–12:00 UTC",
            await NextAsync()
        );
        app.Clock.Now = Instant.FromUtc(2026, 3, 2, 17, 0);
        Assert.Equal("closed. Next: Bob, Tue 3 Mar, 09:00–12:00 UTC", await NextAsync());
        app.Clock.Now = Instant.FromUtc(2026, 3, 3, 13, 0);
        Assert.Equal("closed. Next office hours: Tue 3 Mar, 14:00–16:00 UTC, nobody yet", await NextAsync());

        async Task<string> NextAsync() =>
            (await GetAsync(app, $"/{rota.Slug}/badge.svg")).Svg.Element(Svg + "title")!.Value.Split(": ", 2)[1];
    }

    [Theory]
    [InlineData("<script>alert(1)</script>&\"'")]
    [InlineData("佐藤 花子")]
    [InlineData("عائشة بنت أحمد")]
    [InlineData("👩🏽‍💻 Zoë Ångström")]
    [InlineData("Иван Петров")]
    [InlineData("प्रिया शर्मा")]
    [InlineData("WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW")]
    [InlineData("iiiiiiiiiiiiiiiiiiii")]
    public async Task Any_name_is_text_in_a_box_of_its_width(string name)
    {
        await using var app = await TestApp.StartAsync(db, Instant.FromUtc(2026, 3, 2, 9, 0));
        var rota = await RotaClient.NewAsync(app);
        var hours = await rota.HoursAsync("09:00", "12:00");
        await rota.ClaimAsync(await rota.MemberAsync(name), hours, "2026-03-02");

        var badge = await GetAsync(app, $"/{rota.Slug}/badge.svg");

        Assert.EndsWith(
            $": {TextRules.Isolate(name)}. Next office hours: Tue 3 Mar, 09:00–12:00 UTC, nobody yet",
            badge.Svg.Element(Svg + "title")!.Value,
            StringComparison.Ordinal
        );
        Assert.Equal(TextRules.Isolate(TextWidth.Shortened(name, 32)), badge.Says);
        var (boxes, texts) = (badge.Svg.Elements(Svg + "rect").ToList(), badge.Svg.Elements(Svg + "text").ToList());
        Assert.Equal(Number(badge.Svg, "width"), boxes.Sum(box => Number(box, "width")));
        foreach (var (box, text) in boxes.Zip(texts))
        {
            Assert.Equal(8, Number(text, "x") - (box == boxes[0] ? 0 : Number(box, "x")));
            Assert.Equal(16, Number(box, "width") - Number(text, "textLength"));
            Assert.Equal(TextWidth.Of(text.Value) * FontSize / 100, Number(text, "textLength"), 1.0);
        }
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData("Ada", 68 + 63 + 61)]
    [InlineData("é", 64)]
    [InlineData("e\u0301", 62)]
    [InlineData("佐藤", 200)]
    [InlineData("한글", 200)]
    [InlineData("👩🏽‍💻", 100)]
    [InlineData("Я", 64)]
    public void Letters_ideographs_and_marks_have_their_widths(string text, int hundredths) =>
        Assert.Equal(hundredths, TextWidth.Of(text));

    [Theory]
    [InlineData("Ada", 3, "Ada")]
    [InlineData("Grace", 3, "Gr…")]
    [InlineData("Ada Lovelace", 5, "Ada…")]
    [InlineData("👩🏽‍💻👩🏽‍💻👩🏽‍💻", 2, "👩🏽‍💻…")]
    public void What_is_too_long_ends_between_characters_with_an_ellipsis(string text, int most, string shortened) =>
        Assert.Equal(shortened, TextWidth.Shortened(text, most));

    private static double Number(XElement element, string name) =>
        double.Parse(element.Attribute(name)?.Value ?? "0", System.Globalization.CultureInfo.InvariantCulture);

    private static async Task<Drawn> GetAsync(TestApp app, string path)
    {
        var response = await app.Anonymous.GetAsync(path, Ct);
        Assert.Equal(200, (int)response.StatusCode);
        return new Drawn(response, XElement.Parse(await response.Content.ReadAsStringAsync(Ct)));
    }

    private sealed record Drawn(HttpResponseMessage Response, XElement Svg)
    {
        public string Says => Svg.Elements(BadgeTests.Svg + "text").Last().Value;
    }
}
