using GeekOnDuty.Core.Claims;
using GeekOnDuty.Core.OnDuty;
using GeekOnDuty.Core.Operations;
using GeekOnDuty.Core.People;
using GeekOnDuty.Core.Rotas;
using GeekOnDuty.Scheduling;
using NodaTime;

namespace GeekOnDuty.Core.Coordination;

/// <param name="Rota">The rota of the slot.</param>
/// <param name="OfficeHoursId">With the date, the slot.</param>
/// <param name="Date">The slot's local date.</param>
/// <param name="Change">Cancelled, or at other times; null: as the rule says.</param>
/// <param name="IsDryRun">Nothing is stored; the outcome tells what would become of claims.</param>
public sealed record ChangeSlotRequest(
    StoredRota Rota,
    Guid OfficeHoursId,
    LocalDate Date,
    SlotOverride? Change,
    bool IsDryRun = false
);

/// <summary>
/// Cancels or moves one slot, or restores it, for coordinators of the rota. A slot that is cancelled loses its claims,
/// and one that moves takes its claims with it. The date stays its name. What is over stays.
/// </summary>
public sealed class ChangeSlot(
    OperationRunner runner,
    RotaQueries rotas,
    OfficeHoursQueries officeHours,
    ClaimRederivation rederivation,
    RotaLoader timelines
)
{
    public Task<Outcome<ChangedSlotBody>> RunAsync(ChangeSlotRequest request, Actor actor, Instant now, CancellationToken ct) =>
        runner.RunInAsync(request.Rota.Slug, () => ApplyAsync(request, actor, now, ct), ct);

    private async Task<Outcome<ChangedSlotBody>> ApplyAsync(
        ChangeSlotRequest request,
        Actor actor,
        Instant now,
        CancellationToken ct
    )
    {
        var (rota, id, date) = (request.Rota, request.OfficeHoursId, request.Date);
        actor.RequireCoordinatorOf(rota.Id);
        await rotas.LockAsync(rota, ct);
        if (await officeHours.LockAsync(rota.Id, id, ct) is not { } hours || hours.Rules.SlotOn(date) is not { } slot)
        {
            return Refusal.NoSuch("slot");
        }

        if (hours.Rules.With(date, request.Change).SlotOn(date) is not { } changed)
        {
            return Refusal.Invalid("startTime", "On that date a gap of the clock swallows the slot at these times.");
        }

        if (slot.EndsAt <= now || changed.EndsAt <= now)
        {
            return new Refusal(
                RefusalKind.SlotOver,
                "The slot is over, or would be over at these times. The past does not change."
            );
        }

        await officeHours.OverrideAsync(rota.Id, id, date, hours.Overrides.GetValueOrDefault(date), request.Change, ct);
        var (affected, _) = await rederivation.ApplyAsync(rota, [id], now, ct);
        var (slots, timeline) = await timelines.AskAsync(rota.Id, changed.During, line => line.Slots(changed.During), ct);
        var described = timeline.Describe(slots.First(each => each.Slot.OfficeHoursId == id && each.Slot.Date == date));
        return Outcome<ChangedSlotBody>.Of(new ChangedSlotBody(described, affected), request.IsDryRun);
    }
}
