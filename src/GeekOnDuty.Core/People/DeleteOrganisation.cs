using GeekOnDuty.Core.Operations;
using NodaTime;

namespace GeekOnDuty.Core.People;

/// <param name="Id">The organisation.</param>
/// <param name="Precondition">Which version is meant; null for any.</param>
public sealed record DeleteOrganisationRequest(Guid Id, IPrecondition? Precondition = null);

/// <summary>
/// Deletes an organisation that nothing refers to, now or in the past. Only coordinators of any rota may.
/// </summary>
public sealed class DeleteOrganisation(OperationRunner runner, OrganisationQueries organisations)
{
    public Task<Outcome<Unit>> RunAsync(DeleteOrganisationRequest request, Actor actor, Instant now, CancellationToken ct) =>
        runner.RunAsync(() => ApplyAsync(request, actor, ct), ct);

    private async Task<Outcome<Unit>> ApplyAsync(DeleteOrganisationRequest request, Actor actor, CancellationToken ct)
    {
        actor.RequireCoordinator();
        if (await organisations.LockAsync(request.Id, ct) is not { } present)
        {
            return Refusal.NoSuch("organisation");
        }

        request.Precondition?.Require(present);
        return await organisations.DeleteAsync(present, ct)
            ? default(Unit)
            : new Refusal(
                RefusalKind.OrganisationInUse,
                "Volunteers, office hours or claims refer to it, or did so once: hours that were given keep their name."
            );
    }
}
