using Npgsql;
using Xunit;

namespace GeekOnDuty.Api.Tests;

/// <summary>A migrated database for one test class: <c>public sealed class MyTests(TestDatabase db) : IClassFixture&lt;TestDatabase&gt;</c>.</summary>
public sealed class TestDatabase(TestDatabaseServer server) : IAsyncLifetime
{
    /// <summary>Waits as long as a busy machine may need.</summary>
    public string ConnectionString { get; private set; } = "";

    /// <summary>For a program with the limits that it sets itself for statements and locks.</summary>
    public string ConnectionStringWithLimits
    {
        get
        {
            var limited = new NpgsqlConnectionStringBuilder(ConnectionString);
            limited.Remove("Command Timeout");
            limited.Remove("Options");
            return limited.ConnectionString;
        }
    }

    public async ValueTask InitializeAsync() => ConnectionString = await server.CreateAsync();

    public async ValueTask DisposeAsync() => await server.DropAsync(ConnectionString);

    /// <summary>For what the API cannot do, or not so often.</summary>
    public async Task ExecuteAsync(string sql)
    {
        await using var source = NpgsqlDataSource.Create(ConnectionString);
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Lets nobody in and cuts off who is, or lets them in again.</summary>
    public async Task AllowConnectionsAsync(bool allowed)
    {
        var ct = TestContext.Current.CancellationToken;
        var name = new NpgsqlConnectionStringBuilder(ConnectionString).Database!;
        var elsewhere = new NpgsqlConnectionStringBuilder(ConnectionString) { Database = "postgres", Pooling = false };
        await using var connection = new NpgsqlConnection(elsewhere.ConnectionString);
        await connection.OpenAsync(ct);
        // One after the other: who is cut off before nobody is let in comes back.
        await using var allow = new NpgsqlCommand($"ALTER DATABASE {name} ALLOW_CONNECTIONS {allowed}", connection);
        await allow.ExecuteNonQueryAsync(ct);
        await using var cut = new NpgsqlCommand(
            $"SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '{name}'",
            connection
        );
        await cut.ExecuteNonQueryAsync(ct);
    }
}
