using System.Net;
using GeekOnDuty.Api.Tests.OnDuty;
using Xunit;

namespace GeekOnDuty.Api.Tests.SignIn;

/// <summary>The keys that sign forms are read with the first form, which may come while the database is away.</summary>
public sealed class KeysAwayTests(TestDatabase db) : IClassFixture<TestDatabase>
{
    private static readonly Dictionary<string, string> Provider = new()
    {
        ["SignIn:OAuth:Name"] = "Elsewhere",
        ["SignIn:OAuth:ClientId"] = "us",
        ["SignIn:OAuth:ClientSecret"] = "between us",
        ["SignIn:OAuth:AuthorizationEndpoint"] = "https://id.example.org/authorize",
        ["SignIn:OAuth:TokenEndpoint"] = "https://id.example.org/token",
        ["SignIn:OAuth:UserInformationEndpoint"] = "https://id.example.org/me",
    };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Without_the_database_forms_are_a_503_page_and_good_again_once_it_is_back()
    {
        // Its forms are good in other processes too.
        await using var before = await TestApp.StartAsync(db, RunningApp.Now);
        var cookies = new CookieContainer();
        using var earlier = new Browser(before, cookies);
        (await earlier.GetAsync("/sign-in")).ShouldBe(200);

        await using var app = await TestApp.StartAsync(db, RunningApp.Now, settings: Provider);
        using var browser = new Browser(app, cookies) { FormToken = earlier.FormToken };
        (string, string)[] token = [("token", TestApp.AdminSecret), ("return", "/me")];
        await db.AllowConnectionsAsync(false);
        try
        {
            for (var attempt = 0; attempt < 2; attempt++)
            {
                await IsAwayAsync(app, new HttpRequestMessage(HttpMethod.Get, "/sign-in"));
                await IsAwayAsync(app, new HttpRequestMessage(HttpMethod.Get, "/sign-in"), cookies);
                await IsAwayAsync(app, new HttpRequestMessage(HttpMethod.Get, "/sign-in/with/oauth"));
                (await browser.PostAsync("/sign-in", ("email", "ada@example.org"))).ShouldBe(503, "The database is away.");
                (await browser.PostAsync("/sign-in/token", token)).ShouldBe(503, "The database is away.");
            }
        }
        finally
        {
            await db.AllowConnectionsAsync(true);
        }

        await IsBackAsync(earlier);
        await IsBackAsync(browser);
        browser.FormToken = earlier.FormToken;
        (await browser.PostAsync("/sign-in/token", token)).ShouldLeadTo("/me");
        using var stranger = new Browser(app);
        (await stranger.GetAsync("/sign-in")).ShouldBe(200);
        (await stranger.PostAsync("/sign-in/token", token)).ShouldLeadTo("/me");
    }

    [Fact]
    public async Task Keys_that_were_read_serve_on_and_a_board_needs_none()
    {
        await using var app = await TestApp.StartAsync(db, RunningApp.Now);
        var rota = await RotaClient.NewAsync(app);
        await rota.HoursAsync("14:00", "15:00");
        using var stranger = new Browser(app);
        (await stranger.GetAsync($"/{rota.Slug}/board")).ShouldBe(200);
        await db.AllowConnectionsAsync(false);
        try
        {
            (await stranger.GetAsync($"/{rota.Slug}/board")).ShouldBe(200);
        }
        finally
        {
            await db.AllowConnectionsAsync(true);
        }

        await IsBackAsync(stranger);
        await db.AllowConnectionsAsync(false);
        try
        {
            (await stranger.GetAsync("/sign-in")).ShouldBe(200);
            (await stranger.PostAsync("/sign-in/token", ("token", TestApp.AdminSecret))).ShouldBe(503, "The database is away.");
        }
        finally
        {
            await db.AllowConnectionsAsync(true);
        }
    }

    /// <summary>A connection that was cut off may be taken once more.</summary>
    private static Task IsBackAsync(Browser browser) =>
        TestDeadline.UntilAsync(async () => (await browser.GetAsync("/sign-in")).Status == 200, "It is still away.");

    /// <param name="app">Who is asked.</param>
    /// <param name="request">As from a browser.</param>
    /// <param name="cookies">Null: it has none.</param>
    private static async Task IsAwayAsync(TestApp app, HttpRequestMessage request, CookieContainer? cookies = null)
    {
        using var client = TestDeadline.Client(
            app.ClientOptions.BaseAddress,
            new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = cookies ?? new CookieContainer() }
        );
        using (request)
        {
            request.Headers.Accept.ParseAdd("text/html");
            using var answer = await client.SendAsync(request, Ct);
            await answer.ShouldBe(503);
            Assert.Contains("The database is away.", await answer.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
            Assert.NotNull(answer.Headers.RetryAfter);
        }
    }
}
