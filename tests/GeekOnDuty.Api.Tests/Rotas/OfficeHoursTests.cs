using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using GeekOnDuty.Api.Tests.OnDuty;
using NodaTime;
using Xunit;
using static GeekOnDuty.Api.Tests.OnDuty.JsonReading;

namespace GeekOnDuty.Api.Tests.Rotas;

public sealed class OfficeHoursTests(TestDatabase db) : IClassFixture<TestDatabase>
{
    private static readonly Instant Now = Utc("2026-03-02T15:00:00Z");

    [Fact]
    public async Task Office_hours_are_answered_as_they_were_written()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var rota = await RotaClient.NewAsync(app);
        var written = new
        {
            title = "Ünïcode 時間 🕘",
            zone = "US/Pacific",
            startDate = "2026-01-01",
            endDate = "2027-01-01",
            startTime = "09:00",
            endTime = "09:00",
            recurrence = "interval=2;FREQ=weekly;BYDAY=tu,MO",
            exceptDates = new[] { "2026-02-03" },
            extraDates = new[] { "2026-02-04", "2027-06-01" },
            seats = new { minimum = 0, maximum = 50 },
            channels = new[]
            {
                new
                {
                    kind = "irc",
                    label = "#ceph",
                    url = "ircs://irc.oftc.net/ceph",
                },
            },
            topics = new[] { "rbd" },
            languages = new[] { "en", "nl" },
            organisationId = await rota.OrganisationAsync("Inktank"),
        };

        using var made = await app.Admin.PostAsJsonAsync(rota.Path("office-hours"), written);
        var body = await made.ShouldBe(201);

        var expected = JsonSerializer.SerializeToElement(written);
        Assert.Equal("id " + expected.MembersOf(), body.MembersOf());
        foreach (var member in expected.EnumerateObject())
        {
            Assert.True(JsonElement.DeepEquals(member.Value, body.GetProperty(member.Name)), $"{member.Name}: {body}");
        }

