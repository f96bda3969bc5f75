using GeekOnDuty.Api.Tests;
using Microsoft.Playwright;

namespace GeekOnDuty.Browser.Tests;

/// <summary>What visitors do on many pages.</summary>
internal static class Visits
{
    private const string Send = """
        ([action, act, fields]) => {
          const form = [...document.forms].find(each =>
            each.getAttribute("action") === action && (act === null || each.querySelector(`button[value="${act}"]`)));
          for (const [name, value] of fields) {
            form.elements.namedItem(name).value = value;
          }
          form.noValidate = true;
          form.requestSubmit(act === null ? null : form.querySelector(`button[value="${act}"]`));
        }
        """;

    public static async Task SignInAsync(this IPage page, string secret)
    {
        await page.GotoAsync("/sign-in");
        await page.GetByText("Sign in with a token").ClickAsync();
        await page.GetByLabel("Token", new() { Exact = true }).FillAsync(secret);
        await page.Locator("form[action='/sign-in/token'] button").ClickAsync();
        await page.ButtonOf("Sign out").WaitForAsync();
    }

    /// <summary>Of the token that somebody was given.</summary>
    public static string Secret(this Person person) => person.Client.DefaultRequestHeaders.Authorization!.Parameter!;

    public static ILocator LinkOf(this IPage page, string name) => page.GetByRole(AriaRole.Link, new() { Name = name });

    public static ILocator ButtonOf(this IPage page, string name) =>
        page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    public static ILocator FieldOf(this IPage page, string label) => page.GetByLabel(label, new() { Exact = true });

    /// <summary>Waits for a text on the page.</summary>
    public static Task ShouldSayAsync(this IPage page, string text) =>
        page.Locator("main", new() { HasText = text }).WaitForAsync();

    /// <summary>Opens a page and sends one of its forms past the browser's own checks, so that it comes back with what is wrong.</summary>
    /// <param name="page">Of somebody with script.</param>
    /// <param name="path">Where the form is.</param>
    /// <param name="action">Where it goes.</param>
    /// <param name="act">The value of the button; null for the only one.</param>
    /// <param name="fields">By name; the others stay as they are.</param>
    public static async Task SendWrongAsync(
        this IPage page,
        string path,
        string action,
        string? act,
        params (string Name, string Value)[] fields
    )
    {
        await page.GotoAsync(path);
        await page.EvaluateAsync(
            Send,
            new object?[] { action, act, fields.Select(field => new[] { field.Name, field.Value }).ToArray() }
        );
        await page.Locator(".fault, [role=alert]").First.WaitForAsync();
    }
}
