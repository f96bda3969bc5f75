using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Threading.RateLimiting;
using GeekOnDuty.Core.People;
using GeekOnDuty.Core.SignIn;
using Microsoft.AspNetCore.RateLimiting;

namespace GeekOnDuty.Api.Http;

/// <summary>What requests are counted as. Whoever has spent a budget is answered 429 until its window is over.</summary>
internal enum RateLimitPolicy
{
    /// <summary>Of a person: everything that changes something, claims excepted.</summary>
    Writes,

    /// <summary>Of a person: claims and standing claims.</summary>
    Claims,

    /// <summary>Of a client: what is asked without a valid credential and is not answered from memory.</summary>
    Anonymous,

    /// <summary>Of a client, and of an e-mail address: asking for a sign-in link, and signing in with a token.</summary>
    SignIns,
}

/// <summary>The budgets. A window begins with the first request in it. Kept in memory: each process counts for itself.</summary>
internal sealed class RateLimits(RateLimitSettings settings) : ISignInLinkLimit, IDisposable
{
    /// <summary>An IPv6 client has at least such a network to take addresses from.</summary>
    private const int Ipv6Prefix = 64;

    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private readonly PartitionedRateLimiter<PartitionKey> limiter = PartitionedRateLimiter.Create<PartitionKey, PartitionKey>(
        spender => RateLimitPartition.Get(spender, each => BudgetOf(each.Budget, settings))
    );

    /// <summary>Counts a request that is about to ask the database, or to work hard, for somebody unknown. Nothing for somebody known.</summary>
    /// <exception cref="ProblemException">The client's budget is spent: 429.</exception>
    public void SpendAnonymous(HttpContext http)
    {
        if (http.Features.Get<Actor>() is null)
        {
            Spend(new PartitionKey(RateLimitPolicy.Anonymous, ClientOf(http)), 1);
        }
    }

    /// <summary>
    /// To be asked before a credential is looked up; <see cref="SpendAnonymous"/> when it turns out to be none. So wrong ones are counted, right
    /// ones are not, and nobody makes the database look up more than the budget of a client.
    /// </summary>
    /// <exception cref="ProblemException">The client's budget is spent: 429.</exception>
    public void RequireAnonymousLeft(HttpContext http) => Spend(new PartitionKey(RateLimitPolicy.Anonymous, ClientOf(http)), 0);

