using System.Security.Claims;
using System.Text.Encodings.Web;
using GeekOnDuty.Api.Http;
using GeekOnDuty.Core.People;
using GeekOnDuty.Core.SignIn;
using GeekOnDuty.Core.Storage;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Options;
using NodaTime;

namespace GeekOnDuty.Api.Authentication;

/// <summary>A page that everybody may read, and that looks different to whoever is signed in.</summary>
internal sealed record KnowsVisitor;

/// <summary>
/// The session of a browser. Asked only when a request has no `Authorization` header: a request with a token never acts by cookie. What
/// changes something must come from a page of this site.
/// </summary>
internal sealed class SessionAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory logger,
    UrlEncoder encoder,
    SessionQueries sessions,
    ChangeOrigin origin,
    RateLimits limits,
    IClock clock
) : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string SchemeName = "Session";
    private static readonly Duration LastUsedPrecision = Duration.FromHours(1);

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var endpoint = Context.GetEndpoint()?.Metadata;
        if (endpoint?.GetMetadata<IAuthorizeData>() is null && endpoint?.GetMetadata<KnowsVisitor>() is null)
        {
            return AuthenticateResult.NoResult();
        }

        var now = clock.GetCurrentInstant();
        if (SessionCookie.Read(Request) is not { Length: > 0 } secret)
        {
            return AuthenticateResult.NoResult();
        }

        limits.RequireAnonymousLeft(Context);
        var mayBeAnybody = endpoint.GetMetadata<IAuthorizeData>() is null && HttpMethods.IsGet(Request.Method);
        StoredSession? session;
        try
        {
            session = await sessions.FindAsync(secret, now, Context.RequestAborted);
        }
        catch (Exception away) when (mayBeAnybody && ExceptionToProblem.IsUnavailable(away))
        {
            // What can be read without the database is read as a stranger would.
            return AuthenticateResult.NoResult();
        }

        if (session is null)
        {
            limits.SpendAnonymous(Context);
            return AuthenticateResult.Fail("The session has ended.");
        }

        RequireSameOrigin();
        if (now - session.LastUsedAt >= LastUsedPrecision)
        {
            await sessions.ExtendAsync(session.Id, now, Context.RequestAborted);
            SessionCookie.Write(Context, secret, SessionQueries.Lifetime);
        }

        origin.SetActor(session.VolunteerId, tokenId: null);
        Context.Features.Set(
            new Actor(session.VolunteerId, session.IsAdmin, Actor.RolesOf(session.Memberships)) { SessionId = session.Id }
        );
        var identity = new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, session.VolunteerId.ToString())], SchemeName);
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), SchemeName));
    }

    /// <summary>Pages lead through sign-in back to where somebody wanted to go.</summary>
    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        if (Request.Path.StartsWithSegments("/v1", StringComparison.Ordinal))
        {
            Response.Headers.WWWAuthenticate = "Bearer";
            await Problems
                .Unauthenticated.With(
                    "This operation needs a token, or a browser that is signed in; the session of this one has ended."
                )
                .ExecuteAsync(Context);
            return;
        }

        Response.Redirect(SignInPaths.PathWithReturn(Back()));
    }

    /// <summary>The page itself, or for a form the page that it stands on: what takes forms cannot be opened.</summary>
    private string Back() =>
        HttpMethods.IsGet(Request.Method) ? $"{Request.Path}{Request.QueryString}"
        : Uri.TryCreate(Request.Headers.Referer, UriKind.Absolute, out var page) && page.Authority == Request.Host.Value
            ? page.PathAndQuery
        : "/";

    private void RequireSameOrigin()
    {
        if (HttpMethods.IsGet(Request.Method) || HttpMethods.IsOptions(Request.Method))
        {
            return;
        }

        if (RequestOrigin.IsOurs(Request) != true)
        {
            throw ProblemException.Of(
                Problems.CrossSite,
                "The request came with a cookie and not from a page of this site. Send a token instead, or use the pages."
            );
        }
    }
}
