using GeekOnDuty.Core.Operations;
using GeekOnDuty.Core.People;
using NodaTime;

namespace GeekOnDuty.Core.SignIn;

/// <param name="Id">The session.</param>
public sealed record EndSessionRequest(Guid Id);

/// <summary>Ends a session of the actor: its browser is signed out with its next request.</summary>
public sealed class EndSession(OperationRunner runner, SessionQueries sessions)
{
    public Task<Outcome<Unit>> RunAsync(EndSessionRequest request, Actor actor, Instant now, CancellationToken ct) =>
        runner.RunAsync(() => ApplyAsync(request, actor, ct), ct);

    private async Task<Outcome<Unit>> ApplyAsync(EndSessionRequest request, Actor actor, CancellationToken ct) =>
        await sessions.EndAsync(request.Id, actor.VolunteerId, ct) ? default(Unit) : Refusal.NoSuch("session");
}
