using System.Net;
using System.Net.Sockets;

namespace GeekOnDuty.Api.Logos;

/// <summary>Fetches logos from the servers of organisations.</summary>
internal sealed class LogoFetcher : IDisposable
{
    /// <summary>Bytes.</summary>
    public const int Most = 512 * 1024;

    private const int MostRedirects = 3;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly Func<IPAddress, bool> mayReach;
    private readonly HttpClient http;

    /// <param name="mayReach">Which addresses it connects to, redirected or not.</param>
    public LogoFetcher(Func<IPAddress, bool> mayReach)
    {
        this.mayReach = mayReach;
        http = new HttpClient(
            new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                UseCookies = false,
                UseProxy = false,
                Credentials = null,
                AutomaticDecompression = DecompressionMethods.None,
                ActivityHeadersPropagator = null,
                MaxResponseHeadersLength = 16,
                PooledConnectionLifetime = TimeSpan.FromMinutes(1),
                ConnectCallback = ConnectAsync,
            }
        )
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
        http.DefaultRequestHeaders.UserAgent.ParseAdd("GeekOnDuty");
        http.DefaultRequestHeaders.Accept.ParseAdd("image/*");
    }

    /// <summary>What is at that address now, within five seconds.</summary>
    /// <returns>Null when there is no picture, it is too large, or it cannot be reached.</returns>
    public async Task<LogoImage?> FetchAsync(string address)
    {
        using var end = new CancellationTokenSource(Patience);
        try
        {
            var url = new Uri(address);
            for (var redirects = 0; redirects <= MostRedirects && url.Scheme is "http" or "https"; redirects++)
            {
                using var response = await http.GetAsync(url, HttpCompletionOption.ResponseHeadersRead, end.Token);
                if ((int)response.StatusCode is 301 or 302 or 303 or 307 or 308 && response.Headers.Location is { } next)
                {
                    url = new Uri(url, next);
                    continue;
                }

                return response.StatusCode == HttpStatusCode.OK && await ReadAsync(response, end.Token) is { } bytes
                    ? LogoImage.Read(bytes)
                    : null;
            }

            return null;
        }
        catch (Exception fault)
            when (fault
                    is HttpRequestException
                        or IOException
                        or OperationCanceledException
                        or UriFormatException
                        or NotSupportedException
            )
        {
            return null;
        }
    }

    public void Dispose() => http.Dispose();

    /// <returns>Null when there is more than is passed on.</returns>
    private static async Task<byte[]?> ReadAsync(HttpResponseMessage response, CancellationToken ct)
    {
        if (response.Content.Headers.ContentLength > Most)
        {
            return null;
        }

        await using var body = await response.Content.ReadAsStreamAsync(ct);
        var bytes = new byte[Most + 1];
        var length = await body.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, ct);
        return length > Most ? null : bytes[..length];
    }

    /// <summary>Connects to an address that was looked at: a name that changes what it means in between gains nothing.</summary>
    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken ct)
    {
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        var found = await Dns.GetHostAddressesAsync(host, ct);
        var allowed = Array.FindAll(found, address => mayReach(address));
        if (allowed.Length == 0)
        {
            throw new HttpRequestException("None of its addresses may be reached.");
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, port, ct);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
