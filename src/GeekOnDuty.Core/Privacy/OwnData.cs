using GeekOnDuty.Core.Audit;
using GeekOnDuty.Core.People;
using GeekOnDuty.Core.Rotas;
using GeekOnDuty.Core.Storage;
using NodaTime;

namespace GeekOnDuty.Core.Privacy;

/// <summary>All that is kept about a person. Of tokens neither the secret nor its hash; answers kept for an `Idempotency-Key` can be read with that key only.</summary>
/// <param name="Volunteer">The profile, with private contacts.</param>
/// <param name="Account">What the program keeps beside it.</param>
/// <param name="Memberships">In which rotas, by slug.</param>
/// <param name="JoinRequests">Those that are not answered.</param>
/// <param name="Claims">Every claim ever, by start.</param>
/// <param name="StandingClaims">Every one ever, oldest first.</param>
/// <param name="Tokens">Those that are not revoked, expired ones too.</param>
/// <param name="Calendar">That there is an address of their calendar, without its secret; null for none.</param>
/// <param name="Audit">What the person did, and what was done to them, their claims and tokens; newest first.</param>
public sealed record OwnData(
    Volunteer Volunteer,
    OwnAccount Account,
    IReadOnlyList<OwnMembership> Memberships,
    IReadOnlyList<OwnJoinRequest> JoinRequests,
    IReadOnlyList<OwnClaim> Claims,
    IReadOnlyList<OwnStandingClaim> StandingClaims,
    IReadOnlyList<Token> Tokens,
    OwnCalendar? Calendar,
    IReadOnlyList<AuditEntry> Audit
);

/// <summary>What is kept of a person beside the profile.</summary>
/// <param name="Key">How rota documents name them.</param>
/// <param name="IsAdmin">May change everything.</param>
/// <param name="CreatedBy">The volunteer who added them; null for the program.</param>
/// <param name="CreatedAt">UTC.</param>
public sealed record OwnAccount(string Key, bool IsAdmin, Guid? CreatedBy, Instant CreatedAt);

/// <summary>A place in a rota.</summary>
/// <param name="Rota">Its slug.</param>
/// <param name="Role">What one may do there.</param>
public sealed record OwnMembership(string Rota, Role Role);

/// <summary>A request to join a rota.</summary>
/// <param name="Rota">Its slug.</param>
/// <param name="Message">What was said.</param>
/// <param name="CreatedAt">UTC, when it was first asked.</param>
public sealed record OwnJoinRequest(string Rota, string Message, Instant CreatedAt);

/// <summary>A claim with all that is kept of it.</summary>
/// <param name="Rota">The slug of the rota.</param>
/// <param name="Id">Its id.</param>
/// <param name="OfficeHoursId">With `date`, the slot.</param>
/// <param name="Date">The local date that names the slot.</param>
/// <param name="StartsAt">UTC, included.</param>
/// <param name="EndsAt">UTC, excluded.</param>
/// <param name="Seat">From 1.</param>
/// <param name="Origin">How it came about.</param>
/// <param name="StandingClaimId">Which standing claim took it, if one did.</param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="ReleasedAt">UTC; null while it stands.</param>
/// <param name="ReleasedBy">`holder`, `coordinator`, `change`, `standing-ended` or `left`; null while it stands.</param>
public sealed record OwnClaim(
    string Rota,
    Guid Id,
    Guid OfficeHoursId,
    LocalDate Date,
    Instant StartsAt,
    Instant EndsAt,
    int Seat,
    ClaimOrigin Origin,
    Guid? StandingClaimId,
    Instant CreatedAt,
    Instant? ReleasedAt,
    string? ReleasedBy
);

/// <summary>A standing claim with all that is kept of it.</summary>
/// <param name="Rota">The slug of the rota.</param>
/// <param name="Id">Its id.</param>
/// <param name="Key">How rota documents name it.</param>
/// <param name="OfficeHoursId">Whose slots it takes.</param>
/// <param name="From">The first local date.</param>
/// <param name="Until">The last one; null for ever.</param>
/// <param name="Weekdays">The weekdays it is for; null when it counts turns.</param>
/// <param name="EveryWeeks">Every how many weeks; null when it counts turns.</param>
/// <param name="Every">Every how many turns; null when it goes by weekdays.</param>
/// <param name="CreatedAt">UTC.</param>
public sealed record OwnStandingClaim(
    string Rota,
    Guid Id,
    string Key,
    Guid OfficeHoursId,
    LocalDate From,
    LocalDate? Until,
    IReadOnlyList<string>? Weekdays,
    int? EveryWeeks,
    int? Every,
    Instant CreatedAt
);

public sealed class OwnDataQueries(DbSession db, VolunteerQueries volunteers, AuditQueries audit)
{
    private const string AllSql = $"""
        -- OwnDataQueries.All
        SELECT key, is_admin, created_by, created_at FROM volunteers WHERE id = @VolunteerId;
        SELECT r.slug AS rota, m.role FROM members m JOIN rotas r ON r.id = m.rota_id WHERE m.volunteer_id = @VolunteerId ORDER BY r.slug;
        SELECT r.slug AS rota, j.message, j.created_at FROM join_requests j JOIN rotas r ON r.id = j.rota_id WHERE j.volunteer_id = @VolunteerId ORDER BY r.slug;
        SELECT r.slug AS rota, c.id, c.office_hours_id, c.on_date AS date, lower(c.during) AS starts_at, upper(c.during) AS ends_at, c.seat, c.origin, c.standing_claim_id, c.created_at,
            c.released_at, c.released_by
        FROM claims c JOIN rotas r ON r.id = c.rota_id WHERE c.volunteer_id = @VolunteerId ORDER BY lower(c.during), c.id;
        SELECT r.slug AS rota, s.id, s.key, s.office_hours_id, s.from_date AS "from", s.until_date AS until, s.weekdays, s.every_weeks, s.every, s.created_at
        FROM standing_claims s JOIN rotas r ON r.id = s.rota_id WHERE s.volunteer_id = @VolunteerId ORDER BY s.created_at, s.id;
        SELECT {TokenQueries.Columns} FROM tokens WHERE volunteer_id = @VolunteerId ORDER BY created_at, id;
        SELECT {OwnCalendar.Columns} FROM calendars WHERE volunteer_id = @VolunteerId
        """;

    /// <summary>Of one moment.</summary>
    public async Task<OwnData> OfAsync(Actor actor, CancellationToken ct)
    {
        await db.ReadOneMomentAsync(ct);
        var volunteer = (await volunteers.FindAsync(actor, actor.VolunteerId, ct))!.Volunteer;
        var log = await audit.OfPersonAsync(actor.VolunteerId, ct);
        return await db.MultipleAsync(
            AllSql,
            new { actor.VolunteerId },
            async results => new OwnData(
                volunteer,
                await results.ReadSingleAsync<OwnAccount>(),
                await results.ReadAsync<OwnMembership>(),
                await results.ReadAsync<OwnJoinRequest>(),
                await results.ReadAsync<OwnClaim>(),
                await results.ReadAsync<OwnStandingClaim>(),
                await results.ReadAsync<Token>(),
                await results.ReadSingleOrDefaultAsync<OwnCalendar>(),
                log
            ),
            ct
        );
    }
}
