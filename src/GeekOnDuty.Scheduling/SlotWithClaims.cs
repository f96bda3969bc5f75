using NodaTime;

namespace GeekOnDuty.Scheduling;

/// <summary>What a slot is to a holder who looks for one to claim.</summary>
public enum SlotAvailability
{
    /// <summary>The holder can claim it.</summary>
    Open,

    /// <summary>The holder has a seat of it.</summary>
    Mine,
    Full,

    /// <summary>Its claim window has not opened.</summary>
    NotYet,

    /// <summary>The holder is on duty elsewhere at that time.</summary>
    Busy,
    Cancelled,
    Over,
}

/// <summary>A slot with the seats that are held, by seat.</summary>
public sealed record SlotWithClaims(Slot Slot, IReadOnlyList<HeldSeat> Claims)
{
    /// <summary>Seats that nobody holds; none when the rule has fewer seats by now than are held.</summary>
    public int FreeSeats => Math.Max(0, Slot.Seats.Maximum - Claims.Count);

    /// <summary>
    /// Whether the holder could claim the slot. Of several reasons why not, the first counts: it is cancelled or over,
    /// the holder has a seat of it, it is full, it is not open yet, the holder is on duty elsewhere.
    /// </summary>
    /// <param name="holderId">A volunteer or an organisation; null: somebody who holds nothing.</param>
    /// <param name="duties">When the holder is on duty, in whichever rota.</param>
    /// <param name="now">Decides what is over and what is open.</param>
    /// <param name="claimOpensBefore">How long before its start a slot can be claimed, as the rota says.</param>
    public SlotAvailability AvailabilityTo(Guid? holderId, IEnumerable<Interval> duties, Instant now, Period claimOpensBefore) =>
        Slot.ClosureAt(now, claimOpensBefore) switch
        {
            SlotClosure.Cancelled => SlotAvailability.Cancelled,
            SlotClosure.Over => SlotAvailability.Over,
            _ when holderId is { } id && Claims.Any(claim => claim.Holder.Id == id) => SlotAvailability.Mine,
            _ when FreeSeats == 0 => SlotAvailability.Full,
            SlotClosure.NotYet => SlotAvailability.NotYet,
            _ when duties.Any(duty => duty.Start < Slot.EndsAt && duty.End > Slot.StartsAt) => SlotAvailability.Busy,
            _ => SlotAvailability.Open,
        };
}
