using GeekOnDuty.Api.Http;
using GeekOnDuty.Core.Claims;
using GeekOnDuty.Core.Operations;
using Microsoft.AspNetCore.Http.HttpResults;

namespace GeekOnDuty.Api.Endpoints;

internal static class StandingClaimEndpoints
{
    public static void MapStandingClaims(this IEndpointRouteBuilder v1)
    {
        v1.MapPost("/rotas/{rota}/office-hours/{id:guid}/standing-claims", Create)
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
        RouteRota rota,
        Guid id,
        Body<StandingClaimBody> body,
        BooleanParam? dryRun,
        Caller caller,
        CreateStandingClaim createStandingClaim
    )
    {
        var outcome = await createStandingClaim.RunAsync(
            new CreateStandingClaimRequest(rota, id, body.Value.Holder, body.Value.Terms, dryRun?.Value == true),
            caller.Actor,
            caller.Now,
            caller.Ct
        );
        return outcome.IsRefused ? outcome.Refusal.ToProblem()
            : outcome.IsRehearsal ? TypedResults.Ok(outcome.Value)
            : TypedResults.Created($"/v1/rotas/{rota.Rota.Slug}/standing-claims/{outcome.Value.Id}", outcome.Value);
    }

    /// <summary>
    /// Standing claims that have not ended, by id. A volunteer sees their own, a coordinator everybody's, or those of `volunteerId`. `nextDates` are the
    /// next five dates they are for, also those that cannot be claimed yet.
    /// </summary>
    internal static async Task<Ok<Page<StandingClaimSummary>>> List(
        RouteRota rota,
        IdParam? volunteerId,
        [AsParameters] PageParams page,
        Caller caller,
        StandingClaimSummaries summaries
    )
    {
        var ofVolunteer = caller.Actor.VolunteerToList(rota.Id, volunteerId?.Value);
        return TypedResults.Ok(
            await Page.ByIdAsync(
                page.Request,
                (after, rows) => summaries.PageAsync(rota.Id, ofVolunteer, after, rows, caller.Now, caller.Ct),
                standing => standing.Id
            )
        );
    }

    /// <summary>My standing claims in every rota that have not ended, by id.</summary>
    internal static async Task<Ok<Page<StandingClaimSummary>>> ListMine(
        [AsParameters] PageParams page,
        Caller caller,
        StandingClaimSummaries summaries
    )
    {
        return TypedResults.Ok(
            await Page.ByIdAsync(
                page.Request,
                (after, rows) => summaries.PageAsync(null, caller.Actor.VolunteerId, after, rows, caller.Now, caller.Ct),
                standing => standing.Id
            )
        );
    }

    /// <summary>
    /// For the holder and for coordinators. It takes no slots from the local date `from` on, by default today, and what it took from then on is
    /// released; earlier claims stay. Slots that have begun, or that a holder could not release any more, stay too, as ordinary claims.
    /// </summary>
    internal static async Task<Results<NoContent, ProblemHttpResult>> End(
        RouteRota rota,
        Guid id,
        DateParam? from,
        Caller caller,
        EndStandingClaim endStandingClaim
    )
    {
        var outcome = await endStandingClaim.RunAsync(
            new EndStandingClaimRequest(rota, id, from?.Value),
            caller.Actor,
            caller.Now,
            caller.Ct
        );
        return outcome.Answer(_ => TypedResults.NoContent());
    }
}
