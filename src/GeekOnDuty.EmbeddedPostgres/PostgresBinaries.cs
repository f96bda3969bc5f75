using System.Globalization;
using System.Text.RegularExpressions;

namespace GeekOnDuty.EmbeddedPostgres;

/// <summary>
/// A folder with <c>initdb</c>, <c>pg_ctl</c> and <c>postgres</c> of one version, 15 or newer, with btree_gist.
/// </summary>
internal sealed partial record PostgresBinaries(string Folder, int Major)
{
    public const int OldestMajor = 15;
    public const string Setting = "GeekOnDuty__PostgresBinaries";
    private static readonly string[] Needed = ["initdb", "pg_ctl", "postgres"];

    public string InitDb => Path.Combine(Folder, "initdb");
    public string PgCtl => Path.Combine(Folder, "pg_ctl");

    /// <summary>
    /// The folder that the setting names, then the system's, then the npm package, fetched when nothing else will do.
    /// </summary>
    /// <param name="options">Where to look.</param>
    /// <param name="cluster">
    /// The version of data that exist already, as in <c>PG_VERSION</c>: no other major will do. Null: any.
    /// </param>
    /// <param name="dataFolder">Where those data are, for the message.</param>
    /// <param name="fetched">Where fetched binaries are kept.</param>
    /// <param name="say">Told before anything is fetched.</param>
    /// <param name="ct">Ends the look-up.</param>
    /// <exception cref="EmbeddedPostgresException">None fits, or the setting names a folder that does not.</exception>
    public static async Task<PostgresBinaries> FindAsync(
        EmbeddedPostgresOptions options,
        string? cluster,
        string dataFolder,
        string fetched,
        Action<string> say,
        CancellationToken ct
    )
    {
        var major = cluster is null ? (int?)null : LeadingNumber(cluster);
        var seen = new List<string>();
        if (options.BinariesDirectory is { } named)
        {
            var (binaries, problem) = await InspectAsync(named, ct);
            if (binaries is null)
            {
                throw new EmbeddedPostgresException($"{Setting} names {named}, which will not do: {problem}.");
            }
            if (major is null || binaries.Major == major)
            {
                return binaries;
            }
            seen.Add(binaries.ToString());
        }
        if (major is not null && options.SystemFolders.FirstOrDefault(folder => NamedMajor(folder) == major) is { } fitting)
        {
            // Every start but the first comes here: what made the data reads them, and need not be asked for its version.
            return new PostgresBinaries(fitting, major.Value);
        }
        foreach (var folder in options.SystemFolders)
        {
            var (binaries, problem) = await InspectAsync(folder, ct);
            if (binaries is not null && (major is null || binaries.Major == major))
            {
                return binaries;
            }
            seen.Add(binaries?.ToString() ?? $"{folder}: {problem}");
        }
        if (major is not null && major != PostgresPackage.Major)
        {
            throw new EmbeddedPostgresException(
                $"The data in {dataFolder} are of Postgres {cluster}, and only that version can read them. "
                    + $"Found: {List(seen)}. Install Postgres {major} (Debian, Ubuntu: apt-get install postgresql-{major}), or name the folder "
                    + $"of its binaries in {Setting}, or move the data away to begin with none. Nothing was changed."
            );
        }
        if (PostgresPackage.FolderIn(fetched) is { } package)
        {
            var (binaries, _) = await InspectAsync(package, ct);
            if (binaries is not null)
            {
                return binaries;
            }
        }
        if (options.Npm is null)
        {
            throw new EmbeddedPostgresException(
                $"There is no Postgres to start: it needs version {major ?? OldestMajor}{(major is null ? " or newer" : "")} with the extension btree_gist. "
                    + "Install it (Debian, Ubuntu: apt-get install postgresql), or install Node.js with npm, through which it is fetched, "
                    + $"or set ConnectionStrings__GeekOnDuty to a server that you have. Found: {List(seen)}."
            );
        }
        return await FetchAsync(options.Npm, fetched, say, ct);
    }

    /// <summary>
    /// Folders of an installed Postgres, newest version first, then those of PATH that hold all three programs.
    /// </summary>
    public static IReadOnlyList<string> SystemFolders()
    {
        var versioned = Children("/usr/lib/postgresql")
            .Concat(Children("/usr/lib").Concat(Children("/usr")).Where(folder => VersionedFolder().IsMatch(folder)))
            .OrderByDescending(folder => LeadingNumber(TrailingNumber().Match(folder).Value))
            .Select(folder => Path.Combine(folder, "bin"));
        var folders = versioned
            .Concat(PathFolders())
            .Where(folder => Needed.All(tool => File.Exists(Path.Combine(folder, tool))));
        return [.. folders.DistinctBy(folder => RealPath(Path.Combine(folder, "postgres")), StringComparer.Ordinal)];
    }

