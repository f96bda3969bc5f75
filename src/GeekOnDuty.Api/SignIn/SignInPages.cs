using System.Net;
using System.Text.Json.Nodes;
using GeekOnDuty.Api.Http;
using GeekOnDuty.Api.Mail;
using GeekOnDuty.Api.Pages;
using GeekOnDuty.Api.People;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http.HttpResults;
using NodaTime;

namespace GeekOnDuty.Api.SignIn;

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
        app.MapPost("/sign-in/token", SignInWithToken).FormPost().LimitSignIns();
        app.MapPost("/sign-out", SignOut).FormPost();
        app.MapGet("/mail", GetKeptMail).Page();
    }

    public static string PathWithReturn(string path) => $"/sign-in?return={Uri.EscapeDataString(path)}";

    private static RazorComponentResult GetSignIn(PostOffice post, Settings settings, string? @return) =>
        ShowSignIn(post, settings, PathOf(@return));

    /// <param name="post">Whether it can send links.</param>
    /// <param name="settings">Who else can say who somebody is.</param>
    /// <param name="returnTo">A path of this site.</param>
    /// <param name="refused">Why somebody is not signed in.</param>
    /// <param name="email">What was typed.</param>
    internal static RazorComponentResult ShowSignIn(
        PostOffice post,
        Settings settings,
        string returnTo,
        FormErrors? refused = null,
        string? email = null
    ) =>
        PageConventions.Show<SignInPage>(
            new
            {
                ReturnTo = returnTo,
                Mailable = post.IsOpen,
                Providers = settings.Providers.Select(provider => new SignInPage.Provider(provider.Id, provider.Name)).ToList(),
                Email = email,
                Refused = refused,
            },
            refused?.Status ?? 200
        );

    /// <summary>Answers alike, and does the same, whether somebody has the address or nobody.</summary>
    private static async Task<Results<RazorComponentResult, RedirectHttpResult>> SendLink(
        PageForm form,
        HttpRequest request,
        PostOffice post,
        Settings settings,
        LinkSender sender,
        CancellationToken ct
    )
    {
        var returnTo = PathOf(form["return"]);
        if (!EmailAddress.TryRead(form["email"], out var email))
        {
            return ShowSignIn(post, settings, returnTo, FormErrors.Of("email", Words.SignIn.NoAddress), form["email"]);
        }

        await sender.SendAsync(email, returnTo, addressOf: null, request, ct);
        return TypedResults.Redirect("/sign-in/sent");
    }

    private static RazorComponentResult GetSent(PostOffice post) =>
        PageConventions.Show<LinkSentPage>(new { IsKeptHere = post.KeepsLetters });

    /// <summary>To somebody who says who it is. By GET, as a form may not lead to another site; what it comes to is held by the state of OAuth.</summary>
    private static Results<ChallengeHttpResult, ProblemHttpResult> GoToProvider(
        string provider,
        Settings settings,
        string? @return
    ) =>
        settings.Providers.Any(known => known.Id == provider)
            ? TypedResults.Challenge(new AuthenticationProperties { RedirectUri = PathOf(@return) }, [provider])
            : Http.Problems.NoSuch("page");

    private static async Task<RazorComponentResult> GetLink(
        string secret,
        Actor? visitor,
        SignInLinks links,
        IClock clock,
        CancellationToken ct
    )
    {
        var link = await links.FindAsync(secret, clock.GetCurrentInstant(), ct);
        return Show(secret, visitor, link, link is null ? 410 : 200);
    }

    private static async Task<Results<RazorComponentResult, RedirectHttpResult>> UseLink(
        string secret,
        PageForm form,
        HttpContext http,
        Actor? visitor,
        SignInLinks links,
        LinkSender sender,
        SessionQueries sessions,
        VolunteerQueries volunteers,
        IClock clock,
        CancellationToken ct
    )
    {
        var now = clock.GetCurrentInstant();
        if (await links.UseAsync(secret, now, ct) is not { } link)
        {
            return Show(secret, visitor, null, 410);
        }

        if (link.AddressOf is { } owner)
        {
            return owner == visitor?.VolunteerId
                ? await ConfirmAddressAsync(owner)
                : Again(FormErrors.Of(Words.SignIn.Elsewhere, 403));
        }

        if (link.VolunteerId is not { } volunteerId)
        {
            var errors = new Errors();
            var body = new JsonObject { ["displayName"] = form.Optional("displayName"), ["zone"] = form.Optional("zone") };
            var profile = PageForm.Read<VolunteerBody>(body, errors).Profile;
            if (errors.Any)
            {
                return Again(FormErrors.Of(errors));
            }

            volunteerId = await volunteers.InsertAsync(null, profile, createdBy: null, isAdmin: false, now, ct);
            if (!await links.SetAddressAsync(volunteerId, link.Email, ct))
            {
                link = link with { VolunteerId = volunteerId };
                return Again(FormErrors.Of(Words.SignIn.JustTaken, 409));
            }
        }

        await StartSessionAsync(http, volunteerId, null, sessions, now, ct);
        return TypedResults.Redirect(link.ReturnTo);

        RazorComponentResult Again(FormErrors refused) => Show(secret, visitor, link, refused.Status, refused, form);

        async Task<Results<RazorComponentResult, RedirectHttpResult>> ConfirmAddressAsync(Guid owner)
        {
            var before = await links.AddressAsync(owner, ct);
            if (!await links.SetAddressAsync(owner, link.Email, ct))
            {
                return Again(FormErrors.Of(Words.SignIn.AddressTaken, 409));
            }

            if (before is not null && before != link.Email)
            {
                await sender.TellOfNewAddressAsync(before);
            }

            return TypedResults.Redirect(link.ReturnTo);
        }
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

    private static async Task<Results<RazorComponentResult, RedirectHttpResult>> SignInWithToken(
        PageForm form,
        HttpContext http,
        PostOffice post,
        Settings settings,
        TokenActors actors,
        SessionQueries sessions,
        IClock clock,
        CancellationToken ct
    )
    {
        var returnTo = PathOf(form["return"]);
        if (await actors.FindAsync(form["token"], ct) is not { } actor)
        {
            return ShowSignIn(post, settings, returnTo, FormErrors.Of("token", Words.SignIn.TokenWrong, 401));
        }

        Guid? tokenId = TokenSecret.TryTokenId(form["token"], out var id) ? id : null;
        await StartSessionAsync(http, actor.VolunteerId, tokenId, sessions, clock.GetCurrentInstant(), ct);
        return TypedResults.Redirect(returnTo);
    }

    /// <summary>In place of the session that the browser has, if it has one.</summary>
    internal static async Task StartSessionAsync(
        HttpContext http,
        Guid volunteerId,
        Guid? tokenId,
        SessionQueries sessions,
        Instant now,
        CancellationToken ct
    )
    {
        if (SessionCookie.Read(http.Request) is { } former)
        {
            await sessions.EndAsync(former, ct);
        }

        var secret = await sessions.StartAsync(volunteerId, tokenId, http.Request.Headers.UserAgent.ToString(), now, ct);
        SessionCookie.Write(http, secret, SessionQueries.Lifetime);
    }

    private static async Task<RedirectHttpResult> SignOut(
        HttpContext http,
        Actor? visitor,
        SessionQueries sessions,
        CancellationToken ct
    )
    {
        if (visitor?.SessionId is { } session)
        {
            await sessions.EndAsync(session, visitor.VolunteerId, ct);
        }

        SessionCookie.Clear(http);
        return TypedResults.Redirect("/");
    }

    /// <summary>Only on this machine itself, and only when nothing stands between: what is kept opens sessions.</summary>
    private static Results<RazorComponentResult, ProblemHttpResult> GetKeptMail(HttpContext http, PostOffice post) =>
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

    /// <summary>A path of this site, never another one: `//host` and `/\host` are addresses of others.</summary>
    public static string PathOf(string? given) =>
        given is ['/', ..] and not ['/', '/' or '\\', ..] && given.Length <= 2000 && given.All(c => c is > ' ' and < '\x7f')
            ? given
            : "/";
}
