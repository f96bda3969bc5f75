using GeekOnDuty.Core.Operations;
using GeekOnDuty.Core.People;
using GeekOnDuty.Core.Rotas;
using NodaTime;

namespace GeekOnDuty.Core.Members;

/// <param name="Rota">The rota of the invitation.</param>
/// <param name="Id">The invitation.</param>
public sealed record RevokeInvitationRequest(StoredRota Rota, Guid Id);

/// <summary>
/// Ends an invitation: it lets nobody in any more; members that came by it stay. Only coordinators of the rota may
/// revoke it.
/// </summary>
public sealed class RevokeInvitation(OperationRunner runner, InvitationQueries invitations)
{
    public Task<Outcome<Unit>> RunAsync(RevokeInvitationRequest request, Actor actor, Instant now, CancellationToken ct) =>
        runner.RunInAsync(request.Rota.Slug, () => ApplyAsync(request, actor, now, ct), ct);

    private async Task<Outcome<Unit>> ApplyAsync(RevokeInvitationRequest request, Actor actor, Instant now, CancellationToken ct)
    {
        actor.RequireCoordinatorOf(request.Rota.Id);
        return await invitations.RevokeAsync(request.Rota.Id, request.Id, now, ct)
            ? default(Unit)
            : new Refusal(RefusalKind.NotFound, "There is no such invitation, or it is revoked already.");
    }
}
