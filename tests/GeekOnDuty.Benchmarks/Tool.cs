using System.ComponentModel;
using System.Diagnostics;

namespace GeekOnDuty.Benchmarks;

/// <summary>Runs the tools that measure.</summary>
internal static class Tool
{
    private static readonly Dictionary<string, string> Packages = new(StringComparer.Ordinal)
    {
        ["wrk"] = "wrk",
        ["pgbench"] = "postgresql",
        ["taskset"] = "util-linux",
    };

    /// <returns>What it printed.</returns>
    /// <exception cref="CannotMeasureException">It is not installed, or it failed.</exception>
    public static async Task<string> RunAsync(string name, params string[] arguments)
    {
        using var process = Start(name, arguments);
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? output
            : throw new CannotMeasureException($"{name} failed:\n{output}\n{(await errors).Trim()}");
    }

    private static Process Start(string name, string[] arguments)
    {
        var start = new ProcessStartInfo(name, arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception)
        {
            throw new CannotMeasureException($"{name} is missing. Debian, Ubuntu: apt-get install {Packages[name]}");
        }
    }
}
