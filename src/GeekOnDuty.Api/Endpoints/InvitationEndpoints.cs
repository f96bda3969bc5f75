using GeekOnDuty.Api.Http;
using GeekOnDuty.Core.Members;
using GeekOnDuty.Core.Operations;
using Microsoft.AspNetCore.Http.HttpResults;

namespace GeekOnDuty.Api.Endpoints;

internal static class InvitationEndpoints
{
    public static void MapInvitations(this IEndpointRouteBuilder v1)
    {
        var group = v1.MapGroup("/rotas/{rota}/invitations");
        group.MapGet("", List).PrivateRead().WithName("ListInvitations").WithSummary("List invitations");
        group.MapPost("", Create).Write().WithName("CreateInvitation").WithSummary("Invite somebody");
        group.MapDelete("/{id:guid}", Revoke).Write().WithName("RevokeInvitation").WithSummary("Revoke an invitation");
    }

    /// <summary>For coordinators. By id, which is in the order they were made; expired, used up and revoked ones too. Secrets are never shown again.</summary>
    internal static async Task<Ok<Page<Invitation>>> List(
        RouteRota rota,
        Caller caller,
        InvitationQueries invitations,
        [AsParameters] PageParams page
    ) =>
        TypedResults.Ok(
            await CoordinatorLists.ListPageAsync(rota, caller, page.Request, invitations.ListAsync, invitation => invitation.Id)
        );

    /// <summary>For coordinators. The answer has the secret and the address of its page, once; only a hash is kept.</summary>
    internal static async Task<Results<Created<NewInvitation>, ProblemHttpResult>> Create(
        RouteRota rota,
        Body<InvitationBody> body,
        HttpRequest http,
        Caller caller,
        CreateInvitation createInvitation
    )
    {
        var (role, expiresAt, uses) = body.Value;
        var request = new CreateInvitationRequest(rota, role, expiresAt, uses);
        var outcome = await createInvitation.RunAsync(request, caller.Actor, caller.Now, caller.Ct);
        return outcome.Answer(created =>
            TypedResults.Created(
                $"/v1/rotas/{rota.Rota.Slug}/invitations/{created.Invitation.Id}",
                NewInvitation.Of(created, rota.Rota.Slug, http.OfSite())
            )
        );
    }

    /// <summary>For coordinators. From now on it lets nobody in; whoever came by it stays.</summary>
    internal static async Task<Results<NoContent, ProblemHttpResult>> Revoke(
        RouteRota rota,
        Guid id,
        Caller caller,
        RevokeInvitation revokeInvitation
    )
    {
        var request = new RevokeInvitationRequest(rota, id);
        var outcome = await revokeInvitation.RunAsync(request, caller.Actor, caller.Now, caller.Ct);
        return outcome.Answer(_ => TypedResults.NoContent());
    }
}
