using GeekOnDuty.Core.Operations;
using NodaTime;

namespace GeekOnDuty.Core.People;

/// <param name="Id">The volunteer.</param>
/// <param name="StatedId">
/// The id that came with the profile; null for none. Another one than <paramref name="Id"/> is refused.
/// </param>
/// <param name="Profile">It replaces the present one.</param>
/// <param name="Precondition">Which version is meant; null for any.</param>
public sealed record UpdateVolunteerRequest(Guid Id, Guid? StatedId, Profile Profile, IPrecondition? Precondition = null);

/// <summary>
/// Replaces the profile of a volunteer: the actor's own, or one of a volunteer that is only in rotas of
/// the coordinating actor.
/// </summary>
public sealed class UpdateVolunteer(OperationRunner runner, VolunteerQueries volunteers, OrganisationQueries organisations)
{
    public Task<Outcome<Volunteer>> RunAsync(UpdateVolunteerRequest request, Actor actor, Instant now, CancellationToken ct) =>
        runner.RunAsync(() => ApplyAsync(request, actor, ct), ct);

    private async Task<Outcome<Volunteer>> ApplyAsync(UpdateVolunteerRequest request, Actor actor, CancellationToken ct)
    {
        var (id, statedId, profile, precondition) = request;
        var present = await volunteers.LockToChangeAsync(actor, id, ct);
        precondition?.Require(present);
        if (statedId is { } other && other != id)
        {
            return Refusal.Invalid("id", "It is not the id of the address.");
        }

        Languages.Require(profile.Languages, present.Languages);
        await organisations.RequireAsync(profile.OrganisationId, "organisationId", ct);
        await volunteers.UpdateAsync(present, profile, ct);
        return new Volunteer(id, profile);
    }
}
