using System.Net.Http.Json;
using System.Text;
using System.Text.RegularExpressions;
using GeekOnDuty.Api.Tests.Http;
using GeekOnDuty.Api.Tests.SignIn;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using static GeekOnDuty.Api.Tests.SignIn.SignInSteps;

namespace GeekOnDuty.Api.Tests.Pages;

/// <summary>
/// Hostile requests to every GET and POST that is not below /v1, which <see cref="FuzzTests"/> does. A failure names the request, so it can be sent again.
/// </summary>
[Trait("Scaled", "true")]
public sealed class PageFuzzTests(RunningApp running) : IClassFixture<RunningApp>
{
    /// <summary>A page takes longer than an answer of the API, and has less to say no to.</summary>
    private const int PartOfRequests = 4;
    private const string Markup = "<script>alert(1)";

    /// <summary>As they stand in an address or a form.</summary>
    private static readonly string[] Texts =
    [
        .. FuzzTests.Texts,
        new('x', 4000),
        "%22%3E" + Uri.EscapeDataString(Markup),
        .. Words(
            """
            %E2%80%AE%D7%A9%D7%9C%D7%95%D7%9D %27%3B%20DROP%20TABLE%20rotas%3B%20-- %7B%7B7*7%7D%7D%25s%25n%7B0%7D
            javascript:alert(1) //elsewhere.example/ 1e999 -2147483649 0001-W01 2199-W53 9999-12-31 9999-W53 25:00 02:30
            Mars/Olympus Pacific/Apia Etc/GMT%2B12 FREQ%3DDAILY;INTERVAL%3D2147483647 FREQ%3DYEARLY;BYDAY%3D53MO;BYSETPOS%3D-366
            grid coordinator preview cancel move decline a@b.example%0D%0ABcc:c
            """
        ),
    ];

    /// <summary>For addresses: several of the long ones would be refused by the server itself.</summary>
    private static readonly string[] Short = [.. Texts.Where(text => text.Length < 1000)];

    private static readonly string[] Parameters = Words(
        """
        at zone theme format url maxwidth maxheight show parts lang view week past open day awake from to topic language slot
        taken released standing done cursor limit kind actorId subjectId return token error
        """
    );

    /// <summary>For what no page has a form.</summary>
    private static readonly string[] Fields = Words(
        """
        name slug zone title startDate startTime endTime endDate repeats interval weekdays recurrence seats.minimum seats.maximum
        topics exceptDates extraDates effectiveFrom organisationId slot every claim standing email token displayName return
        volunteerId memberId role uses expiresAt message reason document etag version id do contacts[0].kind
        contacts[99999999999].url links[-1].url
        """
    );

    private static readonly string[] Accepts = Words("*/* application/json text/plain image/svg+xml ;;q=x text/html;q=0");

    private static readonly string[] Leaks = [.. Requests.Leaks, "Exception", "Host=", "Password=", "postgres://"];

    /// <summary>After which a visitor may be another, or what the others need be gone.</summary>
    private static readonly string[] Last = Words("sign-out sign-in/ sessions erase remove end revoke release");

