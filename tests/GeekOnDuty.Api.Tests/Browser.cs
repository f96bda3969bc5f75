using System.Net;
using AngleSharp.Html.Dom;
using Xunit;

namespace GeekOnDuty.Api.Tests;

/// <summary>What a browser without script does: keeps cookies, shows pages, sends forms as they stand on the page with some fields changed.</summary>
/// <remarks>Only <see cref="OpenAsync"/> and <see cref="PressAsync"/> follow redirects.</remarks>
internal sealed class Browser : IDisposable
{
    private static readonly (string Name, string Value)[] OwnPage = [("Sec-Fetch-Site", "same-origin")];
    private readonly HttpClient client;

    public Browser(TestApp app, CookieContainer? cookies = null)
        : this(app.ClientOptions.BaseAddress, cookies) { }

    public Browser(Uri address, CookieContainer? cookies = null)
    {
        Cookies = cookies ?? new CookieContainer();
        client = TestDeadline.Client(address, new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = Cookies });
        client.DefaultRequestHeaders.Add("Accept", "text/html");
        client.DefaultRequestHeaders.Add("User-Agent", "Tests/1.0");
    }

    public CookieContainer Cookies { get; }

    /// <summary>Of the form on the last page.</summary>
    public string FormToken { get; set; } = "";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <param name="app">Where.</param>
    /// <param name="secret">Of a token.</param>
    public static async Task<Browser> SignedInAsync(TestApp app, string secret = TestApp.AdminSecret)
    {
        var browser = new Browser(app);
        await browser.GetAsync("/sign-in");
        (await browser.PostAsync("/sign-in/token", ("token", secret))).ShouldLeadTo("/");
        return browser;
    }

    public static Task<Browser> SignedInAsync(TestApp app, Person person) => SignedInAsync(app, person.Secret);

    public Task<Page> GetAsync(string path) => SendAsync(new HttpRequestMessage(HttpMethod.Get, path));

    /// <summary>Sends a form with the token of the page that was seen last, as from that page.</summary>
    public Task<Page> PostAsync(string path, params (string Name, string Value)[] fields) => PostWithAsync(path, OwnPage, fields);

    /// <summary>As <see cref="PostAsync"/>, with these headers instead of those that tell of a page of this site.</summary>
    public Task<Page> PostWithAsync(
        string path,
        (string Name, string Value)[] headers,
        params (string Name, string Value)[] fields
    ) => PostWithAsync(path, headers, Encoded([.. fields, (Page.TokenField, FormToken)]));

    /// <summary>Sends the form whose action is <paramref name="action"/>, with fields replaced; a null value leaves the field out.</summary>
    public Task<Page> SubmitAsync(Page page, string action, params (string Name, string? Value)[] changes) =>
        SubmitAsync(page, action, action, changes);

    /// <summary>As <see cref="SubmitAsync(Page, string, (string, string?)[])"/>, to where a script would send it.</summary>
    public Task<Page> SubmitAsync(Page page, string action, string to, params (string Name, string? Value)[] changes) =>
        PostWithAsync(to, OwnPage, Encoded(page.Form(action).FieldsWith(changes)));

    /// <summary>As <see cref="SubmitAsync(Page, string, (string, string?)[])"/> with a file in the field `file`.</summary>
    public Task<Page> UploadAsync(Page page, string action, string file)
    {
        var content = new MultipartFormDataContent();
        foreach (var (name, value) in page.Form(action).FieldsWith())
        {
            content.Add(new StringContent(value), name);
        }

        content.Add(new StringContent(file), "file", "rota.json");
        return PostWithAsync(action, OwnPage, content);
    }

    /// <summary>Where an answer leads.</summary>
    public Task<Page> FollowAsync(Page answer) => GetAsync(answer.ShouldBe(302).Location!);

    /// <summary>The page that a path leads to in the end.</summary>
    /// <param name="path">With or without query and anchor.</param>
    public async Task<Page> OpenAsync(string path) => await ArriveAsync(await GetAsync(path));

    /// <summary>Presses a button of a form.</summary>
    /// <returns>The page that it leads to in the end.</returns>
    public async Task<Page> PressAsync(IHtmlButtonElement button, params (string Name, string? Value)[] filledIn)
    {
        var form = button.Form ?? throw new ArgumentException("The button is in no form.", nameof(button));
        var path = button.GetAttribute("formaction") ?? form.GetAttribute("action")!;
        var fields = form.FieldsWith(filledIn);
        var content = Encoded(button.Name is { Length: > 0 } name ? fields.Append((name, button.Value)) : fields);
        return await ArriveAsync(
            form.Method == "post"
                ? await PostWithAsync(path, OwnPage, content)
                : await GetAsync($"{path.Split('?')[0]}?{await content.ReadAsStringAsync(Ct)}")
        );
    }

    public async Task<byte[]> DownloadAsync(string path) => await client.GetByteArrayAsync(path, Ct);

    /// <summary>One request, as it is; all others are made of it.</summary>
    public async Task<Page> SendAsync(HttpRequestMessage request)
    {
        using (request)
        {
            var address = request.RequestUri!.OriginalString;
            using var response = await client.SendAsync(request, Ct);
            var page = new Page(
                address,
                (int)response.StatusCode,
                await response.Content.ReadAsStringAsync(Ct),
                response.Headers.Location?.OriginalString,
                response.Headers.TryGetValues("Set-Cookie", out var cookies) ? [.. cookies] : []
            );
            FormToken = page.FormToken ?? FormToken;
            return page;
        }
    }

    public void Dispose() => client.Dispose();

    private static FormUrlEncodedContent Encoded(IEnumerable<(string Name, string Value)> fields) =>
        new(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)));

    private Task<Page> PostWithAsync(string path, (string Name, string Value)[] headers, HttpContent content)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = content };
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return SendAsync(request);
    }

    private async Task<Page> ArriveAsync(Page page)
    {
        for (var redirects = 0; page.Status == 302; redirects++)
        {
            Assert.True(redirects < 5, $"Too many redirects at {page.Address}");
            page = await FollowAsync(page);
        }

        return page;
    }
}
