using GeekOnDuty.Core.Operations;
using GeekOnDuty.Core.People;
using GeekOnDuty.Core.Rotas;
using NodaTime;

namespace GeekOnDuty.Core.Members;

/// <param name="Rota">The rota that the volunteer would like to join.</param>
/// <param name="VolunteerId">The volunteer who asked.</param>
public sealed record DeclineJoinRequestRequest(StoredRota Rota, Guid VolunteerId);

/// <summary>
/// Ends a request to join a rota: a coordinator declines it, or the volunteer withdraws it. The volunteer may ask again.
/// </summary>
public sealed class DeclineJoinRequest(OperationRunner runner, JoinRequestQueries requests)
{
    public Task<Outcome<Unit>> RunAsync(DeclineJoinRequestRequest request, Actor actor, Instant now, CancellationToken ct) =>
        runner.RunInAsync(request.Rota.Slug, () => ApplyAsync(request, actor, ct), ct);

    private async Task<Outcome<Unit>> ApplyAsync(DeclineJoinRequestRequest request, Actor actor, CancellationToken ct)
    {
        var (rota, volunteerId) = request;
        var isOwn = volunteerId == actor.VolunteerId;
        if (!isOwn)
        {
            actor.RequireCoordinatorOf(rota.Id);
        }

        return await requests.DeleteAsync(rota.Id, volunteerId, isOwn ? "withdrawn" : "declined", ct)
            ? default(Unit)
            : Refusal.NoSuch("request");
    }
}
