using GeekOnDuty.Api.Http;
using GeekOnDuty.Api.OpenApi;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace GeekOnDuty.Api.Tests.Http;

public sealed class PageHeaderTests(RunningApp running) : IClassFixture<RunningApp>
{
    private const string Policy =
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; "
        + "base-uri 'none'; frame-ancestors ";

    [Theory]
    [InlineData("GET", "/v1/rotas", 200)]
    [InlineData("GET", "/v1/rotas/{rota}/on-duty", 200)]
    [InlineData("HEAD", "/v1/rotas/{rota}/on-duty", 200)]
    [InlineData("GET", "/v1/rotas/{rota}/on-duty?at=2026-03-03T10:00:00Z", 200)]
    [InlineData("HEAD", "/v1/rotas/{rota}/on-duty/stream", 200)]
    [InlineData("GET", "/v1/rotas/none", 404)]
    [InlineData("GET", "/v1/me", 401)]
    [InlineData("POST", "/v1/occurrences", 400)]
    [InlineData("PUT", "/v1/rotas", 405)]
    [InlineData("GET", "/nothing/here", 404)]
    [InlineData("GET", "/", 200)]
    [InlineData("GET", "/sign-in", 200)]
    [InlineData("GET", "/problem.css", 200)]
    [InlineData("GET", "/openapi/v1.json", 200)]
    [InlineData("GET", "/swagger/swagger-ui-bundle.js", 200)]
    [InlineData("GET", "/metrics", 200)]
    [InlineData("GET", "/healthz/live", 200)]
    [InlineData("GET", "/problems/invalid", 200)]
    public async Task No_answer_is_taken_for_what_it_is_not(string method, string path, int status)
    {
        using var handler = new HttpClientHandler { AllowAutoRedirect = false };
        using var client = TestDeadline.Client(running.App.Anonymous.BaseAddress!, handler);
        using var request = new HttpRequestMessage(
            new HttpMethod(method),
            path.Replace("{rota}", await running.App.Given.RotaAsync())
        );
        using var response = await client.SendAsync(request);
        await response.ShouldBe(status);
        Assert.Equal(["nosniff"], response.Headers.GetValues("X-Content-Type-Options"));
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/sign-in")]
    [InlineData("/problems/invalid")]
    [InlineData("/swagger/index.html")]
    public async Task A_page_loads_from_here_alone_and_is_in_no_frame(string path)
    {
        using var response = await running.App.Anonymous.GetAsync(path);
        await response.ShouldBe(200);
        Assert.Equal("text/html", response.Content.Headers.ContentType?.MediaType);
        var policy = Assert.Single(response.Headers.GetValues("Content-Security-Policy"));
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Equal(
            path.StartsWith("/swagger", StringComparison.Ordinal) ? ApiDocument.Page.Security.Policy : $"{Policy}'none'",
            policy
        );
        Assert.Equal(["strict-origin-when-cross-origin"], response.Headers.GetValues("Referrer-Policy"));
        Assert.Contains("geolocation=()", response.Headers.GetValues("Permissions-Policy").Single(), StringComparison.Ordinal);
        Assert.DoesNotMatch("<script>|<style>| style=| on[a-z]+=", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public void One_page_may_be_framed_and_another_tell_no_referrer()
    {
        var framed = HeadersOf(ContentSecurity.Framed);
        Assert.Equal(Policy[..Policy.IndexOf("; frame-ancestors", StringComparison.Ordinal)], framed.ContentSecurityPolicy);
        Assert.Equal("strict-origin-when-cross-origin", framed["Referrer-Policy"]);
        var secret = HeadersOf(new NoReferrer());
        Assert.Equal($"{Policy}'none'", secret.ContentSecurityPolicy);
        Assert.Equal("no-referrer", secret["Referrer-Policy"]);
    }

    [Fact]
    public async Task Only_over_HTTPS_a_browser_is_told_to_stay_with_it()
    {
        await using var app = await TestApp.StartAsync(
            running.Database,
            RunningApp.Now,
            settings: new Dictionary<string, string> { ["GeekOnDuty:Proxies"] = "127.0.0.1,::1" }
        );
        foreach (var scheme in (string[])["https", "http"])
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/problems/invalid");
            request.Headers.Add("X-Forwarded-Proto", scheme);
            request.Headers.Add("X-Forwarded-For", "198.51.100.7");
            request.Headers.Add("X-Forwarded-Host", "duty.example");
            using var response = await app.Anonymous.SendAsync(request);
            await response.ShouldBe(200);
            Assert.Equal(scheme == "https", response.Headers.Contains("Strict-Transport-Security"));
        }
    }

    private static IHeaderDictionary HeadersOf(object metadata)
    {
        var http = new DefaultHttpContext();
        http.Response.ContentType = "text/html; charset=utf-8";
        http.SetEndpoint(new Endpoint(null, new EndpointMetadataCollection(metadata), "page"));
        PageHeaders.Set(http, []);
        return http.Response.Headers;
    }
}
