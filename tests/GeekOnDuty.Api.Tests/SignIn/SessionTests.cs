using System.Net.Http.Json;
using NodaTime;
using Xunit;
using static GeekOnDuty.Api.Tests.SignIn.SignInSteps;

namespace GeekOnDuty.Api.Tests.SignIn;

public sealed class SessionTests(RunningApp running) : IClassFixture<RunningApp>
{
    private static readonly Instant Now = RunningApp.Now;
    private readonly TestApp app = running.App;
    private readonly TestDatabase db = running.Database;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_cookie_is_out_of_reach_of_scripts_and_of_other_sites_for_30_days()
    {
        using var browser = new Browser(app);
        await browser.GetAsync("/sign-in");
        var cookies = (await browser.PostAsync("/sign-in/token", ("token", TestApp.AdminSecret))).Cookies;
        var cookie = Assert.Single(cookies, cookie => cookie.StartsWith("geek-on-duty=", StringComparison.Ordinal));
        Assert.Equal(
            ["httponly", "max-age=2592000", "path=/", "samesite=lax"],
            cookie
                .Split("; ")
                .Skip(1)
                .Where(part => !part.StartsWith("expires", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task Where_people_come_by_HTTPS_the_cookie_is_bound_to_it_and_to_the_host_also_behind_a_proxy()
    {
        await using var behind = await TestApp.StartAsync(
            db,
            Now,
            settings: new Dictionary<string, string> { ["GeekOnDuty:PublicUrl"] = "https://duty.example.org" }
        );
        using var browser = new Browser(behind);
        var form = (await browser.GetAsync("/sign-in")).Cookies;
        Assert.Contains("; secure", Assert.Single(form), StringComparison.Ordinal);

        // The client does not send back by HTTP what is for HTTPS; the proxy would.
        var cookie = form[0].Split(';')[0];
        var answer = await browser.PostWithAsync(
            "/sign-in/token",
            [("Cookie", cookie), ("Origin", "https://duty.example.org")],
            ("token", TestApp.AdminSecret)
        );
        answer.ShouldLeadTo("/");
        var session = Assert.Single(answer.Cookies);
        Assert.StartsWith("__Host-geek-on-duty=", session, StringComparison.Ordinal);
        Assert.Contains("; secure", session, StringComparison.Ordinal);
        Assert.Contains("; path=/;", session, StringComparison.Ordinal);
        Assert.DoesNotContain("domain=", session, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_session_lasts_30_days_from_when_it_was_last_used()
    {
        await using var moving = await TestApp.StartAsync(db, Now);
        using var browser = await Browser.SignedInAsync(moving);
        foreach (var days in new[] { 29, 58 })
        {
            moving.Clock.Now = Now + Duration.FromDays(days);
            Assert.True(await browser.IsSignedInAsync());
        }

        moving.Clock.Now = Now + Duration.FromDays(58) + Duration.FromDays(30);
        Assert.False(await browser.IsSignedInAsync());
    }

    [Fact]
    public async Task Signing_out_ends_the_session_in_every_process()
    {
        await using var other = await TestApp.StartAsync(db, Now);
        using var here = await Browser.SignedInAsync(app);
        using var there = new Browser(other, here.Cookies);
        using var kept = new Browser(other);
        kept.Cookies.Add(here.Cookies.GetAllCookies());
        Assert.True(await there.IsSignedInAsync());

        await here.GetAsync("/me");
        (await here.PostAsync("/sign-out")).ShouldLeadTo("/");

        // Not only the cookie is gone: what a thief has of it opens nothing either.
        Assert.False(await kept.IsSignedInAsync());
        Assert.False(await there.IsSignedInAsync());
    }

    [Fact]
    public async Task All_other_sessions_are_ended_in_every_process_and_the_present_one_stays()
    {
        await using var other = await TestApp.StartAsync(db, Now);
        var address = NewAddress();
        using var here = await app.SignUpAsync(address);
        using var there = new Browser(other);
        await there.UseAsync(await other.LinkAsync(address));
        using var stranger = await other.SignUpAsync(NewAddress());
        Assert.True(await there.IsSignedInAsync());

        await here.GetAsync("/me");
        (await here.PostAsync("/me/sessions/end-others")).ShouldLeadTo("/me?done=others");

        Assert.False(await there.IsSignedInAsync());
        Assert.True(await here.IsSignedInAsync());
        Assert.True(await stranger.IsSignedInAsync());
    }

    [Fact]
    public async Task A_form_of_one_process_is_taken_by_another()
    {
        await using var other = await TestApp.StartAsync(db, Now);
        using var here = await Browser.SignedInAsync(app);
        using var there = new Browser(other, here.Cookies);
        await here.GetAsync("/me");
        there.FormToken = here.FormToken;
        (await there.PostAsync("/sign-out")).ShouldLeadTo("/");
    }

    [Fact]
    public async Task Signing_in_anew_ends_the_session_that_the_browser_had()
    {
        using var browser = await Browser.SignedInAsync(app);
        using var thief = new Browser(app);
        thief.Cookies.Add(browser.Cookies.GetAllCookies());
        Assert.True(await thief.IsSignedInAsync());
        await browser.GetAsync("/sign-in");
        (await browser.PostAsync("/sign-in/token", ("token", TestApp.AdminSecret))).ShouldLeadTo("/");
        Assert.True(await browser.IsSignedInAsync());
        Assert.False(await thief.IsSignedInAsync());
    }

    [Fact]
    public async Task A_session_that_was_begun_with_a_token_ends_with_it()
    {
        await using var moving = await TestApp.StartAsync(db, Now);
        var ada = await moving.Given.PersonAsync("Ada");
        foreach (var expiresAt in new[] { null, "2026-03-05T10:00:00Z" })
        {
            moving.Clock.Now = Now;
            using var made = await ada.Client.PostAsJsonAsync("/v1/tokens", new { name = "laptop", expiresAt }, Ct);
            var token = await made.ShouldBe(201);
            using var browser = await Browser.SignedInAsync(moving, token.GetProperty("secret").GetString()!);
            Assert.True(await browser.IsSignedInAsync());
            if (expiresAt is null)
            {
                using var revoked = await ada.Client.DeleteAsync($"/v1/tokens/{token.GetProperty("id").GetString()}", Ct);
                await revoked.ShouldBe(204);
            }
            else
            {
                moving.Clock.Now = Now + Duration.FromDays(3);
            }

            Assert.False(await browser.IsSignedInAsync());
        }
    }

    [Fact]
    public async Task A_request_with_a_token_never_acts_by_cookie()
    {
        using var browser = await Browser.SignedInAsync(app);
        foreach (var authorization in new[] { "Bearer geek_wrong", "Bearer ", "Basic YTpi", "" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/me");
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
            (await browser.SendAsync(request)).ShouldBe(401);
        }

        (await browser.GetAsync("/v1/me")).ShouldBe(200);
    }

    [Theory]
    [InlineData("Sec-Fetch-Site", "same-origin", 200)]
    [InlineData("Sec-Fetch-Site", "cross-site", 403)]
    [InlineData("Sec-Fetch-Site", "same-site", 403)]
    [InlineData("Sec-Fetch-Site", "none", 403)]
    [InlineData("X-Nothing", "", 403)]
    [InlineData("Origin", "https://evil.example", 403)]
    [InlineData("Origin", "null", 403)]
    [InlineData("Origin", "own", 200)]
    public async Task What_a_cookie_writes_must_come_from_a_page_of_this_site(string header, string value, int status)
    {
        using var browser = await Browser.SignedInAsync(app);
        var own = app.ClientOptions.BaseAddress.GetLeftPart(UriPartial.Authority);
        using var request = new HttpRequestMessage(HttpMethod.Put, "/v1/me")
        {
            Content = JsonContent.Create(new { displayName = "Administrator", zone = "UTC" }),
        };
        request.Headers.TryAddWithoutValidation(header, value == "own" ? own : value);
        var answer = await browser.SendAsync(request);
        answer.ShouldBe(status, status == 403 ? "/problems/cross-site" : null);
    }

    [Theory]
    [InlineData("/sign-in", "email", "ada@example.org")]
    [InlineData("/sign-in/token", "token", TestApp.AdminSecret)]
    public async Task Nobody_is_signed_in_by_a_form_of_another_site(string path, string name, string value)
    {
        using var browser = new Browser(app);
        // Without the token of a form, and with one that belongs to another browser.
        (await browser.PostAsync(path, (name, value))).ShouldBe(400, "The form is too old.");
        using var attacker = new Browser(app);
        await attacker.GetAsync("/sign-in");
        browser.FormToken = attacker.FormToken;
        (await browser.PostAsync(path, (name, value))).ShouldBe(400, "The form is too old.");

        await browser.GetAsync("/sign-in");
        foreach (
            var header in new[]
            {
                ("Sec-Fetch-Site", "cross-site"),
                ("Sec-Fetch-Site", "same-site"),
                ("Origin", "https://evil.example"),
            }
        )
        {
            (await browser.PostWithAsync(path, [header], (name, value))).ShouldBe(403, "The request came from another site.");
        }

        Assert.False(await browser.IsSignedInAsync());
        await browser.GetAsync("/sign-in");
        (await browser.PostAsync(path, (name, value))).ShouldBe(302);
    }

    [Fact]
    public async Task A_form_whose_session_has_ended_leads_through_sign_in_to_its_page()
    {
        using var browser = new Browser(app);
        (await browser.GetAsync("/me?done=profile")).ShouldLeadTo("/sign-in?return=%2Fme%3Fdone%3Dprofile");
        await browser.GetAsync("/sign-in");
        var page = new Uri(app.ClientOptions.BaseAddress, "/me").AbsoluteUri;
        (await browser.PostWithAsync("/me/profile", [("Referer", page)])).ShouldLeadTo("/sign-in?return=%2Fme");
        (await browser.PostWithAsync("/me/profile", [("Referer", "https://evil.example/x")])).ShouldLeadTo("/sign-in?return=%2F");
    }

    [Fact]
    public async Task The_API_lists_ones_own_sessions_and_ends_them()
    {
        var address = NewAddress();
        using var here = await app.SignUpAsync(address);
        using var there = new Browser(app);
        await there.UseAsync(await app.LinkAsync(address));
        using var stranger = await Browser.SignedInAsync(app);

        var sessions = System
            .Text.Json.JsonDocument.Parse((await here.GetAsync("/v1/me/sessions")).ShouldBe(200).Html)
            .RootElement;
        var items = sessions.GetProperty("items").EnumerateArray().ToList();
        Assert.Equal(2, items.Count);
        Assert.All(items, item => Assert.Equal("Tests/1.0", item.GetProperty("device").GetString()));
        var present = Assert.Single(items, item => item.GetProperty("current").GetBoolean()).GetProperty("id").GetString();
        var other = Assert.Single(items, item => !item.GetProperty("current").GetBoolean()).GetProperty("id").GetString();

        Assert.Equal(404, (await DeleteAsync(stranger, other)).Status);
        Assert.Equal(204, (await DeleteAsync(here, other)).Status);
        Assert.Equal(404, (await DeleteAsync(here, other)).Status);
        Assert.False(await there.IsSignedInAsync());
        Assert.True(await here.IsSignedInAsync());
        Assert.Equal(204, (await DeleteAsync(here, present)).Status);
        Assert.False(await here.IsSignedInAsync());
    }

    private static Task<Page> DeleteAsync(Browser browser, string? id)
    {
        var request = new HttpRequestMessage(HttpMethod.Delete, $"/v1/me/sessions/{id}");
        request.Headers.Add("Sec-Fetch-Site", "same-origin");
        return browser.SendAsync(request);
    }
}
