using GeekOnDuty.Core.Operations;
using NodaTime;

namespace GeekOnDuty.Core.People;

/// <param name="Organisation">It replaces the present one of its id.</param>
/// <param name="StatedId">The id that came with it; null for none. Another one than its own is refused.</param>
/// <param name="Precondition">Which version is meant; null for any.</param>
public sealed record UpdateOrganisationRequest(
    Organisation Organisation,
    Guid? StatedId = null,
    IPrecondition? Precondition = null
);

/// <summary>Replaces all of an organisation. Only coordinators of any rota may.</summary>
public sealed class UpdateOrganisation(OperationRunner runner, OrganisationQueries organisations)
{
    public Task<Outcome<Organisation>> RunAsync(
        UpdateOrganisationRequest request,
        Actor actor,
        Instant now,
        CancellationToken ct
    ) => runner.RunAsync(() => ApplyAsync(request, actor, ct), ct);

    private async Task<Outcome<Organisation>> ApplyAsync(UpdateOrganisationRequest request, Actor actor, CancellationToken ct)
    {
        actor.RequireCoordinator();
        var (changed, statedId, precondition) = request;
        if (await organisations.LockAsync(changed.Id, ct) is not { } present)
        {
            return Refusal.NoSuch("organisation");
        }

        precondition?.Require(present);
        if (statedId is { } other && other != changed.Id)
        {
            return Refusal.Invalid("id", "It is not the id of the address.");
        }

        return await organisations.UpdateAsync(present, changed, ct) ? changed : OrganisationQueries.SlugTaken(changed.Slug);
    }
}
