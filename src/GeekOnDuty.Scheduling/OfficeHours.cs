using NodaTime;

namespace GeekOnDuty.Scheduling;

/// <summary>Office hours as they were, are and will be: revisions by local date, and the dates that were cancelled or moved.</summary>
public sealed class OfficeHours
{
    /// <summary>A slot starts at most this many calendar days before a moment that it covers.</summary>
    private const int LongestSlotInDays = 2;

    /// <param name="id">Their id.</param>
    /// <param name="revisions">At least one, by ascending <see cref="Revision.EffectiveFrom"/>, none twice.</param>
    /// <param name="overrides">By local date.</param>
    /// <param name="endedFrom">From this local date on there are no slots any more; null while they go on.</param>
    /// <exception cref="ArgumentException">There is no revision, or their order is wrong.</exception>
    public OfficeHours(
        Guid id,
        IReadOnlyList<Revision> revisions,
        IReadOnlyDictionary<LocalDate, SlotOverride> overrides,
        LocalDate? endedFrom = null
    )
    {
        if (
            revisions.Count == 0
            || revisions.Zip(revisions.Skip(1)).Any(pair => pair.First.EffectiveFrom >= pair.Second.EffectiveFrom)
        )
        {
            throw new ArgumentException("Office hours need revisions in ascending order.", nameof(revisions));
        }

        (Id, Revisions, Overrides, EndedFrom) = (id, revisions, overrides, endedFrom);
    }

    public Guid Id { get; }
    public IReadOnlyList<Revision> Revisions { get; }
    public IReadOnlyDictionary<LocalDate, SlotOverride> Overrides { get; }
    public LocalDate? EndedFrom { get; }

    /// <summary>Before this instant no slot of these office hours begins.</summary>
    internal Instant NotBefore =>
        Revisions.Min(revision => revision.Rule.StartDate.AtMidnight().InUtc().ToInstant())
        - Duration.FromDays(LongestSlotInDays);

    /// <summary>The slot of that date, cancelled or not; null where the rule has none, or a gap of the clock swallows it.</summary>
    public Slot? SlotOn(LocalDate date) => Includes(date) ? Resolve(date, RevisionInForce(date)) : null;

    /// <summary>Slots that overlap <paramref name="window"/>, cancelled ones too, by date within each revision, lazily.</summary>
    /// <param name="window">UTC, half-open, with both ends.</param>
    public IEnumerable<Slot> Slots(Interval window)
    {
        foreach (var (date, revision) in RevisedDates(revision => DatesAround(window, revision.Rule.Zone), RuleDates))
        {
            if (Resolve(date, revision) is { } slot && slot.StartsAt < window.End && slot.EndsAt > window.Start)
            {
                yield return slot;
            }
        }
    }

    /// <summary>The local dates of the rule whose slots could overlap <paramref name="window"/>, swallowed and cancelled ones too, ascending.</summary>
    /// <param name="window">UTC, half-open, with both ends.</param>
    public IEnumerable<LocalDate> DatesAround(Interval window) =>
        RevisedDates(revision => DatesAround(window, revision.Rule.Zone), RuleDates).Select(pair => pair.Date);

    /// <summary>The local dates of the rule, both bounds inclusive, ascending, swallowed and cancelled ones too, lazily.</summary>
    public IEnumerable<LocalDate> Dates(LocalDate from, LocalDate to) =>
        RevisedDates(_ => (from, to), RuleDates).Select(pair => pair.Date);

    /// <summary>As <see cref="Dates"/>, with the dates that are removed and without those that are added.</summary>
    public IEnumerable<LocalDate> Turns(LocalDate from, LocalDate to) =>
        RevisedDates(_ => (from, to), static (rule, first, last) => rule.RecurringDates(first, last)).Select(pair => pair.Date);

    /// <summary>Whether <see cref="Dates"/> has the date.</summary>
    public bool Includes(LocalDate date) =>
        RevisionOn(date) is { } revision && !(date >= EndedFrom) && revision.Rule.Includes(date);

