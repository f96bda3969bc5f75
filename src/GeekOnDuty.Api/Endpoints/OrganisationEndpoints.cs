using GeekOnDuty.Api.Http;
using GeekOnDuty.Core.Operations;
using GeekOnDuty.Core.People;
using Microsoft.AspNetCore.Http.HttpResults;

namespace GeekOnDuty.Api.Endpoints;

internal static class OrganisationEndpoints
{
    public static void MapOrganisations(this IEndpointRouteBuilder v1)
    {
        v1.MapGet("/organisations", List)
            .PublicRead()
            .LimitAnonymous()
            .WithName("ListOrganisations")
            .WithSummary("List organisations");
        v1.MapPost("/organisations", Create)
            .Write(Problems.SlugTaken)
            .WithName("CreateOrganisation")
            .WithSummary("Add an organisation");
        v1.MapGet("/organisations/{id:guid}", Get)
            .PublicRead()
            .LimitAnonymous()
            .WithName("GetOrganisation")
            .WithSummary("Get an organisation");
        v1.MapPut("/organisations/{id:guid}", Update)
            .Write(Problems.SlugTaken)
            .WithName("UpdateOrganisation")
            .WithSummary("Change an organisation");
        v1.MapDelete("/organisations/{id:guid}", Delete)
            .Write(Problems.OrganisationInUse)
            .WithName("DeleteOrganisation")
            .WithSummary("Delete an organisation");
    }

    /// <summary>All of them, by slug.</summary>
    internal static async Task<Ok<Page<Organisation>>> List(
        OrganisationQueries organisations,
        [AsParameters] PageParams page,
        CancellationToken ct
    ) =>
        TypedResults.Ok(
            Page.Of(
                await organisations.ListAsync(page.Request.After ?? "", page.Request.Rows, ct),
                page.Request,
                each => each.Slug
            )
        );

    /// <summary>For coordinators.</summary>
    internal static async Task<Results<ETagResult<Organisation>, ProblemHttpResult>> Create(
        Body<OrganisationBody> body,
        Caller caller,
        CreateOrganisation createOrganisation
    )
    {
        var (_, slug, name, url, logoUrl) = body.Value;
        var request = new CreateOrganisationRequest(slug, name, url, logoUrl);
        var outcome = await createOrganisation.RunAsync(request, caller.Actor, caller.Now, caller.Ct);
        return outcome.Answer(made => ETags.Created($"/v1/organisations/{made.Id}", made));
    }

    /// <summary>One organisation.</summary>
    internal static async Task<Results<ETagResult<Organisation>, ProblemHttpResult>> Get(
        Guid id,
        OrganisationQueries organisations,
        CancellationToken ct
    ) => await organisations.FindAsync(id, ct) is { } organisation ? ETags.Ok(organisation) : Problems.NoSuch("organisation");

    /// <summary>For coordinators. Replaces all of it.</summary>
    internal static async Task<Results<ETagResult<Organisation>, ProblemHttpResult>> Update(
        Guid id,
        Body<OrganisationBody> body,
        IfMatch ifMatch,
        Caller caller,
        UpdateOrganisation updateOrganisation
    )
    {
        var (statedId, slug, name, url, logoUrl) = body.Value;
        var request = new UpdateOrganisationRequest(new Organisation(id, slug, name, url, logoUrl), statedId, ifMatch);
        var outcome = await updateOrganisation.RunAsync(request, caller.Actor, caller.Now, caller.Ct);
        return outcome.Answer(changed => ETags.Ok(changed));
    }

    /// <summary>For coordinators. Only one that nothing refers to, now or in the past.</summary>
    internal static async Task<Results<NoContent, ProblemHttpResult>> Delete(
        Guid id,
        IfMatch ifMatch,
        Caller caller,
        DeleteOrganisation deleteOrganisation
    )
    {
        var request = new DeleteOrganisationRequest(id, ifMatch);
        var outcome = await deleteOrganisation.RunAsync(request, caller.Actor, caller.Now, caller.Ct);
        return outcome.Answer(_ => TypedResults.NoContent());
    }
}
