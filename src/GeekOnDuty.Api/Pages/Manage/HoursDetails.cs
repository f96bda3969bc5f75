using GeekOnDuty.Api.OnDuty;
using GeekOnDuty.Api.People;
using Microsoft.AspNetCore.Http.HttpResults;

namespace GeekOnDuty.Api.Pages.Manage;

/// <summary>What is to be confirmed on the page of office hours.</summary>
public enum Question
{
    Save,
    End,
}

/// <summary>What the page of office hours shows, asked for once.</summary>
internal sealed class HoursDetails(HoursPreviews previews, OrganisationQueries organisations)
{
    public async Task<RazorComponentResult> ShowAsync(
        RotaView view,
        Guid? id,
        string? etag,
        HoursForm form,
        FormErrors? refused,
        Actor visitor,
        CancellationToken ct,
        AffectedView? affected = null,
        Question? ask = null
    ) =>
        PageConventions.Show<HoursPage>(
            new
            {
                Rota = view.Rota.Slug,
                RotaName = view.Rota.Name,
                Id = id?.ToString(),
                ETag = etag,
                Form = form,
                Preview = await previews.MakeAsync(form, visitor, view, id, ct),
                Organisations = await OrganisationsAsync(ct),
                Refused = form.Explain(refused),
                Affected = affected,
                Ask = ask,
            },
            refused?.Status ?? 200
        );

    public async Task<IReadOnlyList<Choice>> OrganisationsAsync(CancellationToken ct) =>
        [.. (await organisations.ListAsync("", Choice.Most, ct)).Select(each => new Choice(each.Id.ToString(), each.Name))];
}
