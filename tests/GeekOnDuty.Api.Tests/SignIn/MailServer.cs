using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using System.Threading.Channels;
using Xunit;

namespace GeekOnDuty.Api.Tests.SignIn;

/// <summary>A mail as the server took it.</summary>
internal sealed record Delivered(bool Secure, string? User, string From, IReadOnlyList<string> To, string Raw);

/// <summary>A certificate of its own for `localhost`, and files to serve and to trust it.</summary>
internal sealed class OwnCertificate : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("geek-on-duty-mail-").FullName;

    public OwnCertificate()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        // The machine's own time, as whoever checks it goes by that.
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddHours(-1), now.AddDays(1));
        File.WriteAllText(Path, certificate.ExportCertificatePem());
        File.WriteAllText(KeyPath, key.ExportPkcs8PrivateKeyPem());
    }

    public string Path => System.IO.Path.Combine(folder, "certificate.pem");

    public string KeyPath => System.IO.Path.Combine(folder, "key.pem");

    public void Dispose() => Directory.Delete(folder, recursive: true);
}

/// <summary>A real mail server, npm's smtp-server: STARTTLS and AUTH LOGIN, nothing without both.</summary>
internal sealed class MailServer : IAsyncDisposable
{
    public const string UserName = "duty";
    public const string Password = "between us";
    private readonly Process process;
    private readonly Channel<Delivered> delivered = Channel.CreateUnbounded<Delivered>();
    private readonly TaskCompletionSource<int> port = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private MailServer(Process process)
    {
        this.process = process;
        _ = ReadAsync();
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <param name="certificate">What it shows.</param>
    /// <param name="port">0: a free one.</param>
    /// <param name="more">More of its settings.</param>
    public static async Task<(MailServer Server, int Port)> StartAsync(
        OwnCertificate certificate,
        int port = 0,
        params (string Name, string Value)[] more
    )
    {
        var folder = Folder();
        Assert.True(
            Directory.Exists(Path.Combine(folder, "node_modules")),
            "The mail server of the tests is not installed. Install Node.js with npm, and run: npm ci --ignore-scripts --prefix tests/smtp-server"
        );
        var start = new ProcessStartInfo("node", ["server.js"])
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        (string, string)[] own =
        [
            ("PORT", $"{port}"),
            ("CERTIFICATE", certificate.Path),
            ("KEY", certificate.KeyPath),
            ("USER", UserName),
            ("PASSWORD", Password),
        ];
        foreach (var (name, value) in own.Concat(more))
        {
            start.Environment[name] = value;
        }

        var server = new MailServer(Process.Start(start)!);
        return (server, await server.port.Task.WaitAsync(TestDeadline.Timeout, Ct));
    }

    /// <summary>One that nobody listens on.</summary>
    public static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    public bool HasNone => !delivered.Reader.TryPeek(out _);

    public async Task<Delivered> NextAsync() => await delivered.Reader.ReadAsync(Ct).AsTask().WaitAsync(TestDeadline.Timeout, Ct);

    public async ValueTask DisposeAsync()
    {
        process.StandardInput.Close();
        await process.WaitForExitAsync(CancellationToken.None);
        process.Dispose();
    }

    private async Task ReadAsync()
    {
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            using var said = JsonDocument.Parse(line);
            if (said.RootElement.TryGetProperty("port", out var listens))
            {
                port.TrySetResult(listens.GetInt32());
            }
            else
            {
                delivered.Writer.TryWrite(said.Deserialize<Delivered>(JsonSerializerOptions.Web)!);
            }
        }

        port.TrySetException(new InvalidOperationException("The mail server ended before it listened."));
    }

    private static string Folder([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "smtp-server"));
}
