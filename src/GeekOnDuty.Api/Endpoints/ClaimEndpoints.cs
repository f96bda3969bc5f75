using GeekOnDuty.Api.Http;
using GeekOnDuty.Core.Claims;
using GeekOnDuty.Core.Operations;
using GeekOnDuty.Core.Rotas;
using Microsoft.AspNetCore.Http.HttpResults;

namespace GeekOnDuty.Api.Endpoints;

internal static class ClaimEndpoints
{
    public static void MapClaims(this IEndpointRouteBuilder v1)
    {
        v1.MapPost("/rotas/{rota}/office-hours/{id:guid}/slots/{date}/claims", Take)
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
        RotaContext rota,
        Guid id,
        DateParam date,
        Body<ClaimBody> body,
        Caller caller,
        ClaimSlot claimSlot
    )
    {
        var request = new ClaimSlotRequest(rota.Live, id, date.Value, body.Value.Holder);
        var outcome = await claimSlot.RunAsync(request, caller.Actor, caller.Now, caller.Ct);
        return outcome.Answer(taken => TypedResults.Created($"/v1/rotas/{rota.Rota.Slug}/claims/{taken.Id}", taken));
    }

    /// <summary>
    /// Claims whose slots overlap [from, to), by start, released ones too; by default from now on. A volunteer sees their own, a coordinator
    /// everybody's, or those of `volunteerId`.
    /// </summary>
    internal static async Task<Results<Ok<Page<Claim>>, ProblemHttpResult>> List(
        RouteRota rota,
        [AsParameters] ClaimWindowParams window,
        IdParam? volunteerId,
        [AsParameters] PageParams page,
        Caller caller,
        ClaimQueries claims
    )
    {
        var ofVolunteer = caller.Actor.VolunteerToList(rota.Id, volunteerId?.Value);
        return TypedResults.Ok(
            await ClaimPages.ListAsync(claims, rota.Id, ofVolunteer, window.In(caller.Now), page.Request, caller.Ct)
        );
    }

    /// <summary>
    /// Frees the seat. Holders may until `releaseClosesBefore` of the rota, coordinators always. Releasing a claim that is released already
    /// changes nothing and answers 204 too.
    /// </summary>
    internal static async Task<Results<NoContent, ProblemHttpResult>> Release(
        RouteRota rota,
        Guid claimId,
        Caller caller,
        ReleaseClaim releaseClaim
    )
    {
        var outcome = await releaseClaim.RunAsync(new ReleaseClaimRequest(rota, claimId), caller.Actor, caller.Now, caller.Ct);
        return outcome.Answer(_ => TypedResults.NoContent());
    }
}
