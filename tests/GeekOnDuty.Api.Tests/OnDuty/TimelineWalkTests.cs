using System.Text.Json;
using NodaTime;
using Xunit;

namespace GeekOnDuty.Api.Tests.OnDuty;

/// <summary>Random rotas, seeded: on-duty and schedule must be one story.</summary>
public sealed class TimelineWalkTests(TestDatabase db) : IClassFixture<TestDatabase>
{
    private static readonly Instant Monday = Instant.FromUtc(2026, 3, 23, 0, 0);
    private static readonly string[] Zones = ["UTC", "Europe/Berlin", "Australia/Lord_Howe", "Asia/Kathmandu"];
    private static readonly string[] Rules =
    [
        "FREQ=DAILY",
        "FREQ=WEEKLY;BYDAY=MO,WE,FR",
        "FREQ=WEEKLY;BYDAY=TU,TH,SU",
        "FREQ=DAILY;INTERVAL=2",
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task At_and_around_every_boundary_of_a_week_on_duty_says_what_the_schedule_says(int seed)
    {
        await using var app = await TestApp.StartAsync(db, Monday);
        var rota = await RandomRotaAsync(app, new Random(seed));
        var segments = await rota.ScheduleAsync(Monday, Monday + Duration.FromDays(7));
        Assert.True(segments.Count > 20, $"Seed {seed} is too dull: {segments.Count} segments.");
        AssertGapFree(segments, Monday, Monday + Duration.FromDays(7));

        Answer? last = null;
        foreach (var segment in segments)
        {
            var (since, until) = (segment.InstantAt("since")!.Value, segment.InstantAt("until")!.Value);
            app.Clock.Now = since;
            var first = await rota.OnDutyAsync();
            AssertSame(segment, first);
            Assert.True(last is null || last.Until == since, "Until leads to the next answer.");
            Assert.NotEqual(last?.ETag, first.ETag);
            foreach (var at in new[] { since.TickAfter(), since + ((until - since) / 2), until.TickBefore() })
            {
                var inside = await rota.OnDutyAsync(at);
                Assert.Equal((first.Text, first.ETag), (inside.Text, inside.ETag));
            }

            AssertNextIsALaterSegment(first, segments);
            last = first;
        }
    }

    [Fact]
    public async Task The_schedule_of_100_days_is_gap_free_whole_and_agrees_with_on_duty_at_random_instants()
    {
        var random = new Random(3);
        await using var app = await TestApp.StartAsync(db, Monday);
        var rota = await RandomRotaAsync(app, random);
        var (from, to) = (Monday - Duration.FromDays(30), Monday + Duration.FromDays(70));

        var segments = await rota.ScheduleAsync(from, to, "&limit=200");

        AssertGapFree(segments, from, to);
        Assert.Equal(segments.Lines(), (await rota.ScheduleAsync(from, to, "&limit=37")).Lines());
        for (var i = 0; i < 60; i++)
        {
            var at = from + Duration.FromTicks(random.NextInt64((long)(to - from).TotalTicks));
            AssertSame(
                segments.Single(segment => segment.InstantAt("since") <= at && segment.InstantAt("until") > at),
                await rota.OnDutyAsync(at)
            );
        }
    }

    [Fact]
    public async Task Segments_at_the_ends_of_the_window_are_whole()
    {
        await using var app = await TestApp.StartAsync(db, Monday);
        var rota = await RotaClient.NewAsync(app);
        await rota.HoursAsync("09:00", "12:00");
        var inside = Instant.FromUtc(2026, 3, 23, 10, 0);

        var segment = Assert.Single(await rota.ScheduleAsync(inside, inside.TickAfter()));

        Assert.Equal("since until state onDuty", segment.MembersOf());
        Assert.Equal("2026-03-23T09:00:00Z", segment.GetProperty("since").GetString());
        Assert.Equal("2026-03-23T12:00:00Z", segment.GetProperty("until").GetString());
    }

    [Fact]
    public async Task A_window_that_touches_a_segment_does_not_overlap_it()
    {
        await using var app = await TestApp.StartAsync(db, Monday);
        var rota = await RotaClient.NewAsync(app);
        await rota.HoursAsync("09:00", "12:00");
        var (start, end) = (Instant.FromUtc(2026, 3, 23, 9, 0), Instant.FromUtc(2026, 3, 23, 12, 0));

        Assert.Equal("unstaffed", await StatesAsync(start, end));
        Assert.Equal("closed unstaffed", await StatesAsync(start.TickBefore(), end));
        Assert.Equal("unstaffed closed", await StatesAsync(start, end.TickAfter()));
        Assert.Equal("closed", await StatesAsync(end, end.TickAfter()));

        async Task<string> StatesAsync(Instant from, Instant to) =>
            string.Join(" ", (await rota.ScheduleAsync(from, to)).Select(each => each.GetProperty("state").GetString()));
    }

    [Fact]
    public async Task The_schedule_of_a_rota_without_office_hours_is_one_closed_segment()
    {
        await using var app = await TestApp.StartAsync(db, Monday);
        var rota = await RotaClient.NewAsync(app);

        Assert.Equal(
            """{"since":null,"until":null,"state":"closed","onDuty":[]}""",
            (await rota.ScheduleAsync(Monday, Monday + Duration.FromDays(100))).Lines()
        );
    }

    [Theory]
    [InlineData("slots")]
    [InlineData("schedule")]
    public async Task A_window_is_at_least_something_and_at_most_100_days(string list)
    {
        await using var app = await TestApp.StartAsync(db, Monday);
        var rota = await RotaClient.NewAsync(app);

        await AssertAsync("from=2026-01-01T00:00:00Z&to=2026-04-11T00:00:00Z", null);
        await AssertAsync("from=2026-01-01T00:00:00Z&to=2026-04-11T00:00:00.0000001Z", "to");
        await AssertAsync("from=2026-01-01T00:00:00Z&to=2026-01-01T00:00:00Z", "to");
        await AssertAsync("from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z", "to");
        await AssertAsync("from=2026-01-02&to=2026-01-05T00:00:00Z", "from");
        await AssertAsync("from=2026-01-02T00:00:00Z", "to");
        await AssertAsync("to=2026-01-02T00:00:00Z", "from");

        async Task AssertAsync(string query, string? named)
        {
            using var response = await app.Anonymous.GetAsync(rota.Path($"{list}?{query}"));
            if (named is null)
            {
                await response.ShouldBe(200);
            }
            else
            {
                (await response.ShouldBeProblem(400, "invalid")).ShouldName(named);
            }
        }
    }

    private static async Task<RotaClient> RandomRotaAsync(TestApp app, Random random)
    {
        var rota = await RotaClient.NewAsync(app);
        var people = new List<Person>();
        foreach (var name in new[] { "Ada", "Bob", "Cid" })
        {
            people.Add(await rota.MemberAsync(name));
        }

        for (var i = 0; i < 5; i++)
        {
            var start = random.Next(48);
            var end = (start + random.Next(1, 20)) % 48;
            await rota.HoursAsync(
                $"{start / 2:00}:{start % 2 * 30:00}",
                $"{end / 2:00}:{end % 2 * 30:00}",
                Zones[random.Next(Zones.Length)],
                startDate: "2026-02-01",
                Rules[random.Next(Rules.Length)],
                seats: random.Next(1, 3),
                title: $"Hours {i}"
            );
        }

        foreach (var slot in await rota.SlotsAsync(Monday, Monday + Duration.FromDays(12), "&limit=200"))
        {
            var (hours, date) = (slot.GetProperty("officeHoursId").GetGuid(), slot.GetProperty("date").GetString()!);
            if (random.Next(10) == 0)
            {
                await rota.MustChangeSlotAsync(hours, date, new { cancelled = true });
            }
            else if (random.Next(3) > 0)
            {
                // A double booking is refused, which is as good here.
                using var claimed = await System.Net.Http.Json.HttpClientJsonExtensions.PostAsJsonAsync(
                    people[random.Next(people.Count)].Client,
                    rota.Path($"office-hours/{hours}/slots/{date}/claims"),
                    new { }
                );
                Assert.True((int)claimed.StatusCode is 201 or 409, await claimed.Content.ReadAsStringAsync());
            }
        }

        return rota;
    }

    private static void AssertGapFree(IReadOnlyList<JsonElement> segments, Instant from, Instant to)
    {
        Assert.True(segments[0].InstantAt("since") is not { } first || first <= from);
        Assert.True(segments[^1].InstantAt("until") is not { } last || last >= to);
        foreach (var (segment, next) in segments.Zip(segments.Skip(1)))
        {
            Assert.Equal(segment.InstantAt("until"), next.InstantAt("since"));
            Assert.NotEqual(Said(segment), Said(next));
        }
    }

    private static string Said(JsonElement json) =>
        json.GetProperty("state").GetString() + json.GetProperty("onDuty").GetRawText();

    private static void AssertSame(JsonElement segment, Answer answer)
    {
        Assert.Equal((segment.InstantAt("since"), segment.InstantAt("until")), (answer.Since, answer.Until));
        Assert.Equal(Said(segment), Said(answer.Json));
    }

    /// <summary>The first later segment with somebody new says who is next; only segments that are known count.</summary>
    private static void AssertNextIsALaterSegment(Answer answer, IReadOnlyList<JsonElement> segments)
    {
        var present = answer.Json.GetProperty("onDuty").EnumerateArray().Select(NameOf).ToHashSet();
        var newcomers = segments
            .Where(segment => segment.InstantAt("since") > answer.Since)
            .Select(segment =>
                (
                    At: segment.GetProperty("since").GetString(),
                    Names: segment
                        .GetProperty("onDuty")
                        .EnumerateArray()
                        .Where(duty =>
                            duty.InstantAt("startsAt") == segment.InstantAt("since") && !present.Contains(NameOf(duty))
                        )
                        .Select(NameOf)
                        .ToList()
                )
            )
            .FirstOrDefault(segment => segment.Names.Count > 0);
        if (newcomers.At is not null)
        {
            Assert.Equal($"{newcomers.At} {string.Join(", ", newcomers.Names)}", answer.Next);
        }

        static string NameOf(JsonElement duty) => duty.GetProperty("name").GetString()!;
    }
}
