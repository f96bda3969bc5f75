using Microsoft.Playwright;

namespace GeekOnDuty.Browser.Tests;

/// <summary>Tests that come as visitors, who leave when the test ends: else their pages live on beside those of the next.</summary>
public abstract class VisitorTests(Chromium chromium) : IAsyncDisposable
{
    private readonly List<IPage> visits = [];

    public async ValueTask DisposeAsync()
    {
        foreach (var page in visits)
        {
            await page.Context.CloseAsync();
        }

        GC.SuppressFinalize(this);
    }

    /// <inheritdoc cref="Chromium.OpenAsync" />
    private protected async Task<IPage> VisitAsync(Uri site, Visitor? visitor = null)
    {
        var page = await chromium.OpenAsync(site, visitor);
        visits.Add(page);
        return page;
    }
}
