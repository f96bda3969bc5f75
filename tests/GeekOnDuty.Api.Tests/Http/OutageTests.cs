using System.Net.Http.Json;
using Npgsql;
using Xunit;

namespace GeekOnDuty.Api.Tests.Http;

/// <summary>The database goes away under a running application, and comes back.</summary>
public sealed class OutageTests(TestDatabase db) : IClassFixture<TestDatabase>
{
    public static TheoryData<string> Outages =>
        [
            "ALTER DATABASE {0} RENAME TO {0}away;ALTER DATABASE {0}away RENAME TO {0}",
            "ALTER DATABASE {0} ALLOW_CONNECTIONS false;ALTER DATABASE {0} ALLOW_CONNECTIONS true",
        ];

    [Theory, MemberData(nameof(Outages))]
    public async Task Without_the_database_everything_but_liveness_is_a_503_until_it_is_back(string outage)
    {
        await using var app = await TestApp.StartAsync(db, RunningApp.Now);
        var rota = await app.Given.RotaAsync();
        var ada = await app.Given.PersonAsync("Ada", rota);
        var (away, back) = (outage.Split(';')[0], outage.Split(';')[1]);

        await ExecuteAsync(away, terminate: true);
        try
        {
            foreach (var path in (string[])["/v1/rotas", $"/v1/rotas/{rota}", "/v1/organisations", "/healthz/ready"])
            {
                using var read = await app.Anonymous.GetAsync(path);
                await ShouldBeUnavailable(read, path);
            }

            using var me = await ada.Client.GetAsync("/v1/me");
            await ShouldBeUnavailable(me, "/v1/me");
            using var write = await app.Admin.PostAsJsonAsync("/v1/organisations", new { slug = "away", name = "Away" });
            await ShouldBeUnavailable(write, "POST");
            using var once = new HttpRequestMessage(HttpMethod.Post, "/v1/organisations");
            once.Headers.Add("Idempotency-Key", "away");
            once.Content = JsonContent.Create(new { slug = "away", name = "Away" });
            using var again = await app.Admin.SendAsync(once);
            await ShouldBeUnavailable(again, "POST with a key");
            using var live = await app.Anonymous.GetAsync("/healthz/live");
            await live.ShouldBe(200);
            using var preview = await app.Anonymous.PostAsJsonAsync(
                "/v1/occurrences",
                new
                {
                    zone = "UTC",
                    startDate = "2026-03-02",
                    startTime = "09:00",
                    endTime = "10:00",
                }
            );
            await preview.ShouldBe(200);
            using var missing = await app.Anonymous.GetAsync("/nothing/at/all");
            await missing.ShouldBeProblem(404, "not-found");
        }
        finally
        {
            await ExecuteAsync(back, terminate: false);
        }

        using var recovered = await app.Anonymous.GetAsync("/healthz/ready");
        await recovered.ShouldBe(200);
        using var whoami = await ada.Client.GetAsync("/v1/me");
        await whoami.ShouldBe(200);
        using var organisations = await app.Anonymous.GetAsync("/v1/organisations");
        Assert.DoesNotContain("away", await organisations.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lock_that_another_session_keeps_is_a_503_and_changes_nothing()
    {
        await using var app = await TestApp.StartAsync(db.ConnectionStringWithLimits, RunningApp.Now);
        var rota = await app.Given.RotaAsync();
        await using var connection = new NpgsqlConnection(db.ConnectionString);
        await connection.OpenAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var command = new NpgsqlCommand("SELECT 1 FROM rotas WHERE slug = @slug FOR UPDATE", connection, transaction);
        command.Parameters.AddWithValue("slug", rota);
        await command.ExecuteNonQueryAsync();

        using var response = await app.Admin.PutAsJsonAsync(
            $"/v1/rotas/{rota}",
            new
            {
                slug = rota,
                name = "other",
                zone = "UTC",
            }
        );
        await ShouldBeUnavailable(response, "PUT");
        await transaction.RollbackAsync();
        using var read = await app.Anonymous.GetAsync($"/v1/rotas/{rota}");
        Assert.Equal(rota, (await read.ShouldBe(200)).GetProperty("name").GetString());
    }

    private static async Task ShouldBeUnavailable(HttpResponseMessage response, string what)
    {
        var problem = await response.ShouldBeProblem(503, "unavailable");
        Assert.True(response.Headers.RetryAfter?.Delta > TimeSpan.Zero, what);
        Assert.True(response.Headers.CacheControl?.NoStore, what);
        var text = problem.GetRawText();
        Assert.DoesNotContain("Npgsql", text, StringComparison.Ordinal);
        Assert.DoesNotContain("geek_on_duty_test", text, StringComparison.Ordinal);
    }

    private async Task ExecuteAsync(string statement, bool terminate)
    {
        var server = new NpgsqlConnectionStringBuilder(db.ConnectionString) { Database = "postgres", Pooling = false };
        var name = new NpgsqlConnectionStringBuilder(db.ConnectionString).Database!;
        await using var connection = new NpgsqlConnection(server.ConnectionString);
        await connection.OpenAsync();
        var end = terminate
            ? $"SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname IN ('{name}', '{name}away');"
            : "";
        var since = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                foreach (var sql in (string[])[end, string.Format(null, statement, name), end])
                {
                    await using var command = new NpgsqlCommand(sql.Length > 0 ? sql : "SELECT 1", connection);
                    await command.ExecuteNonQueryAsync();
                }

                return;
            }
            catch (PostgresException busy)
                when (busy.SqlState == PostgresErrorCodes.ObjectInUse
                    && TimeProvider.System.GetElapsedTime(since) < TestDeadline.Timeout
                )
            {
                // A background task of the application came back in between.
                await Task.Delay(50);
            }
        }
    }
}
