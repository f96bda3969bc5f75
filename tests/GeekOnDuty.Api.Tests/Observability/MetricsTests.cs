using System.Diagnostics.Metrics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using GeekOnDuty.Api.Observability;
using GeekOnDuty.Core.Claims;
using GeekOnDuty.Core.Storage;
using GeekOnDuty.Scheduling;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;
using Npgsql;
using Xunit;

namespace GeekOnDuty.Api.Tests.Observability;

public sealed partial class MetricsTests(TestDatabase db) : IClassFixture<TestDatabase>
{
    private const string Requests = "geek_on_duty_http_request_duration_seconds";

    [Fact]
    public async Task Everybody_may_read_them_in_the_format_of_Prometheus_and_nobody_keeps_them()
    {
        await using var app = await TestApp.StartAsync(db, RunningApp.Now);
        using var before = await app.Anonymous.GetAsync("/v1/rotas");
        using var response = await app.Anonymous.GetAsync("/metrics");

        await response.ShouldBe(200);
        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", response.Content.Headers.ContentType?.ToString());
        Assert.True(response.Headers.CacheControl?.NoStore);
        var text = await response.Content.ReadAsStringAsync();
        Assert.EndsWith("\n", text, StringComparison.Ordinal);
        string? family = null;
        var types = new Dictionary<string, string>();
        foreach (var line in text.Split('\n')[..^1])
        {
            if (Help().Match(line) is { Success: true } help)
            {
                family = help.Groups["name"].Value;
                Assert.False(types.ContainsKey(family), line);
            }
            else if (TypeOf().Match(line) is { Success: true } type)
            {
                Assert.Equal(family, type.Groups["name"].Value);
                types.Add(family!, type.Groups["type"].Value);
            }
            else
            {
                var sample = SampleOf().Match(line);
                Assert.True(sample.Success, line);
                var suffix = sample.Groups["name"].Value[family!.Length..];
                Assert.Contains(suffix, types[family] == "histogram" ? ["_bucket", "_sum", "_count"] : new[] { "" });
                Assert.Equal(types[family] == "counter", family.EndsWith("_total", StringComparison.Ordinal));
            }
        }

        Assert.Equal("histogram", types[Requests]);
        Assert.True(Value(text, "process_resident_memory_bytes") > 1_000_000);
    }

    [Fact]
    public async Task A_rota_in_memory_tells_its_state_and_how_long_it_is_uncovered_in_the_next_7_days()
    {
        await using var app = await TestApp.StartAsync(db, Instant.FromUtc(2026, 3, 2, 10, 0));
        var (rota, secret) = (await app.Given.RotaAsync(), await app.Given.RotaAsync(visibility: "unlisted"));
        var hours = await app.Given.OfficeHoursAsync(rota);
        var ada = await app.Given.PersonAsync("Ada", rota);
        foreach (var slug in (string[])[rota, secret])
        {
            using var asked = await app.Anonymous.GetAsync($"/v1/rotas/{slug}/on-duty");
            await asked.ShouldBe(200);
        }

        var before = await app.Anonymous.GetStringAsync("/metrics");
        Assert.Equal(1, Value(before, "geek_on_duty_rota_state", ("rota", rota), ("state", "unstaffed")));
        // Two hours are left of today, six days have three, and one is left of the last.
        Assert.Equal(21 * 3600, Value(before, "geek_on_duty_rota_uncovered_seconds", ("rota", rota)));
        Assert.DoesNotContain(secret, before, StringComparison.Ordinal);

        using var claim = await ada.Client.PostAsJsonAsync(
            $"/v1/rotas/{rota}/office-hours/{hours}/slots/2026-03-02/claims",
            new { }
        );
        await claim.ShouldBe(201);

        var after = await app.Anonymous.GetStringAsync("/metrics");
        Assert.Equal(1, Value(after, "geek_on_duty_rota_state", ("rota", rota), ("state", "staffed")));
        Assert.Equal(19 * 3600, Value(after, "geek_on_duty_rota_uncovered_seconds", ("rota", rota)));
        Assert.True(
            Value(after, "geek_on_duty_snapshot_reloads_total", ("result", "succeeded"))
                > Value(before, "geek_on_duty_snapshot_reloads_total", ("result", "succeeded"))
        );
    }

