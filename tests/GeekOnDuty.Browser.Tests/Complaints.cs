using System.Collections.Concurrent;
using Microsoft.Playwright;
using Xunit;

namespace GeekOnDuty.Browser.Tests;

/// <summary>What a browser had to complain of while it showed pages: errors of scripts, missing files, whatever the content security policy forbids.</summary>
internal sealed class Complaints
{
    private const string Watch = """
        addEventListener("securitypolicyviolation", (event) => console.error(`Forbidden by ${event.violatedDirective}: ${event.blockedURI}`));
        """;

    private readonly ConcurrentQueue<(string Text, string Where)> heard = new();
    private readonly ConcurrentBag<string> refused = [];

    /// <summary>From now on. Needs script.</summary>
    public static async Task<Complaints> AboutAsync(IPage page)
    {
        var complaints = new Complaints();
        page.PageError += (_, text) => complaints.heard.Enqueue((text, page.Url));
        page.Console += (_, said) =>
        {
            if (said.Type is "error" or "warning")
            {
                complaints.heard.Enqueue((said.Text, said.Location));
            }
        };
        page.Response += (_, answer) =>
        {
            if (answer.Status >= 400 && answer.Request.IsNavigationRequest)
            {
                complaints.refused.Add(answer.Url);
            }
        };
        await page.AddInitScriptAsync(Watch);
        return complaints;
    }

    /// <summary>A page that itself is a refusal counts as none.</summary>
    public void ShouldBeNone() =>
        Assert.Equal(
            "",
            string.Join(
                "\n",
                heard
                    .Where(each =>
                        !each.Text.StartsWith("Failed to load resource", StringComparison.Ordinal)
                        || !refused.Any(page => each.Where.StartsWith(page, StringComparison.Ordinal))
                    )
                    .Select(each => $"{each.Where}: {each.Text}")
            )
        );
}
