using GeekOnDuty.Api.Http;
using GeekOnDuty.Api.Observability;
using GeekOnDuty.Api.OnDuty;
using GeekOnDuty.Api.Pages;
using GeekOnDuty.Api.People;
using GeekOnDuty.Api.Rotas;
using Microsoft.AspNetCore.Http.HttpResults;
using NodaTime;

namespace GeekOnDuty.Api.Claims;

internal static class ClaimEndpoints
{
    public static void MapClaims(this IEndpointRouteBuilder v1)
    {
        v1.MapPost("/rotas/{rota}/office-hours/{id:guid}/slots/{date}/claims", Take)
            .CountsClaims()
            .CommitsItself()
            .Write(Problems.SlotFull, Problems.DoubleBooked, Problems.AlreadyClaimed, Problems.SlotNotOpen, Problems.Conflict)
            .LimitClaims()
            .WithName("ClaimSlot")
            .WithSummary("Claim a slot");
        v1.MapGet("/rotas/{rota}/claims", List).PrivateRead().WithName("ListClaims").WithSummary("List claims");
        v1.MapDelete("/rotas/{rota}/claims/{claimId:guid}", Release)
            .Write(Problems.TooLateToRelease)
            .WithName("ReleaseClaim")
            .WithSummary("Release a claim");
    }

    /// <summary>
    /// Takes the lowest free seat of the slot: for yourself with an empty body, for anyone of the rota as a coordinator. However many race
    /// for k seats, k get one. A 409 offers up to three open `alternatives` that the holder is free to take.
    /// </summary>
    internal static async Task<Results<Created<Claim>, ProblemHttpResult>> Take(
        RotaView view,
        Guid id,
        DateParam date,
        Actor actor,
        Body<ClaimBody> body,
        OfficeHoursQueries officeHours,
        OrganisationQueries organisations,
        RotaQueries rotas,
        Claiming claiming,
        Alternatives alternatives,
        ClaimAttempt attempt,
        IClock clock,
        CancellationToken ct
    )
    {
        var rota = view.Stored;
        var holder = await HolderAsync(body.Value.Holder, rota, actor, organisations, ct);
        var now = clock.GetCurrentInstant();
        var origin = holder.VolunteerId == actor.VolunteerId ? ClaimOrigin.Self : ClaimOrigin.Coordinator;
        ClaimOutcome? outcome = null;
        if (view.OfficeHours.TryGetValue(id, out var hours) && hours.EndedFrom is null)
        {
            outcome = await claiming.TakeAsync(rota, hours, date.Value, holder, origin, null, now, ct);
        }

        if (outcome is null || outcome.IsByRule)
        {
            // Only what is in memory refuses; another process may have changed it less than a second ago.
            rota = await rotas.CurrentAsync(rota, ct);
            hours = await officeHours.FindAsync(rota.Id, id, ct);
            if (hours is null)
            {
                return Problems.NoSuch("office hours");
            }

            outcome = await claiming.TakeAsync(rota, hours, date.Value, holder, origin, null, now, ct);
        }

        attempt.Note(outcome);
        if (outcome.Claim is { } taken)
        {
            return TypedResults.Created($"/v1/rotas/{rota.Rota.Slug}/claims/{taken.Id}", taken);
        }

        if (outcome.Problem == Problems.Forbidden && origin == ClaimOrigin.Coordinator)
        {
            return NotAMember();
        }

        return Alternatives.Help(outcome.Problem!) && hours!.Rules.SlotOn(date.Value) is { } wanted
            ? outcome.Problem!.With(
                outcome.Detail!,
                ("alternatives", await alternatives.ForAsync(view, rota, holder, wanted, now, ct))
            )
            : outcome.Problem!.With(outcome.Detail!);
    }

    /// <summary>
    /// Claims whose slots overlap [from, to), by start, released ones too; by default from now on. A volunteer sees their own, a coordinator
    /// everybody's, or those of `volunteerId`.
    /// </summary>
    internal static async Task<Results<Ok<Page<Claim>>, ProblemHttpResult>> List(
        StoredRota rota,
        Actor actor,
        InstantParam? from,
        InstantParam? to,
        IdParam? volunteerId,
        ClaimQueries claims,
        LimitParam? limit,
        CursorParam? cursor,
        IClock clock,
        CancellationToken ct
    )
    {
        var whose = volunteerId?.Value ?? (actor.MayCoordinate(rota.Id) ? null : actor.VolunteerId);
        if (whose != actor.VolunteerId)
        {
            actor.RequireCoordinatorOf(rota.Id);
        }

        return TypedResults.Ok(
            await ClaimPages.ListAsync(claims, rota.Id, whose, from, to, limit, cursor, clock.GetCurrentInstant(), ct)
        );
    }

