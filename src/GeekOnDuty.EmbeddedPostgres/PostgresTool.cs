using System.ComponentModel;
using System.Diagnostics;

namespace GeekOnDuty.EmbeddedPostgres;

/// <summary>What a finished tool left behind: its exit code and what it printed, both streams in one.</summary>
internal sealed record ToolResult(int ExitCode, string Output)
{
    public bool Succeeded => ExitCode == 0;

    /// <summary>The last lines, for an error message.</summary>
    public string Tail => LastLines(Output);

    public static string LastLines(string text) =>
        string.Join(
            '\n',
            text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                .TakeLast(8)
                .Select(line => "  " + line)
        );
}

/// <summary>
/// Runs other programs. Postgres refuses to run as root, so its tools then run as the user <c>nobody</c>.
/// </summary>
internal static class PostgresTool
{
    public const string UnprivilegedUser = "nobody";

    public static readonly string UnprivilegedGroup =
        File.Exists("/etc/group")
        && File.ReadLines("/etc/group").Any(line => line.StartsWith("nogroup:", StringComparison.Ordinal))
            ? "nogroup"
            : UnprivilegedUser;

    /// <summary>Who we are, for messages; in a container a user may have no name.</summary>
    public static string OurName => Environment.UserName is { Length: > 0 } name ? name : "(without a name)";

    /// <summary>
    /// Runs one of Postgres' tools with an environment of its own, which neither PG* variables nor secrets reach.
    /// </summary>
    /// <exception cref="EmbeddedPostgresException">
    /// The tool, or <c>setpriv</c> for root, cannot be started at all.
    /// </exception>
    public static Task<ToolResult> RunAsync(string file, IEnumerable<string> arguments, string folder, CancellationToken ct)
    {
        var start = Environment.IsPrivilegedProcess
            ? new ProcessStartInfo(
                "setpriv",
                [$"--reuid={UnprivilegedUser}", $"--regid={UnprivilegedGroup}", "--clear-groups", "--", file, .. arguments]
            )
            : new ProcessStartInfo(file, arguments);
        start.WorkingDirectory = folder;
        start.Environment.Clear();
        start.Environment["PATH"] = Environment.GetEnvironmentVariable("PATH") ?? "/usr/bin:/bin";
        start.Environment["LC_ALL"] = "C";
        start.Environment["TZ"] = "UTC";
        return RunAsync(start, ct);
    }

    /// <summary>Runs a program of the system as the user we are, with the environment we have.</summary>
    public static Task<ToolResult> RunAsOurselvesAsync(
        string file,
        IEnumerable<string> arguments,
        string folder,
        CancellationToken ct
    ) => RunAsync(new ProcessStartInfo(file, arguments) { WorkingDirectory = folder }, ct);

    private static async Task<ToolResult> RunAsync(ProcessStartInfo start, CancellationToken ct)
    {
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        using var process = new Process { StartInfo = start };
        try
        {
            process.Start();
        }
        catch (Win32Exception ex)
        {
            var advice = string.Equals(start.FileName, "setpriv", StringComparison.Ordinal)
                ? " For root, Postgres runs as the user nobody through setpriv: install util-linux, or start as another user."
                : "";
            throw new EmbeddedPostgresException($"{start.FileName} could not be started: {ex.Message}.{advice}", ex);
        }
        try
        {
            process.StandardInput.Close();
            var output = process.StandardOutput.ReadToEndAsync(ct);
            var errors = process.StandardError.ReadToEndAsync(ct);
            await process.WaitForExitAsync(ct);
            return new ToolResult(process.ExitCode, await output + await errors);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }
}
