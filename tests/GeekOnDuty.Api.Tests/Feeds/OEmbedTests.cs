using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using GeekOnDuty.Api.Tests.OnDuty;
using NodaTime;
using Xunit;

namespace GeekOnDuty.Api.Tests.Feeds;

/// <summary>Against oembed.com, and against what WordPress keeps of an answer from a provider that it does not know.</summary>
public sealed partial class OEmbedTests(TestDatabase db) : IClassFixture<TestDatabase>
{
    private static readonly Instant Now = Instant.FromUtc(2026, 3, 2, 9, 0);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Json_and_xml_say_the_same_of_a_rich_answer()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var rota = await NamedAsync(app, "Q&A <daily>");
        var page = new Uri(app.Anonymous.BaseAddress!, rota);

        using var json = await GetAsync(app, $"?url={page}");
        using var xml = await GetAsync(app, $"?url={page}&format=xml");

        Assert.Equal("application/json", json.Content.Headers.ContentType!.MediaType);
        Assert.Equal("text/xml", xml.Content.Headers.ContentType!.MediaType);
        Assert.Equal("*", Assert.Single(json.Headers.GetValues("Access-Control-Allow-Origin")));
        var members = (await json.ShouldBe(200)).EnumerateObject().ToDictionary(member => member.Name, member => member.Value);
        Assert.Equal(
            XElement.Parse(await xml.Content.ReadAsStringAsync(Ct)).Elements().Select(each => (each.Name.LocalName, each.Value)),
            members.Select(member => (member.Key, member.Value.ToString()))
        );
        Assert.Equal("rich", members["type"].GetString());
        Assert.Equal("1.0", members["version"].GetString());
        Assert.Equal(JsonValueKind.Number, members["width"].ValueKind);
        Assert.Equal(JsonValueKind.Number, members["height"].ValueKind);
        Assert.Equal("Who is on duty at Q&A <daily>?", members["title"].GetString());
    }

    [Fact]
    public async Task WordPress_keeps_the_link_and_the_frame()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var rota = await NamedAsync(app, "Q&A <daily>");
        var page = new Uri(app.Anonymous.BaseAddress!, rota);

        using var answer = await GetAsync(app, $"?url={page}");
        var html = (await answer.ShouldBe(200)).GetProperty("html").GetString()!;

        var kept = WhatWordPressKeeps().Match(html);
        Assert.True(kept.Success, html);
        Assert.Equal(html, kept.Value);
        var (quote, frame) = (XElement.Parse(kept.Groups["quote"].Value), XElement.Parse(kept.Groups["frame"].Value));
        Assert.Equal(page.AbsoluteUri, quote.Element("a")!.Attribute("href")!.Value);
        Assert.Equal("Who is on duty at Q&A <daily>?", quote.Value);
        Assert.Equal($"{page}/embed", frame.Attribute("src")!.Value);
        Assert.Equal(quote.Value, frame.Attribute("title")!.Value);
        Assert.Subset(
            new HashSet<string> { "src", "width", "height", "frameborder", "marginwidth", "marginheight", "scrolling", "title" },
            frame.Attributes().Select(attribute => attribute.Name.LocalName).ToHashSet()
        );
    }

    [Theory]
    [InlineData("", 480, 320)]
    [InlineData("&maxwidth=300", 300, 320)]
    [InlineData("&maxheight=200", 480, 200)]
    [InlineData("&maxwidth=2000&maxheight=2000", 480, 320)]
    public async Task It_is_no_larger_than_asked_for(string more, int width, int height)
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var rota = await app.Given.RotaAsync();

        using var answer = await GetAsync(app, $"?url={app.Anonymous.BaseAddress}{rota}{more}");

        var body = await answer.ShouldBe(200);
        Assert.Equal((width, height), (body.GetProperty("width").GetInt32(), body.GetProperty("height").GetInt32()));
        Assert.Contains(
            string.Create(CultureInfo.InvariantCulture, $"width=\"{width}\" height=\"{height}\""),
            body.GetProperty("html").GetString(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Another_way_to_write_the_address_is_the_same_page()
    {
        await using var app = await TestApp.StartAsync(
            db,
            Now,
            settings: new Dictionary<string, string> { ["GeekOnDuty:PublicUrl"] = "https://duty.example.org" }
        );
        var rota = await app.Given.RotaAsync();

        foreach (
            var address in (string[])
                [
                    $"https://duty.example.org/{rota}",
                    $"http://duty.example.org/{rota}",
                    $"https://DUTY.example.org/{rota}/",
                    $"https://duty.example.org/{rota}?zone=UTC#now",
                ]
        )
        {
            using var answer = await GetAsync(app, $"?url={Uri.EscapeDataString(address)}");
            Assert.Contains(
                $"href=\"https://duty.example.org/{rota}\"",
                (await answer.ShouldBe(200)).GetProperty("html").GetString(),
                StringComparison.Ordinal
            );
        }
    }

    [Theory]
    [InlineData("", 400, "invalid")]
    [InlineData("?url=", 400, "invalid")]
    [InlineData("?url=ceph", 400, "invalid")]
    [InlineData("?url=javascript:alert(1)", 400, "invalid")]
    [InlineData("?url=OURS&maxwidth=0", 400, "invalid")]
    [InlineData("?url=OURS&maxheight=wide", 400, "invalid")]
    [InlineData("?url=https://example.org/ceph", 404, "not-found")]
    [InlineData("?url=HOST", 404, "not-found")]
    [InlineData("?url=HOSTme", 404, "not-found")]
    [InlineData("?url=HOSTno-such-rota", 404, "not-found")]
    [InlineData("?url=OURS/board", 404, "not-found")]
    [InlineData("?url=OURS&format=yaml", 501, "format-not-implemented")]
    public async Task What_is_no_help_page_of_ours_gets_the_status_of_the_specification(string query, int status, string problem)
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var rota = await app.Given.RotaAsync();
        var host = app.Anonymous.BaseAddress!.AbsoluteUri;

        using var answer = await GetAsync(
            app,
            query.Replace("OURS", host + rota, StringComparison.Ordinal).Replace("HOST", host, StringComparison.Ordinal)
        );

        await answer.ShouldBeProblem(status, problem);
        Assert.True(answer.Headers.CacheControl!.NoStore);
    }

    /// <summary>After its list of tags: a blockquote without attributes, perhaps, then a frame, and nothing else.</summary>
    [GeneratedRegex("^(?<quote><blockquote>.*?</blockquote>)(?<frame><iframe [^>]*></iframe>)$", RegexOptions.None, 1000)]
    private static partial Regex WhatWordPressKeeps();

    private static Task<HttpResponseMessage> GetAsync(TestApp app, string query) => app.Anonymous.GetAsync($"/oembed{query}", Ct);

    private static async Task<string> NamedAsync(TestApp app, string name)
    {
        var rota = await RotaClient.NewAsync(app);
        using var renamed = await app.Admin.PutAsync(
            $"/v1/rotas/{rota.Slug}",
            new StringContent(
                JsonSerializer.Serialize(
                    new
                    {
                        slug = rota.Slug,
                        name,
                        zone = "UTC",
                    }
                ),
                null,
                "application/json"
            ),
            Ct
        );
        await renamed.ShouldBe(200);
        return rota.Slug;
    }
}
