using NodaTime;

namespace GeekOnDuty.Scheduling;

/// <summary>How the elapsed time of a slot compares with what the clock face says.</summary>
public enum DstEffect
{
    None,
    Shortened,
    Lengthened,
}

/// <summary>Why nobody can claim a slot, whether seats are free or not.</summary>
public enum SlotClosure
{
    Cancelled,
    Over,
    NotYet,
}

/// <summary>One occurrence of office hours, named by their id and the local date on which it starts on its own clock.</summary>
public sealed record Slot
{
    internal Slot(Guid officeHoursId, LocalDate date, Revision revision, SlotOverride? changed, Interval during, DstEffect dst)
    {
        (OfficeHoursId, Date, Revision, During, Dst) = (officeHoursId, date, revision, during, dst);
        (IsCancelled, Reason) = (changed?.Cancelled ?? false, changed?.Reason);
    }

    public Guid OfficeHoursId { get; }
    public LocalDate Date { get; }

    /// <summary>The revision of the office hours that this date comes from.</summary>
    public Revision Revision { get; }

    /// <summary>UTC, half-open, never empty, both ends present.</summary>
    public Interval During { get; }
    public DstEffect Dst { get; }
    public bool IsCancelled { get; }

    /// <summary>Why it was cancelled, where somebody said so.</summary>
    public string? Reason { get; }

    public Instant StartsAt => During.Start;
    public Instant EndsAt => During.End;
    public Seats Seats => Revision.Rule.Seats;

    /// <summary>From when on the slot can be claimed, for a rota that opens <paramref name="claimOpensBefore"/> its start.</summary>
    public Instant OpensAt(Period claimOpensBefore) => DstPolicy.Before(StartsAt, claimOpensBefore, Revision.Rule.Zone);

    /// <summary>Why nobody can claim the slot at <paramref name="now"/>; null when whoever finds a free seat can.</summary>
    public SlotClosure? ClosureAt(Instant now, Period claimOpensBefore) =>
        IsCancelled ? SlotClosure.Cancelled
        : EndsAt <= now ? SlotClosure.Over
        : OpensAt(claimOpensBefore) > now ? SlotClosure.NotYet
        : null;

    /// <summary>From when on a holder can no longer release the slot.</summary>
    public Instant ReleaseClosesAt(Period releaseClosesBefore) =>
        DstPolicy.Before(StartsAt, releaseClosesBefore, Revision.Rule.Zone);
}

/// <summary>What a coordinator said of one date: cancelled, or at other times. The date stays the slot's name.</summary>
/// <exception cref="ArgumentException">It is neither or both of the two, or only half a move.</exception>
public sealed record SlotOverride(bool Cancelled, string? Reason, LocalTime? StartTime, LocalTime? EndTime)
{
    public bool Cancelled { get; } =
        Cancelled == StartTime is null && Cancelled == EndTime is null
            ? Cancelled
            : throw new ArgumentException("A slot is cancelled, or moved to a start and an end.", nameof(Cancelled));
}

/// <summary>The rule that holds for the local dates from <paramref name="EffectiveFrom"/> until the next revision.</summary>
public sealed record Revision(LocalDate EffectiveFrom, OfficeHoursRule Rule);
