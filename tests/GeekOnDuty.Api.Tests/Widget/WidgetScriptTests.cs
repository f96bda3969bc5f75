using System.IO.Compression;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using GeekOnDuty.Api.Tests.Http;
using GeekOnDuty.Api.Widget;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace GeekOnDuty.Api.Tests.Widget;

public sealed class WidgetScriptTests(RunningApp running) : IClassFixture<RunningApp>
{
    private const string Immutable = "public, max-age=31536000, immutable";

    private WidgetScript Served => running.App.Services.GetRequiredService<WidgetScript>();

    [Fact]
    public async Task The_script_is_at_most_3072_bytes_as_a_browser_loads_it()
    {
        using var gzip = await GetAsync(WidgetScript.Path, "gzip");
        Assert.Equal(["gzip"], gzip.Content.Headers.ContentEncoding);
        Assert.InRange((await gzip.Content.ReadAsByteArrayAsync()).Length, 1000, 3072);
    }

    [Fact]
    public async Task Each_file_is_the_same_in_every_encoding_and_says_that_it_is_for_any_site()
    {
        Assert.Equal(Served.Languages.Count + 2, Served.Assets.Count);
        foreach (var path in Served.Assets.Keys)
        {
            using var plain = await GetAsync(path, null);
            var bytes = await plain.Content.ReadAsByteArrayAsync();
            Assert.Empty(plain.Content.Headers.ContentEncoding);
            var tags = new List<string> { plain.ETag() };
            foreach (var encoding in new[] { "gzip", "br" })
            {
                using var packed = await GetAsync(path, encoding);
                Assert.Equal([encoding], packed.Content.Headers.ContentEncoding);
                await using var stream = await packed.Content.ReadAsStreamAsync();
                await using Stream unpacked =
                    encoding == "gzip"
                        ? new GZipStream(stream, CompressionMode.Decompress)
                        : new BrotliStream(stream, CompressionMode.Decompress);
                using var copy = new MemoryStream();
                await unpacked.CopyToAsync(copy);
                Assert.Equal(bytes, copy.ToArray());
                tags.Add(packed.ETag());
            }

            Assert.Equal(3, tags.Distinct(StringComparer.Ordinal).Count());
            var type = path.EndsWith(".js", StringComparison.Ordinal) ? "text/javascript" : "application/json";
            Assert.Equal($"{type}; charset=utf-8", plain.Content.Headers.ContentType!.ToString());
            Assert.Equal(["*"], plain.Headers.GetValues("Access-Control-Allow-Origin"));
            Assert.Equal(["cross-origin"], plain.Headers.GetValues("Cross-Origin-Resource-Policy"));
            Assert.Equal(["nosniff"], plain.Headers.GetValues("X-Content-Type-Options"));
            Assert.Equal(["Accept-Encoding"], plain.Headers.Vary);
        }
    }

    [Fact]
    public async Task The_pinned_script_is_kept_for_ever_and_the_evergreen_one_for_minutes()
    {
        using var evergreen = await GetAsync(WidgetScript.Path, null);
        using var pinned = await GetAsync(Served.ImmutablePath, null);
        var bytes = await pinned.Content.ReadAsByteArrayAsync();
        Assert.Equal(await evergreen.Content.ReadAsByteArrayAsync(), bytes);
        Assert.Equal(Served.Integrity, $"sha384-{Convert.ToBase64String(SHA384.HashData(bytes))}");
        Assert.Equal(
            ["public, max-age=300, stale-while-revalidate=86400, stale-if-error=604800"],
            evergreen.Headers.GetValues("Cache-Control")
        );
        await Assert.AllAsync(
            Served.Assets.Where(each => each.Key != WidgetScript.Path),
            async each =>
            {
                using var kept = await GetAsync(each.Key, "br");
                Assert.Equal([Immutable], kept.Headers.GetValues("Cache-Control"));
            }
        );
    }

    [Theory]
    [InlineData("/widget/0000000000000000.js")]
    [InlineData("/widget/0000000000000000/de.json")]
    [InlineData("/widget/")]
    [InlineData("/widget.JS")]
    public async Task Another_version_is_not_there_and_nobody_remembers_that(string path)
    {
        using var response = await GetAsync(path, null);
        await response.ShouldBeProblem(404, "not-found");
        Assert.True(response.Headers.CacheControl!.NoStore);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("gzip")]
    [InlineData("br")]
    public async Task Whoever_has_it_is_told_so_for_the_encoding_that_they_have(string? encoding)
    {
        using var first = await GetAsync(WidgetScript.Path, encoding);
        foreach (var tag in new[] { first.ETag(), $"W/{first.ETag()}", $"\"other\", {first.ETag()}" })
        {
            using var second = await GetAsync(WidgetScript.Path, encoding, tag);
            Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
            Assert.Equal(first.ETag(), second.ETag());
            Assert.Equal(["Accept-Encoding"], second.Headers.Vary);
            Assert.Equal(["*"], second.Headers.GetValues("Access-Control-Allow-Origin"));
            Assert.Empty(await second.Content.ReadAsByteArrayAsync());
        }

        using var other = await GetAsync(WidgetScript.Path, encoding is null ? "br" : null, first.ETag());
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
    }