    /// <summary>
    /// Frees the seat. Holders may until `releaseClosesBefore` of the rota, coordinators always. Releasing a claim that is released already
    /// changes nothing and answers 204 too.
    /// </summary>
    internal static async Task<Results<NoContent, ProblemHttpResult>> Release(
        StoredRota rota,
        Guid claimId,
        Actor actor,
        OfficeHoursQueries officeHours,
        ClaimQueries claims,
        StandingClaims standing,
        IClock clock,
        CancellationToken ct
    )
    {
        if (await claims.FindAsync(rota.Id, claimId, ct) is not { } claim)
        {
            return Problems.NoSuch("claim");
        }

        var isHolder = claim.VolunteerId == actor.VolunteerId;
        if (!isHolder)
        {
            actor.RequireCoordinatorOf(rota.Id);
        }

        var now = clock.GetCurrentInstant();
        if (claim.ReleasedAt is null && !actor.MayCoordinate(rota.Id))
        {
            var hours = (await officeHours.AllAsync(rota.Id, ct)).Single(hours => hours.Id == claim.OfficeHoursId);
            var closesAt = claim.ReleaseClosesAt(hours.Rules.SlotOn(claim.OnDate), rota.ReleaseClosesBefore);
            if (now >= closesAt)
            {
                return Problems.TooLateToRelease.With($"It could be released until {Values.Instants.Format(closesAt)}.");
            }
        }

        var isConcerned = await standing.LockConcernedAsync(rota.Id, claim.OfficeHoursId, claim.VolunteerId, ct);
        var freed = await claims.ReleaseAsync([claimId], isHolder ? ReleasedBy.Holder : ReleasedBy.Coordinator, now, ct);
        if (isConcerned)
        {
            await standing.TakeFreedAsync(rota, freed, now, ct);
        }
        else
        {
            await standing.RetryElsewhereAsync(rota, freed, now, ct);
        }

        return TypedResults.NoContent();
    }

    /// <summary>Whom a claim is for: the actor, or whom a coordinator named.</summary>
    public static async Task<HolderId> HolderAsync(
        HolderId named,
        StoredRota rota,
        Actor actor,
        OrganisationQueries organisations,
        CancellationToken ct
    )
    {
        var isSelf = named.OrganisationId is null && (named.VolunteerId ?? actor.VolunteerId) == actor.VolunteerId;
        if (!isSelf)
        {
            actor.RequireCoordinatorOf(rota.Id);
            await organisations.RequireAsync(named.OrganisationId, "organisationId", ct);
            return named;
        }

        return actor.IsMemberOf(rota.Id)
            ? new HolderId(actor.VolunteerId, null)
            : throw ProblemException.Of(
                Problems.Forbidden,
                "You are not a member of this rota. A coordinator of it can add you."
            );
    }

    public static ProblemHttpResult NotAMember() =>
        Errors.One(
            "volunteerId",
            "No member of this rota has this id. Add the volunteer with PUT /v1/rotas/{rota}/members/{volunteerId} first.",
            Words.Faults.Choose
        );
}

/// <summary>The body of a claim; empty to claim for yourself.</summary>
/// <param name="VolunteerId">A member of the rota; yourself when both are left out.</param>
/// <param name="OrganisationId">An organisation that has not yet named the person.</param>
internal sealed record ClaimBody(Guid? VolunteerId, Guid? OrganisationId) : IReadFromBody<ClaimBody>
{
    [System.Text.Json.Serialization.JsonIgnore]
    public HolderId Holder => new(VolunteerId, OrganisationId);

    public static ClaimBody Read(Members members)
    {
        var (volunteerId, organisationId) = (members.OptionalId("volunteerId"), members.OptionalId("organisationId"));
        if (volunteerId is not null && organisationId is not null)
        {
            members.Errors.Add(members.PathOf("organisationId"), "A holder is a volunteer or an organisation, not both.");
        }

        return new ClaimBody(volunteerId, organisationId);
    }
}
