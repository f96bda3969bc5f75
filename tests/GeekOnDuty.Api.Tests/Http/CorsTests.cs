using GeekOnDuty.Api.Tests.OpenApi;
using Xunit;

namespace GeekOnDuty.Api.Tests.Http;

public sealed class CorsTests(RunningApp running) : IClassFixture<RunningApp>
{
    private const string AllowOrigin = "Access-Control-Allow-Origin";

    private static readonly string[] Public =
    [
        "/v1/rotas",
        "/v1/rotas/{rota}",
        "/v1/rotas/{rota}/on-duty",
        "/v1/rotas/{rota}/office-hours",
        "/v1/rotas/{rota}/office-hours/{id}",
        "/v1/rotas/{rota}/slots?from=2026-03-02T00:00:00Z&to=2026-03-03T00:00:00Z",
        "/v1/rotas/{rota}/schedule?from=2026-03-02T00:00:00Z&to=2026-03-03T00:00:00Z",
        "/v1/organisations",
    ];

    [Fact]
    public async Task Public_reads_are_open_to_every_origin_with_and_without_one()
    {
        foreach (var path in await PathsAsync(Public))
        {
            using var plain = await running.App.Anonymous.GetAsync(path);
            await plain.ShouldBe(200);
            Assert.Equal(["*"], plain.Headers.GetValues(AllowOrigin));
            using var crossing = await running.App.Anonymous.GetAsync(path, "Origin", "https://help.example");
            await crossing.ShouldBe(200);
            Assert.Equal(["*"], crossing.Headers.GetValues(AllowOrigin));
            Assert.False(crossing.Headers.Contains("Access-Control-Allow-Credentials"));
        }
    }

    [Fact]
    public async Task A_script_can_read_the_ETag_and_the_304()
    {
        var path = (await PathsAsync("/v1/rotas/{rota}/on-duty"))[0];
        using var first = await running.App.Anonymous.GetAsync(path, "Origin", "https://help.example");
        Assert.Contains(
            "ETag",
            string.Join(",", first.Headers.GetValues("Access-Control-Expose-Headers")),
            StringComparison.Ordinal
        );

        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("Origin", "https://help.example");
        request.Headers.TryAddWithoutValidation("If-None-Match", first.ETag());
        using var second = await running.App.Anonymous.SendAsync(request);
        await second.ShouldBe(304);
        Assert.Equal(["*"], second.Headers.GetValues(AllowOrigin));
    }

    [Fact]
    public async Task A_script_can_read_why_a_public_read_failed()
    {
        foreach (
            var path in await PathsAsync(
                "/v1/rotas/none",
                "/v1/rotas/{rota}/on-duty?at=x",
                "/v1/rotas/{rota}/slots",
                "/v1/rotas?limit=0"
            )
        )
        {
            using var response = await running.App.Anonymous.GetAsync(path, "Origin", "https://help.example");
            Assert.True((int)response.StatusCode is 400 or 404);
            Assert.Equal(["*"], response.Headers.GetValues(AllowOrigin));
        }
    }

    [Theory]
    [InlineData("GET", "/v1/rotas/{rota}/on-duty", "If-None-Match")]
    [InlineData("GET", "/v1/rotas", "If-None-Match")]
    [InlineData("POST", "/v1/occurrences", "Content-Type")]
    public async Task A_preflight_of_a_public_operation_is_granted(string method, string path, string header)
    {
        using var response = await PreflightAsync((await PathsAsync(path))[0], method, header);
        Assert.True((int)response.StatusCode is 200 or 204);
        Assert.Equal(["*"], response.Headers.GetValues(AllowOrigin));
        Assert.Contains(
            header,
            string.Join(",", response.Headers.GetValues("Access-Control-Allow-Headers")),
            StringComparison.OrdinalIgnoreCase
        );
    }

    [Fact]
    public async Task Private_operations_are_closed_to_other_origins()
    {
        foreach (
            var path in await PathsAsync(
                "/v1/me",
                "/v1/volunteers",
                "/v1/tokens",
                "/v1/rotas/{rota}/members",
                "/v1/rotas/{rota}/claims",
                "/v1/rotas/{rota}/document"
            )
        )
        {
            using var read = await running.App.Admin.GetAsync(path, "Origin", "https://evil.example");
            await read.ShouldBe(200);
            Assert.False(read.Headers.Contains(AllowOrigin), path);
            using var preflight = await PreflightAsync(path, "GET", "Authorization");
            Assert.False(preflight.Headers.Contains(AllowOrigin), path);
        }

        using var write = await PreflightAsync("/v1/rotas", "PUT", "Content-Type");
        Assert.False(write.Headers.Contains(AllowOrigin));
    }

    [Fact]
    public async Task Of_all_operations_public_reads_and_the_preview_alone_are_open_to_other_origins()
    {
        foreach (var operation in (await ApiDescription.OfAsync(running.App)).Operations)
        {
            var isPublic =
                operation.Name == "POST /v1/occurrences"
                || (
                    operation.Method == "GET"
                    && !operation.NeedsToken
                    && operation.Path.StartsWith("/v1/", StringComparison.Ordinal)
                );
            var path = operation
                .Path.Replace("{id}", Guid.NewGuid().ToString())
                .Replace("{claimId}", Guid.NewGuid().ToString())
                .Replace("{volunteerId}", Guid.NewGuid().ToString())
                .Replace("{rota}", "none")
                .Replace("{date}", "2026-03-03");
            using var request = new HttpRequestMessage(new HttpMethod(operation.Method), path);
            request.Headers.Add("Origin", "https://evil.example");
            using var response = await running.App.Admin.SendAsync(request);
            Assert.True(response.Headers.Contains(AllowOrigin) == isPublic, operation.Name);
            Assert.False(response.Headers.Contains("Access-Control-Allow-Credentials"), operation.Name);
            using var preflight = await PreflightAsync(path, operation.Method, "Authorization");
            Assert.True(preflight.Headers.Contains(AllowOrigin) == isPublic, $"preflight of {operation.Name}");
        }
    }

    private async Task<HttpResponseMessage> PreflightAsync(string path, string method, string header)
    {
        using var request = new HttpRequestMessage(HttpMethod.Options, path);
        request.Headers.Add("Origin", "https://help.example");
        request.Headers.Add("Access-Control-Request-Method", method);
        request.Headers.Add("Access-Control-Request-Headers", header);
        return await running.App.Anonymous.SendAsync(request);
    }

    private async Task<string[]> PathsAsync(params string[] paths)
    {
        var rota = await running.App.Given.RotaAsync();
        var hours = await running.App.Given.OfficeHoursAsync(rota);
        return [.. paths.Select(path => path.Replace("{rota}", rota).Replace("{id}", hours.ToString()))];
    }
}
