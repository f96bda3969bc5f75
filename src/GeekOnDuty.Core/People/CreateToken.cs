using GeekOnDuty.Core.Operations;
using GeekOnDuty.Core.Text;
using NodaTime;

namespace GeekOnDuty.Core.People;

/// <param name="Name">What the token is for.</param>
/// <param name="VolunteerId">The volunteer for whom it acts; null: the actor.</param>
/// <param name="ExpiresAt">In the future; null for never.</param>
public sealed record CreateTokenRequest(string Name, Guid? VolunteerId, Instant? ExpiresAt);

/// <summary>Makes a token for the actor, or, as an admin, for anybody. Only the hash of its secret is kept.</summary>
public sealed class CreateToken(OperationRunner runner, TokenQueries tokens, VolunteerQueries volunteers)
{
    public Task<Outcome<NewToken>> RunAsync(CreateTokenRequest request, Actor actor, Instant now, CancellationToken ct) =>
        runner.RunAsync(() => ApplyAsync(request, actor, now, ct), ct);

    private async Task<Outcome<NewToken>> ApplyAsync(CreateTokenRequest request, Actor actor, Instant now, CancellationToken ct)
    {
        var holderId = request.VolunteerId ?? actor.VolunteerId;
        if (holderId != actor.VolunteerId)
        {
            actor.RequireAdmin();
        }

        if (request.ExpiresAt <= now)
        {
            return Refusal.Invalid("expiresAt", "It lies in the past.");
        }

        return await volunteers.FindAsync(actor, holderId, ct) is null
            ? Refusal.Invalid("volunteerId", "No volunteer has this id.", ValidationTexts.Choose)
            : await tokens.InsertAsync(request.Name, holderId, request.ExpiresAt, now, ct);
    }
}
