using System.Text.Json.Serialization;
using GeekOnDuty.Core.Rotas;
using GeekOnDuty.Scheduling;
using NodaTime;

namespace GeekOnDuty.Core.OnDuty;

public enum SlotState
{
    /// <summary>A seat is free.</summary>
    Open,
    Filled,
    Cancelled,
}

/// <param name="Minimum">How many people it wants.</param>
/// <param name="Maximum">How many it has room for.</param>
/// <param name="Taken">How many seats are held.</param>
public sealed record SeatsTaken(int Minimum, int Maximum, int Taken);

/// <summary>One occurrence of office hours, with who holds its seats.</summary>
/// <param name="OfficeHoursId">With `date`, its name.</param>
/// <param name="Date">The local date on which it starts on its own clock.</param>
/// <param name="Title">Of the office hours, as they were on that date.</param>
/// <param name="Zone">Whose clock.</param>
/// <param name="StartsAt">UTC, included.</param>
/// <param name="EndsAt">UTC, excluded.</param>
/// <param name="Dst">Whether a change of the clock shortens or lengthens it.</param>
/// <param name="Seats">Wanted, there, and taken.</param>
/// <param name="State">Whether it can be claimed, as far as seats go.</param>
/// <param name="Reason">Why it is cancelled, where somebody said so.</param>
/// <param name="Claims">By seat.</param>
public record SlotBody(
    Guid OfficeHoursId,
    LocalDate Date,
    string Title,
    string Zone,
    Instant StartsAt,
    Instant EndsAt,
    DstEffect Dst,
    SeatsTaken Seats,
    SlotState State,
    string? Reason,
    IReadOnlyList<Claim> Claims
);

/// <summary>A slot after it was changed, with what that did to claims.</summary>
public sealed record ChangedSlotBody : SlotBody, IAffectsClaims
{
    public ChangedSlotBody(SlotBody slot, IReadOnlyList<AffectedClaim> affected)
        : base(slot) => Affected = affected;

    /// <summary>The claims that were released, moved or shortened, by date.</summary>
    [JsonPropertyOrder(1)]
    public IReadOnlyList<AffectedClaim> Affected { get; }
}

public static class SlotBodies
{
    public static SlotBody Describe(this RotaState timeline, SlotWithClaims slotWithClaims)
    {
        var slot = slotWithClaims.Slot;
        var terms = timeline.OfficeHours[slot.OfficeHoursId].TermsOf(slot);
        var claims = slotWithClaims.Claims.Select(held => timeline.Claims[held.ClaimId].ToClaim()).ToArray();
        return new SlotBody(
            slot.OfficeHoursId,
            slot.Date,
            terms.Title,
            terms.Zone,
            slot.StartsAt,
            slot.EndsAt,
            slot.Dst,
            new SeatsTaken(slot.Seats.Minimum, slot.Seats.Maximum, claims.Length),
            slot.IsCancelled ? SlotState.Cancelled
                : claims.Length < slot.Seats.Maximum ? SlotState.Open
                : SlotState.Filled,
            slot.Reason,
            claims
        );
    }
}
