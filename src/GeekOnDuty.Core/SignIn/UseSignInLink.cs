using GeekOnDuty.Core.Operations;
using GeekOnDuty.Core.People;
using GeekOnDuty.Core.Text;
using NodaTime;

namespace GeekOnDuty.Core.SignIn;

/// <param name="Secret">Of the link.</param>
/// <param name="VisitorId">The person who is signed in with the browser; null: nobody.</param>
/// <param name="Profile">Of somebody who is new here.</param>
/// <param name="ProfileFaults">What is wrong with the profile. It counts only where a person is new.</param>
/// <param name="Browser">The browser that opened the link.</param>
public sealed record UseSignInLinkRequest(
    string Secret,
    Guid? VisitorId,
    Profile Profile,
    ValidationErrors ProfileFaults,
    SignInBrowser Browser
);

/// <summary>
/// Uses a link that was sent to an address: it signs in the person with that address, makes a volunteer of a new person, or
/// gives the address to the person that asked for it. A link that is refused can be used again.
/// </summary>
public sealed class UseSignInLink(
    OperationRunner runner,
    SignInLinks links,
    LinkSender sender,
    SessionQueries sessions,
    VolunteerQueries volunteers
)
{
    private const string AddressTaken = "Somebody else signs in with this address already.";
    private const string JustTaken = "Somebody has just begun with this address. Press the button once more to sign in.";
    public const string Elsewhere =
        "This link gives its address to whoever asked for it. Sign in as that person, in this browser, and open the link again.";

    /// <returns>
    /// Refused as not found: the link is used, too old, or none. As a conflict: somebody else has the address by now.
    /// </returns>
    public Task<Outcome<SignedIn>> RunAsync(UseSignInLinkRequest request, Instant now, CancellationToken ct) =>
        runner.RunAsync(() => ApplyAsync(request, now, ct), ct);

    private async Task<Outcome<SignedIn>> ApplyAsync(UseSignInLinkRequest request, Instant now, CancellationToken ct)
    {
        if (await links.UseAsync(request.Secret, now, ct) is not { } link)
        {
            return Refusal.NoSuch("link");
        }

        if (link.AddressOf is { } owner)
        {
            return owner == request.VisitorId
                ? await ConfirmAddressAsync(owner, link, ct)
                : new Refusal(RefusalKind.Forbidden, Elsewhere);
        }

        if (link.VolunteerId is not { } volunteerId)
        {
            if (request.ProfileFaults.Any)
            {
                return Refusal.Invalid(request.ProfileFaults);
            }

            volunteerId = await volunteers.InsertAsync(null, request.Profile, createdBy: null, isAdmin: false, now, ct);
            if (!await links.SetAddressAsync(volunteerId, link.Email, ct))
            {
                return new Refusal(RefusalKind.Conflict, JustTaken);
            }
        }

        return new SignedIn(link.ReturnTo, await sessions.ReplaceAsync(request.Browser, volunteerId, null, now, ct));
    }

    private async Task<Outcome<SignedIn>> ConfirmAddressAsync(Guid owner, OpenLink link, CancellationToken ct)
    {
        var before = await links.AddressAsync(owner, ct);
        if (!await links.SetAddressAsync(owner, link.Email, ct))
        {
            return new Refusal(RefusalKind.Conflict, AddressTaken);
        }

        if (before is not null && before != link.Email)
        {
            await sender.TellOfNewAddressAsync(before);
        }

        return new SignedIn(link.ReturnTo, null);
    }
}
