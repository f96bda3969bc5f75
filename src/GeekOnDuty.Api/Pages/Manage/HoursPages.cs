using GeekOnDuty.Api.Http;
using GeekOnDuty.Api.Pages.Shared;
using GeekOnDuty.Core.Coordination;
using GeekOnDuty.Core.Operations;
using GeekOnDuty.Core.Rotas;
using GeekOnDuty.Core.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using NodaTime;

namespace GeekOnDuty.Api.Pages.Manage;

internal static class HoursPages
{
    private const string PreviewOnly = "preview";

    internal static RazorComponentResult List(RotaContext view, Caller caller, string? done)
    {
        caller.Actor.RequireCoordinatorOf(view.Stored.Id);
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
                    .Select(hours => Entry(hours, caller.Now))
                    .ToList(),
            }
        );
    }

    internal static async Task<RazorComponentResult> GetNew(RotaContext view, Caller caller, HoursPageRenderer renderer)
    {
        caller.Actor.RequireCoordinatorOf(view.Stored.Id);
        var today = caller.Now.InZone(Zones.InUse[view.Rota.Zone]).Date;
        return await renderer.ShowAsync(view, new HoursPageState(null, null, HoursForm.New(view.Rota.Zone, today)), caller);
    }

    internal static async Task<Results<RazorComponentResult, RedirectHttpResult>> PostNew(
        RotaContext view,
        PageForm form,
        Caller caller,
        CreateOfficeHours createOfficeHours,
        HoursPageRenderer renderer
    )
    {
        caller.Actor.RequireCoordinatorOf(view.Stored.Id);
        var state = new HoursPageState(null, null, HoursForm.Of(form));
        if (form["do"] == PreviewOnly)
        {
            return await renderer.ShowAsync(view, state, caller);
        }

        var body = PageForm.Read<OfficeHoursBody>(state.Form.ToBody(), out var refused);
        if (refused is null)
        {
            var request = new CreateOfficeHoursRequest(view.Stored, body.Terms);
            var outcome = await createOfficeHours.RunAsync(request, caller.Actor, caller.Now, caller.Ct);
            refused = outcome.IsRefused ? FormErrors.Of(outcome.Refusal) : null;
        }

        return refused is null
            ? TypedResults.Redirect($"/{view.Rota.Slug}/manage/office-hours?done=added")
            : await renderer.ShowAsync(view, state with { Refused = refused }, caller);
    }

    internal static async Task<Results<RazorComponentResult, ProblemHttpResult>> Get(
        RotaContext view,
        Guid id,
        Caller caller,
        HoursPageRenderer renderer
    )
    {
        caller.Actor.RequireCoordinatorOf(view.Stored.Id);
        if (view.OfficeHours.GetValueOrDefault(id) is not { EndedFrom: null } hours)
        {
            return Http.Problems.NoSuch("office hours");
        }

        var state = new HoursPageState(id, EntityTag.OfValue(hours.ToAnswer()), HoursForm.Of(hours.Latest));
        return await renderer.ShowAsync(view, state, caller);
    }

    internal static async Task<Results<RazorComponentResult, RedirectHttpResult>> Post(
        RotaContext view,
        Guid id,
        ConfirmedForm form,
        Caller caller,
        ReviseOfficeHours reviseOfficeHours,
        HoursPageRenderer renderer
    )
    {
        caller.Actor.RequireCoordinatorOf(view.Stored.Id);
        var state = new HoursPageState(id, form.Fields["etag"], HoursForm.Of(form.Fields));
        if (form.Fields["do"] == PreviewOnly)
        {
            var affected = await AffectedByAsync(view, id, form.Fields, caller, reviseOfficeHours);
            return await renderer.ShowAsync(view, state with { Affected = affected }, caller);
        }

        var request = Read(view, id, form.Fields, out var refused);
        AffectedView? ask = null;
        if (refused is null)
        {
            (refused, ask) = await form.RunAsync(
                () => reviseOfficeHours.RunAsync(request, caller.Actor, caller.Now, caller.Ct),
                caller.Ct
            );
        }

        return refused is null && ask is null
            ? TypedResults.Redirect($"/{view.Rota.Slug}/manage/office-hours?done=saved")
            : await renderer.ShowAsync(
                view,
                state with
                {
                    Refused = refused,
                    Affected = ask,
                    Ask = ask is null ? null : Question.Save,
                },
                caller
            );
    }

    internal static async Task<Results<RazorComponentResult, ProblemHttpResult, RedirectHttpResult>> End(
        RotaContext view,
        Guid id,
        ConfirmedForm form,
        Caller caller,
        EndOfficeHours endOfficeHours,
        HoursPageRenderer renderer
    )
    {
        caller.Actor.RequireCoordinatorOf(view.Stored.Id);
        if (view.OfficeHours.GetValueOrDefault(id) is not { EndedFrom: null } shown)
        {
            return Http.Problems.NoSuch("office hours");
        }

        var request = new EndOfficeHoursRequest(view.Stored, id, form.Fields.IfMatch);
        var (refused, ask) = await form.RunAsync(
            () => endOfficeHours.RunAsync(request, caller.Actor, caller.Now, caller.Ct),
            caller.Ct
        );
        return refused is null && ask is null
            ? TypedResults.Redirect($"/{view.Rota.Slug}/manage/office-hours?done=ended")
            : await renderer.ShowAsync(
                view,
                new HoursPageState(id, form.Fields["etag"], HoursForm.Of(shown.Latest))
                {
                    Refused = refused,
                    Affected = ask,
                    Ask = ask is null ? null : Question.End,
                },
                caller
            );
    }

    /// <summary>The preview alone.</summary>
    internal static async Task<RazorComponentResult> Preview(
        RotaContext view,
        PageForm form,
        Caller caller,
        ReviseOfficeHours reviseOfficeHours,
        HoursPreviews previews
    )
    {
        caller.Actor.RequireCoordinatorOf(view.Stored.Id);
        var changed = Guid.TryParseExact(form["id"], "D", out var id) && view.OfficeHours.ContainsKey(id) ? id : (Guid?)null;
        var affected = changed is null ? null : await AffectedByAsync(view, id, form, caller, reviseOfficeHours);
        return PageConventions.Show<HoursPreviewPart>(
            new { Preview = await previews.MakeAsync(HoursForm.Of(form), view, changed, caller), Affected = affected }
        );
    }

    private static ReviseOfficeHoursRequest Read(RotaContext view, Guid id, PageForm form, out FormErrors? refused)
    {
        var body = PageForm.Read<OfficeHoursBody>(HoursForm.Of(form).ToBody(), out refused);
        return new ReviseOfficeHoursRequest(view.Stored, id, body.Terms, body.EffectiveFrom) { Precondition = form.IfMatch };
    }

    /// <returns>
    /// The claims that the change would affect; null also where it would be refused, as the preview tells that itself.
    /// </returns>
    private static async Task<AffectedView?> AffectedByAsync(
        RotaContext view,
        Guid id,
        PageForm form,
        Caller caller,
        ReviseOfficeHours reviseOfficeHours
    )
    {
        var request = Read(view, id, form, out var refused) with { IsDryRun = true };
        if (refused is not null)
        {
            return null;
        }

        var outcome = await reviseOfficeHours.RunAsync(request, caller.Actor, caller.Now, caller.Ct);
        return !outcome.IsRefused ? AffectedView.Of(outcome.Value.Affected)
            : outcome.Refusal.Kind == RefusalKind.NotFound ? throw new RefusedException(outcome.Refusal)
            : null;
    }

    private static HoursListPage.Entry Entry(StoredOfficeHours hours, Instant now)
    {
        var terms = hours.Latest;
        var next = hours.Rules.Slots(new Interval(now, now + Duration.FromDays(400))).FirstOrDefault(slot => !slot.IsCancelled);
        return new HoursListPage.Entry(
            hours.Id.ToString(),
            terms.Title,
            HoursForm.Of(terms).When(Spoken.Time(terms.StartTime), Spoken.Time(terms.EndTime), terms.Recurrence, terms.Zone),
            next is null
                ? Words.Hours.NoNext
                : Words.Hours.Next(Spoken.Stretch(next.StartsAt, next.EndsAt, Zones.InUse[terms.Zone]))
        );
    }
}
