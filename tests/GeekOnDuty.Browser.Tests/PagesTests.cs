using Xunit;
using Xunit.Sdk;

namespace GeekOnDuty.Browser.Tests;

public sealed class PagesTests(Chromium chromium) : VisitorTests(chromium)
{
    private const string Text = "<!doctype html><html lang=\"en\"><title>Duty</title><main><h1>Duty</h1>";
    private const string Grey = "p { color: #bbb }";
    private const string NamelessImage = "<img src=\"data:,\">";

    [Theory]
    [InlineData(NamelessImage, "image-alt")]
    [InlineData("<iframe title=\"Week\" src=\"/framed\"></iframe>", "image-alt")]
    [InlineData($"<div><template shadowrootmode=\"open\">{NamelessImage}</template></div>", "image-alt")]
    [InlineData($"<style>{Grey}</style><p>Nobody</p>", "color-contrast")]
    [InlineData($"<style>@media (prefers-color-scheme: dark) {{ {Grey} }}</style><p>Nobody</p>", "Dark")]
    [InlineData($"<style>@media (prefers-color-scheme: light) {{ {Grey} }}</style><p>Nobody</p>", "Light")]
    [InlineData("<p style=\"width: 2000px\">Nobody</p>", "wider")]
    public async Task What_keeps_somebody_from_reading_a_page_is_seen(string fault, string said)
    {
        var page = await VisitAsync(new Uri("http://duty.test/"));
        var body = Text;
        await page.RouteAsync(
            "**/*",
            route =>
                route.FulfillAsync(
                    new()
                    {
                        ContentType = "text/html",
                        Body = route.Request.Url.EndsWith("/framed", StringComparison.Ordinal) ? Text + NamelessImage : body,
                    }
                )
        );
        await page.GotoAsync("/");
        await page.ShouldBeAccessibleAsync();
        body += fault;
        await page.ReloadAsync();
        var seen = await Assert.ThrowsAnyAsync<XunitException>(page.ShouldBeAccessibleAsync);
        Assert.Contains(said, seen.Message, StringComparison.Ordinal);
    }
}
