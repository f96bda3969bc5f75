using GeekOnDuty.Api.Claims;
using GeekOnDuty.Api.Http;
using GeekOnDuty.Api.OnDuty;
using GeekOnDuty.Api.People;
using Microsoft.AspNetCore.Http.HttpResults;
using NodaTime;

namespace GeekOnDuty.Api.Rotas;

internal static class RotaEndpoints
{
    public static void MapRotas(this IEndpointRouteBuilder v1)
    {
        v1.MapGet("/rotas", List).PublicRead().LimitAnonymous().WithName("ListRotas").WithSummary("List rotas");
        v1.MapGet("/rotas/{rota}", Get).PublicRead().WithName("GetRota").WithSummary("Get a rota");
        v1.MapPost("/rotas", Create).Write(Problems.SlugTaken).WithName("CreateRota").WithSummary("Make a rota");
        v1.MapPut("/rotas/{rota}", Update).Write().WithName("UpdateRota").WithSummary("Change a rota");
        v1.MapPut("/rotas/{rota}/archived", Archive)
            .AlsoForArchived()
            .Write()
            .WithName("ArchiveRota")
            .WithSummary("Archive a rota, or take it up again");
        v1.MapDelete("/rotas/{rota}", Delete).AlsoForArchived().Write().WithName("DeleteRota").WithSummary("Delete a rota");
    }

    /// <summary>Public rotas by slug. An unlisted rota is found by its slug only.</summary>
    internal static async Task<Ok<Page<Rota>>> List(
        RotaQueries rotas,
        LimitParam? limit,
        CursorParam? cursor,
        CancellationToken ct
    ) => TypedResults.Ok(Page.Of(await rotas.ListAsync(cursor?.Value ?? "", Page.Rows(limit), ct), limit, rota => rota.Slug));

    /// <summary>One rota, public or unlisted.</summary>
    internal static Tagged<Rota> Get(RotaView rota) => ETags.Ok(rota.Rota);

    /// <summary>For admins. The slug becomes part of every address of the rota and never changes; one that was ever used stays taken.</summary>
    internal static async Task<Results<Tagged<Rota>, ProblemHttpResult>> Create(
        Actor actor,
        Body<Rota> body,
        RotaQueries rotas,
        IClock clock,
        CancellationToken ct
    )
    {
        actor.RequireAdmin();
        if (body.Value.Archived)
        {
            return Errors.One("archived", ArchivedElsewhere(body.Value.Slug));
        }

        var stored = await rotas.InsertAsync(body.Value, clock.GetCurrentInstant(), ct);
        return stored is null
            ? Problems.SlugTaken.With($"There is a rota '{body.Value.Slug}' already, or there was one once.")
            : ETags.Created($"/v1/rotas/{stored.Rota.Slug}", stored.Rota);
    }

    /// <summary>For coordinators of the rota. Replaces all of it; what is left out gets its default.</summary>
    internal static async Task<Results<Tagged<Rota>, ProblemHttpResult>> Update(
        StoredRota rota,
        Actor actor,
        Body<Rota> body,
        IfMatch ifMatch,
        RotaQueries rotas,
        StandingClaims standing,
        IClock clock,
        CancellationToken ct
    )
    {
        actor.RequireCoordinatorOf(rota.Id);
        if (body.Value.Slug != rota.Rota.Slug)
        {
            return Errors.One("slug", $"The slug of a rota does not change. Write '{rota.Rota.Slug}'.");
        }

        if (body.Value.Archived)
        {
            return Errors.One("archived", ArchivedElsewhere(rota.Rota.Slug));
        }

        var present = await rotas.LockAsync(rota, ct);
        ifMatch.Require(present);
        var changed = rota with { Rota = body.Value };
        await rotas.UpdateAsync(changed, present, ct);
        await standing.FollowAsync(changed, clock.GetCurrentInstant(), ct);
        return ETags.Ok(changed.Rota);
    }

    /// <summary>
    /// For coordinators of the rota. An archived rota is listed nowhere, is `closed` everywhere, and takes no writes: they answer 409 `rota-archived`.
    /// Claims that have not begun are released. When it is taken up again, standing claims take their slots again. What it is already stays so.
    /// </summary>
    internal static async Task<Tagged<Rota>> Archive(
        StoredRota rota,
        Actor actor,
        Body<ArchivedBody> body,
        IfMatch ifMatch,
        ArchiveRota archiving,
        IClock clock,
        CancellationToken ct
    )
    {
        actor.RequireCoordinatorOf(rota.Id);
        var changed = await archiving.SetAsync(rota, body.Value.Archived, ifMatch, clock.GetCurrentInstant(), ct);
        return ETags.Ok(changed.Rota);
    }

    /// <summary>
    /// For admins, and for good: export it first. Nothing answers for it any more, its slug is never given again, and claims that have not begun,
    /// standing claims, memberships, invitations and requests to join end. Hours that people served stay in their records.
    /// </summary>
    internal static async Task<Results<NoContent, ProblemHttpResult>> Delete(
        StoredRota rota,
        Actor actor,
        Body<DeleteRotaBody> body,
        IfMatch ifMatch,
        DeleteRota deleting,
        IClock clock,
        CancellationToken ct
    )
    {
        actor.RequireAdmin();
        if (body.Value.Slug != rota.Rota.Slug)
        {
            return Errors.One("slug", $"It is not the slug of this rota. Write '{rota.Rota.Slug}' if you mean to delete it.");
        }

        await deleting.RunAsync(rota, ifMatch, clock.GetCurrentInstant(), ct);
        return TypedResults.NoContent();
    }

    /// <summary>Why `archived: true` is no part of what makes or changes a rota.</summary>
    public static string ArchivedElsewhere(string slug) =>
        $"Leave it out, and archive the rota with PUT /v1/rotas/{slug}/archived.";
}

/// <summary>The body of PUT …/archived.</summary>
/// <param name="Archived">False takes the rota up again.</param>
internal sealed record ArchivedBody(bool Archived) : IReadFromBody<ArchivedBody>
{
    public static ArchivedBody Read(Members members) => new(members.Boolean("archived"));
}

/// <summary>The body of DELETE /v1/rotas/{rota}: once more which rota is meant.</summary>
/// <param name="Slug">That of the rota.</param>
internal sealed record DeleteRotaBody(string Slug) : IReadFromBody<DeleteRotaBody>
{
    public static DeleteRotaBody Read(Members members) => new(members.Text("slug"));
}
