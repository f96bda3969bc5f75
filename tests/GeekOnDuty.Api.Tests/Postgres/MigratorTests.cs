using GeekOnDuty.Core.Storage;
using NodaTime;
using Npgsql;
using Xunit;

namespace GeekOnDuty.Api.Tests.Postgres;

public sealed class MigratorTests(TestDatabaseServer server) : IAsyncLifetime
{
    private static readonly Instant Now = Instant.FromUtc(2026, 3, 29, 1, 0);
    private static readonly Migration People = Migration.FromFile(
        "0001_people.sql",
        "CREATE TABLE people (id int);\nINSERT INTO people VALUES (1);\n"
    );
    private static readonly Migration Rotas = Migration.FromFile(
        "0002_rotas.sql",
        "CREATE TABLE rotas (id int); INSERT INTO rotas SELECT id FROM people;"
    );
    private static readonly Migration Claims = Migration.FromFile(
        "0003_claims.sql",
        "CREATE TABLE claims (id int); SELECT pg_sleep(0.2);"
    );

    private string connectionString = "";
    private NpgsqlDataSource db = null!;

    public async ValueTask InitializeAsync()
    {
        connectionString = await server.CreateEmptyAsync();
        db = NpgsqlDataSource.Create(connectionString);
    }

    public async ValueTask DisposeAsync()
    {
        await db.DisposeAsync();
        await server.DropAsync(connectionString);
    }

    [Fact]
    public async Task Migrations_run_in_the_order_of_their_numbers_and_once()
    {
        var first = await MigrateAsync(Rotas, People);
        var second = await MigrateAsync(People, Rotas, Claims);
        var third = await MigrateAsync(People, Rotas, Claims);

        Assert.Equal(["0001_people.sql", "0002_rotas.sql"], first.Applied);
        Assert.Equal(["0003_claims.sql"], second.Applied);
        Assert.Empty(third.Applied);
        Assert.Equal(3, third.Version);
        Assert.Equal(1L, await ScalarAsync("SELECT count(*) FROM rotas"));
        Assert.Equal(Now.ToDateTimeUtc(), await ScalarAsync("SELECT DISTINCT applied_at FROM schema_migrations"));
    }

