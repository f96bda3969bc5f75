using GeekOnDuty.Core.Operations;
using GeekOnDuty.Core.People;
using GeekOnDuty.Core.Rotas;
using NodaTime;

namespace GeekOnDuty.Core.Claims;

/// <param name="Rota">The rota of the standing claim.</param>
/// <param name="Id">The standing claim.</param>
/// <param name="From">The first local date that it takes no more; null, or a past date: today.</param>
public sealed record EndStandingClaimRequest(StoredRota Rota, Guid Id, LocalDate? From = null);

/// <param name="Released">How many claims were released.</param>
public sealed record EndedStandingClaim(int Released);

/// <summary>
/// Ends a standing claim, for its holder and for coordinators. The claims it took from the date on are released. A
/// claim stays as an ordinary one when its slot has begun or its holder could not release it any more.
/// </summary>
public sealed class EndStandingClaim(
    OperationRunner runner,
    OfficeHoursQueries officeHours,
    StandingClaimQueries queries,
    StandingClaims standingClaims,
    ClaimQueries claims
)
{
    public Task<Outcome<EndedStandingClaim>> RunAsync(
        EndStandingClaimRequest request,
        Actor actor,
        Instant now,
        CancellationToken ct
    ) => runner.RunInAsync(request.Rota.Slug, () => ApplyAsync(request, actor, now, ct), ct);

    private async Task<Outcome<EndedStandingClaim>> ApplyAsync(
        EndStandingClaimRequest request,
        Actor actor,
        Instant now,
        CancellationToken ct
    )
    {
        var (rota, mayCoordinate) = (request.Rota, actor.MayCoordinate(request.Rota.Id));
        await standingClaims.LockAllAsync(rota.Id, ct);
        // Unlike claims, standing claims are not public: others are not told that one exists.
        if (
            await queries.LockAsync(rota.Id, request.Id, ct) is not { } standing
            || !(standing.VolunteerId == actor.VolunteerId || mayCoordinate)
        )
        {
            return Refusal.NoSuch("standing claim");
        }

        var hours = (await officeHours.AllAsync(rota.Id, ct)).Single(hours => hours.Id == standing.OfficeHoursId);
        var today = hours.Today(now);
        var first = LocalDate.Max(request.From ?? today, today);
        var held = await queries.HeldAsync(standing.Id, first, now, ct);
        var released = held.Where(claim =>
                claim.IsToCome && (mayCoordinate || StandingClaimDetails.MayHolderRelease(hours, rota, claim.Date, now))
            )
            .Select(claim => claim.ClaimId)
            .ToHashSet();
        await queries.EndAsync(standing, first.PlusDays(-1), ct);
        await queries.LetGoAsync([.. held.Select(claim => claim.ClaimId).Where(claim => !released.Contains(claim))], ct);
        var freed = await claims.ReleaseAsync([.. released], ReleasedBy.StandingEnded, now, ct);
        await standingClaims.TakeFreedAsync(rota, freed, now, ct);
        return new EndedStandingClaim(freed.Count);
    }
}
