using GeekOnDuty.EmbeddedPostgres;

namespace GeekOnDuty.Api.Tests.Start;

/// <summary>A data folder of a test's own; its server is stopped and the folder removed with the test.</summary>
internal sealed class DataFolder : IAsyncDisposable
{
    public string Path { get; } =
        System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"geek-on-duty-tests-{Guid.NewGuid().ToString("N")[..12]}");

    public (string Name, string Value) Setting => ("GeekOnDuty__DataDirectory", Path);

    public bool HasServer => File.Exists(System.IO.Path.Combine(Path, "pg", "postmaster.pid"));

    /// <summary>The server of the folder, as for a program that has been told a connection string.</summary>
    public Task<EmbeddedPostgresServer> ServeAsync() =>
        EmbeddedPostgresServer.StartAsync(
            new EmbeddedPostgresOptions { DataDirectory = Path, Durable = false },
            _ => { },
            CancellationToken.None
        );

    public async ValueTask DisposeAsync()
    {
        if (HasServer)
        {
            // A program that was killed leaves its server; the last who leaves stops it.
            await (await ServeAsync()).DisposeAsync();
        }

        if (Directory.Exists(Path))
        {
            Directory.Delete(Path, recursive: true);
        }
    }
}
