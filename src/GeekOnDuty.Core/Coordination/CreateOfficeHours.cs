using GeekOnDuty.Core.Operations;
using GeekOnDuty.Core.People;
using GeekOnDuty.Core.Rotas;
using NodaTime;

namespace GeekOnDuty.Core.Coordination;

/// <param name="Rota">The rota that promises them.</param>
/// <param name="Terms">What is promised; the start date may lie in the past.</param>
public sealed record CreateOfficeHoursRequest(StoredRota Rota, OfficeHoursTerms Terms);

/// <summary>Promises office hours, for coordinators of the rota.</summary>
public sealed class CreateOfficeHours(OperationRunner runner, OfficeHoursQueries officeHours, OrganisationQueries organisations)
{
    public Task<Outcome<OfficeHoursAnswer>> RunAsync(
        CreateOfficeHoursRequest request,
        Actor actor,
        Instant now,
        CancellationToken ct
    ) => runner.RunInAsync(request.Rota.Slug, () => ApplyAsync(request, actor, now, ct), ct);

    internal async Task<Outcome<OfficeHoursAnswer>> ApplyAsync(
        CreateOfficeHoursRequest request,
        Actor actor,
        Instant now,
        CancellationToken ct
    )
    {
        var (rota, terms) = (request.Rota, request.Terms);
        actor.RequireCoordinatorOf(rota.Id);
        Languages.Require(terms.Languages, kept: []);
        await organisations.RequireAsync(terms.OrganisationId, "organisationId", ct);
        var revisions = new Dictionary<LocalDate, OfficeHoursTerms> { [terms.StartDate] = terms };
        var id = await officeHours.InsertAsync(rota.Id, key: null, revisions, now, ct);
        return new OfficeHoursAnswer(id, terms);
    }
}
