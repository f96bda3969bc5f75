using GeekOnDuty.Api.Http;
using GeekOnDuty.Core.Operations;
using GeekOnDuty.Core.People;
using Microsoft.AspNetCore.Http.HttpResults;

namespace GeekOnDuty.Api.Endpoints;

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
        IdParam? volunteerId,
        [AsParameters] PageParams page,
        Caller caller,
        TokenQueries tokens
    )
    {
        var holderId = volunteerId?.Value ?? caller.Actor.VolunteerId;
        if (holderId != caller.Actor.VolunteerId)
        {
            caller.Actor.RequireAdmin();
        }

        return TypedResults.Ok(
            await Page.ByIdAsync(
                page.Request,
                (after, rows) => tokens.ListAsync(holderId, after, rows, caller.Ct),
                token => token.Id
            )
        );
    }

    /// <summary>For yourself, or as an admin for anyone. The answer has the secret, once; only its hash is kept.</summary>
    internal static async Task<Results<Created<NewToken>, ProblemHttpResult>> Create(
        Body<TokenBody> body,
        Caller caller,
        CreateToken createToken
    )
    {
        var (name, volunteerId, expiresAt) = body.Value;
        var request = new CreateTokenRequest(name, volunteerId, expiresAt);
        var outcome = await createToken.RunAsync(request, caller.Actor, caller.Now, caller.Ct);
        return outcome.Answer(token => TypedResults.Created($"/v1/tokens/{token.Id}", token));
    }

    /// <summary>One of yours, or as an admin anyone's. It stops working with the next request.</summary>
    internal static async Task<Results<NoContent, ProblemHttpResult>> Revoke(Guid id, Caller caller, RevokeToken revokeToken)
    {
        var outcome = await revokeToken.RunAsync(new RevokeTokenRequest(id), caller.Actor, caller.Now, caller.Ct);
        return outcome.Answer(_ => TypedResults.NoContent());
    }
}
