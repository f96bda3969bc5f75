using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using GeekOnDuty.Api.Tests.Start;

namespace GeekOnDuty.Api.Tests.Durability;

/// <summary>The program under a keeper that starts it again, on the same port, whenever it ends: killed, or because its database was away.</summary>
internal sealed class KeptProgram : IAsyncDisposable
{
    private readonly (string Name, string Value)[] settings;
    private readonly List<ProgramRun> runs = [];
    private readonly Task keeping;
    private volatile ProgramRun current;
    private volatile bool isOver;

    private KeptProgram(Uri address, (string Name, string Value)[] settings)
    {
        Address = address;
        this.settings = [.. settings, ("ASPNETCORE_URLS", address.AbsoluteUri)];
        current = Start();
        keeping = KeepAsync();
    }

    public Uri Address { get; }

    public static KeptProgram Start(params (string Name, string Value)[] settings) =>
        new(new Uri($"http://127.0.0.1:{FreePort()}"), settings);

    /// <summary>Waits until it can answer everything, the first time.</summary>
    public async Task IsReadyAsync() => (await current.IsReadyAsync()).Dispose();

    /// <summary>SIGKILL. It is being started again when this returns, or about to be.</summary>
    public Task KillAsync() => current.KillAsync();

    /// <summary>Ends it in good order, for good.</summary>
    public async Task StopAsync()
    {
        isOver = true;
        await current.StopAsync();
        await keeping;
    }

    /// <summary>What it logged as its own faults, in all its lives, each with the lines that follow.</summary>
    public IReadOnlyList<string> Faults =>
        [
            .. runs.SelectMany(run =>
                run.Output.Select((line, at) => (line, at))
                    .Where(said => said.line.StartsWith("fail:", StringComparison.Ordinal))
                    .Select(said => string.Join('\n', run.Output.Skip(said.at).Take(8)))
            ),
        ];

    public override string ToString() => current.ToString();

    public async ValueTask DisposeAsync()
    {
        isOver = true;
        while (!keeping.IsCompleted)
        {
            await current.KillAsync();
        }

        foreach (var run in runs)
        {
            await run.DisposeAsync();
        }
    }

    private async Task KeepAsync()
    {
        await current.GoneAsync();
        while (!isOver)
        {
            current = Start();
            await current.GoneAsync();
        }
    }

    private ProgramRun Start()
    {
        var run = ProgramRun.Start(settings);
        runs.Add(run);
        return run;
    }

    // Not one of those that the system gives to outgoing connections: a client that knocks at a closed port of these may end up
    // connected to itself, and hold the port.
    private static int FreePort()
    {
        while (true)
        {
            var port = RandomNumberGenerator.GetInt32(20_000, 30_000);
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, port);
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // Somebody else's.
            }
        }
    }
}
