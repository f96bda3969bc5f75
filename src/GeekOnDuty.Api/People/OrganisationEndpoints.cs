using GeekOnDuty.Api.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using NodaTime;

namespace GeekOnDuty.Api.People;

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
        LimitParam? limit,
        CursorParam? cursor,
        CancellationToken ct
    ) =>
        TypedResults.Ok(
            Page.Of(await organisations.ListAsync(cursor?.Value ?? "", Page.Rows(limit), ct), limit, each => each.Slug)
        );

    /// <summary>For coordinators.</summary>
    internal static async Task<Results<Tagged<Organisation>, ProblemHttpResult>> Create(
        Actor actor,
        Body<OrganisationBody> body,
        OrganisationQueries organisations,
        IClock clock,
        CancellationToken ct
    )
    {
        actor.RequireCoordinator();
        var organisation = await organisations.InsertAsync(body.Value, clock.GetCurrentInstant(), ct);
        return organisation is null ? SlugTaken(body.Value) : ETags.Created($"/v1/organisations/{organisation.Id}", organisation);
    }

    /// <summary>One organisation.</summary>
    internal static async Task<Results<Tagged<Organisation>, ProblemHttpResult>> Get(
        Guid id,
        OrganisationQueries organisations,
        CancellationToken ct
    ) => await organisations.FindAsync(id, ct) is { } organisation ? ETags.Ok(organisation) : Problems.NoSuch("organisation");

    /// <summary>For coordinators. Replaces all of it.</summary>
    internal static async Task<Results<Tagged<Organisation>, ProblemHttpResult>> Update(
        Guid id,
        Actor actor,
        Body<OrganisationBody> body,
        IfMatch ifMatch,
        OrganisationQueries organisations,
        CancellationToken ct
    )
    {
        actor.RequireCoordinator();
        if (await organisations.LockAsync(id, ct) is not { } present)
        {
            return Problems.NoSuch("organisation");
        }

        ifMatch.Require(present);
        if (body.Value.Id is { } other && other != id)
        {
            return Errors.One("id", "It is not the id of the address.");
        }

        var changed = new Organisation(id, body.Value.Slug, body.Value.Name, body.Value.Url, body.Value.LogoUrl);
        return await organisations.UpdateAsync(present, changed, ct) ? ETags.Ok(changed) : SlugTaken(body.Value);
    }

    /// <summary>For coordinators. Only one that nothing refers to, now or in the past.</summary>
    internal static async Task<Results<NoContent, ProblemHttpResult>> Delete(
        Guid id,
        Actor actor,
        IfMatch ifMatch,
        OrganisationQueries organisations,
        CancellationToken ct
    )
    {
        actor.RequireCoordinator();
        if (await organisations.LockAsync(id, ct) is not { } present)
        {
            return Problems.NoSuch("organisation");
        }

        ifMatch.Require(present);
        return await organisations.DeleteAsync(present, ct)
            ? TypedResults.NoContent()
            : Problems.OrganisationInUse.With(Problems.OrganisationInUse.Meaning);
    }

    private static ProblemHttpResult SlugTaken(OrganisationBody body) =>
        Problems.SlugTaken.With($"There is already an organisation '{body.Slug}'.");
}