    [Fact]
    public async Task Requests_are_counted_by_route_method_and_status_and_never_by_address()
    {
        await using var app = await TestApp.StartAsync(db, RunningApp.Now);
        var rota = await app.Given.RotaAsync();
        foreach (var path in (string[])[$"/v1/rotas/{rota}", $"/v1/rotas/{rota}?x=1", "/v1/rotas/no-such-rota"])
        {
            using var read = await app.Anonymous.GetAsync(path);
        }

        using var head = await app.Anonymous.SendAsync(new HttpRequestMessage(HttpMethod.Head, $"/v1/rotas/{rota}"));
        foreach (var method in (string[])["GET", "PROPFIND", "MKCOL"])
        {
            using var lost = await app.Anonymous.SendAsync(
                new HttpRequestMessage(new HttpMethod(method), "/an/address/of/my/own")
            );
        }

        var text = await app.Anonymous.GetStringAsync("/metrics");

        const string one = "/v1/rotas/{rota}";
        Assert.Equal(2, Value(text, $"{Requests}_count", ("route", one), ("method", "GET"), ("status", "200")));
        Assert.Equal(1, Value(text, $"{Requests}_count", ("route", one), ("method", "GET"), ("status", "404")));
        Assert.Equal(1, Value(text, $"{Requests}_count", ("route", one), ("method", "HEAD"), ("status", "200")));
        Assert.Equal(1, Value(text, $"{Requests}_count", ("route", "unmatched"), ("method", "GET"), ("status", "404")));
        Assert.Equal(2, Value(text, $"{Requests}_count", ("route", "unmatched"), ("method", "other"), ("status", "404")));
        Assert.DoesNotContain(
            text.Split('\n'),
            line => line.StartsWith(Requests, StringComparison.Ordinal) && line.Contains(rota, StringComparison.Ordinal)
        );
        Assert.DoesNotContain("my/own", text, StringComparison.Ordinal);
        Assert.DoesNotContain("no-such-rota", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Durations_fall_into_cumulative_buckets_whose_bounds_belong_to_them()
    {
        var requests = new RequestMetrics();
        var route = requests.Route("/here");
        foreach (var milliseconds in (double[])[0.02, 5, 5.1, 70_000])
        {
            route.Record("GET", 200, (long)(milliseconds * System.Diagnostics.Stopwatch.Frequency / 1000));
        }

        var series = Assert.Single(requests.Read());
        var (cumulative, seconds) = series.Read();
        Assert.Equal([1, 1, 1, 2, 3, 3, 3, 3, 3, 3, 4], cumulative);
        Assert.Equal(70.01012, seconds, 5);
    }

    [Fact]
    public async Task A_fault_is_counted_at_the_route_that_it_came_from()
    {
        await using var app = await TestApp.StartAsync(db, RunningApp.Now);
        var rota = await app.Given.RotaAsync();
        using var refused = await app.Anonymous.GetAsync($"/v1/rotas/{rota}/slots");
        await refused.ShouldBe(400);

        var text = await app.Anonymous.GetStringAsync("/metrics");

        Assert.Equal(
            1,
            Value(text, $"{Requests}_count", ("route", "/v1/rotas/{rota}/slots"), ("method", "GET"), ("status", "400"))
        );
    }

    [Fact]
    public async Task Claims_are_counted_by_what_came_of_them_and_a_repeated_request_once()
    {
        await using var app = await TestApp.StartAsync(db, RunningApp.Now);
        var (rota, hours) = await app.Given.RotaWithHoursAsync();
        var ada = await app.Given.PersonAsync("Ada Countess", rota);
        var bob = await app.Given.PersonAsync("Bob Viscount", rota);
        async Task ClaimAsync(Person person, string date, int status, string? key = null)
        {
            using var request = new HttpRequestMessage(
                HttpMethod.Post,
                $"/v1/rotas/{rota}/office-hours/{hours}/slots/{date}/claims"
            );
            if (key is not null)
            {
                request.Headers.Add("Idempotency-Key", key);
            }

            using var response = await person.Client.SendAsync(request);
            await response.ShouldBe(status);
        }

        await ClaimAsync(ada, "2026-03-03", 201, "once");
        await ClaimAsync(ada, "2026-03-03", 201, "once");
        await ClaimAsync(ada, "2026-03-03", 409);
        await ClaimAsync(bob, "2026-03-03", 409, "refused");
        await ClaimAsync(bob, "2026-03-03", 409, "refused");
        await ClaimAsync(bob, "2026-03-04", 201);
        await ClaimAsync(bob, "2027-03-04", 409);
        using var standing = await ada.Client.PostAsJsonAsync(
            $"/v1/rotas/{rota}/office-hours/{hours}/standing-claims",
            new { from = "2026-03-03", until = "2026-03-06" }
        );
        await standing.ShouldBe(201);

        var text = await app.Anonymous.GetStringAsync("/metrics");

        double Single(string outcome) => Value(text, "geek_on_duty_claims_total", ("outcome", outcome));
        Assert.Equal(
            (2, 1, 1, 1, 0),
            (Single("claimed"), Single("already-claimed"), Single("slot-full"), Single("slot-not-open"), Single("double-booked"))
        );
        double Standing(string outcome) => Value(text, "geek_on_duty_standing_claims_total", ("outcome", outcome));
        Assert.Equal((2, 1, 1), (Standing("claimed"), Standing("already-claimed"), Standing("slot-full")));
        Assert.DoesNotContain("Countess", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_database_is_up_until_it_is_away_and_refusals_for_that_are_counted()
    {
        await using var app = await TestApp.StartAsync(db, RunningApp.Now);
        await SaysDatabaseIsAsync(app, 1);
        var name = new NpgsqlConnectionStringBuilder(db.ConnectionString).Database;
        await ExecuteAsync($"ALTER DATABASE {name} ALLOW_CONNECTIONS false");
        try
        {
            await ExecuteAsync($"SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '{name}'");
            await SaysDatabaseIsAsync(app, 0);
            using var refused = await app.Anonymous.GetAsync("/v1/rotas");
            await refused.ShouldBe(503);
        }
        finally
        {
            await ExecuteAsync($"ALTER DATABASE {name} ALLOW_CONNECTIONS true");
        }

        var text = await SaysDatabaseIsAsync(app, 1);
        Assert.Equal(1, Value(text, $"{Requests}_count", ("route", "/v1/rotas"), ("method", "GET"), ("status", "503")));
    }

    [Fact]
    public async Task Of_rotas_the_state_the_gaps_and_the_age_are_told_unless_they_are_unlisted()
    {
        await using var database = new Database(new DatabaseOptions("Host=nowhere"), TimeProvider.System);
        using var feed = new ChangeFeed(database, TimeProvider.System, NullLogger<ChangeFeed>.Instance);
        using var instruments = new Metrics(new ClaimMetrics(), database, feed, [new TwoRotas()], log: null);

        var text = MetricsEndpoint
            .Get(instruments, new RequestMetrics(), new DefaultHttpContext().Response)
            .ResponseContent!.Replace("\r", "", StringComparison.Ordinal);

        Assert.Equal(0, Value(text, "geek_on_duty_database_up"));
        Assert.Equal(1, Value(text, "geek_on_duty_rota_state", ("rota", "ceph"), ("state", "unstaffed")));
        Assert.Equal(0, Value(text, "geek_on_duty_rota_state", ("rota", "ceph"), ("state", "staffed")));
        Assert.Equal(0, Value(text, "geek_on_duty_rota_state", ("rota", "ceph"), ("state", "closed")));
        Assert.Equal(10800.5, Value(text, "geek_on_duty_rota_uncovered_seconds", ("rota", "ceph")));
        Assert.Equal(0.25, Value(text, "geek_on_duty_snapshot_age_seconds", ("rota", "ceph")));
        Assert.Equal(7, Value(text, "geek_on_duty_snapshot_reloads_total", ("result", "succeeded")));
        Assert.Equal(2, Value(text, "geek_on_duty_snapshot_reloads_total", ("result", "failed")));
        Assert.DoesNotContain("secret-plans", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_instrument_of_the_program_is_in_the_metrics_and_in_the_readme()
    {
        await using var app = await TestApp.StartAsync(db, RunningApp.Now);
        await using var database = new Database(new DatabaseOptions("Host=nowhere"), TimeProvider.System);
        using var feed = new ChangeFeed(database, TimeProvider.System, NullLogger<ChangeFeed>.Instance);
        using var log = new RequestLog(Stream.Null, TextWriter.Null, TimeProvider.System);
        using var instruments = new Metrics(new ClaimMetrics(), database, feed, [new TwoRotas()], log);
        var text = MetricsEndpoint.Get(instruments, new RequestMetrics(), new DefaultHttpContext().Response).ResponseContent!;
        var told = Help().Matches(text).Select(match => match.Groups["name"].Value).ToHashSet();

        // Those of this program, whatever made them, in all applications of this process.
        var created = new HashSet<string>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, _) =>
        {
            if (instrument.Meter.Name.StartsWith(Metrics.MeterName, StringComparison.Ordinal))
            {
                created.Add(instrument.Name);
            }
        };
        listener.Start();

        Assert.NotEmpty(created);
        Assert.Subset(told, created);
        var readme = await File.ReadAllTextAsync(Repository.PathTo("README.md"), TestContext.Current.CancellationToken);
        Assert.All(told, name => Assert.Contains($"`{name}`", readme, StringComparison.Ordinal));
    }

    [Fact]
    public void Labels_and_help_are_escaped_and_numbers_are_those_of_Prometheus()
    {
        var text = new PrometheusText();
        text.Family("a_total", "counter", "Back\\slash,\nnew line and \"quotes\".");
        text.Sample("a_total", double.PositiveInfinity, ("x", "\"\\\n"), ("y", "é"));
        text.Sample("a_total", 0.1);

        Assert.Equal(
            """
            # HELP a_total Back\\slash,\nnew line and "quotes".
            # TYPE a_total counter
            a_total{x="\"\\\n",y="é"} +Inf
            a_total 0.1

            """.ReplaceLineEndings("\n"),
            text.ToString()
        );
    }

    private static double Value(string text, string name, params (string Name, string Value)[] labels)
    {
        var all = string.Join(',', labels.Select(label => $"{label.Name}=\"{label.Value}\""));
        var start = labels.Length > 0 ? $"{name}{{{all}}} " : $"{name} ";
        var line = text.Split('\n').SingleOrDefault(line => line.StartsWith(start, StringComparison.Ordinal));
        Assert.True(line is not null, $"There is no {start} in\n{text}");
        return double.Parse(line[start.Length..], CultureInfo.InvariantCulture);
    }

    private static async Task<string> SaysDatabaseIsAsync(TestApp app, int up)
    {
        var text = "";
        await TestDeadline.UntilAsync(
            async () => Value(text = await app.Anonymous.GetStringAsync("/metrics"), "geek_on_duty_database_up") == up,
            $"It never said {up}."
        );
        return text;
    }

    private async Task ExecuteAsync(string sql)
    {
        var server = new NpgsqlConnectionStringBuilder(db.ConnectionString) { Database = "postgres", Pooling = false };
        await using var connection = new NpgsqlConnection(server.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    [GeneratedRegex(
        "^# HELP (?<name>[a-z][a-z0-9_]*) [^\\n]+$",
        RegexOptions.ExplicitCapture | RegexOptions.Multiline,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Help();

    [GeneratedRegex(
        "^# TYPE (?<name>[a-z][a-z0-9_]*) (?<type>counter|gauge|histogram)$",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex TypeOf();

    [GeneratedRegex(
        """^(?<name>[a-z][a-z0-9_]*)(\{[a-z]+="([^"\\]|\\["\\n])*"(,[a-z]+="([^"\\]|\\["\\n])*")*\})? (\+Inf|[-+.E0-9]+)$""",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex SampleOf();

    private sealed class TwoRotas : IRotaGauges
    {
        public IEnumerable<RotaGauge> Rotas() =>
            [
                new("ceph", IsUnlisted: false, DutyState.Unstaffed, 10800.5, 0.25),
                new("secret-plans", IsUnlisted: true, DutyState.Staffed, 0, 0.25),
            ];

        public (long Succeeded, long Failed) Reloads => (7, 2);
    }
}
