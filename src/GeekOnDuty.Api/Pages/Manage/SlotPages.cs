using System.Text.Json.Nodes;
using GeekOnDuty.Api.Claims;
using GeekOnDuty.Api.Http;
using GeekOnDuty.Api.Observability;
using GeekOnDuty.Api.OnDuty;
using GeekOnDuty.Api.People;
using GeekOnDuty.Api.Postgres;
using GeekOnDuty.Api.Rotas;
using GeekOnDuty.Scheduling;
using Microsoft.AspNetCore.Http.HttpResults;
using NodaTime;

namespace GeekOnDuty.Api.Pages.Manage;

internal static class SlotPages
{
    /// <summary>The slots of the week, Monday to Sunday in the rota's zone, that has that date; by default this week.</summary>
    internal static async Task<RazorComponentResult> List(
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
        var monday = date.With(SlotEntry.Monday);
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
                Slots = slots.Select(slot => SlotEntry.Of(timeline, slot, zone, now)).ToList(),
            }
        );
    }

    internal static async Task<Results<RazorComponentResult, ProblemHttpResult>> Get(
        RotaView view,
        Guid id,
        DateParam date,
        Actor visitor,
        SlotDetails details,
        string? done,
        CancellationToken ct
    )
    {
        visitor.RequireCoordinatorOf(view.Stored.Id);
        return await details.ShowAsync(view, id, date, null, null, done, ct);
    }

    /// <summary>Cancels, moves or restores, as the button says that was pressed.</summary>
    internal static async Task<Results<RazorComponentResult, ProblemHttpResult, RedirectHttpResult>> Change(
        RotaView view,
        StoredRota rota,
        Guid id,
        DateParam date,
        Actor visitor,
        PageForm form,
        OfficeHoursQueries officeHours,
        SlotDetails details,
        RotaQueries rotas,
        ClaimRederivation rederivation,
        RotaTimelines timelines,
        DbSession db,
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
        var missing = new Errors();
        foreach (var name in (string[])["startTime", "endTime"])
        {
            if (done == "moved" && form[name].Length == 0)
            {
                missing.Add(name, Words.Faults.Missing);
            }
        }

        if (missing.Any)
        {
            return await details.AnswerAsync(view, id, date, new Attempt(null, Refusal.Of(missing)), form, done, ct);
        }

        var (changed, ask) = await Rehearsal.Of(
            form,
            dryRun =>
                Attempt.Of(
                    body,
                    (Body<SlotChange> change) =>
                        OfficeHoursEndpoints.ChangeSlot(
                            rota,
                            id,
                            date,
                            visitor,
                            change,
                            dryRun,
                            rotas,
                            officeHours,
                            rederivation,
                            timelines,
                            db,
                            clock,
                            ct
                        )
                )
        );
        return ask is null
            ? await details.AnswerAsync(view, id, date, changed, form, done, ct)
            : (await details.ShowAsync(view, id, date, null, form, null, ct, ask)).Result switch
            {
                RazorComponentResult asking => asking,
                var none => (ProblemHttpResult)none,
            };
    }

    internal static async Task<Results<RazorComponentResult, ProblemHttpResult, RedirectHttpResult>> PutIn(
        RotaView view,
        Guid id,
        DateParam date,
        Actor visitor,
        PageForm form,
        OfficeHoursQueries officeHours,
        SlotDetails details,
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
        return await details.AnswerAsync(view, id, date, taken, form, "taken", ct);
    }

    internal static async Task<Results<RazorComponentResult, ProblemHttpResult, RedirectHttpResult>> TakeOut(
        RotaView view,
        StoredRota rota,
        Guid id,
        DateParam date,
        Guid claimId,
        Actor visitor,
        PageForm form,
        OfficeHoursQueries officeHours,
        SlotDetails details,
        ClaimQueries claims,
        StandingClaims standing,
        IClock clock,
        CancellationToken ct
    )
    {
        visitor.RequireCoordinatorOf(rota.Id);
        var released = await Attempt.Of(ClaimEndpoints.Release(rota, claimId, visitor, officeHours, claims, standing, clock, ct));
        return await details.AnswerAsync(view, id, date, released, form, "released", ct);
    }

    /// <summary>Organisations are told from volunteers by a prefix.</summary>
    private static JsonObject HolderOf(string holder) =>
        holder.StartsWith(SlotPage.OrganisationPrefix, StringComparison.Ordinal)
            ? new JsonObject { ["organisationId"] = holder[SlotPage.OrganisationPrefix.Length..] }
            : new JsonObject { ["volunteerId"] = holder };
}
