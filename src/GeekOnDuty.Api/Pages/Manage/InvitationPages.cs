using System.Text.Json.Nodes;
using GeekOnDuty.Api.Http;
using GeekOnDuty.Api.Pages.Shared;
using GeekOnDuty.Core.Members;
using GeekOnDuty.Core.Rotas;
using GeekOnDuty.Core.Text;
using GeekOnDuty.Scheduling;
using Microsoft.AspNetCore.Http.HttpResults;
using NodaTime;

namespace GeekOnDuty.Api.Pages.Manage;

/// <summary>The invitations of a rota, by forms of its page of members.</summary>
internal static class InvitationPages
{
    /// <summary>Answers the page with the link: it is shown this once.</summary>
    internal static async Task<RazorComponentResult> Create(
        RouteRota rota,
        PageForm form,
        HttpRequest http,
        Caller caller,
        CreateInvitation createInvitation,
        MembersPageRenderer renderer
    )
    {
        caller.Actor.RequireCoordinatorOf(rota.Id);
        var typed = new JsonObject
        {
            ["role"] = form.Optional("role"),
            ["uses"] = PageForm.Number(form["uses"]),
            ["expiresAt"] = EndOf(form["expiresAt"], Zones.InUse[rota.Rota.Zone]),
        };
        var (role, expiresAt, uses) = PageForm.Read<InvitationBody>(typed, out var faults);
        if (faults is not null)
        {
            return await renderer.RefuseAsync(rota, caller, form, faults);
        }

        var request = new CreateInvitationRequest(rota, role, expiresAt, uses);
        var outcome = await createInvitation.RunAsync(request, caller.Actor, caller.Now, caller.Ct);
        return outcome.IsRefused
            ? await renderer.RefuseAsync(rota, caller, form, FormErrors.Of(outcome.Refusal))
            : Show(rota, NewInvitation.Of(outcome.Value, rota.Rota.Slug, http.OfSite()).Url);
    }

    internal static async Task<Results<RazorComponentResult, RedirectHttpResult>> Revoke(
        RouteRota rota,
        Guid id,
        PageForm form,
        Caller caller,
        RevokeInvitation revokeInvitation,
        MembersPageRenderer renderer
    )
    {
        var request = new RevokeInvitationRequest(rota, id);
        var outcome = await revokeInvitation.RunAsync(request, caller.Actor, caller.Now, caller.Ct);
        return await renderer.AnswerAsync(rota, caller, form, outcome, "revoked");
    }

    private static RazorComponentResult Show(StoredRota rota, string url) =>
        PageConventions.Show<InvitationPage>(
            new
            {
                Rota = rota.Rota.Slug,
                RotaName = rota.Rota.Name,
                Url = url,
                Qr = QrSvg.Of(url),
            }
        );

    /// <summary>The end of a day that was typed; what is no date stays text, for the reader to name it.</summary>
    private static string? EndOf(string day, DateTimeZone zone) =>
        Formats.TryDate(day, out var date, out _)
            ? Formats.Instants.Format(DstPolicy.ToInstant(date.PlusDays(1).AtMidnight(), zone))
            : PageForm.OrNull(day);
}
