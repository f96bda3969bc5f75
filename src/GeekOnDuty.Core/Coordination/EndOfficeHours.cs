using GeekOnDuty.Core.Claims;
using GeekOnDuty.Core.Operations;
using GeekOnDuty.Core.People;
using GeekOnDuty.Core.Rotas;
using NodaTime;

namespace GeekOnDuty.Core.Coordination;

/// <param name="Rota">The rota of the office hours.</param>
/// <param name="OfficeHoursId">The office hours.</param>
/// <param name="Precondition">Checked against the latest revision.</param>
/// <param name="IsDryRun">Nothing is stored; the outcome tells what would become of claims.</param>
public sealed record EndOfficeHoursRequest(
    StoredRota Rota,
    Guid OfficeHoursId,
    IPrecondition? Precondition = null,
    bool IsDryRun = false
);

/// <summary>
/// Ends office hours, for coordinators of the rota: there are no slots from today on, except one that has begun, and
/// their claims are released. Past slots and their claims stay.
/// </summary>
public sealed class EndOfficeHours(
    OperationRunner runner,
    RotaQueries rotas,
    OfficeHoursQueries officeHours,
    ClaimRederivation rederivation
)
{
    public Task<Outcome<AffectedClaims>> RunAsync(
        EndOfficeHoursRequest request,
        Actor actor,
        Instant now,
        CancellationToken ct
    ) => runner.RunInAsync(request.Rota.Slug, () => ApplyAsync(request, actor, now, ct), ct);

    private async Task<Outcome<AffectedClaims>> ApplyAsync(
        EndOfficeHoursRequest request,
        Actor actor,
        Instant now,
        CancellationToken ct
    )
    {
        var (rota, id) = (request.Rota, request.OfficeHoursId);
        actor.RequireCoordinatorOf(rota.Id);
        await rotas.LockAsync(rota, ct);
        if (await officeHours.LockAsync(rota.Id, id, ct) is not { } hours)
        {
            return Refusal.NoSuch("office hours");
        }

        request.Precondition?.Require(hours.ToAnswer());
        await officeHours.EndAsync(rota.Id, hours, hours.Rules.FirstUnbegun(hours.Today(now), now), ct);
        var (affected, _) = await rederivation.ApplyAsync(rota, [id], now, ct);
        return Outcome<AffectedClaims>.Of(new AffectedClaims(affected), request.IsDryRun);
    }
}
