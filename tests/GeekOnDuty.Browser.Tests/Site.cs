using GeekOnDuty.Api.Tests;
using NodaTime;

namespace GeekOnDuty.Browser.Tests;

/// <summary>The program as people reach it with a browser, and the mail server that it sends to.</summary>
internal sealed class Site : IAsyncDisposable
{
    private Site(TestApp app, MailSink mail) => (App, Mail) = (app, mail);

    public TestApp App { get; }

    public MailSink Mail { get; }

    public Uri Url => App.ClientOptions.BaseAddress;

    /// <param name="db">Empty, or left by another.</param>
    /// <param name="now">What its clock says.</param>
    public static async Task<Site> StartAsync(TestDatabase db, Instant now)
    {
        var mail = new MailSink();
        var app = await TestApp.StartAsync(
            db,
            now,
            settings: new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["GeekOnDuty:PublicUrl"] = "https://duty.example.org",
                ["Mail:Host"] = "127.0.0.1",
                ["Mail:Port"] = mail.Port.ToString(System.Globalization.CultureInfo.InvariantCulture),
                ["Mail:From"] = "Geek on Duty <duty@example.org>",
                ["Mail:StartTls"] = "false",
            }
        );
        return new Site(app, mail);
    }

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        await Mail.DisposeAsync();
    }
}
