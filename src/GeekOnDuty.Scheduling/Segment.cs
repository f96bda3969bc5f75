using NodaTime;

namespace GeekOnDuty.Scheduling;

public enum DutyState
{
    /// <summary>Somebody holds a seat.</summary>
    Staffed,

    /// <summary>Office hours are running and nobody holds a seat.</summary>
    Unstaffed,

    /// <summary>No office hours.</summary>
    Closed,
}

/// <summary>A stretch on which the answer to "who is on duty" stays the same. Half-open.</summary>
/// <param name="Since">When the answer became this; null when it was never another.</param>
/// <param name="Until">When it becomes another; null when it never will.</param>
/// <param name="State">What visitors find.</param>
/// <param name="OnDuty">By start, then name. Empty unless staffed.</param>
public sealed record Segment(Instant? Since, Instant? Until, DutyState State, IReadOnlyList<Duty> OnDuty)
{
    /// <summary>Whether the answer is the same, whatever its bounds.</summary>
    internal bool SaysTheSameAs(Segment other) => State == other.State && OnDuty.SequenceEqual(other.OnDuty);
}

/// <summary>The first later moment at which somebody who is not on duty now comes on duty.</summary>
/// <param name="StartsAt">When they come.</param>
/// <param name="EndsAt">When the first of them leaves.</param>
/// <param name="OnDuty">Those newcomers, by name. Never empty.</param>
public sealed record NextDuty(Instant StartsAt, Instant EndsAt, IReadOnlyList<Duty> OnDuty);

/// <summary>The whole answer at one instant; it stays the same while <paramref name="Now"/> holds.</summary>
/// <param name="Now">Who is on duty, since when and until when.</param>
/// <param name="Next">Who comes next; null when nobody does.</param>
/// <param name="NextOfficeHours">
/// The first slot, not cancelled, that starts at or after the end of <paramref name="Now"/>, whether somebody holds it or not. Of several that
/// start together one that is held, then by office hours and date. Null when that end is, or no slot follows.
/// </param>
public sealed record OnDutyAnswer(Segment Now, NextDuty? Next, SlotWithClaims? NextOfficeHours);
