using GeekOnDuty.Api.Tests.OnDuty;
using NodaTime;
using Xunit;

namespace GeekOnDuty.Api.Tests.Pages.Help;

/// <summary>The help page and its other forms as they are served. Now is Monday, 2 March 2026, 10:00 UTC.</summary>
public sealed class HelpPageTests(RunningApp running) : IClassFixture<RunningApp>
{
    private const string Markup = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private TestApp App => running.App;

    [Theory]
    [InlineData("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "text/html; charset=utf-8")]
    [InlineData("application/json", "application/json; charset=utf-8")]
    [InlineData("text/plain", "text/plain; charset=utf-8")]
    [InlineData("*/*", "text/plain; charset=utf-8")]
    [InlineData(null, "text/plain; charset=utf-8")]
    public async Task It_is_served_in_the_form_that_the_request_wants_and_caches_are_told(string? accept, string type)
    {
        var (rota, _) = await App.StaffedAsync();
        using var answer = await App.GetAsync($"/{rota.Slug}", accept);
        await answer.ShouldBe(200);
        Assert.Equal(type, answer.Content.Headers.ContentType?.ToString());
        var vary = accept is null or "*/*" ? new[] { "Accept", "User-Agent" } : ["Accept"];
        Assert.Equal(vary, answer.Headers.Vary);
        // The line for a terminal is another in a minute, the others are at noon.
        var stale = type.StartsWith("text/plain", StringComparison.Ordinal)
            ? ""
            : ", stale-while-revalidate=30, stale-if-error=7140";
        Assert.Equal($"public, max-age=60{stale}", answer.CacheControlOf());
        Assert.Equal(["*"], answer.Headers.GetValues("Access-Control-Allow-Origin"));
        Assert.False(answer.Headers.Contains("Set-Cookie"));

        using var again = await App.GetAsync($"/{rota.Slug}", accept, answer.Headers.ETag!.ToString());
        await again.ShouldBe(304);
        Assert.Equal(vary, again.Headers.Vary);
        Assert.Equal(answer.Headers.ETag, again.Headers.ETag);

        using var head = new HttpRequestMessage(HttpMethod.Head, $"/{rota.Slug}");
        head.Headers.Accept.ParseAdd(accept ?? "");
        using var only = await App.Anonymous.SendAsync(head, Ct);
        await only.ShouldBe(200);
        Assert.Equal(answer.Headers.ETag, only.Headers.ETag);
        Assert.Equal(answer.Content.Headers.ContentLength, only.Content.Headers.ContentLength);
    }

    [Theory]
    [InlineData("curl/8.5.0", "*/*", "text/plain")]
    [InlineData("Wget/1.21.3", "*/*", "text/plain")]
    [InlineData("HTTPie/3.2.2", "*/*", "text/plain")]
    [InlineData("Mozilla/5.0 (Windows NT 10.0) PowerShell/7.4.1", "*/*", "text/plain")]
    [InlineData("curl/8.5.0", "text/html", "text/html")]
    [InlineData("WordPress/6.8; https://blog.example.org", "*/*", "text/html")]
    [InlineData("Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)", "*/*", "text/html")]
    [InlineData("WordPress/6.8; https://blog.example.org", "application/json", "application/json")]
    public async Task Where_no_type_is_named_terminals_get_a_line_and_whoever_shows_links_a_page(
        string program,
        string accept,
        string type
    )
    {
        var (rota, _) = await App.StaffedAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/{rota.Slug}");
        request.Headers.TryAddWithoutValidation("User-Agent", program);
        request.Headers.TryAddWithoutValidation("Accept", accept);

        using var answer = await App.Anonymous.SendAsync(request, Ct);

        await answer.ShouldBe(200);
        Assert.Equal(type, answer.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task What_is_not_to_be_had_is_a_406_that_names_what_is()
    {
        var (rota, _) = await App.StaffedAsync();
        using var answer = await App.GetAsync($"/{rota.Slug}", "image/png");
        var problem = await answer.ShouldBeProblem(406, "not-acceptable");
        Assert.Contains(
            "text/html, application/json, text/plain",
            problem.GetProperty("detail").GetString(),
            StringComparison.Ordinal
        );
        Assert.Equal(["Accept"], answer.Headers.Vary);
        Assert.True(answer.Headers.CacheControl?.NoStore);
    }

    [Theory]
    [InlineData("")]
    [InlineData("?at=2026-03-03T13:00:00Z")]
    public async Task The_JSON_is_that_of_on_duty_to_the_byte(string query)
    {
        var (rota, _) = await App.StaffedAsync();
        using var here = await App.GetAsync($"/{rota.Slug}{query}", "application/json");
        using var there = await App.GetAsync(rota.Path($"on-duty{query}"), "application/json");
        await here.ShouldBe(200);
        Assert.Equal(await there.Content.ReadAsByteArrayAsync(Ct), await here.Content.ReadAsByteArrayAsync(Ct));
        Assert.Equal(there.Headers.ETag, here.Headers.ETag);
        Assert.Equal(there.CacheControlOf(), here.CacheControlOf());
    }

    [Theory]
    [InlineData("", "Ada (Inktank) is on duty until 12:00 UTC (2 h) · #ceph on OFTC\n")]
    [InlineData("?zone=Asia/Kathmandu", "Ada (Inktank) is on duty until 17:45 Kathmandu (UTC+5:45) (2 h) · #ceph on OFTC\n")]
    [InlineData(
        "?at=2026-03-02T12:30:00Z",
        "Nobody is on duty. Next: Bob on Tue 3 Mar, 09:00 UTC (in 20 h 30 min) · #ceph on OFTC\n"
    )]
    [InlineData(
        "?at=2026-03-04T09:00:00Z",
        "Nobody is on duty, although there are office hours now. Next office hours: Thu 5 Mar, 09:00 UTC (in 24 h), nobody yet · #ceph on OFTC\n"
    )]
    public async Task A_terminal_gets_one_line(string query, string line)
    {
        var (rota, _) = await App.StaffedAsync();
        using var answer = await App.GetAsync($"/{rota.Slug}{query}", "*/*");
        await answer.ShouldBe(200);
        Assert.Equal(line, await answer.Content.ReadAsStringAsync(Ct));
    }

    [Theory]
    [InlineData("")]
    [InlineData("/embed")]
    public async Task Page_and_frame_say_who_comes_again_and_which_hours_nobody_has_taken(string path)
    {
        var rota = await App.NewRotaAsync("Ceph", "");
        var (morning, noon) = (await rota.HoursAsync("09:00", "12:00"), await rota.HoursAsync("14:00", "16:00", seats: 2));
        var ada = await rota.MemberAsync("Ada");
        await rota.ClaimAsync(ada, morning, "2026-03-02");

        Assert.Equal("How to reach us|Next office hours|Mon 2 Mar, 14:00–16:00 UTC|Nobody yet", await NextAsync());
        await rota.ClaimAsync(ada, noon, "2026-03-02");
        Assert.Equal("How to reach us|Next|Mon 2 Mar, 14:00–16:00 UTC|Ada again", await NextAsync());
        await rota.ClaimAsync(await rota.MemberAsync("Bob"), morning, "2026-03-03");
        Assert.Equal(
            "How to reach us|Next|Mon 2 Mar, 14:00–16:00 UTC|Ada again|Later|Tue 3 Mar, 09:00–12:00 UTC|Bob",
            await NextAsync()
        );

        async Task<string> NextAsync() =>
            string.Join(
                '|',
                (await rota.PageAsync(path))
                    .Document.QuerySelectorAll(".card h3, .card h3 ~ p, .card h3 ~ .people strong")
                    .Select(each =>
                        string.Join(' ', each.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
                    )
            );
    }

    [Theory]
    [InlineData("text/html")]
    [InlineData("*/*")]
    public async Task No_cache_keeps_it_beyond_the_next_change(string accept)
    {
        await using var app = await TestApp.StartAsync(running.Database, RunningApp.Now);
        var (rota, _) = await app.StaffedAsync();
        app.Clock.Now = Instant.FromUtc(2026, 3, 2, 11, 59, 48);
        using var before = await app.GetAsync($"/{rota.Slug}", accept);
        Assert.Equal(TimeSpan.FromSeconds(12), before.Headers.CacheControl?.MaxAge);
        app.Clock.Now = Instant.FromUtc(2026, 3, 2, 11, 59, 59) + Duration.FromMilliseconds(999);
        using var last = await app.GetAsync($"/{rota.Slug}", accept, before.Headers.ETag!.ToString());
        await last.ShouldBe(304);
        Assert.Equal(TimeSpan.Zero, last.Headers.CacheControl?.MaxAge);
        app.Clock.Now = Instant.FromUtc(2026, 3, 2, 12, 0);
        using var after = await app.GetAsync($"/{rota.Slug}", accept, before.Headers.ETag!.ToString());
        await after.ShouldBe(200);
        Assert.Contains("Nobody is on duty", await after.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_the_hours_that_run_now_only_those_that_somebody_gives_look_staffed()
    {
        var (rota, _) = await App.StaffedAsync();
        await rota.HoursAsync("09:30", "11:00", title: "Free");
        var cancelled = await rota.HoursAsync("09:45", "11:00", title: "Off");
        using (var change = await rota.ChangeSlotAsync(cancelled, "2026-03-02", new { cancelled = true }))
        {
            await change.ShouldBe(200);
        }

        var page = await rota.PageAsync();
        Assert.StartsWith("09:00–12:00", page.Text("li.present.staffed .when"), StringComparison.Ordinal);
        Assert.StartsWith("09:30–11:00", page.Text("li.present.unstaffed .when"), StringComparison.Ordinal);
        Assert.Contains("Off", page.Text("#day-2026-03-02 + ul > li.cancelled"), StringComparison.Ordinal);
        Assert.Equal(2, page.Count("li.present"));
    }

    [Fact]
    public async Task A_claim_shows_in_the_very_next_page()
    {
        var (rota, hours) = await App.StaffedAsync();
        Assert.DoesNotContain("Eve", (await rota.PageAsync()).Text(".ahead .who"), StringComparison.Ordinal);
        await rota.ClaimAsync(await rota.MemberAsync("Eve"), hours, "2026-03-05");
        Assert.Contains("Eve", (await rota.PageAsync()).Text(".ahead .who"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_page_says_who_is_on_duty_who_is_next_where_what_else_and_for_whom()
    {
        var (rota, hours) = await App.StaffedAsync();
        var page = await rota.PageAsync();
        Assert.Equal("On duty now", page.Text(".card.staffed h2"));
        Assert.Equal("Ada Inktank\nsince 09:00, until 12:00 UTC", page.Text(".card .people:first-of-type li > p"));
        Assert.Equal("https://example.org/", page.Link(".card .people a[rel='nofollow noopener']"));
        Assert.Equal("#ceph on OFTC", page.Text("#channels"));
        Assert.Equal("ircs://irc.oftc.net/ceph", page.Link("#channels a"));
        Assert.Contains("Tue 3 Mar, 09:00–12:00 UTC", page.Text(".card"), StringComparison.Ordinal);
        Assert.Equal(
            "Community help, not support: no guarantees and no SLA. Who needs support finds it here: Support Inc.",
            page.Text("#notice")
        );
        Assert.Equal("https://support.example/", page.Link("#notice a"));
        Assert.Equal("Talk to the community\nRead the documentation\nProfessional support", page.Text(".ways h3"));
        Assert.Equal("Inktank", page.Text("[aria-labelledby=organisations] li"));
        Assert.Equal(
            $"/{rota.Slug}/logo?url=https%3A%2F%2Fexample.org%2Flogo.svg",
            page.Document.QuerySelector(".card img")!.GetAttribute("src")
        );
        Assert.Equal(7, page.Count("h3[id^=day]"));
        Assert.Equal("Wed 4 Mar", page.Text("h3#day-2026-03-04"));
        Assert.StartsWith(
            $"/{rota.Slug}/board?slot={hours}-2026-03-04#slot-",
            page.Link("#day-2026-03-04 + ul a"),
            StringComparison.Ordinal
        );
        Assert.Equal(0, page.Count("form[method=post], [name=__RequestVerificationToken], a[href^='/sign-in'], a[href^='/me']"));
    }

    [Fact]
    public async Task Machines_find_its_other_forms_in_the_head_and_an_unlisted_rota_is_not_indexed()
    {
        var (rota, _) = await App.StaffedAsync();
        var page = await rota.PageAsync();
        var here = $"{App.ClientOptions.BaseAddress}{rota.Slug}";
        Assert.Equal(here, page.HrefOf("link[rel=canonical]"));
        var oembed = $"{App.ClientOptions.BaseAddress}oembed?url={Uri.EscapeDataString(here)}&format=";
        Assert.Equal($"{oembed}json", page.HrefOf("link[rel=alternate][type='application/json+oembed']"));
        Assert.Equal($"{oembed}xml", page.HrefOf("link[rel=alternate][type='text/xml+oembed']"));
        Assert.Equal($"{here}/calendar.ics", page.HrefOf("link[rel=alternate][type='text/calendar']"));
        Assert.Equal(here, page.Document.QuerySelector("meta[property='og:url']")!.GetAttribute("content"));
        Assert.Equal("Ask about it.", page.Document.QuerySelector("meta[name=description]")!.GetAttribute("content"));
        Assert.Equal(0, page.Count("meta[name=robots]"));

        var unlisted = new RotaClient(App, await App.Given.RotaAsync(visibility: "unlisted"));
        foreach (var path in (string[])["", "/embed", "/embed-code"])
        {
            Assert.Equal(1, (await unlisted.PageAsync(path)).Count("meta[name=robots][content=noindex]"));
        }
    }

    [Fact]
    public async Task Times_are_on_the_clock_of_the_rota_or_of_the_zone_that_is_chosen()
    {
        var (rota, hours) = await App.StaffedAsync();
        var page = await rota.PageAsync("?zone=Asia/Kathmandu");
        Assert.Contains("since 14:45, until 17:45 Kathmandu (UTC+5:45)", page.Text(".card"), StringComparison.Ordinal);
        Assert.Equal("All times are in Asia/Kathmandu (UTC+5:45).", page.Text("#zone-in-use"));
        Assert.Equal("Asia/Kathmandu", page.Document.QuerySelector("#zone option[selected]")!.GetAttribute("value"));
        Assert.StartsWith(
            $"/{rota.Slug}/board?zone=Asia%2FKathmandu&slot={hours}-2026-03-04",
            page.Link("#day-2026-03-04 + ul a"),
            StringComparison.Ordinal
        );
        Assert.Equal("All times are in UTC.", (await rota.PageAsync("?zone=")).Text("#zone-in-use"));
    }

    [Theory]
    [InlineData("?at=soon", "at", "soon")]
    [InlineData("?zone=Europe/Amsterdamm", "zone", "Europe/Amsterdam")]
    [InlineData("/embed?show=now,later", "show", "now, next, week")]
    [InlineData("/embed?show=", "show", "now, next, week")]
    [InlineData("/embed?theme=blue", "theme", "light or dark")]
    [InlineData("/embed?zone=Nowhere", "zone", "Nowhere")]
    public async Task What_cannot_be_read_is_a_400_that_names_what_is_allowed(string query, string parameter, string named)
    {
        var (rota, _) = await App.StaffedAsync();
        using var answer = await App.GetAsync($"/{rota.Slug}{query}", "*/*");
        var problem = await answer.ShouldBeProblem(400, "invalid");
        Assert.Contains(named, problem.GetProperty("errors").GetProperty(parameter)[0].GetString(), StringComparison.Ordinal);
        Assert.True(answer.Headers.CacheControl?.NoStore);
    }

    [Theory]
    [InlineData("/no-such-rota")]
    [InlineData("/no-such-rota/embed")]
    [InlineData("/no-such-rota/embed-code")]
    [InlineData("/NO")]
    public async Task A_rota_that_there_is_not_is_a_404_that_nobody_keeps(string path)
    {
        using var answer = await App.GetAsync(path, "*/*");
        await answer.ShouldBeProblem(404, "not-found");
        Assert.True(answer.Headers.CacheControl?.NoStore);
    }

    [Fact]
    public async Task At_another_instant_it_says_so_and_offers_nothing_to_take()
    {
        var (rota, _) = await App.StaffedAsync();
        var page = await rota.PageAsync("?at=2026-03-03T10:00:00Z");
        Assert.Equal("This is as it is at Tue 3 Mar 2026, 10:00 (UTC).", page.Text("#as-of"));
        Assert.Equal("Bob", page.Text(".card .people:first-of-type strong"));
        Assert.Equal(0, page.Count("main a[href*=board]"));
        foreach (var end in (string[])["1900-01-01T00:00:00Z", "2200-01-01T00:00:00Z"])
        {
            Assert.Equal(200, (await rota.PageAsync($"?at={end}")).Status);
        }
    }

    [Fact]
    public async Task Markup_in_names_is_text_in_every_form()
    {
        var rota = await App.NewRotaAsync(Markup, Markup);
        var hours = await rota.HoursAsync("09:00", "12:00", title: Markup);
        await rota.ClaimAsync(await rota.MemberAsync(Markup), hours, "2026-03-02");
        foreach (var path in (string[])["", "/embed?show=now,next,week", "/embed-code"])
        {
            var page = await rota.PageAsync(path);
            Assert.Equal(200, page.Status);
            Assert.Equal(0, page.Count("[onerror], script:not([src]), img[src=x]"));
            Assert.Contains("<script>alert(1)</script>", page.Text("h1"), StringComparison.Ordinal);
        }

        using var line = await App.GetAsync($"/{rota.Slug}", "*/*");
        Assert.StartsWith($"{Markup} is on duty", await line.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
        Assert.Equal("text/plain", line.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task The_home_page_leads_to_it_and_files_are_still_found()
    {
        var (rota, _) = await App.StaffedAsync();
        using var browser = new Browser(App);
        Assert.Equal(1, (await browser.GetAsync("/")).Count($"h2 a[href='/{rota.Slug}']"));
        using var style = await App.GetAsync("/site.css", "text/css");
        await style.ShouldBe(200);
        Assert.Equal("text/css", style.Content.Headers.ContentType?.MediaType);
    }
}
