using GeekOnDuty.Core.Operations;
using NodaTime;

namespace GeekOnDuty.Core.People;

public sealed record ResetOwnCalendarRequest;

/// <summary>
/// Makes a secret address for the calendar of the actor. An address that was made before opens nothing any more.
/// </summary>
public sealed class ResetOwnCalendar(OperationRunner runner, OwnCalendarQueries calendars)
{
    /// <returns>The secret, of which only the hash is kept.</returns>
    public Task<Outcome<string>> RunAsync(ResetOwnCalendarRequest request, Actor actor, Instant now, CancellationToken ct) =>
        runner.RunAsync(() => ApplyAsync(actor, now, ct), ct);

    private async Task<Outcome<string>> ApplyAsync(Actor actor, Instant now, CancellationToken ct) =>
        await calendars.ResetAsync(actor.VolunteerId, now, ct) is { } secret ? secret : Refusal.NoSuch("volunteer");
}
