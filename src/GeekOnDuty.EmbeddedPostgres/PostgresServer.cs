using System.Net.Sockets;
using Npgsql;

namespace GeekOnDuty.EmbeddedPostgres;

/// <summary>How the server of a data folder answers.</summary>
internal enum ServerAnswer
{
    Nothing,
    Busy,
    NoDatabase,
    Ready,
}

/// <summary>The server of a data folder, as whoever connects to it sees it.</summary>
internal sealed class PostgresServer(PostgresFolder folder)
{
    private const string Database = "geek_on_duty";
    public const string Superuser = "geek";
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(10);

    /// <summary>For <see cref="Database"/>.</summary>
    public string ConnectionString => Connection(Database).ConnectionString;

    public async Task CreateDatabaseAsync(CancellationToken ct)
    {
        await using var connection = new NpgsqlConnection(ProbeOf("postgres"));
        await connection.OpenAsync(ct);
        await using var create = new NpgsqlCommand($"CREATE DATABASE {Database}", connection);
        await create.ExecuteNonQueryAsync(ct);
    }

    /// <summary>As <see cref="AskAsync"/>, as soon as it is not busy with starting or stopping.</summary>
    public async Task<ServerAnswer> AskUntilSettledAsync(CancellationToken ct)
    {
        while (true)
        {
            var answer = await AskAsync(ct);
            if (answer is not ServerAnswer.Busy)
            {
                return answer;
            }
            await Task.Delay(Poll, ct);
        }
    }

    /// <summary>
    /// Only a real connection tells: files, numbers of processes and pg_ctl's status outlive a server that was killed.
    /// </summary>
    /// <exception cref="EmbeddedPostgresException">It refuses us; the message says why.</exception>
    public async Task<ServerAnswer> AskAsync(CancellationToken ct)
    {
        if (!folder.HasSocket)
        {
            return ServerAnswer.Nothing;
        }
        try
        {
            await using var connection = new NpgsqlConnection(ProbeOf(Database));
            await connection.OpenAsync(ct);
            return ServerAnswer.Ready;
        }
        catch (PostgresException ex) when (ex.SqlState is PostgresErrorCodes.InvalidCatalogName)
        {
            return ServerAnswer.NoDatabase;
        }
        catch (PostgresException ex) when (ex.SqlState is PostgresErrorCodes.CannotConnectNow)
        {
            return ServerAnswer.Busy;
        }
        catch (PostgresException ex) when (ex.SqlState is PostgresErrorCodes.TooManyConnections)
        {
            return ServerAnswer.Ready;
        }
        catch (PostgresException ex)
        {
            throw new EmbeddedPostgresException($"The Postgres that runs on {folder.Root} refuses us: {ex.MessageText}", ex);
        }
        catch (NpgsqlException ex) when (ex.InnerException is SocketException { SocketErrorCode: SocketError.AccessDenied })
        {
            throw new EmbeddedPostgresException(
                $"The Postgres that runs on {folder.Root} belongs to another user than {PostgresTool.OurName}. Start as that user.",
                ex
            );
        }
        catch (NpgsqlException ex) when (ex.InnerException is TimeoutException)
        {
            return ServerAnswer.Busy;
        }
        catch (NpgsqlException)
        {
            return ServerAnswer.Nothing;
        }
    }

    /// <summary>For one connection that is not kept.</summary>
    private string ProbeOf(string database)
    {
        var connection = Connection(database);
        (connection.Pooling, connection.Timeout) = (false, 5);
        return connection.ConnectionString;
    }

    private NpgsqlConnectionStringBuilder Connection(string database) =>
        new()
        {
            Host = folder.ListeningFolder,
            Port = 5432,
            Username = Superuser,
            Database = database,
            SslMode = SslMode.Disable,
            GssEncryptionMode = GssEncryptionMode.Disable,
        };
}
