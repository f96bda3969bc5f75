using Npgsql;

namespace GeekOnDuty.Api.Postgres;

/// <summary>The server that keeps everything: the one that the settings name, or an embedded one.</summary>
internal sealed class Database(Settings settings, TimeProvider time) : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan RetryEvery = TimeSpan.FromSeconds(1);

    private EmbeddedPostgres? embedded;
    private string? connectionString = settings.ConnectionString;

    public bool IsEmbedded => settings.ConnectionString is null;

    /// <summary>For people: a folder, or host and database.</summary>
    public string Place
    {
        get
        {
            var named = new NpgsqlConnectionStringBuilder(connectionString);
            return embedded?.DataDirectory ?? $"{named.Host}, database {named.Database}";
        }
    }

    /// <summary>With the limits that turn a stuck database into an error: 2 s for a lock, 5 s for a statement, 3 s to connect.</summary>
    public string ConnectionString
    {
        get
        {
            var named = new NpgsqlConnectionStringBuilder(
                connectionString ?? throw new InvalidOperationException("The database has not been started.")
            );
            var given = new NpgsqlConnectionStringBuilder(connectionString);
            named.ApplicationName ??= "geek-on-duty";
            named.Options = $"-c lock_timeout=2000 -c statement_timeout=5000 {named.Options}".TrimEnd();
            named.Timeout = given.ContainsKey("Timeout") ? named.Timeout : 3;
            return named.ConnectionString;
        }
    }

    /// <summary>Starts the embedded server, or waits up to 60 s until the named one answers.</summary>
    /// <param name="say">Told in a line what takes long.</param>
    /// <param name="ct">Gives up.</param>
    /// <exception cref="StartException">It does not answer; the message names it.</exception>
    public async Task StartAsync(Action<string> say, CancellationToken ct)
    {
        if (IsEmbedded)
        {
            var options = new EmbeddedPostgresOptions
            {
                DataDirectory = settings.DataDirectory,
                BinariesDirectory = settings.PostgresBinaries,
            };
            embedded = await EmbeddedPostgres.StartAsync(options, say, ct);
            connectionString = embedded.ConnectionString;
            return;
        }

        var started = time.GetTimestamp();
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await using var connection = new NpgsqlConnection(ConnectionString);
                await connection.OpenAsync(ct);
                return;
            }
            catch (Exception fault)
                when (fault is NpgsqlException and not PostgresException or PostgresException { SqlState: "57P03" })
            {
                if (time.GetElapsedTime(started) >= Patience)
                {
                    throw new StartException(
                        $"ConnectionStrings__GeekOnDuty: {Place} did not answer for 60 seconds. {fault.Message}",
                        fault
                    );
                }

                say($"Waiting for the database at {Place}: {fault.Message}");
                await Task.Delay(RetryEvery, time, ct);
            }
            catch (PostgresException refused)
            {
                throw new StartException($"ConnectionStrings__GeekOnDuty: {Place} refuses: {refused.MessageText}", refused);
            }
        }
    }

    public ValueTask DisposeAsync() => embedded?.DisposeAsync() ?? ValueTask.CompletedTask;
}

/// <summary>The program cannot start. The message is for whoever runs it: what is wrong and what to do.</summary>
internal sealed class StartException(string message, Exception? inner = null) : Exception(message, inner);
