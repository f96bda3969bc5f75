using GeekOnDuty.Api.Tests.OnDuty;
using NodaTime;
using Xunit;

namespace GeekOnDuty.Api.Tests.Pages.Help;

/// <summary>The help page on other sites. Now is Monday, 2 March 2026, 10:00 UTC.</summary>
public sealed class EmbedTests(RunningApp running) : IClassFixture<RunningApp>
{
    private TestApp App => running.App;

    [Fact]
    public async Task A_frame_is_for_any_site_shows_the_parts_that_are_asked_for_and_comes_again_at_the_next_change()
    {
        var (rota, _) = await App.StaffedAsync();
        using var answer = await App.GetAsync($"/{rota.Slug}/embed", "text/html");
        await answer.ShouldBe(200);
        var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
        Assert.StartsWith("default-src 'none'; style-src 'self';", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("frame-ancestors", policy, StringComparison.Ordinal);
        Assert.False(answer.Headers.Contains("X-Frame-Options"));
        Assert.False(answer.Headers.Contains("Set-Cookie"));
        Assert.Equal(["3600"], answer.Headers.GetValues("Refresh"));
        using var later = await App.GetAsync($"/{rota.Slug}/embed", "*/*", answer.Headers.ETag!.ToString());
        await later.ShouldBe(304);
        Assert.Equal(["3600"], later.Headers.GetValues("Refresh"));

        var frame = await rota.PageAsync("/embed");
        Assert.Equal("On duty now", frame.Text("h2"));
        Assert.Equal("How to reach us\nNext", frame.Text("h3"));
        Assert.Equal(0, frame.Count("script, form, iframe"));
        Assert.Equal("_blank", frame.Document.QuerySelector("base")!.GetAttribute("target"));
        Assert.Equal("The week ahead", (await rota.PageAsync("/embed?show=week")).Text("h2"));
        Assert.Equal("Next", (await rota.PageAsync("/embed?show=next")).Text("h2"));
        Assert.Equal("On duty now\nThe week ahead", (await rota.PageAsync("/embed?show=week,now")).Text("h2"));
        Assert.Equal("dark", (await rota.PageAsync("/embed?theme=dark")).Document.DocumentElement.ClassName);
        Assert.Contains(
            "until 17:45 Kathmandu",
            (await rota.PageAsync("/embed?zone=Asia/Kathmandu")).Text(".card"),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_frame_waits_for_the_next_change_to_the_second()
    {
        await using var app = await TestApp.StartAsync(running.Database, RunningApp.Now);
        var (rota, _) = await app.StaffedAsync();
        app.Clock.Now = Instant.FromUtc(2026, 3, 2, 11, 58, 0) + Duration.FromMilliseconds(300);
        using var answer = await app.GetAsync($"/{rota.Slug}/embed", "text/html");
        Assert.Equal(["120"], answer.Headers.GetValues("Refresh"));
    }

    [Fact]
    public async Task The_code_for_other_sites_is_escaped_as_its_language_wants_it()
    {
        var rota = await App.NewRotaAsync("Ceph & [friends] <b>", "");
        var page = await rota.PageAsync("/embed-code");
        var here = $"{App.ClientOptions.BaseAddress}{rota.Slug}";
        Assert.Equal(
            $"""<iframe src="{here}/embed" title="Who is on duty at Ceph &amp; [friends] &lt;b&gt;?" width="360" height="420" loading="lazy"></iframe>""",
            page.Text("#frame")
        );
        Assert.Equal($"""<a href="{here}">Who is on duty at Ceph &amp; [friends] &lt;b&gt;?</a>""", page.Text("#link"));
        Assert.Equal(
            $@"[![Who is on duty at Ceph \& \[friends\] \<b\>?]({here}/badge.svg)]({here})",
            page.Text("#badge-markdown")
        );
        Assert.Equal(
            $".. image:: {here}/badge.svg\n   :alt: Who is on duty at Ceph & [friends] <b>?\n   :target: {here}",
            page.Document.QuerySelector("#badge-rst")!.TextContent
        );
        Assert.Equal($"curl {here}", page.Text("#terminal"));
        Assert.Equal($"{here}/calendar.ics", page.Text("#calendar"));
        Assert.Equal("Nobody is on duty. There are no later office hours · #ceph on OFTC", page.Text("samp"));
        Assert.Equal($"/{rota.Slug}/embed", page.Document.QuerySelector("iframe")!.GetAttribute("src"));
        using var answer = await App.GetAsync($"/{rota.Slug}/embed-code", "text/html");
        Assert.Contains(
            "; frame-src 'self'; frame-ancestors 'none'",
            answer.Headers.GetValues("Content-Security-Policy").Single(),
            StringComparison.Ordinal
        );
    }
}