    private static readonly Regex Parameter = new(
        @"\{(?<name>\w+)(:\w+)?\}",
        RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture
    );

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, MemberData(nameof(FuzzSize.Seeds), MemberType = typeof(FuzzSize))]
    public async Task No_request_for_a_page_or_by_a_form_makes_a_5xx_or_tells_anything_of_the_inside(int seed)
    {
        var (app, random) = (running.App, new Random(seed));
        var (rota, other) = (await app.Given.RotaAsync(joining: "approval"), await app.Given.RotaAsync());
        var (hours, others) = (await app.Given.OfficeHoursAsync(rota, seats: 3), await app.Given.OfficeHoursAsync(other));
        var (ada, bob) = (await app.Given.PersonAsync("Ada", rota), await app.Given.PersonAsync("Bob", other));
        var cora = await app.Given.PersonAsync("Cora", rota, "coordinator");
        var known = new Dictionary<string, string[]>
        {
            ["rota"] = [rota, rota, rota, rota, other, "none"],
            ["id"] = [$"{hours}", $"{hours}", $"{others}", $"{bob.Id}"],
            ["volunteerId"] = [$"{ada.Id}", $"{bob.Id}"],
            ["claimId"] = [await ClaimAsync(ada, rota, hours), await ClaimAsync(bob, other, others)],
            ["date"] = ["2026-03-03", "2026-03-04", "1900-01-01", "2199-12-31", "0001-01-01", "9999-12-31", "2026-02-30"],
            ["secret"] = [await app.LinkAsync(NewAddress()), await app.LinkAsync(NewAddress(), addressOf: bob.Id)],
            ["slug"] = ["invalid", "none"],
        };
        string[] pages =
        [
            .. Words("board manage manage/office-hours/new manage/members manage/document join").Select(at => $"/{rota}/{at}"),
            .. Words($"/{rota}/manage/office-hours/{hours} /{rota}/manage/slots/{hours}/2026-03-03 /sign-in /set-up /me"),
            $"/sign-in/{known["secret"][0]}",
        ];
        using var stranger = new Browser(app);
        using var volunteer = await Browser.SignedInAsync(app, ada);
        using var coordinator = await Browser.SignedInAsync(app, cora);
        var formsOf = new Dictionary<Browser, List<Form>>
        {
            [coordinator] = await FormsAsync(coordinator, pages),
            [volunteer] = await FormsAsync(volunteer, pages),
            [stranger] = await FormsAsync(stranger, pages),
        };
        var routes = Routes(app);
        Assert.True(routes.Count > 70, $"Only {routes.Count} routes.");
        var requestsPerVisitor = Math.Max(3, FuzzSize.Requests / PartOfRequests / (3 * routes.Count));
        var saved = new HashSet<string>();
        foreach (var (method, route) in routes)
        {
            var (template, isPost) = (Template(route), method == "POST");
            foreach (var (visitor, who) in new[] { (stranger, "A stranger"), (volunteer, "Ada"), (coordinator, "Cora") })
            {
                using var handler = new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = visitor.Cookies };
                using var client = TestDeadline.Client(app.ClientOptions.BaseAddress, handler);
                List<Form> forms = [.. formsOf[visitor], .. formsOf[coordinator]];
                var form = isPost ? forms.Find(each => template.IsMatch(each.Action.Split('?')[0])) : null;
                for (var i = 0; i < requestsPerVisitor; i++)
                {
                    var address = form is null || random.Next(6) == 0 ? Address(route, random, known) : form.Action;
                    var (content, type) = isPost ? Body(form, visitor.FormToken, random) : ("", "");
                    using var request = new HttpRequestMessage(new HttpMethod(method), address);
                    request.Headers.TryAddWithoutValidation("Accept", random.Next(8) == 0 ? Pick(random, Accepts) : "text/html");
                    if (isPost)
                    {
                        request.Headers.TryAddWithoutValidation("Sec-Fetch-Site", "same-origin");
                        request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(content));
                        request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
                    }

                    using var response = await client.SendAsync(request, Ct);
                    await ShouldBeCleanAsync(response, $"{who}: {method} {address} {content}");
                    if (isPost && visitor == coordinator && response.Headers.Location?.OriginalString.Contains("done=") == true)
                    {
                        saved.Add(route);
                    }
                }
            }
        }

        // Else all of it would be refused before any handler sees it.
        Assert.True(saved.Count > 2, $"Only saved by {string.Join(", ", saved)}");
    }

    private static async Task ShouldBeCleanAsync(HttpResponseMessage response, string what)
    {
        var (status, body) = ((int)response.StatusCode, await response.Content.ReadAsStringAsync(Ct));
        var message = $"{what}: {status} {response.Headers} {body}";
        // The one that oEmbed wants for a format that is not there.
        Assert.True(status < 500 || (status == 501 && what.Contains("GET /oembed?", StringComparison.Ordinal)), message);
        Assert.True(!Leaks.Any(leak => body.Contains(leak, StringComparison.Ordinal)), message);
        Assert.True(status < 400 || response.Headers.CacheControl is { NoStore: true }, message);
        Assert.True(HeaderOf("X-Content-Type-Options") == "nosniff", message);
        if (response.Content.Headers.ContentType?.MediaType == "text/html")
        {
            Assert.True(HeaderOf("Content-Security-Policy")?.StartsWith("default-src 'none'", StringComparison.Ordinal), message);
            Assert.True(!body.Contains(Markup, StringComparison.OrdinalIgnoreCase), message);
        }

        string? HeaderOf(string name) => response.Headers.TryGetValues(name, out var values) ? string.Join('|', values) : null;
    }

    private static List<(string Method, string Route)> Routes(TestApp app) =>
        [
            .. app
                .Services.GetRequiredService<EndpointDataSource>()
                .Endpoints.OfType<RouteEndpoint>()
                .SelectMany(endpoint =>
                    (endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? []).Select(method =>
                        (method, "/" + endpoint.RoutePattern.RawText!.Trim('/'))
                    )
                )
                .Where(each => each is ("GET" or "POST", var route) && !route.StartsWith("/v1/", StringComparison.Ordinal))
                .Distinct()
                .OrderBy(each => each.method == "POST")
                .ThenBy(each => Last.Any(word => each.Item2.Contains(word, StringComparison.Ordinal)))
                .ThenBy(each => each.Item2, StringComparer.Ordinal),
        ];

    private static string Address(string route, Random random, Dictionary<string, string[]> known)
    {
        // An empty segment or `..` would be another address, and NUL is refused by the server itself, without a body.
        var path = Parameter.Replace(
            route,
            match =>
                random.Next(5) == 0 || !known.TryGetValue(match.Groups["name"].Value, out var values)
                    ? "z" + Pick(random, Texts).Replace("..", "dots").Replace("%00", "nul").Replace("//", "")
                    : Pick(random, values)
        );
        var query = Enumerable.Range(0, random.Next(1, 7)).Select(_ => $"{Pick(random, Parameters)}={Pick(random, Short)}");
        return $"{path}?{string.Join('&', query)}";
    }

    private static (string Content, string Type) Body(Form? form, string token, Random random)
    {
        var fields = form?.Fields.ToList() ?? [];
        for (var changes = random.Next(4); changes > 0; changes--)
        {
            var name = fields.Count == 0 || random.Next(6) == 0 ? Pick(random, Fields) : fields[random.Next(fields.Count)].Name;
            fields.RemoveAll(field => field.Name == name && random.Next(4) > 0);
            fields.Add((name, Pick(random, Texts)));
        }

        fields.Add((Page.TokenField, Uri.EscapeDataString(token)));
        return random.Next(12) switch
        {
            0 => (Upload(token, Pick(random, Texts)), "multipart/form-data; boundary=x"),
            1 => (Upload(token, Pick(random, ["null", "[]", "{}", "{\"rota\":\"\\ud800\"}"])), "multipart/form-data; boundary=x"),
            2 => (Pick(random, Texts), Pick(random, ["text/plain", "multipart/form-data", "multipart/form-data; boundary=x"])),
            _ => (string.Join('&', fields.Select(field => $"{field.Name}={field.Value}")), "application/x-www-form-urlencoded"),
        };
    }

    private static string Upload(string token, string text) =>
        $"--x\r\nContent-Disposition: form-data; name=\"{Page.TokenField}\"\r\n\r\n{token}\r\n"
        + $"--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"..\\a\"\r\n\r\n{text}\r\n--x--\r\n";

    /// <summary>The forms of pages that post, with the values that they have there; opens the pages.</summary>
    private static async Task<List<Form>> FormsAsync(Browser visitor, string[] pages)
    {
        var forms = new List<Form>();
        foreach (var path in pages)
        {
            var page = await visitor.OpenAsync(path);
            foreach (var form in page.Document.Forms.Where(form => form.Method == "post"))
            {
                var fields = form.FieldsWith((Page.TokenField, null)).Select(of => (of.Name, Uri.EscapeDataString(of.Value)));
                forms.Add(new(form.GetAttribute("action")!, [.. fields]));
            }
        }

        return forms;
    }

    private static async Task<string> ClaimAsync(Person person, string rota, Guid hours)
    {
        var path = $"/v1/rotas/{rota}/office-hours/{hours}/slots/2026-03-04/claims";
        using var response = await person.Client.PostAsJsonAsync(path, new { }, Ct);
        return (await response.ShouldBe(201)).GetProperty("id").GetString()!;
    }

    private static Regex Template(string route) => new($"^{Parameter.Replace(route, "[^/]+")}$", RegexOptions.NonBacktracking);

    private static string[] Words(string text) => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    private static T Pick<T>(Random random, T[] of) => of[random.Next(of.Length)];

    private sealed record Form(string Action, (string Name, string Value)[] Fields);
}
