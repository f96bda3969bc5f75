using GeekOnDuty.Core.SignIn;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace GeekOnDuty.Api.Tests.SignIn;

internal static class SignInSteps
{
    /// <summary>Of nobody yet.</summary>
    public static string NewAddress() => $"a{Guid.NewGuid():N}@example.org";

    /// <summary>What the program would send by mail.</summary>
    /// <returns>The secret.</returns>
    public static async Task<string> LinkAsync(this TestApp app, string email, string returnTo = "/", Guid? addressOf = null)
    {
        await using var scope = app.Services.CreateAsyncScope();
        var links = scope.ServiceProvider.GetRequiredService<SignInLinks>();
        return await links.MakeAsync(email, returnTo, addressOf, app.Clock.Now, TestContext.Current.CancellationToken);
    }

    /// <summary>Opens a link and presses its button.</summary>
    public static async Task<Page> UseAsync(this Browser browser, string secret, params (string Name, string Value)[] fields)
    {
        (await browser.GetAsync($"/sign-in/{secret}")).ShouldBe(200);
        return await browser.PostAsync($"/sign-in/{secret}", fields);
    }

    /// <summary>A browser of a new person, signed in by a link.</summary>
    public static async Task<Browser> SignUpAsync(this TestApp app, string email, string name = "Ada", string zone = "UTC")
    {
        var browser = new Browser(app);
        (await browser.UseAsync(await app.LinkAsync(email), ("displayName", name), ("zone", zone))).ShouldLeadTo("/");
        return browser;
    }

    /// <summary>Whether a page of whoever is signed in is shown.</summary>
    public static async Task<bool> IsSignedInAsync(this Browser browser) => (await browser.GetAsync("/me")).Status == 200;
}
