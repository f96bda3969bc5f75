using GeekOnDuty.Core.Operations;
using GeekOnDuty.Core.People;
using GeekOnDuty.Core.Rotas;
using GeekOnDuty.Core.Text;

namespace GeekOnDuty.Core.Claims;

/// <summary>Resolves the holder of a claim, and checks that the actor may claim for this holder.</summary>
public sealed class ClaimHolders(OrganisationQueries organisations)
{
    /// <summary>
    /// The actor by default; another volunteer or an organisation only when a coordinator asks for it.
    /// </summary>
    /// <exception cref="RefusedException">
    /// The actor may not claim for this holder, or there is no such organisation.
    /// </exception>
    public async Task<HolderId> ResolveAsync(HolderId named, StoredRota rota, Actor actor, CancellationToken ct)
    {
        var isSelf = named.OrganisationId is null && (named.VolunteerId ?? actor.VolunteerId) == actor.VolunteerId;
        if (!isSelf)
        {
            actor.RequireCoordinatorOf(rota.Id);
            await organisations.RequireAsync(named.OrganisationId, "organisationId", ct);
            return named;
        }

        return actor.IsMemberOf(rota.Id)
            ? new HolderId(actor.VolunteerId, null)
            : throw RefusedException.Of(
                RefusalKind.Forbidden,
                "You are not a member of this rota. A coordinator of it can add you."
            );
    }

    /// <summary>The refusal when a coordinator claims for a volunteer outside the rota.</summary>
    public static Refusal NotAMember() =>
        Refusal.Invalid(
            "volunteerId",
            "No member of this rota has this id. Add the volunteer with PUT /v1/rotas/{rota}/members/{volunteerId} first.",
            ValidationTexts.Choose
        );
}
