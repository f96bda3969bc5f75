using System.Net.Http.Json;
using System.Text.RegularExpressions;
using AngleSharp.Dom;
using GeekOnDuty.Api.Tests.Joining;
using GeekOnDuty.Api.Tests.OnDuty;
using GeekOnDuty.Api.Tests.SignIn;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace GeekOnDuty.Api.Tests.Pages;

/// <summary>
/// Names and titles that are written from right to left, on every page and feed there is: none may reorder what stands
/// beside it. A new page is tried too, by its route. Now is Monday, 2 March 2026, 10:00 UTC.
/// </summary>
public sealed class IsolationTests(RunningApp running) : IClassFixture<RunningApp>
{
    /// <summary>Each begins from right to left and ends in a digit, which moves where it is not isolated.</summary>
    private const string RotaName = "רוטה 1";
    private const string Title = "שעות 2";
    private const string Ada = "עדה 3";
    private const string Bob = "בוב 4";
    private const string Organisation = "ארגון 5";
    private const string Channel = "ערוץ 6";
    private const string Contact = "קשר 7";
    private const string Topic = "נושא 8";
    private const string Reason = "סיבה 9";
    private const string TokenName = "אסימון 10";
    private const string Description = "תיאור 11";
    private const string Message = "הודעה 12";

    private static readonly string[] Typed =
    [
        RotaName,
        Title,
        Ada,
        Bob,
        Organisation,
        Channel,
        Contact,
        Topic,
        Reason,
        TokenName,
        Description,
        Message,
    ];

    private static readonly Regex RightToLeft = new("[\u0590-\u05FF]", RegexOptions.NonBacktracking);
    private static readonly Regex Isolates = new("\u2068[^\u2068\u2069]*\u2069", RegexOptions.NonBacktracking);
    private static readonly Regex Parameter = new(
        @"\{(?<name>\w+)(:\w+)?\}",
        RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture
    );

    /// <summary>Attributes that people read or hear; the others hold values that are sent back.</summary>
    private static readonly string[] Read = ["title", "alt", "aria-label", "content", "label", "placeholder"];

    /// <summary>What holds no markup, or shows something to the letter.</summary>
    private static readonly string[] Verbatim = ["TITLE", "TEXTAREA", "SCRIPT", "STYLE", "PRE"];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private TestApp App => running.App;

    [Fact]
    public async Task Every_page_isolates_each_text_that_people_typed()
    {
        var world = await WorldAsync();
        using var coordinator = await Browser.SignedInAsync(App, world.Ada);
        using var admin = await Browser.SignedInAsync(App);
        using var guest = new Browser(App);
        var (faults, seen, pages) = (new List<string>(), new HashSet<string>(), 0);
        foreach (var path in world.Paths)
        {
            foreach (var browser in new[] { coordinator, admin, guest })
            {
                var page = await browser.OpenAsync(path);
                if (page.Html.Contains("<!DOCTYPE html>", StringComparison.Ordinal))
                {
                    pages++;
                    faults.AddRange(FaultsOf(page, seen).Select(fault => $"{path}: {fault}"));
                }
            }
        }

        // Pages that only a form leads to.
        var board = await coordinator.OpenAsync($"/{world.Rota.Slug}/board");
        await world.Rota.ClaimAsync(world.Bob, world.Free, "2026-03-05");
        var refused = await coordinator.PressAsync(board.Button($"#slot-{world.Free}-2026-03-05 form button"));
        refused.ShouldBe(409);
        var me = await coordinator.OpenAsync("/me");
        var token = await coordinator.SubmitAsync(me, "/me/tokens", ("name", TokenName));
        token.ShouldBe(200);
        foreach (var page in new[] { refused, token })
        {
            faults.AddRange(FaultsOf(page, seen).Select(fault => $"{page.Address}: {fault}"));
        }

        Assert.True(faults.Count == 0, string.Join('\n', faults.Distinct()));
        Assert.True(pages > 40, $"Only {pages} pages.");
        Assert.Equal(Typed.Order(StringComparer.Ordinal), seen.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("", "text/plain")]
    [InlineData("/badge.svg", null)]
    [InlineData("/calendar.ics?open=true", null)]
    public async Task Every_feed_isolates_texts_that_are_written_from_right_to_left_and_no_others(string rest, string? accept)
    {
        var world = await WorldAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/{world.Rota.Slug}{rest}");
        if (accept is not null)
        {
            request.Headers.Add("Accept", accept);
        }

        using var answer = await App.Anonymous.SendAsync(request, Ct);
        var text = (await answer.Content.ReadAsStringAsync(Ct)).Replace("\r\n ", "", StringComparison.Ordinal);
        Assert.Contains($"\u2068{Ada}\u2069", text, StringComparison.Ordinal);
        Assert.DoesNotMatch(RightToLeft, Isolates.Replace(text, ""));
        Assert.All(Isolates.Matches(text), isolate => Assert.Matches(RightToLeft, isolate.Value));
    }

    private static IEnumerable<string> FaultsOf(Page page, HashSet<string> seen)
    {
        foreach (var text in page.Document.Descendants<IText>())
        {
            var (data, parents) = (text.Data.Trim(), text.Ancestors<IElement>().ToList());
            var isVerbatim = parents.Exists(each => Verbatim.Contains(each.TagName, StringComparer.Ordinal));
            if (!RightToLeft.IsMatch(data) || isVerbatim)
            {
                continue;
            }

            // An option holds no markup, and a paragraph of one text has only its own direction to find.
            var isAlone = text.ParentElement is { TagName: "OPTION" or "P" } whole && whole.GetAttribute("dir") == "auto";
            if (Typed.Contains(data, StringComparer.Ordinal) && (isAlone || text.ParentElement?.TagName == "BDI"))
            {
                seen.Add(data);
            }
            else
            {
                yield return text.ParentElement!.OuterHtml;
            }
        }

        foreach (var element in page.Document.All)
        {
            foreach (var name in Read.Where(element.HasAttribute))
            {
                var value = element.GetAttribute(name)!;
                if (RightToLeft.IsMatch(Isolates.Replace(value, "")) && !Typed.Contains(value, StringComparer.Ordinal))
                {
                    yield return $"{name} of {element.OuterHtml}";
                }
            }
        }

        if (RightToLeft.IsMatch(Isolates.Replace(page.Document.Title ?? "", "")))
        {
            yield return $"title {page.Document.Title}";
        }
    }

    /// <summary>Every route that a browser can open, with what the routes ask for filled in.</summary>
    private List<string> Paths(Dictionary<string, string[]> known)
    {
        var routes = App
            .Services.GetRequiredService<EndpointDataSource>()
            .Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods.Contains("GET") == true)
            .Select(endpoint => "/" + endpoint.RoutePattern.RawText!.Trim('/'))
            .Where(route => !route.StartsWith("/v1", StringComparison.Ordinal) && !route.Contains('*', StringComparison.Ordinal))
            .Distinct();
        return
        [
            .. routes.SelectMany(route =>
                Parameter
                    .Matches(route)
                    .Select(match => match.Groups["name"].Value)
                    .Distinct()
                    .Aggregate(
                        (IEnumerable<string>)[route],
                        (paths, name) =>
                            paths.SelectMany(path =>
                                known
                                    .GetValueOrDefault(name, ["none"])
                                    .Select(value =>
                                        Parameter.Replace(path, match => match.Groups["name"].Value == name ? value : match.Value)
                                    )
                            )
                    )
            ),
        ];
    }

