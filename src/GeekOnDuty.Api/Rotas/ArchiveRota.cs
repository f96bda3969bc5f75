using GeekOnDuty.Api.Claims;
using GeekOnDuty.Api.Http;
using GeekOnDuty.Api.Operations;
using NodaTime;

namespace GeekOnDuty.Api.Rotas;

/// <summary>
/// Lays a rota to rest, or takes it up again. At rest nobody is on duty in it: claims that have not begun are released, and standing claims take
/// nothing. When it is taken up again, standing claims take their slots again; other claims that were released stay so.
/// </summary>
internal sealed class ArchiveRota(
    OpenRotas open,
    RotaQueries rotas,
    OfficeHoursQueries officeHours,
    StandingClaimQueries standingClaims,
    StandingClaims standing,
    ClaimQueries claims
)
{
    /// <returns>The rota as it is then. Nothing is written when it is so already.</returns>
    /// <exception cref="RefusedException">412, or it is deleted.</exception>
    public async Task<StoredRota> SetAsync(StoredRota rota, bool archived, IfMatch ifMatch, Instant now, CancellationToken ct)
    {
        var present = await open.HoldAloneAsync(rota, ct);
        ifMatch.Require(present.Rota);
        if (present.IsArchived == archived)
        {
            return present;
        }

        var archivedAt = Instant.FromUnixTimeSeconds(now.ToUnixTimeSeconds());
        var changed = await rotas.SetArchivedAsync(present, archived ? archivedAt : null, ct);
        if (archived)
        {
            await officeHours.RaiseVersionsAsync(rota.Id, ct);
            await standingClaims.RestAsync(rota.Id, ct);
            var freed = await claims.ReleaseToComeAsync(rota.Id, now, ct);
            await standing.RetryElsewhereAsync(changed, freed, now, ct);
        }
        else
        {
            await standing.FollowAsync(changed, now, ct);
        }

        return changed;
    }
}
