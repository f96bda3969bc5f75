using GeekOnDuty.Core.Claims;
using GeekOnDuty.Core.Operations;
using GeekOnDuty.Core.People;
using GeekOnDuty.Core.Rotas;
using NodaTime;

namespace GeekOnDuty.Core.Coordination;

/// <param name="Rota">The rota.</param>
/// <param name="Content">All that is to be said of it; the slug is its own, and it is not archived.</param>
/// <param name="Precondition">Checked against the rota as visitors see it.</param>
public sealed record UpdateRotaRequest(StoredRota Rota, Rota Content, IPrecondition? Precondition = null);

/// <summary>
/// Replaces what is said of a rota, for its coordinators. Standing claims take the slots that open with it.
/// </summary>
public sealed class UpdateRota(OperationRunner runner, RotaQueries rotas, StandingClaims standingClaims)
{
    public Task<Outcome<Rota>> RunAsync(UpdateRotaRequest request, Actor actor, Instant now, CancellationToken ct) =>
        runner.RunInAsync(request.Rota.Slug, () => ApplyAsync(request, actor, now, ct), ct);

    private async Task<Outcome<Rota>> ApplyAsync(UpdateRotaRequest request, Actor actor, Instant now, CancellationToken ct)
    {
        var (rota, content) = (request.Rota, request.Content);
        actor.RequireCoordinatorOf(rota.Id);
        if (content.Slug != rota.Rota.Slug)
        {
            return Refusal.Invalid("slug", $"The slug of a rota does not change. Write '{rota.Rota.Slug}'.");
        }

        if (content.Archived)
        {
            return Refusal.Invalid("archived", ArchiveRota.Hint(rota.Rota.Slug));
        }

        var present = await rotas.LockAsync(rota, ct);
        request.Precondition?.Require(present);
        var changed = rota with { Rota = content };
        await rotas.UpdateAsync(changed, present, ct);
        await standingClaims.FollowAsync(changed, now, ct);
        return content;
    }
}
