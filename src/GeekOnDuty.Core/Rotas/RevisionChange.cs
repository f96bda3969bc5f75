using GeekOnDuty.Core.Text;
using NodaTime;

namespace GeekOnDuty.Core.Rotas;

/// <summary>What other terms hold from a local date on, until the next change.</summary>
/// <param name="From">The date.</param>
/// <param name="Before">Null: none held.</param>
/// <param name="After">Null: none hold.</param>
public sealed record RevisionChange(LocalDate From, OfficeHoursTerms? Before, OfficeHoursTerms? After)
{
    /// <summary>What is different from <paramref name="from"/> on, by date; empty where the two come to the same.</summary>
    /// <param name="present">By the date from which they hold.</param>
    /// <param name="wanted">By the date from which they hold.</param>
    /// <param name="from">What lies before it is not compared.</param>
    public static IReadOnlyList<RevisionChange> Between(
        IReadOnlyDictionary<LocalDate, OfficeHoursTerms> present,
        IReadOnlyDictionary<LocalDate, OfficeHoursTerms> wanted,
        LocalDate from
    )
    {
        var (old, now) = (HoldingFrom(present, from), HoldingFrom(wanted, from));
        var changes = new List<RevisionChange>();
        var isGoingOn = false;
        foreach (var date in old.Keys.Union(now.Keys).Order())
        {
            var change = new RevisionChange(date, At(old, date), At(now, date));
            if (Json.AreSame(change.Before, change.After))
            {
                isGoingOn = false;
            }
            else if (
                !isGoingOn
                || !Json.AreSame(change.Before, changes[^1].Before)
                || !Json.AreSame(change.After, changes[^1].After)
            )
            {
                changes.Add(change);
                isGoingOn = true;
            }
        }

        return changes;
    }

    /// <summary>
    /// The revisions from a date on, as one way to write what holds: the one in force on that date stands there. Where none is, the first does
    /// if it has no dates before its own.
    /// </summary>
    private static SortedDictionary<LocalDate, OfficeHoursTerms> HoldingFrom(
        IReadOnlyDictionary<LocalDate, OfficeHoursTerms> revisions,
        LocalDate from
    )
    {
        var holding = new SortedDictionary<LocalDate, OfficeHoursTerms>(revisions.Where(each => each.Key > from).ToDictionary());
        var before = revisions.Where(each => each.Key <= from).ToList();
        if (before.Count > 0)
        {
            holding[from] = before.MaxBy(each => each.Key).Value;
        }
        else if (holding.Count > 0 && holding.First() is var (effectiveFrom, first) && first.StartDate >= effectiveFrom)
        {
            holding.Remove(effectiveFrom);
            holding[from] = first;
        }

        return holding;
    }

    private static OfficeHoursTerms? At(SortedDictionary<LocalDate, OfficeHoursTerms> holding, LocalDate date) =>
        holding.LastOrDefault(each => each.Key <= date).Value;
}