        Assert.Equal(rota.Path($"office-hours/{body.GetProperty("id").GetGuid()}"), made.Headers.Location!.OriginalString);
        using var got = await app.Anonymous.GetAsync(made.Headers.Location);
        Assert.Equal(body.GetRawText(), (await got.ShouldBe(200)).GetRawText());
        Assert.Equal(made.Headers.ETag, got.Headers.ETag);
        using var list = await app.Anonymous.GetAsync(rota.Path("office-hours"));
        Assert.Equal(
            body.GetRawText(),
            Assert.Single((await list.ShouldBe(200)).GetProperty("items").EnumerateArray()).GetRawText()
        );
    }

    [Fact]
    public async Task What_is_left_out_gets_its_default()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var rota = await RotaClient.NewAsync(app);
        using var made = await app.Admin.PostAsJsonAsync(rota.Path("office-hours"), Required());
        var body = await made.ShouldBe(201);

        Assert.Equal(
            $$"""{"id":"{{body.GetProperty("id").GetGuid()}}","title":"T","zone":"UTC","startDate":"2026-01-01","endDate":null,"startTime":"09:00","endTime":"12:00","recurrence":null,"exceptDates":[],"extraDates":[],"seats":{"minimum":1,"maximum":1},"channels":[],"topics":[],"languages":[],"organisationId":null}""",
            body.GetRawText()
        );
    }

    [Fact]
    public async Task Every_fault_of_office_hours_is_named_at_once()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var rota = await RotaClient.NewAsync(app);
        using var response = await app.Admin.PostAsJsonAsync(
            rota.Path("office-hours"),
            new
            {
                title = " ",
                zone = "Mars/Olympus",
                startDate = "2026-05-01",
                endDate = "2026-04-01",
                startTime = "9:00",
                endTime = "12:00:00",
                recurrence = "FREQ=DAILY;BYHOUR=2",
                seats = new { minimum = 3, maximum = 2 },
                channels = new[]
                {
                    new
                    {
                        kind = "web",
                        label = "x",
                        url = "javascript:alert(1)",
                    },
                },
                colour = "red",
            }
        );

        var problem = await response.ShouldBeProblem(400, "invalid");

        foreach (
            var path in new[]
            {
                "title",
                "zone",
                "endDate",
                "startTime",
                "endTime",
                "recurrence",
                "seats.minimum",
                "channels[0].url",
                "colour",
            }
        )
        {
            problem.ShouldName(path);
        }

        Assert.Contains("BYHOUR", problem.GetProperty("errors").GetProperty("recurrence").GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_organisation_is_refused_by_name()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var rota = await RotaClient.NewAsync(app);
        var terms = Required();
        terms["organisationId"] = Guid.NewGuid();
        using var response = await app.Admin.PostAsJsonAsync(rota.Path("office-hours"), terms);
        (await response.ShouldBeProblem(400, "invalid")).ShouldName("organisationId");
    }

    [Theory]
    [InlineData(null, 401)]
    [InlineData("volunteer", 403)]
    [InlineData("coordinator", 201)]
    public async Task Only_coordinators_of_the_rota_promise_office_hours(string? role, int status)
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var rota = await RotaClient.NewAsync(app);
        var client = role is null ? app.Anonymous : (await app.Given.PersonAsync("Ada", rota.Slug, role)).Client;

        using var response = await client.PostAsJsonAsync(rota.Path("office-hours"), Plain());
        await response.ShouldBe(status);

        var other = await RotaClient.NewAsync(app);
        using var elsewhere = await client.PostAsJsonAsync(other.Path("office-hours"), Plain());
        await elsewhere.ShouldBe(role is null ? 401 : 403);
    }

    [Fact]
    public async Task Office_hours_of_another_rota_are_not_found()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var (rota, other) = (await RotaClient.NewAsync(app), await RotaClient.NewAsync(app));
        var hours = await rota.HoursAsync("09:00", "12:00");

        using var got = await app.Admin.GetAsync(other.Path($"office-hours/{hours}"));
        await got.ShouldBeProblem(404, "not-found");
        using var put = await other.ReviseAsync(hours, Plain());
        await put.ShouldBeProblem(404, "not-found");
        using var deleted = await app.Admin.DeleteAsync(other.Path($"office-hours/{hours}"));
        await deleted.ShouldBeProblem(404, "not-found");
        using var changed = await other.ChangeSlotAsync(hours, "2026-03-03", new { cancelled = true });
        await changed.ShouldBeProblem(404, "not-found");
    }

    [Fact]
    public async Task A_stale_if_match_changes_nothing()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var rota = await RotaClient.NewAsync(app);
        var hours = await rota.HoursAsync("09:00", "12:00");
        using var first = await app.Anonymous.GetAsync(rota.Path($"office-hours/{hours}"));
        using var revised = await SendAsync(HttpMethod.Put, first.Headers.ETag!);
        await revised.ShouldBe(200);

        using var again = await SendAsync(HttpMethod.Put, first.Headers.ETag!);
        await again.ShouldBeProblem(412, "precondition-failed");
        using var deleted = await SendAsync(HttpMethod.Delete, first.Headers.ETag!);
        await deleted.ShouldBeProblem(412, "precondition-failed");
        using var now = await app.Anonymous.GetAsync(rota.Path($"office-hours/{hours}"));
        Assert.Equal(revised.Headers.ETag, now.Headers.ETag);

        async Task<HttpResponseMessage> SendAsync(HttpMethod method, EntityTagHeaderValue etag)
        {
            using var request = new HttpRequestMessage(method, rota.Path($"office-hours/{hours}"));
            request.Headers.IfMatch.Add(etag);
            request.Content = method == HttpMethod.Put ? JsonContent.Create(Plain()) : null;
            return await app.Admin.SendAsync(request);
        }
    }

    [Fact]
    public async Task Office_hours_that_ended_are_gone_from_the_list_and_keep_their_past()
    {
        await using var app = await TestApp.StartAsync(db, Utc("2026-03-01T00:00:00Z"));
        var rota = await RotaClient.NewAsync(app);
        var hours = await rota.HoursAsync("09:00", "12:00");
        var ada = await rota.MemberAsync("Ada");
        foreach (var date in new[] { "2026-03-01", "2026-03-02", "2026-03-03" })
        {
            await rota.ClaimAsync(ada, hours, date);
        }

        app.Clock.Now = Utc("2026-03-02T10:00:00Z");
        var (from, running) = (Utc("2026-02-20T00:00:00Z"), Utc("2026-03-02T12:00:00Z"));
        var past = await rota.SlotsAsync(from, running);
        var pastSchedule = await rota.ScheduleAsync(from, running);
        using var deleted = await app.Admin.DeleteAsync(rota.Path($"office-hours/{hours}"));
        await deleted.ShouldBe(204);

        Assert.Equal(past.Lines(), (await rota.SlotsAsync(from, Utc("2026-04-01T00:00:00Z"))).Lines());
        Assert.Equal(pastSchedule.Lines(), (await rota.ScheduleAsync(from, running)).Lines());
        var now = await rota.OnDutyAsync();
        Assert.Equal(("Ada", running, "null"), (now.Names, now.Until!.Value, now.Next));
        Assert.Null((await rota.OnDutyAsync(running)).Until);
        using var list = await app.Anonymous.GetAsync(rota.Path("office-hours"));
        Assert.Equal("[]", (await list.ShouldBe(200)).GetProperty("items").GetRawText());
        foreach (var method in new[] { HttpMethod.Get, HttpMethod.Delete })
        {
            using var request = new HttpRequestMessage(method, rota.Path($"office-hours/{hours}"));
            using var gone = await app.Admin.SendAsync(request);
            await gone.ShouldBeProblem(404, "not-found");
        }
    }

    [Fact]
    public async Task Pages_of_office_hours_miss_none_and_repeat_none()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var rota = await RotaClient.NewAsync(app);
        var made = new List<Guid>();
        for (var i = 0; i < 5; i++)
        {
            made.Add(await rota.HoursAsync("09:00", "12:00"));
        }

        var listed = (await rota.PagesAsync("office-hours?limit=2")).Select(each => each.GetProperty("id").GetGuid()).ToList();

        Assert.Equal(made.Order(), listed.Order());
    }

    /// <summary>The members that cannot be left out, and no other.</summary>
    private static JsonObject Required() =>
        new()
        {
            ["title"] = "T",
            ["zone"] = "UTC",
            ["startDate"] = "2026-01-01",
            ["startTime"] = "09:00",
            ["endTime"] = "12:00",
        };

    private static object Plain() =>
        new
        {
            title = "Other",
            zone = "UTC",
            startDate = "2026-01-01",
            startTime = "18:00",
            endTime = "19:00",
            recurrence = "FREQ=DAILY",
        };
}