    private async Task<World> WorldAsync()
    {
        var slug = $"rota-{Guid.NewGuid():N}"[..20];
        await PostAsync(
            "rotas",
            new
            {
                slug,
                name = RotaName,
                description = Description,
                zone = "UTC",
                joining = "approval",
                channels = new[] { new { kind = "chat", label = Channel } },
                links = new[]
                {
                    new
                    {
                        kind = "forum",
                        label = Channel,
                        url = "https://forum.example/",
                    },
                },
            }
        );
        var rota = new RotaClient(App, slug);
        var organisation = await rota.OrganisationAsync(Organisation);
        var held = await HoursAsync("09:00", "12:00");
        var free = await HoursAsync("13:00", "14:00");
        var ada = await PersonAsync(Ada, "coordinator", organisation);
        var bob = await PersonAsync(Bob, "volunteer", null);
        await rota.ClaimAsync(ada, held, "2026-03-02");
        await rota.ClaimAsync(bob, held, "2026-03-02");
        await rota.ClaimAsync(ada, held, "2026-03-03");
        await rota.PledgeAsync(organisation, free, "2026-03-03");
        using (var cancel = await rota.ChangeSlotAsync(free, "2026-03-04", new { cancelled = true, reason = Reason }))
        {
            await cancel.ShouldBe(200);
        }

        await ada.Client.InviteAsync(slug);
        var stranger = await App.Given.PersonAsync(Ada);
        await stranger.Client.AskAsync(slug, Message);
        using (var made = await ada.Client.PostAsJsonAsync("/v1/tokens", new { name = TokenName }, Ct))
        {
            await made.ShouldBe(201);
        }

        var paths = Paths(
            new Dictionary<string, string[]>(StringComparer.Ordinal)
            {
                ["rota"] = [slug],
                ["id"] = [$"{held}", $"{free}"],
                ["date"] = ["2026-03-02", "2026-03-03", "2026-03-04"],
                ["secret"] =
                [
                    (await ada.Client.InviteAsync(slug)).GetProperty("secret").GetString()!,
                    await App.LinkAsync(SignInSteps.NewAddress()),
                ],
                ["slug"] = ["slug-full"],
            }
        );
        string[] queries =
        [
            $"/{slug}?at=2026-03-03T10:00:00Z",
            $"/{slug}/embed?show=now,next,week",
            $"/{slug}/board?view=grid&past=true",
            $"/{slug}/manage/office-hours/new",
        ];
        return new World(rota, ada, bob, free, [.. paths, .. queries]);

        Task<Guid> HoursAsync(string startTime, string endTime) =>
            rota.HoursAsync(
                new
                {
                    title = Title,
                    zone = "UTC",
                    startDate = "2026-01-01",
                    startTime,
                    endTime,
                    recurrence = "FREQ=DAILY",
                    seats = new { minimum = 1, maximum = startTime == "09:00" ? 3 : 1 },
                    topics = new[] { Topic },
                }
            );

        async Task<Person> PersonAsync(string name, string role, Guid? organisationId)
        {
            var person = await App.Given.PersonAsync(name, slug, role);
            using var changed = await App.Admin.PutAsJsonAsync(
                $"/v1/volunteers/{person.Id}",
                new
                {
                    displayName = name,
                    zone = "UTC",
                    organisationId,
                    topics = new[] { Topic },
                    contacts = new[]
                    {
                        new
                        {
                            kind = "irc",
                            value = Contact,
                            @public = true,
                        },
                    },
                },
                Ct
            );
            await changed.ShouldBe(200);
            return person;
        }
    }

    private async Task PostAsync(string path, object body)
    {
        using var made = await App.Admin.PostAsJsonAsync($"/v1/{path}", body, Ct);
        await made.ShouldBe(201);
    }

    private sealed record World(RotaClient Rota, Person Ada, Person Bob, Guid Free, IReadOnlyList<string> Paths);
}
