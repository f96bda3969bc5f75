using GeekOnDuty.Core.Operations;
using GeekOnDuty.Core.People;
using NodaTime;

namespace GeekOnDuty.Core.SignIn;

public sealed record EndOtherSessionsRequest;

/// <summary>Signs the actor out of every browser but the one that asks for it.</summary>
public sealed class EndOtherSessions(OperationRunner runner, SessionQueries sessions)
{
    public Task<Outcome<Unit>> RunAsync(EndOtherSessionsRequest request, Actor actor, Instant now, CancellationToken ct) =>
        runner.RunAsync(() => ApplyAsync(actor, ct), ct);

    private async Task<Outcome<Unit>> ApplyAsync(Actor actor, CancellationToken ct)
    {
        await sessions.EndOthersAsync(actor.VolunteerId, actor.SessionId, ct);
        return default(Unit);
    }
}
