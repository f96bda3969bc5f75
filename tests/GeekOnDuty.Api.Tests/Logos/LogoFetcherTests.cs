using System.Net;
using GeekOnDuty.Api.Logos;
using Xunit;

namespace GeekOnDuty.Api.Tests.Logos;

/// <summary>Where logos are asked for, and how much of them is taken.</summary>
public sealed class LogoSourceTests(TestDatabase db) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task Too_much_and_too_many_redirects_are_refused()
    {
        await using var server = await LogoServer.StartAsync();
        using var source = new LogoFetcher(_ => true);
        byte[] most = [.. LogoSteps.Png, .. new byte[LogoFetcher.Most - LogoSteps.Png.Length]];
        Assert.Equal(most, (await source.FetchAsync(server.At(most)))?.Bytes);
        Assert.Null(await source.FetchAsync(server.At([.. most, 0])));
        Assert.Null(
            await source.FetchAsync(
                server.At(http =>
                {
                    http.Response.ContentLength = LogoFetcher.Most + 1;
                    return http.Response.Body.WriteAsync(LogoSteps.Png).AsTask();
                })
            )
        );

        var logo = server.At(LogoSteps.Png);
        var once = server.Redirect(new Uri(logo).AbsolutePath);
        var twice = server.Redirect(once);
        var thrice = server.Redirect(twice);
        Assert.Equal(LogoSteps.Png, (await source.FetchAsync(thrice))?.Bytes);
        Assert.Null(await source.FetchAsync(server.Redirect(thrice)));
        Assert.Null(await source.FetchAsync(server.Redirect("file:///etc/hostname")));
        Assert.Null(await source.FetchAsync(server.Redirect("https://127.0.0.1:1/")));
        Assert.Null(await source.FetchAsync("http://no-such-host.invalid/"));
    }

    [Fact]
    public async Task Addresses_that_not_everybody_can_reach_are_not_asked_however_they_are_written()
    {
        await using var server = await LogoServer.StartAsync();
        await using var app = await db.StartAsync(allowPrivate: false);
        var logo = server.At(LogoSteps.Png);
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
        var rota = await app.RotaAsync(urls);
        foreach (var url in urls)
        {
            using var response = await app.LogoAsync(rota, url);
            await response.ShouldBeProblem(404, "not-found");
        }

        using var source = new LogoFetcher(address => address.Equals(IPAddress.Loopback));
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
        Assert.Equal(expected, PublicAddress.IsPublic(IPAddress.Parse(address)));
}
