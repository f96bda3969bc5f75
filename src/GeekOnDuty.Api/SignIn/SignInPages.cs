using System.Text.Json.Nodes;
using GeekOnDuty.Api.Http;
using GeekOnDuty.Api.Mail;
using GeekOnDuty.Api.Pages;
using GeekOnDuty.Api.People;
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
        app.MapGet("/sign-in/{secret}", GetLink).Page().LimitAnonymous().TellsNoReferrer();
        app.MapPost("/sign-in/{secret}", UseLink).FormPost().LimitAnonymous().TellsNoReferrer();
        app.MapPost("/sign-in/token", SignInWithToken).FormPost().LimitSignIns();
        app.MapPost("/sign-out", SignOut).FormPost();
        app.MapGet("/mail", GetKeptMail).Page();
    }

    public static string PathWithReturn(string path) => $"/sign-in?return={Uri.EscapeDataString(path)}";

    private static RazorComponentResult<SignInPage> GetSignIn(PostOffice post, string? @return) =>
        PageConventions.Show<SignInPage>(new { ReturnTo = PathOf(@return), Mailable = post.IsOpen });

    /// <summary>Answers alike, and does the same, whether somebody has the address or nobody.</summary>
    private static async Task<Results<RazorComponentResult<SignInPage>, RedirectHttpResult>> SendLink(
        PageForm form,
        HttpRequest request,
        PostOffice post,
        LinkSender sender,
        CancellationToken ct
    )
    {
        var returnTo = PathOf(form["return"]);
        if (!EmailAddress.TryRead(form["email"], out var email))
        {
            return PageConventions.Show<SignInPage>(
                new
                {
                    ReturnTo = returnTo,
                    Mailable = post.IsOpen,
                    Email = form["email"],
                    Fault = Words.SignIn.NoAddress,
                },
                400
            );
        }

        await sender.SendAsync(email, returnTo, addressOf: null, request, ct);
        return TypedResults.Redirect("/sign-in/sent");
    }

    private static RazorComponentResult<LinkSentPage> GetSent(PostOffice post) =>
        PageConventions.Show<LinkSentPage>(new { IsKeptHere = post.KeepsLetters });

    private static async Task<RazorComponentResult<OpenLinkPage>> GetLink(
        string secret,
        SignInLinks links,
        IClock clock,
        CancellationToken ct
    )
    {
        var link = await links.FindAsync(secret, clock.GetCurrentInstant(), ct);
        return Show(secret, link, link is null ? 410 : 200);
    }

    private static async Task<Results<RazorComponentResult<OpenLinkPage>, RedirectHttpResult>> UseLink(
        string secret,
        PageForm form,
        HttpContext http,
        SignInLinks links,
        SessionQueries sessions,
        VolunteerQueries volunteers,
        IClock clock,
        CancellationToken ct
    )
    {
        var now = clock.GetCurrentInstant();
        if (await links.UseAsync(secret, now, ct) is not { } link)
        {
            return Show(secret, null, 410);
        }

        if (link.AddressOf is { } owner)
        {
            return link.VolunteerId is { } other && other != owner
                ? Again([Words.SignIn.AddressTaken], 409)
                : await ConfirmAddressAsync(owner);
        }

        if (link.VolunteerId is not { } volunteerId)
        {
            var errors = new Errors();
            var body = new JsonObject { ["displayName"] = form.Optional("displayName"), ["zone"] = form.Optional("zone") };
            var profile = PageForm.Read<VolunteerBody>(body, errors).Profile;
            if (errors.Any)
            {
                return Again([.. errors.ByPath.Select(fault => $"{Words.Fields.NameOf(fault.Key)}: {fault.Value[0]}")], 400);
            }

            volunteerId = await volunteers.InsertAsync(null, profile, createdBy: null, isAdmin: false, now, ct);
            await links.SetAddressAsync(volunteerId, link.Email, ct);
        }

        await StartSessionAsync(http, volunteerId, sessions, now, ct);
        return TypedResults.Redirect(link.ReturnTo);

        RazorComponentResult<OpenLinkPage> Again(IReadOnlyList<string> faults, int status) =>
            Show(secret, link, status, faults, form);

        async Task<Results<RazorComponentResult<OpenLinkPage>, RedirectHttpResult>> ConfirmAddressAsync(Guid volunteerId)
        {
            await links.SetAddressAsync(volunteerId, link.Email, ct);
            return TypedResults.Redirect(link.ReturnTo);
        }
    }

    private static RazorComponentResult<OpenLinkPage> Show(
        string secret,
        OpenLink? link,
        int status,
        IReadOnlyList<string>? faults = null,
        PageForm? form = null
    ) =>
        PageConventions.Show<OpenLinkPage>(
            new
            {
                Secret = secret,
                link?.Email,
                IsAddress = link?.AddressOf is not null,
                IsNew = link is { VolunteerId: null, AddressOf: null },
                Faults = faults ?? [],
                DisplayName = form?.Optional("displayName"),
                Zone = form?.Optional("zone"),
            },
            status
        );

    private static async Task<Results<RazorComponentResult<SignInPage>, RedirectHttpResult>> SignInWithToken(
        PageForm form,
        HttpContext http,
        PostOffice post,
        TokenActors actors,
        SessionQueries sessions,
        IClock clock,
        CancellationToken ct
    )
    {
        var returnTo = PathOf(form["return"]);
        if (await actors.FindAsync(form["token"], ct) is not { } actor)
        {
            return PageConventions.Show<SignInPage>(
                new
                {
                    ReturnTo = returnTo,
                    Mailable = post.IsOpen,
                    TokenFault = Words.SignIn.TokenWrong,
                },
                401
            );
        }

        await StartSessionAsync(http, actor.VolunteerId, sessions, clock.GetCurrentInstant(), ct);
        return TypedResults.Redirect(returnTo);
    }

    private static async Task StartSessionAsync(
        HttpContext http,
        Guid volunteerId,
        SessionQueries sessions,
        Instant now,
        CancellationToken ct
    ) =>
        SessionCookie.Write(
            http,
            await sessions.StartAsync(volunteerId, http.Request.Headers.UserAgent.ToString(), now, ct),
            SessionQueries.Lifetime
        );

    private static async Task<RedirectHttpResult> SignOut(
        HttpContext http,
        Actor? visitor,
        SessionQueries sessions,
        CancellationToken ct
    )
    {
        if (visitor is not null && http.Features.Get<PresentSession>() is { } session)
        {
            await sessions.EndAsync(session.Id, visitor.VolunteerId, ct);
        }

        SessionCookie.Clear(http);
        return TypedResults.Redirect("/");
    }

    /// <summary>Only on this machine itself, and only when nothing stands between: what is kept opens sessions.</summary>
    private static Results<RazorComponentResult<KeptMailPage>, ProblemHttpResult> GetKeptMail(HttpContext http, PostOffice post)
    {
        var isHere =
            http.Connection.RemoteIpAddress is { } from
            && System.Net.IPAddress.IsLoopback(from)
            && !http.Request.Headers.ContainsKey("X-Forwarded-For")
            && !http.Request.Headers.ContainsKey("Forwarded")
            && http.Request.Host.Host is "localhost" or "127.0.0.1" or "[::1]";
        return post.KeepsLetters && isHere
            ? PageConventions.Show<KeptMailPage>(new { Letters = post.Kept })
            : Http.Problems.NoSuch("page");
    }

    /// <summary>A path of this site, never another one: `//host` and `/\host` are addresses of others.</summary>
    public static string PathOf(string? given) =>
        given is ['/', ..] and not ['/', '/' or '\\', ..] && given.Length <= 2000 && given.All(c => c is > ' ' and < '\x7f')
            ? given
            : "/";
}
