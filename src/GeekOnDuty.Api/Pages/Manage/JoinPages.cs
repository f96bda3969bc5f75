using System.Text.Json.Nodes;
using GeekOnDuty.Api.Http;
using GeekOnDuty.Api.Pages.Shared;
using GeekOnDuty.Core.Members;
using Microsoft.AspNetCore.Http.HttpResults;

namespace GeekOnDuty.Api.Pages.Manage;

/// <summary>How somebody comes into a rota. A link that is only opened changes nothing: its button does.</summary>
internal static class JoinPages
{
    internal static Task<RazorComponentResult> Get(
        RouteRota rota,
        string? secret,
        Visitor visitor,
        JoinPageRenderer renderer,
        CancellationToken ct
    ) => renderer.ShowAsync(rota, secret, visitor.Actor, ct);

    internal static async Task<Results<RazorComponentResult, RedirectHttpResult>> Post(
        RouteRota rota,
        string? secret,
        PageForm form,
        Caller caller,
        JoinRota joinRota,
        JoinPageRenderer renderer
    )
    {
        var typed = new JsonObject { ["invitation"] = secret, ["message"] = form.Optional("message") };
        var body = PageForm.Read<JoinBody>(typed, out var faults);
        if (faults is not null)
        {
            return await RefuseAsync(faults);
        }

        var request = new JoinRotaRequest(rota, body.Invitation, body.Message);
        var outcome = await joinRota.RunAsync(request, caller.Actor, caller.Now, caller.Ct);
        return outcome.IsRefused ? await RefuseAsync(FormErrors.Of(outcome.Refusal))
            : outcome.Value.Member is not null ? TypedResults.Redirect($"/{rota.Rota.Slug}/board")
            : TypedResults.Redirect($"/{rota.Rota.Slug}/join");

        Task<RazorComponentResult> RefuseAsync(FormErrors refused) =>
            renderer.ShowAsync(rota, secret, caller.Actor, caller.Ct, refused, form["message"]);
    }
}
