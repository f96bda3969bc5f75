using GeekOnDuty.Core.OnDuty;
using GeekOnDuty.Core.Operations;
using GeekOnDuty.Core.People;
using GeekOnDuty.Core.Rotas;
using GeekOnDuty.Core.Storage;
using GeekOnDuty.Core.Text;
using GeekOnDuty.Scheduling;
using NodaTime;

namespace GeekOnDuty.Core.Claims;

/// <param name="Rota">The rota in memory.</param>
/// <param name="OfficeHoursId">With the date, the slot.</param>
/// <param name="Date">The slot's local date.</param>
/// <param name="Holder">
/// The volunteer or organisation that gets the seat; <see cref="HolderId.Actor"/> for the actor.
/// </param>
public sealed record ClaimSlotRequest(RotaCacheEntry Rota, Guid OfficeHoursId, LocalDate Date, HolderId Holder);

/// <summary>A claim was refused.</summary>
/// <param name="Kind">The rule that was in the way.</param>
/// <param name="Detail">About this case.</param>
/// <param name="Alternatives">Open slots that the holder could take; null where none would help.</param>
public sealed record ClaimRefusal(RefusalKind Kind, string Detail, IReadOnlyList<SlotBody>? Alternatives) : Refusal(Kind, Detail)
{
    public override IReadOnlyList<(string Name, object? Value)> Data =>
        Alternatives is null ? [] : [("alternatives", Alternatives)];
}

