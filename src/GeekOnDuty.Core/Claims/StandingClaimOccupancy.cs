using NodaTime;

namespace GeekOnDuty.Core.Claims;

/// <summary>A claim that is held and not over, with the standing claim that took it.</summary>
public sealed record OccupiedSeat(
    Guid OfficeHoursId,
    LocalDate OnDate,
    Guid? VolunteerId,
    Guid? OrganisationId,
    Interval During,
    Guid? StandingClaimId
);

/// <summary>What decides which dates some standing claims can have.</summary>
/// <param name="Seats">Claims on their office hours, and of their holders in any rota.</param>
/// <param name="GivenBack">
/// The dates that the holder, or a coordinator, has released since the standing claim was made.
/// </param>
/// <param name="Members">The holders that are members of the rota.</param>
public sealed record StandingClaimOccupancy(
    IReadOnlyList<OccupiedSeat> Seats,
    IReadOnlySet<(Guid StandingClaimId, LocalDate Date)> GivenBack,
    IReadOnlySet<Guid> Members
);
