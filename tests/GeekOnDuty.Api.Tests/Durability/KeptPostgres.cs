using System.Runtime.Versioning;
using GeekOnDuty.Api.Tests.Postgres;
using GeekOnDuty.EmbeddedPostgres;

namespace GeekOnDuty.Api.Tests.Durability;

/// <summary>A durable Postgres in a folder of its own, to be killed as a power cut would, and started again.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class KeptPostgres : IAsyncDisposable
{
    private readonly EmbeddedPostgresOptions options;
    private EmbeddedPostgresServer server;

    private KeptPostgres(EmbeddedPostgresOptions options, EmbeddedPostgresServer server) =>
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
        await ServerSignals.SendAsync(server.DataDirectory, "KILL");
        await server.DisposeAsync();
        server = await StartAsync(options);
    }

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        Directory.Delete(server.DataDirectory, recursive: true);
    }

    private static Task<EmbeddedPostgresServer> StartAsync(EmbeddedPostgresOptions options) =>
        EmbeddedPostgresServer.StartAsync(options, _ => { }, CancellationToken.None);
}
