using GeekOnDuty.Core.Claims;
using GeekOnDuty.Core.Operations;
using GeekOnDuty.Core.People;
using GeekOnDuty.Core.Rotas;
using NodaTime;

namespace GeekOnDuty.Core.Members;

/// <param name="Rota">The rota that the volunteer leaves.</param>
/// <param name="VolunteerId">The member.</param>
/// <param name="IsDryRun">Nothing is stored; the outcome tells which claims would be released.</param>
public sealed record RemoveMemberRequest(StoredRota Rota, Guid VolunteerId, bool IsDryRun = false);

/// <summary>
/// Ends a membership. Only coordinators may; the last coordinator of a rota stays. Claims that have not begun are
/// released, standing claims end, past claims stay. The volunteer is signed out, and their invitations are revoked.
/// Standing claims of others take what becomes free.
/// </summary>
public sealed class RemoveMember(OperationRunner runner, MemberQueries members, StandingClaims standingClaims)
{
    /// <returns>The claims that it releases, by start.</returns>
    public Task<Outcome<AffectedClaims>> RunAsync(RemoveMemberRequest request, Actor actor, Instant now, CancellationToken ct) =>
        runner.RunInAsync(request.Rota.Slug, () => ApplyAsync(request, actor, now, ct), ct);

    private async Task<Outcome<AffectedClaims>> ApplyAsync(
        RemoveMemberRequest request,
        Actor actor,
        Instant now,
        CancellationToken ct
    )
    {
        var (rota, volunteerId, isDryRun) = request;
        actor.RequireCoordinatorOf(rota.Id);
        await standingClaims.LockAllAsync(rota.Id, ct);
        var name = await members.HoldPersonAsync(volunteerId, ct);
        if (await members.RemoveAsync(rota.Id, volunteerId, actor, now, ct) is not { } freed)
        {
            return Refusal.NoSuch("member");
        }

        if (!isDryRun)
        {
            await standingClaims.TakeFreedAsync(rota, freed, now, ct);
        }

        var released = freed
            .OrderBy(claim => claim.During.Start)
            .Select(claim => new AffectedClaim(
                claim.Id,
                claim.HolderId.Named(name!),
                claim.OnDate,
                ClaimEffect.Released,
                "The holder is not a member any more."
            ));
        return Outcome<AffectedClaims>.Of(new AffectedClaims([.. released]), isDryRun);
    }
}
