using System.Diagnostics;

namespace GeekOnDuty.Api.Tests.Start;

/// <summary>
/// A process that the tests and the benchmarks start, and the lines that it has printed. It inherits none of the
/// program's settings.
/// </summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    private static readonly string[] SettingPrefixes =
    [
        "ConnectionStrings__",
        "GeekOnDuty__",
        "RateLimits__",
        "ASPNETCORE_",
        "DOTNET_ENVIRONMENT",
        "OTEL_",
        "Mail__",
        "SignIn__",
        "PG",
    ];

    private readonly Process process;
    private readonly List<string> output = [];
    private readonly List<string> errors = [];

    private ChildProcess(Process process)
    {
        this.process = process;
        OutputEnd = Task.WhenAll(ReadAsync(process.StandardOutput, output), ReadAsync(process.StandardError, errors));
    }

    /// <summary>The `dotnet` that runs this process, else the one on the path.</summary>
    public static string Dotnet => Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";

    public int Id => process.Id;

    public bool HasExited => process.HasExited;

    public int ExitCode => process.ExitCode;

    /// <summary>The lines of the output stream until now.</summary>
    public IReadOnlyList<string> Output => Copy(output);

    /// <summary>The lines of the error stream until now.</summary>
    public IReadOnlyList<string> Errors => Copy(errors);

    /// <summary>Completes when both streams are closed and all their lines are read.</summary>
    public Task OutputEnd { get; }

    /// <summary>The time used until now on all cores together.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            process.Refresh();
            return process.TotalProcessorTime;
        }
    }

    /// <summary>Starts a program in the folder for temporary files, with an empty standard input.</summary>
    /// <param name="command">The program and its arguments.</param>
    /// <param name="settings">Environment variables to set; a later one replaces an earlier one of the same name.</param>
    public static ChildProcess Start(string[] command, IEnumerable<(string Name, string Value)> settings)
    {
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        foreach (var inherited in start.Environment.Keys.Where(IsSetting).ToList())
        {
            start.Environment.Remove(inherited);
        }

        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }

        var started = Process.Start(start)!;
        started.StandardInput.Close();
        return new ChildProcess(started);
    }

    /// <summary>Sends a signal, such as `TERM`, to this process alone.</summary>
    public async Task SignalAsync(string signal, CancellationToken ct = default)
    {
        using var kill = Process.Start("/bin/sh", ["-c", $"kill -{signal} {process.Id}"]);
        await kill.WaitForExitAsync(ct);
    }

    /// <summary>Sends SIGKILL and returns when the process has exited.</summary>
    public async Task KillAsync(CancellationToken ct = default)
    {
        process.Kill();
        await WaitForExitAsync(ct);
    }

    public Task WaitForExitAsync(CancellationToken ct = default) => process.WaitForExitAsync(ct);

    /// <summary>Kills the process if it still runs.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            await KillAsync();
        }

        process.Dispose();
    }

    private static bool IsSetting(string name) =>
        SettingPrefixes.Any(prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase));

    private static IReadOnlyList<string> Copy(List<string> lines)
    {
        lock (lines)
        {
            return [.. lines];
        }
    }

    private static async Task ReadAsync(StreamReader reader, List<string> lines)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            lock (lines)
            {
                lines.Add(line);
            }
        }
    }
}
