using System.Net;
using System.Text.Json.Nodes;
using GeekOnDuty.Api.Authentication;
using GeekOnDuty.Api.Http;
using GeekOnDuty.Api.Pages.Shared;
using GeekOnDuty.Core.Mail;
using GeekOnDuty.Core.People;
using GeekOnDuty.Core.SignIn;
using GeekOnDuty.Core.Text;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http.HttpResults;
using NodaTime;

namespace GeekOnDuty.Api.Pages.SignIn;

/// <summary>Signing in and out with a browser. A link that is only opened, as mail scanners do, changes nothing: its button does.</summary>
internal static class SignInPages
{
    public static void MapSignIn(this IEndpointRouteBuilder app)
    {
        app.MapGet("/sign-in", GetSignIn).Page();
        app.MapPost("/sign-in", SendLink).FormPost().LimitSignIns();
        app.MapGet("/sign-in/sent", GetSent).Page();
        app.MapGet("/sign-in/with/{provider}", GoToProvider).Page().LimitAnonymous();
        app.MapGet("/sign-in/{secret}", GetLink).Page().LimitAnonymous().TellsNoReferrer();
        app.MapPost("/sign-in/{secret}", UseLink).FormPost().LimitAnonymous().TellsNoReferrer();
        app.MapPost("/sign-in/token", UseToken).FormPost().LimitSignIns();
        app.MapPost("/sign-out", SignOut).FormPost();
        app.MapGet("/mail", GetKeptMail).Page();
    }

    private static RazorComponentResult GetSignIn(EmailQueue post, SignInProviders providers, string? @return) =>
        ShowSignIn(post, providers, SignInPaths.ReturnTo(@return));

    /// <param name="post">Whether it can send links.</param>
    /// <param name="providers">The other sites with which people can sign in.</param>
    /// <param name="returnTo">A path of this site.</param>
    /// <param name="refused">The reason why the visitor is not signed in; null on the first visit.</param>
    /// <param name="email">What was typed.</param>
    internal static RazorComponentResult ShowSignIn(
        EmailQueue post,
        SignInProviders providers,
        string returnTo,
        FormErrors? refused = null,
        string? email = null
    ) =>
        PageConventions.Show<SignInPage>(
            new
            {
                ReturnTo = returnTo,
                Mailable = post.IsOpen,
                Providers = providers.All.Select(provider => new SignInPage.Provider(provider.Id, provider.Name)).ToList(),
                Email = email,
                Refused = refused,
            },
            refused?.Status ?? 200
        );

    /// <summary>Answers alike, and does the same, whether somebody has the address or nobody.</summary>
    private static async Task<Results<RazorComponentResult, RedirectHttpResult>> SendLink(
        PageForm form,
        HttpRequest request,
        EmailQueue post,
        SignInProviders providers,
        SendSignInLink sendSignInLink,
        IClock clock
    )
    {
        var returnTo = SignInPaths.ReturnTo(form["return"]);
        if (!EmailAddress.TryRead(form["email"], out var email))
        {
            return ShowSignIn(post, providers, returnTo, FormErrors.Of("email", Words.SignIn.NoAddress), form["email"]);
        }

        var wanted = new SendSignInLinkRequest(email, returnTo, AddressOf: null, request.OfSite());
        _ = (await sendSignInLink.RunAsync(wanted, clock.GetCurrentInstant(), request.HttpContext.RequestAborted)).ValueOrThrow();
        return TypedResults.Redirect("/sign-in/sent");
    }

    private static RazorComponentResult GetSent(EmailQueue post) =>
        PageConventions.Show<LinkSentPage>(new { IsKeptHere = post.KeepsLetters });

    /// <summary>To somebody who says who it is. By GET, as a form may not lead to another site; what it comes to is held by the state of OAuth.</summary>
    private static Results<ChallengeHttpResult, ProblemHttpResult> GoToProvider(
        string provider,
        SignInProviders providers,
        string? @return
    ) =>
        providers.All.Any(known => known.Id == provider)
            ? TypedResults.Challenge(new AuthenticationProperties { RedirectUri = SignInPaths.ReturnTo(@return) }, [provider])
            : Http.Problems.NoSuch("page");

    private static async Task<RazorComponentResult> GetLink(
        string secret,
        Visitor visitor,
        SignInLinks links,
        IClock clock,
        CancellationToken ct
    )
    {
        var link = await links.FindAsync(secret, clock.GetCurrentInstant(), ct);
        return Show(secret, visitor.Actor, link, link is null ? 410 : 200);
    }

