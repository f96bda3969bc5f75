using GeekOnDuty.Core.Operations;
using GeekOnDuty.Core.People;
using GeekOnDuty.Core.Rotas;
using NodaTime;

namespace GeekOnDuty.Core.Members;

/// <param name="Rota">The rota that it lets people into.</param>
/// <param name="Role">What they may do in the rota then.</param>
/// <param name="ExpiresAt">In the future, at most a year from now; null: in 14 days.</param>
/// <param name="Uses">How many people it lets in.</param>
public sealed record CreateInvitationRequest(StoredRota Rota, Role Role, Instant? ExpiresAt, int Uses);

/// <param name="Invitation">The invitation as it is kept.</param>
/// <param name="Secret">Lets people in. Only its hash is kept.</param>
public sealed record CreatedInvitation(Invitation Invitation, string Secret);

/// <summary>Makes an invitation to a rota. Only coordinators of the rota may.</summary>
public sealed class CreateInvitation(OperationRunner runner, InvitationQueries invitations)
{
    private static readonly Duration DefaultLifetime = Duration.FromDays(14);

    public Task<Outcome<CreatedInvitation>> RunAsync(
        CreateInvitationRequest request,
        Actor actor,
        Instant now,
        CancellationToken ct
    ) => runner.RunInAsync(request.Rota.Slug, () => ApplyAsync(request, actor, now, ct), ct);

    private async Task<Outcome<CreatedInvitation>> ApplyAsync(
        CreateInvitationRequest request,
        Actor actor,
        Instant now,
        CancellationToken ct
    )
    {
        var (rota, role, wanted, uses) = request;
        actor.RequireCoordinatorOf(rota.Id);
        var expiresAt = wanted ?? now + DefaultLifetime;
        var latest = now.InUtc().LocalDateTime.PlusYears(1).InUtc().ToInstant();
        if (expiresAt <= now || expiresAt > latest)
        {
            return Refusal.Invalid("expiresAt", "It lies in the past, or more than a year ahead.");
        }

        var (invitation, secret) = await invitations.InsertAsync(rota.Id, actor.VolunteerId, role, expiresAt, uses, now, ct);
        return new CreatedInvitation(invitation, secret);
    }
}
