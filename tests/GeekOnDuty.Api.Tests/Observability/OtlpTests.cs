using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text;
using GeekOnDuty.Api.Tests.Start;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Xunit;

namespace GeekOnDuty.Api.Tests.Observability;

public sealed class OtlpTests(TestDatabase db) : IClassFixture<TestDatabase>
{
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string Password = "hunter2-of-postgres";
    private const string Admin = "geek_admin_of_this_test_only";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private (string, string)[] Settings =>
        [
            ("ConnectionStrings__GeekOnDuty", $"{db.ConnectionString};Password={Password}"),
            ("GeekOnDuty__AdminToken", Admin),
            ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"),
            ("OTEL_BSP_SCHEDULE_DELAY", "200"),
            ("OTEL_METRIC_EXPORT_INTERVAL", "300"),
        ];

    [Fact]
    public async Task A_collector_gets_traces_of_requests_and_metrics_and_no_secrets()
    {
        await using var collector = await Collector.StartAsync();
        await using var run = ProgramRun.Start([.. Settings, (Endpoint, collector.Address)]);
        using var client = ProgramRun.As(await run.ListensAsync(), Admin);
        client.DefaultRequestHeaders.UserAgent.ParseAdd("A-Browser-That-Tells/1.0");
        using var made = await client.PostAsJsonAsync(
            "/v1/organisations?token=geek_in_the_query",
            new { slug = "unspoken-slug", name = "Unspoken name" },
            Ct
        );
        await made.ShouldBe(201);
        using var read = await client.GetAsync("/v1/rotas/no-such-rota", Ct);
        var trace = (await read.ShouldBeProblem(404, "not-found")).GetProperty("traceId").GetString()!.Split('-')[1];
        await collector.GetsAsync("/v1/traces", "geek-on-duty", "POST /v1/organisations", "GET /v1/rotas/{rota}", "INSERT INTO");
        await collector.GetsAsync(
            "/v1/metrics",
            "geek-on-duty",
            "geek_on_duty_claims_total",
            "geek_on_duty_database_up",
            "http.server.request.duration",
            "db.client.operation.duration"
        );
        Assert.Contains(trace, Convert.ToHexStringLower(collector.Bytes("/v1/traces")), StringComparison.Ordinal);
        await run.SaysAsync($"\"TraceId\":\"00-{trace}-");
        await run.StopAsync();

        foreach (
            var secret in (string[])
                [Password, Admin, "in_the_query", "unspoken-slug", "Unspoken name", "no-such-rota", "A-Browser", "ChangeFeed"]
        )
        {
            Assert.DoesNotContain(secret, collector.Text("/v1/traces"), StringComparison.Ordinal);
            Assert.DoesNotContain(secret, collector.Text("/v1/metrics"), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_collector_that_is_away_disturbs_nobody()
    {
        await using var run = ProgramRun.Start([.. Settings, (Endpoint, "http://127.0.0.1:1")]);
        using var client = await run.ListensAsync();
        for (var i = 0; i < 50; i++)
        {
            using var read = await client.GetAsync("/v1/rotas", Ct);
            await read.ShouldBe(200);
            await Task.Delay(20, Ct);
        }

        await run.StopAsync();
    }

    [Fact]
    public async Task Without_a_collector_no_request_has_a_trace()
    {
        await using var run = ProgramRun.Start(Settings);
        using var client = await run.ListensAsync();
        using var read = await client.GetAsync("/v1/rotas/no-such-rota", Ct);
        var trace = (await read.ShouldBeProblem(404, "not-found")).GetProperty("traceId").GetString()!;
        Assert.DoesNotContain('-', trace);
        await run.StopAsync();
    }

    /// <summary>Keeps what it is sent.</summary>
    private sealed class Collector(WebApplication app, ConcurrentQueue<(string Path, byte[] Body)> received) : IAsyncDisposable
    {
        public string Address => app.Urls.Single();

        public static async Task<Collector> StartAsync()
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            var app = builder.Build();
            var received = new ConcurrentQueue<(string, byte[])>();
            app.MapPost(
                "/v1/{signal}",
                async (HttpRequest request) =>
                {
                    using var body = new MemoryStream();
                    await request.Body.CopyToAsync(body, Ct);
                    received.Enqueue((request.Path, body.ToArray()));
                }
            );
            await app.StartAsync(Ct);
            return new Collector(app, received);
        }

        public byte[] Bytes(string path) => [.. received.Where(each => each.Path == path).SelectMany(each => each.Body)];

        public string Text(string path) => Encoding.Latin1.GetString(Bytes(path));

        public Task GetsAsync(string path, params string[] texts) =>
            TestDeadline.UntilAsync(
                () => Task.FromResult(Missing(path, texts).Count == 0),
                () => $"{path} never had {string.Join(", ", Missing(path, texts))} but {Text(path)}"
            );

        private List<string> Missing(string path, string[] texts)
        {
            var text = Text(path);
            return [.. texts.Where(each => !text.Contains(each, StringComparison.Ordinal))];
        }

        public ValueTask DisposeAsync() => app.DisposeAsync();
    }
}
