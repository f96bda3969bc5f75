using System.Text.Json.Nodes;
using GeekOnDuty.Api.Claims;
using GeekOnDuty.Api.Http;
using GeekOnDuty.Api.Observability;
using GeekOnDuty.Api.OnDuty;
using GeekOnDuty.Api.People;
using GeekOnDuty.Api.Rotas;
using GeekOnDuty.Scheduling;
using Microsoft.AspNetCore.Http.HttpResults;
using NodaTime;

namespace GeekOnDuty.Api.Pages.Manage;

internal static class SlotPages
{
    /// <summary>The slots of the week, Monday to Sunday in the rota's zone, that has that date; by default this week.</summary>
    internal static async Task<RazorComponentResult<SlotListPage>> List(
        RotaView view,
        Actor visitor,
        string? week,
        IClock clock,
        CancellationToken ct
    )
    {
        visitor.RequireCoordinatorOf(view.Stored.Id);
        var (now, zone) = (clock.GetCurrentInstant(), Zones.InUse[view.Rota.Zone]);
        var date = Values.TryDate(week ?? "", out var asked, out _) ? asked : now.InZone(zone).Date;
        var monday = MondayOf(date);
        var window = new Interval(
            DstPolicy.ToInstant(monday.AtMidnight(), zone),
            DstPolicy.ToInstant(monday.PlusWeeks(1).AtMidnight(), zone)
        );
        var (slots, timeline) = await view.AskAsync(window, line => line.Slots(window), ct);
        return PageConventions.Show<SlotListPage>(
            new
            {
                Rota = view.Rota.Slug,
                RotaName = view.Rota.Name,
                Zone = view.Rota.Zone,
                Monday = monday,
                Slots = slots.Select(slot => Entry(timeline, slot, zone, now)).ToList(),
            }
        );
    }

    internal static async Task<Results<RazorComponentResult<SlotPage>, ProblemHttpResult>> Get(
        RotaView view,
        Guid id,
        DateParam date,
        Actor visitor,
        MemberQueries members,
        OrganisationQueries organisations,
        IClock clock,
        string? done,
        CancellationToken ct
    ) => await ShowAsync(view, id, date, visitor, members, organisations, clock, null, null, done, ct);

    /// <summary>Cancels, moves or restores, as the button says that was pressed.</summary>
    internal static async Task<Results<RazorComponentResult<SlotPage>, ProblemHttpResult, RedirectHttpResult>> Change(
        RotaView view,
        StoredRota rota,
        Guid id,
        DateParam date,
        Actor visitor,
        PageForm form,
        OfficeHoursQueries officeHours,
        MemberQueries members,
        OrganisationQueries organisations,
        Claiming claiming,
        StandingClaims standing,
        RotaTimelines timelines,
        IClock clock,
        CancellationToken ct
    )
    {
        visitor.RequireCoordinatorOf(rota.Id);
        var (body, done) = form["do"] switch
        {
            "cancel" => (new JsonObject { ["cancelled"] = true, ["reason"] = PageForm.OrNull(form["reason"]) }, "cancelled"),
            "move" => (
                new JsonObject
                {
                    ["startTime"] = PageForm.OrNull(form["startTime"]),
                    ["endTime"] = PageForm.OrNull(form["endTime"]),
                },
                "moved"
            ),
            _ => (new JsonObject { ["cancelled"] = false }, "restored"),
        };
        var changed = await Attempt.Of(
            body,
            (Body<SlotChange> change) =>
                OfficeHoursEndpoints.ChangeSlot(
                    rota,
                    id,
                    date,
                    visitor,
                    change,
                    officeHours,
                    claiming,
                    standing,
                    timelines,
                    clock,
                    ct
                )
        );
        return await AnswerAsync(view, id, date, visitor, members, organisations, clock, changed, form, done, ct);
    }

    internal static async Task<Results<RazorComponentResult<SlotPage>, ProblemHttpResult, RedirectHttpResult>> PutIn(
        RotaView view,
        Guid id,
        DateParam date,
        Actor visitor,
        PageForm form,
        OfficeHoursQueries officeHours,
        MemberQueries members,
        OrganisationQueries organisations,
        RotaQueries rotas,
        Claiming claiming,
        Alternatives alternatives,
        ClaimAttempt attempt,
        IClock clock,
        CancellationToken ct
    )
    {
        visitor.RequireCoordinatorOf(view.Stored.Id);
        var holder = form["volunteerId"];
        var taken =
            holder.Length == 0
                ? Attempt.Refusing("volunteerId", Words.ManageSlots.Choose)
                : await Attempt.Of(
                    HolderOf(holder),
                    (Body<ClaimBody> body) =>
                        ClaimEndpoints.Take(
                            view,
                            id,
                            date,
                            visitor,
                            body,
                            officeHours,
                            organisations,
                            rotas,
                            claiming,
                            alternatives,
                            attempt,
                            clock,
                            ct
                        )
                );
        return await AnswerAsync(view, id, date, visitor, members, organisations, clock, taken, form, "taken", ct);
    }

    internal static async Task<Results<RazorComponentResult<SlotPage>, ProblemHttpResult, RedirectHttpResult>> TakeOut(
        RotaView view,
        StoredRota rota,
        Guid id,
        DateParam date,
        Guid claimId,
        Actor visitor,
        PageForm form,
        OfficeHoursQueries officeHours,
        MemberQueries members,
        OrganisationQueries organisations,
        ClaimQueries claims,
        IClock clock,
        CancellationToken ct
    )
    {
        visitor.RequireCoordinatorOf(rota.Id);
        var released = await Attempt.Of(ClaimEndpoints.Release(rota, claimId, visitor, officeHours, claims, clock, ct));
        return await AnswerAsync(view, id, date, visitor, members, organisations, clock, released, form, "released", ct);
    }

