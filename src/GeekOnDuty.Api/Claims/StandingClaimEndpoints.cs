using GeekOnDuty.Api.Http;
using GeekOnDuty.Api.Observability;
using GeekOnDuty.Api.People;
using GeekOnDuty.Api.Postgres;
using GeekOnDuty.Api.Rotas;
using Microsoft.AspNetCore.Http.HttpResults;
using NodaTime;

namespace GeekOnDuty.Api.Claims;

internal static class StandingClaimEndpoints
{
    private const string BeforeCreating = "before_creating";

    public static void MapStandingClaims(this IEndpointRouteBuilder v1)
    {
        v1.MapPost("/rotas/{rota}/office-hours/{id:guid}/standing-claims", Create)
            .CountsClaims()
            .Write(Problems.NothingToClaim)
            .LimitClaims()
            .WithName("CreateStandingClaim")
            .WithSummary("Claim slots every week, or every n-th");
        v1.MapGet("/rotas/{rota}/standing-claims", List)
            .PrivateRead()
            .WithName("ListStandingClaims")
            .WithSummary("List standing claims");
        v1.MapDelete("/rotas/{rota}/standing-claims/{id:guid}", End)
            .Write()
            .WithName("EndStandingClaim")
            .WithSummary("End a standing claim");
        v1.MapGet("/me/standing-claims", ListMine)
            .PrivateRead()
            .WithName("ListMyStandingClaims")
            .WithSummary("My standing claims");
    }

    /// <summary>
    /// Takes the slots on `weekdays` of every `everyWeeks`-th week, or every n-th turn, from the local date `from` on, as far as the claim window of
    /// the rota is open; later slots follow by themselves as they open. Slots that are over are skipped. An exception of the office hours shifts no
    /// other date. With every date refused, or none within 400 days, nothing is stored. `dryRun=true` stores nothing and says what would be taken.
    /// </summary>
    internal static async Task<Results<Created<StandingClaimAnswer>, Ok<StandingClaimAnswer>, ProblemHttpResult>> Create(
        StoredRota rota,
        Guid id,
        Actor actor,
        Body<StandingClaimBody> body,
        BooleanParam? dryRun,
        OfficeHoursQueries officeHours,
        OrganisationQueries organisations,
        MemberQueries members,
        StandingClaimQueries queries,
        StandingClaims standingClaims,
        ClaimQueries claims,
        ClaimAttempt attempt,
        DbSession db,
        IClock clock,
        CancellationToken ct
    )
    {
        var holder = await ClaimEndpoints.HolderAsync(body.Value.Holder, rota, actor, organisations, ct);
        var hours = await officeHours.HoldAsync(rota.Id, id, ct);
        if (holder.VolunteerId is { } volunteerId && !await members.HoldAsync(rota.Id, volunteerId, ct))
        {
            return ClaimEndpoints.NotAMember();
        }

        if (hours is null)
        {
            return Problems.NoSuch("office hours");
        }

        var now = clock.GetCurrentInstant();
        var standing = StandingClaim.Create(rota.Id, id, key: null, holder, body.Value.Terms, now);
        if (!standing.UpcomingSlots(hours, now, StandingClaim.MaxWait).Any())
        {
            return Problems.NothingToClaim.With(
                "Within 400 days these office hours have no slot on the dates that you chose.",
                ("refused", Array.Empty<RefusedDate>())
            );
        }

        await db.SaveAsync(BeforeCreating, ct);
        await queries.InsertAsync(standing, ct);
        var byId = new Dictionary<Guid, StoredOfficeHours> { [id] = hours };
        var followed = (await standingClaims.TakeAsync(rota, byId, [standing], db.Origin, now, ct))[0];
        if (followed is { Taken: [], Refused: [_, ..] })
        {
            await db.RollbackToAsync(BeforeCreating);
            return Problems.NothingToClaim.With(
                "None of the dates that can be claimed now is free for the holder, so nothing was stored.",
                ("refused", followed.Refused)
            );
        }

        var taken = await claims.FindAllAsync([.. followed.Taken.Select(date => date.ClaimId)], ct);
        if (dryRun?.Value == true)
        {
            await db.RollbackToAsync(BeforeCreating);
            var planned = taken.Select(claim => TakenClaim.Of(claim.ToClaim()) with { Id = null });
            return TypedResults.Ok(new StandingClaimAnswer(null, [.. planned], followed.Refused));
        }

        attempt.Note(followed);
        return TypedResults.Created(
            $"/v1/rotas/{rota.Rota.Slug}/standing-claims/{standing.Id}",
            new StandingClaimAnswer(standing.Id, [.. taken.Select(claim => TakenClaim.Of(claim.ToClaim()))], followed.Refused)
        );
    }

