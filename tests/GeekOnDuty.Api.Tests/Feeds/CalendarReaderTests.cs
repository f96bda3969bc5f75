using System.Net.Http.Json;
using System.Text;
using GeekOnDuty.Api.Feeds;
using GeekOnDuty.Api.Tests.OnDuty;
using GeekOnDuty.Core.Text;
using NodaTime;
using Xunit;

namespace GeekOnDuty.Api.Tests.Feeds;

/// <summary>Programs that know nothing of us read what we write.</summary>
public sealed class CalendarReaderTests(RunningApp running) : IClassFixture<RunningApp>
{
    private const int Seed = 5545;
    private const int Texts = 1000;

    /// <summary>What texts are made of: what is escaped, what looks like it, and characters of one to four octets that belong together.</summary>
    private static readonly string[] Pieces =
    [
        "\\",
        "\\n",
        "\\N",
        "\\,",
        ",",
        ";",
        ":",
        "\"",
        "'",
        "%2C",
        "=",
        "BEGIN:VEVENT",
        "a",
        "Z",
        " ",
        "é",
        "e\u0301",
        "\u0308",
        "ß",
        "漢",
        "\u3000",
        "שלום",
        "مرحبا",
        "क्षि",
        "🙂",
        "👩\u200D🚒",
        "🇳🇱",
        "\U00020000",
    ];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private TestApp App => running.App;

    [Fact]
    public async Task Texts_of_every_sort_and_length_come_back_equal_from_two_other_readers()
    {
        var random = new Random(Seed);
        var start = Instant.FromUtc(2026, 3, 29, 0, 0);
        var events = Enumerable
            .Range(0, Texts)
            .Select(i => new CalendarEvent(
                $"{i}@geek-on-duty",
                i,
                start + Duration.FromSeconds(i),
                new Interval(start + Duration.FromMinutes(i), start + Duration.FromMinutes(i + 90)),
                (EventStatus)(i % 3),
                i % 2 == 0,
                // Around the end of the first line and of the second, in steps of an octet.
                new string('x', i % 160) + Text(random, 30, lines: false),
                Text(random, 120, lines: true),
                new Uri($"https://example.org/a,b;c?d={i}&e=%2C#é")
            ))
            .ToList();
        var head = new CalendarHead(
            Text(random, 40, lines: false),
            Text(random, 200, lines: true),
            new Uri("https://example.org/"),
            "UTC"
        );
        var written = ICalendar.Write(events, head);
        Assert.Equal(Texts, CalendarFile.Read(written).Events.Count);
        foreach (var read in await Task.WhenAll(CalendarReader.IcalJsAsync(written), CalendarReader.IcalendarAsync(written)))
        {
            Assert.Empty(read.Errors);
            Assert.Equal((head.Name, head.Description), (read.Name, read.Description));
            Assert.Equal(events.Select(AsRead), read.Events);
        }

        static ReadEvent AsRead(CalendarEvent each) =>
            new(
                each.Uid,
                each.Sequence,
                Formats.Instants.Format(each.Modified),
                Formats.Instants.Format(each.Modified),
                Formats.Instants.Format(each.During.Start),
                Formats.Instants.Format(each.During.End),
                each.Status.ToString().ToUpperInvariant(),
                each.TakesTime ? "OPAQUE" : "TRANSPARENT",
                each.Summary,
                each.Description,
                each.Url.AbsoluteUri
            );
    }

    [Fact]
    public async Task The_calendar_of_a_rota_with_hostile_names_and_notes_reads_the_same_everywhere()
    {
        var random = new Random(Seed);
        var (slug, name, notice) = ($"rota-{Guid.NewGuid():N}"[..20], Named(random, 150), Named(random, 400));
        using (
            var made = await App.Admin.PostAsJsonAsync(
                "/v1/rotas",
                new
                {
                    slug,
                    name,
                    notice,
                    zone = "Australia/Lord_Howe",
                    rules = new { claimOpensBefore = "P30D" },
                },
                Ct
            )
        )
        {
            await made.ShouldBe(201);
        }

        var rota = new RotaClient(App, slug);
        var titles = new List<string>();
        for (var day = 10; day < 20; day++)
        {
            var title = Named(random, 100);
            var hours = await rota.HoursAsync("09:00", "10:00", startDate: $"2026-03-{day}", recurrence: null, title: title);
            var ada = await rota.MemberAsync(Named(random, 60));
            await rota.ClaimAsync(ada, hours, $"2026-03-{day}");
            titles.Add($"{GeekOnDuty.Core.Text.TextRules.Isolate(ada.Name)}: {GeekOnDuty.Core.Text.TextRules.Isolate(title)}");
        }

        await rota.HoursAsync("12:00", "13:00", startDate: "2026-03-09", recurrence: null, title: "last");
        var calendar = await CalendarFile.GetAsync(App.Anonymous, $"/{slug}/calendar.ics?open=true");
        var reads = await Task.WhenAll(CalendarReader.IcalJsAsync(calendar.Bytes), CalendarReader.IcalendarAsync(calendar.Bytes));
        foreach (var read in reads)
        {
            Assert.Empty(read.Errors);
            Assert.Equal($"{GeekOnDuty.Core.Text.TextRules.Isolate(name)}: who is on duty", read.Name);
            Assert.Equal(notice, read.Description);
            Assert.Equal("Australia/Lord_Howe", read.Zone);
            Assert.Equal("PT1H", read.Refresh);
            Assert.Equal(
                ["calscale", "description", "name", "prodid", "refresh-interval", "url", "version", "x-published-ttl"],
                read.Properties.Where(each => !each.StartsWith("x-wr-", StringComparison.Ordinal)).Order(StringComparer.Ordinal)
            );
            Assert.Equal(["vevent"], read.Components.Distinct());
            Assert.Equal(["Open: last", .. titles], read.Events.Select(each => each.Summary));
            Assert.All(read.Events, each => Assert.EndsWith($"\n{notice}", each.Description, StringComparison.Ordinal));
        }

        Assert.Equal(reads[0].Events, reads[1].Events);

        using var other = await App.Admin.PostAsJsonAsync(
            "/v1/rotas",
            new
            {
                slug = $"e{slug}"[..20],
                name,
                zone = "UTC",
            },
            Ct
        );
        await other.ShouldBe(201);
        var empty = await CalendarFile.GetAsync(App.Anonymous, $"/{$"e{slug}"[..20]}/calendar.ics");
        Assert.Equal(["vtimezone"], (await CalendarReader.IcalendarAsync(empty.Bytes)).Components);
    }

