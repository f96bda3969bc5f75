using GeekOnDuty.Scheduling;
using NodaTime;

namespace GeekOnDuty.Api.Claims;

internal enum ClaimStatus
{
    Held,
    SeekingCover,
    Released,
}

internal enum ClaimOrigin
{
    Self,
    Standing,
    Coordinator,
    Cover,
    Swap,
}

/// <summary>A holder's seat in one slot.</summary>
/// <param name="Id">Its id.</param>
/// <param name="OfficeHoursId">With `date`, the slot.</param>
/// <param name="Date">The local date that names the slot.</param>
/// <param name="StartsAt">UTC, included.</param>
/// <param name="EndsAt">UTC, excluded.</param>
/// <param name="Seat">From 1.</param>
/// <param name="Holder">Who.</param>
/// <param name="Status">Whether it stands.</param>
/// <param name="Origin">How it came about.</param>
/// <param name="CreatedAt">UTC.</param>
internal sealed record Claim(
    Guid Id,
    Guid OfficeHoursId,
    LocalDate Date,
    Instant StartsAt,
    Instant EndsAt,
    int Seat,
    Holder Holder,
    ClaimStatus Status,
    ClaimOrigin Origin,
    Instant CreatedAt
);

/// <summary>Who is to hold a seat: exactly one of the two.</summary>
internal sealed record HolderId(Guid? VolunteerId, Guid? OrganisationId)
{
    public Holder Named(string name) =>
        VolunteerId is { } id
            ? new Holder(HolderKind.Volunteer, id, name)
            : new Holder(HolderKind.Organisation, OrganisationId!.Value, name);
}

/// <summary>A row of claims with the name of its holder.</summary>
internal sealed record ClaimRow(
    Guid Id,
    Guid RotaId,
    Guid OfficeHoursId,
    LocalDate OnDate,
    int Seat,
    Guid? VolunteerId,
    Guid? OrganisationId,
    string HolderName,
    Interval During,
    ClaimOrigin Origin,
    Instant CreatedAt,
    Instant? ReleasedAt
)
{
    public const string Columns =
        "c.id, c.rota_id, c.office_hours_id, c.on_date, c.seat, c.volunteer_id, c.organisation_id, COALESCE(v.display_name, o.name) AS holder_name, "
        + "c.during, c.origin, c.created_at, c.released_at";

    public const string Tables =
        "claims c LEFT JOIN volunteers v ON v.id = c.volunteer_id LEFT JOIN organisations o ON o.id = c.organisation_id";

    public Holder Holder => new HolderId(VolunteerId, OrganisationId).Named(HolderName);

    public HeldSeat ToHeldSeat() => new(Id, OfficeHoursId, OnDate, Seat, Holder);

    public Claim ToClaim() =>
        new(
            Id,
            OfficeHoursId,
            OnDate,
            During.Start,
            During.End,
            Seat,
            Holder,
            ReleasedAt is null ? ClaimStatus.Held : ClaimStatus.Released,
            Origin,
            CreatedAt
        );
}
