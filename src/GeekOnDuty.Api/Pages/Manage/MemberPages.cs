using System.Text.Json.Nodes;
using GeekOnDuty.Api.Http;
using GeekOnDuty.Api.Pages.Shared;
using GeekOnDuty.Core.Members;
using GeekOnDuty.Core.People;
using GeekOnDuty.Core.Rotas;
using Microsoft.AspNetCore.Http.HttpResults;

namespace GeekOnDuty.Api.Pages.Manage;

using MembersAnswer = Results<RazorComponentResult, RedirectHttpResult>;

/// <summary>The members of a rota, for its coordinators.</summary>
internal static class MemberPages
{
    internal static Task<RazorComponentResult> List(
        RouteRota rota,
        CursorParam? cursor,
        string? done,
        Caller caller,
        MembersPageRenderer renderer
    ) => renderer.ShowAsync(rota, caller, new MembersPageState { Cursor = cursor, Done = done });

    /// <summary>Makes a volunteer and a member of them.</summary>
    internal static async Task<MembersAnswer> Add(
        RouteRota rota,
        PageForm form,
        Caller caller,
        AddPerson addPerson,
        MembersPageRenderer renderer
    )
    {
        caller.Actor.RequireCoordinatorOf(rota.Id);
        var person = new JsonObject { ["displayName"] = form.Optional("displayName"), ["zone"] = form.Optional("zone") };
        var profile = PageForm.Read<VolunteerBody>(person, out var faults).Profile;
        var role = RoleOf(form, out var noRole);
        if ((faults ?? noRole) is { } wrong)
        {
            return await renderer.RefuseAsync(rota, caller, form, wrong);
        }

        var request = new AddPersonRequest(rota, profile, role);
        var outcome = await addPerson.RunAsync(request, caller.Actor, caller.Now, caller.Ct);
        return await renderer.AnswerAsync(rota, caller, form, outcome, "added");
    }

    /// <summary>Adds an existing volunteer to the members.</summary>
    internal static async Task<MembersAnswer> AddKnown(
        RouteRota rota,
        PageForm form,
        Caller caller,
        SetMemberRole setMemberRole,
        MembersPageRenderer renderer
    )
    {
        caller.Actor.RequireCoordinatorOf(rota.Id);
        var role = RoleOf(form, out var faults);
        if (!Guid.TryParseExact(form["volunteerId"], "D", out var volunteerId))
        {
            faults = FormErrors.Of("volunteerId", Words.ManageMembers.ChoosePerson);
        }

        if (faults is not null)
        {
            return await renderer.RefuseAsync(rota, caller, form, faults);
        }

        var request = new SetMemberRoleRequest(rota, volunteerId, role);
        var outcome = await setMemberRole.RunAsync(request, caller.Actor, caller.Now, caller.Ct);
        return await renderer.AnswerAsync(rota, caller, form, outcome, "added");
    }

    /// <summary>Coordinators confirm before they give up their own role.</summary>
    internal static async Task<MembersAnswer> SetRole(
        RouteRota rota,
        Guid volunteerId,
        PageForm form,
        Caller caller,
        SetMemberRole setMemberRole,
        MembersPageRenderer renderer
    )
    {
        caller.Actor.RequireCoordinatorOf(rota.Id);
        var role = RoleOf(form, out var faults);
        if (faults is not null)
        {
            return await renderer.RefuseAsync(rota, caller, form, faults);
        }

        var isStepDown = volunteerId == caller.Actor.VolunteerId && caller.Actor.Coordinates(rota.Id) && role == Role.Volunteer;
        var request = new SetMemberRoleRequest(rota, volunteerId, role, IsDryRun: isStepDown && !IsConfirmed(form));
        var outcome = await setMemberRole.RunAsync(request, caller.Actor, caller.Now, caller.Ct);
        return outcome.IsRehearsal ? AskToLeave(rota, volunteerId, isRemoval: false)
            : outcome.IsDone && isStepDown ? TypedResults.Redirect("/me?done=stepped-down")
            : await renderer.AnswerAsync(rota, caller, form, outcome, "saved");
    }

    /// <summary>
    /// Coordinators confirm before they leave the rota themselves, and before they release claims of another member.
    /// </summary>
    internal static async Task<MembersAnswer> Remove(
        RouteRota rota,
        Guid volunteerId,
        ConfirmedForm form,
        Caller caller,
        RemoveMember removeMember,
        MembersPageRenderer renderer
    )
    {
        var (actor, now, ct) = caller;
        if (volunteerId == actor.VolunteerId)
        {
            var request = new RemoveMemberRequest(rota, volunteerId, IsDryRun: !IsConfirmed(form.Fields));
            var left = await removeMember.RunAsync(request, actor, now, ct);
            return left.IsRehearsal ? AskToLeave(rota, volunteerId, isRemoval: true)
                : left.IsDone ? TypedResults.Redirect("/me?done=left")
                : await renderer.AnswerAsync(rota, caller, form.Fields, left, "removed");
        }

        var (refused, ask) = await form.RunAsync(
            () => removeMember.RunAsync(new RemoveMemberRequest(rota, volunteerId), actor, now, ct),
            ct
        );
        return refused is null && ask is null
            ? MembersPageRenderer.Back(rota, "removed")
            : await renderer.ShowAsync(
                rota,
                caller,
                new MembersPageState
                {
                    Form = form.Fields,
                    Refused = refused,
                    Ask = ask,
                    ToRemove = ask is null ? null : volunteerId,
                }
            );
    }

    /// <summary>The role that was chosen.</summary>
    internal static Role RoleOf(PageForm form, out FormErrors? faults) =>
        PageForm.Read<MemberBody>(new JsonObject { ["role"] = form.Optional("role") }, out faults).Role;

    /// <summary>Whether the visitor was asked and has agreed.</summary>
    private static bool IsConfirmed(PageForm form) => form["confirmed"] == "yes";

    private static RazorComponentResult AskToLeave(StoredRota rota, Guid volunteerId, bool isRemoval) =>
        PageConventions.Show<LeavePage>(
            new
            {
                Rota = rota.Rota.Slug,
                RotaName = rota.Rota.Name,
                Action = $"/{rota.Rota.Slug}/manage/members/{volunteerId}{(isRemoval ? "/remove" : "")}",
                IsRemoval = isRemoval,
            }
        );
}
