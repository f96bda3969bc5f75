using System.Net;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using Xunit;

namespace GeekOnDuty.Api.Tests.Pages;

/// <summary>A browser without script: cookies, pages, and forms that are sent as they stand with some fields changed.</summary>
internal sealed partial class ManageBrowser : IDisposable
{
    private readonly HttpClient client;

    public ManageBrowser(TestApp app)
    {
        client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer() })
        {
            BaseAddress = app.ClientOptions.BaseAddress,
        };
        client.DefaultRequestHeaders.Accept.ParseAdd("text/html");
    }

    /// <summary>Signed in with a token.</summary>
    public static async Task<ManageBrowser> SignedInAsync(TestApp app, string secret = TestApp.AdminSecret)
    {
        var browser = new ManageBrowser(app);
        var page = await browser.OpenAsync("/sign-in");
        var signedIn = await browser.SendAsync(page, "/sign-in/token", ("token", secret));
        Assert.Equal(302, signedIn.Status);
        return browser;
    }

    public async Task<Shown> OpenAsync(string path)
    {
        using var response = await client.GetAsync(path);
        return await Shown.OfAsync(response);
    }

    /// <summary>Sends the form of a page whose action is <paramref name="action"/>, with fields replaced; a null value leaves the field out.</summary>
    public Task<Shown> SendAsync(Shown page, string action, params (string Name, string? Value)[] changes) =>
        SendAsync(page, action, action, changes);

    /// <summary>As <see cref="SendAsync(Shown, string, (string, string?)[])"/>, to where a script would send it.</summary>
    public async Task<Shown> SendAsync(Shown page, string action, string to, params (string Name, string? Value)[] changes)
    {
        var form = page.Form(action);
        var fields = form.Where(field => !changes.Any(change => change.Name == field.Name))
            .Concat(changes.Where(change => change.Value is not null).Select(change => (change.Name, Value: change.Value!)));
        using var content = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)));
        return await PostAsync(to, content);
    }

    /// <summary>As <see cref="SendAsync(Shown, string, (string, string?)[])"/> with a file in the field `file`.</summary>
    public async Task<Shown> UploadAsync(Shown page, string action, string file)
    {
        using var content = new MultipartFormDataContent();
        foreach (var (name, value) in page.Form(action))
        {
            content.Add(new StringContent(value), name);
        }

        content.Add(new StringContent(file), "file", "rota.json");
        return await PostAsync(action, content);
    }

    /// <summary>Where an answer leads.</summary>
    public async Task<Shown> FollowAsync(Shown answer)
    {
        Assert.True(answer.Status == 302, $"Expected 302, got {answer.Status}: {answer.Html}");
        return await OpenAsync(answer.Location!);
    }

    public void Dispose() => client.Dispose();

    private async Task<Shown> PostAsync(string path, HttpContent content)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = content };
        request.Headers.Add("Sec-Fetch-Site", "same-origin");
        using var response = await client.SendAsync(request);
        return await Shown.OfAsync(response);
    }
}

/// <summary>A page as it came.</summary>
internal sealed partial record Shown(int Status, string Html, string? Location)
{
    /// <summary>What a reader sees, in one line, markup and entities resolved.</summary>
    public string Text => Blanks().Replace(WebUtility.HtmlDecode(Tags().Replace(Html, " ")), " ");

    public static async Task<Shown> OfAsync(HttpResponseMessage response) =>
        new((int)response.StatusCode, await response.Content.ReadAsStringAsync(), response.Headers.Location?.OriginalString);

    /// <summary>The fields of the first form with that action, as a browser would send them.</summary>
    public IReadOnlyList<(string Name, string Value)> Form(string action)
    {
        var form = Forms()
            .Matches(Html)
            .FirstOrDefault(match => match.Groups["tag"].Value.Contains($"action=\"{action}\"", StringComparison.Ordinal));
        Assert.True(form is not null, $"There is no form {action}: {Html}");
        var fields = new List<(string, string)>();
        foreach (Match control in Controls().Matches(form.Groups["inner"].Value))
        {
            var tag = control.Groups["tag"].Value;
            var name = Attribute(tag, "name");
            var type = Attribute(tag, "type");
            if (
                name is null
                || type is "file"
                || (type is "checkbox" or "radio" && !tag.Contains(" checked", StringComparison.Ordinal))
            )
            {
                continue;
            }

            var value = tag[1] switch
            {
                's' => Chosen(control.Value),
                't' => WebUtility.HtmlDecode(control.Groups["content"].Value),
                _ => Attribute(tag, "value") ?? "",
            };
            fields.Add((name, value));
        }

        return fields;
    }

    /// <summary>The value of a field.</summary>
    public string Field(string action, string name) => Form(action).First(field => field.Name == name).Value;

    /// <summary>The first address that a link has and that holds this text.</summary>
    public string Link(string part) =>
        Links()
            .Matches(Html)
            .Select(match => WebUtility.HtmlDecode(match.Groups["to"].Value))
            .First(to => to.Contains(part, StringComparison.Ordinal));

    private static string Chosen(string select)
    {
        var options = Options().Matches(select).Select(match => match.Value).ToList();
        var chosen = options.Find(option => option.Contains(" selected", StringComparison.Ordinal)) ?? options[0];
        return Attribute(chosen, "value") ?? "";
    }

    private static string? Attribute(string tag, string name)
    {
        var match = Regex.Match(tag, $" {name}=\"([^\"]*)\"", RegexOptions.None, TimeSpan.FromSeconds(1));
        return match.Success ? WebUtility.HtmlDecode(match.Groups[1].Value) : null;
    }

    [GeneratedRegex("(?<tag><form[^>]*>)(?<inner>.*?)</form>", RegexOptions.Singleline | RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex Forms();

    [GeneratedRegex(
        "(?<tag><input[^>]*>)|(?<tag><select[^>]*>).*?</select>|(?<tag><textarea[^>]*>)(?<content>.*?)</textarea>",
        RegexOptions.Singleline | RegexOptions.ExplicitCapture,
        2000
    )]
    private static partial Regex Controls();

    [GeneratedRegex("<option[^>]*>", RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex Options();

    [GeneratedRegex("href=\"(?<to>[^\"]*)\"", RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex Links();

    [GeneratedRegex("<[^>]*>", RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex Tags();

    [GeneratedRegex(@"\s+", RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex Blanks();
}
