using System.Net;
using System.Text.RegularExpressions;

namespace GeekOnDuty.Benchmarks;

/// <summary>A browser in which somebody is signed in, and what the forms of a page of theirs are sent with.</summary>
/// <param name="Cookies">As its requests name them.</param>
/// <param name="FormToken">The hidden field of the forms, as it stands in a form that is sent.</param>
internal sealed partial record SignedInBrowser(string Cookies, string FormToken)
{
    /// <param name="site">The program.</param>
    /// <param name="secret">A token of somebody.</param>
    /// <param name="page">A page with a form.</param>
    public static async Task<SignedInBrowser> OpenAsync(Uri site, string secret, string page)
    {
        using var handler = new HttpClientHandler { CookieContainer = new CookieContainer() };
        using var http = new HttpClient(handler) { BaseAddress = site };
        http.DefaultRequestHeaders.Add("Sec-Fetch-Site", "same-origin");
        await SignInAsync(http, secret);
        var token = TokenOf(await http.GetStringAsync(page));
        return new SignedInBrowser(handler.CookieContainer.GetCookieHeader(site), Uri.EscapeDataString(token));
    }

    public static async Task SignInAsync(HttpClient http, string secret)
    {
        using var content = new FormUrlEncodedContent(
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["__RequestVerificationToken"] = TokenOf(await http.GetStringAsync("/sign-in")),
                ["token"] = secret,
                ["return"] = "/",
            }
        );
        using var response = await http.PostAsync("/sign-in/token", content);
        response.EnsureSuccessStatusCode();
    }

    private static string TokenOf(string page) => FormTokenField().Match(page).Groups["value"].Value;

    [GeneratedRegex(
        "name=\"__RequestVerificationToken\" value=\"(?<value>[^\"]+)\"",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex FormTokenField();
}
