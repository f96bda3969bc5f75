using System.Net;
using System.Net.Http.Json;
using System.Text;
using GeekOnDuty.Api.Logos;
using GeekOnDuty.Api.Tests.Http;
using GeekOnDuty.Api.Tests.OnDuty;
using Microsoft.AspNetCore.Http;
using NodaTime;
using Xunit;

namespace GeekOnDuty.Api.Tests.Logos;

/// <summary>Logos that are passed on.</summary>
public sealed class LogoTests(TestDatabase db) : IClassFixture<TestDatabase>
{
    private const string Svg =
        """<?xml version="1.0"?><!-- a logo --><svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>""";

    private static readonly Instant Now = Instant.FromUtc(2026, 3, 2, 10, 0);
    private static readonly byte[] Png = [0x89, .. "PNG\r\n"u8, 0x1a, .. "\nrest"u8];

    public static TheoryData<string, byte[], string?> Files =>
        new()
        {
            { "PNG", Png, "image/png" },
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
        using var source = new LogoSource(_ => true);
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
        await using var app = await StartAsync();
        var (png, svg) = (server.At(Png), server.At(Encoding.UTF8.GetBytes(Svg)));
        var rota = await RotaAsync(app, png, svg);

        using var response = await GetAsync(app, rota, png);
        await response.ShouldBe(200);
        Assert.Equal(Png, await response.Content.ReadAsByteArrayAsync());
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

        using var drawn = await GetAsync(app, rota, svg);
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
        await using var app = await StartAsync();
        var (logo, foreign) = (server.At(Png), server.At(Png));
        var rota = await RotaAsync(app, logo);
        var other = await RotaAsync(app, foreign);
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

    [Fact]
    public async Task Too_much_and_too_many_redirects_are_refused()
    {
        await using var server = await LogoServer.StartAsync();
        using var source = new LogoSource(_ => true);
        byte[] most = [.. Png, .. new byte[LogoSource.Most - Png.Length]];
        Assert.Equal(most, (await source.FetchAsync(server.At(most)))?.Bytes);
        Assert.Null(await source.FetchAsync(server.At([.. most, 0])));
        Assert.Null(
            await source.FetchAsync(
                server.At(http =>
                {
                    http.Response.ContentLength = LogoSource.Most + 1;
                    return http.Response.Body.WriteAsync(Png).AsTask();
                })
            )
        );

        var logo = server.At(Png);
        var once = server.Redirect(new Uri(logo).AbsolutePath);
        var twice = server.Redirect(once);
        var thrice = server.Redirect(twice);
        Assert.Equal(Png, (await source.FetchAsync(thrice))?.Bytes);
        Assert.Null(await source.FetchAsync(server.Redirect(thrice)));
        Assert.Null(await source.FetchAsync(server.Redirect("file:///etc/hostname")));
        Assert.Null(await source.FetchAsync(server.Redirect("https://127.0.0.1:1/")));
        Assert.Null(await source.FetchAsync("http://no-such-host.invalid/"));
    }

    [Fact]
    public async Task Addresses_that_not_everybody_can_reach_are_not_asked_however_they_are_written()
    {
        await using var server = await LogoServer.StartAsync();
        await using var app = await StartAsync(allowPrivate: false);
        var logo = server.At(Png);
        var (port, path) = (new Uri(logo).Port, new Uri(logo).AbsolutePath);
        string[] hosts =
        [
            "127.0.0.1",
            "localhost",
            "127.1",
            "2130706433",
            "0x7f000001",
            "0.0.0.0",
            "[::1]",
            "[::ffff:127.0.0.1]",
        ];
        var urls = hosts.Select(host => $"http://{host}:{port}{path}").ToArray();
        var rota = await RotaAsync(app, urls);
        foreach (var url in urls)
        {
            using var response = await GetAsync(app, rota, url);
            await response.ShouldBeProblem(404, "not-found");
        }

        using var source = new LogoSource(address => address.Equals(IPAddress.Loopback));
        Assert.NotNull(await source.FetchAsync(logo));
        Assert.Null(await source.FetchAsync(server.Redirect($"http://127.0.0.2:{port}{path}")));
        Assert.Equal(1, server.Asked(logo));
    }

    [Theory]
    [InlineData("93.184.216.34", true)]
    [InlineData("8.8.8.8", true)]
    [InlineData("172.15.255.255", true)]
    [InlineData("172.32.0.0", true)]
    [InlineData("2606:2800:220:1:248:1893:25c8:1946", true)]
    [InlineData("::ffff:8.8.8.8", true)]
    [InlineData("0.1.2.3", false)]
    [InlineData("10.1.2.3", false)]
    [InlineData("100.64.0.1", false)]
    [InlineData("127.255.0.1", false)]
    [InlineData("169.254.169.254", false)]
    [InlineData("172.31.255.255", false)]
    [InlineData("192.168.1.1", false)]
    [InlineData("198.19.0.1", false)]
    [InlineData("224.0.0.1", false)]
    [InlineData("255.255.255.255", false)]
    [InlineData("::", false)]
    [InlineData("::1", false)]
    [InlineData("::ffff:10.0.0.1", false)]
    [InlineData("::10.0.0.1", false)]
    [InlineData("64:ff9b::a00:1", false)]
    [InlineData("2002:a00:1::", false)]
    [InlineData("2001:0:a00:1::", false)]
    [InlineData("fe80::1", false)]
    [InlineData("fd00::1", false)]
    [InlineData("fec0::1", false)]
    [InlineData("ff02::1", false)]
    public void Public_addresses_are_those_that_everybody_can_reach(string address, bool expected) =>
        Assert.Equal(expected, PublicAddress.Is(IPAddress.Parse(address)));

    [Fact]
    public async Task A_logo_is_asked_for_once_a_day_and_stays_while_its_server_fails()
    {
        await using var server = await LogoServer.StartAsync();
        await using var app = await StartAsync();
        var logo = server.At(Png);
        var rota = await RotaAsync(app, logo);
        Assert.Equal(Png, await BytesAsync());
        app.Clock.Now += Duration.FromHours(23);
        Assert.Equal(Png, await BytesAsync());
        Assert.Equal(1, server.Asked(logo));

        server.Answer(logo, Fail);
        app.Clock.Now += Duration.FromHours(2);
        Assert.Equal(Png, await BytesAsync());
        await UntilAsync(() => server.Asked(logo) == 2);
        Assert.Equal(Png, await BytesAsync());
        Assert.Equal(2, server.Asked(logo));

        byte[] newer = [.. Png, 1];
        server.Answer(logo, http => http.Response.Body.WriteAsync(newer).AsTask());
        app.Clock.Now += Duration.FromMinutes(2);
        await UntilAsync(async () => (await BytesAsync()).SequenceEqual(newer));
        Assert.Equal(3, server.Asked(logo));

        async Task<byte[]> BytesAsync()
        {
            using var response = await GetAsync(app, rota, logo);
            await response.ShouldBe(200);
            return await response.Content.ReadAsByteArrayAsync();
        }
    }

    [Fact]
    public async Task A_failure_is_remembered_for_a_minute_and_a_crowd_asks_once()
    {
        await using var server = await LogoServer.StartAsync();
        await using var app = await StartAsync();
        var (gone, slow) = (server.At(Fail), "");
        var held = new TaskCompletionSource();
        slow = server.At(async http =>
        {
            await held.Task;
            await http.Response.Body.WriteAsync(Png);
        });
        var rota = await RotaAsync(app, gone, slow);
        for (var time = 0; time < 3; time++)
        {
            using var response = await GetAsync(app, rota, gone);
            await response.ShouldBeProblem(404, "not-found");
        }

        Assert.Equal(1, server.Asked(gone));
        app.Clock.Now += Duration.FromMinutes(1);
        using var later = await GetAsync(app, rota, gone);
        Assert.Equal(2, server.Asked(gone));

        var crowd = Enumerable.Range(0, 10).Select(_ => GetAsync(app, rota, slow)).ToList();
        await UntilAsync(() => server.Asked(slow) == 1);
        held.SetResult();
        foreach (var each in crowd)
        {
            using var response = await each;
            await response.ShouldBe(200);
        }

        Assert.Equal(1, server.Asked(slow));
    }

    [Fact]
    public async Task Whoever_was_asked_for_longest_ago_leaves_when_there_is_no_more_room()
    {
        await using var server = await LogoServer.StartAsync();
        using var source = new LogoSource(_ => true);
        using var shelf = new LogoShelf(source, new TestClock(Now));
        byte[] most = [.. Png, .. new byte[LogoSource.Most - Png.Length]];
        var logos = Enumerable.Range(0, 130).Select(_ => server.At(most)).ToList();
        foreach (var logo in logos)
        {
            Assert.NotNull(await shelf.GetAsync(logo, () => { }));
            Assert.NotNull(await shelf.GetAsync(logos[0], () => { }));
        }

        Assert.NotNull(await shelf.GetAsync(logos[^1], () => { }));
        Assert.NotNull(await shelf.GetAsync(logos[1], () => { }));
        Assert.Equal((1, 2, 1), (server.Asked(logos[0]), server.Asked(logos[1]), server.Asked(logos[^1])));
    }

    [Fact]
    public async Task Whoever_makes_us_ask_others_too_often_has_to_wait_but_not_for_what_is_here()
    {
        await using var server = await LogoServer.StartAsync();
        await using var app = await StartAsync(anonymousPerMinute: 3);
        var logos = Enumerable.Range(0, 4).Select(_ => server.At(Png)).ToArray();
        var rota = await RotaAsync(app, logos);
        var statuses = new List<int>();
        foreach (var logo in logos.Append(logos[0]))
        {
            using var response = await GetAsync(app, rota, logo);
            statuses.Add((int)response.StatusCode);
        }

        Assert.Equal([200, 200, 429, 200], statuses.Where((_, i) => i != 2));
        Assert.Equal(0, server.Asked(logos[3]));
    }

    private static (string Name, string Value)[] Everywhere =>
        [
            ("Cache-Control", "public, max-age=86400"),
            ("Access-Control-Allow-Origin", "*"),
            ("Cross-Origin-Resource-Policy", "cross-origin"),
            ("X-Content-Type-Options", "nosniff"),
        ];

    private static Task Fail(HttpContext http)
    {
        http.Response.StatusCode = 500;
        return http.Response.Body.WriteAsync(Png).AsTask();
    }

    private Task<TestApp> StartAsync(bool allowPrivate = true, int? anonymousPerMinute = null) =>
        TestApp.StartAsync(
            db,
            Now,
            settings: new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["Logos:AllowPrivateAddresses"] = allowPrivate ? "true" : "false",
                ["RateLimits:Enabled"] = anonymousPerMinute is null ? "false" : "true",
                ["RateLimits:AnonymousPerMinute"] = $"{anonymousPerMinute ?? 1}",
            }
        );

