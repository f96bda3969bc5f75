using GeekOnDuty.Core.Operations;
using GeekOnDuty.Core.People;
using GeekOnDuty.Core.Rotas;
using NodaTime;

namespace GeekOnDuty.Core.Members;

/// <param name="Rota">The rota to join.</param>
/// <param name="Secret">The secret of an invitation; null for none.</param>
/// <param name="Message">For the coordinators of a rota that is joined by approval; null for none.</param>
public sealed record JoinRotaRequest(StoredRota Rota, string? Secret, string? Message);

/// <param name="Member">The actor as a member; null: the coordinators have been asked.</param>
public sealed record JoinedRota(Member? Member);

/// <summary>
/// Makes the actor a member of a rota, by an invitation or because the rota is open. Where a rota is joined by
/// approval, it asks the coordinators. A member stays one; only an invitation for coordinators changes their role.
/// </summary>
public sealed class JoinRota(
    OperationRunner runner,
    MemberQueries members,
    InvitationQueries invitations,
    JoinRequestQueries requests
)
{
    public Task<Outcome<JoinedRota>> RunAsync(JoinRotaRequest request, Actor actor, Instant now, CancellationToken ct) =>
        runner.RunInAsync(request.Rota.Slug, () => ApplyAsync(request, actor, now, ct), ct);

    private async Task<Outcome<JoinedRota>> ApplyAsync(JoinRotaRequest request, Actor actor, Instant now, CancellationToken ct)
    {
        var ((rota, secret, message), id) = (request, actor.VolunteerId);
        if (await members.HoldPersonAsync(id, ct) is not { } name)
        {
            return Refusal.NoSuch("volunteer");
        }

        var present = await members.RoleAsync(rota.Id, id, ct);
        Role? given =
            present == Role.Coordinator ? null
            : secret is not null ? await invitations.UseAsync(rota.Id, secret, isVolunteer: present is not null, now, ct)
            : present is null && rota.Rota.Joining == JoiningPolicy.Open ? Role.Volunteer
            : null;
        if (given is { } role)
        {
            await members.SetAsync(rota.Id, id, role, actor, now, ct);
        }

        if ((given ?? present) is { } result)
        {
            return new JoinedRota(new Member(id, name, result));
        }

        if (secret is not null)
        {
            return new Refusal(
                RefusalKind.InvitationNotValid,
                "It is expired, used up or revoked, belongs to another rota, or was never made. Which of these is not told."
            );
        }

        if (rota.Rota.Joining == JoiningPolicy.Invitation)
        {
            const string Meaning = "Its coordinators choose whom they ask to join.";
            return new Refusal(
                RefusalKind.InvitationNeeded,
                rota.Rota.Contact is { } contact ? $"{Meaning} Write to {contact}." : Meaning
            );
        }

        await requests.AskAsync(rota.Id, id, message ?? "", now, ct);
        return new JoinedRota(null);
    }
}
