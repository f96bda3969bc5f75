using GeekOnDuty.Api.Http;
using GeekOnDuty.Api.Postgres;
using GeekOnDuty.Api.Rotas;
using GeekOnDuty.Scheduling;
using NodaTime;

namespace GeekOnDuty.Api.Claims;

/// <summary>Exactly one of the two: the claim that was taken, or the problem that was in the way.</summary>
internal sealed record ClaimOutcome(Claim? Claim, ProblemKind? Problem, string? Detail)
{
    /// <summary>Whether the rule alone was in the way, and not who else has claimed.</summary>
    public bool IsByRule => Problem == Problems.NotFound || Problem == Problems.SlotNotOpen || Problem == Problems.RotaArchived;

    public static ClaimOutcome Refused(ProblemKind problem, string detail) => new(null, problem, detail);
}

/// <summary>The rules of taking a seat.</summary>
internal sealed class Claiming(
    DbSession db,
    RotaQueries rotas,
    OfficeHoursQueries officeHours,
    SeatQueries seats,
    ClaimsTogether together
)
{
    /// <summary>Every attempt that fails for a race leaves one seat less, so few are ever needed.</summary>
    private const int MostAttempts = Seats.Most + 10;

    /// <summary>Takes the lowest free seat of the slot: in the transaction that has begun, or if there is none, for good.</summary>
    public async Task<ClaimOutcome> TakeAsync(
        StoredRota rota,
        StoredOfficeHours hours,
        LocalDate date,
        HolderId holder,
        ClaimOrigin origin,
        Guid? standingClaimId,
        Instant now,
        CancellationToken ct
    )
    {
        for (var attempts = 0; attempts < MostAttempts; attempts++)
        {
            if (rota.IsArchived)
            {
                return ClaimOutcome.Refused(Problems.RotaArchived, OpenRotas.Detail(rota.Rota.Slug));
            }

            if (hours.Rules.SlotOn(date) is not { } slot)
            {
                return ClaimOutcome.Refused(
                    Problems.NotFound,
                    $"These office hours have no slot on {Values.Dates.Format(date)}."
                );
            }

            if (WhyNotOpen(slot, rota.ClaimOpensBefore, now) is { } reason)
            {
                return ClaimOutcome.Refused(Problems.SlotNotOpen, reason);
            }

            var wanted = new SeatWanted(rota.Id, slot, hours.Version, holder, origin, standingClaimId, now, db.Origin);
            var taken = await TakeAsync(wanted, isFirstAttempt: attempts == 0, ct);
            if (taken is not null)
            {
                return new ClaimOutcome(
                    new Claim(
                        taken.Id,
                        hours.Id,
                        date,
                        slot.StartsAt,
                        slot.EndsAt,
                        taken.Seat,
                        holder.Named(taken.HolderName),
                        ClaimStatus.Held,
                        origin,
                        taken.CreatedAt
                    ),
                    null,
                    null
                );
            }

            var inTheWay = await seats.FindInTheWayAsync(wanted, ct);
            if (!inTheWay.IsCurrent)
            {
                if (await officeHours.FindAsync(rota.Id, hours.Id, ct) is not { } changed)
                {
                    return ClaimOutcome.Refused(Problems.NotFound, "These office hours have just ended.");
                }

                (rota, hours) = (await rotas.CurrentAsync(rota, ct), changed);
            }
            else if (WhyRefused(inTheWay) is { } refused)
            {
                return refused;
            }
        }

        return ClaimOutcome.Refused(Problems.Conflict, "Too many people claim this slot at this moment.");
    }

    private async Task<TakenSeat?> TakeAsync(SeatWanted wanted, bool isFirstAttempt, CancellationToken ct)
    {
        if (db.IsInTransaction)
        {
            return (await seats.TakeAsync([wanted], ct))[0];
        }

        if (isFirstAttempt)
        {
            return await together.TakeAsync(wanted);
        }

        // Together with others it could not be had, for a reason that may have been theirs.
        await db.BeginAsync(ct);
        var taken = (await seats.TakeAsync([wanted], ct))[0];
        await db.CommitAsync();
        return taken;
    }

    private static string? WhyNotOpen(Slot slot, Period claimOpensBefore, Instant now) =>
        slot.ClosureAt(now, claimOpensBefore) switch
        {
            SlotClosure.Cancelled => slot.Reason is null
                ? "The slot is cancelled."
                : $"The slot is cancelled: {Texts.Isolate(slot.Reason)}",
            SlotClosure.Over => $"The slot was over at {Values.Instants.Format(slot.EndsAt)}.",
            SlotClosure.NotYet => $"The slot can be claimed from {Values.Instants.Format(slot.OpensAt(claimOpensBefore))} on.",
            _ => null,
        };

    private static ClaimOutcome? WhyRefused(InTheWay inTheWay) =>
        inTheWay switch
        {
            { IsMember: false } => ClaimOutcome.Refused(Problems.Forbidden, "The volunteer is not a member of this rota."),
            { HasSeat: true } => ClaimOutcome.Refused(Problems.AlreadyClaimed, "The holder already has a seat in this slot."),
            { IsFull: true } => ClaimOutcome.Refused(Problems.SlotFull, "All seats of this slot are taken."),
            { Busy: { } busy } => ClaimOutcome.Refused(
                Problems.DoubleBooked,
                $"The slot overlaps a claim from {Values.Instants.Format(busy.Start)} to {Values.Instants.Format(busy.End)}. Release that one or pick another slot."
            ),
            _ => null,
        };
}