    private static Task<HttpResponseMessage> GetAsync(TestApp app, string rota, string logo) =>
        app.Anonymous.GetAsync(Logo.PathOf(rota, logo));

    /// <returns>The slug of a rota with office hours of an organisation for each of these logos.</returns>
    private static async Task<string> RotaAsync(TestApp app, params string[] logos)
    {
        var rota = await RotaClient.NewAsync(app);
        foreach (var logoUrl in logos)
        {
            var slug = $"o-{Guid.NewGuid():N}";
            using var made = await app.Admin.PostAsJsonAsync(
                "/v1/organisations",
                new
                {
                    slug,
                    name = slug,
                    logoUrl,
                }
            );
            await rota.HoursAsync(
                new
                {
                    title = "Hours",
                    zone = "UTC",
                    startDate = "2026-01-01",
                    startTime = "09:00",
                    endTime = "12:00",
                    recurrence = "FREQ=DAILY",
                    seats = new { minimum = 1, maximum = 1 },
                    organisationId = (await made.ShouldBe(201)).GetProperty("id").GetGuid(),
                }
            );
        }

        return rota.Slug;
    }

    private static Task UntilAsync(Func<bool> holds) => UntilAsync(() => Task.FromResult(holds()));

    /// <summary>Far more than anything takes: fails only when it never comes.</summary>
    private static async Task UntilAsync(Func<Task<bool>> holds)
    {
        for (var attempt = 0; attempt < 600; attempt++)
        {
            if (await holds())
            {
                return;
            }

            await Task.Delay(50);
        }

        Assert.Fail("It did not come within half a minute.");
    }
}
