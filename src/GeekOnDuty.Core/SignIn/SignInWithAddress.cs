using GeekOnDuty.Core.Operations;
using NodaTime;

namespace GeekOnDuty.Core.SignIn;

public sealed record SignInWithAddressRequest(string Email, string ReturnTo, SignInBrowser Browser);

/// <summary>
/// Signs in the person of an address that another site has verified. A new person gets a link, which asks for name and
/// zone as one by mail does.
/// </summary>
public sealed class SignInWithAddress(OperationRunner runner, SignInLinks links, SessionQueries sessions)
{
    public Task<Outcome<SignedIn>> RunAsync(SignInWithAddressRequest request, Instant now, CancellationToken ct) =>
        runner.RunAsync(() => ApplyAsync(request, now, ct), ct);

    private async Task<Outcome<SignedIn>> ApplyAsync(SignInWithAddressRequest request, Instant now, CancellationToken ct) =>
        await links.OwnerAsync(request.Email, ct) is { } volunteerId
            ? new SignedIn(request.ReturnTo, await sessions.ReplaceAsync(request.Browser, volunteerId, null, now, ct))
            : new SignedIn($"/sign-in/{await links.MakeAsync(request.Email, request.ReturnTo, addressOf: null, now, ct)}", null);
}
