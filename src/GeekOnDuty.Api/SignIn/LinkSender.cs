using GeekOnDuty.Api.Http;
using GeekOnDuty.Api.Mail;
using GeekOnDuty.Api.Pages;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using NodaTime;

namespace GeekOnDuty.Api.SignIn;

/// <summary>Sends the links that sign in, and those that prove an address.</summary>
internal sealed class LinkSender(
    SignInLinks links,
    PostOffice post,
    Settings settings,
    RateLimits limits,
    IClock clock,
    IServiceProvider services,
    ILoggerFactory logs
)
{
    /// <summary>Sends nothing, and does not tell, when the address has had its share.</summary>
    /// <param name="email">As <see cref="EmailAddress"/> reads it.</param>
    /// <param name="returnTo">Where it leads; a path of this site.</param>
    /// <param name="addressOf">The person whose address it becomes; null: it signs in.</param>
    /// <param name="request">Says where this site is when no setting does, as it may on one's own machine.</param>
    /// <param name="ct">Ends the work.</param>
    public async Task SendAsync(string email, string returnTo, Guid? addressOf, HttpRequest request, CancellationToken ct)
    {
        if (!limits.TrySignIn(email))
        {
            return;
        }

        var secret = await links.MakeAsync(email, returnTo, addressOf, clock.GetCurrentInstant(), ct);
        var url = new Uri(settings.PublicUrl ?? new Uri($"{request.Scheme}://{request.Host}"), $"/sign-in/{secret}").AbsoluteUri;
        var lead = addressOf is null ? Words.Mail.SignInLead : Words.Mail.AddressLead;
        post.Send(
            new Letter(email, Words.Mail.SignInSubject, $"{lead}\n\n{url}\n\n{Words.Mail.Ignore}\n", await HtmlAsync(lead, url))
        );
    }

    private async Task<string> HtmlAsync(string lead, string url)
    {
        await using var renderer = new HtmlRenderer(services, logs);
        return await renderer.Dispatcher.InvokeAsync(async () =>
        {
            var parameters = ParameterView.FromDictionary(
                new Dictionary<string, object?>(StringComparer.Ordinal) { ["Lead"] = lead, ["Url"] = url }
            );
            return (await renderer.RenderComponentAsync<SignInLetter>(parameters)).ToHtmlString();
        });
    }
}
