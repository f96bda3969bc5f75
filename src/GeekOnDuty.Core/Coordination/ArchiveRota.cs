using GeekOnDuty.Core.Claims;
using GeekOnDuty.Core.Operations;
using GeekOnDuty.Core.People;
using GeekOnDuty.Core.Rotas;
using NodaTime;

namespace GeekOnDuty.Core.Coordination;

/// <param name="Rota">The rota.</param>
/// <param name="IsArchived">False takes it up again.</param>
/// <param name="Precondition">Checked against the rota as visitors see it.</param>
public sealed record ArchiveRotaRequest(StoredRota Rota, bool IsArchived, IPrecondition? Precondition = null);

/// <summary>
/// Archives a rota, or takes it up again, for its coordinators. In an archived rota nobody is on duty: claims that have
/// not begun are released, and standing claims take nothing. When it is taken up again, standing claims take their
/// slots again; other claims stay released.
/// </summary>
public sealed class ArchiveRota(
    OperationRunner runner,
    RotaLocks locks,
    RotaQueries rotas,
    OfficeHoursQueries officeHours,
    StandingClaimQueries standingClaimQueries,
    StandingClaims standingClaims,
    ClaimQueries claims
)
{
    /// <returns>The rota as it is then. Nothing is written when it is so already.</returns>
    public Task<Outcome<StoredRota>> RunAsync(ArchiveRotaRequest request, Actor actor, Instant now, CancellationToken ct) =>
        runner.RunAsync(() => ApplyAsync(request, actor, now, ct), ct);

    private async Task<Outcome<StoredRota>> ApplyAsync(ArchiveRotaRequest request, Actor actor, Instant now, CancellationToken ct)
    {
        actor.RequireCoordinatorOf(request.Rota.Id);
        await locks.LockExclusiveAsync(request.Rota.Slug, ct);
        await rotas.LockAsync(request.Rota, ct);
        var present = await rotas.CurrentAsync(request.Rota, ct);
        request.Precondition?.Require(present.Rota);
        if (present.IsArchived == request.IsArchived)
        {
            return present;
        }

        var archivedAt = Instant.FromUnixTimeSeconds(now.ToUnixTimeSeconds());
        var changed = await rotas.SetArchivedAsync(present, request.IsArchived ? archivedAt : null, ct);
        if (changed.IsArchived)
        {
            await officeHours.RaiseVersionsAsync(changed.Id, ct);
            await standingClaimQueries.RestAsync(changed.Id, ct);
            var freed = await claims.ReleaseToComeAsync(changed.Id, now, ct);
            await standingClaims.RetryElsewhereAsync(changed, freed, now, ct);
        }
        else
        {
            await standingClaims.FollowAsync(changed, now, ct);
        }

        return changed;
    }

    /// <summary>Why `archived: true` is no part of what makes or changes a rota.</summary>
    public static string Hint(string slug) => $"Leave it out, and archive the rota with PUT /v1/rotas/{slug}/archived.";
}
