using GeekOnDuty.Core.Operations;
using NodaTime;

namespace GeekOnDuty.Core.People;

/// <param name="Id">The token.</param>
public sealed record RevokeTokenRequest(Guid Id);

/// <summary>Ends a token of the actor, or, as an admin, anybody's. Sessions that were begun with it end too.</summary>
public sealed class RevokeToken(OperationRunner runner, TokenQueries tokens)
{
    public Task<Outcome<Unit>> RunAsync(RevokeTokenRequest request, Actor actor, Instant now, CancellationToken ct) =>
        runner.RunAsync(() => ApplyAsync(request, actor, ct), ct);

    private async Task<Outcome<Unit>> ApplyAsync(RevokeTokenRequest request, Actor actor, CancellationToken ct) =>
        await tokens.DeleteAsync(request.Id, actor.VolunteerId, actor.IsAdmin, ct) ? default(Unit) : Refusal.NoSuch("token");
}
