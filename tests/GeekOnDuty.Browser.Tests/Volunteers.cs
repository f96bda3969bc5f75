using System.Net.Http.Json;
using GeekOnDuty.Api.Tests;
using GeekOnDuty.Api.Tests.OnDuty;
using Microsoft.Playwright;

namespace GeekOnDuty.Browser.Tests;

/// <summary>What volunteers do in a browser.</summary>
internal static class Volunteers
{
    /// <summary>With their token, on the page that asks for it.</summary>
    public static async Task UseTokenAsync(this IPage page, Person person)
    {
        await page.GetByText("Sign in with a token").ClickAsync();
        await page.GetByLabel("Token").FillAsync(person.Client.DefaultRequestHeaders.Authorization!.Parameter!);
        await page.Locator("form[action='/sign-in/token'] button").ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).WaitForAsync();
    }

    /// <param name="path">Where they want to go.</param>
    public static async Task GoAsAsync(this IPage page, Person person, string path)
    {
        await page.GotoAsync($"/sign-in?return={Uri.EscapeDataString(path)}");
        await page.UseTokenAsync(person);
    }

    /// <summary>The button of one slot, or the link that stands for it.</summary>
    /// <param name="slot">As in `Office hours, Tue 3 Mar, 09:00`.</param>
    public static ILocator Claim(this IPage page, string slot) => page.Locator($"[aria-label='Claim: {slot}']");

    /// <returns>The path of the page that it opens.</returns>
    public static async Task<string> InviteAsync(this RotaClient rota)
    {
        using var made = await rota.App.Admin.PostAsJsonAsync(rota.Path("invitations"), new { role = "volunteer", uses = 1 });
        return new Uri((await made.ShouldBe(201)).GetProperty("url").GetString()!).PathAndQuery;
    }
}
