using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using GeekOnDuty.Api.Tests.OnDuty;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace GeekOnDuty.Browser.Tests.Widget;

/// <summary>The widget on a page of another site. It is Monday, 2 March 2026.</summary>
public sealed partial class WidgetTests(WidgetSiteFixture site, Chromium chromium)
    : VisitorTests(chromium),
        IClassFixture<WidgetSiteFixture>
{
    [Fact]
    public async Task Each_state_is_shown_as_what_it_is()
    {
        site.At(10, 0);
        var page = await OpenAsync(site.Script + site.Element);
        var complaints = new Complaints(page);
        await Expect(page.State()).ToHaveTextAsync("On duty now");
        await Expect(page.People()).ToContainTextAsync("Ada");
        await Expect(page.People().GetByRole(AriaRole.Link, new() { Name = "Inktank" }))
            .ToHaveAttributeAsync("href", "https://inktank.example/");
        await Expect(page.People()).ToContainTextAsync("irc: ada");
        await Expect(page.People()).ToContainTextAsync("10:00–13:00 (UTC+1)");
        await Expect(page.Next()).ToContainTextAsync("Bob");
        await Expect(page.Next()).ToContainTextAsync("13:00–16:00 (UTC+1)");
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "#ceph on OFTC" }))
            .ToHaveAttributeAsync("href", "ircs://irc.oftc.net/ceph");
        await Expect(page.GetByText("Community help, not support: no guarantees and no SLA.")).ToBeVisibleAsync();
        await Expect(page.GetByText("Who is on duty?")).ToBeHiddenAsync();
        await Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("Ada");
        await page.PictureAsync("widget", 540, 340);

        site.At(15, 30);
        await page.ReloadAsync();
        await Expect(page.State()).ToHaveTextAsync("Nobody right now");
        await Expect(page.Next()).ToContainTextAsync("Ada");
        await Expect(page.Next()).ToContainTextAsync("Tue 3 Mar, 10:00–13:00");

        site.At(18, 0);
        await page.ReloadAsync();
        await Expect(page.State()).ToHaveTextAsync("No office hours right now");
        await Expect(page.Next()).ToContainTextAsync("Ada");
        complaints.ShouldBeNone();
    }

    [Fact]
    public async Task A_rota_in_capitals_is_found()
    {
        site.At(10, 0);
        var element = site.Element.Replace("\"ceph\"", "\"CEPH\"", StringComparison.Ordinal);
        Assert.NotEqual(site.Element, element);
        var page = await OpenAsync(
            site.Script + element.Replace("<geek-on-duty", "<geek-on-duty live", StringComparison.Ordinal)
        );
        var complaints = new Complaints(page);
        await Expect(page.State()).ToHaveTextAsync("On duty now");
        await Expect(page.People()).ToContainTextAsync("Ada");
        await Expect(page.People().Locator("img")).ToHaveJSPropertyAsync("complete", true);
        complaints.ShouldBeNone();
    }

    [Fact]
    public async Task Hours_before_somebody_new_comes_are_named_whoever_holds_them_or_nobody()
    {
        site.At(13, 0);
        var page = await OpenAsync(site.Script + site.Element);
        var complaints = new Complaints(page);
        await Expect(page.People()).ToContainTextAsync("Bob");
        await Expect(page.Next()).ToHaveCountAsync(2);
        await Expect(page.Next().First).ToHaveTextAsync("Next: office hours, nobody yet16:00–18:00 (UTC+1)");
        await Expect(page.Next().Last).ToContainTextAsync("Ada");

        site.At(10, 0);
        var rota = await RotaClient.NewAsync(site.App);
        var (morning, noon) = (await rota.HoursAsync("09:00", "12:00"), await rota.HoursAsync("12:00", "14:00"));
        var ada = await rota.MemberAsync("Ada");
        await rota.ClaimAsync(ada, morning, "2026-03-02");
        await rota.ClaimAsync(ada, noon, "2026-03-02");
        var alone = await OpenAsync($"{site.Script}<geek-on-duty rota=\"{rota.Slug}\"></geek-on-duty>");
        await Expect(alone.People()).ToContainTextAsync("Ada");
        await Expect(alone.Next()).ToHaveTextAsync("Next: Adaagain13:00–15:00 (UTC+1)");
        await Expect(alone.Next().Locator("bdi, [dir=auto]")).ToHaveTextAsync("Ada");
        complaints.ShouldBeNone();
    }

    [Theory]
    [InlineData("Asia/Kathmandu", "14:45–17:45", "(UTC+5:45)")]
    [InlineData("America/St_Johns", "05:30–08:30", "(UTC−3:30)")]
    [InlineData("America/St_Johns", "5:30 – 8:30 AM", "(UTC−3:30)", "en-US")]
    [InlineData("Australia/Lord_Howe", "20:00–23:00", "(UTC+11)")]
    [InlineData("Pacific/Apia", "Mon 2 Mar, 22:00 – Tue 3 Mar, 01:00", "(UTC+13)")]
    [InlineData("Europe/London", "09:00–12:00", "(UTC)")]
    public async Task Times_are_the_visitors_with_their_offset(string zone, string times, string offset, string locale = "en-GB")
    {
        site.At(10, 0);
        var page = await OpenAsync(site.Script + site.Element, new Visitor(Zone: zone, Locale: locale));
        var shown = page.People().Locator("time");
        await Expect(shown).ToContainTextAsync(times);
        await Expect(shown).ToHaveTextAsync(new Regex($" {Regex.Escape(offset)}$", RegexOptions.None, TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public async Task A_stretch_over_a_change_of_the_clock_has_both_offsets()
    {
        var page = await OpenAsync(
            site.Script + site.Element,
            new Visitor(Zone: "Europe/Berlin"),
            answer: Answer("2026-10-25T00:00:00Z", "2026-10-24T23:30:00Z", "2026-10-25T04:00:00Z")
        );
        await Expect(page.People().Locator("time")).ToHaveTextAsync("01:30–05:00 (UTC+2 – UTC+1)");
    }

    /// <param name="body">Of the page.</param>
    /// <param name="visitor">Who opens it.</param>
    /// <param name="clock">How many minutes their device is ahead of the program, on a clock that the test moves; null: its own clock.</param>
    /// <param name="script">To run before those of the page.</param>
    /// <param name="policy">The Content-Security-Policy of the page.</param>
    /// <param name="language">Attributes of its root.</param>
    /// <param name="answer">What its widgets are answered instead of what the program would.</param>
    private async Task<IPage> OpenAsync(
        string body,
        Visitor? visitor = null,
        int? clock = null,
        string? script = null,
        string? policy = null,
        string language = "lang=\"en\"",
        RouteFulfillOptions? answer = null
    )
    {
        var page = await VisitAsync(site.Foreign.Url, visitor);
        if (answer is not null)
        {
            await page.RouteAsync("**/on-duty", route => route.FulfillAsync(answer));
        }

        if (clock is { } minutes)
        {
            await page.Clock.InstallAsync(new() { TimeDate = site.App.Clock.Now.ToDateTimeUtc().AddMinutes(minutes) });
        }

        if (script is not null)
        {
            await page.AddInitScriptAsync(script);
        }

        await page.GotoAsync(site.Foreign.Page(body, policy, language));
        return page;
    }

    /// <summary>As a cache between might answer at a time: Ada, whose links are not what they should be.</summary>
    private static RouteFulfillOptions Answer(string date, string startsAt, string endsAt, int age = 0) =>
        new()
        {
            Headers = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["Access-Control-Allow-Origin"] = "*",
                ["Access-Control-Expose-Headers"] = "ETag,Date,Age,Cache-Status",
                ["Date"] = JsonReading.Utc(date).ToDateTimeUtc().ToString("R"),
                ["Age"] = age.ToString(CultureInfo.InvariantCulture),
            },
            ContentType = "application/json",
            Body = JsonSerializer.Serialize(
                new
                {
                    rota = "ceph",
                    state = "staffed",
                    since = startsAt,
                    until = endsAt,
                    onDuty = new[]
                    {
                        new
                        {
                            name = "Ada <script>alert(1)</script>",
                            organisation = new { name = "Evil", url = "javascript:alert(1)" },
                            contacts = new[]
                            {
                                new
                                {
                                    kind = "web",
                                    value = "one",
                                    url = " javascript:alert(1)",
                                },
                                new
                                {
                                    kind = "web",
                                    value = "two",
                                    url = "data:text/html,<script>alert(1)</script>",
                                },
                                new
                                {
                                    kind = "web",
                                    value = "three",
                                    url = "//evil.example",
                                },
                                new
                                {
                                    kind = "web",
                                    value = "four",
                                    url = "vbscript:x",
                                },
                            },
                            startsAt,
                            endsAt,
                        },
                    },
                    channels = new[]
                    {
                        new { label = "script", url = "JavaScript:alert(1)" },
                        new { label = "xmpp", url = "xmpp:ceph@conference.example?join" },
                    },
                    notice = "Help",
                }
            ),
        };
}
