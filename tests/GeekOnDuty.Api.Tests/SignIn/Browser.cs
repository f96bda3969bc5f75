using System.Net;
using System.Text.RegularExpressions;
using GeekOnDuty.Api.SignIn;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace GeekOnDuty.Api.Tests.SignIn;

/// <summary>A page as a browser without script has it. Redirects are not followed.</summary>
internal sealed record Seen(int Status, string Html, string? Location, IReadOnlyList<string> Cookies)
{
    public Seen ShouldBe(int status, string? text = null)
    {
        Assert.True(Status == status, $"Expected {status}, got {Status}: {Html}");
        if (text is not null)
        {
            Assert.Contains(text, WebUtility.HtmlDecode(Html), StringComparison.Ordinal);
        }

        return this;
    }

    public void ShouldLeadTo(string location)
    {
        ShouldBe(302);
        Assert.Equal(location, Location);
    }
}

/// <summary>Keeps cookies, and sends forms with the token of the page that it saw last, as from that page.</summary>
internal sealed partial class Browser : IDisposable
{
    private readonly HttpClient client;

    public Browser(TestApp app, CookieContainer? cookies = null)
        : this(app.ClientOptions.BaseAddress, cookies) { }

    public Browser(Uri address, CookieContainer? cookies = null)
    {
        Cookies = cookies ?? new CookieContainer();
        client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = Cookies })
        {
            BaseAddress = address,
        };
        client.DefaultRequestHeaders.Add("Accept", "text/html");
        client.DefaultRequestHeaders.TryAddWithoutValidation("User-Agent", "Tests/1.0");
    }

    public CookieContainer Cookies { get; }

    /// <summary>Of the form on the last page.</summary>
    public string FormToken { get; set; } = "";

    public Task<Seen> GetAsync(string path) => SendAsync(new HttpRequestMessage(HttpMethod.Get, path));

    public Task<Seen> PostAsync(string path, params (string Name, string Value)[] fields) =>
        PostWithAsync(path, [("Sec-Fetch-Site", "same-origin")], fields);

    public Task<Seen> PostWithAsync(
        string path,
        (string Name, string Value)[] headers,
        params (string Name, string Value)[] fields
    )
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = new FormUrlEncodedContent([
                .. fields.Select(field => KeyValuePair.Create(field.Name, field.Value)),
                KeyValuePair.Create("__RequestVerificationToken", FormToken),
            ]),
        };
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return SendAsync(request);
    }

    public async Task<Seen> SendAsync(HttpRequestMessage request)
    {
        using (request)
        {
            using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
            var html = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            if (FormTokens().Match(html) is { Success: true } found)
            {
                FormToken = found.Groups["token"].Value;
            }

            return new Seen(
                (int)response.StatusCode,
                html,
                response.Headers.Location?.OriginalString,
                response.Headers.TryGetValues("Set-Cookie", out var cookies) ? [.. cookies] : []
            );
        }
    }

    /// <summary>Opens a link and presses its button.</summary>
    public async Task<Seen> UseAsync(string secret, params (string Name, string Value)[] fields)
    {
        (await GetAsync($"/sign-in/{secret}")).ShouldBe(200);
        return await PostAsync($"/sign-in/{secret}", fields);
    }

    /// <summary>A new person, signed in by a link.</summary>
    public static async Task<Browser> OfNewPersonAsync(TestApp app, string email, string name = "Ada", string zone = "UTC")
    {
        var browser = new Browser(app);
        (await browser.UseAsync(await app.LinkAsync(email), ("displayName", name), ("zone", zone))).ShouldLeadTo("/");
        return browser;
    }

    /// <summary>Whether a page of whoever is signed in is shown.</summary>
    public async Task<bool> IsSignedInAsync() => (await GetAsync("/me")).Status == 200;

    public void Dispose() => client.Dispose();

    [GeneratedRegex(
        "name=\"__RequestVerificationToken\" value=\"(?<token>[^\"]+)\"",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex FormTokens();
}

internal static class Links
{
    /// <summary>What the program would send by mail.</summary>
    /// <returns>The secret.</returns>
    public static async Task<string> LinkAsync(this TestApp app, string email, string returnTo = "/", Guid? addressOf = null)
    {
        await using var scope = app.Services.CreateAsyncScope();
        var links = scope.ServiceProvider.GetRequiredService<SignInLinks>();
        return await links.MakeAsync(email, returnTo, addressOf, app.Clock.Now, TestContext.Current.CancellationToken);
    }
}
