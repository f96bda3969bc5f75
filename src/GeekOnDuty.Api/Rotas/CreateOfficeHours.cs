using GeekOnDuty.Api.Operations;
using GeekOnDuty.Api.People;
using NodaTime;

namespace GeekOnDuty.Api.Rotas;

/// <param name="Rota">The rota that promises them.</param>
/// <param name="Terms">What is promised; the start date may lie in the past.</param>
internal sealed record CreateOfficeHoursRequest(StoredRota Rota, OfficeHoursTerms Terms);

/// <summary>Promises office hours, for coordinators of the rota.</summary>
internal sealed class CreateOfficeHours(OperationRunner runner, OfficeHoursQueries officeHours, OrganisationQueries organisations)
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
