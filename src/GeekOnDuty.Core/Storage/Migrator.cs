using Dapper;
using NodaTime;
using Npgsql;

namespace GeekOnDuty.Core.Storage;

/// <summary>What a run did: the names it applied, in order, and the number at which the schema now is.</summary>
public sealed record MigrationResult(IReadOnlyList<string> Applied, int Version);

/// <summary>Brings the schema up to date, forward only.</summary>
public static class Migrator
{
    // Any constant will do; this one is "geekduty" in ASCII, lest another program's lock be the same.
    private const long LockKey = 0x6765656B64757479;

    // A waiting process waits as long as the migrating one needs, whatever the limits for requests are.
    private const string LockSql = """
        -- Migrator.Lock
        SET statement_timeout = 0;
        SET lock_timeout = 0;
        SET idle_in_transaction_session_timeout = 0;
        SELECT pg_advisory_lock(@LockKey);
        """;

    private const string UnlockSql = """
        -- Migrator.Unlock
        SELECT pg_advisory_unlock(@LockKey);
        RESET statement_timeout;
        RESET lock_timeout;
        RESET idle_in_transaction_session_timeout;
        """;

    private const string ExistsSql = """
        -- Migrator.Exists
        SELECT to_regclass('schema_migrations') IS NOT NULL
        """;

    private const string CreateSql = """
        -- Migrator.Create
        CREATE TABLE IF NOT EXISTS schema_migrations (
            number     integer     NOT NULL,
            name       text        NOT NULL,
            checksum   text        NOT NULL,
            applied_at timestamptz NOT NULL,
            CONSTRAINT schema_migrations_pkey PRIMARY KEY (number)
        )
        """;

    private const string AppliedSql = """
        -- Migrator.Applied
        SELECT number, name, checksum FROM schema_migrations ORDER BY number
        """;

    private const string RecordSql = """
        -- Migrator.Record
        INSERT INTO schema_migrations (number, name, checksum, applied_at) VALUES (@Number, @Name, @Checksum, @now)
        """;

    /// <summary>Applies what is missing, each in a transaction of its own. Several processes may call this at once: one works, the others wait.</summary>
    /// <param name="db">The database; its user must be allowed to create tables.</param>
    /// <param name="migrations">All that this program knows.</param>
    /// <param name="now">Kept as the time of what is applied.</param>
    /// <param name="ct">Gives up; the migration that runs is rolled back.</param>
    /// <exception cref="MigrationException">
    /// Before anything is touched: the database is newer than the program, or an applied migration was changed or is missing.
    /// Later: a migration failed and was rolled back; those before it stay.
    /// </exception>
    /// <exception cref="PostgresException">40P01: a migration and a reader waited for each other. It was rolled back and can be tried again.</exception>
    public static async Task<MigrationResult> MigrateAsync(
        NpgsqlDataSource db,
        IReadOnlyList<Migration> migrations,
        Instant now,
        CancellationToken ct
    )
    {
        var known = Migration.InOrder(migrations);
        await using var connection = await db.OpenConnectionAsync(ct);
        await connection.ExecuteAsync(Command(LockSql, new { LockKey }, ct));
        try
        {
            var exists = await connection.ExecuteScalarAsync<bool>(Command(ExistsSql, null, ct));
            IReadOnlyList<Applied> applied = exists
                ? [.. await connection.QueryAsync<Applied>(Command(AppliedSql, null, ct))]
                : [];
            RefuseStrangers(applied, known);
            if (!exists)
            {
                await connection.ExecuteAsync(Command(CreateSql, null, ct));
            }
            var missing = known.Skip(applied.Count).ToList();
            foreach (var migration in missing)
            {
                await ApplyAsync(connection, migration, now, ct);
            }
            return new MigrationResult([.. missing.Select(migration => migration.Name)], known.Count);
        }
        finally
        {
            if (connection.State is System.Data.ConnectionState.Open)
            {
                await connection.ExecuteAsync(Command(UnlockSql, new { LockKey }, CancellationToken.None));
            }
        }
    }

    private static void RefuseStrangers(IReadOnlyList<Applied> applied, IReadOnlyList<Migration> known)
    {
        for (var i = 0; i < applied.Count; i++)
        {
            var ran = applied[i];
            if (ran.Number != i + 1)
            {
                throw new MigrationException(
                    $"The database has migration {ran.Name} but none with number {i + 1:D4} before it: schema_migrations was edited. Restore that row or the database."
                );
            }
            if (i >= known.Count)
            {
                var newest = known.Count == 0 ? "none" : $"those up to {known[^1].Name}";
                throw new MigrationException(
                    $"The database is newer than this program: it has migration {ran.Name}, and the program knows {newest}. "
                        + "Start the newer version again, or restore the database from before the update."
                );
            }
            if (!string.Equals(ran.Checksum, known[i].Checksum, StringComparison.Ordinal))
            {
                throw new MigrationException(
                    $"{known[i].Name} was changed after it ran here{(string.Equals(ran.Name, known[i].Name, StringComparison.Ordinal) ? "" : $" as {ran.Name}")}; "
                        + "restore the file or write a new migration."
                );
            }
        }
    }

    private static async Task ApplyAsync(NpgsqlConnection connection, Migration migration, Instant now, CancellationToken ct)
    {
        try
        {
            await using var transaction = await connection.BeginTransactionAsync(ct);
            await connection.ExecuteAsync(Command(migration.Sql, null, ct));
            var row = new
            {
                migration.Number,
                migration.Name,
                migration.Checksum,
                now = now.ToDateTimeUtc(),
            };
            await connection.ExecuteAsync(Command(RecordSql, row, ct));
            await transaction.CommitAsync(ct);
        }
        catch (PostgresException ex) when (ex.SqlState != PostgresErrorCodes.DeadlockDetected)
        {
            throw new MigrationException(
                $"{migration.Name} failed and was rolled back: {ex.MessageText} ({ex.SqlState})"
                    + $"{(ex.Detail is null ? "" : $" {ex.Detail}")}{(ex.Hint is null ? "" : $" {ex.Hint}")}",
                ex
            );
        }
    }

    private static CommandDefinition Command(string sql, object? parameters, CancellationToken ct) =>
        new(sql, parameters, commandTimeout: 0, cancellationToken: ct);

    private sealed record Applied(int Number, string Name, string Checksum);
}
