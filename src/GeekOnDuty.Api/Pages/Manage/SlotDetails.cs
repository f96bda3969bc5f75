using GeekOnDuty.Api.Http;
using GeekOnDuty.Api.OnDuty;
using GeekOnDuty.Api.People;
using Microsoft.AspNetCore.Http.HttpResults;
using NodaTime;

namespace GeekOnDuty.Api.Pages.Manage;

/// <summary>What the page of a slot shows, asked for once.</summary>
internal sealed class SlotDetails(MemberQueries members, HoursDetails details, IClock clock)
{
    /// <summary>The fields of its forms, for a question before they are done.</summary>
    private static readonly string[] Kept = ["do", "reason", "startTime", "endTime"];

    public async Task<Results<RazorComponentResult, ProblemHttpResult, RedirectHttpResult>> AnswerAsync(
        RotaView view,
        SlotRoute route,
        FormErrors? refused,
        PageForm? form,
        string done,
        CancellationToken ct
    )
    {
        if (refused is null)
        {
            return TypedResults.Redirect(
                $"/{view.Rota.Slug}/manage/slots/{route.OfficeHoursId}/{Values.Dates.Format(route.Date)}?done={done}"
            );
        }

        var shown = await ShowAsync(view, route, refused, form, null, ct);
        return shown.Result is ProblemHttpResult problem ? problem : (RazorComponentResult)shown.Result;
    }

    public async Task<Results<RazorComponentResult, ProblemHttpResult>> ShowAsync(
        RotaView view,
        SlotRoute route,
        FormErrors? refused,
        PageForm? form,
        string? done,
        CancellationToken ct,
        AffectedView? ask = null
    )
    {
        if (view.OfficeHours.GetValueOrDefault(route.OfficeHoursId)?.Rules.SlotOn(route.Date) is not { } slot)
        {
            return Http.Problems.NoSuch("slot");
        }

        var (now, zone) = (clock.GetCurrentInstant(), slot.Revision.Rule.Zone);
        var (slots, timeline) = await view.AskAsync(slot.During, line => line.Slots(slot.During), ct);
        var found = slots.FirstOrDefault(each => each.Slot.OfficeHoursId == slot.OfficeHoursId && each.Slot.Date == slot.Date);
        if (found is null)
        {
            // In an archived rota, no slot begins any more.
            return Http.Problems.NoSuch("slot");
        }

        var people = await members.ListAsync(view.Stored.Id, Guid.Empty, Choice.Most, ct);
        return PageConventions.Show<SlotPage>(
            new
            {
                Rota = view.Rota.Slug,
                RotaName = view.Rota.Name,
                Slot = SlotEntry.Of(timeline, found, zone, now),
                Zone = zone.Id,
                StartTime = form?.Optional("startTime") ?? Spoken.Time(slot.StartsAt.InZone(zone).TimeOfDay),
                EndTime = form?.Optional("endTime") ?? Spoken.Time(slot.EndsAt.InZone(zone).TimeOfDay),
                Reason = form?["reason"] ?? slot.Reason ?? "",
                Members = people
                    .Select(member => new Choice(member.VolunteerId.ToString(), member.DisplayName))
                    .OrderBy(member => member.Name, StringComparer.OrdinalIgnoreCase)
                    .ToList(),
                Organisations = await details.OrganisationsAsync(ct),
                Refused = refused,
                Ask = ask,
                Kept = Kept.Select(name => KeyValuePair.Create(name, form?[name] ?? "")).ToList(),
                Done = done,
            },
            refused?.Status ?? 200
        );
    }
}
