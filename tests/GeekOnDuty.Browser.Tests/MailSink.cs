using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using GeekOnDuty.Api.Tests;

namespace GeekOnDuty.Browser.Tests;

/// <summary>A mail server (RFC 5321) that takes everything and shows what it got: the receiving end for tests that follow links.</summary>
internal sealed partial class MailSink : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly ConcurrentQueue<(string To, string Text)> letters = new();
    private readonly Task serving;

    public MailSink()
    {
        listener.Start();
        serving = ServeAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>The path of the link in the last mail to that address, which may still be on its way.</summary>
    public async Task<string> LinkToAsync(string address)
    {
        string? path = null;
        await TestDeadline.UntilAsync(
            () =>
            {
                var text = letters.LastOrDefault(letter => letter.To == address).Text;
                path = text is not null && Link().Match(text) is { Success: true } link ? new Uri(link.Value).PathAndQuery : null;
                return path is not null;
            },
            $"No mail to {address} came."
        );
        return path!;
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Stop();
        await serving;
        stop.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                var client = await listener.AcceptTcpClientAsync(stop.Token);
                _ = TalkAsync(client);
            }
        }
        catch (Exception ended) when (ended is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task TalkAsync(TcpClient client)
    {
        using var connection = client;
        using var reader = new StreamReader(connection.GetStream(), Encoding.UTF8);
        await using var writer = new StreamWriter(connection.GetStream(), new UTF8Encoding(false))
        {
            NewLine = "\r\n",
            AutoFlush = true,
        };
        await writer.WriteLineAsync("220 sink");
        var to = "";
        while (await reader.ReadLineAsync() is { } line)
        {
            switch (line.ToUpperInvariant())
            {
                case "DATA":
                    await writer.WriteLineAsync("354 go on");
                    letters.Enqueue((to, await ReadLetterAsync(reader)));
                    await writer.WriteLineAsync("250 kept");
                    break;
                case "QUIT":
                    await writer.WriteLineAsync("221 bye");
                    return;
                case var command:
                    if (command.StartsWith("RCPT TO:", StringComparison.Ordinal))
                    {
                        to = line["RCPT TO:".Length..].Trim().Trim('<', '>');
                    }

                    await writer.WriteLineAsync("250 ok");
                    break;
            }
        }
    }

    /// <summary>Without the soft line breaks of quoted-printable (RFC 2045 §6.7).</summary>
    private static async Task<string> ReadLetterAsync(StreamReader reader)
    {
        var text = new StringBuilder();
        while (await reader.ReadLineAsync() is { } line && line != ".")
        {
            text.Append(line).Append('\n');
        }

        return text.ToString().Replace("=\n", "", StringComparison.Ordinal).Replace("=3D", "=", StringComparison.Ordinal);
    }

    [GeneratedRegex(@"https?://\S+/sign-in/[A-Za-z0-9_-]+", RegexOptions.None, 1000)]
    private static partial Regex Link();
}
