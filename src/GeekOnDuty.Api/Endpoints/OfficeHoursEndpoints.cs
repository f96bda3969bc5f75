using GeekOnDuty.Api.Http;
using GeekOnDuty.Core.Coordination;
using GeekOnDuty.Core.OnDuty;
using GeekOnDuty.Core.Operations;
using GeekOnDuty.Core.Rotas;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace GeekOnDuty.Api.Endpoints;

internal static class OfficeHoursEndpoints
{
    public static void MapOfficeHours(this IEndpointRouteBuilder v1)
    {
        var group = v1.MapGroup("/rotas/{rota}/office-hours");
        group.MapGet("", List).PublicRead().WithName("ListOfficeHours").WithSummary("List office hours");
        group.MapGet("/{id:guid}", Get).PublicRead().WithName("GetOfficeHours").WithSummary("Get office hours");
        group.MapPost("", Create).Write().WithName("CreateOfficeHours").WithSummary("Promise office hours");
        group
            .MapPut("/{id:guid}", Revise)
            .Write()
            .WithName("ReviseOfficeHours")
            .WithSummary("Change office hours from a date on");
        group.MapDelete("/{id:guid}", End).Write().WithName("EndOfficeHours").WithSummary("End office hours");
        group
            .MapPut("/{id:guid}/slots/{date}", ChangeSlot)
            .Write(Problems.SlotOver)
            .WithName("ChangeSlot")
            .WithSummary("Cancel, move or restore one slot");
    }

    /// <summary>Office hours that have not ended, by id; each in its latest revision.</summary>
    internal static Ok<Page<OfficeHoursAnswer>> List(RotaContext rota, [AsParameters] PageParams page)
    {
        var all = rota.OfficeHours.Values.Where(hours => hours.EndedFrom is null).Select(hours => hours.ToAnswer());
        return TypedResults.Ok(
            Page.OfAll(
                all.OrderBy(hours => hours.Id.ToString(), StringComparer.Ordinal),
                page.Request,
                hours => hours.Id.ToString()
            )
        );
    }

    /// <summary>The latest revision, also when it holds only from a later date on.</summary>
    internal static Results<ETagResult<OfficeHoursAnswer>, ProblemHttpResult> Get(RotaContext rota, Guid id) =>
        rota.OfficeHours.GetValueOrDefault(id) is { EndedFrom: null } hours
            ? ETags.Ok(hours.ToAnswer())
            : Problems.NoSuch("office hours");

    /// <summary>For coordinators. The start date may lie in the past.</summary>
    internal static async Task<Results<ETagResult<OfficeHoursAnswer>, ProblemHttpResult>> Create(
        RouteRota rota,
        Body<OfficeHoursBody> body,
        Caller caller,
        CreateOfficeHours createOfficeHours
    )
    {
        var request = new CreateOfficeHoursRequest(rota, body.Value.Terms);
        var outcome = await createOfficeHours.RunAsync(request, caller.Actor, caller.Now, caller.Ct);
        return outcome.Answer(made => ETags.Created($"/v1/rotas/{rota.Rota.Slug}/office-hours/{made.Id}", made));
    }

    /// <summary>
    /// For coordinators. Replaces the terms from the local date `effectiveFrom` on, by default today; what lies before it never changes, and
    /// neither does a slot that has begun: then the change holds from the next date on. Claims follow their slots to the new times; claims
    /// whose slot or seat is gone, or whose new time double-books their holder, are released. `affected` tells what became of them; with `dryRun=true`
    /// it is the whole answer and nothing is stored.
    /// </summary>
    internal static async Task<Results<Ok<AffectedClaims>, ETagResult<RevisedOfficeHours>, ProblemHttpResult>> Revise(
        RouteRota rota,
        Guid id,
        Body<OfficeHoursBody> body,
        [AsParameters] ChangeParams change,
        Caller caller,
        ReviseOfficeHours reviseOfficeHours
    )
    {
        var terms = body.Value.Terms;
        var request = new ReviseOfficeHoursRequest(rota, id, terms, body.Value.EffectiveFrom)
        {
            IdOfTerms = body.Value.Id,
            Precondition = change.IfMatch,
            IsDryRun = change.IsDryRun,
        };
        var outcome = await reviseOfficeHours.RunAsync(request, caller.Actor, caller.Now, caller.Ct);
        return outcome.IsRefused ? outcome.Refusal.ToProblem()
            : outcome.IsRehearsal ? TypedResults.Ok(new AffectedClaims(outcome.Value.Affected))
            : ETags.Ok(outcome.Value, resource: new OfficeHoursAnswer(id, terms));
    }

    /// <summary>For coordinators. No slots from today on, except one that has begun; its claims are released. Past slots and their claims stay. `dryRun=true` stores nothing and tells which claims it would release.</summary>
    internal static async Task<Results<NoContent, Ok<AffectedClaims>, ProblemHttpResult>> End(
        RouteRota rota,
        Guid id,
        [AsParameters] ChangeParams change,
        Caller caller,
        EndOfficeHours endOfficeHours
    )
    {
        var request = new EndOfficeHoursRequest(rota, id, change.IfMatch, change.IsDryRun);
        var outcome = await endOfficeHours.RunAsync(request, caller.Actor, caller.Now, caller.Ct);
        return outcome.IsRefused ? outcome.Refusal.ToProblem()
            : outcome.IsRehearsal ? TypedResults.Ok(outcome.Value)
            : TypedResults.NoContent();
    }

    /// <summary>
    /// For coordinators. `{"cancelled": true, "reason": "…"}` cancels the slot and releases its claims; `{"startTime", "endTime"}` moves it, on
    /// the clock of its zone, and its claims with it; `{"cancelled": false}` takes either back. The date stays its name. What is over stays.
    /// `affected` tells what became of claims; with `dryRun=true` it is the whole answer and nothing is stored.
    /// </summary>
    internal static async Task<Results<Ok<AffectedClaims>, Ok<ChangedSlotBody>, ProblemHttpResult>> ChangeSlot(
        RouteRota rota,
        [AsParameters] SlotParams slot,
        Body<SlotChange> body,
        BooleanParam? dryRun,
        Caller caller,
        ChangeSlot changeSlot
    )
    {
        var request = new ChangeSlotRequest(rota, slot.Id, slot.Date.Value, body.Value.ToOverride(), dryRun?.Value == true);
        var outcome = await changeSlot.RunAsync(request, caller.Actor, caller.Now, caller.Ct);
        return outcome.IsRefused ? outcome.Refusal.ToProblem()
            : outcome.IsRehearsal ? TypedResults.Ok(new AffectedClaims(outcome.Value.Affected))
            : TypedResults.Ok(outcome.Value);
    }
}

/// <summary>The slot that an address names.</summary>
internal sealed record SlotParams([FromRoute(Name = "id")] Guid Id, [FromRoute(Name = "date")] DateParam Date);