    public static string? OnPath(string tool) =>
        PathFolders().Select(folder => Path.Combine(folder, tool)).FirstOrDefault(File.Exists);

    public override string ToString() => $"{Folder} (Postgres {Major})";

    private static async Task<PostgresBinaries> FetchAsync(string npm, string fetched, Action<string> say, CancellationToken ct)
    {
        var folder = await PostgresPackage.FetchAsync(npm, fetched, say, ct);
        var (binaries, problem) = await InspectAsync(folder, ct);
        return binaries
            ?? throw new EmbeddedPostgresException(
                $"The Postgres that npm fetched into {folder} does not run here: {problem}. Install Postgres {OldestMajor} or newer from your system "
                    + "(Debian, Ubuntu: apt-get install postgresql; Alpine: apk add postgresql postgresql-contrib), "
                    + "or set ConnectionStrings__GeekOnDuty to a server that you have."
            );
    }

    // initdb knows its version and where its extensions are, which differs from one distribution to the next.
    private static async Task<(PostgresBinaries? Binaries, string Problem)> InspectAsync(string folder, CancellationToken ct)
    {
        var missing = Needed.Where(tool => !File.Exists(Path.Combine(folder, tool))).ToList();
        if (missing.Count > 0)
        {
            return (null, $"{string.Join(", ", missing)} missing");
        }
        var shown = await PostgresTool.RunAsync(Path.Combine(folder, "initdb"), ["--show", "-D", "/nowhere"], "/", ct);
        if (shown.Output.Contains("could not look up effective user ID", StringComparison.Ordinal))
        {
            throw new EmbeddedPostgresException(
                "Postgres needs a user with a name, and the one who runs this has only a number: add it to /etc/passwd (in a container, "
                    + "build it in or run as another), or set ConnectionStrings__GeekOnDuty to a Postgres server."
            );
        }
        var settings = ShownSetting()
            .Matches(shown.Output)
            .ToDictionary(match => match.Groups["name"].Value, match => match.Groups["value"].Value, StringComparer.Ordinal);
        if (!settings.TryGetValue("VERSION", out var version) || !settings.TryGetValue("share_path", out var share))
        {
            return (null, $"initdb --show failed with\n{shown.Tail}");
        }
        var major = LeadingNumber(version);
        return major < OldestMajor ? (null, $"Postgres {version} is older than {OldestMajor}")
            : !File.Exists(Path.Combine(share, "extension", "btree_gist.control"))
                ? (null, $"Postgres {version} lacks the extension btree_gist (install its contrib package)")
            : (new PostgresBinaries(folder, major), "");
    }

    private static IEnumerable<string> PathFolders() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Where(Path.IsPathRooted);

    /// <summary>
    /// The version that Debian puts into the path, as in <c>/usr/lib/postgresql/18/bin</c>; 0 where there is none.
    /// </summary>
    private static int NamedMajor(string folder) => LeadingNumber(Path.GetFileName(Path.GetDirectoryName(folder)) ?? "");

    private static string[] Children(string folder) => Directory.Exists(folder) ? Directory.GetDirectories(folder) : [];

    private static string RealPath(string file) => File.ResolveLinkTarget(file, returnFinalTarget: true)?.FullName ?? file;

    private static string List(List<string> seen) => seen.Count == 0 ? "nothing" : string.Join("; ", seen);

    private static int LeadingNumber(string version) =>
        int.TryParse(Digits().Match(version).Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    [GeneratedRegex("^[0-9]{1,4}", RegexOptions.None, 1000)]
    private static partial Regex Digits();

    [GeneratedRegex("[0-9]{1,4}$", RegexOptions.None, 1000)]
    private static partial Regex TrailingNumber();

    // Red Hat: /usr/pgsql-18/bin; SUSE: /usr/lib/postgresql18/bin.
    [GeneratedRegex("/(pgsql-|postgresql)[0-9]{2}$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex VersionedFolder();

    [GeneratedRegex("^(?<name>[A-Za-z_]+)=(?<value>.*)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ShownSetting();
}
