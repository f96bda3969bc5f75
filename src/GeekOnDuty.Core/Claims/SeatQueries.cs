using System.Text.Json;
using GeekOnDuty.Core.People;
using GeekOnDuty.Core.Rotas;
using GeekOnDuty.Core.Storage;
using GeekOnDuty.Core.Text;
using GeekOnDuty.Scheduling;
using NodaTime;

namespace GeekOnDuty.Core.Claims;

/// <summary>A seat that somebody wants.</summary>
/// <param name="RotaId">Of the slot.</param>
/// <param name="Slot">Any free seat of it.</param>
/// <param name="Version">Of the rule that the slot was computed from.</param>
/// <param name="Holder">For whom.</param>
/// <param name="Origin">How it comes about.</param>
/// <param name="StandingClaimId">Which it follows, if any.</param>
/// <param name="Now">When.</param>
/// <param name="By">Who is behind it, for the audit log.</param>
public sealed record SeatRequest(
    Guid RotaId,
    Slot Slot,
    int Version,
    HolderId Holder,
    ClaimOrigin Origin,
    Guid? StandingClaimId,
    Instant Now,
    ChangeOrigin By
);

/// <summary>A seat that was taken.</summary>
/// <param name="Id">Of the claim.</param>
/// <param name="Seat">From 1.</param>
/// <param name="CreatedAt">As it is kept.</param>
/// <param name="HolderName">What the public sees.</param>
public sealed record SeatGrant(Guid Id, int Seat, Instant CreatedAt, string HolderName);

/// <summary>What was in the way of taking a seat, as it is by now.</summary>
/// <param name="IsCurrent">The rule is still the one that the slot was computed from.</param>
/// <param name="IsMember">The volunteer belongs to the rota; true for organisations.</param>
/// <param name="HasSeat">The holder has a seat in this slot already.</param>
/// <param name="IsFull">No seat of the slot is free.</param>
/// <param name="Busy">When the volunteer holds another claim at that time.</param>
public sealed record ClaimBlockers(bool IsCurrent, bool IsMember, bool HasSeat, bool IsFull, Interval? Busy);

/// <summary>Takes seats, or says what is in the way.</summary>
public sealed class SeatQueries(DbSession db)
{
    /// <summary>
    /// One statement: the share locks hold off a change of the rules or of the memberships, the unique index and the exclusion constraint
    /// decide among claimants. A conflict inserts nothing, and the others stay. Rules are locked before members, as everywhere, and within each
    /// by id. The n-th who wants a seat of a slot gets its n-th free one.
    /// </summary>
    private const string TakeSql = $"""
        -- SeatQueries.Take
        WITH wanted AS MATERIALIZED (
            SELECT * FROM unnest(@ids, @changeIds, @rotas, @officeHours, @versions, @dates, @seats, @volunteers, @organisations, @starts, @ends,
                @origins, @standingClaims, @times, @actors, @tokens, @requests, @afters) WITH ORDINALITY AS wanted (id, change_id, rota_id, office_hours_id, version, on_date, seats,
                volunteer_id, organisation_id, starts_at, ends_at, origin, standing_claim_id, created_at,
                actor_id, token_id, request, after, turn)
        ), rule AS MATERIALIZED (
            SELECT id, version FROM office_hours WHERE id = ANY(@officeHours) ORDER BY id FOR SHARE
        ), member AS MATERIALIZED (
            SELECT * FROM ({MemberLocks.HoldAllSql}) AS held WHERE (SELECT count(*) FROM rule) > 0
        ), allowed AS MATERIALIZED (
            SELECT wanted.*, member.display_name AS name
            FROM wanted JOIN rule ON rule.id = wanted.office_hours_id AND rule.version = wanted.version
            JOIN member ON member.volunteer_id = wanted.volunteer_id AND member.rota_id = wanted.rota_id
            UNION ALL
            SELECT wanted.*, organisations.name
            FROM wanted JOIN rule ON rule.id = wanted.office_hours_id AND rule.version = wanted.version
            JOIN organisations ON organisations.id = wanted.organisation_id
        ), placed AS (
            SELECT *, row_number() OVER (PARTITION BY office_hours_id, on_date ORDER BY turn) AS place FROM allowed
        ), taken AS (
            INSERT INTO claims (id, rota_id, office_hours_id, on_date, seat, volunteer_id, organisation_id, during, origin, standing_claim_id, created_at)
            SELECT id, rota_id, office_hours_id, on_date, free.seat, volunteer_id, organisation_id, tstzrange(starts_at, ends_at), origin,
                standing_claim_id, created_at
            FROM placed, LATERAL (
                SELECT seat FROM generate_series(1, seats) AS seat
                WHERE seat NOT IN (
                    SELECT seat FROM claims c
                    WHERE c.office_hours_id = placed.office_hours_id AND c.on_date = placed.on_date AND c.released_at IS NULL)
                ORDER BY seat OFFSET place - 1 LIMIT 1) AS free
            ORDER BY turn
            ON CONFLICT DO NOTHING
            RETURNING id, seat, created_at
        ), logged AS (
            INSERT INTO changes (id, at, rota_id, kind, subject_id, what, actor_id, token_id, request, after)
            SELECT change_id, taken.created_at, allowed.rota_id, 'claim', taken.id, 'taken', actor_id, token_id, request,
                after::jsonb || jsonb_build_object('seat', taken.seat)
            FROM taken JOIN allowed USING (id)
        )
        SELECT taken.id, taken.seat, taken.created_at, allowed.name AS holder_name FROM taken JOIN allowed USING (id)
        """;

