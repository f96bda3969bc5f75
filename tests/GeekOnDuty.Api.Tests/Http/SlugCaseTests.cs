using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace GeekOnDuty.Api.Tests.Http;

/// <summary>Addresses with a rota's slug in capitals.</summary>
public sealed class SlugCaseTests(RunningApp running) : IClassFixture<RunningApp>
{
    private static readonly Regex Parameter = new(@"\{(?<name>\w+)(?<kind>:\w+)?\}", RegexOptions.NonBacktracking);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_route_of_a_rota_leads_to_the_address_in_lower_case_by_any_method()
    {
        var routes = Routes();
        Assert.True(routes.Count > 60, $"Only {routes.Count} routes.");
        var faults = new List<string>();
        foreach (var (method, route) in routes)
        {
            const string Query = "?at=2026-03-02T10%3A00%3A00Z&a=B%20c%2F&at";
            var (asked, lower) = (Path(route, "Ceph-2ND") + Query, Path(route, "ceph-2nd") + Query);
            using var response = await SendAsync(method, asked);
            if ((int)response.StatusCode != 308 || response.Headers.Location?.OriginalString != lower)
            {
                faults.Add($"{method} {asked}: {(int)response.StatusCode} {response.Headers.Location}");
            }
        }

        Assert.Empty(faults);
    }

    [Theory]
    [InlineData("/v1/rotas/{ROTA}/on-duty")]
    [InlineData("/v1/rotas/{ROTA}")]
    [InlineData("/{ROTA}")]
    [InlineData("/{ROTA}/badge.svg")]
    [InlineData("/{ROTA}/calendar.ics")]
    [InlineData("/oembed?url={SITE}/{ROTA}")]
    public async Task What_any_site_may_read_it_may_read_by_that_way_too(string path)
    {
        var asked = path.Replace("{ROTA}", (await running.App.Given.RotaAsync()).ToUpperInvariant()).Replace("{SITE}", Site);
        using var response = await SendAsync("GET", asked, ("Origin", "https://help.example"));
        await response.ShouldBe(308);
        Assert.Equal(["*"], response.Headers.GetValues("Access-Control-Allow-Origin"));
        Assert.Equal("max-age=3600, private", response.Headers.CacheControl?.ToString());
        using var followed = await running.App.Anonymous.GetAsync(asked, "Origin", "https://help.example");
        await followed.ShouldBe(200);
    }

    [Fact]
    public async Task A_write_is_done_where_it_is_led_to()
    {
        var rota = await running.App.Given.RotaAsync();
        var body = $$"""{"slug":"{{rota}}","name":"Renamed","zone":"UTC"}""";
        using var led = await SendAsync("PUT", $"/v1/rotas/{rota.ToUpperInvariant()}", body: body);
        await led.ShouldBe(308);
        using var done = await running.App.Admin.SendJsonAsync("PUT", led.Headers.Location!.OriginalString, body);
        Assert.Equal("Renamed", (await done.ShouldBe(200)).GetProperty("name").GetString());
    }

    [Fact]
    public async Task OEmbed_leads_to_the_page_in_lower_case_and_keeps_the_rest()
    {
        var address = Uri.EscapeDataString($"{Site}/Ceph?theme=Dark");
        using var response = await SendAsync("GET", $"/oembed?maxwidth=300&url={address}&format=xml");
        await response.ShouldBe(308);
        var lower = Uri.EscapeDataString($"{Site}/ceph?theme=Dark");
        Assert.Equal($"/oembed?maxwidth=300&url={lower}&format=xml", response.Headers.Location?.OriginalString);
        using var elsewhere = await SendAsync("GET", "/oembed?url=https%3A%2F%2Felsewhere.example%2FCEPH");
        await elsewhere.ShouldBe(404);
    }

    [Theory]
    [InlineData("//ELSEWHERE.example/board")]
    [InlineData("//ELSEWHERE/board")]
    [InlineData("//ELSEWHERE")]
    [InlineData("/%2FELSEWHERE/board")]
    [InlineData("/%5CELSEWHERE/board")]
    [InlineData("/%E2%84%AAube/board")]
    [InlineData("/A_B/board")]
    [InlineData("/ME")]
    [InlineData("/Sign-In")]
    [InlineData("/V1")]
    [InlineData("/SWAGGER/index.html")]
    [InlineData("/Icon.SVG")]
    public async Task What_is_no_slug_in_capitals_leads_nowhere_by_that_rule(string path)
    {
        using var response = await SendAsync("GET", path);
        Assert.NotEqual(308, (int)response.StatusCode);
        Assert.False(
            response.Headers.Location?.OriginalString.Contains("ELSEWHERE", StringComparison.OrdinalIgnoreCase) ?? false
        );
    }

    private string Site => running.App.ClientOptions.BaseAddress.GetLeftPart(UriPartial.Authority);

    private List<(string Method, string Route)> Routes() =>
        [
            .. running
                .App.Services.GetRequiredService<EndpointDataSource>()
                .Endpoints.OfType<RouteEndpoint>()
                .Where(endpoint => endpoint.RoutePattern.Parameters.Any(parameter => parameter.Name == "rota"))
                .SelectMany(endpoint =>
                    (endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["GET"]).Select(method =>
                        (method, "/" + endpoint.RoutePattern.RawText!.Trim('/'))
                    )
                )
                .Distinct(),
        ];

    private static string Path(string route, string rota) =>
        Parameter.Replace(
            route,
            match =>
                match.Groups["name"].Value == "rota" ? rota
                : match.Groups["kind"].Value == ":guid" ? "0195A000-0000-7000-8000-000000000001"
                : "Some%20Secret"
        );

    private async Task<HttpResponseMessage> SendAsync(
        string method,
        string path,
        (string Name, string Value)? header = null,
        string? body = null
    )
    {
        using var handler = new SocketsHttpHandler { AllowAutoRedirect = false };
        using var client = new HttpClient(handler) { Timeout = TestDeadline.Timeout };
        // As it is written: an address of the framework would put `%5C` and dots right.
        var address = new Uri(Site + path, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        using var request = new HttpRequestMessage(new HttpMethod(method), address);
        if (header is { } each)
        {
            request.Headers.Add(each.Name, each.Value);
        }

        if (body is not null)
        {
            request.Content = new StringContent(body, new MediaTypeHeaderValue("application/json"));
        }

        return await client.SendAsync(request, Ct);
    }
}
