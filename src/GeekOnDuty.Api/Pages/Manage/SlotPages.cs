using System.Text.Json.Nodes;
using GeekOnDuty.Api.Http;
using GeekOnDuty.Api.Pages.Shared;
using GeekOnDuty.Core.Claims;
using GeekOnDuty.Core.Coordination;
using GeekOnDuty.Core.Rotas;
using GeekOnDuty.Core.Text;
using GeekOnDuty.Scheduling;
using Microsoft.AspNetCore.Http.HttpResults;
using NodaTime;

namespace GeekOnDuty.Api.Pages.Manage;

internal static class SlotPages
{
    /// <summary>The slots of the week, Monday to Sunday in the rota's zone, that has that date; by default this week.</summary>
    internal static async Task<RazorComponentResult> List(RotaContext view, Caller caller, string? week)
    {
        caller.Actor.RequireCoordinatorOf(view.Stored.Id);
        var (now, zone) = (caller.Now, Zones.InUse[view.Rota.Zone]);
        var date = Formats.TryDate(week ?? "", out var asked, out _) ? asked : now.InZone(zone).Date;
        var monday = date.With(SlotEntry.Monday);
        var window = new Interval(
            DstPolicy.ToInstant(monday.AtMidnight(), zone),
            DstPolicy.ToInstant(monday.PlusWeeks(1).AtMidnight(), zone)
        );
        var (slots, timeline) = await view.AskAsync(window, line => line.Slots(window), caller.Ct);
        return PageConventions.Show<SlotListPage>(
            new
            {
                Rota = view.Rota.Slug,
                RotaName = view.Rota.Name,
                Zone = view.Rota.Zone,
                Monday = monday,
                Slots = slots.Select(each => SlotEntry.Of(timeline, each, zone, now)).ToList(),
            }
        );
    }

    internal static async Task<Results<RazorComponentResult, ProblemHttpResult>> Get(
        RotaContext view,
        SlotRoute slot,
        string? done,
        Caller caller,
        SlotPageRenderer renderer
    )
    {
        caller.Actor.RequireCoordinatorOf(view.Stored.Id);
        return await renderer.ShowAsync(view, slot, done, caller);
    }

    /// <summary>Cancels, moves or restores, as the button says that was pressed.</summary>
    internal static async Task<Results<RazorComponentResult, ProblemHttpResult, RedirectHttpResult>> Change(
        RotaContext view,
        SlotRoute slot,
        ConfirmedForm form,
        Caller caller,
        ChangeSlot changeSlot,
        SlotPageRenderer renderer
    )
    {
        caller.Actor.RequireCoordinatorOf(view.Stored.Id);
        var (change, done) = Read(form.Fields, out var refused);
        AffectedView? ask = null;
        if (refused is null)
        {
            var request = new ChangeSlotRequest(view.Stored, slot.OfficeHoursId, slot.Date, change.ToOverride());
            (refused, ask) = await form.RunAsync(
                () => changeSlot.RunAsync(request, caller.Actor, caller.Now, caller.Ct),
                caller.Ct
            );
        }

        return await renderer.AnswerAsync(view, slot, new SlotFormOutcome(done, refused, ask, form.Fields), caller);
    }

    private static (SlotChange Change, string Done) Read(PageForm form, out FormErrors? refused)
    {
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
        var change = PageForm.Read<SlotChange>(body, out refused);
        var missing = new ValidationErrors();
        foreach (var name in (string[])["startTime", "endTime"])
        {
            if (done == "moved" && form[name].Length == 0)
            {
                missing.Add(name, ValidationTexts.Missing);
            }
        }

        refused = missing.Any ? FormErrors.Of(missing) : refused;
        return (change, done);
    }

    internal static async Task<Results<RazorComponentResult, ProblemHttpResult, RedirectHttpResult>> PutIn(
        RotaContext view,
        SlotRoute slot,
        PageForm form,
        Caller caller,
        ClaimSlot claimSlot,
        SlotPageRenderer renderer
    )
    {
        caller.Actor.RequireCoordinatorOf(view.Stored.Id);
        FormErrors? refused;
        if (HolderOf(form["volunteerId"]) is { } holder)
        {
            var request = new ClaimSlotRequest(view.Live, slot.OfficeHoursId, slot.Date, holder);
            var outcome = await claimSlot.RunAsync(request, caller.Actor, caller.Now, caller.Ct);
            refused = outcome.IsRefused ? FormErrors.Of(outcome.Refusal) : null;
        }
        else
        {
            refused = FormErrors.Of("volunteerId", Words.ManageSlots.Choose);
        }

        return await renderer.AnswerAsync(view, slot, new SlotFormOutcome("taken", refused, Form: form), caller);
    }

    internal static async Task<Results<RazorComponentResult, ProblemHttpResult, RedirectHttpResult>> TakeOut(
        RotaContext view,
        SlotRoute slot,
        Guid claimId,
        Caller caller,
        ReleaseClaim releaseClaim,
        SlotPageRenderer renderer
    )
    {
        caller.Actor.RequireCoordinatorOf(view.Stored.Id);
        var request = new ReleaseClaimRequest(view.Stored, claimId);
        var outcome = await releaseClaim.RunAsync(request, caller.Actor, caller.Now, caller.Ct);
        var refused = outcome.IsRefused ? FormErrors.Of(outcome.Refusal) : null;
        return await renderer.AnswerAsync(view, slot, new SlotFormOutcome("released", refused), caller);
    }

    /// <summary>Organisations are told from volunteers by a prefix.</summary>
    /// <returns>Null when none is chosen.</returns>
    private static HolderId? HolderOf(string choice)
    {
        var isOrganisation = choice.StartsWith(SlotPage.OrganisationPrefix, StringComparison.Ordinal);
        return !Guid.TryParseExact(isOrganisation ? choice[SlotPage.OrganisationPrefix.Length..] : choice, "D", out var id) ? null
            : isOrganisation ? new HolderId(null, id)
            : new HolderId(id, null);
    }
}
