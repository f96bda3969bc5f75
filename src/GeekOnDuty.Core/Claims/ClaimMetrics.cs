using System.Collections.Concurrent;
using GeekOnDuty.Core.Operations;

namespace GeekOnDuty.Core.Claims;

/// <summary>What came of claims: `claimed`, or the slug of the problem that was in the way.</summary>
public sealed class ClaimMetrics
{
    private const string Claimed = "claimed";

    /// <summary>There from the start, so that the first of them is seen as an increase.</summary>
    private static readonly string[] Usual =
    [
        Claimed,
        .. new[] { RefusalKind.SlotFull, RefusalKind.DoubleBooked, RefusalKind.AlreadyClaimed, RefusalKind.SlotNotOpen }.Select(
            kind => kind.Slug()
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
    /// <param name="refused">Null: the slot was claimed.</param>
    public void Count(RefusalKind? refused) => Add(single, refused?.Slug() ?? Claimed, 1);

    /// <inheritdoc cref="Count(RefusalKind?)"/>
    public void Count(Followed followed)
    {
        Add(standing, Claimed, followed.Taken.Count);
        foreach (var refused in followed.Refused)
        {
            Add(standing, refused.Kind.Slug(), 1);
        }
    }

    private static void Add(ConcurrentDictionary<string, long> counts, string outcome, long count) =>
        counts.AddOrUpdate(outcome, static (_, more) => more, static (_, counted, more) => counted + more, count);

    private static KeyValuePair<string, long> Zero(string outcome) => new(outcome, 0);
}
