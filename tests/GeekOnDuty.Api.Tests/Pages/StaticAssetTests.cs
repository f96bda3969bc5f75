using System.Text.RegularExpressions;
using Xunit;

namespace GeekOnDuty.Api.Tests.Pages;

public sealed partial class StaticAssetTests(RunningApp running) : IClassFixture<RunningApp>
{
    [Theory]
    [InlineData("/problem.css", "text/css")]
    [InlineData("/board.js", "text/javascript")]
    [InlineData("/icon.svg", "image/svg+xml")]
    [InlineData("/swagger/index.html", "text/html")]
    [InlineData("/swagger/swagger-ui.css", "text/css")]
    [InlineData("/swagger/swagger-ui-bundle.js", "text/javascript")]
    [InlineData("/openapi/v1.json", "application/json")]
    public async Task Each_asset_is_served_as_what_it_is(string path, string type)
    {
        using var response = await running.App.Anonymous.GetAsync(path);
        await response.ShouldBe(200);
        Assert.Equal(type, response.Content.Headers.ContentType?.MediaType);
        Assert.NotEmpty(await response.Content.ReadAsByteArrayAsync());
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/swagger")]
    public async Task A_page_loads_with_all_that_it_asks_for(string path)
    {
        using var response = await running.App.Anonymous.GetAsync(path);
        await response.ShouldBe(200);
        Assert.Equal("text/html", response.Content.Headers.ContentType?.MediaType);
        var page = response.RequestMessage!.RequestUri!;
        var assets = Links()
            .Matches(await response.Content.ReadAsStringAsync())
            .Select(match => match.Groups["asset"].Value)
            .ToList();
        Assert.NotEmpty(assets);
        foreach (var asset in assets)
        {
            using var loaded = await running.App.Anonymous.GetAsync(new Uri(page, asset));
            await loaded.ShouldBe(200);
        }
    }

    [GeneratedRegex(
        "(?:src|href)=\"(?!https?:|#|data:)(?<asset>[^\"]+)\"",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Links();
}
