using GeekOnDuty.Api.Http;
using GeekOnDuty.Api.Mail;
using GeekOnDuty.Api.Pages;
using GeekOnDuty.Api.Postgres;
using NodaTime;

namespace GeekOnDuty.Api.SignIn;

/// <summary>Sends the links that sign in, and those that prove an address; once the transaction is committed that makes them good.</summary>
internal sealed class LinkSender(
    DbSession db,
    SignInLinks links,
    PostOffice post,
    Settings settings,
    RateLimits limits,
    PageRenderer renderer
)
{
    /// <summary>Sends nothing, and does not tell, when the address has had its share.</summary>
    public async Task SendAsync(SendSignInLinkRequest request, Instant now, CancellationToken ct)
    {
        if (!limits.TrySignIn(request.Email))
        {
            return;
        }

        var secret = await links.MakeAsync(request.Email, request.ReturnTo, request.AddressOf, now, ct);
        var url = new Uri(settings.PublicUrl ?? request.Site, $"/sign-in/{secret}").AbsoluteUri;
        var lead = request.AddressOf is null ? Words.Mail.SignInLead : Words.Mail.AddressLead;
        await SendAsync(request.Email, lead, url, Words.Mail.Ignore);
    }

    /// <summary>Tells whoever reads the old address of a person, in case that it was not them.</summary>
    public Task TellOfNewAddressAsync(string oldAddress) =>
        SendAsync(oldAddress, Words.Mail.AddressChanged, null, Words.Mail.AddressChangedHelp);

    private async Task SendAsync(string email, string lead, string? url, string end)
    {
        var lines = url is null ? $"{lead}\n\n{end}\n" : $"{lead}\n\n{url}\n\n{end}\n";
        var subject = url is null ? Words.Mail.AddressChangedSubject : Words.Mail.SignInSubject;
        var letter = new Letter(email, subject, lines, await HtmlAsync(subject, lead, url, end));
        db.Afterwards(() => post.Send(letter));
    }

    private Task<string> HtmlAsync(string subject, string lead, string? url, string end) =>
        renderer.RenderAsync<SignInLetter>(
            new()
            {
                ["Subject"] = subject,
                ["Lead"] = lead,
                ["Url"] = url,
                ["End"] = end,
            }
        );
}
