using System.Text.Json;
using GeekOnDuty.Api.Tests.OnDuty;
using NodaTime;
using Xunit;
using static GeekOnDuty.Api.Tests.OnDuty.JsonReading;

namespace GeekOnDuty.Api.Tests.Documents;

/// <summary>The demo rotas against the list of meetings that they are made from.</summary>
public sealed class DemoTests(TestDatabaseServer server)
{
    private static readonly Instant Now = Utc("2026-09-01T12:00:00Z");

    [Fact]
    public void The_meetings_rota_has_all_96_meetings_and_each_is_held_by_its_group()
    {
        var meetings = Meetings();

        Assert.Equal(96, meetings.Count);
        Assert.Equal(meetings.Order(StringComparer.Ordinal), HeldHours("kubernetes-meetings").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_office_hours_rota_has_exactly_the_meetings_whose_title_says_office_hours()
    {
        var meetings = Meetings("office hours");

        Assert.NotEmpty(meetings);
        Assert.Equal(meetings.Order(StringComparer.Ordinal), HeldHours("kubernetes").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_demo_is_loaded_into_an_empty_database_once_and_exported_as_it_is_kept()
    {
        var db = new TestDatabase(server);
        await db.InitializeAsync();
        await using (var app = await TestApp.StartAsync(db, Now, demo: true))
        {
            foreach (var rota in new[] { "kubernetes", "kubernetes-meetings" })
            {
                Assert.Equal(await File.ReadAllTextAsync(FileOf(rota)), await app.ExportAsync(rota));
            }
        }

        var first = await db.DumpAsync();
        await using (await TestApp.StartAsync(db, Now, demo: true))
        {
            Assert.Equal(first, await db.DumpAsync());
        }

        await db.DisposeAsync();
    }

    [Fact]
    public async Task The_demo_says_who_is_on_duty_at_any_time()
    {
        var db = new TestDatabase(server);
        await db.InitializeAsync();
        await using (var app = await TestApp.StartAsync(db, Now, demo: true))
        {
            foreach (var slug in new[] { "kubernetes", "kubernetes-meetings" })
            {
                var rota = new RotaClient(app, slug);
                var until = (await rota.OnDutyAsync()).Until!.Value;
                foreach (var at in new[] { Now, until, Utc("2020-01-01T00:00:00Z"), Utc("2030-06-01T12:00:00Z") })
                {
                    var answer = await rota.OnDutyAsync(at);
                    Assert.True(answer.Until > at, answer.Text);
                }

                var staffed = (await rota.ScheduleAsync(Now, Now + Duration.FromDays(14))).Where(segment =>
                    segment.GetProperty("state").GetString() == "staffed"
                );
                Assert.NotEmpty(staffed);
            }
        }

        await db.DisposeAsync();
    }

    [Fact]
    public async Task The_demo_is_not_loaded_into_a_database_that_has_rotas_nor_when_it_is_off()
    {
        var db = new TestDatabase(server);
        await db.InitializeAsync();
        await using (var app = await TestApp.StartAsync(db, Now))
        {
            using var list = await app.Anonymous.GetAsync("/v1/rotas");
            Assert.Equal("[]", (await list.ShouldBe(200)).GetProperty("items").GetRawText());
            await app.Given.RotaAsync();
        }

        var before = await db.DumpAsync();
        await using (await TestApp.StartAsync(db, Now, demo: true))
        {
            Assert.Equal(before, await db.DumpAsync());
        }

        await db.DisposeAsync();
    }

    /// <summary>As in `Apps: Regular SIG Meeting by Apps, America/Los_Angeles 2026-01-05 09:00–10:00 FREQ=WEEKLY;BYDAY=MO`.</summary>
    private static List<string> Meetings(string titlePart = "")
    {
        using var source = JsonDocument.Parse(
            File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Documents", "kubernetes-meetings.json"))
        );
        return
        [
            .. source
                .RootElement.GetProperty("meetings")
                .EnumerateArray()
                .Where(meeting => Text(meeting, "title").Contains(titlePart, StringComparison.OrdinalIgnoreCase))
                .Select(meeting =>
                    $"{Text(meeting, "group")}: {Text(meeting, "title")} by {Text(meeting, "group")}, {RuleOf(meeting)} from {Text(meeting, "startDate")}"
                ),
        ];
    }

    /// <summary>The same of a demo rota: its office hours with the organisation whose standing claim holds every slot.</summary>
    private static List<string> HeldHours(string rota)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(FileOf(rota)));
        var names = document
            .RootElement.GetProperty("organisations")
            .EnumerateArray()
            .ToDictionary(each => Text(each, "slug"), each => Text(each, "name"));
        var standing = document
            .RootElement.GetProperty("standingClaims")
            .EnumerateArray()
            .ToDictionary(each => Text(each, "officeHours"));
        Assert.All(standing.Values, each => Assert.False(each.TryGetProperty("every", out _)));
        return
        [
            .. document
                .RootElement.GetProperty("officeHours")
                .EnumerateArray()
                .Select(hours =>
                {
                    var revision = Assert.Single(hours.GetProperty("revisions").EnumerateArray());
                    var claim = standing[Text(hours, "key")];
                    return $"{Text(revision, "title")} by {names[Text(claim, "organisation")]}, {RuleOf(revision)} from {Text(claim, "from")}";
                }),
        ];
    }

    private static string RuleOf(JsonElement json) =>
        $"{Text(json, "zone")} {Text(json, "startDate")} {Text(json, "startTime")}–{Text(json, "endTime")} {Text(json, "recurrence")}";

    private static string Text(JsonElement json, string member) => json.GetProperty(member).GetString()!;

    private static string FileOf(string rota) => Path.Combine(AppContext.BaseDirectory, "demo", $"{rota}.json");
}
