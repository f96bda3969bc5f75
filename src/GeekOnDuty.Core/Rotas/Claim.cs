using System.Text.Json.Serialization;
using GeekOnDuty.Core.Storage;
using GeekOnDuty.Scheduling;
using NodaTime;

namespace GeekOnDuty.Core.Rotas;

public enum ClaimStatus
{
    Held,
    SeekingCover,
    Released,
}

public enum ClaimOrigin
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
public sealed record Claim(
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

/// <summary>A claim as the audit log keeps it: its holder by id only, and with the standing claim that took it, if one did.</summary>
public sealed record LoggedClaim(
    Guid Id,
    Guid OfficeHoursId,
    LocalDate Date,
    Instant StartsAt,
    Instant EndsAt,
    int? Seat,
    Guid? VolunteerId,
    Guid? OrganisationId,
    ClaimStatus Status,
    ClaimOrigin Origin,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Guid? StandingClaimId,
    Instant CreatedAt
);

/// <summary>The holder that a claim is for: a volunteer or an organisation, or with neither the actor.</summary>
public sealed record HolderId(Guid? VolunteerId, Guid? OrganisationId)
{
    /// <summary>Stands for the actor of the operation.</summary>
    public static readonly HolderId Actor = new(null, null);

    public Holder Named(string name) =>
        VolunteerId is { } id
            ? new Holder(HolderKind.Volunteer, id, name)
            : new Holder(HolderKind.Organisation, OrganisationId!.Value, name);
}

/// <summary>A row of claims with the name of its holder.</summary>
public sealed record ClaimRow(
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
    Instant? ReleasedAt,
    Guid? StandingClaimId
)
{
    public const string Columns =
        "c.id, c.rota_id, c.office_hours_id, c.on_date, c.seat, c.volunteer_id, c.organisation_id, COALESCE(v.display_name, o.name) AS holder_name, "
        + "c.during, c.origin, c.created_at, c.released_at, c.standing_claim_id";

    /// <summary>The same of the row alone, for a statement that changes it: the name is empty.</summary>
    public const string OwnColumns =
        "c.id, c.rota_id, c.office_hours_id, c.on_date, c.seat, c.volunteer_id, c.organisation_id, '' AS holder_name, "
        + "c.during, c.origin, c.created_at, c.released_at, c.standing_claim_id";

    public const string Tables =
        "claims c LEFT JOIN volunteers v ON v.id = c.volunteer_id LEFT JOIN organisations o ON o.id = c.organisation_id";

    /// <summary>How long a claim on a running slot can be undone.</summary>
    private static readonly Duration UndoWindow = Duration.FromMinutes(10);

    /// <summary>
    /// When the holder can no longer release it, half-open: as the rota says, but a claim that was made while its slot was running stays in
    /// reach for ten minutes, as somebody may have pressed the button by mistake.
    /// </summary>
    /// <param name="slot">The slot; null when the rule has it no more.</param>
    /// <param name="releaseClosesBefore">The rule of the rota.</param>
    public Instant ReleaseClosesAt(Slot? slot, Period releaseClosesBefore)
    {
        var closesAt = slot?.ReleaseClosesAt(releaseClosesBefore) ?? During.Start;
        return CreatedAt >= (slot?.StartsAt ?? During.Start) ? Instant.Max(closesAt, CreatedAt + UndoWindow) : closesAt;
    }

    public HolderId HolderId => new(VolunteerId, OrganisationId);

    public Holder Holder => HolderId.Named(HolderName);

    public HeldSeat ToHeldSeat() => new(Id, OfficeHoursId, OnDate, Seat, Holder);

    /// <summary>For the audit log, of a claim that has just been released.</summary>
    public Change Released(string? detail = null) =>
        new(RotaId, ChangeKind.Claim, Id, "released", detail)
        {
            Before = (this with { ReleasedAt = null }).Logged(),
            After = Logged(),
        };

    /// <summary>For the audit log, of a claim as it was before it got another seat or time.</summary>
    public Change Moved(int seat, Interval during, string? detail = null) =>
        new(RotaId, ChangeKind.Claim, Id, "moved", detail)
        {
            Before = Logged(),
            After = (this with { Seat = seat, During = during }).Logged(),
        };

    private LoggedClaim Logged() =>
        new(
            Id,
            OfficeHoursId,
            OnDate,
            During.Start,
            During.End,
            Seat,
            VolunteerId,
            OrganisationId,
            ReleasedAt is null ? ClaimStatus.Held : ClaimStatus.Released,
            Origin,
            StandingClaimId,
            CreatedAt
        );

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
