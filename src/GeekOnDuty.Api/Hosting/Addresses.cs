using System.Net;
using System.Net.Sockets;
using GeekOnDuty.Core.Hosting;

namespace GeekOnDuty.Api.Hosting;

/// <summary>Where to listen, looked at before anything starts: the server itself would find out only after the database is up.</summary>
internal static class Addresses
{
    private const string Setting = "ASPNETCORE_URLS";
    private const string Allowed = "Write addresses like http://localhost:5080, separated by semicolons";

    /// <param name="urls">As the setting has them; null or empty: the default is taken, or another setting names ports.</param>
    /// <exception cref="StartException">One cannot be listened on; the message names it.</exception>
    public static void Check(string? urls)
    {
        foreach (var url in (urls ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            CheckOne(url);
        }
    }

    public static bool LacksCertificate(Exception fault) =>
        fault.Message.StartsWith("Unable to configure HTTPS endpoint", StringComparison.Ordinal);

    /// <summary>For what only the server notices.</summary>
    public static string Explain(Exception fault) =>
        LacksCertificate(fault)
            ? $"{Setting} has an https address, and there is no certificate. Set Kestrel__Certificates__Default__Path (and __Password), "
                + "or listen on http behind a proxy that has one."
            : $"{Setting}: {fault.Message}";

    private static void CheckOne(string url)
    {
        var address = Parse(url);
        if (address.IsUnixPipe || address.IsNamedPipe)
        {
            return;
        }

        if (address.Host.Contains(':', StringComparison.Ordinal) && !address.Host.StartsWith('['))
        {
            throw Wrong(url, "its port is no number");
        }

        if (address.Port is < 0 or > IPEndPoint.MaxPort)
        {
            throw Wrong(url, $"its port is not within 0–{IPEndPoint.MaxPort}");
        }

        var isLocalhost = string.Equals(address.Host, "localhost", StringComparison.OrdinalIgnoreCase);
        if (isLocalhost && address.Port == 0)
        {
            throw Wrong(url, "a free port cannot be chosen for localhost, only for one of its addresses: http://127.0.0.1:0");
        }

        var ip =
            isLocalhost ? IPAddress.Loopback
            : IPAddress.TryParse(address.Host, out var named) ? named
            : Socket.OSSupportsIPv6 ? IPAddress.IPv6Any
            : IPAddress.Any;
        TryBind(url, new IPEndPoint(ip, address.Port));
    }

    private static BindingAddress Parse(string url)
    {
        BindingAddress address;
        try
        {
            address = BindingAddress.Parse(url);
        }
        catch (FormatException)
        {
            throw Wrong(url, "it is no URL");
        }

        return !string.Equals(address.Scheme, "http", StringComparison.OrdinalIgnoreCase)
            && !string.Equals(address.Scheme, "https", StringComparison.OrdinalIgnoreCase)
                ? throw Wrong(url, "its scheme is neither http nor https")
            : address.PathBase.Length > 0 ? throw Wrong(url, "it has a path")
            : address;
    }

    private static void TryBind(string url, IPEndPoint where)
    {
        try
        {
            using var socket = new Socket(where.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            if (where.Address.Equals(IPAddress.IPv6Any))
            {
                socket.DualMode = true;
            }

            // Enough to meet another listener; listening would take in a client who waits for us, and drop it.
            socket.Bind(where);
        }
        catch (SocketException fault)
        {
            var why = fault.SocketErrorCode switch
            {
                SocketError.AddressAlreadyInUse => $"port {where.Port} is taken by another program",
                SocketError.AccessDenied => $"port {where.Port} is not for this user",
                SocketError.AddressNotAvailable => "this machine does not have that address",
                _ => fault.Message,
            };
            throw new StartException($"Cannot listen on {url}: {why}. Set {Setting} to another address.", fault);
        }
    }

    private static StartException Wrong(string url, string why) => new($"{Setting} is '{url}': {why}. {Allowed}.");
}
