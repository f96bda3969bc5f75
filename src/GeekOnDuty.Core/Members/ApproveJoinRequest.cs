using GeekOnDuty.Core.Operations;
using GeekOnDuty.Core.People;
using GeekOnDuty.Core.Rotas;
using NodaTime;

namespace GeekOnDuty.Core.Members;

/// <param name="Rota">The rota that the volunteer would like to join.</param>
/// <param name="VolunteerId">The volunteer who asked.</param>
/// <param name="Role">What they may do in the rota.</param>
public sealed record ApproveJoinRequestRequest(StoredRota Rota, Guid VolunteerId, Role Role);

/// <summary>
/// Answers a request to join a rota with yes: the volunteer becomes a member, and the request is deleted. Only
/// coordinators of the rota may.
/// </summary>
public sealed class ApproveJoinRequest(OperationRunner runner, MemberQueries members, JoinRequestQueries requests)
{
    public Task<Outcome<Member>> RunAsync(ApproveJoinRequestRequest request, Actor actor, Instant now, CancellationToken ct) =>
        runner.RunInAsync(request.Rota.Slug, () => ApplyAsync(request, actor, now, ct), ct);

    private async Task<Outcome<Member>> ApplyAsync(
        ApproveJoinRequestRequest request,
        Actor actor,
        Instant now,
        CancellationToken ct
    )
    {
        var (rota, volunteerId, role) = request;
        actor.RequireCoordinatorOf(rota.Id);
        if (
            await members.HoldPersonAsync(volunteerId, ct) is not { } name
            || !await requests.DeleteAsync(rota.Id, volunteerId, "approved", ct)
        )
        {
            return Refusal.NoSuch("request");
        }

        await members.SetAsync(rota.Id, volunteerId, role, actor, now, ct);
        return new Member(volunteerId, name, role);
    }
}
