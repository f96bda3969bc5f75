using System.Text.RegularExpressions;
using AngleSharp.Dom;
using GeekOnDuty.Api.Http;
using GeekOnDuty.Api.Pages.Shared;
using GeekOnDuty.Api.Tests.SignIn;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using static GeekOnDuty.Api.Tests.SignIn.SignInSteps;

namespace GeekOnDuty.Api.Tests.Pages;

/// <summary>What pages say when something is wrong: words for people, a summary in the order of the fields, a way on.</summary>
public sealed class FaultWordTests(RunningApp running) : IClassFixture<RunningApp>
{
    private const string TooLong = "much longer than anybody would write it ";

    private static readonly Regex Parameter = new(@"\{[^}]+\}", RegexOptions.NonBacktracking);

    /// <summary>What only programs write.</summary>
    private static readonly Regex ApiWord = new(
        @"\b[a-z]+[A-Z]\w*|\b(GET|PUT|POST|DELETE|HEAD) ?/|/v1/|"
            + @"\b(If-Match|ETag|JSON|Retry-After|Idempotency|Authorization|Bearer|Content-Type|IANA|null|slug|member path|OpenAPI|body)\b|`|\d-\d\dT\d|A string|not an instant|not an id",
        RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture
    );

    private static readonly (string, string?)[] Dates = [("startDate", "2026-03-09"), ("endDate", "2026-03-01")];

    /// <summary>What some field or other does not take.</summary>
    private static readonly string[] Faulty = ["", "?!", "-1", "2026-02-30", string.Concat(Enumerable.Repeat(TooLong, 150))];

    [Fact]
    public async Task Every_form_of_every_page_says_what_is_wrong_in_words_for_people()
    {
        var (app, found) = (running.App, new List<string>());
        var rota = await app.Given.RotaAsync(joining: "approval");
        var hours = await app.Given.OfficeHoursAsync(rota, seats: 3);
        var cora = await app.Given.PersonAsync("Cora", rota, "coordinator");
        await app.Given.PersonAsync("Ada", rota);
        using var admin = await Browser.SignedInAsync(app);
        using var coordinator = await Browser.SignedInAsync(app, cora);
        using var stranger = await Browser.SignedInAsync(app, await app.Given.PersonAsync("Stranger"));
        using var newcomer = new Browser(app);
        var link = await app.LinkAsync(NewAddress());
        (Browser Visitor, string Path)[] pages =
        [
            (newcomer, "/sign-in"),
            (newcomer, $"/sign-in/{link}"),
            (stranger, $"/{rota}/join"),
            (stranger, "/me"),
            (admin, "/set-up"),
            (admin, $"/{rota}/manage/members"),
            (coordinator, $"/{rota}/board"),
            (coordinator, $"/{rota}/manage"),
            (coordinator, $"/{rota}/manage/office-hours/new"),
            (coordinator, $"/{rota}/manage/office-hours/{hours}"),
            (coordinator, $"/{rota}/manage/slots/{hours}/2026-03-03"),
            (coordinator, $"/{rota}/manage/document"),
        ];
        var (sent, refused) = (new HashSet<string>(), 0);
        foreach (var (visitor, path) in pages)
        {
            var form = await visitor.OpenAsync(path);
            foreach (
                var action in form
                    .Document.Forms.Where(each => each.Method == "post")
                    .Select(each => each.GetAttribute("action")!)
            )
            {
                // Signing out and erasing would end the visit, and what needs no field has nothing to be wrong.
                var names = form.Form(action).FieldsWith().Select(field => field.Name).Where(IsTyped).Distinct().ToList();
                foreach (var fault in names.Count == 0 || action == "/sign-out" ? [] : Faulty)
                {
                    sent.Add(action);
                    var all = names.Select(name => (name, (string?)fault)).Append(("do", "move")).ToArray();
                    await SendAsync(all);
                    foreach (var name in fault.Length is 0 or > 100 ? names : [])
                    {
                        await SendAsync((name, fault));
                    }

                    async Task SendAsync(params (string Name, string? Value)[] changes)
                    {
                        var answer = await visitor.SubmitAsync(form, action, changes);
                        refused += answer.Status >= 400 ? 1 : 0;
                        found.AddRange(
                            FaultsOf(answer, isForm: true)
                                .Select(each => $"{action} {changes[0].Name}={fault[..Math.Min(12, fault.Length)]}: {each}")
                        );
                    }
                }
            }
        }

        Assert.True(sent.Count > 15, $"Only {string.Join(", ", sent)}");
        Assert.True(refused > 100, $"Only {refused} were refused.");
        Assert.True(found.Count == 0, string.Join('\n', found.Distinct().Take(40)));
    }

