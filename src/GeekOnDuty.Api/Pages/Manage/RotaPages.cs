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
    internal static async Task<RazorComponentResult> Get(
        RotaView view,
        Actor visitor,
        string? done,
        ClaimQueries claims,
        IClock clock,
        CancellationToken ct
    )
    {
        visitor.RequireCoordinatorOf(view.Stored.Id);
        return await ShowAsync(
            view.Stored,
            ETags.OfValue(view.Rota),
            RotaForm.Of(view.Rota),
            null,
            done,
            visitor,
            claims,
            clock,
            ct
        );
    }

    internal static async Task<Results<RazorComponentResult, RedirectHttpResult>> Post(
        StoredRota rota,
        Actor visitor,
        PageForm form,
        RotaQueries rotas,
        StandingClaims standing,
        ClaimQueries claims,
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
            ? await ShowAsync(rota, form["etag"], typed, refused, null, visitor, claims, clock, ct)
            : TypedResults.Redirect($"/{rota.Rota.Slug}/manage?done=saved");
    }

    internal static async Task<RedirectHttpResult> SetArchived(
        StoredRota rota,
        Actor visitor,
        PageForm form,
        ArchiveRota archiving,
        IClock clock,
        CancellationToken ct
    )
    {
        var archived = form["archived"] == "true";
        await RotaEndpoints.Archive(
            rota,
            visitor,
            new Body<ArchivedBody>(new ArchivedBody(archived)),
            new IfMatch(default),
            archiving,
            clock,
            ct
        );
        return TypedResults.Redirect($"/{rota.Rota.Slug}/manage?done={(archived ? "archived" : "reopened")}");
    }

    internal static async Task<Results<RazorComponentResult, RedirectHttpResult>> Delete(
        StoredRota rota,
        Actor visitor,
        PageForm form,
        DeleteRota deleting,
        ClaimQueries claims,
        IClock clock,
        CancellationToken ct
    )
    {
        visitor.RequireAdmin();
        if (form["slug"] != rota.Rota.Slug)
        {
            var refused = Attempt.Refusing("slug", Words.Manage.DeleteMistyped(rota.Rota.Slug)).Refused;
            return await ShowAsync(rota, form["etag"], RotaForm.Of(rota.Rota), refused, null, visitor, claims, clock, ct);
        }

        var deleted = await Attempt.Of(
            RotaEndpoints.Delete(
                rota,
                visitor,
                new Body<DeleteRotaBody>(new DeleteRotaBody(form["slug"])),
                form.IfMatch,
                deleting,
                clock,
                ct
            )
        );
        return deleted.Refused is { } why
            ? await ShowAsync(rota, form["etag"], RotaForm.Of(rota.Rota), why, null, visitor, claims, clock, ct)
            : TypedResults.Redirect("/?done=rota-deleted");
    }

    private static async Task<RazorComponentResult> ShowAsync(
        StoredRota rota,
        string etag,
        RotaForm form,
        FormErrors? refused,
        string? done,
        Actor visitor,
        ClaimQueries claims,
        IClock clock,
        CancellationToken ct
    )
    {
        var (toCome, holders) = await claims.CountToComeAsync(rota.Id, clock.GetCurrentInstant(), ct);
        return PageConventions.Show<RotaPage>(
            new
            {
                Rota = rota.Rota.Slug,
                RotaName = rota.Rota.Name,
                ETag = etag,
                Form = form,
                rota.IsArchived,
                MayDelete = visitor.IsAdmin,
                Releases = Words.Manage.Releases(toCome, holders),
                Refused = refused,
                Done = done,
            },
            refused?.Status ?? 200
        );
    }
}
