using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using GeekOnDuty.Api.Tests.Start;

namespace GeekOnDuty.Benchmarks;

/// <summary>
/// A server in a process of its own, on cores of its own. It prints to a file, because to read a line for each request would cost
/// the load core time.
/// </summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    /// <summary>May do everything in the program.</summary>
    public const string AdminToken = "geek_benchmark_admin";

    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(60);
    private readonly ChildProcess process;
    private readonly string log;

    private ServerProcess(ChildProcess process, Uri url, string log) => (this.process, Url, this.log) = (process, url, log);

    public Uri Url { get; }

    /// <summary>What it has used until now, of all cores together.</summary>
    public TimeSpan ProcessorTime => process.ProcessorTime;

    public double ResidentMegabytes
    {
        get
        {
            var line = File.ReadLines($"/proc/{process.Id}/status")
                .Single(each => each.StartsWith("VmRSS:", StringComparison.Ordinal));
            return double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) / 1024;
        }
    }

    /// <summary>The program as it was built with the benchmarks.</summary>
    public static string BuiltApi => Beside("GeekOnDuty.Api.dll");

    /// <summary>The real program in its production environment, on a free port, with the database of a data folder.</summary>
    public static ServerProcess StartApi(string dataFolder, string cores, bool demo = false, string? program = null)
    {
        var url = FreeUrl();
        return Start(
            url,
            cores,
            [program ?? BuiltApi],
            ("ASPNETCORE_ENVIRONMENT", "Production"),
            ("ASPNETCORE_URLS", url.GetLeftPart(UriPartial.Authority)),
            ("GeekOnDuty__DataDirectory", dataFolder),
            ("GeekOnDuty__AdminToken", AdminToken),
            ("GeekOnDuty__Demo", demo ? "true" : "false"),
            ("RateLimits__Enabled", "false")
        );
    }

    /// <summary>The bare endpoint under exactly the runtime settings of the real program, its garbage collector included.</summary>
    public static ServerProcess StartBare(string answerFile, string cores)
    {
        var url = FreeUrl();
        string[] command =
        [
            "exec",
            "--runtimeconfig",
            Beside("GeekOnDuty.Api.runtimeconfig.json"),
            Beside("GeekOnDuty.Benchmarks.dll"),
            "bare",
            url.GetLeftPart(UriPartial.Authority),
            answerFile,
        ];
        return Start(url, cores, command);
    }

    /// <summary>Waits until it accepts connections, without asking it anything.</summary>
    public async Task ListensAsync()
    {
        var since = Stopwatch.GetTimestamp();
        while (!await AcceptsAsync())
        {
            if (process.HasExited || Stopwatch.GetElapsedTime(since) > StartTimeout)
            {
                throw new CannotMeasureException($"A server does not listen. It said:\n{await File.ReadAllTextAsync(log)}");
            }

            await Task.Delay(2);
        }
    }

    /// <summary>Lets the server stop in good order, and its database with it.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            await process.SignalAsync("TERM");
            await process.WaitForExitAsync();
        }

        await process.DisposeAsync();
        File.Delete(log);
    }

    private static ServerProcess Start(Uri url, string cores, string[] command, params (string Name, string Value)[] settings)
    {
        var file = Path.GetTempFileName();
        // The shell and taskset become the program, so its number is the one we know.
        const string script = "exec taskset -c \"$@\" >\"$0\" 2>&1";
        string[] pinned = ["/bin/sh", "-c", script, file, cores, ChildProcess.Dotnet, .. command];
        return new ServerProcess(ChildProcess.Start(pinned, settings), url, file);
    }

    private async Task<bool> AcceptsAsync()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(IPAddress.Loopback, Url.Port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static Uri FreeUrl()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return new Uri($"http://127.0.0.1:{((IPEndPoint)socket.LocalEndPoint!).Port}");
    }

    private static string Beside(string file) => Path.Combine(AppContext.BaseDirectory, file);
}
