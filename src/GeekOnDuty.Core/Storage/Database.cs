using System.Collections.Concurrent;
using System.Net.Sockets;
using GeekOnDuty.Core.Hosting;
using GeekOnDuty.EmbeddedPostgres;
using Npgsql;

namespace GeekOnDuty.Core.Storage;

/// <summary>The server that keeps everything: the one that the settings name, or an embedded one.</summary>
public sealed class Database(DatabaseOptions options, TimeProvider time) : IAsyncDisposable
{
    private const string Limits = "-c lock_timeout=1500 -c statement_timeout=2000";

    /// <summary>Where there is no index after all, the planner thinks it so dear that it would compile the statement, which takes long.</summary>
    private const string ByIndex = "-c enable_seqscan=off -c jit=off";
    private static readonly TimeSpan RetryEvery = TimeSpan.FromMilliseconds(500);
    private const int SayEvery = 20;

    private readonly ConcurrentBag<NpgsqlDataSource> pools = [];
    private readonly TaskCompletionSource prepared = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private EmbeddedPostgresServer? embedded;
    private TimeSpan? statementLimit;
    private string? connectionString = options.ConnectionString;

    public bool IsEmbedded => options.ConnectionString is null;

    /// <summary>For people: a folder, or host and database.</summary>
    public string Place
    {
        get
        {
            var named = new NpgsqlConnectionStringBuilder(connectionString);
            var port = named.Port == NpgsqlConnection.DefaultPort ? "" : $":{named.Port}";
            return embedded?.DataDirectory ?? $"{named.Host}{port}, database {named.Database ?? named.Username}";
        }
    }

    /// <summary>Done when the schema is up to date and everything that the first request needs is there.</summary>
    public Task Prepared => prepared.Task;

    public void MarkPrepared() => prepared.TrySetResult();

    /// <summary>
    /// With the limits that turn a stuck database or an empty pool into an error: 1.5 s for a lock, 2 s for a statement, whether the server
    /// ends it or nothing is heard of it, and 2 s for a connection. Statements are prepared when they come again, and planned by index: a plan
    /// that was made while a table was nearly empty would go on reading all of it. No Kerberos unless asked for.
    /// </summary>
    public string ConnectionString
    {
        get
        {
            var named = new NpgsqlConnectionStringBuilder(
                connectionString ?? throw new InvalidOperationException("The database has not been started.")
            );
            var given = new NpgsqlConnectionStringBuilder(connectionString);
            named.ApplicationName ??= "geek-on-duty";
            named.Options = $"{Limits} {ByIndex} {named.Options}".TrimEnd();
            named.Timeout = given.ShouldSerialize("Timeout") ? named.Timeout : 2;
            named.CommandTimeout = given.ShouldSerialize("Command Timeout") ? named.CommandTimeout : 2;
            // A server that does not answer does not answer a request to cancel either.
            named.CancellationTimeout = given.ShouldSerialize("Cancellation Timeout") ? named.CancellationTimeout : -1;
            // Nothing here sets anything for longer than a transaction, and the six statements of a reset cost a third of a claim.
            named.NoResetOnClose = true;
            named.MaxAutoPrepare = given.ShouldSerialize("Max Auto Prepare") ? named.MaxAutoPrepare : 100;
            // Where the Kerberos library is missing, as in the container image, merely trying it writes errors to the console.
            named.GssEncryptionMode = given.ShouldSerialize("GSS Encryption Mode")
                ? named.GssEncryptionMode
                : GssEncryptionMode.Disable;
            return named.ConnectionString;
        }
    }