    [Fact]
    public async Task A_subscription_of_vdirsyncer_brings_an_hour_into_khal_and_its_release()
    {
        var rota = await RotaClient.NewAsync(App);
        var hours = await rota.HoursAsync("14:00", "15:00", zone: "Europe/Amsterdam", title: "Käse, Brot; \\ und mehr");
        var ada = await rota.MemberAsync("Ada");
        var claim = await rota.ClaimAsync(ada, hours, "2026-03-03");
        var folder = Directory.CreateTempSubdirectory("geek-on-duty-khal-").FullName;
        try
        {
            await SubscribeAsync(folder, $"{App.ClientOptions.BaseAddress}{rota.Slug}/calendar.ics");
            Assert.Equal("18:45-19:45 CONFIRMED Ada: Käse, Brot; \\ und mehr", await ListAsync(folder));
            using (var released = await ada.Client.DeleteAsync(rota.Path($"claims/{claim}"), Ct))
            {
                await released.ShouldBe(204);
            }

            Assert.Equal("18:45-19:45 CANCELLED Ada: Käse, Brot; \\ und mehr", await ListAsync(folder));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task SubscribeAsync(string folder, string url)
    {
        await File.WriteAllTextAsync(
            Path.Combine(folder, "vdirsyncer"),
            $"""
            [general]
            status_path = "{folder}/status"
            [pair duty]
            a = "here"
            b = "there"
            collections = null
            conflict_resolution = "b wins"
            [storage here]
            type = "filesystem"
            path = "{folder}/hours"
            fileext = ".ics"
            [storage there]
            type = "http"
            url = "{url}"
            """,
            Ct
        );
        await File.WriteAllTextAsync(
            Path.Combine(folder, "khal"),
            $"""
            [calendars]
            [[duty]]
            path = {folder}/hours
            [locale]
            local_timezone = Asia/Kathmandu
            default_timezone = Asia/Kathmandu
            timeformat = %H:%M
            dateformat = %Y-%m-%d
            longdateformat = %Y-%m-%d
            datetimeformat = %Y-%m-%d %H:%M
            longdatetimeformat = %Y-%m-%d %H:%M
            [sqlite]
            path = {folder}/khal.db
            """,
            Ct
        );
        Directory.CreateDirectory(Path.Combine(folder, "hours"));
        await VdirsyncerAsync(folder, "discover");
    }

    /// <summary>What khal shows on the day of the hour, after a synchronisation.</summary>
    private static async Task<string> ListAsync(string folder)
    {
        await VdirsyncerAsync(folder, "sync");
        var listed = await CalendarReader.RunAsync(
            "khal",
            [
                "-c",
                Path.Combine(folder, "khal"),
                "list",
                "--format",
                "{start-time}-{end-time} {status}{title}",
                "--day-format",
                "",
                "2026-03-03",
            ],
            Locale(folder)
        );
        return listed.Trim();
    }

    private static Task<string> VdirsyncerAsync(string folder, string command) =>
        CalendarReader.RunAsync("vdirsyncer", ["-c", Path.Combine(folder, "vdirsyncer"), command], Locale(folder));

    private static (string, string)[] Locale(string folder) =>
        [("LC_ALL", "C.UTF-8"), ("HOME", folder), ("NO_PROXY", "127.0.0.1"), ("no_proxy", "127.0.0.1")];

    /// <summary>As the API takes it.</summary>
    private static string Named(Random random, int most) =>
        string.Concat("n", Text(random, most / 12, lines: false)) is var text && text.Length > most ? text[..1] : text;

    private static string Text(Random random, int most, bool lines)
    {
        var text = new StringBuilder();
        for (var pieces = random.Next(most); pieces > 0; pieces--)
        {
            text.Append(lines && random.Next(12) == 0 ? "\n" : Pieces[random.Next(Pieces.Length)]);
        }

        return text.ToString();
    }
}