    /// <summary>The revision that holds on a date; before the first one, the first.</summary>
    public Revision RevisionInForce(LocalDate date) => RevisionOn(date) ?? Revisions[0];

    /// <summary>The first date at or after <paramref name="requested"/> from which on no slot has begun by <paramref name="now"/>.</summary>
    /// <param name="requested">The local date from which somebody wants a change; not before 1900.</param>
    /// <param name="now">A slot that starts at this instant has begun.</param>
    /// <param name="next">What would take over from that date on; none of its slots must have begun either. Null when the office hours end.</param>
    /// <remarks>This is how a change leaves the past alone: neither a slot that began vanishes, nor does one appear in the past; not even a cancelled one.</remarks>
    public LocalDate FirstUnbegun(LocalDate requested, Instant now, OfficeHours? next = null)
    {
        var date = now.InUtc().Date.PlusDays(LongestSlotInDays);
        while (date >= requested && !HasBegun(SlotOn(date), now) && !HasBegun(next?.SlotOn(date), now))
        {
            date = date.PlusDays(-1);
        }

        return LocalDate.Max(date.PlusDays(1), requested);
    }

    /// <summary>The same office hours with one date changed, or, where <paramref name="changed"/> is null, as the rule says.</summary>
    public OfficeHours With(LocalDate date, SlotOverride? changed)
    {
        var overrides = Overrides.Where(each => each.Key != date).ToDictionary(each => each.Key, each => each.Value);
        if (changed is not null)
        {
            overrides[date] = changed;
        }

        return new OfficeHours(Id, Revisions, overrides, EndedFrom);
    }

    /// <summary>Every date with the revision that it comes from.</summary>
    private IEnumerable<(LocalDate Date, Revision Revision)> RevisedDates(
        Func<Revision, (LocalDate From, LocalDate To)> boundsFor,
        Func<OfficeHoursRule, LocalDate, LocalDate, IEnumerable<LocalDate>> datesOf
    )
    {
        for (var i = 0; i < Revisions.Count; i++)
        {
            var revision = Revisions[i];
            var (from, to) = boundsFor(revision);
            from = LocalDate.Max(from, revision.EffectiveFrom);
            to = i + 1 < Revisions.Count ? LocalDate.Min(to, Revisions[i + 1].EffectiveFrom.PlusDays(-1)) : to;
            to = EndedFrom is { } ended ? LocalDate.Min(to, ended.PlusDays(-1)) : to;
            foreach (var date in from <= to ? datesOf(revision.Rule, from, to) : [])
            {
                yield return (date, revision);
            }
        }
    }

    private static IEnumerable<LocalDate> RuleDates(OfficeHoursRule rule, LocalDate from, LocalDate to) => rule.Dates(from, to);

    private static bool HasBegun(Slot? slot, Instant now) => slot?.StartsAt <= now;

    private Revision? RevisionOn(LocalDate date) => Revisions.LastOrDefault(revision => revision.EffectiveFrom <= date);

    private Slot? Resolve(LocalDate date, Revision revision)
    {
        var changed = Overrides.GetValueOrDefault(date);
        var rule = revision.Rule;
        var (start, end) = (changed?.StartTime ?? rule.StartTime, changed?.EndTime ?? rule.EndTime);
        var during = DstPolicy.ToInterval(date, start, end, rule.Zone);
        if (during.Start == during.End)
        {
            return null;
        }

        var effect = during.Duration.CompareTo(DstPolicy.LengthOnTheClock(start, end)) switch
        {
            < 0 => DstEffect.Shortened,
            > 0 => DstEffect.Lengthened,
            0 => DstEffect.None,
        };
        return new Slot(Id, date, revision, changed, during, effect);
    }

    private static (LocalDate From, LocalDate To) DatesAround(Interval window, DateTimeZone zone) =>
        (window.Start.InZone(zone).Date.PlusDays(-LongestSlotInDays), window.End.InZone(zone).Date.PlusDays(1));
}
