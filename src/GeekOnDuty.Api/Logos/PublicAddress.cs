using System.Net;
using System.Net.Sockets;
using IPNetwork = System.Net.IPNetwork;

namespace GeekOnDuty.Api.Logos;

/// <summary>Addresses that everybody can reach, as the registries of special-purpose addresses have them. RFC 6890.</summary>
internal static class PublicAddress
{
    private static readonly IPNetwork[] Special4 =
    [
        .. new[]
        {
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "169.254.0.0/16",
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.88.99.0/24",
            "192.168.0.0/16",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/3",
        }.Select(IPNetwork.Parse),
    ];

    /// <summary>What is given to hosts; beside it there are loopback, link-local, unique local, multicast and IPv4 in other clothes.</summary>
    private static readonly IPNetwork Global6 = IPNetwork.Parse("2000::/3");

    /// <summary>Protocols, tunnels that hold an IPv4 address (Teredo, 6to4), and documentation.</summary>
    private static readonly IPNetwork[] Special6 =
    [
        .. new[] { "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20" }.Select(IPNetwork.Parse),
    ];

    public static bool IsPublic(IPAddress address) =>
        address.IsIPv4MappedToIPv6 ? IsPublic(address.MapToIPv4())
        : address.AddressFamily == AddressFamily.InterNetwork ? !Special4.Any(each => each.Contains(address))
        : address.AddressFamily == AddressFamily.InterNetworkV6
            && address.ScopeId == 0
            && Global6.Contains(address)
            && !Special6.Any(each => each.Contains(address));
}
