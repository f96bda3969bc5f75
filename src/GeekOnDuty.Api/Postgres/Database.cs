using System.Net.Sockets;
using Npgsql;

namespace GeekOnDuty.Api.Postgres;

/// <summary>The server that keeps everything: the one that the settings name, or an embedded one.</summary>
internal sealed class Database(Settings settings, TimeProvider time) : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan RetryEvery = TimeSpan.FromSeconds(1);
    private const int SayEvery = 10;

    private EmbeddedPostgres? embedded;
    private string? connectionString = settings.ConnectionString;

    public bool IsEmbedded => settings.ConnectionString is null;

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

    /// <summary>With the limits that turn a stuck database into an error: 2 s for a lock, 5 s for a statement, 3 s to connect; without Kerberos unless asked for.</summary>
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
            named.Timeout = given.ShouldSerialize("Timeout") ? named.Timeout : 3;
            // Where the Kerberos library is missing, as in the container image, merely trying it writes errors to the console.
            named.GssEncryptionMode = given.ShouldSerialize("GSS Encryption Mode")
                ? named.GssEncryptionMode
                : GssEncryptionMode.Disable;
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

        await WaitAsync(say, ct);
    }

    public ValueTask DisposeAsync() => embedded?.DisposeAsync() ?? ValueTask.CompletedTask;

    private async Task WaitAsync(Action<string> say, CancellationToken ct)
    {
        var started = time.GetTimestamp();
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                await using var connection = new NpgsqlConnection(ConnectionString);
                await connection.OpenAsync(ct);
                return;
            }
            catch (Exception fault) when (IsAway(fault))
            {
                if (time.GetElapsedTime(started) >= Patience)
                {
                    throw new StartException(
                        $"ConnectionStrings__GeekOnDuty: {Place} did not answer for {Patience.TotalSeconds:F0} seconds. {fault.Message}",
                        fault
                    );
                }

                if (attempt % SayEvery == 0)
                {
                    say($"Waiting for the database at {Place}: {fault.Message}");
                }

                await Task.Delay(RetryEvery, time, ct);
            }
            catch (NpgsqlException fault)
            {
                var why = fault is PostgresException refused ? refused.MessageText : fault.Message;
                throw new StartException($"ConnectionStrings__GeekOnDuty: {Place} refuses: {why}.", fault);
            }
        }
    }

    /// <summary>Not there yet, starting or full: worth waiting for, other than a wrong name or password.</summary>
    private static bool IsAway(Exception fault) =>
        fault switch
        {
            PostgresException refused => refused.SqlState is "57P03" or "53300",
            NpgsqlException => fault.InnerException is SocketException or IOException or TimeoutException,
            SocketException or TimeoutException => true,
            _ => false,
        };
}
