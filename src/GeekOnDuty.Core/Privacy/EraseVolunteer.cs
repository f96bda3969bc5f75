using GeekOnDuty.Core.Claims;
using GeekOnDuty.Core.Members;
using GeekOnDuty.Core.Operations;
using GeekOnDuty.Core.People;
using GeekOnDuty.Core.Rotas;
using NodaTime;

namespace GeekOnDuty.Core.Privacy;

/// <param name="Id">The volunteer.</param>
/// <param name="Precondition">Which version is meant; null for any.</param>
public sealed record EraseVolunteerRequest(Guid Id, IPrecondition? Precondition = null);

/// <summary>
/// Replaces a person by "A former volunteer". What identifies the person goes, claims that are not over are released,
/// the hours that were given stay. The last admin stays, and so does the last coordinator of a rota. Standing claims of
/// others take what becomes free.
/// </summary>
public sealed class EraseVolunteer(
    OperationRunner runner,
    ErasureQueries erasure,
    VolunteerQueries volunteers,
    MemberQueries members,
    RotaQueries rotas,
    StandingClaims standingClaims
)
{
    public Task<Outcome<Unit>> RunAsync(EraseVolunteerRequest request, Actor actor, Instant now, CancellationToken ct) =>
        runner.RunAsync(() => ApplyAsync(request, actor, now, ct), ct);

    private async Task<Outcome<Unit>> ApplyAsync(EraseVolunteerRequest request, Actor actor, Instant now, CancellationToken ct)
    {
        var id = request.Id;
        var rotaIds = await erasure.RotasWithClaimsAsync(id, now, ct);
        foreach (var rotaId in rotaIds)
        {
            await standingClaims.LockAllAsync(rotaId, ct);
        }

        await erasure.LockAdminsAsync(id, ct);
        var present = await volunteers.LockToChangeAsync(actor, id, ct);
        request.Precondition?.Require(present);
        if (await erasure.IsLastAdminAsync(id, ct))
        {
            return new Refusal(
                RefusalKind.LastAdmin,
                "The volunteer is the only admin; without one nobody could make rotas any more."
            );
        }

        await members.RequireOtherCoordinatorAsync(id, rotaId: null, ct);
        var freed = await erasure.EraseAsync(id, now, ct);
        foreach (var rotaId in rotaIds)
        {
            // In a rota that is deleted nothing is taken any more.
            if (await rotas.ByIdAsync(rotaId, ct) is { } rota)
            {
                var inRota = freed.Where(claim => claim.RotaId == rotaId).ToList();
                await standingClaims.TakeFreedAsync(rota, inRota, now, ct);
            }
        }

        return default(Unit);
    }
}
