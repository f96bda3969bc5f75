using GeekOnDuty.Api.Http;
using GeekOnDuty.Api.Pages.Shared;
using GeekOnDuty.Core.People;
using Microsoft.AspNetCore.Http.HttpResults;

namespace GeekOnDuty.Api.Pages.Manage;

/// <summary>What is to be confirmed on the page of office hours.</summary>
public enum Question
{
    Save,
    End,
}

/// <param name="Id">The office hours; null for new ones.</param>
/// <param name="ETag">Of the office hours that the form was made from; null for new ones.</param>
/// <param name="Form">Each field as it was typed.</param>
internal sealed record HoursPageState(Guid? Id, string? ETag, HoursForm Form)
{
    /// <summary>Why the form was not accepted.</summary>
    public FormErrors? Refused { get; init; }

    /// <summary>The claims that the change affects.</summary>
    public AffectedView? Affected { get; init; }

    /// <summary>What is to be confirmed; null: nothing.</summary>
    public Question? Ask { get; init; }
}

/// <summary>Renders the page of office hours with a preview of what was typed.</summary>
internal sealed class HoursPageRenderer(HoursPreviews previews, OrganisationQueries organisations)
{
    public async Task<RazorComponentResult> ShowAsync(RotaContext view, HoursPageState state, Caller caller) =>
        PageConventions.Show<HoursPage>(
            new
            {
                Rota = view.Rota.Slug,
                RotaName = view.Rota.Name,
                Id = state.Id?.ToString(),
                state.ETag,
                state.Form,
                Preview = await previews.MakeAsync(state.Form, view, state.Id, caller),
                Organisations = await Choice.OrganisationsAsync(organisations, caller.Ct),
                Refused = state.Form.Explain(state.Refused),
                state.Affected,
                state.Ask,
            },
            state.Refused?.Status ?? 200
        );
}