    [Fact]
    public async Task What_does_not_fit_together_is_told_in_words_for_people_in_the_preview_too()
    {
        var rota = await running.App.Given.RotaAsync();
        var hours = await running.App.Given.OfficeHoursAsync(rota);
        using var admin = await Browser.SignedInAsync(running.App);
        (string Path, string Action, (string, string?)[] Fields, string Said)[] wrong =
        [
            ("/set-up", "/set-up", Dates, "It lies before the first date."),
            New(Dates, "It lies before the first date."),
            New([("title", "x"), ("seats.minimum", "3"), ("seats.maximum", "1")], "3 is more than the maximum 1."),
            New([("title", "x"), ("interval", "often")], "Write a whole number from 1 to 400."),
            Old($"office-hours/{hours}", "", [("effectiveFrom", "2026-01-01")], "It lies in the past"),
            Old($"slots/{hours}/2026-03-04", "", [("do", "move"), ("endTime", "")], "Fill this in."),
            Old("members", "/manage/invitations", [("expiresAt", "2020-01-01")], "It lies in the past"),
        ];
        foreach (var (path, action, fields, said) in wrong)
        {
            var page = await admin.SubmitAsync(await admin.GetAsync(path), action, fields);
            page.ShouldBe(400);
            Assert.Contains(said, page.Text("#refused li"), StringComparison.Ordinal);
            Assert.Empty(FaultsOf(page, isForm: true));
        }

        var form = await admin.GetAsync("/set-up");
        var preview = await admin.SubmitAsync(form, "/set-up", "/set-up/preview", Dates);
        Assert.Empty(ApiWords(preview.ShouldBe(200, "It lies before the first date.").Text()));

        (string, string, (string, string?)[], string) New((string, string?)[] fields, string said) =>
            Old("office-hours/new", "", fields, said);

        (string, string, (string, string?)[], string) Old(string at, string to, (string, string?)[] fields, string said) =>
            ($"/{rota}/manage/{at}", to.Length == 0 ? $"/{rota}/manage/{at}" : $"/{rota}{to}", fields, said);
    }

    [Fact]
    public async Task A_post_without_fields_to_any_page_is_answered_in_words_for_people()
    {
        var found = new List<string>();
        var rota = await running.App.Given.RotaAsync();
        using var admin = await Browser.SignedInAsync(running.App);
        var routes = running
            .App.Services.GetRequiredService<EndpointDataSource>()
            .Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods.Contains("POST") == true)
            .Select(endpoint => "/" + endpoint.RoutePattern.RawText!.Trim('/'))
            .Where(route => !route.StartsWith("/v1/", StringComparison.Ordinal) && route != "/sign-out")
            .ToList();
        Assert.True(routes.Count > 30, $"Only {routes.Count} routes.");
        foreach (var route in routes)
        {
            var path = Parameter.Replace(
                route,
                match => match.Value.Contains("rota", StringComparison.Ordinal) ? rota : Known(match)
            );
            await admin.GetAsync("/sign-in");
            var answer = await admin.PostAsync(path);
            found.AddRange(FaultsOf(answer, isForm: false).Select(each => $"POST {path}: {each}"));
            found.AddRange(FaultsOf(await admin.PostWithAsync(path, []), isForm: false).Select(each => $"POST {path}: {each}"));
        }

        Assert.True(found.Count == 0, string.Join('\n', found));

