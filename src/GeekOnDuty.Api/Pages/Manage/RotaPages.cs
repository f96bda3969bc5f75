using GeekOnDuty.Api.Claims;
using GeekOnDuty.Api.Http;
using GeekOnDuty.Api.OnDuty;
using GeekOnDuty.Api.People;
using GeekOnDuty.Api.Rotas;
using Microsoft.AspNetCore.Http.HttpResults;
using NodaTime;

namespace GeekOnDuty.Api.Pages.Manage;

internal static class RotaPages
{
    internal static RazorComponentResult Get(RotaView view, Actor visitor, string? done)
    {
        visitor.RequireCoordinatorOf(view.Stored.Id);
        return Show(view.Rota, ETags.OfValue(view.Rota), RotaForm.Of(view.Rota), done: done);
    }

    internal static async Task<Results<RazorComponentResult, RedirectHttpResult>> Post(
        StoredRota rota,
        Actor visitor,
        PageForm form,
        RotaQueries rotas,
        StandingClaims standing,
        IClock clock,
        CancellationToken ct
    )
    {
        visitor.RequireCoordinatorOf(rota.Id);
        var typed = RotaForm.Of(form);
        var changed = await Attempt.Of(
            typed.ToBody(rota.Rota.Slug),
            (Body<Rota> body) => RotaEndpoints.Update(rota, visitor, body, form.IfMatch, rotas, standing, clock, ct)
        );
        return changed.Refused is { } refused
            ? Show(rota.Rota, form["etag"], typed, refused)
            : TypedResults.Redirect($"/{rota.Rota.Slug}/manage?done=saved");
    }

    private static RazorComponentResult Show(
        Rota rota,
        string etag,
        RotaForm form,
        Refusal? refused = null,
        string? done = null
    ) =>
        PageConventions.Show<RotaPage>(
            new
            {
                Rota = rota.Slug,
                RotaName = rota.Name,
                ETag = etag,
                Form = form,
                Refused = refused,
                Done = done,
            },
            refused?.Status ?? 200
        );
}