    /// <summary>Opens a pool of connections, for whoever must not wait for what others do with theirs. It is for the caller to dispose.</summary>
    /// <param name="purpose">Names it to the server and in metrics; null for the one of requests.</param>
    /// <param name="most">At most so many connections; null for as many as the settings say.</param>
    /// <param name="serverSettings">More settings of the server, as `-c name=value`.</param>
    public NpgsqlDataSource OpenPool(string? purpose = null, int? most = null, string serverSettings = "")
    {
        var own = new NpgsqlConnectionStringBuilder(ConnectionString);
        own.MaxPoolSize = most ?? own.MaxPoolSize;
        own.ApplicationName = purpose is null ? own.ApplicationName : $"geek-on-duty {purpose}";
        own.Options = $"{own.Options} {serverSettings}".TrimEnd();
        // Metrics name the pool by it, else by the connection string.
        var name = purpose is null ? "geek-on-duty" : $"geek-on-duty {purpose}";
        var pool = new NpgsqlDataSourceBuilder(own.ConnectionString) { Name = name }.Build();
        pools.Add(pool);
        return pool;
    }

    /// <summary>Once the server has broken off: what lies in the pools is broken too, and the next to take it would be refused for nothing.</summary>
    public void ForgetConnections()
    {
        foreach (var pool in pools)
        {
            pool.Clear();
        }
    }

    /// <summary>How long a statement may take.</summary>
    public TimeSpan StatementLimit =>
        statementLimit ??= TimeSpan.FromSeconds(new NpgsqlConnectionStringBuilder(ConnectionString).CommandTimeout);

    /// <summary>Starts the embedded server, or asks the named one once.</summary>
    /// <param name="say">Told in a line what takes long.</param>
    /// <param name="ct">Gives up.</param>
    /// <returns>False when the named server is away: <see cref="WaitAsync"/> for it.</returns>
    /// <exception cref="StartException">It refuses; the message names it.</exception>
    public async Task<bool> StartAsync(Action<string> say, CancellationToken ct)
    {
        if (!IsEmbedded)
        {
            return await WhyAwayAsync(ct) is null;
        }

        var embeddedOptions = new EmbeddedPostgresOptions
        {
            DataDirectory = options.DataDirectory,
            BinariesDirectory = options.PostgresBinaries,
        };
        embedded = await EmbeddedPostgresServer.StartAsync(embeddedOptions, say, ct);
        connectionString = embedded.ConnectionString;
        return true;
    }

    /// <summary>Waits until the named server answers, however long.</summary>
    /// <param name="say">Told now and then that it is waited for, and why.</param>
    /// <param name="ct">Gives up.</param>
    /// <exception cref="StartException">It refuses; the message names it.</exception>
    public async Task WaitAsync(Action<string> say, CancellationToken ct)
    {
        for (var attempt = 0; await WhyAwayAsync(ct) is { } why; attempt++)
        {
            if (attempt % SayEvery == 0)
            {
                say($"Waiting for the database at {Place}: {why}");
            }

            await Task.Delay(RetryEvery, time, ct);
        }
    }

    public ValueTask DisposeAsync() => embedded?.DisposeAsync() ?? ValueTask.CompletedTask;

    /// <returns>Null when it answers.</returns>
    private async Task<string?> WhyAwayAsync(CancellationToken ct)
    {
        try
        {
            await using var connection = new NpgsqlConnection(ConnectionString);
            await connection.OpenAsync(ct);
            return null;
        }
        catch (Exception fault) when (IsAway(fault))
        {
            return fault.Message;
        }
        catch (NpgsqlException fault)
        {
            var why = fault is PostgresException refused ? refused.MessageText : fault.Message;
            throw new StartException($"ConnectionStrings__GeekOnDuty: {Place} refuses: {why}.", fault);
        }
    }

    /// <summary>Not there yet, starting or full: worth waiting for, other than a wrong name or password.</summary>
    public static bool IsAway(Exception fault) =>
        fault switch
        {
            PostgresException refused => refused.SqlState is "57P01" or "57P02" or "57P03" or "53300",
            NpgsqlException => fault.InnerException is SocketException or IOException or TimeoutException,
            SocketException or TimeoutException => true,
            _ => false,
        };
}