    [Fact]
    public async Task HEAD_has_the_headers_alone()
    {
        using var got = await GetAsync(WidgetScript.Path, "gzip");
        using var request = Request(WidgetScript.Path, "gzip");
        request.Method = HttpMethod.Head;
        using var head = await running.App.Anonymous.SendAsync(request);
        Assert.Equal(got.Content.Headers.ContentLength, head.Content.Headers.ContentLength);
        Assert.Equal(got.ETag(), head.ETag());
        Assert.Empty(await head.Content.ReadAsByteArrayAsync());
    }

    [Theory]
    [InlineData("", nameof(ContentCoding.None))]
    [InlineData("identity", nameof(ContentCoding.None))]
    [InlineData("gzip", nameof(ContentCoding.Gzip))]
    [InlineData("gzip, deflate, br, zstd", nameof(ContentCoding.Brotli))]
    [InlineData("gzip;q=1.0, br;q=0.5", nameof(ContentCoding.Gzip))]
    [InlineData("br;q=0, gzip", nameof(ContentCoding.Gzip))]
    [InlineData("br;q=0,gzip;q=0.000", nameof(ContentCoding.None))]
    [InlineData("*", nameof(ContentCoding.Brotli))]
    [InlineData("*;q=0.1, br;q=0", nameof(ContentCoding.Gzip))]
    [InlineData("deflate ;q=0.5,\tbr ; q=0.9", nameof(ContentCoding.Brotli))]
    [InlineData("br;q=nonsense", nameof(ContentCoding.None))]
    public void The_coding_is_the_one_that_is_liked_best(string header, string expected) =>
        Assert.Equal(expected, AcceptEncoding.Choose(header).ToString());

    [Fact]
    public async Task Every_language_says_everything_that_English_says()
    {
        string[] languages = ["ar", "de", "es", "fr", "ja", "pt", "zh"];
        Assert.Equal(languages, Served.Languages);
        using var script = await GetAsync(WidgetScript.Path, null);
        var head = (await script.Content.ReadAsStringAsync()).Split('\n')[0];
        using var english = JsonDocument.Parse(
            head["const english=".Length..head.IndexOf(",languages=", StringComparison.Ordinal)]
        );
        var keys = english.RootElement.EnumerateObject().Select(each => each.Name).ToList();
        foreach (var (path, asset) in Served.Assets.Where(each => each.Key.EndsWith(".json", StringComparison.Ordinal)))
        {
            Assert.Contains(path[..(path.LastIndexOf('/') + 1)], head, StringComparison.Ordinal);
            using var texts = JsonDocument.Parse(asset.Bytes);
            Assert.Equal(keys, texts.RootElement.EnumerateObject().Select(each => each.Name));
            Assert.All(
                texts.RootElement.EnumerateObject(),
                each => Assert.False(string.IsNullOrWhiteSpace(each.Value.GetString()))
            );
        }
    }

    [Fact]
    public async Task Only_comments_and_blanks_are_left_out_of_it()
    {
        using var source = new StreamReader(
            typeof(WidgetScript).Assembly.GetManifestResourceStream("widget/widget.js")!,
            Encoding.UTF8
        );
        var written = string.Join(
            '\n',
            (await source.ReadToEndAsync())
                .Split('\n')
                .Where(line => !line.TrimStart().StartsWith("//", StringComparison.Ordinal))
        );
        using var served = await GetAsync(WidgetScript.Path, null);
        var sent = await served.Content.ReadAsStringAsync();
        Assert.Equal(WithoutBlanks(written), WithoutBlanks(sent[(sent.IndexOf('\n', StringComparison.Ordinal) + 1)..]));
        Assert.Equal(Quoted(written), Quoted(sent[(sent.IndexOf('\n', StringComparison.Ordinal) + 1)..]));

        static string WithoutBlanks(string text) => string.Concat(text.Where(each => !char.IsWhiteSpace(each)));
        static IEnumerable<string> Quoted(string text) => text.Split('"').Where((_, i) => i % 2 == 1);
    }

    private Task<HttpResponseMessage> GetAsync(string path, string? encoding, string? tag = null) =>
        running.App.Anonymous.SendAsync(Request(path, encoding, tag));

    private static HttpRequestMessage Request(string path, string? encoding, string? tag = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (encoding is not null)
        {
            request.Headers.TryAddWithoutValidation("Accept-Encoding", encoding);
        }

        if (tag is not null)
        {
            request.Headers.TryAddWithoutValidation("If-None-Match", tag);
        }

        return request;
    }
}
