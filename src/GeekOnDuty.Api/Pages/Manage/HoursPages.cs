using GeekOnDuty.Api.Claims;
using GeekOnDuty.Api.Http;
using GeekOnDuty.Api.OnDuty;
using GeekOnDuty.Api.People;
using GeekOnDuty.Api.Postgres;
using GeekOnDuty.Api.Rotas;
using Microsoft.AspNetCore.Http.HttpResults;
using NodaTime;

namespace GeekOnDuty.Api.Pages.Manage;

internal static class HoursPages
{
    private const string PreviewOnly = "preview";

    internal static RazorComponentResult List(RotaView view, Actor visitor, IClock clock, string? done)
    {
        visitor.RequireCoordinatorOf(view.Stored.Id);
        var now = clock.GetCurrentInstant();
        return PageConventions.Show<HoursListPage>(
            new
            {
                Rota = view.Rota.Slug,
                RotaName = view.Rota.Name,
                Done = done,
                Entries = view
                    .OfficeHours.Values.Where(hours => hours.EndedFrom is null)
                    .OrderBy(hours => hours.Latest.Title, StringComparer.Ordinal)
                    .ThenBy(hours => hours.Id)
                    .Select(hours => Entry(hours, now))
                    .ToList(),
            }
        );
    }

    internal static async Task<RazorComponentResult> GetNew(
        RotaView view,
        Actor visitor,
        HoursDetails details,
        IClock clock,
        CancellationToken ct
    )
    {
        visitor.RequireCoordinatorOf(view.Stored.Id);
        var today = clock.GetCurrentInstant().InZone(Zones.InUse[view.Rota.Zone]).Date;
        var form = HoursForm.New(view.Rota.Zone, today);
        return await details.ShowAsync(view, null, null, form, null, visitor, ct);
    }

    internal static async Task<Results<RazorComponentResult, RedirectHttpResult>> PostNew(
        RotaView view,
        StoredRota rota,
        Actor visitor,
        PageForm form,
        HoursDetails details,
        OfficeHoursQueries officeHours,
        OrganisationQueries organisations,
        IClock clock,
        CancellationToken ct
    )
    {
        visitor.RequireCoordinatorOf(rota.Id);
        var typed = HoursForm.Of(form);
        if (form["do"] == PreviewOnly)
        {
            return await details.ShowAsync(view, null, null, typed, null, visitor, ct);
        }

        var made = await Attempt.Of(
            typed.ToBody(),
            (Body<OfficeHoursBody> body) =>
                OfficeHoursEndpoints.Create(rota, visitor, body, officeHours, organisations, clock, ct)
        );
        return made.Refused is { } refused
            ? await details.ShowAsync(view, null, null, typed, refused, visitor, ct)
            : TypedResults.Redirect($"/{rota.Rota.Slug}/manage/office-hours?done=added");
    }

    internal static async Task<Results<RazorComponentResult, ProblemHttpResult>> Get(
        RotaView view,
        Guid id,
        Actor visitor,
        HoursDetails details,
        CancellationToken ct
    )
    {
        visitor.RequireCoordinatorOf(view.Stored.Id);
        return view.OfficeHours.GetValueOrDefault(id) is { EndedFrom: null } hours
            ? await details.ShowAsync(view, id, ETags.OfValue(hours.ToAnswer()), HoursForm.Of(hours.Latest), null, visitor, ct)
            : Http.Problems.NoSuch("office hours");
    }

    internal static async Task<Results<RazorComponentResult, RedirectHttpResult>> Post(
        RotaView view,
        StoredRota rota,
        Guid id,
        Actor visitor,
        PageForm form,
        HoursDetails details,
        OfficeHoursQueries officeHours,
        RotaQueries rotas,
        OrganisationQueries organisations,
        ClaimRederivation rederivation,
        DbSession db,
        IClock clock,
        CancellationToken ct
    )
    {
        visitor.RequireCoordinatorOf(rota.Id);
        var (typed, etag) = (HoursForm.Of(form), form["etag"]);
        Task<Attempt> ReviseAsync(BooleanParam? dryRun) =>
            Attempt.Of(
                typed.ToBody(),
                (Body<OfficeHoursBody> body) =>
                    OfficeHoursEndpoints.Revise(
                        rota,
                        id,
                        visitor,
                        body,
                        dryRun,
                        form.IfMatch,
                        rotas,
                        officeHours,
                        organisations,
                        rederivation,
                        db,
                        clock,
                        ct
                    )
            );

        if (form["do"] == PreviewOnly)
        {
            var affected = Rehearsal.AffectedIn(await ReviseAsync(new BooleanParam(true, null)));
            return await details.ShowAsync(view, id, etag, typed, null, visitor, ct, affected);
        }

        var (changed, ask) = await Rehearsal.Of(form, ReviseAsync);
        return changed.Refused is not null || ask is not null
            ? await details.ShowAsync(
                view,
                id,
                etag,
                typed,
                changed.Refused,
                visitor,
                ct,
                ask,
                ask is null ? null : Question.Save
            )
            : TypedResults.Redirect($"/{rota.Rota.Slug}/manage/office-hours?done=saved");
    }

