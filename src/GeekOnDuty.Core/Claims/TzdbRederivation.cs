using GeekOnDuty.Core.Hosting;
using GeekOnDuty.Core.Rotas;
using GeekOnDuty.Core.Storage;
using GeekOnDuty.Core.Text;
using GeekOnDuty.Scheduling;
using NodaTime;

namespace GeekOnDuty.Core.Claims;

/// <summary>What another tz database does to one claim.</summary>
/// <param name="Claim">As it was.</param>
/// <param name="To">Its new time; null when a gap of the clock swallows its slot.</param>
/// <param name="Kept">The earlier claim of its volunteer that lies at that time, for which it is released.</param>
public sealed record ShiftedClaim(ClaimRow Claim, Interval? To, ClaimRow? Kept)
{
    public bool IsReleased => To is null || Kept is not null;
}

/// <summary>What another tz database did to the claims.</summary>
/// <param name="From">The version before; null when none was known.</param>
/// <param name="Claims">Those that moved or were released.</param>
public sealed record TzdbShift(string? From, string To, IReadOnlyList<ShiftedClaim> Claims)
{
    public string Reason => From is null ? $"tz database {To}" : $"tz database {From} → {To}";
}

/// <summary>Brings the claims in line with the tz database in use, where they were derived with another one.</summary>
public sealed class TzdbRederivation(
    DbSession db,
    RotaQueries rotas,
    OfficeHoursQueries officeHours,
    ClaimQueries claims,
    StandingClaimQueries standingClaims,
    StandingClaims standing
)
{
    /// <summary>Who moves into the time of a claim that is over has moved less than so far.</summary>
    private const int DaysBack = 7;

    private const string ZonesSql = """
        -- TzdbRederivation.Zones
        SELECT zone FROM office_hours_revisions UNION SELECT zone FROM rotas UNION SELECT zone FROM volunteers
        """;

    private const string VersionSql = """
        -- TzdbRederivation.Version
        SELECT version, policy_revision FROM tz_database
        """;

    private const string StoreSql = """
        -- TzdbRederivation.Store
        INSERT INTO tz_database (version, policy_revision, derived_at) VALUES (@version, @policyRevision, @now)
        ON CONFLICT ON CONSTRAINT tz_database_pk DO UPDATE SET version = @version, policy_revision = @policyRevision, derived_at = @now
        """;

    private const string RotasSql = """
        -- TzdbRederivation.Rotas
        SELECT r.id FROM rotas r WHERE r.deleted_at IS NULL AND EXISTS (
            SELECT FROM claims c WHERE c.rota_id = r.id AND lower(c.during) > @now - interval '3 days' AND upper(c.during) > @now AND c.released_at IS NULL)
        ORDER BY r.id
        """;

    private const string NotOverSql = $"""
        -- TzdbRederivation.NotOver
        SELECT {ClaimRow.Columns} FROM {ClaimRow.Tables}
        WHERE c.rota_id = @rotaId AND lower(c.during) > @now - interval '3 days' AND upper(c.during) > @now AND c.released_at IS NULL
        """;

    /// <summary>In the order that <see cref="StandingClaim"/> names, after the rotas themselves, which an import holds first.</summary>
    private const string LockSql = """
        -- TzdbRederivation.Lock
        SELECT 1 FROM rotas WHERE id = ANY(@rotaIds) ORDER BY id FOR NO KEY UPDATE;
        SELECT 1 FROM office_hours WHERE rota_id = ANY(@rotaIds) ORDER BY id FOR NO KEY UPDATE;
        SELECT 1 FROM standing_claims WHERE rota_id = ANY(@rotaIds) ORDER BY created_at, id FOR UPDATE
        """;

    /// <summary>These volunteers take no claim in any rota then: a claim holds the membership.</summary>
    private const string LockMembersSql = """
        -- TzdbRederivation.LockMembers
        SELECT 1 FROM members WHERE volunteer_id = ANY(@volunteerIds) ORDER BY rota_id, volunteer_id FOR NO KEY UPDATE
        """;

    private const string LockClaimsSql = $"""
        -- TzdbRederivation.LockClaims
        SELECT {ClaimRow.Columns} FROM {ClaimRow.Tables}
        WHERE c.released_at IS NULL AND (c.id = ANY(@ids) OR c.volunteer_id = ANY(@volunteerIds) AND lower(c.during) > @from)
        ORDER BY c.created_at, c.id FOR NO KEY UPDATE OF c
        """;

    /// <summary>
    /// Derives every claim that is not over again, in all rotas, when that was last done with another version or another DST policy. They move together; a move
    /// into a double booking keeps the claim that was made first and releases the other, whichever of them moves. What is over never changes.
    /// </summary>
    /// <exception cref="StartException">The tz database in use lacks a zone that is stored.</exception>
    public async Task<TzdbShift> FollowAsync(Instant now, CancellationToken ct)
    {
        Zones.InUse.Require(await db.QueryAsync<string>(ZonesSql, null, ct));
        var (from, derivedBy) = await db.FirstOrDefaultAsync<(string? Version, int PolicyRevision)>(VersionSql, null, ct);
        var (version, policyRevision) = (Zones.InUse.Version, DstPolicy.Revision);
        if (from == version && derivedBy == policyRevision)
        {
            return new TzdbShift(from, version, []);
        }

        var differing = await DifferingAsync(await db.QueryAsync<Guid>(RotasSql, new { now }, ct), now, ct);
        var touched = differing.Select(each => each.Claim.RotaId).Distinct().ToArray();
        var shift = new TzdbShift(from, version, touched.Length == 0 ? [] : await ShiftAsync(touched, now, ct));
        await WriteAsync(shift, now, ct);
        foreach (var rotaId in touched)
        {
            await standing.FollowAsync((await rotas.ByIdAsync(rotaId, ct))!, now, ct);
        }

        var freed = shift.Claims.Select(each => each.Claim.VolunteerId).OfType<Guid>().Distinct().ToArray();
        await standingClaims.RetryElsewhereAsync(Guid.Empty, freed, now, ct);
        await db.ExecuteAsync(
            StoreSql,
            new
            {
                version,
                policyRevision,
                now,
            },
            ct
        );
        return shift;
    }

    /// <summary>Claims of these rotas that are not over and have another time now, or none.</summary>
    private async Task<IReadOnlyList<(ClaimRow Claim, Interval? To)>> DifferingAsync(
        IReadOnlyList<Guid> rotaIds,
        Instant now,
        CancellationToken ct
    )
    {
        var differing = new List<(ClaimRow Claim, Interval? To)>();
        foreach (var rotaId in rotaIds)
        {
            var hours = (await officeHours.AllAsync(rotaId, ct)).ToDictionary(each => each.Id);
            var held = await db.QueryAsync<ClaimRow>(NotOverSql, new { rotaId, now }, ct);
            differing.AddRange(
                held.Select(claim => (claim, Derive(claim, hours[claim.OfficeHoursId].Rules.SlotOn(claim.OnDate), now)))
                    .Where(each => each.Item2 != each.claim.During)
            );
        }

        return differing;
    }

    /// <summary>
    /// The time of the slot. Of a claim that has begun only the end moves, and not into the past: the start is what happened, and the end is
    /// what the answers, which compute the slot, say from now on.
    /// </summary>
    private static Interval? Derive(ClaimRow claim, Slot? slot, Instant now)
    {
        var during = slot is { IsCancelled: false } ? slot.During : (Interval?)null;
        if (claim.During.Start > now)
        {
            return during;
        }

        return during?.End > now ? new Interval(claim.During.Start, during.Value.End) : claim.During;
    }

    /// <summary>Works out what happens in these rotas, and holds all that it depends on until the transaction ends.</summary>
    private async Task<IReadOnlyList<ShiftedClaim>> ShiftAsync(Guid[] rotaIds, Instant now, CancellationToken ct)
    {
        await db.ExecuteAsync(LockSql, new { rotaIds }, ct);
        var differing = (await DifferingAsync(rotaIds, now, ct)).ToDictionary(each => each.Claim.Id);
        var volunteerIds = differing.Values.Select(each => each.Claim.VolunteerId).OfType<Guid>().Distinct().ToArray();
        await db.ExecuteAsync(LockMembersSql, new { volunteerIds }, ct);
        var held = await db.QueryAsync<ClaimRow>(
            LockClaimsSql,
            new
            {
                ids = differing.Keys.ToArray(),
                volunteerIds,
                from = now - Duration.FromDays(DaysBack),
            },
            ct
        );
        // An organisation may be at several places at once.
        return
        [
            .. held.GroupBy(claim => claim.VolunteerId ?? claim.Id)
                .SelectMany(ofHolder =>
                    Settle(
                        ofHolder.OrderByDescending(claim => claim.During.End <= now),
                        claim => differing.TryGetValue(claim.Id, out var each) ? each.To : claim.During
                    )
                ),
        ];
    }

    /// <summary>Puts one holder's claims at their new times, one after the other; one that finds its time taken is released.</summary>
    private static IEnumerable<ShiftedClaim> Settle(IEnumerable<ClaimRow> claims, Func<ClaimRow, Interval?> derive)
    {
        var kept = new List<(ClaimRow Claim, Interval During)>();
        foreach (var claim in claims)
        {
            var to = derive(claim);
            var inTheWay = kept.FirstOrDefault(each => each.During.Start < to?.End && each.During.End > to?.Start).Claim;
            if (to is { } during && inTheWay is null)
            {
                kept.Add((claim, during));
            }

            if (to != claim.During || inTheWay is not null)
            {
                yield return new ShiftedClaim(claim, to, inTheWay);
            }
        }
    }

    private async Task WriteAsync(TzdbShift shift, Instant now, CancellationToken ct)
    {
        var details = shift.Claims.ToDictionary(each => each.Claim.Id, each => Detail(each, shift.Reason));
        var released = shift.Claims.Where(each => each.IsReleased).Select(each => each.Claim.Id).ToArray();
        var moved = shift.Claims.Where(each => !each.IsReleased).Select(each => (each.Claim, each.To!.Value)).ToList();
        await claims.ReleaseAsync(released, ReleasedBy.Change, now, ct, details);
        await claims.MoveAsync(moved, now, details, ct);
    }

    private static string Detail(ShiftedClaim shifted, string reason) =>
        System.Text.Json.JsonSerializer.Serialize(
            new
            {
                from = Times(shifted.Claim.During),
                to = shifted.To is { } to ? Times(to) : null,
                reason,
                doubleBookedWith = shifted.Kept?.Id,
            },
            Json.Options
        );

    private static object Times(Interval during) => new { startsAt = during.Start, endsAt = during.End };
}
