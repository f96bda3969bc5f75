using System.Net.Http.Headers;
using System.Text;
using GeekOnDuty.Api.Tests.OnDuty;
using Xunit;

namespace GeekOnDuty.Api.Tests.Feeds;

/// <summary>How calendars are answered, whatever is in them.</summary>
public sealed class CalendarAnswerTests(RunningApp running) : IClassFixture<RunningApp>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private TestApp App => running.App;

    [Fact]
    public async Task It_has_an_ETag_a_304_and_no_body_for_HEAD_and_any_site_may_read_it()
    {
        var rota = await RotaClient.NewAsync(App);
        var calendar = await CalendarFile.GetAsync(App.Anonymous, $"/{rota.Slug}/calendar.ics");
        Assert.Equal("public, max-age=60, stale-while-revalidate=30, stale-if-error=50340", calendar.CacheControl);
        // A calendar without any component is none, so an empty one names a zone.
        Assert.Empty(calendar.Events);
        Assert.Contains("BEGIN:VTIMEZONE", Encoding.UTF8.GetString(calendar.Bytes), StringComparison.Ordinal);
        using var again = new HttpRequestMessage(HttpMethod.Get, $"/{rota.Slug}/calendar.ics");
        again.Headers.IfNoneMatch.Add(EntityTagHeaderValue.Parse(calendar.ETag));
        using (var response = await App.Anonymous.SendAsync(again, Ct))
        {
            await response.ShouldBe(304);
            Assert.Equal(calendar.ETag, response.Headers.ETag!.ToString());
            Assert.Equal("*", Assert.Single(response.Headers.GetValues("Access-Control-Allow-Origin")));
        }

        using var head = new HttpRequestMessage(HttpMethod.Head, $"/{rota.Slug}/calendar.ics");
        using (var response = await App.Anonymous.SendAsync(head, Ct))
        {
            await response.ShouldBe(200);
            Assert.Equal(calendar.Bytes.Length, response.Content.Headers.ContentLength);
            Assert.Empty(await response.Content.ReadAsByteArrayAsync(Ct));
        }
    }

    [Theory]
    [InlineData("open=maybe", "open")]
    [InlineData("open=", "open")]
    [InlineData("zone=Mars/Olympus", "zone")]
    public async Task Wrong_parameters_are_named(string query, string name)
    {
        var rota = await RotaClient.NewAsync(App);
        using var response = await App.Anonymous.GetAsync($"/{rota.Slug}/calendar.ics?{query}", Ct);
        var problem = await response.ShouldBeProblem(400, "invalid");
        Assert.Equal(name, Assert.Single(problem.GetProperty("errors").EnumerateObject()).Name);
    }

    [Fact]
    public async Task What_is_not_there_is_a_404_that_nobody_keeps()
    {
        var rota = await RotaClient.NewAsync(App);
        foreach (
            var path in (string[])
                ["/no-such-rota/calendar.ics", "/No_Slug/calendar.ics", rota.Path($"organisations/{Guid.NewGuid()}/calendar.ics")]
        )
        {
            using var response = await App.Anonymous.GetAsync(path, Ct);
            await response.ShouldBeProblem(404, "not-found");
            Assert.Contains("no-store", response.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
        }
    }
}
