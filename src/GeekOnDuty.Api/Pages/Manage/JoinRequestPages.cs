using GeekOnDuty.Api.Http;
using GeekOnDuty.Api.Pages.Shared;
using GeekOnDuty.Core.Members;
using Microsoft.AspNetCore.Http.HttpResults;

namespace GeekOnDuty.Api.Pages.Manage;

/// <summary>The two ways to answer a request to join a rota.</summary>
internal sealed record JoinRequestAnswers(ApproveJoinRequest Approve, DeclineJoinRequest Decline);

/// <summary>The requests to join a rota, by forms of its page of members.</summary>
internal static class JoinRequestPages
{
    /// <summary>Approves with the role that was chosen, or declines, as the button says that was pressed.</summary>
    internal static async Task<Results<RazorComponentResult, RedirectHttpResult>> Answer(
        RouteRota rota,
        Guid volunteerId,
        PageForm form,
        Caller caller,
        [AsParameters] JoinRequestAnswers answers,
        MembersPageRenderer renderer
    )
    {
        caller.Actor.RequireCoordinatorOf(rota.Id);
        if (form["do"] == "decline")
        {
            var decline = new DeclineJoinRequestRequest(rota, volunteerId);
            var declined = await answers.Decline.RunAsync(decline, caller.Actor, caller.Now, caller.Ct);
            return await renderer.AnswerAsync(rota, caller, form, declined, "declined");
        }

        var role = MemberPages.RoleOf(form, out var faults);
        if (faults is not null)
        {
            return await renderer.RefuseAsync(rota, caller, form, faults);
        }

        var approve = new ApproveJoinRequestRequest(rota, volunteerId, role);
        var approved = await answers.Approve.RunAsync(approve, caller.Actor, caller.Now, caller.Ct);
        return await renderer.AnswerAsync(rota, caller, form, approved, "added");
    }
}
