using System.Globalization;
using GeekOnDuty.Core.People;
using GeekOnDuty.Core.Storage;
using GeekOnDuty.EmbeddedPostgres;
using NodaTime;
using Npgsql;
using NpgsqlTypes;

namespace GeekOnDuty.Benchmarks;

/// <summary>A durable Postgres of our own in a temporary folder, migrated, where the servers that are measured keep their data.</summary>
internal sealed class Lab : IAsyncDisposable
{
    private readonly EmbeddedPostgresServer postgres;

    private Lab(EmbeddedPostgresServer postgres)
    {
        this.postgres = postgres;
        Db = NpgsqlDataSource.Create(postgres.ConnectionString + ";Command Timeout=0");
    }

    public NpgsqlDataSource Db { get; }

    public string DataFolder => postgres.DataDirectory;

    /// <summary>Where its socket is, for pgbench.</summary>
    public string SocketFolder => PostgresFolder.For(DataFolder).ListeningFolder;

    public static async Task<Lab> StartAsync()
    {
        var folder = Path.Combine(Path.GetTempPath(), $"geek-on-duty-benchmark-{Guid.NewGuid():N}");
        try
        {
            var options = new EmbeddedPostgresOptions { DataDirectory = folder };
            var lab = new Lab(await EmbeddedPostgresServer.StartAsync(options, _ => { }, CancellationToken.None));
            await lab.SpreadPostgresAsync(Cores.Both);
            var now = SystemClock.Instance.GetCurrentInstant();
            await Migrator.MigrateAsync(lab.Db, Migration.FromResources(), now, CancellationToken.None);
            await lab.ExecuteAsync(Fill.IdSql);
            return lab;
        }
        catch (EmbeddedPostgresException why)
        {
            throw new CannotMeasureException(why.Message);
        }
    }

    /// <summary>Keeps Postgres to these cores from now on.</summary>
    public Task SpreadPostgresAsync(string cores) =>
        Cores.PinFamilyAsync(PostgresFolder.For(DataFolder).Postmaster!.Value, cores);

    /// <summary>Sends a signal to Postgres, every process of it.</summary>
    public async Task SignalPostgresAsync(string signal)
    {
        var processes = await Cores.FamilyAsync(PostgresFolder.For(DataFolder).Postmaster!.Value);
        await Tool.RunAsync("kill", [$"-{signal}", .. processes.Select(id => id.ToString(CultureInfo.InvariantCulture))]);
    }

    /// <summary>After a fill: statistics are fresh, and what was written is on the disk.</summary>
    public async Task SettleAsync()
    {
        await ExecuteAsync("VACUUM ANALYZE");
        await ExecuteAsync("CHECKPOINT");
    }

    public async Task ExecuteAsync(string sql, params (string Name, object Value)[] parameters)
    {
        await using var command = Db.CreateCommand(sql);
        foreach (var (name, value) in parameters)
        {
            command.Parameters.AddWithValue(name, value);
        }

        await command.ExecuteNonQueryAsync();
    }

    public async Task<long> CountAsync(string sql)
    {
        await using var command = Db.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>A token for each of these volunteers.</summary>
    /// <returns>Their secrets, in order.</returns>
    public async Task<IReadOnlyList<string>> TokensAsync(IEnumerable<Guid> volunteers)
    {
        var secrets = new List<string>();
        await using var connection = await Db.OpenConnectionAsync();
        await using var copy = await connection.BeginBinaryImportAsync(
            "COPY tokens (id, volunteer_id, name, secret_hash, created_at) FROM STDIN (FORMAT BINARY)"
        );
        foreach (var volunteer in volunteers)
        {
            var id = Guid.CreateVersion7();
            var secret = TokenSecret.Make(id);
            secrets.Add(secret);
            await copy.StartRowAsync();
            await copy.WriteAsync(id, NpgsqlDbType.Uuid);
            await copy.WriteAsync(volunteer, NpgsqlDbType.Uuid);
            await copy.WriteAsync("Benchmark", NpgsqlDbType.Text);
            await copy.WriteAsync(Secret.Hash(secret), NpgsqlDbType.Bytea);
            await copy.WriteAsync(DateTime.UnixEpoch, NpgsqlDbType.TimestampTz);
        }

        await copy.CompleteAsync();
        return secrets;
    }

    public async ValueTask DisposeAsync()
    {
        await Db.DisposeAsync();
        await postgres.DisposeAsync();
        Directory.Delete(DataFolder, recursive: true);
    }
}