    /// <summary>
    /// Standing claims that have not ended, by id. A volunteer sees their own, a coordinator everybody's, or those of `volunteerId`. `nextDates` are the
    /// next five dates they are for, also those that cannot be claimed yet.
    /// </summary>
    internal static async Task<Ok<Page<StandingClaimSummary>>> List(
        StoredRota rota,
        Actor actor,
        IdParam? volunteerId,
        StandingClaimSummaries summaries,
        LimitParam? limit,
        CursorParam? cursor,
        IClock clock,
        CancellationToken ct
    )
    {
        var ofVolunteer = volunteerId?.Value ?? (actor.MayCoordinate(rota.Id) ? null : actor.VolunteerId);
        if (ofVolunteer != actor.VolunteerId)
        {
            actor.RequireCoordinatorOf(rota.Id);
        }

        var now = clock.GetCurrentInstant();
        return TypedResults.Ok(
            await Page.ByIdAsync(
                limit,
                cursor,
                (after, rows) => summaries.PageAsync(rota.Id, ofVolunteer, after, rows, now, ct),
                standing => standing.Id
            )
        );
    }

    /// <summary>My standing claims in every rota that have not ended, by id.</summary>
    internal static async Task<Ok<Page<StandingClaimSummary>>> ListMine(
        Actor actor,
        StandingClaimSummaries summaries,
        LimitParam? limit,
        CursorParam? cursor,
        IClock clock,
        CancellationToken ct
    )
    {
        var now = clock.GetCurrentInstant();
        return TypedResults.Ok(
            await Page.ByIdAsync(
                limit,
                cursor,
                (after, rows) => summaries.PageAsync(null, actor.VolunteerId, after, rows, now, ct),
                standing => standing.Id
            )
        );
    }

    /// <summary>
    /// For the holder and for coordinators. It takes no slots from the local date `from` on, by default today, and what it took from then on is
    /// released; earlier claims stay. Slots that have begun, or that a holder could not release any more, stay too, as ordinary claims.
    /// </summary>
    internal static async Task<Results<NoContent, ProblemHttpResult>> End(
        StoredRota rota,
        Guid id,
        DateParam? from,
        Actor actor,
        OfficeHoursQueries officeHours,
        StandingClaimQueries queries,
        StandingClaims standingClaims,
        ClaimQueries claims,
        IClock clock,
        CancellationToken ct
    )
    {
        await standingClaims.LockAllAsync(rota.Id, ct);
        // Unlike claims, standing claims are not public: others are not told that one exists.
        if (
            await queries.LockAsync(rota.Id, id, ct) is not { } standing
            || !(standing.VolunteerId == actor.VolunteerId || actor.MayCoordinate(rota.Id))
        )
        {
            return Problems.NoSuch("standing claim");
        }

        var now = clock.GetCurrentInstant();
        var hours = (await officeHours.AllAsync(rota.Id, ct)).Single(hours => hours.Id == standing.OfficeHoursId);
        var today = hours.Today(now);
        var first = LocalDate.Max(from?.Value ?? today, today);
        var held = await queries.HeldAsync(id, first, now, ct);
        var released = held.Where(claim =>
                claim.IsToCome
                && (actor.MayCoordinate(rota.Id) || StandingClaimDetails.MayHolderRelease(hours, rota, claim.Date, now))
            )
            .Select(claim => claim.ClaimId)
            .ToHashSet();
        await queries.EndAsync(standing, first.PlusDays(-1), ct);
        await queries.LetGoAsync([.. held.Select(claim => claim.ClaimId).Where(claim => !released.Contains(claim))], ct);
        var freed = await claims.ReleaseAsync([.. released], ReleasedBy.StandingEnded, now, ct);
        await standingClaims.TakeFreedAsync(rota, freed, now, ct);
        return TypedResults.NoContent();
    }
}
