using NodaTime;

namespace GeekOnDuty.Scheduling;

public enum HolderKind
{
    Volunteer,
    Organisation,
}

/// <summary>Who holds a seat: a volunteer, or an organisation that has not yet named the person.</summary>
/// <param name="Kind">Which of the two.</param>
/// <param name="Id">Of the volunteer or the organisation.</param>
/// <param name="Name">What the public sees; orders people who come on duty together.</param>
public sealed record Holder(HolderKind Kind, Guid Id, string Name);

/// <summary>One seat of one slot, held and not released.</summary>
public sealed record HeldSeat(Guid ClaimId, Guid OfficeHoursId, LocalDate Date, int Seat, Holder Holder);

/// <summary>A held seat with the slot that takes place.</summary>
public sealed record Duty(HeldSeat Claim, Slot Slot);
