using GeekOnDuty.Core.Operations;
using GeekOnDuty.Core.People;
using GeekOnDuty.Core.Rotas;
using NodaTime;

namespace GeekOnDuty.Core.Coordination;

/// <param name="Rota">What is said of it; it is not archived.</param>
public sealed record CreateRotaRequest(Rota Rota);

/// <summary>Makes a rota, for admins. Its slug never changes, and stays taken even when the rota is deleted.</summary>
public sealed class CreateRota(OperationRunner runner, RotaQueries rotas)
{
    public Task<Outcome<StoredRota>> RunAsync(CreateRotaRequest request, Actor actor, Instant now, CancellationToken ct) =>
        runner.RunAsync(() => ApplyAsync(request, actor, now, ct), ct);

    internal async Task<Outcome<StoredRota>> ApplyAsync(CreateRotaRequest request, Actor actor, Instant now, CancellationToken ct)
    {
        actor.RequireAdmin();
        var rota = request.Rota;
        if (rota.Archived)
        {
            return Refusal.Invalid("archived", ArchiveRota.Hint(rota.Slug));
        }

        return await rotas.InsertAsync(rota, now, ct) is { } stored
            ? stored
            : new Refusal(RefusalKind.SlugTaken, $"There is a rota '{rota.Slug}' already, or there was one once.");
    }
}
