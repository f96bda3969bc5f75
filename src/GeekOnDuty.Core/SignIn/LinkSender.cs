using GeekOnDuty.Core.Mail;
using GeekOnDuty.Core.Storage;
using NodaTime;

namespace GeekOnDuty.Core.SignIn;

/// <summary>Counts the sign-in links that are sent to an address, for all visitors together.</summary>
public interface ISignInLinkLimit
{
    /// <param name="address">As it was typed; only a hash of it is kept.</param>
    /// <returns>False when the address has had its share: send nothing. The visitor must not be able to tell.</returns>
    bool TryAcquire(string address);
}

/// <summary>Writes the mails about signing in.</summary>
public interface ISignInEmails
{
    /// <summary>A link that signs in, or with <paramref name="provesAddress"/> one that proves the address.</summary>
    Task<EmailMessage> LinkAsync(string email, string url, bool provesAddress);

    /// <summary>Tells the old address that the person signs in with another one from now on.</summary>
    Task<EmailMessage> AddressChangedAsync(string oldAddress);
}

/// <summary>Sends the links that sign in, and those that prove an address, once the transaction is committed.</summary>
public sealed class LinkSender(DbSession db, SignInLinks links, EmailQueue post, ISignInEmails emails, ISignInLinkLimit limit)
{
    /// <summary>Sends nothing, and does not tell, when the address has had its share.</summary>
    public async Task SendAsync(SendSignInLinkRequest request, Instant now, CancellationToken ct)
    {
        if (!limit.TryAcquire(request.Email))
        {
            return;
        }

        var secret = await links.MakeAsync(request.Email, request.ReturnTo, request.AddressOf, now, ct);
        var url = new Uri(request.Site, $"/sign-in/{secret}").AbsoluteUri;
        var email = await emails.LinkAsync(request.Email, url, provesAddress: request.AddressOf is not null);
        db.OnCommitted(() => post.Send(email));
    }

    /// <summary>Tells the reader of the old address of a person, in case the change was not theirs.</summary>
    public async Task TellOfNewAddressAsync(string oldAddress)
    {
        var email = await emails.AddressChangedAsync(oldAddress);
        db.OnCommitted(() => post.Send(email));
    }
}
