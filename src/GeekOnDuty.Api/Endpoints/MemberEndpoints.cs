using GeekOnDuty.Api.Http;
using GeekOnDuty.Core.Members;
using GeekOnDuty.Core.Operations;
using GeekOnDuty.Core.Rotas;
using Microsoft.AspNetCore.Http.HttpResults;

namespace GeekOnDuty.Api.Endpoints;

internal static class MemberEndpoints
{
    public static void MapMembers(this IEndpointRouteBuilder v1)
    {
        v1.MapGet("/rotas/{rota}/members", List).PrivateRead().WithName("ListMembers").WithSummary("List members");
        v1.MapPut("/rotas/{rota}/members/{volunteerId:guid}", Change)
            .Write(Problems.LastCoordinator)
            .WithName("SetMember")
            .WithSummary("Add a member, or change a role");
        v1.MapDelete("/rotas/{rota}/members/{volunteerId:guid}", Remove)
            .Write(Problems.LastCoordinator)
            .WithName("RemoveMember")
            .WithSummary("Remove a member");
    }

    /// <summary>For coordinators. By volunteer id.</summary>
    internal static async Task<Ok<Page<Member>>> List(
        RouteRota rota,
        Caller caller,
        MemberQueries members,
        [AsParameters] PageParams page
    ) =>
        TypedResults.Ok(
            await CoordinatorLists.ListPageAsync(rota, caller, page.Request, members.ListAsync, member => member.VolunteerId)
        );

    /// <summary>
    /// For coordinators: a volunteer who is in one of their rotas, or whom they added and who is in none yet. An admin
    /// may add anybody. Another role than before signs them out. The last coordinator of a rota stays one. A role
    /// changes no claim, so `affected` is empty; `dryRun=true` stores nothing.
    /// </summary>
    internal static async Task<Results<Ok<AffectedClaims>, Ok<ChangedMember>, ProblemHttpResult>> Change(
        RouteRota rota,
        Guid volunteerId,
        Body<MemberBody> body,
        BooleanParam? dryRun,
        Caller caller,
        SetMemberRole setMemberRole
    )
    {
        var request = new SetMemberRoleRequest(rota, volunteerId, body.Value.Role, dryRun?.Value == true);
        var outcome = await setMemberRole.RunAsync(request, caller.Actor, caller.Now, caller.Ct);
        return outcome.IsRefused ? outcome.Refusal.ToProblem()
            : outcome.IsRehearsal ? TypedResults.Ok(new AffectedClaims([]))
            : TypedResults.Ok(new ChangedMember(outcome.Value, []));
    }

    /// <summary>
    /// For coordinators. Claims that have not begun are released, standing claims end; past claims stay. They are signed out, and invitations of theirs
    /// revoked. The last coordinator of a rota stays. `dryRun=true` stores nothing and tells which claims it would release.
    /// </summary>
    internal static async Task<Results<NoContent, Ok<AffectedClaims>, ProblemHttpResult>> Remove(
        RouteRota rota,
        Guid volunteerId,
        BooleanParam? dryRun,
        Caller caller,
        RemoveMember removeMember
    )
    {
        var request = new RemoveMemberRequest(rota, volunteerId, dryRun?.Value == true);
        var outcome = await removeMember.RunAsync(request, caller.Actor, caller.Now, caller.Ct);
        return outcome.IsRefused ? outcome.Refusal.ToProblem()
            : outcome.IsRehearsal ? TypedResults.Ok(outcome.Value)
            : TypedResults.NoContent();
    }
}
