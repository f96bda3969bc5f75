using System.Net.Http.Headers;
using System.Net.Sockets;

namespace GeekOnDuty.Api.Tests.Durability;

internal enum Outcome
{
    /// <summary>The whole answer.</summary>
    Answered,

    /// <summary>There was no connection to send on.</summary>
    Refused,

    /// <summary>The connection was closed without a word.</summary>
    Unanswered,

    /// <summary>The connection was closed in the middle of the answer.</summary>
    Cut,
}

/// <summary>What became of a request.</summary>
/// <param name="Outcome">How it went.</param>
/// <param name="Answer">When there is one.</param>
/// <param name="IsLast">The answer says that the server closes the connection.</param>
internal sealed record Exchange(Outcome Outcome, Answer? Answer = null, bool IsLast = false);

/// <summary>A client on one connection, with nothing in between: where HttpClient would quietly send again on another one, this says so.</summary>
internal sealed class OneConnection : IDisposable
{
    private readonly HttpClient client;
    private bool isOpen;
    private bool isRefused;

    public OneConnection(Uri address, AuthenticationHeaderValue? credential)
    {
        var handler = new SocketsHttpHandler { ConnectCallback = (context, ct) => OpenAsync(context.DnsEndPoint.Port, ct) };
        client = TestDeadline.Client(address, handler);
        client.DefaultRequestHeaders.Authorization = credential;
    }

    public async Task<Exchange> SendAsync(HttpRequestMessage request)
    {
        HttpResponseMessage response;
        try
        {
            response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        }
        catch (HttpRequestException)
        {
            return new Exchange(isRefused ? Outcome.Refused : Outcome.Unanswered);
        }

        using (response)
        {
            try
            {
                var answer = new Answer(
                    (int)response.StatusCode,
                    response.Headers.Location?.ToString(),
                    await response.Content.ReadAsStringAsync()
                );
                return new Exchange(Outcome.Answered, answer, response.Headers.ConnectionClose is true);
            }
            catch (HttpRequestException)
            {
                return new Exchange(Outcome.Cut);
            }
        }
    }

    public void Dispose() => client.Dispose();

    private async ValueTask<Stream> OpenAsync(int port, CancellationToken ct)
    {
        if (isOpen)
        {
            throw new IOException("The connection is closed.");
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync("127.0.0.1", port, ct);
        }
        catch
        {
            isRefused = true;
            socket.Dispose();
            throw;
        }

        isOpen = true;
        return new NetworkStream(socket, ownsSocket: true);
    }
}
