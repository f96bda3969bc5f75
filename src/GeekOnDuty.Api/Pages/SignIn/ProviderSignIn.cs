using System.Net.Http.Headers;
using System.Security.Claims;
using System.Text.Json;
using GeekOnDuty.Api.Authentication;
using GeekOnDuty.Api.Http;
using GeekOnDuty.Api.Pages.Shared;
using GeekOnDuty.Core.Mail;
using GeekOnDuty.Core.SignIn;
using GeekOnDuty.Core.Text;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OAuth;
using Microsoft.Extensions.Options;
using NodaTime;

namespace GeekOnDuty.Api.Pages.SignIn;

/// <summary>
/// Signing in with another site, by the framework's OAuth 2.0 with PKCE and state. What comes of it is a verified e-mail address, and with
/// that it goes on as with a link: who has the address is signed in, who is new is asked for name and zone.
/// </summary>
internal sealed class ProviderSignIn(SignInProviders providers, ILogger<ProviderSignIn> log)
    : IConfigureOptions<AuthenticationOptions>,
        IConfigureNamedOptions<OAuthOptions>
{
    private const int LongestReason = 200;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public void Configure(AuthenticationOptions options)
    {
        foreach (var provider in providers.All)
        {
            options.AddScheme<OAuthHandler<OAuthOptions>>(provider.Id, provider.Name);
        }
    }

    public void Configure(OAuthOptions options) { }

    public void Configure(string? name, OAuthOptions options)
    {
        if (providers.All.FirstOrDefault(known => known.Id == name) is not { } provider)
        {
            return;
        }

        options.ClientId = provider.ClientId;
        options.ClientSecret = provider.ClientSecret;
        options.AuthorizationEndpoint = provider.AuthorizationEndpoint;
        options.TokenEndpoint = provider.TokenEndpoint;
        options.UserInformationEndpoint = provider.UserInformationEndpoint;
        options.CallbackPath = $"/sign-in/with/{provider.Id}/callback";
        options.UsePkce = true;
        options.BackchannelTimeout = Patience;
        // Nobody is signed in by it: the address is what counts, and the answer is given before.
        options.SignInScheme = SessionAuthentication.SchemeName;
        options.CorrelationCookie.SameSite = SameSiteMode.Lax;
        options.CorrelationCookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        foreach (var scope in provider.Scope)
        {
            options.Scope.Add(scope);
        }

        options.Events = new OAuthEvents
        {
            OnCreatingTicket = AskForAddressAsync,
            OnTicketReceived = GoOnAsync,
            OnRemoteFailure = failed => RefuseAsync(failed, provider.Name),
        };
    }

    private static async Task AskForAddressAsync(OAuthCreatingTicketContext asked)
    {
        var ct = asked.HttpContext.RequestAborted;
        using var request = new HttpRequestMessage(HttpMethod.Get, asked.Options.UserInformationEndpoint);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", asked.AccessToken);
        request.Headers.Accept.ParseAdd("application/json");
        using var response = await asked.Backchannel.SendAsync(request, ct);
        response.EnsureSuccessStatusCode();
        using var told = JsonDocument.Parse(await response.Content.ReadAsStringAsync(ct));
        var address = asked.Scheme.Name == SignInProvider.GitHub ? OfGitHub(told.RootElement) : OfUser(told.RootElement);
        asked.Identity!.AddClaim(
            new Claim(
                ClaimTypes.Email,
                EmailAddress.TryRead(address ?? "", out var email) ? email : throw new UnverifiedAddressException()
            )
        );
    }

    /// <summary>Of the list of addresses the one that is primary and verified.</summary>
    private static string? OfGitHub(JsonElement addresses) =>
        addresses.ValueKind == JsonValueKind.Array
            ? addresses
                .EnumerateArray()
                .Where(each => IsTrue(each, "primary") && IsTrue(each, "verified"))
                .Select(each => TextOf(each, "email"))
                .FirstOrDefault()
            : null;

    /// <summary>As OpenID Connect Core §5.1 tells about a user.</summary>
    private static string? OfUser(JsonElement user) => IsTrue(user, "email_verified") ? TextOf(user, "email") : null;

    private static bool IsTrue(JsonElement told, string name) =>
        told.ValueKind == JsonValueKind.Object
        && told.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.True;

    private static string? TextOf(JsonElement told, string name) =>
        told.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static async Task GoOnAsync(TicketReceivedContext received)
    {
        received.HandleResponse();
        var (http, services) = (received.HttpContext, received.HttpContext.RequestServices);
        var email = received.Principal!.FindFirstValue(ClaimTypes.Email)!;
        var request = new SignInWithAddressRequest(email, SignInPaths.ReturnTo(received.ReturnUri), SignInPages.BrowserOf(http));
        var outcome = await services
            .GetRequiredService<SignInWithAddress>()
            .RunAsync(request, services.GetRequiredService<IClock>().GetCurrentInstant(), http.RequestAborted);
        http.Response.Headers.CacheControl = "no-store";
        await SignInPages.GoOn(http, outcome.ValueOrThrow()).ExecuteAsync(http);
    }

    private Task RefuseAsync(RemoteFailureContext failed, string provider)
    {
        failed.HandleResponse();
        var (status, why) = failed.Failure switch
        {
            UnverifiedAddressException => (403, Words.SignIn.Unverified(provider)),
            _ when failed.Request.Query["error"] == "access_denied" => (403, Words.SignIn.Denied(provider)),
            HttpRequestException or OperationCanceledException => (502, Words.SignIn.ProviderAway(provider)),
            _ => (400, Words.SignIn.ProviderFailed(provider)),
        };
        if (status != 403)
        {
            var reason = failed.Failure?.GetBaseException().Message ?? "";
            log.LogWarning(
                "Signing in with {Provider} failed: {Reason}",
                provider,
                reason.Length > LongestReason ? reason[..LongestReason] : reason
            );
        }

        var http = failed.HttpContext;
        http.Response.Headers.CacheControl = "no-store";
        var returnTo = SignInPaths.ReturnTo(failed.Properties?.RedirectUri);
        var post = http.RequestServices.GetRequiredService<EmailQueue>();
        return SignInPages.ShowSignIn(post, providers, returnTo, FormErrors.Of(why, status)).ExecuteAsync(http);
    }

    private sealed class UnverifiedAddressException : Exception;
}