/// <summary>
/// Takes the lowest free seat of a slot. A member claims for themselves, a coordinator for any member or organisation.
/// When more claims than free seats arrive at once, as many succeed as there are seats. Claims of the same moment are
/// written together, unless a transaction has begun already: then the claim is a part of that.
/// </summary>
public sealed class ClaimSlot(
    DbSession db,
    OperationRunner runner,
    RotaQueries rotas,
    OfficeHoursQueries officeHours,
    SeatQueries seats,
    ClaimBatcher together,
    ClaimHolders holders,
    Alternatives alternatives,
    ClaimMetrics metrics
)
{
    /// <summary>Each attempt that fails for a race leaves one seat less, so few are ever needed.</summary>
    private const int MaxAttempts = Seats.Most + 10;

    public async Task<Outcome<Claim>> RunAsync(ClaimSlotRequest request, Actor actor, Instant now, CancellationToken ct)
    {
        try
        {
            return await ApplyAsync(request, actor, now, ct);
        }
        catch (RefusedException refused)
        {
            return refused.Refusal;
        }
    }

    private async Task<Outcome<Claim>> ApplyAsync(ClaimSlotRequest request, Actor actor, Instant now, CancellationToken ct)
    {
        var known = request.Rota.Snapshot?.Timeline ?? throw RotaLocks.Gone();
        var rota = known.Rota;
        var holder = await holders.ResolveAsync(request.Holder, rota, actor, ct);
        var isSelf = holder.VolunteerId == actor.VolunteerId;
        var origin = isSelf ? ClaimOrigin.Self : ClaimOrigin.Coordinator;
        Outcome<Claim>? outcome = null;
        if (known.OfficeHours.TryGetValue(request.OfficeHoursId, out var hours) && hours.EndedFrom is null)
        {
            outcome = await TakeAsync(rota, hours, request.Date, holder, origin, now, ct);
        }

        if (outcome is null || IsByRule(outcome.Refusal))
        {
            // The rules in memory refuse; another process may have changed them less than a second ago.
            rota = await rotas.CurrentAsync(rota, ct);
            hours = await officeHours.FindAsync(rota.Id, request.OfficeHoursId, ct);
            if (hours is null)
            {
                return Refusal.NoSuch("office hours");
            }

            outcome = await TakeAsync(rota, hours, request.Date, holder, origin, now, ct);
        }

        db.OnCommitted(() => metrics.Count(outcome.Refusal?.Kind));
        if (outcome.Refusal is not { } refusal)
        {
            return outcome;
        }

        if (refusal.Kind == RefusalKind.Forbidden && !isSelf)
        {
            return ClaimHolders.NotAMember();
        }

        var open =
            Alternatives.Help(refusal.Kind) && hours!.Rules.SlotOn(request.Date) is { } wanted
                ? await alternatives.ForAsync(request.Rota, rota, holder, wanted, now, ct)
                : null;
        return new ClaimRefusal(refusal.Kind, refusal.Detail, open);
    }

    /// <summary>Whether the rules alone were in the way, and not the claims of others.</summary>
    private static bool IsByRule(Refusal? refusal) =>
        refusal?.Kind is RefusalKind.NotFound or RefusalKind.SlotNotOpen or RefusalKind.RotaArchived;

    private async Task<Outcome<Claim>> TakeAsync(
        StoredRota rota,
        StoredOfficeHours hours,
        LocalDate date,
        HolderId holder,
        ClaimOrigin origin,
        Instant now,
        CancellationToken ct
    )
    {
        for (var attempt = 1; attempt <= MaxAttempts; attempt++)
        {
            if (rota.IsArchived)
            {
                return RotaLocks.Archived(rota.Slug);
            }

            if (hours.Rules.SlotOn(date) is not { } slot)
            {
                return new Refusal(RefusalKind.NotFound, $"These office hours have no slot on {Formats.Dates.Format(date)}.");
            }

            if (WhyNotOpen(slot, rota.ClaimOpensBefore, now) is { } reason)
            {
                return new Refusal(RefusalKind.SlotNotOpen, reason);
            }

            var wanted = new SeatRequest(rota.Id, slot, hours.Version, holder, origin, null, now, db.Origin);
            if (await TakeSeatAsync(wanted, isFirstAttempt: attempt == 1, ct) is { } taken)
            {
                return new Claim(
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
                );
            }

            var inTheWay = await seats.FindInTheWayAsync(wanted, ct);
            if (!inTheWay.IsCurrent)
            {
                if (await officeHours.FindAsync(rota.Id, hours.Id, ct) is not { } changed)
                {
                    return new Refusal(RefusalKind.NotFound, "These office hours have just ended.");
                }

                (rota, hours) = (await rotas.CurrentAsync(rota, ct), changed);
            }
            else if (WhyRefused(inTheWay) is { } refusal)
            {
                return refusal;
            }
        }

        return new Refusal(RefusalKind.Conflict, "Too many people claim this slot at this moment.");
    }

    private async Task<SeatGrant?> TakeSeatAsync(SeatRequest wanted, bool isFirstAttempt, CancellationToken ct)
    {
        if (db.IsInTransaction)
        {
            return (await seats.TakeAsync([wanted], ct))[0];
        }

        if (isFirstAttempt)
        {
            return await together.TakeAsync(wanted);
        }

        // Written together with others it was not to be had, perhaps because of one of them.
        var alone = await runner.RunAsync(
            async () => Outcome<IReadOnlyList<SeatGrant?>>.Of(await seats.TakeAsync([wanted], ct)),
            ct
        );
        return alone.ValueOrThrow()[0];
    }

    private static string? WhyNotOpen(Slot slot, Period claimOpensBefore, Instant now) =>
        slot.ClosureAt(now, claimOpensBefore) switch
        {
            SlotClosure.Cancelled => slot.Reason is null
                ? "The slot is cancelled."
                : $"The slot is cancelled: {TextRules.Isolate(slot.Reason)}",
            SlotClosure.Over => $"The slot was over at {Formats.Instants.Format(slot.EndsAt)}.",
            SlotClosure.NotYet => $"The slot can be claimed from {Formats.Instants.Format(slot.OpensAt(claimOpensBefore))} on.",
            _ => null,
        };

    private static Refusal? WhyRefused(ClaimBlockers inTheWay) =>
        inTheWay switch
        {
            { IsMember: false } => new(RefusalKind.Forbidden, "The volunteer is not a member of this rota."),
            { HasSeat: true } => new(RefusalKind.AlreadyClaimed, "The holder already has a seat in this slot."),
            { IsFull: true } => new(RefusalKind.SlotFull, "All seats of this slot are taken."),
            { Busy: { } busy } => new(
                RefusalKind.DoubleBooked,
                $"The slot overlaps a claim from {Formats.Instants.Format(busy.Start)} to {Formats.Instants.Format(busy.End)}. Release that one or pick another slot."
            ),
            _ => null,
        };
}
