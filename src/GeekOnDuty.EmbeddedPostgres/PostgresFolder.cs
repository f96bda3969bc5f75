using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace GeekOnDuty.EmbeddedPostgres;

/// <summary>The layout of the data folder: where the cluster, the locks, the log and the socket are.</summary>
internal sealed partial class PostgresFolder(string root)
{
    public const string Setting = "GeekOnDuty__DataDirectory";
    private const string SocketName = ".s.PGSQL.5432";

    // sockaddr_un holds 108 bytes on Linux and 104 on macOS, the closing zero included.
    private static readonly int LongestSocketPath = OperatingSystem.IsMacOS() ? 103 : 107;

    public string Root { get; } = root;
    public string Cluster => Path.Combine(Root, "pg");
    public string NewCluster => Path.Combine(Root, "pg.new");
    public string SetUpLock => Path.Combine(Root, "setup.lock");
    public string UsersLock => Path.Combine(Root, "users.lock");
    public string Log => Path.Combine(RunFolder, "postgres.log");

    /// <summary>
    /// The folder of the socket as Postgres is told it: relative to the cluster, so that no path needs quoting.
    /// </summary>
    public string SocketFolderArgument =>
        string.Equals(SocketFolder, RunFolder, StringComparison.Ordinal) ? "../run" : SocketFolder;

    /// <summary>The folder of the socket that a server of this cluster opened, else of the one it will open.</summary>
    public string ListeningFolder =>
        ReadPostmasterFile() is { Length: > 4 } lines && lines[4].Length > 0 ? Path.GetFullPath(lines[4], Cluster) : SocketFolder;

    /// <summary>True while a server runs, and after one was killed.</summary>
    public bool HasPostmasterFile => File.Exists(PostmasterFile);

    public bool HasSocket => File.Exists(Path.Combine(ListeningFolder, SocketName));

    /// <summary>The process that wrote <c>postmaster.pid</c>; null when there is none or it is gone.</summary>
    public int? Postmaster => WrittenPostmaster is { } id && (!OperatingSystem.IsLinux() || RunsPostgres(id) == true) ? id : null;

    /// <summary>The version in the cluster's <c>PG_VERSION</c>; null when there is no cluster yet.</summary>
    /// <exception cref="EmbeddedPostgresException">The folder holds something else.</exception>
    public string? ClusterVersion
    {
        get
        {
            if (File.Exists(Path.Combine(Root, "PG_VERSION")))
            {
                throw new EmbeddedPostgresException(
                    $"{Root} is itself the data of some Postgres server. Set {Setting} to a folder of its own. Nothing was changed."
                );
            }
            if (!Directory.Exists(Cluster))
            {
                return null;
            }
            var version = Path.Combine(Cluster, "PG_VERSION");
            return File.Exists(version)
                ? File.ReadAllText(version).Trim()
                : throw new EmbeddedPostgresException(
                    Directory.Exists(Path.Combine(Cluster, "base"))
                        ? $"{Cluster} is damaged: its PG_VERSION is missing. Restore the folder from a backup. Nothing was changed."
                        : $"{Cluster} is not the data of a Postgres server, or user {PostgresTool.OurName} may not read it. "
                            + $"Move it away, or set {Setting} to another folder. Nothing was changed."
                );
        }
    }

    private string RunFolder => Path.Combine(Root, "run");

    private string SocketFolder => IsFitForSocket(RunFolder) ? RunFolder : ShortFolder();

    public static PostgresFolder For(string? configured)
    {
        if (!string.IsNullOrWhiteSpace(configured))
        {
            return new(Path.TrimEndingDirectorySeparator(Path.GetFullPath(configured)));
        }
        if (Environment.IsPrivilegedProcess)
        {
            return new("/var/lib/geek-on-duty");
        }
        var data = Environment.GetFolderPath(
            Environment.SpecialFolder.LocalApplicationData,
            Environment.SpecialFolderOption.DoNotVerify
        );
        return Path.IsPathRooted(data)
            ? new(Path.Combine(data, "geek-on-duty"))
            : throw new EmbeddedPostgresException(
                $"User {PostgresTool.OurName} has no home folder for the data: set {Setting} to a folder."
            );
    }

    /// <summary>
    /// Makes the root when it is missing. Postgres must be able to enter it, so root's is open to all; what lies inside
    /// is not.
    /// </summary>
    public void CreateRoot()
    {
        if (OperatingSystem.IsWindows())
        {
            throw new PlatformNotSupportedException();
        }
        const UnixFileMode mine = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        const UnixFileMode enter =
            UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;
        Directory.CreateDirectory(Root, Environment.IsPrivilegedProcess ? mine | enter : mine);
    }

    /// <summary>Makes the folders of the log and of the socket, for the user that runs Postgres alone.</summary>
    public async Task CreateRunFoldersAsync(CancellationToken ct)
    {
        await CreatePrivateAsync(RunFolder, ct);
        if (!string.Equals(SocketFolder, RunFolder, StringComparison.Ordinal))
        {
            await CreatePrivateAsync(SocketFolder, ct);
        }
    }

    /// <summary>
    /// Leaves nothing behind outside the data folder when the server that listened there has stopped.
    /// </summary>
    public void RemoveShortFolder(string listening)
    {
        var isOutside = !string.Equals(listening, RunFolder, StringComparison.Ordinal);
        if (isOutside && Directory.Exists(listening) && !Directory.EnumerateFileSystemEntries(listening).Any())
        {
            Directory.Delete(listening);
        }
    }

