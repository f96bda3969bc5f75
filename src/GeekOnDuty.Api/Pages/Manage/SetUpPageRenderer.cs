using GeekOnDuty.Api.Http;
using GeekOnDuty.Api.Pages.Shared;
using Microsoft.AspNetCore.Http.HttpResults;

namespace GeekOnDuty.Api.Pages.Manage;

/// <summary>The form of a new rota, each field as it was typed.</summary>
/// <param name="Name">Of the rota.</param>
/// <param name="Slug">Its name in addresses.</param>
/// <param name="Contact">The mail or web address for questions about the rota.</param>
/// <param name="Hours">Its first office hours; the rota takes their zone.</param>
internal sealed record SetUpForm(string Name, string Slug, string Contact, HoursForm Hours);

/// <summary>Renders the page that sets up a rota, with a preview of its first office hours.</summary>
internal sealed class SetUpPageRenderer(HoursPreviews previews)
{
    public async Task<RazorComponentResult> ShowAsync(SetUpForm form, FormErrors? refused, Caller caller) =>
        PageConventions.Show<SetUpPage>(
            new
            {
                IsFirst = caller.Actor.Roles.Count == 0,
                form.Name,
                form.Slug,
                form.Contact,
                Form = form.Hours,
                Preview = await previews.MakeAsync(form.Hours, null, null, caller),
                Refused = form.Hours.Explain(refused),
            },
            refused?.Status ?? 200
        );
}
