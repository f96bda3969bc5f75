using GeekOnDuty.Api.Tests;
using GeekOnDuty.Browser.Tests;
using Microsoft.Playwright;
using Xunit;

[assembly: AssemblyFixture(typeof(Chromium))]

namespace GeekOnDuty.Browser.Tests;

/// <summary>
/// The browser of one test run: the Chromium that GEEKONDUTY_TEST_CHROMIUM names, else the system's. It reaches nothing but what runs here.
/// </summary>
public sealed class Chromium : IAsyncLifetime
{
    /// <summary>In milliseconds.</summary>
    private static readonly float Timeout = (float)TestDeadline.Timeout.TotalMilliseconds;

    private const string Setting = "GEEKONDUTY_TEST_CHROMIUM";
    private static readonly string[] Places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
    private IPlaywright? playwright;
    private IBrowser? browser;

    public async ValueTask InitializeAsync()
    {
        var program =
            Environment.GetEnvironmentVariable(Setting)
            ?? Array.Find(Places, File.Exists)
            ?? throw new InvalidOperationException($"There is no Chromium. Install it, or name one in {Setting}.");
        playwright = await Playwright.CreateAsync();
        Assertions.SetDefaultExpectTimeout(Timeout);
        browser = await playwright.Chromium.LaunchAsync(
            new()
            {
                ExecutablePath = program,
                Timeout = Timeout,
                Args =
                [
                    "--no-sandbox",
                    "--disable-gpu",
                    "--disable-quic",
                    "--no-first-run",
                    "--disable-background-networking",
                    "--disable-component-update",
                    "--disable-sync",
                ],
            }
        );
    }

    public async ValueTask DisposeAsync()
    {
        if (browser is not null)
        {
            await browser.DisposeAsync();
        }

        playwright?.Dispose();
    }

    /// <summary>A visitor with cookies of their own.</summary>
    /// <param name="site">Where paths lead.</param>
    /// <param name="visitor">How they come.</param>
    internal async Task<IPage> OpenAsync(Uri site, Visitor? visitor = null)
    {
        visitor ??= new Visitor();
        var context = await browser!.NewContextAsync(
            new()
            {
                BaseURL = site.ToString(),
                JavaScriptEnabled = visitor.Script,
                TimezoneId = visitor.Zone,
                Locale = visitor.Locale,
                ColorScheme = visitor.Dark ? ColorScheme.Dark : ColorScheme.Light,
                ViewportSize = new() { Width = visitor.Width, Height = 900 },
            }
        );
        context.SetDefaultTimeout(Timeout);
        return await context.NewPageAsync();
    }
}

/// <param name="Script">Whether their browser runs any.</param>
/// <param name="Zone">Where their device lives.</param>
/// <param name="Width">Of the window, in CSS pixels.</param>
/// <param name="Dark">Whether they prefer a dark page.</param>
/// <param name="Locale">Of their browser.</param>
internal sealed record Visitor(
    bool Script = true,
    string Zone = "Europe/Amsterdam",
    int Width = 1280,
    bool Dark = false,
    string Locale = "en-GB"
);
