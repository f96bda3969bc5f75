using System.Security.Claims;
using System.Text.Encodings.Web;
using GeekOnDuty.Api.Http;
using GeekOnDuty.Core.People;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace GeekOnDuty.Api.Authentication;

/// <summary>Bearer tokens, as RFC 6750 sends them. A request without a valid one is anonymous; protected operations answer it 401.</summary>
internal sealed class TokenAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory logger,
    UrlEncoder encoder,
    TokenStore actors,
    RateLimits limits
) : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string SchemeName = "Bearer";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        // Public operations answer everybody alike, and without asking the database who it is.
        if (Context.GetEndpoint()?.Metadata.GetMetadata<Microsoft.AspNetCore.Authorization.IAuthorizeData>() is null)
        {
            return AuthenticateResult.NoResult();
        }

        if (Secret() is not { } secret)
        {
            return AuthenticateResult.NoResult();
        }

        var isLookedUp = TokenSecret.TryTokenId(secret, out _);
        if (isLookedUp)
        {
            limits.RequireAnonymousLeft(Context);
        }

        if (await actors.FindAsync(secret, Context.RequestAborted) is not { } actor)
        {
            if (isLookedUp)
            {
                limits.SpendAnonymous(Context);
            }

            return AuthenticateResult.Fail("The token is unknown or expired.");
        }

        Context.Features.Set(actor);
        var identity = new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, actor.VolunteerId.ToString())], SchemeName);
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), SchemeName));
    }

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        var bad = Secret() is not null;
        Response.Headers.WWWAuthenticate = bad ? "Bearer error=\"invalid_token\"" : "Bearer";
        var detail = bad
            ? "The token is unknown, expired or revoked."
            : "This operation needs a token. Send `Authorization: Bearer geek_…`.";
        await Problems.Unauthenticated.With(detail).ExecuteAsync(Context);
    }

    private string? Secret()
    {
        const string Bearer = "Bearer ";
        var header = Request.Headers.Authorization.ToString();
        return header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) && header.Length > Bearer.Length
            ? header[Bearer.Length..].Trim()
            : null;
    }
}