    internal static async Task<Results<RazorComponentResult, ProblemHttpResult, RedirectHttpResult>> End(
        RotaView view,
        StoredRota rota,
        Guid id,
        Actor visitor,
        PageForm form,
        HoursDetails details,
        RotaQueries rotas,
        OfficeHoursQueries officeHours,
        ClaimRederivation rederivation,
        DbSession db,
        IClock clock,
        CancellationToken ct
    )
    {
        visitor.RequireCoordinatorOf(rota.Id);
        if (view.OfficeHours.GetValueOrDefault(id) is not { EndedFrom: null } shown)
        {
            return Http.Problems.NoSuch("office hours");
        }

        var (ended, ask) = await Rehearsal.Of(
            form,
            dryRun =>
                Attempt.Of(
                    OfficeHoursEndpoints.End(
                        rota,
                        id,
                        visitor,
                        dryRun,
                        form.IfMatch,
                        rotas,
                        officeHours,
                        rederivation,
                        db,
                        clock,
                        ct
                    )
                )
        );
        var etag = form["etag"];
        return ended.Refused is not null || ask is not null
            ? await details.ShowAsync(
                view,
                id,
                etag,
                HoursForm.Of(shown.Latest),
                ended.Refused,
                visitor,
                ct,
                ask,
                ask is null ? null : Question.End
            )
            : TypedResults.Redirect($"/{rota.Rota.Slug}/manage/office-hours?done=ended");
    }

    /// <summary>The preview alone.</summary>
    internal static async Task<RazorComponentResult> Preview(
        RotaView view,
        StoredRota rota,
        Actor visitor,
        PageForm form,
        HoursPreviews previews,
        OfficeHoursQueries officeHours,
        RotaQueries rotas,
        OrganisationQueries organisations,
        ClaimRederivation rederivation,
        DbSession db,
        IClock clock,
        CancellationToken ct
    )
    {
        visitor.RequireCoordinatorOf(view.Stored.Id);
        var typed = HoursForm.Of(form);
        var changed = Guid.TryParseExact(form["id"], "D", out var id) && view.OfficeHours.ContainsKey(id) ? id : (Guid?)null;
        var affected = changed is null
            ? null
            : Rehearsal.AffectedIn(
                await Attempt.Of(
                    typed.ToBody(),
                    (Body<OfficeHoursBody> body) =>
                        OfficeHoursEndpoints.Revise(
                            rota,
                            id,
                            visitor,
                            body,
                            new BooleanParam(true, null),
                            form.IfMatch,
                            rotas,
                            officeHours,
                            organisations,
                            rederivation,
                            db,
                            clock,
                            ct
                        )
                )
            );
        return PageConventions.Show<HoursPreviewPart>(
            new { Preview = await previews.MakeAsync(typed, visitor, view, changed, ct), Affected = affected }
        );
    }

    private static HoursListPage.Entry Entry(StoredOfficeHours hours, Instant now)
    {
        var terms = hours.Latest;
        var next = hours.Rules.Slots(new Interval(now, now + Duration.FromDays(400))).FirstOrDefault(slot => !slot.IsCancelled);
        return new HoursListPage.Entry(
            hours.Id.ToString(),
            terms.Title,
            Words.Hours.When(
                Spoken.Time(terms.StartTime),
                Spoken.Time(terms.EndTime),
                HoursForm.Of(terms),
                terms.Recurrence,
                terms.Zone
            ),
            next is null
                ? Words.Hours.NoNext
                : Words.Hours.Next(Spoken.Stretch(next.StartsAt, next.EndsAt, Zones.InUse[terms.Zone]))
        );
    }
}