        static string Known(Match match) =>
            match.Value.Contains(":guid", StringComparison.Ordinal) ? Guid.NewGuid().ToString()
            : match.Value.Contains("date", StringComparison.Ordinal) ? "2026-03-03"
            : "nothing";
    }

    [Theory]
    [InlineData("/no/such/page", 404, "There is no such page.")]
    [InlineData("/none", 404, "There is no rota 'none'.")]
    [InlineData("/{rota}/board?from=25:00", 400, "25:00")]
    [InlineData("/{rota}?zone=Mars/Olympus", 400, "'Mars/Olympus' is not a time zone.")]
    [InlineData("/{rota}/manage/members?cursor=x", 400, "Part of this address cannot be read.")]
    [InlineData("/{rota}/manage/slots/0195a000-0000-7000-8000-000000000001/2026-02-30", 400, "'2026-02-30' is not a date.")]
    [InlineData("/me/tokens", 405, "This address is not a page.")]
    [InlineData("/sign-in/geek_link_none", 410, "A link opens once")]
    public async Task A_page_that_cannot_be_shown_says_why_and_leads_on(string path, int status, string said)
    {
        using var admin = await Browser.SignedInAsync(running.App);
        var page = await admin.GetAsync(path.Replace("{rota}", await running.App.Given.RotaAsync()));
        page.ShouldBe(status, said);
        Assert.Empty(FaultsOf(page, isForm: false));
    }

    [Fact]
    public async Task Who_may_not_sends_too_much_or_no_form_is_told_so_in_words_for_people()
    {
        var rota = await running.App.Given.RotaAsync();
        using var ada = await Browser.SignedInAsync(running.App, await running.App.Given.PersonAsync("Ada", rota));
        var forbidden = (await ada.GetAsync($"/{rota}/manage")).ShouldBe(403, "Only a coordinator of this rota");
        await ada.GetAsync("/me");
        var large = (await ada.PostAsync("/me/profile", ("displayName", new string('x', 300_000)))).ShouldBe(
            413,
            "That is too much."
        );
        var json = await ada.SendAsync(
            new HttpRequestMessage(HttpMethod.Post, "/me/profile")
            {
                Content = new StringContent("{}"),
                Headers = { { "Sec-Fetch-Site", "same-origin" } },
            }
        );
        json.ShouldBe(415, "what a form of this site sends");
        Assert.All(new[] { forbidden, large, json }, page => Assert.Empty(FaultsOf(page, isForm: false)));
    }

    [Fact]
    public void Every_problem_has_words_for_people_and_a_way_on()
    {
        foreach (var kind in Problems.All)
        {
            var words = Words.Refusals.Of(kind.Slug);
            Assert.True(words is not null, kind.Slug);
            Assert.True(words.Title.EndsWith('.') && words.Next.Length > 0, kind.Slug);
            Assert.Empty(ApiWords($"{words.Title} {words.Detail} {words.Next}"));
        }
    }

    [Fact]
    public async Task A_file_that_is_wrong_is_told_by_its_own_members_at_the_field_of_the_file()
    {
        var rota = await running.App.Given.RotaAsync();
        using var admin = await Browser.SignedInAsync(running.App);
        var path = $"/{rota}/manage/document";
        var form = await admin.GetAsync(path);
        var wrong = await admin.UploadAsync(form, path, $$"""{"rota":{"slug":"{{rota}}","name":"","zone":"Mars"},"people":[]}""");
        wrong.ShouldBe(400);
        Assert.Equal("#file", wrong.Link("#refused a"));
        foreach (var member in (string[])["rota.name: ", "rota.zone: ", "people: "])
        {
            Assert.Contains(member, wrong.Text("#refused li"), StringComparison.Ordinal);
        }

        var broken = await admin.UploadAsync(form, path, "{");
        broken.ShouldBe(400, "The file cannot be read.");
        Assert.Equal("#file", broken.Link("#refused a"));
        (await admin.UploadAsync(form, path, "[]")).ShouldBe(400, "The file is JSON, but not an object.");
    }

    /// <summary>What is not as it should be on a page that refuses something.</summary>
    private static IEnumerable<string> FaultsOf(Page page, bool isForm)
    {
        if (page.Status < 400)
        {
            yield break;
        }

        if (!page.Text("title").StartsWith("Error: ", StringComparison.Ordinal))
        {
            yield return $"{page.Status} has the title {page.Text("title")}";
        }

        if (page.Count("main a[href], main button, nav a[href$='/board']") == 0)
        {
            yield return $"{page.Status} leads nowhere";
        }

        foreach (var word in ApiWords(VisibleText(page.Document.QuerySelector("main")!)))
        {
            yield return $"{page.Status} says {word}";
        }

        if (!isForm || page.Count("main form") == 0)
        {
            yield break;
        }

        if (page.Count("[autofocus]") != 1 || page.Count("#refused[tabindex='-1'][autofocus] [role=alert]") != 1)
        {
            yield return $"{page.Status} has no summary that gets the focus: {page.Text("main")}";
        }

        var all = page.Document.All.ToList();
        var linked = page.Document.QuerySelectorAll("#refused li a").Select(link => link.GetAttribute("href")![1..]).ToList();
        var places = linked.Select(id => all.FindIndex(element => element.Id == id)).ToList();
        if (places.Contains(-1) || !places.SequenceEqual(places.Order()))
        {
            yield return $"{page.Status} does not list the fields in their order: {string.Join(", ", linked)}";
        }

        foreach (var fault in page.Document.QuerySelectorAll("p.fault").Select(fault => fault.Id![..^"-fault".Length]))
        {
            if (!linked.Contains(fault))
            {
                yield return $"{page.Status} does not list {fault}";
            }
        }
    }

    private static IEnumerable<string> ApiWords(string text) => ApiWord.Matches(text).Select(match => match.Value).Distinct();

    /// <summary>Without what somebody typed, what there is to choose, and the names of fields.</summary>
    private static string VisibleText(IElement element) =>
        string.Join(
            ' ',
            element
                .Descendants<IText>()
                .Where(text =>
                    text.Ancestors<IElement>().All(each => each.LocalName is not ("textarea" or "select" or "label" or "a"))
                )
                .Select(text => text.Data)
        );

    private static bool IsTyped(string name) =>
        name is not (Page.TokenField or "etag" or "version" or "return" or "document" or "id");
}
