using Deque.AxeCore.Commons;
using GeekOnDuty.Api.Tests;
using Microsoft.Playwright;
using Xunit;

namespace GeekOnDuty.Browser.Tests;

/// <summary>What tests ask of any page.</summary>
internal static class Pages
{
    private const string Screenshots = "GEEKONDUTY_SCREENSHOTS";

    /// <summary>All but the hundreds of time zones: the browser draws options itself, and looking at each takes seconds.</summary>
    private const string Violations = """
        async () => {
          const found = await axe.run({ exclude: [["optgroup"]] }, {
            resultTypes: ["violations"],
            runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
          });
          return found.violations.map(each => `${each.id}: ${each.help}: ${each.nodes.map(node => node.html).join(" | ")}`);
        }
        """;

    private static readonly string Axe = new BundledAxeScriptProvider().GetScript();

    /// <summary>No violation of WCAG 2.2 AA in light and in dark, and nothing to scroll sideways for.</summary>
    public static async Task ShouldBeAccessibleAsync(this IPage page)
    {
        foreach (var frame in page.Frames)
        {
            await frame.EvaluateAsync(Axe);
        }

        foreach (var scheme in new[] { ColorScheme.Dark, ColorScheme.Light })
        {
            await page.EmulateMediaAsync(new() { ColorScheme = scheme });
            // Where the page runs no script, axe waits for a timer that never fires.
            var found = await page.EvaluateAsync<string[]>(Violations).WaitAsync(TestDeadline.Timeout);
            Assert.True(found.Length == 0, $"{page.Url} in {scheme}:\n{string.Join('\n', found)}");
        }

        var overflow = await page.EvaluateAsync<int>(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        );
        Assert.True(overflow <= 0, $"{page.Url} is {overflow} px wider than its window.");
    }

    /// <summary>Keeps a picture of the page when GEEKONDUTY_SCREENSHOTS names a folder for them; in a window of another size, if one is given.</summary>
    public static async Task PictureAsync(this IPage page, string name, int? width = null, int? height = null)
    {
        if (Environment.GetEnvironmentVariable(Screenshots) is { Length: > 0 } folder)
        {
            if (width is not null && height is not null)
            {
                await page.SetViewportSizeAsync(width.Value, height.Value);
            }

            await page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{name}.png") });
        }
    }
}