    [Fact]
    public async Task Of_processes_that_migrate_at_once_one_does_and_the_others_wait()
    {
        var results = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => MigrateAsync(People, Rotas, Claims)));

        Assert.Equal(3, Assert.Single(results, result => result.Applied.Count > 0).Applied.Count);
        Assert.All(results, result => Assert.Equal(3, result.Version));
    }

    [Fact]
    public async Task A_short_statement_timeout_of_requests_does_not_cut_a_migration_short()
    {
        await using var hasty = NpgsqlDataSource.Create(connectionString + ";Options=-c statement_timeout=50 -c lock_timeout=50");

        await Task.WhenAll(
            Migrator.MigrateAsync(hasty, [People, Rotas, Claims], Now, TestContext.Current.CancellationToken),
            Migrator.MigrateAsync(hasty, [People, Rotas, Claims], Now, TestContext.Current.CancellationToken)
        );

        await using var connection = await hasty.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var show = new NpgsqlCommand("SHOW statement_timeout", connection);
        Assert.Equal("50ms", await show.ExecuteScalarAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_file_that_changed_after_it_ran_is_refused_and_nothing_runs()
    {
        await MigrateAsync(People);
        var changed = Migration.FromFile(People.Name, People.Sql + "-- a word\n");

        var refused = await Assert.ThrowsAsync<MigrationException>(() => MigrateAsync(changed, Rotas));

        Assert.Equal(
            "0001_people.sql was changed after it ran here; restore the file or write a new migration.",
            refused.Message
        );
        Assert.Equal(false, await ScalarAsync("SELECT to_regclass('rotas') IS NOT NULL"));
    }

    [Fact]
    public async Task Line_ends_of_another_system_are_no_change()
    {
        await MigrateAsync(People);

        var again = await MigrateAsync(Migration.FromFile(People.Name, People.Sql.ReplaceLineEndings("\r\n")));

        Assert.Empty(again.Applied);
    }

    [Fact]
    public async Task A_database_newer_than_the_program_is_refused_and_named()
    {
        await MigrateAsync(People, Rotas);

        var refused = await Assert.ThrowsAsync<MigrationException>(() => MigrateAsync(People));

        Assert.Contains("newer than this program: it has migration 0002_rotas.sql", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_gap_in_what_was_applied_is_refused()
    {
        await MigrateAsync(People, Rotas);
        await ScalarAsync("DELETE FROM schema_migrations WHERE number = 1");

        var refused = await Assert.ThrowsAsync<MigrationException>(() => MigrateAsync(People, Rotas, Claims));

        Assert.Contains("none with number 0001 before it", refused.Message, StringComparison.Ordinal);
        Assert.Equal(false, await ScalarAsync("SELECT to_regclass('claims') IS NOT NULL"));
    }

    [Fact]
    public async Task A_failing_migration_leaves_nothing_half_done_and_is_named()
    {
        var failing = Migration.FromFile("0002_rotas.sql", "CREATE TABLE rotas (id int); INSERT INTO nowhere VALUES (1);");

        var failed = await Assert.ThrowsAsync<MigrationException>(() => MigrateAsync(People, failing, Claims));

        Assert.Equal("0002_rotas.sql failed and was rolled back: relation \"nowhere\" does not exist (42P01)", failed.Message);
        Assert.Equal(false, await ScalarAsync("SELECT to_regclass('rotas') IS NOT NULL"));
        Assert.Equal(1, await ScalarAsync("SELECT max(number) FROM schema_migrations"));
        Assert.Equal(["0002_rotas.sql", "0003_claims.sql"], (await MigrateAsync(People, Rotas, Claims)).Applied);
    }

    [Fact]
    public async Task A_migration_that_waits_for_a_reader_who_waits_for_it_can_be_tried_again()
    {
        var ct = TestContext.Current.CancellationToken;
        var names = Migration.FromFile(
            "0003_names.sql",
            "ALTER TABLE people ADD COLUMN name text; ALTER TABLE rotas ADD COLUMN name text;"
        );
        await MigrateAsync(People, Rotas);
        await using (var reader = await db.OpenConnectionAsync(ct))
        {
            await using var reading = await reader.BeginTransactionAsync(ct);
            await ReadAsync("SELECT FROM rotas");
            var migrating = MigrateAsync(People, Rotas, names);
            const string waits = """
                SELECT EXISTS (SELECT FROM pg_locks l JOIN pg_database d ON d.oid = l.database
                    WHERE d.datname = current_database() AND NOT l.granted)
                """;
            await TestDeadline.UntilAsync(async () => await ScalarAsync(waits) is true, "The migration does not wait.");

            await ReadAsync("SELECT FROM people");

            var lost = await Assert.ThrowsAsync<PostgresException>(() => migrating);
            Assert.Equal(PostgresErrorCodes.DeadlockDetected, lost.SqlState);

            async Task ReadAsync(string sql)
            {
                await using var read = new NpgsqlCommand(sql, reader, reading);
                await read.ExecuteNonQueryAsync(ct);
            }
        }

        Assert.Equal(["0003_names.sql"], (await MigrateAsync(People, Rotas, names)).Applied);
    }

    [Fact]
    public async Task Numbers_with_a_gap_or_a_twin_are_refused()
    {
        await Assert.ThrowsAsync<MigrationException>(() => MigrateAsync(People, Claims));
        await Assert.ThrowsAsync<MigrationException>(() => MigrateAsync(People, Migration.FromFile("0001_other.sql", "")));

        Assert.Equal(false, await ScalarAsync("SELECT to_regclass('schema_migrations') IS NOT NULL"));
    }

    [Theory]
    [InlineData("people.sql")]
    [InlineData("1_people.sql")]
    [InlineData("+001_people.sql")]
    public void A_file_without_a_number_of_four_digits_is_refused(string name) =>
        Assert.Contains(
            name,
            Assert.Throws<MigrationException>(() => Migration.FromFile(name, "")).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void The_files_of_this_program_are_numbered_without_gaps() =>
        Assert.All(Migration.FromResources().Index(), item => Assert.Equal(item.Index + 1, item.Item.Number));

    private Task<MigrationResult> MigrateAsync(params Migration[] migrations) =>
        Migrator.MigrateAsync(db, migrations, Now, TestContext.Current.CancellationToken);

    private async Task<object?> ScalarAsync(string sql)
    {
        await using var command = db.CreateCommand(sql);
        return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
    }
}
