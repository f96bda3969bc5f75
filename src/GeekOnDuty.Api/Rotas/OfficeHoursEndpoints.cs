using GeekOnDuty.Api.Claims;
using GeekOnDuty.Api.Http;
using GeekOnDuty.Api.OnDuty;
using GeekOnDuty.Api.Pages;
using GeekOnDuty.Api.People;
using GeekOnDuty.Api.Postgres;
using GeekOnDuty.Scheduling;
using Microsoft.AspNetCore.Http.HttpResults;
using NodaTime;

namespace GeekOnDuty.Api.Rotas;

internal static class OfficeHoursEndpoints
{
    private const string BeforeChange = "before_change";

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
    internal static Ok<Page<OfficeHoursAnswer>> List(RotaView rota, LimitParam? limit, CursorParam? cursor)
    {
        var all = rota.OfficeHours.Values.Where(hours => hours.EndedFrom is null).Select(hours => hours.ToAnswer());
        return TypedResults.Ok(
            Page.Of(
                all.OrderBy(hours => hours.Id.ToString(), StringComparer.Ordinal),
                limit,
                cursor,
                hours => hours.Id.ToString()
            )
        );
    }

    /// <summary>The latest revision, also when it holds only from a later date on.</summary>
    internal static Results<Tagged<OfficeHoursAnswer>, ProblemHttpResult> Get(RotaView rota, Guid id) =>
        rota.OfficeHours.GetValueOrDefault(id) is { EndedFrom: null } hours
            ? ETags.Ok(hours.ToAnswer())
            : Problems.NoSuch("office hours");

    /// <summary>For coordinators. The start date may lie in the past.</summary>
    internal static async Task<Results<Tagged<OfficeHoursAnswer>, ProblemHttpResult>> Create(
        StoredRota rota,
        Actor actor,
        Body<OfficeHoursBody> body,
        OfficeHoursQueries officeHours,
        OrganisationQueries organisations,
        IClock clock,
        CancellationToken ct
    )
    {
        actor.RequireCoordinatorOf(rota.Id);
        var terms = body.Value.Terms;
        Languages.Require(terms.Languages, kept: []);
        await organisations.RequireAsync(terms.OrganisationId, "organisationId", ct);
        var revisions = new Dictionary<LocalDate, OfficeHoursTerms> { [terms.StartDate] = terms };
        var id = await officeHours.InsertAsync(rota.Id, key: null, revisions, clock.GetCurrentInstant(), ct);
        return ETags.Created($"/v1/rotas/{rota.Rota.Slug}/office-hours/{id}", new OfficeHoursAnswer(id, terms));
    }

    /// <summary>
    /// For coordinators. Replaces the terms from the local date `effectiveFrom` on, by default today; what lies before it never changes, and
    /// neither does a slot that has begun: then the change holds from the next date on. Claims follow their slots to the new times; claims
    /// whose slot or seat is gone, or whose new time double-books their holder, are released. `affected` tells what became of them; with `dryRun=true`
    /// it is the whole answer and nothing is stored.
    /// </summary>
    internal static async Task<Results<Ok<AffectedClaims>, Tagged<RevisedOfficeHours>, ProblemHttpResult>> Revise(
        StoredRota rota,
        Guid id,
        Actor actor,
        Body<OfficeHoursBody> body,
        BooleanParam? dryRun,
        IfMatch ifMatch,
        RotaQueries rotas,
        OfficeHoursQueries officeHours,
        OrganisationQueries organisations,
        ClaimRederivation rederivation,
        DbSession db,
        IClock clock,
        CancellationToken ct
    )
    {
        actor.RequireCoordinatorOf(rota.Id);
        await rotas.LockAsync(rota, ct);
        if (await officeHours.LockAsync(rota.Id, id, ct) is not { } hours)
        {
            return Problems.NoSuch("office hours");
        }

        ifMatch.Require(hours.ToAnswer());
        var now = clock.GetCurrentInstant();
        var today = hours.Today(now);
        var (terms, requested) = (body.Value.Terms, body.Value.EffectiveFrom ?? today);
        Check(body.Value, id, requested, today);
        Languages.Require(terms.Languages, hours.Languages);
        await organisations.RequireAsync(terms.OrganisationId, "organisationId", ct);

        var next = new OfficeHours(id, [new Revision(Values.FirstDate, terms.ToRule())], hours.Overrides);
        var from = hours.Rules.FirstUnbegun(requested, now, next);
        await db.SaveAsync(BeforeChange, ct);
        await officeHours.ReviseAsync(rota.Id, hours, from, new Dictionary<LocalDate, OfficeHoursTerms> { [from] = terms }, ct);
        var (affected, _) = await rederivation.ApplyAsync(rota, [id], now, ct);
        if (dryRun?.Value == true)
        {
            await db.RollbackToAsync(BeforeChange);
            return TypedResults.Ok(new AffectedClaims(affected));
        }

        return ETags.Ok(new RevisedOfficeHours(id, terms, affected), resource: new OfficeHoursAnswer(id, terms));
    }

