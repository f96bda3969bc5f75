using GeekOnDuty.Core.Storage;
using GeekOnDuty.EmbeddedPostgres;
using Npgsql;
using Xunit;

namespace GeekOnDuty.Api.Tests.Start;

/// <summary>Starts on a server that the settings name.</summary>
public sealed class NamedDatabaseStartTests(TestDatabaseServer server)
{
    private const string Connection = "ConnectionStrings__GeekOnDuty";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_has_no_demo_unless_asked_for_and_its_server_outlives_the_program()
    {
        var database = await server.CreateAsync();
        await using (var plain = ProgramRun.Start((Connection, database)))
        {
            using var client = await plain.ListensAsync();
            using var rotas = await client.GetAsync("/v1/rotas", Ct);
            Assert.Equal(0, (await rotas.ShouldBe(200)).GetProperty("items").GetArrayLength());
            await plain.SaysAsync($"database {new NpgsqlConnectionStringBuilder(database).Database}");
            await plain.StopAsync();
        }

        await using (var demo = ProgramRun.Start((Connection, database), ("GeekOnDuty__Demo", "true")))
        {
            using var client = await demo.ListensAsync();
            using var rota = await client.GetAsync("/v1/rotas/kubernetes", Ct);
            await rota.ShouldBe(200);
            await demo.StopAsync();
        }

        await server.DropAsync(database);
    }

    [Theory]
    [InlineData(
        "INSERT INTO schema_migrations SELECT max(number) + 1, '9999_from_the_future.sql', '', now() FROM schema_migrations",
        "9999_from_the_future.sql"
    )]
    [InlineData("UPDATE schema_migrations SET checksum = 'of another text' WHERE number = 2", "0002_rotas.sql")]
    public async Task A_schema_that_is_not_this_programs_is_named_and_left_alone(string change, string migration)
    {
        var database = await server.CreateAsync();
        await ScalarAsync(database, change);
        var before = await ContentAsync(database);
        await using var run = ProgramRun.Start((Connection, database), ("GeekOnDuty__Demo", "true"));

        var refusal = await run.IsRefusedAsync();

        Assert.Contains(migration, refusal, StringComparison.Ordinal);
        Assert.Equal(before, await ContentAsync(database));
        await server.DropAsync(database);
    }

    [Fact]
    public async Task A_missing_database_is_named_at_once()
    {
        var existing = await server.CreateAsync();
        var missing = new NpgsqlConnectionStringBuilder(existing) { Database = "not_there" }.ConnectionString;
        await using var run = ProgramRun.Start((Connection, missing));

        var refusal = await run.IsRefusedAsync();

        Assert.Contains(Connection, refusal, StringComparison.Ordinal);
        Assert.Contains("database \"not_there\" does not exist", refusal, StringComparison.Ordinal);
        await server.DropAsync(existing);
    }

    [Fact]
    public async Task A_server_that_comes_up_later_is_waited_for_while_the_rest_is_served_and_wrong_passwords_are_refused_at_once()
    {
        await using var folder = new DataFolder();
        var postgres = await folder.ServeAsync();
        var database = postgres.ConnectionString;
        await postgres.DisposeAsync();

        await using (var early = ProgramRun.Start((Connection, database)))
        {
            using var client = await early.ListensAsync();
            await early.SaysAsync($"Waiting for the database at {folder.Path}");
            using var live = await client.GetAsync("/healthz/live", Ct);
            await live.ShouldBe(200);
            foreach (var path in (string[])["/healthz/ready", "/v1/rotas", "/v1/me"])
            {
                using var tooEarly = await client.GetAsync(path, Ct);
                await tooEarly.ShouldBeProblem(503, "unavailable");
                Assert.NotNull(tooEarly.Headers.RetryAfter);
            }

            postgres = await folder.ServeAsync();
            await early.SaysAsync("is there.");
            using var ready = await client.GetAsync("/healthz/ready", Ct);
            await ready.ShouldBe(200);
            using var rotas = await client.GetAsync("/v1/rotas", Ct);
            await rotas.ShouldBe(200);
            await early.StopAsync();
        }

        await RequirePasswordAsync(folder, database);
        foreach (var password in new[] { "Password=wrong", "" })
        {
            var stranger = $"{new NpgsqlConnectionStringBuilder(database) { Username = "stranger" }};{password}";
            await using var run = ProgramRun.Start((Connection, stranger));
            var refusal = await run.IsRefusedAsync();
            Assert.Contains(Connection, refusal, StringComparison.Ordinal);
            Assert.Contains("password", refusal, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("wrong", refusal, StringComparison.Ordinal);
        }

        await postgres.DisposeAsync();
    }

    [Fact]
    public async Task A_user_who_may_not_make_tables_is_told_so()
    {
        var database = await server.CreateEmptyAsync();
        var visitor = $"visitor_{Guid.NewGuid():N}";
        await ScalarAsync(database, $"CREATE ROLE {visitor} LOGIN PASSWORD 'geek'");
        var theirs = new NpgsqlConnectionStringBuilder(database) { Username = visitor, Password = "geek" };
        await using var run = ProgramRun.Start((Connection, theirs.ConnectionString));

        var refusal = await run.IsRefusedAsync();

        Assert.Contains("permission denied", refusal, StringComparison.Ordinal);
        await ScalarAsync(database, $"DROP ROLE {visitor}");
        await server.DropAsync(database);
    }

    [Theory]
    [InlineData("Host=db", GssEncryptionMode.Disable, 2)]
    [InlineData("Host=db;GSS Encryption Mode=Require;Timeout=7", GssEncryptionMode.Require, 7)]
    [InlineData("Host=db;GssEncryptionMode=Prefer", GssEncryptionMode.Prefer, 2)]
    public async Task What_the_connection_string_leaves_open_is_filled_and_what_it_says_stays(
        string given,
        GssEncryptionMode kerberos,
        int timeout
    )
    {
        await using var database = new Database(new DatabaseOptions(given), TimeProvider.System);

        var used = new NpgsqlConnectionStringBuilder(database.ConnectionString);

        Assert.Equal(kerberos, used.GssEncryptionMode);
        Assert.Equal(timeout, used.Timeout);
    }

    // Everybody else comes in as before.
    private static async Task RequirePasswordAsync(DataFolder folder, string database)
    {
        var rules = Path.Combine(folder.Path, "pg", "pg_hba.conf");
        var before = await File.ReadAllTextAsync(rules, Ct);
        await File.WriteAllTextAsync(rules, $"local all stranger scram-sha-256\n{before}", Ct);
        await ScalarAsync(database, "CREATE ROLE stranger LOGIN PASSWORD 'right'");
        await ScalarAsync(database, "SELECT pg_reload_conf()");
        var stranger = new NpgsqlConnectionStringBuilder(database) { Username = "stranger", Pooling = false }.ConnectionString;
        await TestDeadline.UntilAsync(
            async () =>
            {
                try
                {
                    await ScalarAsync(stranger, "SELECT 1");
                    return false;
                }
                catch (NpgsqlException)
                {
                    return true;
                }
            },
            "The server never asked for a password."
        );
    }

    private static Task<object?> ContentAsync(string database) =>
        ScalarAsync(
            database,
            """
            SELECT (SELECT string_agg(m::text, E'\n' ORDER BY number) FROM schema_migrations m)
                || (SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace)
                || (SELECT count(*) FROM volunteers) || (SELECT count(*) FROM rotas)
            """
        );

    private static async Task<object?> ScalarAsync(string database, string sql)
    {
        await using var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(database) { Pooling = false }.ConnectionString
        );
        await connection.OpenAsync(Ct);
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(Ct);
    }
}
