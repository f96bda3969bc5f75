using GeekOnDuty.Core.Rotas;
using GeekOnDuty.Core.Storage;
using GeekOnDuty.Scheduling;
using NodaTime;
using Npgsql;

namespace GeekOnDuty.Core.Claims;

/// <summary>Brings claims in line with rules that the transaction at hand has changed.</summary>
public sealed class ClaimRederivation(
    DbSession db,
    OfficeHoursQueries officeHours,
    StandingClaimQueries standingClaims,
    StandingClaims standing,
    ClaimQueries claims
)
{
    private const string Moving = "moving";

    /// <summary>
    /// Claims that fit stay, and move with their slot. Those whose slot is gone, for whom it has no seat any more, or whose standing claim does not
    /// choose the date any more are released; all of them before any is moved, the oldest first, and where a move double-books somebody the claim is
    /// released too. Only then standing claims take what they are entitled to, the oldest first. Doing it again changes nothing.
    /// </summary>
    /// <param name="rota">Held by this transaction, and so are the changed office hours.</param>
    /// <param name="officeHoursIds">Those that were changed, ended ones too.</param>
    /// <param name="now">What is over by then never changes.</param>
    /// <param name="followAll">Follow every standing claim of the rota, and not only those that the change may concern.</param>
    /// <returns>What became of claims, by date, and what every standing claim that was followed came to.</returns>
    public async Task<(IReadOnlyList<AffectedClaim> Affected, IReadOnlyList<Followed> Followed)> ApplyAsync(
        StoredRota rota,
        HashSet<Guid> officeHoursIds,
        Instant now,
        CancellationToken ct,
        bool followAll = false
    )
    {
        var hours = (await officeHours.HoldAllAsync(rota.Id, null, ct)).ToDictionary(each => each.Id);
        var standingById = (await standingClaims.LockListAsync(rota.Id, ct)).ToDictionary(each => each.Id);
        var held = await claims.NotOverAsync([.. officeHoursIds], now, ct);
        var fates = Seat([.. held.Select(claim => FateOf(claim, hours[claim.OfficeHoursId], standingById, now))]);
        var changed = fates.Where(fate => fate.Seat != fate.Claim.Seat || fate.Slot?.During != fate.Claim.During).ToList();

        await claims.FreeAsync([.. changed.Select(fate => fate.Claim.Id)], now, ct);
        var settled = await MoveAsync(changed, ct);
        foreach (var fate in settled)
        {
            db.RecordChange(
                fate.Seat is { } seat
                    ? fate.Claim.Moved(seat, fate.Slot!.During)
                    : (fate.Claim with { ReleasedAt = now }).Released()
            );
        }

        var freed = changed.ConvertAll(fate => fate.Claim);
        var followed = await standing.TakeFreedAsync(rota, freed, now, ct, followAll ? hours.Keys : officeHoursIds);
        var affected = settled
            .Where(fate => !IsTakenAgain(fate, followed))
            .Select(fate => fate.ToAffected())
            .OfType<AffectedClaim>();
        return ([.. affected.OrderBy(claim => claim.Date).ThenBy(claim => claim.ClaimId)], followed);
    }

    /// <summary>What becomes of a claim.</summary>
    /// <param name="Claim">As it was.</param>
    /// <param name="Slot">Where it goes; null: it is released.</param>
    /// <param name="Seat">Which seat there; null: it is released.</param>
    /// <param name="Why">A sentence for people.</param>
    private sealed record Fate(ClaimRow Claim, Slot? Slot, int? Seat, string Why)
    {
        public Fate Release(string why) => this with { Slot = null, Seat = null, Why = why };

        /// <returns>Null when only the number of the seat changes.</returns>
        public AffectedClaim? ToAffected() =>
            Slot is not { During: var to } ? Affected(ClaimEffect.Released)
            : to == Claim.During ? null
            : Affected(to.Start >= Claim.During.Start && to.End <= Claim.During.End ? ClaimEffect.Shortened : ClaimEffect.Moved);

        private AffectedClaim Affected(ClaimEffect effect) => new(Claim.Id, Claim.Holder, Claim.OnDate, effect, Why);
    }

    private static Fate FateOf(ClaimRow claim, StoredOfficeHours hours, Dictionary<Guid, StandingClaim> standing, Instant now)
    {
        var stays = new Fate(claim, hours.Rules.SlotOn(claim.OnDate), claim.Seat, "The slot is at another time.");
        return stays.Slot switch
        {
            null => stays.Release("The slot does not take place any more."),
            { IsCancelled: true, Reason: null } => stays.Release("The slot is cancelled."),
            { IsCancelled: true, Reason: var reason } => stays.Release($"The slot is cancelled: {reason}"),
            _ when claim.During.Start > now
                    && claim.StandingClaimId is { } id
                    && !(standing.GetValueOrDefault(id)?.Chooses(hours, claim.OnDate) ?? false) => stays.Release(
                "The standing claim is not for this date any more."
            ),
            _ => stays,
        };
    }

    /// <summary>The lowest seats of each slot stay; where there are fewer seats, claims on higher ones move to a free one, or are released.</summary>
    private static List<Fate> Seat(List<Fate> fates)
    {
        var seats = new Dictionary<Guid, int>();
        foreach (
            var slot in fates.Where(fate => fate.Slot is not null).GroupBy(fate => (fate.Claim.OfficeHoursId, fate.Claim.OnDate))
        )
        {
            var maximum = slot.First().Slot!.Seats.Maximum;
            var staying = slot.Select(fate => fate.Claim).OrderBy(claim => claim.Seat).Take(maximum).ToList();
            var free = new Queue<int>(Enumerable.Range(1, maximum).Except(staying.Select(claim => claim.Seat)));
            foreach (var claim in staying)
            {
                seats[claim.Id] = claim.Seat <= maximum ? claim.Seat : free.Dequeue();
            }
        }

        return fates.ConvertAll(fate =>
            fate.Slot is null ? fate
            : seats.TryGetValue(fate.Claim.Id, out var seat) ? fate with { Seat = seat }
            : fate.Release("The slot has fewer seats.")
        );
    }

    /// <summary>Holds again, the oldest first, what moves; one that would double-book its holder stays released.</summary>
    private async Task<IReadOnlyList<Fate>> MoveAsync(List<Fate> fates, CancellationToken ct)
    {
        var moving = fates.Where(fate => fate.Seat is not null).ToList();
        if (moving.Count == 0 || await TryHoldAsync(moving, ct))
        {
            return fates;
        }

        var released = new HashSet<Guid>();
        foreach (var fate in moving)
        {
            if (!await TryHoldAsync([fate], ct))
            {
                released.Add(fate.Claim.Id);
            }
        }

        return fates.ConvertAll(fate =>
            released.Contains(fate.Claim.Id) ? fate.Release("At the new time the holder is on duty elsewhere.") : fate
        );
    }

    private async Task<bool> TryHoldAsync(IReadOnlyList<Fate> fates, CancellationToken ct)
    {
        await db.SaveAsync(Moving, ct);
        try
        {
            await claims.HoldAgainAsync([.. fates.Select(fate => (fate.Claim.Id, fate.Seat!.Value, fate.Slot!.During))], ct);
            return true;
        }
        catch (PostgresException conflict) when (conflict.ConstraintName == "claims_no_double_booking")
        {
            await db.RollbackToAsync(Moving);
            return false;
        }
    }

    /// <summary>Whether another standing claim of the same holder has taken the slot of a released claim, so that nothing changes for people.</summary>
    private static bool IsTakenAgain(Fate fate, IReadOnlyList<Followed> followed) =>
        fate.Seat is null
        && followed.Any(each =>
            each.Standing.Holder == fate.Claim.HolderId
            && each.Standing.OfficeHoursId == fate.Claim.OfficeHoursId
            && each.Taken.Any(taken => taken.Slot.Date == fate.Claim.OnDate && taken.Slot.During == fate.Claim.During)
        );
}
