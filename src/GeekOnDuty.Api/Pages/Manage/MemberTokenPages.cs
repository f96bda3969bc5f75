using GeekOnDuty.Api.Http;
using GeekOnDuty.Api.Pages.Me;
using GeekOnDuty.Api.Pages.Shared;
using GeekOnDuty.Core.People;
using Microsoft.AspNetCore.Http.HttpResults;

namespace GeekOnDuty.Api.Pages.Manage;

/// <summary>Tokens of other people, by a form of the page of members. Only for admins.</summary>
internal static class MemberTokenPages
{
    /// <summary>Answers the page with the secret: it is shown this once.</summary>
    internal static async Task<RazorComponentResult> Create(
        RouteRota rota,
        PageForm form,
        Caller caller,
        VolunteerQueries volunteers,
        CreateToken createToken,
        MembersPageRenderer renderer
    )
    {
        caller.Actor.RequireAdmin();
        if (
            !Guid.TryParseExact(form["memberId"], "D", out var id)
            || await volunteers.FindAsync(caller.Actor, id, caller.Ct) is not { Volunteer: var member }
        )
        {
            var choose = FormErrors.Of("memberId", Words.ManageMembers.ChoosePerson);
            return await renderer.RefuseAsync(rota, caller, form, choose);
        }

        var (name, _, expiresAt) = PageForm.Read<TokenBody>(TokenForm.BodyOf(form, caller.Now), out var faults);
        if (faults is not null)
        {
            return await renderer.RefuseAsync(rota, caller, form, faults);
        }

        var request = new CreateTokenRequest(name, id, expiresAt);
        var outcome = await createToken.RunAsync(request, caller.Actor, caller.Now, caller.Ct);
        return outcome.IsRefused
            ? await renderer.RefuseAsync(rota, caller, form, FormErrors.Of(outcome.Refusal))
            : PageConventions.Show<NewTokenPage>(
                new
                {
                    Name = Words.ManageMembers.TokenOf(outcome.Value.Name, member.DisplayName),
                    outcome.Value.Secret,
                    Back = $"/{rota.Rota.Slug}/manage/members",
                }
            );
    }
}