    /// <summary>
    /// Makes a folder for the user of Postgres alone: the program's own user, or <c>nobody</c> when that is root.
    /// </summary>
    public static async Task CreatePrivateAsync(string folder, CancellationToken ct)
    {
        if (OperatingSystem.IsWindows())
        {
            throw new PlatformNotSupportedException();
        }
        if (new DirectoryInfo(folder).LinkTarget is not null)
        {
            throw new EmbeddedPostgresException(
                $"{folder} is a link; the embedded Postgres wants a folder of its own there. Remove it."
            );
        }
        if (Environment.IsPrivilegedProcess)
        {
            string[] arguments =
            [
                "-d",
                "-m",
                "700",
                "-o",
                PostgresTool.UnprivilegedUser,
                "-g",
                PostgresTool.UnprivilegedGroup,
                folder,
            ];
            var made = await PostgresTool.RunAsOurselvesAsync("install", arguments, "/", ct);
            if (!made.Succeeded)
            {
                throw new EmbeddedPostgresException($"The folder {folder} cannot be made:\n{made.Tail}");
            }
            return;
        }
        const UnixFileMode mine = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        Directory.CreateDirectory(folder, mine);
        File.SetUnixFileMode(folder, mine); // Throws when the folder is somebody else's.
    }

    /// <summary>
    /// For root: the user <c>nobody</c> has to get into the data folder, and the data have to be that user's.
    /// </summary>
    /// <exception cref="EmbeddedPostgresException">It cannot; the message names the folder in the way.</exception>
    public async Task RequireAccessAsync(CancellationToken ct)
    {
        if (OperatingSystem.IsWindows())
        {
            throw new PlatformNotSupportedException();
        }
        if (!Environment.IsPrivilegedProcess)
        {
            return;
        }
        if ((await PostgresTool.RunAsync("test", ["-x", Root], "/", ct)).Succeeded)
        {
            if (
                !Directory.Exists(Cluster)
                || (await PostgresTool.RunAsync("test", ["-r", Path.Combine(Cluster, "PG_VERSION")], "/", ct)).Succeeded
            )
            {
                return;
            }
            throw new EmbeddedPostgresException(
                $"The data in {Cluster} are of another user. Start as that user. Nothing was changed."
            );
        }
        var closed = Root;
        for (var parent = new DirectoryInfo(Root); parent is not null; parent = parent.Parent)
        {
            closed = parent.UnixFileMode.HasFlag(UnixFileMode.OtherExecute) ? closed : parent.FullName;
        }
        throw new EmbeddedPostgresException(
            $"For root, Postgres runs as the user nobody, who may not enter {closed}. "
                + $"Set {Setting} to a folder elsewhere (such as /var/lib/geek-on-duty), or chmod o+x {closed}, or start as another user."
        );
    }

    /// <summary>
    /// Removes a stale <c>postmaster.pid</c>: its number is now that of a zombie or of another program, as happens when a
    /// container restarts.
    /// </summary>
    public void ForgetMistakenPostmaster()
    {
        if (WrittenPostmaster is { } id && RunsPostgres(id) == false)
        {
            File.Delete(PostmasterFile);
        }
    }

    /// <summary>A fresh log for this start; the one before is kept.</summary>
    public void TurnLog()
    {
        if (File.Exists(Log))
        {
            File.Move(Log, Log + ".1", overwrite: true);
        }
    }

    private string PostmasterFile => Path.Combine(Cluster, "postmaster.pid");

    private string[] ReadPostmasterFile()
    {
        try
        {
            return File.ReadAllLines(PostmasterFile);
        }
        catch (Exception ex) when (ex is FileNotFoundException or DirectoryNotFoundException)
        {
            return [];
        }
    }

    private int? WrittenPostmaster =>
        ReadPostmasterFile() is [var pid, ..] && int.TryParse(pid, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            ? id
            : null;

    // False for another program and for a zombie, which keeps its number until its parent looks. Null: no such process, or no /proc to tell.
    private static bool? RunsPostgres(int process)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{process}/stat");
            var name = stat.IndexOf('(', StringComparison.Ordinal) + 1;
            var state = stat.LastIndexOf(')') + 2;
            return stat.AsSpan(name).StartsWith("postgres", StringComparison.Ordinal) && stat[state] is not ('Z' or 'X');
        }
        catch (IOException)
        {
            return null;
        }
    }

    // In a connection string, commas and colons in a host mean something else.
    private static bool IsFitForSocket(string folder) =>
        Encoding.UTF8.GetByteCount(Path.Combine(folder, SocketName)) <= LongestSocketPath && PlainPath().IsMatch(folder);

    private string ShortFolder()
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Root)))[..16];
        // Only root can make a folder in /run; in a temporary folder open to all, somebody else could have been first.
        var parent = Environment.IsPrivilegedProcess && Directory.Exists("/run") ? "/run" : Path.GetTempPath();
        var folder = Path.Combine(parent, $"geek-on-duty-{hash}");
        return IsFitForSocket(folder) ? folder : $"/tmp/geek-on-duty-{hash}";
    }

    [GeneratedRegex("^[A-Za-z0-9/_.+~-]+$", RegexOptions.None, 1000)]
    private static partial Regex PlainPath();
}
