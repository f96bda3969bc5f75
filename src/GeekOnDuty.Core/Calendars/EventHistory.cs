using NodaTime;

namespace GeekOnDuty.Core.Calendars;

/// <summary>How often something was changed since it was first told of, and when last.</summary>
public sealed record EventRevision(int Sequence, Instant Modified);

/// <summary>What the change log knows of the events of a calendar.</summary>
/// <param name="Holdings">By start.</param>
/// <param name="Changes">Of what else they tell of, by subject.</param>
public sealed record EventHistory(IReadOnlyList<SlotHolding> Holdings, ILookup<Guid, EventChange> Changes)
{
    /// <summary>
    /// Of a held or released seat: what was changed since the holder first took it. Organisations behind a holder come and go, so a change of
    /// theirs dates the event but is not counted: the count must not shrink.
    /// </summary>
    /// <param name="holding">Whose.</param>
    /// <param name="behind">The organisation that is named with the holder, if any.</param>
    public EventRevision RevisionOf(SlotHolding holding, Guid? behind)
    {
        var first = holding.FirstOrdinal ?? long.MaxValue;
        var counted = Since(holding.OfficeHoursId, holding.OnDate, first)
            .Concat(Since(holding.RotaId, holding.OnDate, first))
            .Concat(Since(holding.HolderId, holding.OnDate, first));
        var (count, modified) = (Math.Max(0, (int)holding.Changes - 1), holding.ChangedAt ?? holding.CreatedAt);
        foreach (var change in counted)
        {
            (count, modified) = (count + 1, Instant.Max(modified, change.At));
        }

        foreach (var change in behind is { } organisation ? Since(organisation, holding.OnDate, first) : [])
        {
            modified = Instant.Max(modified, change.At);
        }

        return new EventRevision(count, modified);
    }

    /// <summary>Of a slot with a free seat: what was changed since its office hours were made.</summary>
    public EventRevision RevisionOf(Guid rotaId, Guid officeHoursId, LocalDate date)
    {
        var (count, modified) = (0, Instant.MinValue);
        foreach (var change in Since(officeHoursId, date, -1).Concat(Since(rotaId, date, 0)))
        {
            (count, modified) = (change.Ordinal == 0 ? count : count + 1, Instant.Max(modified, change.At));
        }

        return new EventRevision(count, modified);
    }

    private IEnumerable<EventChange> Since(Guid subjectId, LocalDate date, long first) =>
        Changes[subjectId].Where(change => change.Ordinal > first && change.Concerns(date));
}
