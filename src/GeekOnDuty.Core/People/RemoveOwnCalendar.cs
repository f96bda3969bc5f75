using GeekOnDuty.Core.Operations;
using NodaTime;

namespace GeekOnDuty.Core.People;

public sealed record RemoveOwnCalendarRequest;

/// <summary>Removes the secret address of the calendar of the actor: it opens nothing any more.</summary>
public sealed class RemoveOwnCalendar(OperationRunner runner, OwnCalendarQueries calendars)
{
    public Task<Outcome<Unit>> RunAsync(RemoveOwnCalendarRequest request, Actor actor, Instant now, CancellationToken ct) =>
        runner.RunAsync(() => ApplyAsync(actor, ct), ct);

    private async Task<Outcome<Unit>> ApplyAsync(Actor actor, CancellationToken ct) =>
        await calendars.RemoveAsync(actor.VolunteerId, ct) ? default(Unit) : Refusal.NoSuch("calendar");
}
