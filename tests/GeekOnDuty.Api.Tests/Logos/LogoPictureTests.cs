using System.Net;
using System.Text;
using GeekOnDuty.Api.Logos;
using GeekOnDuty.Api.Tests.Http;
using Xunit;

namespace GeekOnDuty.Api.Tests.Logos;

/// <summary>Which logos are passed on, and as what.</summary>
public sealed class LogoPictureTests(TestDatabase db) : IClassFixture<TestDatabase>
{
    private const string Svg =
        """<?xml version="1.0"?><!-- a logo --><svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>""";

    public static TheoryData<string, byte[], string?> Files =>
        new()
        {
            { "PNG", LogoSteps.Png, "image/png" },
            { "JPEG", [0xff, 0xd8, 0xff, 0xe0, 0], "image/jpeg" },
            { "GIF", "GIF89a…"u8.ToArray(), "image/gif" },
            { "WebP", "RIFF\0\0\0\0WEBPVP8 "u8.ToArray(), "image/webp" },
            { "AVIF", "\0\0\0\u001cftypavif\0\0\0\0"u8.ToArray(), "image/avif" },
            { "SVG", Encoding.UTF8.GetBytes(Svg), "image/svg+xml" },
            {
                "SVG with a type",
                "<!DOCTYPE svg [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><svg xmlns=\"http://www.w3.org/2000/svg\"/>"u8.ToArray(),
                "image/svg+xml"
            },
            { "HTML", "<!doctype html><html><svg xmlns=\"http://www.w3.org/2000/svg\"/></html>"u8.ToArray(), null },
            {
                "XHTML",
                "<html xmlns=\"http://www.w3.org/1999/xhtml\"><svg xmlns=\"http://www.w3.org/2000/svg\"/></html>"u8.ToArray(),
                null
            },
            { "script", "alert(1)//<svg xmlns=\"http://www.w3.org/2000/svg\"/>"u8.ToArray(), null },
            { "MP4", "\0\0\0\u001cftypisom\0\0\0\0"u8.ToArray(), null },
            { "RIFF", "RIFF\0\0\0\0WAVEfmt "u8.ToArray(), null },
            { "nothing", [], null },
        };

    [Theory]
    [MemberData(nameof(Files))]
    public async Task What_is_passed_on_is_a_picture_by_its_bytes(string what, byte[] bytes, string? type)
    {
        await using var server = await LogoServer.StartAsync();
        using var source = new LogoFetcher(_ => true);
        var image = await source.FetchAsync(
            server.At(http =>
            {
                http.Response.ContentType = "image/png";
                return http.Response.Body.WriteAsync(bytes).AsTask();
            })
        );
        Assert.True(image?.ContentType == type, $"{what}: {image?.ContentType}");
        Assert.Equal(type is null ? null : bytes, image?.Bytes);
    }

    [Fact]
    public async Task A_logo_has_the_headers_of_a_picture_for_any_site()
    {
        await using var server = await LogoServer.StartAsync();
        await using var app = await db.StartAsync();
        var (png, svg) = (server.At(LogoSteps.Png), server.At(Encoding.UTF8.GetBytes(Svg)));
        var rota = await app.RotaAsync(png, svg);

        using var response = await app.LogoAsync(rota, png);
        await response.ShouldBe(200);
        Assert.Equal(LogoSteps.Png, await response.Content.ReadAsByteArrayAsync());
        Assert.Equal("image/png", response.Content.Headers.ContentType!.ToString());
        Assert.False(response.Headers.Contains("Content-Security-Policy"));
        foreach (var (name, value) in Everywhere)
        {
            Assert.Equal([value], response.Headers.GetValues(name));
        }

        using var request = new HttpRequestMessage(HttpMethod.Get, Logo.PathOf(rota, png));
        request.Headers.TryAddWithoutValidation("If-None-Match", response.ETag());
        using var again = await app.Anonymous.SendAsync(request);
        Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);

        using var drawn = await app.LogoAsync(rota, svg);
        Assert.Equal("image/svg+xml", drawn.Content.Headers.ContentType!.ToString());
        Assert.Equal(
            ["default-src 'none'; style-src 'unsafe-inline'; sandbox"],
            drawn.Headers.GetValues("Content-Security-Policy")
        );
        foreach (var (name, value) in Everywhere)
        {
            Assert.Equal([value], drawn.Headers.GetValues(name));
        }

        Assert.Equal((1, 1), (server.Asked(png), server.Asked(svg)));
    }

    [Fact]
    public async Task Nothing_but_the_logos_of_the_rotas_organisations_is_passed_on()
    {
        await using var server = await LogoServer.StartAsync();
        await using var app = await db.StartAsync();
        var (logo, foreign) = (server.At(LogoSteps.Png), server.At(LogoSteps.Png));
        var rota = await app.RotaAsync(logo);
        var other = await app.RotaAsync(foreign);
        foreach (
            var path in new[]
            {
                Logo.PathOf(rota, foreign),
                Logo.PathOf(rota, logo + "?"),
                Logo.PathOf(other, logo),
                Logo.PathOf("none", logo),
                $"/{rota}/logo",
            }
        )
        {
            using var response = await app.Anonymous.GetAsync(path);
            await response.ShouldBeProblem(404, "not-found");
            Assert.True(response.Headers.CacheControl!.NoStore);
        }

        Assert.Equal((0, 0), (server.Asked(logo), server.Asked(foreign)));
    }

    private static (string Name, string Value)[] Everywhere =>
        [
            ("Cache-Control", "public, max-age=86400"),
            ("Access-Control-Allow-Origin", "*"),
            ("Cross-Origin-Resource-Policy", "cross-origin"),
            ("X-Content-Type-Options", "nosniff"),
        ];
}
