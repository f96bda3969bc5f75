using GeekOnDuty.Api.Http;
using GeekOnDuty.Api.Pages.Shared;
using GeekOnDuty.Core.Members;
using GeekOnDuty.Core.People;
using GeekOnDuty.Core.Text;
using Microsoft.AspNetCore.Http.HttpResults;

namespace GeekOnDuty.Api.Pages.Manage;

/// <summary>What became of a form on the page of a slot.</summary>
/// <param name="Done">What the page says when it is done.</param>
/// <param name="Refused">Why it was not accepted; null: it was.</param>
/// <param name="Ask">The claims that need a confirmation first; null when there are none.</param>
/// <param name="Form">What was typed; null where nothing is.</param>
internal sealed record SlotFormOutcome(string Done, FormErrors? Refused, AffectedView? Ask = null, PageForm? Form = null);

/// <summary>Renders the page of a slot, with the reason when a form of it was refused.</summary>
internal sealed class SlotPageRenderer(MemberQueries members, OrganisationQueries organisations)
{
    /// <summary>The fields of its forms, for a question before they are done.</summary>
    private static readonly string[] Kept = ["do", "reason", "startTime", "endTime"];

    public async Task<Results<RazorComponentResult, ProblemHttpResult, RedirectHttpResult>> AnswerAsync(
        RotaContext view,
        SlotRoute route,
        SlotFormOutcome outcome,
        Caller caller
    )
    {
        if (outcome is { Refused: null, Ask: null })
        {
            return TypedResults.Redirect(
                $"/{view.Rota.Slug}/manage/slots/{route.OfficeHoursId}/{Formats.Dates.Format(route.Date)}?done={outcome.Done}"
            );
        }

        return (await ShowAsync(view, route, outcome, null, caller)).Result switch
        {
            RazorComponentResult page => page,
            var none => (ProblemHttpResult)none,
        };
    }

    /// <param name="done">What was done before; null: nothing.</param>
    public Task<Results<RazorComponentResult, ProblemHttpResult>> ShowAsync(
        RotaContext view,
        SlotRoute route,
        string? done,
        Caller caller
    ) => ShowAsync(view, route, null, done, caller);

    private async Task<Results<RazorComponentResult, ProblemHttpResult>> ShowAsync(
        RotaContext view,
        SlotRoute route,
        SlotFormOutcome? outcome,
        string? done,
        Caller caller
    )
    {
        if (view.OfficeHours.GetValueOrDefault(route.OfficeHoursId)?.Rules.SlotOn(route.Date) is not { } slot)
        {
            return Http.Problems.NoSuch("slot");
        }

        var (form, zone) = (outcome?.Form, slot.Revision.Rule.Zone);
        var (slots, timeline) = await view.AskAsync(slot.During, line => line.Slots(slot.During), caller.Ct);
        var found = slots.FirstOrDefault(each => each.Slot.OfficeHoursId == slot.OfficeHoursId && each.Slot.Date == slot.Date);
        if (found is null)
        {
            // In an archived rota, no slot begins any more.
            return Http.Problems.NoSuch("slot");
        }

        var people = await members.ListAsync(view.Stored.Id, Guid.Empty, Choice.Most, caller.Ct);
        return PageConventions.Show<SlotPage>(
            new
            {
                Rota = view.Rota.Slug,
                RotaName = view.Rota.Name,
                Slot = SlotEntry.Of(timeline, found, zone, caller.Now),
                Zone = zone.Id,
                StartTime = form?.Optional("startTime") ?? Spoken.Time(slot.StartsAt.InZone(zone).TimeOfDay),
                EndTime = form?.Optional("endTime") ?? Spoken.Time(slot.EndsAt.InZone(zone).TimeOfDay),
                Reason = form?["reason"] ?? slot.Reason ?? "",
                Members = people
                    .Select(member => new Choice(member.VolunteerId.ToString(), member.DisplayName))
                    .OrderBy(member => member.Name, StringComparer.OrdinalIgnoreCase)
                    .ToList(),
                Organisations = await Choice.OrganisationsAsync(organisations, caller.Ct),
                outcome?.Refused,
                outcome?.Ask,
                Kept = Kept.Select(name => KeyValuePair.Create(name, form?[name] ?? "")).ToList(),
                Done = done,
            },
            outcome?.Refused?.Status ?? 200
        );
    }
}
