using System.Text.Json.Serialization;
using GeekOnDuty.Core.Operations;
using GeekOnDuty.Core.Rotas;
using GeekOnDuty.Core.Storage;
using GeekOnDuty.Scheduling;
using NodaTime;

namespace GeekOnDuty.Core.Claims;

/// <summary>A date that a standing claim could not take.</summary>
/// <param name="Date">The slot's local date.</param>
/// <param name="Problem">The type of the problem, as POST …/claims would have answered it.</param>
public sealed record RefusedDate(LocalDate Date, string Problem)
{
    public RefusedDate(LocalDate date, RefusalKind kind)
        : this(date, $"/problems/{kind.Slug()}") => Kind = kind;

    /// <summary>The rule that was in the way.</summary>
    [JsonIgnore]
    public RefusalKind Kind { get; }
}

/// <summary>What following a standing claim came to.</summary>
/// <param name="Standing">The standing claim.</param>
/// <param name="Taken">The claims it took, by date.</param>
/// <param name="Refused">The dates it could not take.</param>
public sealed record Followed(StandingClaim Standing, IReadOnlyList<TakenDate> Taken, IReadOnlyList<RefusedDate> Refused);

/// <summary>A claim that a standing claim has just taken.</summary>
public sealed record TakenDate(Guid ClaimId, Slot Slot);