    /// <summary>Organisations are told from volunteers by a prefix.</summary>
    private static JsonObject HolderOf(string holder) =>
        holder.StartsWith(SlotPage.OrganisationPrefix, StringComparison.Ordinal)
            ? new JsonObject { ["organisationId"] = holder[SlotPage.OrganisationPrefix.Length..] }
            : new JsonObject { ["volunteerId"] = holder };

    private static async Task<Results<RazorComponentResult<SlotPage>, ProblemHttpResult, RedirectHttpResult>> AnswerAsync(
        RotaView view,
        Guid id,
        DateParam date,
        Actor visitor,
        MemberQueries members,
        OrganisationQueries organisations,
        IClock clock,
        Attempt attempt,
        PageForm form,
        string done,
        CancellationToken ct
    )
    {
        if (attempt.Refused is null)
        {
            return TypedResults.Redirect($"/{view.Rota.Slug}/manage/slots/{id}/{Values.Dates.Format(date.Value)}?done={done}");
        }

        var shown = await ShowAsync(view, id, date, visitor, members, organisations, clock, attempt.Refused, form, null, ct);
        return shown.Result is ProblemHttpResult problem ? problem : (RazorComponentResult<SlotPage>)shown.Result;
    }

    private static async Task<Results<RazorComponentResult<SlotPage>, ProblemHttpResult>> ShowAsync(
        RotaView view,
        Guid id,
        DateParam date,
        Actor visitor,
        MemberQueries members,
        OrganisationQueries organisations,
        IClock clock,
        Refusal? refused,
        PageForm? form,
        string? done,
        CancellationToken ct
    )
    {
        visitor.RequireCoordinatorOf(view.Stored.Id);
        if (
            date.Fault is not null
            || view.OfficeHours.GetValueOrDefault(id) is not { } hours
            || hours.Rules.SlotOn(date.Value) is not { } slot
        )
        {
            return Http.Problems.NoSuch("slot");
        }

        var (now, zone) = (clock.GetCurrentInstant(), slot.Revision.Rule.Zone);
        var (slots, timeline) = await view.AskAsync(slot.During, line => line.Slots(slot.During), ct);
        var found = slots.First(each => each.Slot.OfficeHoursId == id && each.Slot.Date == date.Value);
        var people = await members.ListAsync(view.Stored.Id, Guid.Empty, MostChoices, ct);
        return PageConventions.Show<SlotPage>(
            new
            {
                Rota = view.Rota.Slug,
                RotaName = view.Rota.Name,
                Slot = Entry(timeline, found, zone, now),
                Zone = zone.Id,
                StartTime = form?.Optional("startTime") ?? Spoken.Time(slot.StartsAt.InZone(zone).TimeOfDay),
                EndTime = form?.Optional("endTime") ?? Spoken.Time(slot.EndsAt.InZone(zone).TimeOfDay),
                Reason = form?["reason"] ?? slot.Reason ?? "",
                Members = people
                    .Select(member => new Choice(member.VolunteerId.ToString(), member.DisplayName))
                    .OrderBy(member => member.Name, StringComparer.OrdinalIgnoreCase)
                    .ToList(),
                Organisations = await HoursPages.OrganisationsAsync(organisations, ct),
                Refused = refused,
                Done = done,
            },
            refused?.Status ?? 200
        );
    }

    /// <summary>No rota has so many members that a list to choose from would need pages.</summary>
    private const int MostChoices = 2000;

    internal static LocalDate MondayOf(LocalDate date) => date.PlusDays(1 - (int)date.DayOfWeek);

    private static SlotEntry Entry(RotaTimeline timeline, SlotWithClaims slotWithClaims, DateTimeZone zone, Instant now)
    {
        var (slot, body) = (slotWithClaims.Slot, timeline.Describe(slotWithClaims));
        var changed = timeline.OfficeHours[slot.OfficeHoursId].Overrides.GetValueOrDefault(slot.Date);
        var own = slot.Revision.Rule.Zone;
        return new SlotEntry(
            slot.OfficeHoursId.ToString(),
            Values.Dates.Format(slot.Date),
            body.Title,
            Spoken.Stretch(slot.StartsAt, slot.EndsAt, zone),
            own.Id == zone.Id ? null : $"{Spoken.Stretch(slot.StartsAt, slot.EndsAt, own)}, {own.Id}",
            Values.Dates.Format(MondayOf(slot.StartsAt.InZone(Zones.InUse[timeline.Rota.Rota.Zone]).Date)),
            Words.ManageSlots.Seats(body.Seats.Taken, body.Seats.Minimum, body.Seats.Maximum),
            slot.IsCancelled,
            changed is { Cancelled: false },
            slot.Reason,
            slot.EndsAt <= now,
            body.Seats.Taken < body.Seats.Maximum,
            [.. body.Claims.Select(claim => new Choice(claim.Id.ToString(), claim.Holder.Name))]
        );
    }
}

/// <summary>A slot as coordinators see it.</summary>
/// <param name="Id">Of its office hours.</param>
/// <param name="Date">With the id, its name.</param>
/// <param name="When">On the clock of the page.</param>
/// <param name="There">On its own clock, where that is another.</param>
/// <param name="Week">The Monday of its week in the rota's zone.</param>
/// <param name="Seats">How many are taken.</param>
/// <param name="Claims">Its holders by claim.</param>
public sealed record SlotEntry(
    string Id,
    string Date,
    string Title,
    string When,
    string? There,
    string Week,
    string Seats,
    bool IsCancelled,
    bool IsMoved,
    string? Reason,
    bool IsOver,
    bool HasFreeSeat,
    IReadOnlyList<Choice> Claims
);