    /// <summary>For coordinators. No slots from today on, except one that has begun; its claims are released. Past slots and their claims stay. `dryRun=true` stores nothing and tells which claims it would release.</summary>
    internal static async Task<Results<NoContent, Ok<AffectedClaims>, ProblemHttpResult>> End(
        StoredRota rota,
        Guid id,
        Actor actor,
        BooleanParam? dryRun,
        IfMatch ifMatch,
        RotaQueries rotas,
        OfficeHoursQueries officeHours,
        ClaimRederivation rederivation,
        DbSession db,
        IClock clock,
        CancellationToken ct
    )
    {
        actor.RequireCoordinatorOf(rota.Id);
        await rotas.LockAsync(rota, ct);
        if (await officeHours.LockAsync(rota.Id, id, ct) is not { } hours)
        {
            return Problems.NoSuch("office hours");
        }

        ifMatch.Require(hours.ToAnswer());
        var now = clock.GetCurrentInstant();
        var today = hours.Today(now);
        await db.SaveAsync(BeforeChange, ct);
        await officeHours.EndAsync(rota.Id, hours, hours.Rules.FirstUnbegun(today, now), ct);
        var (affected, _) = await rederivation.ApplyAsync(rota, [id], now, ct);
        if (dryRun?.Value == true)
        {
            await db.RollbackToAsync(BeforeChange);
            return TypedResults.Ok(new AffectedClaims(affected));
        }

        return TypedResults.NoContent();
    }

    /// <summary>
    /// For coordinators. `{"cancelled": true, "reason": "…"}` cancels the slot and releases its claims; `{"startTime", "endTime"}` moves it, on
    /// the clock of its zone, and its claims with it; `{"cancelled": false}` takes either back. The date stays its name. What is over stays.
    /// `affected` tells what became of claims; with `dryRun=true` it is the whole answer and nothing is stored.
    /// </summary>
    internal static async Task<Results<Ok<AffectedClaims>, Ok<ChangedSlotBody>, ProblemHttpResult>> ChangeSlot(
        StoredRota rota,
        Guid id,
        DateParam date,
        Actor actor,
        Body<SlotChange> body,
        BooleanParam? dryRun,
        RotaQueries rotas,
        OfficeHoursQueries officeHours,
        ClaimRederivation rederivation,
        RotaTimelines timelines,
        DbSession db,
        IClock clock,
        CancellationToken ct
    )
    {
        actor.RequireCoordinatorOf(rota.Id);
        await rotas.LockAsync(rota, ct);
        if (await officeHours.LockAsync(rota.Id, id, ct) is not { } hours || hours.Rules.SlotOn(date.Value) is not { } slot)
        {
            return Problems.NoSuch("slot");
        }

        var now = clock.GetCurrentInstant();
        var changed = body.Value.ToOverride();
        if (hours.Rules.With(date.Value, changed).SlotOn(date.Value) is not { } future)
        {
            return Errors.One("startTime", "On that date a gap of the clock swallows the slot at these times.");
        }

        if (slot.EndsAt <= now || future.EndsAt <= now)
        {
            return Problems.SlotOver.With("The slot is over, or would be over at these times. The past does not change.");
        }

        await db.SaveAsync(BeforeChange, ct);
        await officeHours.OverrideAsync(rota.Id, id, date.Value, hours.Overrides.GetValueOrDefault(date.Value), changed, ct);
        var (affected, _) = await rederivation.ApplyAsync(rota, [id], now, ct);
        if (dryRun?.Value == true)
        {
            await db.RollbackToAsync(BeforeChange);
            return TypedResults.Ok(new AffectedClaims(affected));
        }

        var (slots, timeline) = await timelines.AskAsync(rota.Id, future.During, line => line.Slots(future.During), ct);
        var described = timeline.Describe(slots.First(each => each.Slot.OfficeHoursId == id && each.Slot.Date == date.Value));
        return TypedResults.Ok(new ChangedSlotBody(described, affected));
    }

    private static void Check(OfficeHoursBody body, Guid id, LocalDate requested, LocalDate today)
    {
        var errors = new Errors();
        if (requested < today)
        {
            errors.Add(
                "effectiveFrom",
                $"It lies in the past, which does not change. Write {Values.Dates.Format(today)} or later."
            );
        }

        if (body.Id is { } other && other != id)
        {
            errors.Add("id", "It is not the id of the address.");
        }

        errors.ThrowIfAny();
    }
}

/// <summary>The body of PUT …/slots/{date}: cancelled with a reason, moved to other times, or neither.</summary>
/// <param name="Cancelled">True: it does not take place. False: it takes place as the rule says.</param>
/// <param name="Reason">Shown with a cancelled slot.</param>
/// <param name="StartTime">With the end time: moved, on the clock of its zone.</param>
/// <param name="EndTime">At or before the start: on the next local day.</param>
internal sealed record SlotChange(bool Cancelled, string? Reason, LocalTime? StartTime, LocalTime? EndTime)
    : IReadFromBody<SlotChange>
{
    public static SlotChange Read(Members members)
    {
        var change = new SlotChange(
            members.OptionalBoolean("cancelled", otherwise: false),
            members.OptionalText("reason", 500),
            members.OptionalTime("startTime"),
            members.OptionalTime("endTime")
        );
        if (change.Cancelled && (change.StartTime ?? change.EndTime) is not null)
        {
            members.Errors.Add(
                members.PathOf("cancelled"),
                "A slot is cancelled or moved, not both: leave out startTime and endTime."
            );
        }

        if (change.StartTime is null != change.EndTime is null)
        {
            members.Errors.Add(
                members.PathOf(change.StartTime is null ? "startTime" : "endTime"),
                "A move needs both startTime and endTime.",
                Words.Faults.OneTime
            );
        }

        if (!members.Has("cancelled") && change.StartTime is null && change.EndTime is null)
        {
            members.Errors.Add(members.PathOf("cancelled"), "Write cancelled, or startTime and endTime.");
        }

        return change;
    }

    /// <summary>Null: as the rule says.</summary>
    public SlotOverride? ToOverride() =>
        Cancelled || StartTime is not null ? new SlotOverride(Cancelled, Reason, StartTime, EndTime) : null;
}
