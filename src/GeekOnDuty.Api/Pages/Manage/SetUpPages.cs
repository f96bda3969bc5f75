using System.Text;
using System.Text.Json.Nodes;
using GeekOnDuty.Api.Http;
using GeekOnDuty.Api.Pages.Shared;
using GeekOnDuty.Core.Coordination;
using GeekOnDuty.Core.Rotas;
using GeekOnDuty.Core.Text;
using Microsoft.AspNetCore.Http.HttpResults;

namespace GeekOnDuty.Api.Pages.Manage;

/// <summary>A rota with its first office hours, made by an admin, who becomes its coordinator.</summary>
internal static class SetUpPages
{
    private const int LongestSlug = 40;

    internal static async Task<RazorComponentResult> Get(Caller caller, HoursPreviews previews, SetUpPageRenderer renderer)
    {
        caller.Actor.RequireAdmin();
        var zone = await previews.OwnZoneAsync(caller);
        var today = caller.Now.InZone(Zones.InUse[zone]).Date;
        return await renderer.ShowAsync(new SetUpForm("", "", "", HoursForm.New(zone, today)), null, caller);
    }

    internal static async Task<Results<RazorComponentResult, RedirectHttpResult>> Post(
        PageForm form,
        Caller caller,
        SetUpRota setUpRota,
        SetUpPageRenderer renderer
    )
    {
        caller.Actor.RequireAdmin();
        var slug = form.Optional("slug") ?? SlugOf(form["name"]);
        var typed = new SetUpForm(form["name"], slug, form["contact"], HoursForm.Of(form));
        if (form["do"] == "preview")
        {
            return await renderer.ShowAsync(typed, null, caller);
        }

        var request = Read(typed, out var refused);
        if (refused is null)
        {
            var outcome = await setUpRota.RunAsync(request, caller.Actor, caller.Now, caller.Ct);
            refused = outcome.IsRefused ? FormErrors.Of(outcome.Refusal) : null;
        }

        return refused is null
            ? TypedResults.Redirect($"/{slug}/manage/members?done=made")
            : await renderer.ShowAsync(typed, refused, caller);
    }

    /// <summary>The preview alone.</summary>
    internal static async Task<RazorComponentResult> Preview(PageForm form, Caller caller, HoursPreviews previews)
    {
        caller.Actor.RequireAdmin();
        return PageConventions.Show<HoursPreviewPart>(
            new { Preview = await previews.MakeAsync(HoursForm.Of(form), null, null, caller) }
        );
    }

    /// <summary>What is wrong with the rota and with its office hours is told at once.</summary>
    private static SetUpRotaRequest Read(SetUpForm form, out FormErrors? refused)
    {
        var errors = new ValidationErrors();
        var hours = PageForm.Read<OfficeHoursBody>(form.Hours.ToBody(), errors);
        var rota = PageForm.Read<Rota>(
            new JsonObject
            {
                ["slug"] = PageForm.OrNull(form.Slug),
                ["name"] = PageForm.OrNull(form.Name),
                ["zone"] = PageForm.OrNull(form.Hours.Zone),
                ["contact"] = PageForm.OrNull(form.Contact),
            },
            errors
        );
        refused = errors.Any ? FormErrors.Of(errors) : null;
        return new SetUpRotaRequest(rota, hours.Terms);
    }

    /// <summary>A name as part of an address: `Ceph, 2nd floor` becomes `ceph-2nd-floor`; empty when no letter a–z or digit is left.</summary>
    internal static string SlugOf(string name)
    {
        var slug = new StringBuilder();
        foreach (var c in name.ToLowerInvariant())
        {
            if (c is (>= 'a' and <= 'z') or (>= '0' and <= '9'))
            {
                slug.Append(c);
            }
            else if (slug is not [.., '-'])
            {
                slug.Append('-');
            }
        }

        var text = slug.ToString().Trim('-');
        return (text.Length > LongestSlug ? text[..LongestSlug] : text).Trim('-');
    }
}