    /// <inheritdoc/>
    public bool TryAcquire(string address)
    {
        var folded = address.Trim().Normalize(NormalizationForm.FormKC).ToLowerInvariant();
        var hash = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(folded)));
        using var lease = settings.Enabled
            ? limiter.AttemptAcquire(new PartitionKey(RateLimitPolicy.SignIns, $"address {hash}"))
            : null;
        return lease is null or { IsAcquired: true };
    }

    /// <summary>What the framework's limiter asks for each request.</summary>
    public void Configure(RateLimiterOptions options)
    {
        options.GlobalLimiter = limiter.WithTranslatedKey<HttpContext>(SpenderOf, leaveOpen: true);
        options.OnRejected = (context, _) =>
            new ValueTask(
                ExceptionToProblem.WriteAsync(context.HttpContext, Refusal(SpenderOf(context.HttpContext).Budget, context.Lease))
            );
    }

    /// <summary>Whether an endpoint is limited at all; most reads are not.</summary>
    public bool Concerns(HttpContext http) =>
        settings.Enabled && http.GetEndpoint()?.Metadata.GetMetadata<LimitedTo>() is not null;

    public void Dispose() => limiter.Dispose();

    private void Spend(PartitionKey spender, int permits)
    {
        if (!settings.Enabled)
        {
            return;
        }

        using var lease = limiter.AttemptAcquire(spender, permits);
        if (!lease.IsAcquired)
        {
            throw Refusal(spender.Budget, lease);
        }
    }

    private static PartitionKey SpenderOf(HttpContext http)
    {
        var budget = http.GetEndpoint()!.Metadata.GetMetadata<LimitedTo>()!.Budget;
        return budget is RateLimitPolicy.Writes or RateLimitPolicy.Claims && http.Features.Get<Actor>() is { } actor
            ? new PartitionKey(budget, actor.VolunteerId.ToString())
            : new PartitionKey(budget, ClientOf(http));
    }

    private static string ClientOf(HttpContext http) => ClientOf(http.Connection.RemoteIpAddress);

    /// <param name="address">Null for one without, such as behind a Unix socket: they are all one.</param>
    internal static string ClientOf(IPAddress? address)
    {
        if (address is null)
        {
            return "local";
        }

        if (address.AddressFamily == AddressFamily.InterNetwork || address.IsIPv4MappedToIPv6)
        {
            return address.MapToIPv4().ToString();
        }

        var network = address.GetAddressBytes();
        network.AsSpan(Ipv6Prefix / 8).Clear();
        return $"{new IPAddress(network)}/{Ipv6Prefix}";
    }

    private static RateLimiter BudgetOf(RateLimitPolicy budget, RateLimitSettings settings) =>
        budget switch
        {
            RateLimitPolicy.Writes => Window(settings.WritesPerMinute, Minute),
            RateLimitPolicy.Claims => Window(settings.ClaimsPerMinute, Minute),
            RateLimitPolicy.Anonymous => Window(settings.AnonymousPerMinute, Minute),
            _ => RateLimiter.CreateChained(
                Window(settings.SignInsPerMinute, Minute, inChain: true),
                Window(settings.SignInsPerHour, Hour, inChain: true)
            ),
        };

    /// <param name="permits">In a window.</param>
    /// <param name="length">Of the window.</param>
    /// <param name="inChain">Where nothing but itself turns it over.</param>
    private static FixedWindowRateLimiter Window(int permits, TimeSpan length, bool inChain = false) =>
        new(
            new FixedWindowRateLimiterOptions
            {
                PermitLimit = permits,
                Window = length,
                AutoReplenishment = inChain,
            }
        );

    private static ProblemException Refusal(RateLimitPolicy budget, RateLimitLease lease)
    {
        var what = budget switch
        {
            RateLimitPolicy.Writes => "writes by you",
            RateLimitPolicy.Claims => "claims by you",
            RateLimitPolicy.Anonymous => "requests without a valid credential from your address",
            _ => "attempts to sign in from your address",
        };
        var seconds = lease.TryGetMetadata(MetadataName.RetryAfter, out var wait)
            ? Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds))
            : (int)Minute.TotalSeconds;
        return new ProblemException(
            Problems.TooManyRequests.Details($"There were too many {what}. Try again in {seconds} s. Nothing was changed.")
        )
        {
            RetryAfterSeconds = seconds,
        };
    }

    private readonly record struct PartitionKey(RateLimitPolicy Budget, string Name);
}

/// <summary>Which budget a request to an endpoint is taken from. The last one said counts.</summary>
internal sealed record LimitedTo(RateLimitPolicy Budget);

internal static class RateLimitSetup
{
    public static void AddRateLimits(this IServiceCollection services)
    {
        services.AddSingleton(provider => new RateLimits(
            RateLimitSettings.Read(provider.GetRequiredService<IConfiguration>().GetSection(RateLimitSettings.Section))
        ));
        services.AddSingleton<ISignInLinkLimit>(provider => provider.GetRequiredService<RateLimits>());
        services.AddRateLimiter();
        services.AddOptions<RateLimiterOptions>().Configure<RateLimits>((options, limits) => limits.Configure(options));
    }

    /// <summary>After the authorisation: who is not let in spends nobody's budget.</summary>
    public static void UseRateLimits(this WebApplication app)
    {
        var limits = app.Services.GetRequiredService<RateLimits>();
        app.UseWhen(limits.Concerns, limited => limited.UseRateLimiter());
    }

    public static TBuilder LimitClaims<TBuilder>(this TBuilder operation)
        where TBuilder : IEndpointConventionBuilder => operation.LimitedTo(RateLimitPolicy.Claims);

    /// <summary>For what everybody may ask and always needs the database, or much of the processor.</summary>
    public static TBuilder LimitAnonymous<TBuilder>(this TBuilder operation)
        where TBuilder : IEndpointConventionBuilder => operation.LimitedTo(RateLimitPolicy.Anonymous);

    /// <summary>
    /// Limits each client in asking for sign-in links and in signing in with a token. <see cref="RateLimits.TryAcquire"/>
    /// limits each e-mail address.
    /// </summary>
    public static TBuilder LimitSignIns<TBuilder>(this TBuilder operation)
        where TBuilder : IEndpointConventionBuilder => operation.LimitedTo(RateLimitPolicy.SignIns);

    public static TBuilder LimitedTo<TBuilder>(this TBuilder operation, RateLimitPolicy budget)
        where TBuilder : IEndpointConventionBuilder => operation.WithMetadata(new LimitedTo(budget));
}
