using GeekOnDuty.Core.Operations;
using GeekOnDuty.Core.People;
using GeekOnDuty.Core.Rotas;
using GeekOnDuty.Core.Text;
using NodaTime;

namespace GeekOnDuty.Core.Claims;

public sealed record ReleaseClaimRequest(StoredRota Rota, Guid ClaimId);

/// <summary>
/// Frees a seat. Holders may until `releaseClosesBefore` of the rota, coordinators always. Releasing a claim that is
/// released already changes nothing. Standing claims that the seat kept from their dates take them.
/// </summary>
public sealed class ReleaseClaim(
    OperationRunner runner,
    ClaimQueries claims,
    OfficeHoursQueries officeHours,
    StandingClaims standing
)
{
    /// <returns>The claim as it was.</returns>
    public Task<Outcome<ClaimRow>> RunAsync(ReleaseClaimRequest request, Actor actor, Instant now, CancellationToken ct) =>
        runner.RunInAsync(request.Rota.Slug, () => ApplyAsync(request, actor, now, ct), ct);

    private async Task<Outcome<ClaimRow>> ApplyAsync(ReleaseClaimRequest request, Actor actor, Instant now, CancellationToken ct)
    {
        var rota = request.Rota;
        if (await claims.FindAsync(rota.Id, request.ClaimId, ct) is not { } claim)
        {
            return Refusal.NoSuch("claim");
        }

        var isHolder = claim.VolunteerId == actor.VolunteerId;
        if (!isHolder)
        {
            actor.RequireCoordinatorOf(rota.Id);
        }

        if (claim.ReleasedAt is null && !actor.MayCoordinate(rota.Id))
        {
            var hours = (await officeHours.AllAsync(rota.Id, ct)).Single(hours => hours.Id == claim.OfficeHoursId);
            var closesAt = claim.ReleaseClosesAt(hours.Rules.SlotOn(claim.OnDate), rota.ReleaseClosesBefore);
            if (now >= closesAt)
            {
                return new Refusal(
                    RefusalKind.TooLateToRelease,
                    $"It could be released until {Formats.Instants.Format(closesAt)}."
                );
            }
        }

        var isConcerned = await standing.LockConcernedAsync(rota.Id, claim.OfficeHoursId, claim.VolunteerId, ct);
        var freed = await claims.ReleaseAsync([claim.Id], isHolder ? ReleasedBy.Holder : ReleasedBy.Coordinator, now, ct);
        if (isConcerned)
        {
            await standing.TakeFreedAsync(rota, freed, now, ct);
        }
        else
        {
            await standing.RetryElsewhereAsync(rota, freed, now, ct);
        }

        return claim;
    }
}
