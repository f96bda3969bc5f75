using System.Net.Http.Json;
using GeekOnDuty.Api.Tests.Feeds;
using GeekOnDuty.Api.Tests.Postgres;
using GeekOnDuty.Api.Tests.Start;
using GeekOnDuty.EmbeddedPostgres;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using NodaTime;
using Npgsql;
using Xunit;

namespace GeekOnDuty.Api.Tests.OnDuty;

/// <summary>Postgres goes away under a running application, in every way that it can, and comes back.</summary>
public sealed class AwayTests
{
    private static readonly Instant Now = Instant.FromUtc(2026, 3, 2, 10, 0);
    private static readonly string[] Questions =
    [
        "",
        "/on-duty",
        "/on-duty?at=2026-03-03T10:00:00Z",
        "/office-hours",
        "/slots?from=2026-03-01T00:00:00Z&to=2026-03-08T00:00:00Z",
        "/schedule?from=2026-03-01T00:00:00Z&to=2026-03-08T00:00:00Z",
    ];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("stopped")]
    [InlineData("killed")]
    [InlineData("hung")]
    [InlineData("refusing")]
    public async Task What_is_in_memory_goes_on_being_answered_over_handovers_and_the_rest_is_a_503_until_it_is_back(string how)
    {
        await using var folder = new DataFolder();
        await using var server = await FickleServer.StartAsync(folder);
        await using (var app = await TestApp.StartAsync(server.ConnectionString, Now, services: Hurry))
        {
            var rota = await RotaClient.NewAsync(app);
            var hours = await rota.HoursAsync("09:00", "12:00");
            var (ada, bob) = (await rota.MemberAsync("Ada"), await rota.MemberAsync("Bob"));
            await rota.ClaimAsync(ada, hours, "2026-03-02");
            await rota.ClaimAsync(bob, hours, "2026-03-03");
            var idle = await RotaClient.NewAsync(app);
            Assert.Equal("Ada", (await rota.OnDutyAsync()).Names);
            using var stream = await StreamClient.ConnectAsync(app.Anonymous, rota.Path("on-duty/stream"));
            await stream.NextAsync();
            var calendar = await CalendarFile.GetAsync(app.Anonymous, $"/{rota.Slug}/calendar.ics");

            await server.GoAwayAsync(how);
            await AnswersAllAsync(app, rota);
            Assert.Equal(calendar.ETag, (await CalendarFile.GetAsync(app.Anonymous, $"/{rota.Slug}/calendar.ics")).ETag);
            await RefusesAsync(() => app.Anonymous.GetAsync($"/{rota.Slug}/calendar.ics?zone=Asia/Tokyo", Ct));
            await RefusesAsync(() =>
                ada.Client.PostAsJsonAsync(rota.Path($"office-hours/{hours}/slots/2026-03-04/claims"), new { }, Ct)
            );
            await RefusesAsync(() => app.Anonymous.GetAsync(idle.Path("on-duty"), Ct));
            await RefusesAsync(() => app.Anonymous.GetAsync("/healthz/ready", Ct));
            using (var live = await app.Anonymous.GetAsync("/healthz/live", Ct))
            {
                await live.ShouldBe(200);
            }

            await UntilAsync(app, rota, isStale: true);
            using (var kept = await app.Anonymous.GetAsync($"/{rota.Slug}/calendar.ics", Ct))
            {
                await kept.ShouldBe(200);
                Assert.Equal(["geek-on-duty; hit; detail=stale"], kept.Headers.GetValues("Cache-Status"));
            }

            app.Clock.Now = Instant.FromUtc(2026, 3, 2, 12, 0);
            Assert.Equal("closed", (await rota.OnDutyAsync()).State);
            Assert.Equal("closed", (await stream.NextAsync()).GetProperty("state").GetString());
            app.Clock.Now = Instant.FromUtc(2026, 3, 3, 9, 0);
            Assert.Equal("Bob", (await rota.OnDutyAsync()).Names);
            Assert.Equal("Bob", (await stream.NextAsync()).GetProperty("onDuty").NamesOf());
            await AnswersAllAsync(app, rota);

            await server.ComeBackAsync();
            await TestDeadline.UntilAsync(
                async () =>
                {
                    using var ready = await app.Anonymous.GetAsync("/healthz/ready", Ct);
                    return ready.IsSuccessStatusCode;
                },
                "It is not ready again."
            );

            await UntilAsync(app, rota, isStale: false);
            await rota.ClaimAsync(ada, hours, "2026-03-04");
            Assert.Equal("2026-03-04T09:00:00Z Ada", (await rota.OnDutyAsync()).Next);
            Assert.Equal("closed", (await idle.OnDutyAsync()).State);
        }
    }

    [Fact]
    public async Task What_is_not_in_the_log_is_there_after_a_restart_of_the_server_as_another_may_have_taken_over()
    {
        await using var folder = new DataFolder();
        await using var server = await FickleServer.StartAsync(folder);
        await using (var app = await TestApp.StartAsync(server.ConnectionString, Now))
        {
            var rota = await RotaClient.NewAsync(app);
            Assert.Equal("closed", (await rota.OnDutyAsync()).State);
            await using (var elsewhere = new NpgsqlConnection($"{server.ConnectionString};Pooling=false"))
            {
                await elsewhere.OpenAsync(Ct);
                await using var change = new NpgsqlCommand("UPDATE rotas SET notice = 'meanwhile'", elsewhere);
                await change.ExecuteNonQueryAsync(Ct);
            }

            Assert.DoesNotContain("meanwhile", (await rota.OnDutyAsync()).Text, StringComparison.Ordinal);
            await server.GoAwayAsync("stopped");
            await UntilAsync(app, rota, isStale: true);
            await server.ComeBackAsync();
            await UntilAsync(app, rota, isStale: false);
            Assert.Contains("meanwhile", (await rota.OnDutyAsync()).Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_pool_that_is_used_up_is_a_503_and_no_hang()
    {
        await using var folder = new DataFolder();
        await using var server = await FickleServer.StartAsync(folder);
        await using (var app = await TestApp.StartAsync($"{server.ConnectionString};Maximum Pool Size=1", Now))
        {
            var rota = await RotaClient.NewAsync(app);
            await rota.OnDutyAsync();
            await using var connection = new NpgsqlConnection(server.ConnectionString);
            await connection.OpenAsync(Ct);
            await using var transaction = await connection.BeginTransactionAsync(Ct);
            await using var command = new NpgsqlCommand("LOCK TABLE rotas IN ACCESS EXCLUSIVE MODE", connection, transaction);
            await command.ExecuteNonQueryAsync(Ct);

            var stuck = Enumerable
                .Range(0, 6)
                .Select(_ =>
                    app.Admin.PutAsJsonAsync(
                        $"/v1/rotas/{rota.Slug}",
                        new
                        {
                            slug = rota.Slug,
                            name = "x",
                            zone = "UTC",
                        },
                        Ct
                    )
                )
                .ToList();
            foreach (var request in stuck)
            {
                using var answer = await request.WaitAsync(TestDeadline.Timeout, Ct);
                await answer.ShouldBeProblem(503, "unavailable");
            }

            Assert.Equal("closed", (await rota.OnDutyAsync()).State);
        }
    }

    private static void Hurry(IServiceCollection services) =>
        services.Replace(ServiceDescriptor.Singleton<TimeProvider>(new HurriedTime()));

    /// <summary>
    /// Whatever would ask the database would be refused. It would also take two seconds when the database hangs, each time, so one quick
    /// answer of several tells that nothing was tried, on a busy machine too.
    /// </summary>
    private static async Task AnswersAllAsync(TestApp app, RotaClient rota)
    {
        foreach (var question in Questions)
        {
            await TestDeadline.UntilAsync(
                async () =>
                {
                    var asked = TimeProvider.System.GetTimestamp();
                    using var answer = await app.Anonymous.GetAsync($"/v1/rotas/{rota.Slug}{question}", Ct);
                    await answer.ShouldBe(200);
                    return TimeProvider.System.GetElapsedTime(asked) < TimeSpan.FromSeconds(1);
                },
                $"{question} asked the database."
            );
        }
    }

    private static async Task RefusesAsync(Func<Task<HttpResponseMessage>> ask)
    {
        using var answer = await ask();
        await answer.ShouldBeProblem(503, "unavailable");
        Assert.NotNull(answer.Headers.RetryAfter);
    }

    private static Task UntilAsync(TestApp app, RotaClient rota, bool isStale) =>
        TestDeadline.UntilAsync(
            async () =>
            {
                foreach (var question in (string[])["/on-duty", "/office-hours"])
                {
                    using var answer = await app.Anonymous.GetAsync($"/v1/rotas/{rota.Slug}{question}", Ct);
                    await answer.ShouldBe(200);
                    var says = answer.Headers.TryGetValues("Cache-Status", out var values) ? Assert.Single(values) : null;
                    if (says == (isStale ? "geek-on-duty; hit; detail=stale" : null))
                    {
                        return true;
                    }
                }

                return false;
            },
            $"Stale should be {isStale}."
        );

    /// <summary>What is done once a minute is done ten times a second.</summary>
    private sealed class HurriedTime : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(callback, state, Hurried(dueTime), Hurried(period));

        private static TimeSpan Hurried(TimeSpan span) => span == TimeSpan.FromMinutes(1) ? TimeSpan.FromSeconds(0.1) : span;
    }

    /// <summary>A server that goes away and comes back.</summary>
    private sealed class FickleServer(DataFolder folder, EmbeddedPostgresServer server) : IAsyncDisposable
    {
        private EmbeddedPostgresServer server = server;
        private string how = "";

        public string ConnectionString { get; } = server.ConnectionString;

        /// <summary>What it has acknowledged is there after a kill.</summary>
        public static async Task<FickleServer> StartAsync(DataFolder folder) => new(folder, await ServeAsync(folder));

        public async Task GoAwayAsync(string how)
        {
            this.how = how;
            switch (how)
            {
                case "stopped":
                    await server.DisposeAsync();
                    break;
                case "killed":
                    await SignalAsync("KILL");
                    break;
                case "hung":
                    await SignalAsync("STOP");
                    break;
                case "refusing":
                    await ExecuteAsync($"ALTER DATABASE {Name} ALLOW_CONNECTIONS false");
                    await ExecuteAsync($"SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '{Name}'");
                    break;
            }
        }

        public async Task ComeBackAsync()
        {
            switch (how)
            {
                case "stopped":
                    server = await ServeAsync(folder);
                    break;
                case "killed":
                    await server.DisposeAsync();
                    server = await ServeAsync(folder);
                    break;
                case "hung":
                    await SignalAsync("CONT");
                    break;
                case "refusing":
                    await ExecuteAsync($"ALTER DATABASE {Name} ALLOW_CONNECTIONS true");
                    break;
            }

            how = "";
        }

        public async ValueTask DisposeAsync()
        {
            if (how == "hung")
            {
                await SignalAsync("CONT");
            }

            await server.DisposeAsync();
        }

        private static Task<EmbeddedPostgresServer> ServeAsync(DataFolder folder) =>
            EmbeddedPostgresServer.StartAsync(
                new EmbeddedPostgresOptions { DataDirectory = folder.Path, Durable = true },
                _ => { },
                CancellationToken.None
            );

        private async Task ExecuteAsync(string sql)
        {
            var other = new NpgsqlConnectionStringBuilder(ConnectionString) { Database = "postgres", Pooling = false };
            await using var connection = new NpgsqlConnection(other.ConnectionString);
            await connection.OpenAsync(Ct);
            await using var command = new NpgsqlCommand(sql, connection);
            await command.ExecuteNonQueryAsync(Ct);
        }

        private string Name => new NpgsqlConnectionStringBuilder(ConnectionString).Database!;

        private Task SignalAsync(string signal) => ServerSignals.SendAsync(folder.Path, signal);
    }
}
