using GeekOnDuty.Core.Operations;
using GeekOnDuty.Core.People;
using NodaTime;

namespace GeekOnDuty.Core.SignIn;

public sealed record SignInWithTokenRequest(string Token, string ReturnTo, SignInBrowser Browser);

/// <summary>Starts a session in a browser for the person whose token it has. The session ends with the token.</summary>
public sealed class SignInWithToken(OperationRunner runner, TokenStore actors, SessionQueries sessions)
{
    /// <returns>Refused as forbidden: the token is unknown or expired.</returns>
    public Task<Outcome<SignedIn>> RunAsync(SignInWithTokenRequest request, Instant now, CancellationToken ct) =>
        runner.RunAsync(() => ApplyAsync(request, now, ct), ct);

    private async Task<Outcome<SignedIn>> ApplyAsync(SignInWithTokenRequest request, Instant now, CancellationToken ct)
    {
        if (await actors.FindAsync(request.Token, ct) is not { } actor)
        {
            return new Refusal(RefusalKind.Forbidden, "The token is unknown, expired or revoked.");
        }

        Guid? tokenId = TokenSecret.TryTokenId(request.Token, out var id) ? id : null;
        var secret = await sessions.ReplaceAsync(request.Browser, actor.VolunteerId, tokenId, now, ct);
        return new SignedIn(request.ReturnTo, secret);
    }
}
