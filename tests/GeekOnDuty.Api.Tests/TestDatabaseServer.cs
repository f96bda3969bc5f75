using GeekOnDuty.Api.Tests;
using GeekOnDuty.Core.Storage;
using GeekOnDuty.EmbeddedPostgres;
using NodaTime;
using Npgsql;
using Xunit;

[assembly: AssemblyFixture(typeof(TestDatabaseServer))]

namespace GeekOnDuty.Api.Tests;

/// <summary>
/// The Postgres of one test run, with a migrated database to copy: the server that GEEKONDUTY_TEST_DATABASE (a connection string) names,
/// else an embedded one in a temporary folder that goes with the run. Without either, tests fail; none is skipped.
/// </summary>
public sealed class TestDatabaseServer : IAsyncLifetime
{
    private const string Setting = "GEEKONDUTY_TEST_DATABASE";
    private static readonly int Patience = (int)TestDeadline.Timeout.TotalSeconds;
    private const string FolderPrefix = "geek-on-duty-tests-";
    private readonly string template = $"geek_on_duty_template_{Guid.NewGuid():N}";
    private string connectionString = "";
    private string? folder;
    private EmbeddedPostgresServer? embedded;

    public async ValueTask InitializeAsync()
    {
        connectionString = Environment.GetEnvironmentVariable(Setting) ?? await StartEmbeddedAsync();
        await ExecuteAsync($"CREATE DATABASE {template}");
        await using var db = NpgsqlDataSource.Create(ConnectionStringFor(template));
        await Migrator.MigrateAsync(
            db,
            Migration.FromResources(),
            Instant.FromUtc(2026, 1, 1, 0, 0),
            TestContext.Current.CancellationToken
        );
    }

    public async ValueTask DisposeAsync()
    {
        if (connectionString.Length > 0)
        {
            await DropAsync(template);
        }
        if (embedded is not null)
        {
            await embedded.DisposeAsync();
        }
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>A new copy of the migrated database.</summary>
    /// <returns>Its connection string. It waits for a connection, a statement and a lock as long as a busy machine may need.</returns>
    public async Task<string> CreateAsync()
    {
        var name = $"geek_on_duty_test_{Guid.NewGuid():N}";
        await ExecuteAsync($"CREATE DATABASE {name} TEMPLATE {template}");
        return ConnectionStringFor(name);
    }

    /// <summary>A new database with nothing in it.</summary>
    /// <returns>Its connection string.</returns>
    public async Task<string> CreateEmptyAsync()
    {
        var name = $"geek_on_duty_test_{Guid.NewGuid():N}";
        await ExecuteAsync($"CREATE DATABASE {name}");
        return ConnectionStringFor(name);
    }

    /// <summary>Drops what <see cref="CreateAsync"/> made, whoever is connected to it.</summary>
    public Task DropAsync(string connectionStringOrName) =>
        ExecuteAsync(
            $"DROP DATABASE IF EXISTS {(connectionStringOrName.Contains('=', StringComparison.Ordinal) ? new NpgsqlConnectionStringBuilder(connectionStringOrName).Database : connectionStringOrName)} WITH (FORCE)"
        );

    private string ConnectionStringFor(string database) =>
        new NpgsqlConnectionStringBuilder(connectionString)
        {
            Database = database,
            Timeout = Patience,
            CommandTimeout = Patience,
            Options = $"-c statement_timeout={Patience}s -c lock_timeout={Patience}s",
        }.ConnectionString;

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false, Timeout = Patience }.ConnectionString
        );
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = Patience };
        await command.ExecuteNonQueryAsync();
    }

    private async Task<string> StartEmbeddedAsync()
    {
        await SweepAsync();
        folder = Path.Combine(Path.GetTempPath(), FolderPrefix + Guid.NewGuid().ToString("N")[..12]);
        embedded = await EmbeddedPostgresServer.StartAsync(
            new EmbeddedPostgresOptions { DataDirectory = folder, Durable = false },
            TestContext.Current.SendDiagnosticMessage,
            CancellationToken.None
        );
        return embedded.ConnectionString;
    }

    // A run that was killed leaves its server running. Joining it and leaving again stops it, unless its run lives.
    private static async Task SweepAsync()
    {
        var old = DateTime.UtcNow.AddMinutes(-15);
        foreach (
            var left in new DirectoryInfo(Path.GetTempPath())
                .GetDirectories(FolderPrefix + "*")
                .Where(left => left.LastWriteTimeUtc < old)
        )
        {
            try
            {
                var joined = await EmbeddedPostgresServer.StartAsync(
                    new EmbeddedPostgresOptions { DataDirectory = left.FullName, Durable = false },
                    _ => { },
                    CancellationToken.None
                );
                await joined.DisposeAsync();
                if (!File.Exists(Path.Combine(left.FullName, "pg", "postmaster.pid")))
                {
                    left.Delete(recursive: true);
                }
            }
            catch (Exception ex) when (ex is EmbeddedPostgresException or IOException or UnauthorizedAccessException)
            {
                TestContext.Current.SendDiagnosticMessage($"{left.FullName} of an earlier run stays: {ex.Message}");
            }
        }
    }
}
