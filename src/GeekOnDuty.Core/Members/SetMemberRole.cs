using GeekOnDuty.Core.Operations;
using GeekOnDuty.Core.People;
using GeekOnDuty.Core.Rotas;
using NodaTime;

namespace GeekOnDuty.Core.Members;

/// <param name="Rota">The rota in which the volunteer gets the role.</param>
/// <param name="VolunteerId">The volunteer; they need not be a member yet.</param>
/// <param name="Role">What they may do in the rota from now on.</param>
/// <param name="IsDryRun">Nothing is stored; the outcome tells whether it could be.</param>
public sealed record SetMemberRoleRequest(StoredRota Rota, Guid VolunteerId, Role Role, bool IsDryRun = false);

/// <summary>
/// Makes a volunteer a member of a rota, or changes the role of a member. Only coordinators may, and only for
/// volunteers that they may see. The last coordinator of a rota stays one.
/// </summary>
public sealed class SetMemberRole(OperationRunner runner, MemberQueries members, VolunteerQueries volunteers)
{
    public Task<Outcome<Member>> RunAsync(SetMemberRoleRequest request, Actor actor, Instant now, CancellationToken ct) =>
        runner.RunInAsync(request.Rota.Slug, () => ApplyAsync(request, actor, now, ct), ct);

    internal async Task<Outcome<Member>> ApplyAsync(SetMemberRoleRequest request, Actor actor, Instant now, CancellationToken ct)
    {
        var (rota, volunteerId, role, isDryRun) = request;
        actor.RequireCoordinatorOf(rota.Id);
        if (await volunteers.LockAsync(actor, volunteerId, ct) is not { } seen)
        {
            return Refusal.NoSuch("volunteer");
        }

        await members.SetAsync(rota.Id, volunteerId, role, actor, now, ct);
        return Outcome<Member>.Of(new Member(volunteerId, seen.Volunteer.DisplayName, role), isDryRun);
    }
}
