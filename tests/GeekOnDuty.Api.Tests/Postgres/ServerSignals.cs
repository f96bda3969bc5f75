using System.Diagnostics;

namespace GeekOnDuty.Api.Tests.Postgres;

/// <summary>Signals to a Postgres as a whole, as `kill` names them.</summary>
internal static class ServerSignals
{
    /// <param name="dataDirectory">Of the embedded server.</param>
    /// <param name="signal">Such as `STOP`, for the postmaster and for every process it has started.</param>
    /// <exception cref="InvalidOperationException">It did not reach all of them.</exception>
    public static async Task SendAsync(string dataDirectory, string signal)
    {
        // While the postmaster stands still it starts nobody, and the number of who ends stays taken.
        const string script =
            "kill -STOP $0 && kill -$1 $(cat /proc/$0/task/$0/children 2>/dev/null || pgrep -P $0) && kill -$1 $0";
        var postmaster = (await File.ReadAllLinesAsync(Path.Combine(dataDirectory, "pg", "postmaster.pid")))[0];
        using var shell = Process.Start("/bin/sh", ["-c", script, postmaster, signal]);
        await shell.WaitForExitAsync();
        if (shell.ExitCode != 0)
        {
            throw new InvalidOperationException($"Postgres (process {postmaster}) could not be sent {signal}.");
        }
    }
}
