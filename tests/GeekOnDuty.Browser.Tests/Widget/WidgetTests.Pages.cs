using System.Text.Json;
using GeekOnDuty.Api.Tests;
using GeekOnDuty.Api.Widget;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace GeekOnDuty.Browser.Tests.Widget;

/// <summary>Pages of every sort that show it.</summary>
public sealed partial class WidgetTests
{
    private string Host => site.Url.GetLeftPart(UriPartial.Authority);

    private WidgetScript Served => site.App.Services.GetRequiredService<WidgetScript>();

    [Fact]
    public async Task The_strictest_policy_lets_it_work_however_often_and_wherever_it_is_loaded()
    {
        site.At(10, 0);
        var pinned =
            $"<script type=\"module\" src=\"{Host}{Served.ImmutablePath}\" integrity=\"{Served.Integrity}\" crossorigin></script>";
        var page = await VisitAsync(site.Foreign.Url);
        var complaints = new Complaints(page);
        var asked = new List<IRequest>();
        page.Request += (_, request) => asked.Add(request);
        await page.GotoAsync(
            site.Foreign.Page(
                site.Element + site.Script + site.Element + pinned,
                $"default-src 'none'; script-src {Host}; connect-src {Host}; img-src {Host}; require-trusted-types-for 'script'; trusted-types 'none'"
            )
        );
        for (var each = 0; each < 2; each++)
        {
            await Expect(page.People().Nth(each)).ToContainTextAsync("Ada");
            await Expect(page.Locator("geek-on-duty [part=logo]").Nth(each)).ToHaveJSPropertyAsync("naturalWidth", 50);
        }

        Assert.Equal("rgb(255, 255, 255)", await StyleAsync(page, "backgroundColor"));
        complaints.ShouldBeNone();
        Assert.All(
            asked,
            request =>
                Assert.Contains(new Uri(request.Url).Authority, new[] { new Uri(Host).Authority, site.Foreign.Url.Authority })
        );
        Assert.All(asked, request => Assert.False(request.Headers.ContainsKey("cookie")));
        Assert.Empty(await page.Context.CookiesAsync());
        Assert.Equal(0, await page.EvaluateAsync<int>("localStorage.length + sessionStorage.length"));
    }

    [Fact]
    public async Task A_sandboxed_frame_without_an_origin_shows_it()
    {
        site.At(10, 0);
        var framed = site.Foreign.Page(site.Script + site.Element);
        var page = await OpenAsync($"<iframe title=\"Help\" sandbox=\"allow-scripts\" src=\"{framed}\"></iframe>");
        var complaints = new Complaints(page);
        var frame = page.FrameLocator("iframe");
        await Expect(frame.Locator("[part=people]")).ToContainTextAsync("Ada");
        Assert.Equal("null", await frame.Locator("body").EvaluateAsync<string>("() => self.origin"));
        complaints.ShouldBeNone();
    }

    [Fact]
    public async Task The_page_of_codes_shows_it_and_its_codes_do_on_another_site()
    {
        site.At(10, 0);
        var page = await VisitAsync(site.Foreign.Url);
        var complaints = new Complaints(page);
        var codes = $"{Host}/{site.Rota.Slug}/embed-code";
        await page.GotoAsync(codes);
        await Expect(page.People()).ToContainTextAsync("Ada");
        foreach (var id in (string[])["widget", "widget-pinned"])
        {
            await page.GotoAsync(codes);
            var code = await page.Locator($"#{id}").TextContentAsync();
            await page.GotoAsync(site.Foreign.Page(code!));
            await Expect(page.People()).ToContainTextAsync("Ada");
        }

        complaints.ShouldBeNone();
    }

    [Fact]
    public async Task It_follows_its_attributes_and_stops_when_it_is_taken_away()
    {
        site.At(10, 0);
        var page = await OpenAsync(
            $"{site.Script}<geek-on-duty rota=\"none\"><span>Nothing here.</span></geek-on-duty>",
            clock: 0
        );
        await Expect(page.State()).ToHaveTextAsync("Could not ask who is on duty");
        await Expect(page.GetByText("Nothing here.")).ToBeVisibleAsync();
        var before = site.Requests;
        await page.Clock.RunForAsync("00:29:00");
        Assert.Equal(before, site.Requests);

        var widget = page.Locator("geek-on-duty");
        await widget.EvaluateAsync($"each => each.setAttribute('rota', '{site.Rota.Slug}')");
        await Expect(page.People()).ToContainTextAsync("Ada");
        await Expect(page.GetByText("Nothing here.")).ToBeHiddenAsync();
        await widget.EvaluateAsync("each => each.setAttribute('theme', 'dark')");
        Assert.Equal("rgb(22, 27, 34)", await StyleAsync(page, "backgroundColor"));
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        await widget.EvaluateAsync("each => each.setAttribute('theme', 'light')");
        Assert.Equal("rgb(255, 255, 255)", await StyleAsync(page, "backgroundColor"));
        await widget.EvaluateAsync("each => each.style.setProperty('--duty-background', 'rgb(1, 2, 3)')");
        Assert.Equal("rgb(1, 2, 3)", await StyleAsync(page, "backgroundColor"));

        await widget.EvaluateAsync("each => { window.kept = each; each.remove() }");
        before = site.Requests;
        site.At(12, 0, 5);
        await page.Clock.RunForAsync("02:00:30");
        Assert.Equal(before, site.Requests);
        await page.EvaluateAsync("document.body.append(kept)");
        await Expect(page.People()).ToContainTextAsync("Bob");
    }

