using System.Net;
using GeekOnDuty.Core.Hosting;
using GeekOnDuty.Core.People;
using GeekOnDuty.Core.Storage;
using Npgsql;
using IPNetwork = System.Net.IPNetwork;

namespace GeekOnDuty.Api.Hosting;

/// <summary>What the environment says. Every value is checked before anything starts.</summary>
/// <param name="Database">The database.</param>
/// <param name="AdminToken">A first admin token to accept.</param>
/// <param name="Demo">Load the demo rotas into an empty database.</param>
/// <param name="PublicUrl">Where people reach the program; null: wherever the request was sent to.</param>
/// <param name="TzdbFile">A `.nzd` file; null: the tz database that comes with NodaTime.</param>
internal sealed record Settings(
    DatabaseOptions Database,
    string? AdminToken,
    bool Demo,
    Uri? PublicUrl = null,
    string? TzdbFile = null
)
{
    private const int ShortestAdminToken = 16;

    /// <summary>Networks whose `X-Forwarded-…` headers are believed; of a single address, the network of it alone.</summary>
    public IReadOnlyList<IPNetwork> Proxies { get; private init; } = [];

    /// <summary>Whether logos are fetched from addresses that not everybody can reach, as those of an intranet.</summary>
    public bool PrivateLogos { get; private init; }

    /// <exception cref="StartException">A value is wrong; the message names the setting and what is allowed.</exception>
    public static Settings Read(IConfiguration configuration)
    {
        var connectionString = NullIfEmpty(configuration.GetConnectionString("GeekOnDuty"));
        return new Settings(
            new DatabaseOptions(
                CheckConnectionString(connectionString),
                NullIfEmpty(configuration["GeekOnDuty:DataDirectory"]),
                NullIfEmpty(configuration["GeekOnDuty:PostgresBinaries"])
            ),
            CheckToken(NullIfEmpty(configuration["GeekOnDuty:AdminToken"])),
            Boolean("GeekOnDuty__Demo", configuration["GeekOnDuty:Demo"], otherwise: connectionString is null),
            CheckUrl(NullIfEmpty(configuration["GeekOnDuty:PublicUrl"])),
            NullIfEmpty(configuration["GeekOnDuty:TzdbFile"])
        )
        {
            Proxies = ReadProxies(configuration["GeekOnDuty:Proxies"]),
            PrivateLogos = Boolean(
                "Logos__AllowPrivateAddresses",
                configuration["Logos:AllowPrivateAddresses"],
                otherwise: false
            ),
        };
    }

    private static string? CheckConnectionString(string? value)
    {
        const string shape = "Write Host=…;Database=…;Username=…;Password=…";
        if (value is null)
        {
            return null;
        }

        try
        {
            if (new NpgsqlConnectionStringBuilder(value).Host is null)
            {
                throw new StartException($"ConnectionStrings__GeekOnDuty names no host. {shape}");
            }

            using var usable = NpgsqlDataSource.Create(value);
            return value;
        }
        catch (Exception fault)
            when (fault is ArgumentException or FormatException or NotSupportedException or InvalidOperationException)
        {
            throw new StartException(
                $"ConnectionStrings__GeekOnDuty is not an Npgsql connection string: {fault.Message.TrimEnd('.')}. {shape}",
                fault
            );
        }
    }

    private static string? CheckToken(string? value) =>
        value is null
        || (
            value.StartsWith(Secret.Prefix, StringComparison.Ordinal)
            && value.Length >= ShortestAdminToken
            && value.All(char.IsAscii)
        )
            ? value
            : throw new StartException(
                $"GeekOnDuty__AdminToken must begin with {Secret.Prefix} and have at least {ShortestAdminToken} ASCII characters."
            );

    private static Uri? CheckUrl(string? value) =>
        value is null ? null
        : Uri.TryCreate(value, UriKind.Absolute, out var url)
        && url.Scheme is "http" or "https"
        && url is { PathAndQuery: "/", Fragment: "", UserInfo: "" }
            ? url
        : throw new StartException(
            $"GeekOnDuty__PublicUrl is '{value}'; write where people reach it, such as https://duty.example.org."
        );

    private static List<IPNetwork> ReadProxies(string? value) =>
        [
            .. (value ?? "")
                .Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                .Select(proxy =>
                    IPNetwork.TryParse(proxy, out var network) ? network
                    // Not `10`, which the parser takes for 0.0.0.10.
                    : IPAddress.TryParse(proxy, out var address) && (proxy.Contains(':') || proxy.Count(c => c == '.') == 3)
                        ? new IPNetwork(address, address.GetAddressBytes().Length * 8)
                    : throw new StartException(
                        $"GeekOnDuty__Proxies has '{proxy}'; write addresses and networks, such as 192.0.2.1,10.0.0.0/8,fd00::/8, separated by commas."
                    )
                ),
        ];

    public static bool Boolean(string name, string? value, bool otherwise) =>
        NullIfEmpty(value)?.ToLowerInvariant() switch
        {
            null => otherwise,
            "true" => true,
            "false" => false,
            _ => throw new StartException($"{name} is '{value}'; write true or false."),
        };

    private static string? NullIfEmpty(string? value) => string.IsNullOrWhiteSpace(value) ? null : value;
}
