using GeekOnDuty.Api.Http;
using GeekOnDuty.Api.Pages;
using Microsoft.AspNetCore.Http.HttpResults;
using NodaTime;

namespace GeekOnDuty.Api.People;

internal static class TokenEndpoints
{
    public static void MapTokens(this IEndpointRouteBuilder v1)
    {
        v1.MapGet("/tokens", List).PrivateRead().WithName("ListTokens").WithSummary("List tokens");
        v1.MapPost("/tokens", Create).Write().WithName("CreateToken").WithSummary("Make a token");
        v1.MapDelete("/tokens/{id:guid}", Revoke).Write().WithName("RevokeToken").WithSummary("Revoke a token");
    }

    /// <summary>Your tokens, by id; as an admin those of `volunteerId`. Secrets are never shown again.</summary>
    internal static async Task<Ok<Page<Token>>> List(
        Actor actor,
        IdParam? volunteerId,
        TokenQueries tokens,
        LimitParam? limit,
        CursorParam? cursor,
        CancellationToken ct
    )
    {
        var whose = volunteerId?.Value ?? actor.VolunteerId;
        if (whose != actor.VolunteerId)
        {
            actor.RequireAdmin();
        }

        return TypedResults.Ok(
            await Page.ByIdAsync(limit, cursor, (after, rows) => tokens.ListAsync(whose, after, rows, ct), token => token.Id)
        );
    }

    /// <summary>For yourself, or as an admin for anyone. The answer has the secret, once; only its hash is kept.</summary>
    internal static async Task<Results<Created<NewToken>, ProblemHttpResult>> Create(
        Actor actor,
        Body<TokenBody> body,
        TokenQueries tokens,
        VolunteerQueries volunteers,
        IClock clock,
        CancellationToken ct
    )
    {
        var (name, volunteerId, expiresAt) = body.Value;
        var (whose, now) = (volunteerId ?? actor.VolunteerId, clock.GetCurrentInstant());
        if (whose != actor.VolunteerId)
        {
            actor.RequireAdmin();
        }

        if (expiresAt <= now)
        {
            return Errors.One("expiresAt", "It lies in the past.");
        }

        if (await volunteers.FindAsync(actor, whose, ct) is null)
        {
            return Errors.One("volunteerId", "No volunteer has this id.", Words.Faults.Choose);
        }

        var token = await tokens.InsertAsync(name, whose, expiresAt, now, ct);
        return TypedResults.Created($"/v1/tokens/{token.Id}", token);
    }

    /// <summary>One of yours, or as an admin anyone's. It stops working with the next request.</summary>
    internal static async Task<Results<NoContent, ProblemHttpResult>> Revoke(
        Guid id,
        Actor actor,
        TokenQueries tokens,
        CancellationToken ct
    ) => await tokens.DeleteAsync(id, actor.VolunteerId, actor.IsAdmin, ct) ? TypedResults.NoContent() : Problems.NoSuch("token");
}
