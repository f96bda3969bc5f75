using System.Globalization;
using Npgsql;

namespace GeekOnDuty.EmbeddedPostgres;

/// <summary>
/// A Postgres server of our own in a data folder, reachable only through a socket in a private folder. All processes
/// that use one data folder share one server: the first starts it, the last to be disposed stops it, and a start after
/// a crash attaches to what still runs.
/// </summary>
/// <remarks>
/// Authentication is <c>trust</c>: a user that may enter the socket's folder, its owner or root, may do anything.
/// </remarks>
public sealed class EmbeddedPostgresServer : IAsyncDisposable
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan Burial = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(30);

    private readonly PostgresFolder folder;
    private readonly PostgresServer server;
    private readonly Action<string> say;
    private readonly FileStream use;
    private int disposed;
    private bool starting;

    private EmbeddedPostgresServer(PostgresFolder folder, Action<string> say, FileStream use) =>
        (this.folder, server, this.say, this.use) = (folder, new PostgresServer(folder), say, use);

    /// <summary>For the database <c>geek_on_duty</c>.</summary>
    public string ConnectionString { get; private set; } = "";

    /// <summary>Absolute.</summary>
    public string DataDirectory => folder.Root;

    /// <summary>
    /// Starts the server of the data folder, or joins it when it runs; makes the folder and the database when they are
    /// missing.
    /// </summary>
    /// <param name="options">Where the data and the binaries are.</param>
    /// <param name="say">Told, in a sentence, about what takes long: setting up, fetching, waiting.</param>
    /// <param name="ct">Gives up; a server that has just been started is stopped again.</param>
    /// <exception cref="EmbeddedPostgresException">It cannot start; the message says why and what to do.</exception>
    public static async Task<EmbeddedPostgresServer> StartAsync(
        EmbeddedPostgresOptions options,
        Action<string> say,
        CancellationToken ct
    )
    {
        if (OperatingSystem.IsWindows())
        {
            throw new EmbeddedPostgresException(
                "The embedded Postgres needs Linux or macOS: set ConnectionStrings__GeekOnDuty to a Postgres server."
            );
        }
        var place = PostgresFolder.For(options.DataDirectory);
        try
        {
            return await StartAsync(place, options, say, ct);
        }
        catch (Exception ex) when (ex is IOException or UnauthorizedAccessException or NpgsqlException)
        {
            throw new EmbeddedPostgresException(
                $"The data folder {place.Root} cannot be used by user {PostgresTool.OurName}: {ex.Message} "
                    + $"Set {PostgresFolder.Setting} to a folder that can be written, or ConnectionStrings__GeekOnDuty to a Postgres server.",
                ex
            );
        }
    }

    /// <summary>Stops the server when no other process uses it, waiting until it has.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref disposed, 1) == 1)
        {
            return;
        }
        if (!Directory.Exists(folder.Root))
        {
            await use.DisposeAsync();
            return;
        }
        await using var setUp = await FileLock.ExclusiveAsync(folder.SetUpLock, () => { }, CancellationToken.None);
        await LeaveAsync();
    }

    private static async Task<EmbeddedPostgresServer> StartAsync(
        PostgresFolder folder,
        EmbeddedPostgresOptions options,
        Action<string> say,
        CancellationToken ct
    )
    {
        var fetched = options.FetchedBinariesDirectory ?? Path.Combine(folder.Root, "postgres-binaries");
        PostgresBinaries? binaries = null;
        if (folder.ClusterVersion is { } version && !folder.HasSocket)
        {
            // Data that nothing here can read are refused before the folder is touched.
            binaries = await PostgresBinaries.FindAsync(options, version, folder.Cluster, fetched, say, ct);
        }
        folder.CreateRoot();
        await using var setUp = await FileLock.ExclusiveAsync(
            folder.SetUpLock,
            () => say($"Waiting for another start that sets up {folder.Root} …"),
            ct
        );
        var postgres = new EmbeddedPostgresServer(folder, say, FileLock.Shared(folder.UsersLock));
        try
        {
            await postgres.RunAsync(options, binaries, fetched, ct);
            return postgres;
        }
        catch
        {
            postgres.disposed = 1;
            await postgres.LeaveAsync();
            throw;
        }
    }

    private async Task RunAsync(EmbeddedPostgresOptions options, PostgresBinaries? binaries, string fetched, CancellationToken ct)
    {
        var answer = await server.AskUntilSettledAsync(ct);
        if (answer is ServerAnswer.Nothing)
        {
            var version = folder.ClusterVersion;
            binaries ??= await PostgresBinaries.FindAsync(options, version, folder.Cluster, fetched, say, ct);
            await folder.RequireAccessAsync(ct);
            if (version is null)
            {
                await PostgresCluster.CreateAsync(folder, binaries, options.Durable, say, ct);
            }
            answer = await StartServerAsync(binaries, options.Durable, ct);
        }
        if (answer is ServerAnswer.NoDatabase)
        {
            await server.CreateDatabaseAsync(ct);
        }
        ConnectionString = server.ConnectionString;
    }

    private async Task<ServerAnswer> StartServerAsync(PostgresBinaries binaries, bool durable, CancellationToken ct)
    {
        await folder.CreateRunFoldersAsync(ct);
        folder.TurnLog();
        var crashed = folder.HasPostmasterFile;
        string[] settings =
        [
            "listen_addresses=''",
            "unix_socket_permissions=0700",
            "max_connections=200",
            "log_min_messages=log",
            "log_checkpoints=off",
            "jit=off",
            .. durable ? Array.Empty<string>() : ["fsync=off", "synchronous_commit=off", "full_page_writes=off"],
        ];
        var options =
            $"-p 5432 -k '{folder.SocketFolderArgument}' {string.Join(' ', settings.Select(setting => "-c " + setting))}";
        string[] arguments =
        [
            "start",
            "-w",
            "-t",
            "600",
            "-D",
            Path.GetFileName(folder.Cluster),
            "-l",
            "run/postgres.log",
            "-o",
            options,
        ];
        var since = TimeProvider.System.GetTimestamp();
        while (true)
        {
            folder.ForgetMistakenPostmaster();
            // pg_ctl gives the server a session of its own, out of reach of Ctrl-C; it looks ten times a second, we more often.
            var start = PostgresTool.RunAsync(binaries.PgCtl, arguments, folder.Root, CancellationToken.None);
            starting = true;
            var answer = await server.AskAsync(ct);
            while (answer is (ServerAnswer.Nothing or ServerAnswer.Busy) && !start.IsCompleted)
            {
                await Task.Delay(Poll, ct);
                answer = await server.AskAsync(ct);
            }
            if (answer is ServerAnswer.NoDatabase or ServerAnswer.Ready)
            {
                starting = false;
                return answer;
            }
            var started = await start;
            starting = false;
            if (started.Succeeded)
            {
                return await server.AskUntilSettledAsync(ct);
            }
            // A server that was killed takes a moment to be gone, and its children let go of its memory a moment after it.
            if (!crashed || TimeProvider.System.GetElapsedTime(since) > Burial)
            {
                var lines = ReadLog() is { Length: > 0 } log ? ToolResult.LastLines(log) : started.Tail;
                throw new EmbeddedPostgresException($"Postgres {binaries.Major} did not start on {folder.Root}:\n{lines}");
            }
            await Task.Delay(5 * Poll, ct);
        }
    }

    private string ReadLog() => File.Exists(folder.Log) ? File.ReadAllText(folder.Log) : "";

    // The caller holds the set-up lock, so nobody joins meanwhile.
    private async Task LeaveAsync()
    {
        await use.DisposeAsync();
        for (var attempt = 0; attempt < 3; attempt++)
        {
            // A child of this process that is just being started may hold a copy of our lock for a moment: ask again.
            await using var last = FileLock.TryExclusive(folder.UsersLock);
            if (last is not null)
            {
                await StopServerAsync();
                return;
            }
            await Task.Delay(Poll);
        }
    }

    private async Task StopServerAsync()
    {
        var since = TimeProvider.System.GetTimestamp();
        while (starting && folder.Postmaster is null && TimeProvider.System.GetElapsedTime(since) < StartLimit)
        {
            await Task.Delay(Poll);
        }
        // Nobody is sent a signal because of a number that an earlier server left in a file.
        if (
            (!starting && await server.AskAsync(CancellationToken.None) is ServerAnswer.Nothing)
            || folder.Postmaster is not { } postmaster
        )
        {
            return;
        }
        var listening = folder.ListeningFolder;
        // SIGINT is Postgres' "fast": it ends the sessions, writes a checkpoint and goes.
        string[] arguments = ["-c", "kill -INT \"$0\"", postmaster.ToString(CultureInfo.InvariantCulture)];
        await PostgresTool.RunAsOurselvesAsync("/bin/sh", arguments, "/", CancellationToken.None);
        while (folder.Postmaster == postmaster)
        {
            if (TimeProvider.System.GetElapsedTime(since) > StopLimit)
            {
                say($"Postgres (process {postmaster}) on {folder.Root} is still stopping; leaving it to that.");
                return;
            }
            await Task.Delay(Poll);
        }
        folder.RemoveShortFolder(listening);
    }
}
