using System.Collections.Concurrent;
using GeekOnDuty.Api.Claims;
using GeekOnDuty.Api.Http;

namespace GeekOnDuty.Api.Observability;

/// <summary>What came of claims: `claimed`, or the slug of the problem that was in the way.</summary>
internal sealed class ClaimMetrics
{
    private const string Claimed = "claimed";

    /// <summary>There from the start, so that the first of them is seen as an increase.</summary>
    private static readonly string[] Usual =
    [
        Claimed,
        .. new[] { Problems.SlotFull, Problems.DoubleBooked, Problems.AlreadyClaimed, Problems.SlotNotOpen }.Select(kind =>
            kind.Slug
        ),
    ];

    private static readonly string[] MovedOutcomes = ["moved", "released"];

    private readonly ConcurrentDictionary<string, long> single = new(Usual.Select(Zero), StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, long> standing = new(Usual.Select(Zero), StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, long> moved = new(MovedOutcomes.Select(Zero), StringComparer.Ordinal);

    /// <summary>By outcome, of claims that people made one by one.</summary>
    public IReadOnlyDictionary<string, long> Single => single;

    /// <summary>By outcome, of the dates of standing claims.</summary>
    public IReadOnlyDictionary<string, long> Standing => standing;

    /// <summary>By outcome, `moved` or `released`: the claims whose time another tz database has changed.</summary>
    public IReadOnlyDictionary<string, long> Moved => moved;

    /// <summary>Counts the claims that another tz database has moved or released, once that is committed.</summary>
    public void CountMoved(long moved, long released)
    {
        Add(this.moved, "moved", moved);
        Add(this.moved, "released", released);
    }

    /// <summary>Once it is committed or refused for good.</summary>
    public void Count(ProblemKind? problem) => Add(single, problem?.Slug ?? Claimed, 1);

    /// <inheritdoc cref="Count(ProblemKind?)"/>
    public void Count(Followed followed)
    {
        Add(standing, Claimed, followed.Taken.Count);
        foreach (var refused in followed.Refused)
        {
            Add(standing, refused.Problem[(refused.Problem.LastIndexOf('/') + 1)..], 1);
        }
    }

    private static void Add(ConcurrentDictionary<string, long> counts, string outcome, long count) =>
        counts.AddOrUpdate(outcome, static (_, more) => more, static (_, counted, more) => counted + more, count);

    private static KeyValuePair<string, long> Zero(string outcome) => new(outcome, 0);
}

/// <summary>What the handler of a request came to; it counts when the transaction around it has ended well.</summary>
internal sealed class ClaimAttempt
{
    private Action<ClaimMetrics>? count;

    /// <summary>Replaces what was noted before: a transaction may be tried again.</summary>
    public void Note(ClaimOutcome outcome) => count = metrics => metrics.Count(outcome.Problem);

    /// <inheritdoc cref="Note(ClaimOutcome)"/>
    public void Note(Followed followed) => count = metrics => metrics.Count(followed);

    public void CountTo(ClaimMetrics metrics) => count?.Invoke(metrics);
}

internal static class ClaimCounting
{
    /// <summary>Counts what the handler notes in its <see cref="ClaimAttempt"/>. Outside of the transaction; an answer that was kept counts once.</summary>
    public static RouteHandlerBuilder CountsClaims(this RouteHandlerBuilder operation) =>
        operation.AddEndpointFilter(
            async (context, next) =>
            {
                var result = await next(context);
                var services = context.HttpContext.RequestServices;
                services.GetRequiredService<ClaimAttempt>().CountTo(services.GetRequiredService<ClaimMetrics>());
                return result;
            }
        );
}