/// <summary>Turns standing claims into claims, as far as the claim window of the rota is open, and again as it moves on.</summary>
public sealed class StandingClaims(
    DbSession db,
    StandingClaimQueries standingClaims,
    OfficeHoursQueries officeHours,
    SeatQueries seats
)
{
    /// <summary>A round fails only where somebody else takes a seat at the same moment.</summary>
    private const int MaxRounds = 5;

    /// <summary>
    /// Takes every date that these standing claims are entitled to, the oldest standing claim first. Dates that the holder or a coordinator gave
    /// back are left alone. In an archived rota standing claims rest.
    /// </summary>
    /// <param name="rota">Their rota.</param>
    /// <param name="hours">The office hours they are for, by id, held by this transaction.</param>
    /// <param name="standing">By creation, held by this transaction.</param>
    /// <param name="by">Behind it for the log; nobody when the standing claims act by themselves.</param>
    /// <param name="now">Decides what is over and what is open.</param>
    public async Task<IReadOnlyList<Followed>> TakeAsync(
        StoredRota rota,
        IReadOnlyDictionary<Guid, StoredOfficeHours> hours,
        IReadOnlyList<StandingClaim> standing,
        ChangeOrigin by,
        Instant now,
        CancellationToken ct
    )
    {
        if (standing.Count == 0 || rota.IsArchived)
        {
            return [.. standing.Select(each => new Followed(each, [], []))];
        }

        var taken = standing.ToDictionary(each => each.Id, _ => new List<TakenDate>());
        for (var round = 1; ; round++)
        {
            var occupancy = await standingClaims.OccupancyAsync(rota.Id, standing, now, ct);
            var plan = new StandingClaimPlan(rota, hours, occupancy, now);
            var plans = standing.Select(plan.Add).ToList();
            var wanted = plans
                .SelectMany(each =>
                    each.Wanted.Select(slot => new SeatRequest(
                        rota.Id,
                        slot,
                        hours[slot.OfficeHoursId].Version,
                        each.Standing.Holder,
                        ClaimOrigin.Standing,
                        each.Standing.Id,
                        now,
                        by
                    ))
                )
                .ToList();
            var granted = wanted.Count == 0 ? [] : await seats.TakeAsync(wanted, ct);
            foreach (var (seat, grant) in wanted.Zip(granted))
            {
                if (grant is not null)
                {
                    taken[seat.StandingClaimId!.Value].Add(new TakenDate(grant.Id, seat.Slot));
                }
            }

            if (granted.All(grant => grant is not null) || round == MaxRounds)
            {
                await standingClaims.FollowAtAsync([.. plans.Select(each => (each.Standing.Id, each.NextOpensAt))], ct);
                return
                [
                    .. plans.Select(each => new Followed(
                        each.Standing,
                        [.. taken[each.Standing.Id].OrderBy(date => date.Slot.Date)],
                        each.Refused
                    )),
                ];
            }
        }
    }

    /// <summary>Behind what standing claims do by themselves: nobody, in the request at hand.</summary>
    private ChangeOrigin Itself => db.Origin.WithoutActor();

    /// <summary>Follows every standing claim of a rota by itself, after a change in this transaction.</summary>
    public async Task<IReadOnlyList<Followed>> FollowAsync(StoredRota rota, Instant now, CancellationToken ct)
    {
        var hours = await HoldHoursAsync(rota.Id, ct);
        return await TakeAsync(rota, hours, await standingClaims.LockListAsync(rota.Id, ct), Itself, now, ct);
    }

    /// <summary>
    /// Holds what standing claims of the rota depend on until the transaction ends, if a claim of this volunteer on these office hours may be in
    /// the way of one: before the claim is released.
    /// </summary>
    /// <returns>Whether <see cref="TakeFreedAsync"/> is needed afterwards.</returns>
    public async Task<bool> LockConcernedAsync(Guid rotaId, Guid officeHoursId, Guid? volunteerId, CancellationToken ct)
    {
        if (!await standingClaims.AnyConcernedAsync(rotaId, officeHoursId, volunteerId, ct))
        {
            return false;
        }

        await LockAllAsync(rotaId, ct);
        return true;
    }

    /// <summary>Holds the office hours and standing claims of a rota until the transaction ends, before claims are touched.</summary>
    public async Task LockAllAsync(Guid rotaId, CancellationToken ct)
    {
        await officeHours.HoldAllAsync(rotaId, null, ct);
        await standingClaims.LockListAsync(rotaId, ct);
    }

    /// <summary>
    /// Takes again what the release or the move of claims has made room for: for standing claims on the same office hours, and for other ones of the
    /// same volunteers. Those in other rotas follow by themselves within seconds.
    /// </summary>
    /// <param name="rota">The rota of the claims; its standing claims are held by this transaction.</param>
    /// <param name="freed">The claims as they were.</param>
    /// <param name="now">Decides what is over and what is open.</param>
    /// <param name="officeHoursIds">Standing claims on these are followed in any case.</param>
    public async Task<IReadOnlyList<Followed>> TakeFreedAsync(
        StoredRota rota,
        IReadOnlyCollection<ClaimRow> freed,
        Instant now,
        CancellationToken ct,
        IReadOnlyCollection<Guid>? officeHoursIds = null
    )
    {
        var hoursIds = freed.Select(claim => claim.OfficeHoursId).Concat(officeHoursIds ?? []).ToHashSet();
        await RetryElsewhereAsync(rota, freed, now, ct);
        var volunteerIds = freed.Select(claim => claim.VolunteerId).OfType<Guid>().ToHashSet();
        var concerned = (await standingClaims.LockListAsync(rota.Id, ct))
            .Where(each =>
                hoursIds.Contains(each.OfficeHoursId)
                || (each.VolunteerId is { } volunteerId && volunteerIds.Contains(volunteerId))
            )
            .ToList();
        return concerned.Count == 0 ? [] : await TakeAsync(rota, await HoldHoursAsync(rota.Id, ct), concerned, Itself, now, ct);
    }

    /// <summary>The part of <see cref="TakeFreedAsync"/> that concerns other rotas.</summary>
    public Task RetryElsewhereAsync(StoredRota rota, IEnumerable<ClaimRow> freed, Instant now, CancellationToken ct) =>
        standingClaims.RetryElsewhereAsync(
            rota.Id,
            [.. freed.Select(claim => claim.VolunteerId).OfType<Guid>().Distinct()],
            now,
            ct
        );

    private async Task<Dictionary<Guid, StoredOfficeHours>> HoldHoursAsync(Guid rotaId, CancellationToken ct) =>
        (await officeHours.HoldAllAsync(rotaId, null, ct)).ToDictionary(hours => hours.Id);
}
