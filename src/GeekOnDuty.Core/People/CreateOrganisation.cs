using GeekOnDuty.Core.Operations;
using NodaTime;

namespace GeekOnDuty.Core.People;

/// <param name="Slug">Unique among organisations.</param>
/// <param name="Name">What visitors read.</param>
/// <param name="Url">Its own site; null for none.</param>
/// <param name="LogoUrl">A picture; null for none.</param>
public sealed record CreateOrganisationRequest(string Slug, string Name, string? Url, string? LogoUrl);

/// <summary>Adds an organisation. Only coordinators of any rota may.</summary>
public sealed class CreateOrganisation(OperationRunner runner, OrganisationQueries organisations)
{
    public Task<Outcome<Organisation>> RunAsync(
        CreateOrganisationRequest request,
        Actor actor,
        Instant now,
        CancellationToken ct
    ) => runner.RunAsync(() => ApplyAsync(request, actor, now, ct), ct);

    private async Task<Outcome<Organisation>> ApplyAsync(
        CreateOrganisationRequest request,
        Actor actor,
        Instant now,
        CancellationToken ct
    )
    {
        actor.RequireCoordinator();
        var (slug, name, url, logoUrl) = request;
        var organisation = new Organisation(Guid.CreateVersion7(now.ToDateTimeOffset()), slug, name, url, logoUrl);
        return await organisations.InsertAsync(organisation, now, ct) ? organisation : OrganisationQueries.SlugTaken(slug);
    }
}
