using System.Diagnostics;
using System.Runtime.Versioning;
using GeekOnDuty.Api.Postgres;

namespace GeekOnDuty.Api.Tests.Durability;

/// <summary>A durable Postgres in a folder of its own, to be killed as a power cut would, and started again.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class KeptPostgres : IAsyncDisposable
{
    private readonly EmbeddedPostgresOptions options;
    private EmbeddedPostgres server;

    private KeptPostgres(EmbeddedPostgresOptions options, EmbeddedPostgres server) =>
        (this.options, this.server) = (options, server);

    public string ConnectionString => server.ConnectionString;

    public static async Task<KeptPostgres> StartAsync()
    {
        var folder = Path.Combine(Path.GetTempPath(), $"geek-on-duty-tests-{Guid.NewGuid().ToString("N")[..12]}");
        var durable = new EmbeddedPostgresOptions { DataDirectory = folder, Durable = true };
        return new KeptPostgres(durable, await StartAsync(durable));
    }

    /// <summary>SIGKILL to the postmaster and all its children: what it held in memory alone is gone. Then it is started again.</summary>
    public async Task KillAndStartAsync()
    {
        // Stopped first, so that it has no more children while they are counted.
        const string kill =
            "kill -STOP $0 && children=$(cat /proc/$0/task/$0/children 2>/dev/null || pgrep -P $0) && kill -KILL $0 $children";
        var postmaster = (await File.ReadAllLinesAsync(Path.Combine(server.DataDirectory, "pg", "postmaster.pid")))[0];
        using (var shell = Process.Start("/bin/sh", ["-c", kill, postmaster]))
        {
            await shell.WaitForExitAsync();
            if (shell.ExitCode != 0)
            {
                throw new InvalidOperationException($"Postgres (process {postmaster}) could not be killed.");
            }
        }

        await server.DisposeAsync();
        server = await StartAsync(options);
    }

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        Directory.Delete(server.DataDirectory, recursive: true);
    }

    private static Task<EmbeddedPostgres> StartAsync(EmbeddedPostgresOptions options) =>
        EmbeddedPostgres.StartAsync(options, _ => { }, CancellationToken.None);
}
