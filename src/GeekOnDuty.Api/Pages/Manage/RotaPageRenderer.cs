using GeekOnDuty.Api.Http;
using GeekOnDuty.Api.Pages.Shared;
using GeekOnDuty.Core.Claims;
using GeekOnDuty.Core.Rotas;
using GeekOnDuty.Core.Text;
using Microsoft.AspNetCore.Http.HttpResults;

namespace GeekOnDuty.Api.Pages.Manage;

/// <summary>Renders a rota's own page, with the reason when a form of it was refused.</summary>
internal sealed class RotaPageRenderer(ClaimQueries claims)
{
    public Task<RazorComponentResult> ShowAsync(StoredRota rota, string? done, Caller caller) =>
        ShowAsync(rota, new RotaFields(EntityTag.OfValue(rota.Rota), RotaForm.Of(rota.Rota)), null, done, caller);

    public Task<RazorComponentResult> RefuseAsync(StoredRota rota, RotaFields typed, FormErrors refused, Caller caller) =>
        ShowAsync(rota, typed, refused, null, caller);

    private async Task<RazorComponentResult> ShowAsync(
        StoredRota rota,
        RotaFields fields,
        FormErrors? refused,
        string? done,
        Caller caller
    )
    {
        var (toCome, holders) = await claims.CountToComeAsync(rota.Id, caller.Now, caller.Ct);
        return PageConventions.Show<RotaPage>(
            new
            {
                Rota = rota.Rota.Slug,
                RotaName = rota.Rota.Name,
                ETag = fields.ETag,
                Form = fields.Form,
                rota.IsArchived,
                MayDelete = caller.Actor.IsAdmin,
                Releases = Words.Manage.Releases(toCome, holders),
                Refused = refused,
                Done = done,
            },
            refused?.Status ?? 200
        );
    }
}

/// <param name="ETag">Of the rota that the form was made from.</param>
/// <param name="Form">Each field as it was typed.</param>
internal sealed record RotaFields(string ETag, RotaForm Form);
