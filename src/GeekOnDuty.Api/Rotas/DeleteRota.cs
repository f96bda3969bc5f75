using GeekOnDuty.Api.Claims;
using GeekOnDuty.Api.Http;
using GeekOnDuty.Api.Joining;
using GeekOnDuty.Api.Operations;
using GeekOnDuty.Api.People;
using NodaTime;

namespace GeekOnDuty.Api.Rotas;

/// <summary>
/// Ends a rota for good. Its slug is never given again, and the hours that people served in it stay in their records. Everything else ends:
/// claims that have not begun, standing claims, memberships, invitations and requests to join.
/// </summary>
internal sealed class DeleteRota(
    OpenRotas open,
    RotaQueries rotas,
    OfficeHoursQueries officeHours,
    StandingClaimQueries standingClaims,
    StandingClaims standing,
    ClaimQueries claims,
    MemberQueries members,
    InvitationQueries invitations,
    JoinRequestQueries requests
)
{
    /// <exception cref="RefusedException">412, or it is deleted already.</exception>
    public async Task RunAsync(StoredRota rota, IfMatch ifMatch, Instant now, CancellationToken ct)
    {
        var present = await open.HoldAloneAsync(rota, ct);
        ifMatch.Require(present.Rota);
        await officeHours.RaiseVersionsAsync(rota.Id, ct);
        await standingClaims.EndAllAsync(rota.Id, now.InUtc().Date.PlusDays(-1), ct);
        await members.RemoveAllAsync(rota.Id, ct);
        var freed = await claims.ReleaseToComeAsync(rota.Id, now, ct);
        await standing.RetryElsewhereAsync(present, freed, now, ct);
        await invitations.RevokeAllAsync(rota.Id, now, ct);
        await requests.DeleteAllAsync(rota.Id, ct);
        await rotas.SetDeletedAsync(present, now, ct);
    }
}
