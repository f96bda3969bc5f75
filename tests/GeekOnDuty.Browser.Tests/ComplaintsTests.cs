using GeekOnDuty.Api.Tests;
using NodaTime;
using Xunit;
using Xunit.Sdk;

namespace GeekOnDuty.Browser.Tests;

public sealed class ComplaintsTests(TestDatabase db, Chromium chromium) : VisitorTests(chromium), IClassFixture<TestDatabase>
{
    [Theory]
    [InlineData("document.head.append(Object.assign(document.createElement('style'), { textContent: 'p { color: red }' }))")]
    [InlineData("void fetch('/no/such/file.js')")]
    public async Task What_a_page_may_not_do_and_what_it_misses_is_heard(string script)
    {
        await using var site = await Site.StartAsync(db, Instant.FromUtc(2026, 3, 2, 8, 0));
        var page = await VisitAsync(site.Url);
        var complaints = new Complaints(page);
        await page.GotoAsync("/");
        complaints.ShouldBeNone();
        await page.RunAndWaitForConsoleMessageAsync(() => page.EvaluateAsync(script));
        Assert.ThrowsAny<XunitException>(complaints.ShouldBeNone);
    }
}
