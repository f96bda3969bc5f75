using GeekOnDuty.Core.Operations;
using GeekOnDuty.Core.People;
using GeekOnDuty.Core.Rotas;
using NodaTime;

namespace GeekOnDuty.Core.Members;

/// <param name="Rota">The rota that the person becomes a member of.</param>
/// <param name="Profile">What is known of the person.</param>
/// <param name="Role">What they may do in the rota.</param>
public sealed record AddPersonRequest(StoredRota Rota, Profile Profile, Role Role);

/// <summary>Makes a new volunteer and, in the same transaction, a member of them: both or neither.</summary>
public sealed class AddPerson(OperationRunner runner, CreateVolunteer createVolunteer, SetMemberRole setMemberRole)
{
    public Task<Outcome<Member>> RunAsync(AddPersonRequest request, Actor actor, Instant now, CancellationToken ct) =>
        runner.RunInAsync(request.Rota.Slug, () => ApplyAsync(request, actor, now, ct), ct);

    private async Task<Outcome<Member>> ApplyAsync(AddPersonRequest request, Actor actor, Instant now, CancellationToken ct)
    {
        var (rota, profile, role) = request;
        actor.RequireCoordinatorOf(rota.Id);
        var made = await createVolunteer.ApplyAsync(new CreateVolunteerRequest(profile), actor, now, ct);
        return made.IsRefused
            ? made.Refusal
            : await setMemberRole.ApplyAsync(new SetMemberRoleRequest(rota, made.Value.Id, role), actor, now, ct);
    }
}
