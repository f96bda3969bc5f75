using GeekOnDuty.Core.Claims;
using GeekOnDuty.Core.Members;
using GeekOnDuty.Core.Operations;
using GeekOnDuty.Core.People;
using GeekOnDuty.Core.Rotas;
using NodaTime;

namespace GeekOnDuty.Core.Coordination;

/// <param name="Rota">The rota.</param>
/// <param name="Slug">Once more which rota is meant.</param>
/// <param name="Precondition">Checked against the rota as visitors see it.</param>
public sealed record DeleteRotaRequest(StoredRota Rota, string Slug, IPrecondition? Precondition = null);

/// <summary>
/// Ends a rota for good, for admins. Its slug is never given again, and the hours that people served in it stay in
/// their records. Everything else ends: claims that have not begun, standing claims, memberships, invitations and
/// requests to join.
/// </summary>
public sealed class DeleteRota(
    OperationRunner runner,
    RotaLocks locks,
    RotaQueries rotas,
    OfficeHoursQueries officeHours,
    StandingClaimQueries standingClaimQueries,
    StandingClaims standingClaims,
    ClaimQueries claims,
    MemberQueries members,
    InvitationQueries invitations,
    JoinRequestQueries requests
)
{
    public Task<Outcome<Unit>> RunAsync(DeleteRotaRequest request, Actor actor, Instant now, CancellationToken ct) =>
        runner.RunAsync(() => ApplyAsync(request, actor, now, ct), ct);

    private async Task<Outcome<Unit>> ApplyAsync(DeleteRotaRequest request, Actor actor, Instant now, CancellationToken ct)
    {
        actor.RequireAdmin();
        var (rotaId, slug) = (request.Rota.Id, request.Rota.Rota.Slug);
        if (request.Slug != slug)
        {
            return Refusal.Invalid("slug", $"It is not the slug of this rota. Write '{slug}' if you mean to delete it.");
        }

        await locks.LockExclusiveAsync(request.Rota.Slug, ct);
        await rotas.LockAsync(request.Rota, ct);
        var present = await rotas.CurrentAsync(request.Rota, ct);
        request.Precondition?.Require(present.Rota);
        await officeHours.RaiseVersionsAsync(rotaId, ct);
        await standingClaimQueries.EndAllAsync(rotaId, now.InUtc().Date.PlusDays(-1), ct);
        await members.RemoveAllAsync(rotaId, ct);
        var freed = await claims.ReleaseToComeAsync(rotaId, now, ct);
        await standingClaims.RetryElsewhereAsync(present, freed, now, ct);
        await invitations.RevokeAllAsync(rotaId, now, ct);
        await requests.DeleteAllAsync(rotaId, ct);
        await rotas.SetDeletedAsync(present, now, ct);
        return default(Unit);
    }
}
