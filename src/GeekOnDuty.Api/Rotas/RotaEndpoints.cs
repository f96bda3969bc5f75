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

    /// <summary>For admins. The slug becomes part of every address of the rota and never changes.</summary>
    internal static async Task<Results<Tagged<Rota>, ProblemHttpResult>> Create(
        Actor actor,
        Body<Rota> body,
        RotaQueries rotas,
        IClock clock,
        CancellationToken ct
    )
    {
        actor.RequireAdmin();
        var stored = await rotas.InsertAsync(body.Value, clock.GetCurrentInstant(), ct);
        return stored is null
            ? Problems.SlugTaken.With($"There is already a rota '{body.Value.Slug}'.")
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

        var present = await rotas.LockAsync(rota, ct);
        ifMatch.Require(present);
        var changed = rota with { Rota = body.Value };
        await rotas.UpdateAsync(changed, present, ct);
        await standing.FollowAsync(changed, clock.GetCurrentInstant(), ct);
        return ETags.Ok(changed.Rota);
    }
}
