using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Authentication.OAuth;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using Xunit;
using static GeekOnDuty.Api.Tests.SignIn.SignInSteps;

namespace GeekOnDuty.Api.Tests.SignIn;

/// <summary>Signing in with GitHub and with a provider of the settings, both played by <see cref="OAuthProvider"/>.</summary>
public sealed class ProviderTests(TestDatabase db) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private static readonly Instant Now = Instant.FromUtc(2026, 3, 2, 10, 0);
    private OAuthProvider provider = null!;
    private TestApp app = null!;

    public async ValueTask InitializeAsync()
    {
        provider = await OAuthProvider.StartAsync();
        app = await TestApp.StartAsync(
            db,
            Now,
            settings: new Dictionary<string, string>
            {
                ["SignIn:GitHub:ClientId"] = OAuthProvider.ClientId,
                ["SignIn:GitHub:ClientSecret"] = OAuthProvider.ClientSecret,
                ["SignIn:OAuth:Name"] = "Example ID",
                ["SignIn:OAuth:ClientId"] = OAuthProvider.ClientId,
                ["SignIn:OAuth:ClientSecret"] = OAuthProvider.ClientSecret,
                ["SignIn:OAuth:AuthorizationEndpoint"] = $"{provider.Url}/authorize",
                ["SignIn:OAuth:TokenEndpoint"] = $"{provider.Url}/token",
                ["SignIn:OAuth:UserInformationEndpoint"] = $"{provider.Url}/user",
            },
            services: services =>
                services.PostConfigure<OAuthOptions>(
                    "github",
                    options =>
                    {
                        options.AuthorizationEndpoint = $"{provider.Url}/authorize";
                        options.TokenEndpoint = $"{provider.Url}/token";
                        options.UserInformationEndpoint = $"{provider.Url}/user";
                    }
                )
        );
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        await provider.DisposeAsync();
    }

    [Theory]
    [InlineData("github")]
    [InlineData("oauth")]
    public async Task A_new_person_is_asked_for_name_and_zone_and_a_known_one_is_signed_in_at_once(string site)
    {
        var address = NewAddress();
        provider.Knows = Verified(site, address);
        using var first = new Browser(app);
        var link = (await ComeBackAsync(first, site, "/me?from=there")).ShouldBe(302).Location!;
        Assert.StartsWith("/sign-in/geek_", link, StringComparison.Ordinal);
        Assert.False(await first.IsSignedInAsync());
        (await first.UseAsync(link["/sign-in/".Length..], ("displayName", "Ada"), ("zone", "UTC"))).ShouldLeadTo(
            "/me?from=there"
        );
        Assert.True(await first.IsSignedInAsync());

        using var second = new Browser(app);
        (await ComeBackAsync(second, site, "/me")).ShouldLeadTo("/me");
        (await second.GetAsync("/me")).ShouldBe(200, address);
    }

    [Fact]
    public async Task It_is_asked_with_PKCE_and_state_and_leads_back_to_this_site_alone()
    {
        provider.Knows = Verified("oauth", NewAddress());
        using var browser = new Browser(app);
        var away = new Uri((await browser.GetAsync("/sign-in/with/oauth?return=//evil.example")).ShouldBe(302).Location!);
        var asked = System.Web.HttpUtility.ParseQueryString(away.Query);
        Assert.Equal("code", asked["response_type"]);
        Assert.Equal("S256", asked["code_challenge_method"]);
        Assert.NotEmpty(asked["state"]!);
        Assert.Equal(new Uri(app.ClientOptions.BaseAddress, "/sign-in/with/oauth/callback").AbsoluteUri, asked["redirect_uri"]);
        Assert.DoesNotContain("evil", Uri.UnescapeDataString(away.Query), StringComparison.Ordinal);

        var link = (await browser.GetAsync(await provider.ConsentAsync(away))).ShouldBe(302).Location!;
        (await browser.UseAsync(link["/sign-in/".Length..], ("displayName", "Ada"), ("zone", "UTC"))).ShouldLeadTo("/");
    }

    [Theory]
    [InlineData(
        "github",
        """[{"email":"A","primary":true,"verified":false},{"email":"other@example.org","primary":false,"verified":true}]"""
    )]
    [InlineData("github", "[]")]
    [InlineData("github", "{}")]
    [InlineData("oauth", """{"email":"A","email_verified":false}""")]
    [InlineData("oauth", """{"email":"A"}""")]
    [InlineData("oauth", """{"email_verified":true}""")]
    [InlineData("oauth", """{"email":"A","email_verified":"yes"}""")]
    [InlineData("oauth", """{"email":"no address","email_verified":true}""")]
    public async Task An_address_that_is_not_verified_signs_nobody_in(string site, string told)
    {
        var address = NewAddress();
        using (await app.SignUpAsync(address)) { }

        provider.Knows = JsonNode.Parse(told.Replace("\"A\"", $"\"{address}\"", StringComparison.Ordinal))!;
        using var browser = new Browser(app);
        (await ComeBackAsync(browser, site, "/me")).ShouldBe(403, "knows no e-mail address of yours that it has verified");
        Assert.False(await browser.IsSignedInAsync());
    }

    [Fact]
    public async Task Wrong_or_foreign_state_signs_nobody_in()
    {
        provider.Knows = Verified("oauth", NewAddress());
        using var victim = new Browser(app);
        using var attacker = new Browser(app);
        var away = new Uri((await attacker.GetAsync("/sign-in/with/oauth")).ShouldBe(302).Location!);
        var back = await provider.ConsentAsync(away);

        // As when an attacker has a victim open the end of their own sign-in.
        (await victim.GetAsync(back)).ShouldBe(400, "Begin once more here.");
        (await attacker.GetAsync(back.Replace("state=", "state=x", StringComparison.Ordinal))).ShouldBe(
            400,
            "Begin once more here."
        );
        (await attacker.GetAsync("/sign-in/with/oauth/callback")).ShouldBe(400, "Begin once more here.");
        Assert.False(await victim.IsSignedInAsync());
        Assert.False(await attacker.IsSignedInAsync());
    }

    [Fact]
    public async Task Who_denies_it_there_is_told_so_here()
    {
        using var browser = new Browser(app);
        var away = new Uri((await browser.GetAsync("/sign-in/with/oauth?return=/me")).ShouldBe(302).Location!);
        var seen = (await browser.GetAsync(provider.Deny(away))).ShouldBe(403, "You did not allow Example ID");
        Assert.Contains("/sign-in/with/github?return=%2Fme", seen.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_provider_that_is_away_or_broken_is_named_and_nothing_else_suffers()
    {
        using var browser = new Browser(app);
        var away = new Uri((await browser.GetAsync("/sign-in/with/oauth")).ShouldBe(302).Location!);
        var broken = await provider.ConsentAsync(away);
        provider.Knows = null;
        (await browser.GetAsync(broken)).ShouldBe(502, "Example ID does not answer.");

        away = new Uri((await browser.GetAsync("/sign-in/with/oauth")).ShouldBe(302).Location!);
        var back = await provider.ConsentAsync(away);
        await provider.DisposeAsync();
        (await browser.GetAsync(back)).ShouldBe(502, "Example ID does not answer.");
        (await browser.GetAsync("/sign-in")).ShouldBe(200, "Sign in with Example ID");
    }

    [Fact]
    public async Task Without_settings_there_is_none()
    {
        await using var plain = await TestApp.StartAsync(db, Now);
        using var browser = new Browser(plain);
        Assert.DoesNotContain(
            "/sign-in/with/",
            (await browser.GetAsync("/sign-in")).ShouldBe(200).Html,
            StringComparison.Ordinal
        );
        (await browser.GetAsync("/sign-in/with/github")).ShouldBe(404);
        (await browser.GetAsync("/sign-in/with/github/callback?code=a&state=b")).ShouldBe(404);
    }

    private async Task<Page> ComeBackAsync(Browser browser, string site, string returnTo)
    {
        var away = (await browser.GetAsync($"/sign-in/with/{site}?return={Uri.EscapeDataString(returnTo)}"))
            .ShouldBe(302)
            .Location!;
        return await browser.GetAsync(await provider.ConsentAsync(new Uri(away)));
    }

    private static JsonNode Verified(string site, string address) =>
        site == "github"
            ? new JsonArray(
                new JsonObject
                {
                    ["email"] = "other@example.org",
                    ["primary"] = false,
                    ["verified"] = true,
                },
                new JsonObject
                {
                    ["email"] = address,
                    ["primary"] = true,
                    ["verified"] = true,
                }
            )
            : new JsonObject { ["email"] = address, ["email_verified"] = true };
}
