using System.Collections.Concurrent;
using Microsoft.Playwright;
using Xunit;

namespace GeekOnDuty.Browser.Tests;

/// <summary>
/// What the browser complains about on the pages of a visit: errors and warnings of its console, to which violations of the content
/// security policy belong, faults of scripts, and parts of a page that it does not get.
/// </summary>
internal sealed class Complaints
{
    private readonly ConcurrentQueue<string> heard = new();

    public Complaints(IPage page)
    {
        page.Console += (_, message) =>
        {
            // The console repeats the status of a page that refuses a form; of parts of a page the answers tell.
            if (
                message.Type is "error" or "warning"
                && !message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal)
            )
            {
                heard.Enqueue($"{page.Url}: {message.Text}");
            }
        };
        page.PageError += (_, fault) => heard.Enqueue($"{page.Url}: {fault}");
        page.Response += (_, answer) =>
        {
            if (answer.Status >= 500 || (answer.Status >= 400 && !answer.Request.IsNavigationRequest))
            {
                heard.Enqueue($"{page.Url}: {answer.Status} for {answer.Url}");
            }
        };
    }

    public void ShouldBeNone() => Assert.True(heard.IsEmpty, string.Join('\n', heard));
}