    [Fact]
    public async Task It_speaks_the_language_of_the_page_in_its_direction()
    {
        site.At(10, 0);
        var all = Served.Languages.Append("en").Append("nl").Append("de_CH").Append("???").ToList();
        var page = await OpenAsync(
            site.Script
                + string.Concat(
                    all.Select(language =>
                        $"<div lang=\"{language}\">{site.Element.Replace("<geek-on-duty", $"<geek-on-duty id=\"w{all.IndexOf(language)}\"", StringComparison.Ordinal)}</div>"
                    )
                ),
            new Visitor(Zone: "Europe/Berlin")
        );
        var complaints = new Complaints(page);
        foreach (var language in all)
        {
            var spoken =
                language == "de_CH" ? "de"
                : Served.Languages.Contains(language) ? language
                : "en";
            var texts = TextsOf(spoken);
            var card = page.Locator($"#w{all.IndexOf(language)} [part=card]");
            await Expect(card.Locator("[part~=state]")).ToHaveTextAsync(texts["staffed"]);
            await Expect(card.Locator("[part=next]")).ToContainTextAsync(texts["next"]);
            await Expect(card).ToHaveAttributeAsync("lang", texts["lang"]);
            Assert.Equal(texts["dir"], await card.EvaluateAsync<string>("each => getComputedStyle(each).direction"));
        }

        await Expect(page.Locator($"#w{all.IndexOf("de")} [part=people] time")).ToHaveTextAsync("10:00–13:00 Uhr (UTC+1)");
        complaints.ShouldBeNone();

        var arabic = await OpenAsync(
            site.Script + site.Element,
            new Visitor(Zone: "Africa/Cairo", Locale: "ar-EG", Width: 390),
            language: "lang=\"ar\" dir=\"rtl\""
        );
        await Expect(arabic.State()).ToHaveTextAsync(TextsOf("ar")["staffed"]);
        var (stateBox, page390) = ((await arabic.State().BoundingBoxAsync())!, 390);
        var words = await arabic
            .State()
            .EvaluateAsync<double>(
                "each => { const range = document.createRange(); range.selectNodeContents(each); return range.getBoundingClientRect().right }"
            );
        Assert.InRange(words, page390 / 2, stateBox.X + stateBox.Width);
        await arabic.ShouldBeAccessibleAsync();
        await arabic.PictureAsync("widget-ar", 540, 340);
    }

    [Theory]
    [InlineData(320)]
    [InlineData(1280)]
    public async Task It_is_accessible_in_each_state_light_and_dark_and_in_forced_colours(int width)
    {
        site.At(10, 0);
        var page = await OpenAsync(site.Script + site.Element, new Visitor(Width: width));
        foreach (var hour in new[] { 10, 15, 18 })
        {
            site.At(hour, 0);
            await page.ReloadAsync();
            await Expect(page.State()).ToBeVisibleAsync();
            await page.ShouldBeAccessibleAsync();
        }

        site.At(10, 0);
        await page.ReloadAsync();
        await Expect(page.State()).ToBeVisibleAsync();
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark, ForcedColors = ForcedColors.Active });
        Assert.Equal("rgb(255, 255, 255)", await page.State().EvaluateAsync<string>("each => getComputedStyle(each).color"));
        Assert.NotEqual("none", await StyleAsync(page, "borderStyle"));

        await page.EmulateMediaAsync(new() { ForcedColors = ForcedColors.None });
        await page.RouteAsync("**/on-duty", route => route.AbortAsync());
        await page.ReloadAsync();
        await Expect(page.State()).ToHaveTextAsync("Could not ask who is on duty");
        await page.ShouldBeAccessibleAsync();
    }

    [Fact]
    public async Task What_comes_after_it_does_not_move_when_the_answer_comes()
    {
        site.At(10, 0);
        var page = await VisitAsync(site.Foreign.Url);
        var held = new TaskCompletionSource();
        await page.RouteAsync(
            "**/on-duty",
            async route =>
            {
                await held.Task;
                await route.ContinueAsync();
            }
        );
        await page.GotoAsync(site.Foreign.Page($"{site.Script}{site.Element}<p id=\"after\">More help</p>"));
        await page.EvaluateAsync("() => customElements.whenDefined('geek-on-duty').then(() => 0)");
        await Expect(page.LinkOf("Who is on duty?")).ToBeVisibleAsync();
        var before = (await page.Locator("#after").BoundingBoxAsync())!.Y;
        held.SetResult();
        await Expect(page.People()).ToContainTextAsync("Ada");
        Assert.Equal(before, (await page.Locator("#after").BoundingBoxAsync())!.Y);
    }

    [Fact]
    public async Task Nothing_that_somebody_wrote_runs_or_leads_to_a_script()
    {
        var page = await OpenAsync(
            site.Script + site.Element,
            answer: Answer("2026-03-02T10:00:00Z", "2026-03-02T09:00:00Z", "2026-03-02T12:00:00Z")
        );
        await Expect(page.People()).ToContainTextAsync("Ada <script>alert(1)</script>");
        await Expect(page.Locator("geek-on-duty a[part]")).ToHaveCountAsync(1);
        await Expect(page.Locator("geek-on-duty a[part]")).ToHaveAttributeAsync("href", "xmpp:ceph@conference.example?join");
    }

    private Dictionary<string, string> TextsOf(string language)
    {
        using var stream = typeof(WidgetScript).Assembly.GetManifestResourceStream($"widget/{language}.json")!;
        return JsonSerializer.Deserialize<Dictionary<string, string>>(stream)!;
    }

    private static Task<string> StyleAsync(IPage page, string property) =>
        page.Locator("geek-on-duty [part=card]").First.EvaluateAsync<string>($"each => getComputedStyle(each).{property}");
}
