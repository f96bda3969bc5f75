using GeekOnDuty.Api.Http;
using GeekOnDuty.Core.Members;
using GeekOnDuty.Core.Operations;
using Microsoft.AspNetCore.Http.HttpResults;

namespace GeekOnDuty.Api.Endpoints;

internal static class JoinEndpoints
{
    public static void MapJoining(this IEndpointRouteBuilder v1)
    {
        v1.MapPost("/rotas/{rota}/join", Join)
            .Write(Problems.InvitationNeeded, Problems.InvitationNotValid)
            .WithName("JoinRota")
            .WithSummary("Join a rota");
        v1.MapGet("/rotas/{rota}/join-requests", ListRequests)
            .PrivateRead()
            .WithName("ListJoinRequests")
            .WithSummary("List who would like to join");
        v1.MapPut("/rotas/{rota}/join-requests/{volunteerId:guid}", Approve)
            .Write()
            .WithName("ApproveJoinRequest")
            .WithSummary("Make somebody who asked a member");
        v1.MapDelete("/rotas/{rota}/join-requests/{volunteerId:guid}", Decline)
            .Write()
            .WithName("DeclineJoinRequest")
            .WithSummary("Decline or withdraw a request to join");
    }

    /// <summary>
    /// With an invitation: a member with the role that it gives. Without one: a volunteer of an `open` rota; of one by `approval` the coordinators are
    /// asked, once however often this is sent. Who is a member stays what they are, unless the invitation makes a coordinator of a volunteer, and uses none.
    /// </summary>
    internal static async Task<Results<Ok<Member>, Accepted<JoinRequested>, ProblemHttpResult>> Join(
        RouteRota rota,
        Body<JoinBody> body,
        Caller caller,
        JoinRota joinRota
    )
    {
        var request = new JoinRotaRequest(rota, body.Value.Invitation, body.Value.Message);
        var outcome = await joinRota.RunAsync(request, caller.Actor, caller.Now, caller.Ct);
        return outcome.IsRefused ? outcome.Refusal.ToProblem()
            : outcome.Value.Member is { } member ? TypedResults.Ok(member)
            : TypedResults.Accepted((string?)null, new JoinRequested());
    }

    /// <summary>For coordinators. By volunteer id.</summary>
    internal static async Task<Ok<Page<JoinRequest>>> ListRequests(
        RouteRota rota,
        Caller caller,
        JoinRequestQueries requests,
        [AsParameters] PageParams page
    ) =>
        TypedResults.Ok(
            await CoordinatorLists.ListPageAsync(rota, caller, page.Request, requests.ListAsync, request => request.VolunteerId)
        );

    /// <summary>For coordinators. The request goes, as its answer is there.</summary>
    internal static async Task<Results<Ok<Member>, ProblemHttpResult>> Approve(
        RouteRota rota,
        Guid volunteerId,
        Body<MemberBody> body,
        Caller caller,
        ApproveJoinRequest approveJoinRequest
    )
    {
        var request = new ApproveJoinRequestRequest(rota, volunteerId, body.Value.Role);
        var outcome = await approveJoinRequest.RunAsync(request, caller.Actor, caller.Now, caller.Ct);
        return outcome.Answer(member => TypedResults.Ok(member));
    }

    /// <summary>For coordinators, and for whoever asked. They may ask again.</summary>
    internal static async Task<Results<NoContent, ProblemHttpResult>> Decline(
        RouteRota rota,
        Guid volunteerId,
        Caller caller,
        DeclineJoinRequest declineJoinRequest
    )
    {
        var request = new DeclineJoinRequestRequest(rota, volunteerId);
        var outcome = await declineJoinRequest.RunAsync(request, caller.Actor, caller.Now, caller.Ct);
        return outcome.Answer(_ => TypedResults.NoContent());
    }
}
