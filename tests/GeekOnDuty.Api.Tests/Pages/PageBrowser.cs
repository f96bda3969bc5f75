using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Xunit;

namespace GeekOnDuty.Api.Tests.Pages;

/// <summary>What a browser without script does: keeps cookies, follows redirects, sends forms as they stand on the page.</summary>
internal sealed class PageBrowser : IDisposable
{
    private readonly HttpClientHandler handler = new() { AllowAutoRedirect = false };
    private readonly HttpClient client;

    private PageBrowser(TestApp app)
    {
        client = new HttpClient(handler) { BaseAddress = app.ClientOptions.BaseAddress };
        client.DefaultRequestHeaders.Add("Accept", "text/html");
        client.DefaultRequestHeaders.Add("Sec-Fetch-Site", "same-origin");
    }

    /// <summary>Nobody is signed in.</summary>
    public static PageBrowser Of(TestApp app) => new(app);

    /// <summary>Signed in with the person's token.</summary>
    public static async Task<PageBrowser> OfAsync(TestApp app, Person person)
    {
        var browser = new PageBrowser(app);
        await browser.SignInAsync(await browser.GetAsync("/sign-in"), person);
        return browser;
    }

    /// <returns>Where sign-in led to.</returns>
    public Task<Page> SignInAsync(Page page, Person person) =>
        SendAsync(
            page.Button("form[action='/sign-in/token'] button"),
            ("token", person.Client.DefaultRequestHeaders.Authorization!.Parameter!)
        );

    /// <param name="path">With or without query and anchor.</param>
    public async Task<Page> GetAsync(string path) => await FollowAsync(new HttpRequestMessage(HttpMethod.Get, path));

    /// <summary>Presses a button of a form.</summary>
    public Task<Page> SendAsync(IHtmlButtonElement button, params (string Name, string Value)[] filledIn)
    {
        var form = button.Closest("form") ?? throw new ArgumentException("The button is in no form.", nameof(button));
        var path = button.GetAttribute("formaction") ?? form.GetAttribute("action")!;
        var fields = form.QuerySelectorAll<IHtmlInputElement>("input")
            .Where(input => input.Type != "checkbox" || input.IsChecked)
            .Select(input => (Name: input.Name!, input.Value))
            .Concat(form.QuerySelectorAll<IHtmlSelectElement>("select").Select(select => (Name: select.Name!, select.Value!)))
            .Where(field => Array.TrueForAll(filledIn, each => each.Name != field.Name))
            .Concat(filledIn);
        if (button.Name is { Length: > 0 } name)
        {
            fields = fields.Append((name, button.Value));
        }

        var content = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Item1, field.Item2)));
        return FollowAsync(
            form.GetAttribute("method") == "post"
                ? new HttpRequestMessage(HttpMethod.Post, path) { Content = content }
                : new HttpRequestMessage(HttpMethod.Get, $"{path.Split('?')[0]}?{content.ReadAsStringAsync().Result}")
        );
    }

    public async Task<byte[]> DownloadAsync(string path) => await client.GetByteArrayAsync(path);

    public void Dispose()
    {
        client.Dispose();
        handler.Dispose();
    }

    private async Task<Page> FollowAsync(HttpRequestMessage first)
    {
        var address = first.RequestUri!.ToString();
        var response = await client.SendAsync(first);
        for (var redirects = 0; response.StatusCode == HttpStatusCode.Redirect; redirects++)
        {
            Assert.True(redirects < 5, $"Too many redirects at {address}");
            address = response.Headers.Location!.ToString();
            response.Dispose();
            response = await client.GetAsync(address);
        }

        using (response)
        {
            var html = await response.Content.ReadAsStringAsync();
            return new Page((int)response.StatusCode, address, new HtmlParser().ParseDocument(html));
        }
    }
}

/// <param name="Address">Path, query and anchor.</param>
internal sealed record Page(int Status, string Address, IHtmlDocument Html)
{
    /// <summary>The text of what a selector finds, blanks collapsed, one line each.</summary>
    public string Text(string selector) => string.Join("\n", Html.QuerySelectorAll(selector).Select(TextOf));

    public int Count(string selector) => Html.QuerySelectorAll(selector).Length;

    public IHtmlButtonElement Button(string selector) =>
        Html.QuerySelector<IHtmlButtonElement>(selector)
        ?? throw new InvalidOperationException($"There is no {selector} on {Address} ({Status}): {Html.Body?.TextContent}");

    public string Link(string selector) =>
        Html.QuerySelector(selector)?.GetAttribute("href")
        ?? throw new InvalidOperationException($"There is no {selector} on {Address} ({Status}): {Html.Body?.TextContent}");

    private static string TextOf(IElement element) =>
        string.Join(' ', element.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