    private static async Task<Results<RazorComponentResult, RedirectHttpResult>> UseLink(
        string secret,
        PageForm form,
        HttpContext http,
        UseSignInLink useSignInLink,
        SignInLinks links,
        IClock clock
    )
    {
        var (now, visitor, faults) = (clock.GetCurrentInstant(), http.Features.Get<Actor>(), new ValidationErrors());
        var body = new JsonObject { ["displayName"] = form.Optional("displayName"), ["zone"] = form.Optional("zone") };
        var profile = PageForm.Read<VolunteerBody>(body, faults).Profile;
        var request = new UseSignInLinkRequest(secret, visitor?.VolunteerId, profile, faults, BrowserOf(http));
        var outcome = await useSignInLink.RunAsync(request, now, http.RequestAborted);
        if (!outcome.IsRefused)
        {
            return GoOn(http, outcome.Value);
        }

        var link = await links.FindAsync(secret, now, http.RequestAborted);
        if (link is null)
        {
            return Show(secret, visitor, null, 410);
        }

        var kind = Http.Problems.Of(outcome.Refusal.Kind);
        var refused = outcome.Refusal.Faults is { } wrong
            ? FormErrors.Of(wrong)
            : FormErrors.Of(outcome.Refusal.Detail, kind.Status);
        return Show(secret, visitor, link, refused.Status, refused, form);
    }

    private static RazorComponentResult Show(
        string secret,
        Actor? visitor,
        OpenLink? link,
        int status,
        FormErrors? refused = null,
        PageForm? form = null
    ) =>
        PageConventions.Show<OpenLinkPage>(
            new
            {
                Secret = secret,
                link?.Email,
                IsAddress = link?.AddressOf is not null,
                IsElsewhere = link?.AddressOf is { } owner && owner != visitor?.VolunteerId,
                IsNew = link is { VolunteerId: null, AddressOf: null },
                Refused = refused,
                DisplayName = form?.Optional("displayName"),
                Zone = form?.Optional("zone"),
            },
            status
        );

    private static async Task<Results<RazorComponentResult, RedirectHttpResult>> UseToken(
        PageForm form,
        HttpContext http,
        SignInWithToken signInWithToken,
        EmailQueue post,
        SignInProviders providers,
        IClock clock
    )
    {
        var returnTo = SignInPaths.ReturnTo(form["return"]);
        var request = new SignInWithTokenRequest(form["token"], returnTo, BrowserOf(http));
        var outcome = await signInWithToken.RunAsync(request, clock.GetCurrentInstant(), http.RequestAborted);
        return outcome.IsRefused
            ? ShowSignIn(post, providers, returnTo, FormErrors.Of("token", outcome.Refusal.Detail, 401))
            : GoOn(http, outcome.Value);
    }

    internal static SignInBrowser BrowserOf(HttpContext http) =>
        new(SessionCookie.Read(http.Request), http.Request.Headers.UserAgent.ToString());

    /// <summary>Gives the browser its session and leads it to where it wanted to go.</summary>
    internal static RedirectHttpResult GoOn(HttpContext http, SignedIn signedIn)
    {
        if (signedIn.SessionSecret is { } secret)
        {
            SessionCookie.Write(http, secret, SessionQueries.Lifetime);
        }

        return TypedResults.Redirect(signedIn.ReturnTo);
    }

    private static async Task<RedirectHttpResult> SignOut(HttpContext http, Visitor visitor, EndSession endSession, IClock clock)
    {
        if (visitor.Actor is { SessionId: { } session } actor)
        {
            // One that has ended meanwhile is what was wanted.
            await endSession.RunAsync(new(session), actor, clock.GetCurrentInstant(), http.RequestAborted);
        }

        SessionCookie.Clear(http);
        return TypedResults.Redirect("/");
    }

    /// <summary>Only on this machine itself, and only when nothing stands between: what is kept opens sessions.</summary>
    private static Results<RazorComponentResult, ProblemHttpResult> GetKeptMail(HttpContext http, EmailQueue post) =>
        post.KeepsLetters && IsHere(http)
            ? PageConventions.Show<KeptMailPage>(new { Letters = post.Kept })
            : Http.Problems.NoSuch("page");

    /// <summary>A proxy on this machine comes from it too: it is known by what it adds, or by the HTTP that it speaks.</summary>
    private static bool IsHere(HttpContext http) =>
        http.Connection.RemoteIpAddress is { } from
        && IPAddress.IsLoopback(from)
        && http.Features.Get<RequestedHost>()?.Host.Host is "localhost" or "127.0.0.1" or "[::1]"
        && http.Request.Host.Host is "localhost" or "127.0.0.1" or "[::1]"
        && http.Request.Protocol != "HTTP/1.0"
        && !http.Request.Headers.Keys.Any(name =>
            name.StartsWith("X-", StringComparison.OrdinalIgnoreCase)
            || name.Equals("Forwarded", StringComparison.OrdinalIgnoreCase)
            || name.Equals("Via", StringComparison.OrdinalIgnoreCase)
        );
}
