using GeekOnDuty.Core.Operations;
using NodaTime;

namespace GeekOnDuty.Core.People;

/// <param name="Profile">What is known of the person.</param>
public sealed record CreateVolunteerRequest(Profile Profile);

/// <summary>Adds a volunteer who is in no rota yet. Only coordinators of any rota may.</summary>
public sealed class CreateVolunteer(OperationRunner runner, VolunteerQueries volunteers, OrganisationQueries organisations)
{
    public Task<Outcome<Volunteer>> RunAsync(CreateVolunteerRequest request, Actor actor, Instant now, CancellationToken ct) =>
        runner.RunAsync(() => ApplyAsync(request, actor, now, ct), ct);

    internal async Task<Outcome<Volunteer>> ApplyAsync(
        CreateVolunteerRequest request,
        Actor actor,
        Instant now,
        CancellationToken ct
    )
    {
        actor.RequireCoordinator();
        var profile = request.Profile;
        Languages.Require(profile.Languages, kept: []);
        await organisations.RequireAsync(profile.OrganisationId, "organisationId", ct);
        var id = await volunteers.InsertAsync(null, profile, actor.VolunteerId, isAdmin: false, now, ct);
        return new Volunteer(id, profile);
    }
}
