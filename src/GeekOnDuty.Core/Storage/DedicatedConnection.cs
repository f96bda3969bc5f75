using Npgsql;

namespace GeekOnDuty.Core.Storage;

/// <summary>
/// A connection outside the pools, so that full ones do not hold it up, for work that is given up after <see cref="Limit"/>. The limits are kept
/// here: for Npgsql's own, and for what it sends to keep a connection alive, a thread would wait for a server that hangs.
/// </summary>
public sealed class DedicatedConnection(Database database, string purpose, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(1.9);

    /// <summary>Silent for so long, the server may be hanging.</summary>
    private static readonly TimeSpan Doubt = TimeSpan.FromSeconds(1);

    private Task work = Task.CompletedTask;

    /// <summary>Its statements have no limits but those of the server.</summary>
    public NpgsqlConnection Connection { get; } =
        new(
            new NpgsqlConnectionStringBuilder(database.ConnectionString)
            {
                Pooling = false,
                KeepAlive = 0,
                Timeout = (int)Math.Ceiling(Limit.TotalSeconds),
                CommandTimeout = 0,
                ApplicationName = $"geek-on-duty {purpose}",
            }.ConnectionString
        );

    public Task OpenAsync(CancellationToken ct) =>
        InTimeAsync(
            async connection =>
            {
                await connection.OpenAsync(ct);
                return true;
            },
            ct
        );

    public Task ExecuteAsync(string sql, CancellationToken ct) =>
        InTimeAsync(
            async connection =>
            {
                await using var command = new NpgsqlCommand(sql, connection);
                return await command.ExecuteNonQueryAsync(ct);
            },
            ct
        );

    /// <summary>Nothing more can be asked over a connection whose work was given up.</summary>
    /// <exception cref="TimeoutException">It took longer.</exception>
    public async Task<T> InTimeAsync<T>(Func<NpgsqlConnection, Task<T>> ask, CancellationToken ct)
    {
        var answer = ask(Connection);
        work = answer;
        await Task.WhenAny(answer, Task.Delay(Doubt, time, ct));
        if (!answer.IsCompleted && !ct.IsCancellationRequested)
        {
            ThreadPoolReserve.Raise();
        }

        return await answer.WaitAsync(Limit - Doubt, time, ct);
    }

    /// <summary>Closes the connection once what was given up has ended, and waits for neither.</summary>
    public void Dispose() => _ = work.ContinueWith(_ => Connection.DisposeAsync().AsTask(), TaskScheduler.Default);
}
