using GeekOnDuty.Api.Http;
using GeekOnDuty.Api.Pages.Shared;
using GeekOnDuty.Core.Coordination;
using GeekOnDuty.Core.Rotas;
using Microsoft.AspNetCore.Http.HttpResults;

namespace GeekOnDuty.Api.Pages.Manage;

internal static class RotaPages
{
    internal static async Task<RazorComponentResult> Get(RotaContext view, string? done, Caller caller, RotaPageRenderer renderer)
    {
        caller.Actor.RequireCoordinatorOf(view.Stored.Id);
        return await renderer.ShowAsync(view.Stored, done, caller);
    }

    internal static async Task<Results<RazorComponentResult, RedirectHttpResult>> Post(
        RouteRota rota,
        PageForm form,
        Caller caller,
        UpdateRota updateRota,
        RotaPageRenderer renderer
    )
    {
        caller.Actor.RequireCoordinatorOf(rota.Id);
        var typed = new RotaFields(form["etag"], RotaForm.Of(form));
        var content = PageForm.Read<Rota>(typed.Form.ToBody(rota.Rota.Slug), out var refused);
        if (refused is null)
        {
            var request = new UpdateRotaRequest(rota, content, form.IfMatch);
            var outcome = await updateRota.RunAsync(request, caller.Actor, caller.Now, caller.Ct);
            refused = outcome.IsRefused ? FormErrors.Of(outcome.Refusal) : null;
        }

        return refused is null
            ? TypedResults.Redirect($"/{rota.Rota.Slug}/manage?done=saved")
            : await renderer.RefuseAsync(rota, typed, refused, caller);
    }

    internal static async Task<Results<RedirectHttpResult, ProblemHttpResult>> SetArchived(
        RouteRota rota,
        PageForm form,
        Caller caller,
        ArchiveRota archiveRota
    )
    {
        var request = new ArchiveRotaRequest(rota, IsArchived: form["archived"] == "true");
        var outcome = await archiveRota.RunAsync(request, caller.Actor, caller.Now, caller.Ct);
        return outcome.Answer(changed =>
            TypedResults.Redirect($"/{rota.Rota.Slug}/manage?done={(changed.IsArchived ? "archived" : "reopened")}")
        );
    }

    internal static async Task<Results<RazorComponentResult, RedirectHttpResult>> Delete(
        RouteRota rota,
        PageForm form,
        Caller caller,
        DeleteRota deleteRota,
        RotaPageRenderer renderer
    )
    {
        caller.Actor.RequireAdmin();
        var refused = form["slug"] == rota.Rota.Slug ? null : FormErrors.Of("slug", Words.Manage.DeleteMistyped(rota.Rota.Slug));
        if (refused is null)
        {
            var request = new DeleteRotaRequest(rota, form["slug"], form.IfMatch);
            var outcome = await deleteRota.RunAsync(request, caller.Actor, caller.Now, caller.Ct);
            refused = outcome.IsRefused ? FormErrors.Of(outcome.Refusal) : null;
        }

        return refused is null
            ? TypedResults.Redirect("/?done=rota-deleted")
            : await renderer.RefuseAsync(rota, new RotaFields(form["etag"], RotaForm.Of(rota.Rota)), refused, caller);
    }
}
