using GeekOnDuty.Api.Pages.Shared;
using GeekOnDuty.Core.Mail;
using GeekOnDuty.Core.SignIn;

namespace GeekOnDuty.Api.Pages.SignIn;

/// <summary>The mails about signing in, as plain text and as HTML.</summary>
internal sealed class SignInEmails(PageRenderer renderer) : ISignInEmails
{
    public Task<EmailMessage> LinkAsync(string email, string url, bool provesAddress)
    {
        var lead = provesAddress ? Words.Mail.AddressLead : Words.Mail.SignInLead;
        return WriteAsync(email, Words.Mail.SignInSubject, lead, url, Words.Mail.Ignore);
    }

    public Task<EmailMessage> AddressChangedAsync(string oldAddress) =>
        WriteAsync(oldAddress, Words.Mail.AddressChangedSubject, Words.Mail.AddressChanged, null, Words.Mail.AddressChangedHelp);

    private async Task<EmailMessage> WriteAsync(string email, string subject, string lead, string? url, string end)
    {
        var text = url is null ? $"{lead}\n\n{end}\n" : $"{lead}\n\n{url}\n\n{end}\n";
        var html = await renderer.RenderAsync<SignInLetter>(
            new()
            {
                ["Subject"] = subject,
                ["Lead"] = lead,
                ["Url"] = url,
                ["End"] = end,
            }
        );
        return new EmailMessage(email, subject, text, html);
    }
}
