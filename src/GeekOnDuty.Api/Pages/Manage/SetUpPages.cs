using System.Text;
using System.Text.Json.Nodes;
using GeekOnDuty.Api.Http;
using GeekOnDuty.Api.People;
using GeekOnDuty.Api.Rotas;
using Microsoft.AspNetCore.Http.HttpResults;
using NodaTime;

namespace GeekOnDuty.Api.Pages.Manage;

/// <summary>A rota with its first office hours, made by an admin, who becomes its coordinator.</summary>
internal static class SetUpPages
{
    private const int LongestSlug = 40;

    internal static async Task<RazorComponentResult> Get(
        Actor visitor,
        HoursPreviews previews,
        IClock clock,
        CancellationToken ct
    )
    {
        visitor.RequireAdmin();
        var zone = await previews.OwnZoneAsync(visitor, ct);
        var today = clock.GetCurrentInstant().InZone(Zones.InUse[zone]).Date;
        return await ShowAsync("", "", "", HoursForm.New(zone, today), null, visitor, previews, ct);
    }

    internal static async Task<Results<RazorComponentResult, RedirectHttpResult>> Post(
        Actor visitor,
        PageForm form,
        HoursPreviews previews,
        RotaQueries rotas,
        MemberQueries members,
        VolunteerQueries volunteers,
        OfficeHoursQueries officeHours,
        OrganisationQueries organisations,
        IClock clock,
        CancellationToken ct
    )
    {
        visitor.RequireAdmin();
        var (typed, slug) = (HoursForm.Of(form), form.Optional("slug") ?? SlugOf(form["name"]));
        if (form["do"] == "preview")
        {
            return await ShowAsync(form["name"], slug, form["contact"], typed, null, visitor, previews, ct);
        }

        // All errors at once: those of the office hours are found without the rota.
        var errors = new Errors();
        _ = PageForm.Read<OfficeHoursBody>(typed.ToBody(), errors);
        var body = new JsonObject
        {
            ["slug"] = PageForm.OrNull(slug),
            ["name"] = form.Optional("name"),
            ["zone"] = PageForm.OrNull(typed.Zone),
            ["contact"] = form.Optional("contact"),
        };
        if (errors.Any)
        {
            _ = PageForm.Read<Rota>(body, errors);
            var refused = FormErrors.Of(errors);
            return await ShowAsync(form["name"], slug, form["contact"], typed, refused, visitor, previews, ct);
        }

        var made = await Attempt.Of(body, (Body<Rota> rota) => RotaEndpoints.Create(visitor, rota, rotas, clock, ct));
        if (made.Refused is not null)
        {
            return await ShowAsync(form["name"], slug, form["contact"], typed, made.Refused, visitor, previews, ct);
        }

        var stored = (await rotas.BySlugAsync(slug, ct))!;
        var joined = await Attempt.Of(
            MemberEndpoints.Set(
                stored,
                visitor.VolunteerId,
                visitor,
                new Body<MemberBody>(new MemberBody(Role.Coordinator)),
                members,
                volunteers,
                clock,
                ct
            )
        );
        if (joined.Refused is not null)
        {
            return await ShowAsync(form["name"], slug, form["contact"], typed, joined.Refused, visitor, previews, ct);
        }

        var first = await Attempt.Of(
            typed.ToBody(),
            (Body<OfficeHoursBody> hours) =>
                OfficeHoursEndpoints.Create(stored, visitor, hours, officeHours, organisations, clock, ct)
        );
        return first.Refused is { } wrong
            ? await ShowAsync(form["name"], slug, form["contact"], typed, wrong, visitor, previews, ct)
            : TypedResults.Redirect($"/{slug}/manage/members?done=made");
    }

    /// <summary>The preview alone.</summary>
    internal static async Task<RazorComponentResult> Preview(
        Actor visitor,
        PageForm form,
        HoursPreviews previews,
        CancellationToken ct
    )
    {
        visitor.RequireAdmin();
        return PageConventions.Show<HoursPreviewPart>(
            new { Preview = await previews.MakeAsync(HoursForm.Of(form), visitor, null, null, ct) }
        );
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

    private static async Task<RazorComponentResult> ShowAsync(
        string name,
        string slug,
        string contact,
        HoursForm form,
        FormErrors? refused,
        Actor visitor,
        HoursPreviews previews,
        CancellationToken ct
    ) =>
        PageConventions.Show<SetUpPage>(
            new
            {
                IsFirst = visitor.Roles.Count == 0,
                Name = name,
                Slug = slug,
                Contact = contact,
                Form = form,
                Preview = await previews.MakeAsync(form, visitor, null, null, ct),
                Refused = form.Explain(refused),
            },
            refused?.Status ?? 200
        );
}