    private const string InTheWaySql = """
        -- SeatQueries.InTheWay
        SELECT EXISTS (SELECT FROM office_hours WHERE id = @officeHoursId AND version = @version) AS is_current,
            @VolunteerId IS NULL OR EXISTS (SELECT FROM members WHERE rota_id = @rotaId AND volunteer_id = @VolunteerId) AS is_member,
            EXISTS (
                SELECT FROM claims WHERE office_hours_id = @officeHoursId AND on_date = @date AND released_at IS NULL
                    AND (volunteer_id = @VolunteerId OR organisation_id = @OrganisationId)) AS has_seat,
            (SELECT count(*) FROM claims WHERE office_hours_id = @officeHoursId AND on_date = @date AND released_at IS NULL AND seat <= @seats)
                >= @seats AS is_full,
            (SELECT during FROM claims WHERE volunteer_id = @VolunteerId AND during && @during AND released_at IS NULL LIMIT 1) AS busy
        """;

    /// <summary>Takes a seat for each who can have one. What keeps one of them from it does not keep the others.</summary>
    /// <returns>In the same order; null for whoever got none.</returns>
    public async Task<IReadOnlyList<SeatGrant?>> TakeAsync(IReadOnlyList<SeatRequest> wanted, CancellationToken ct)
    {
        var claims = wanted.Select(seat => (Id: NewId(seat.Now), Seat: seat)).ToList();
        var takenById = (await db.QueryAsync<SeatGrant>(TakeSql, Parameters(claims), ct)).ToDictionary(taken => taken.Id);
        var outcomes = claims.Select(claim => takenById.GetValueOrDefault(claim.Id)).ToList();
        foreach (var (seat, taken) in wanted.Zip(outcomes))
        {
            if (taken is not null)
            {
                db.ChangeRecorded(new Change(seat.RotaId, ChangeKind.Claim, taken.Id, "taken"));
            }
        }

        return outcomes;
    }

    /// <summary>What keeps somebody from a seat; when it is nothing another try is worth it.</summary>
    public async Task<ClaimBlockers> FindInTheWayAsync(SeatRequest wanted, CancellationToken ct) =>
        (
            await db.FirstOrDefaultAsync<ClaimBlockers>(
                InTheWaySql,
                new
                {
                    rotaId = wanted.RotaId,
                    officeHoursId = wanted.Slot.OfficeHoursId,
                    version = wanted.Version,
                    date = wanted.Slot.Date,
                    seats = wanted.Slot.Seats.Maximum,
                    wanted.Holder.VolunteerId,
                    wanted.Holder.OrganisationId,
                    during = wanted.Slot.During,
                },
                ct
            )
        )!;

    /// <summary>In one order everywhere, so that two who take several seats at once do not wait for each other.</summary>
    private static object Parameters(IEnumerable<(Guid Id, SeatRequest Seat)> claims)
    {
        var ordered = claims.OrderBy(claim => claim.Seat.Slot.OfficeHoursId).ThenBy(claim => claim.Seat.Slot.Date).ToList();
        var seats = ordered.ConvertAll(claim => claim.Seat);
        return new
        {
            ids = ordered.Select(claim => claim.Id).ToArray(),
            changeIds = seats.Select(seat => NewId(seat.Now)).ToArray(),
            rotas = seats.Select(seat => seat.RotaId).ToArray(),
            officeHours = seats.Select(seat => seat.Slot.OfficeHoursId).ToArray(),
            versions = seats.Select(seat => seat.Version).ToArray(),
            dates = seats.Select(seat => seat.Slot.Date.ToDateOnly()).ToArray(),
            seats = seats.Select(seat => seat.Slot.Seats.Maximum).ToArray(),
            volunteers = seats.Select(seat => seat.Holder.VolunteerId).ToArray(),
            organisations = seats.Select(seat => seat.Holder.OrganisationId).ToArray(),
            starts = seats.Select(seat => seat.Slot.StartsAt.ToDateTimeUtc()).ToArray(),
            ends = seats.Select(seat => seat.Slot.EndsAt.ToDateTimeUtc()).ToArray(),
            origins = seats.Select(seat => seat.Origin.ToString().ToLowerInvariant()).ToArray(),
            standingClaims = seats.Select(seat => seat.StandingClaimId).ToArray(),
            times = seats.Select(seat => seat.Now.ToDateTimeUtc()).ToArray(),
            actors = seats.Select(seat => seat.By.ActorId).ToArray(),
            tokens = seats.Select(seat => seat.By.TokenId).ToArray(),
            requests = seats.Select(seat => seat.By.Request).ToArray(),
            afters = ordered.Select(claim => Logged(claim.Id, claim.Seat)).ToArray(),
        };
    }

    /// <summary>For the audit log, as JSON, of a claim before its seat is found.</summary>
    private static string Logged(Guid id, SeatRequest wanted) =>
        JsonSerializer.Serialize(
            new LoggedClaim(
                id,
                wanted.Slot.OfficeHoursId,
                wanted.Slot.Date,
                wanted.Slot.StartsAt,
                wanted.Slot.EndsAt,
                null,
                wanted.Holder.VolunteerId,
                wanted.Holder.OrganisationId,
                ClaimStatus.Held,
                wanted.Origin,
                wanted.StandingClaimId,
                // As it is kept: to the microsecond.
                Instant.FromUnixTimeTicks(wanted.Now.ToUnixTimeTicks() / 10 * 10)
            ),
            Json.Options
        );

    private static Guid NewId(Instant now) => Guid.CreateVersion7(now.ToDateTimeOffset());
}
