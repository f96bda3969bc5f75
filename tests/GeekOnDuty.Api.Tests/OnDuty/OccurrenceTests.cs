using System.Net.Http.Json;
using System.Text.Json;
using NodaTime;
using NodaTime.TimeZones;
using Xunit;

namespace GeekOnDuty.Api.Tests.OnDuty;

public sealed class OccurrenceTests(OccurrenceTests.SharedApp shared) : IClassFixture<OccurrenceTests.SharedApp>
{
    [Theory]
    [InlineData("Europe/Berlin", "2026-03-29", "02:30", "03:00", null, null)]
    [InlineData("Europe/Berlin", "2026-03-29", "01:00", "04:00", "2026-03-29T00:00:00Z/2026-03-29T02:00:00Z", "shortened")]
    [InlineData("Europe/Berlin", "2026-10-25", "02:00", "03:00", "2026-10-25T00:00:00Z/2026-10-25T02:00:00Z", "lengthened")]
    [InlineData("America/Chicago", "2026-11-01", "01:00", "02:00", "2026-11-01T06:00:00Z/2026-11-01T08:00:00Z", "lengthened")]
    [InlineData("Australia/Lord_Howe", "2026-10-04", "02:15", "03:00", "2026-10-03T15:30:00Z/2026-10-03T16:00:00Z", "shortened")]
    [InlineData("Australia/Lord_Howe", "2026-04-05", "01:30", "02:30", "2026-04-04T14:30:00Z/2026-04-04T16:00:00Z", "lengthened")]
    [InlineData("Africa/Cairo", "2026-04-24", "00:00", "08:00", "2026-04-23T22:00:00Z/2026-04-24T05:00:00Z", "shortened")]
    [InlineData("America/Santiago", "2026-09-06", "00:00", "06:00", "2026-09-06T04:00:00Z/2026-09-06T09:00:00Z", "shortened")]
    [InlineData("America/Havana", "2026-03-08", "00:00", "01:00", null, null)]
    [InlineData("Asia/Beirut", "2026-03-29", "00:30", "09:00", "2026-03-28T22:00:00Z/2026-03-29T06:00:00Z", "shortened")]
    [InlineData("Atlantic/Azores", "2026-03-29", "00:00", "02:00", "2026-03-29T01:00:00Z/2026-03-29T02:00:00Z", "shortened")]
    [InlineData("Pacific/Apia", "2011-12-30", "09:00", "17:00", null, null)]
    public async Task The_vectors_of_the_time_policy_hold(
        string zone,
        string startDate,
        string startTime,
        string endTime,
        string? during,
        string? dst
    )
    {
        var answer = await PreviewAsync(
            new
            {
                zone,
                startDate,
                startTime,
                endTime,
            }
        );

        if (during is null)
        {
            Assert.Equal("[]", answer.GetProperty("items").GetRawText());
            Assert.Equal($"[\"{startDate}\"]", answer.GetProperty("dropped").GetRawText());
        }
        else
        {
            var item = Assert.Single(answer.GetProperty("items").EnumerateArray());
            Assert.Equal("date startsAt endsAt dst", item.MembersOf());
            Assert.Equal(
                (startDate, during, dst),
                (item.GetProperty("date").GetString(), item.During(), item.GetProperty("dst").GetString())
            );
            Assert.Equal("[]", answer.GetProperty("dropped").GetRawText());
        }
    }

    [Fact]
    public async Task The_answer_says_with_which_tz_database_it_was_computed()
    {
        var answer = await PreviewAsync(Daily("2026-03-01", "FREQ=DAILY;COUNT=2"));

        Assert.Equal("items dropped truncated tzdb", answer.MembersOf());
        Assert.Equal(TzdbDateTimeZoneSource.Default.TzdbVersion, answer.GetProperty("tzdb").GetString());
        Assert.False(answer.GetProperty("truncated").GetBoolean());
    }

    [Theory]
    [InlineData("FREQ=DAILY;COUNT=1000", 1000, false)]
    [InlineData("FREQ=DAILY;COUNT=1001", 1000, true)]
    [InlineData("FREQ=DAILY", 1000, true)]
    public async Task After_a_thousand_items_it_is_truncated(string recurrence, int items, bool truncated)
    {
        var answer = await PreviewAsync(Daily("2026-03-01", recurrence));

        Assert.Equal(
            (items, truncated),
            (answer.GetProperty("items").GetArrayLength(), answer.GetProperty("truncated").GetBoolean())
        );
    }

    [Fact]
    public async Task From_and_to_select_slots_that_overlap_the_half_open_window()
    {
        Assert.Equal("2026-03-02 2026-03-03", await DatesAsync("2026-03-02T09:00:00Z", "2026-03-03T09:00:00.0000001Z"));
        Assert.Equal("2026-03-02", await DatesAsync("2026-03-02T11:59:59.9999999Z", "2026-03-03T09:00:00Z"));
        Assert.Equal("2026-03-03", await DatesAsync("2026-03-02T12:00:00Z", "2026-03-04T09:00:00Z"));
        Assert.Equal("", await DatesAsync("2026-03-02T12:00:00Z", "2026-03-03T09:00:00Z"));
        Assert.Equal("2026-03-01 2026-03-02", await DatesAsync(null, "2026-03-03T00:00:00Z"));

        async Task<string> DatesAsync(string? from, string? to) =>
            Dates(
                await PreviewAsync(
                    new
                    {
                        zone = "UTC",
                        startDate = "2026-03-01",
                        startTime = "09:00",
                        endTime = "12:00",
                        recurrence = "FREQ=DAILY",
                        from,
                        to,
                    }
                )
            );
    }

    [Fact]
    public async Task Dropped_dates_outside_the_window_are_not_listed()
    {
        var answer = await PreviewAsync(
            new
            {
                zone = "Europe/Berlin",
                startDate = "2020-01-01",
                startTime = "02:15",
                endTime = "02:45",
                recurrence = "FREQ=DAILY",
                from = "2025-06-01T00:00:00Z",
                to = "2026-06-01T00:00:00Z",
            }
        );

        Assert.Equal("""["2026-03-29"]""", answer.GetProperty("dropped").GetRawText());
        Assert.Equal(364, answer.GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task Extra_dates_are_added_even_after_the_end_and_except_dates_win()
    {
        var answer = await PreviewAsync(
            new
            {
                zone = "UTC",
                startDate = "2026-03-02",
                endDate = "2026-03-16",
                startTime = "09:00",
                endTime = "12:00",
                recurrence = "FREQ=WEEKLY;BYDAY=MO",
                exceptDates = new[] { "2026-03-09", "2026-03-11" },
                extraDates = new[] { "2026-04-01", "2026-03-04", "2026-03-11", "2026-03-16" },
            }
        );

        Assert.Equal("2026-03-02 2026-03-04 2026-03-16 2026-04-01", Dates(answer));
    }

    [Fact]
    public async Task The_start_date_is_an_occurrence_only_if_the_rule_says_so()
    {
        Assert.Equal("2026-03-07 2026-03-14", Dates(await PreviewAsync(Daily("2026-03-02", "FREQ=WEEKLY;BYDAY=SA;COUNT=2"))));
        Assert.Equal("2026-03-02", Dates(await PreviewAsync(Daily("2026-03-02", null))));
    }

    [Theory]
    [InlineData("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30")]
    [InlineData("FREQ=YEARLY;INTERVAL=100;BYMONTH=2;BYMONTHDAY=-30")]
    [InlineData("FREQ=MONTHLY;BYMONTH=4;BYMONTHDAY=31;COUNT=3")]
    public async Task A_rule_that_never_matches_answers_nothing(string recurrence)
    {
        var answer = await PreviewAsync(Daily("1900-01-01", recurrence));

        Assert.Equal("", Dates(answer));
        Assert.False(answer.GetProperty("truncated").GetBoolean());
    }

    [Theory]
    [InlineData("FREQ=HOURLY", "recurrence")]
    [InlineData("FREQ=DAILY;BYHOUR=3", "recurrence")]
    [InlineData("FREQ=DAILY;COUNT=2;UNTIL=20260401", "recurrence")]
    public async Task A_rule_outside_the_contract_is_refused(string recurrence, string named)
    {
        using var response = await shared.App.Anonymous.PostAsJsonAsync("/v1/occurrences", Daily("2026-03-02", recurrence));
        (await response.ShouldBeProblem(400, "invalid")).ShouldName(named);
    }

    [Fact]
    public async Task Every_fault_of_a_question_is_named_at_once()
    {
        using var response = await shared.App.Anonymous.PostAsJsonAsync(
            "/v1/occurrences",
            new
            {
                zone = "Europe/Berlni",
                startDate = "2026-02-30",
                startTime = "24:00",
                from = "2026-03-02T00:00:00Z",
                to = "2026-03-02T00:00:00Z",
                extraDates = new[] { "2026-03-01", "x" },
                seats = 1,
            }
        );

        var problem = await response.ShouldBeProblem(400, "invalid");

        foreach (var path in new[] { "zone", "startDate", "startTime", "endTime", "to", "extraDates[1]", "seats" })
        {
            problem.ShouldName(path);
        }

        Assert.Contains(
            "Europe/Berlin",
            problem.GetProperty("errors").GetProperty("zone").GetRawText(),
            StringComparison.Ordinal
        );
    }

    private async Task<JsonElement> PreviewAsync(object question)
    {
        using var response = await shared.App.Anonymous.PostAsJsonAsync("/v1/occurrences", question);
        return await response.ShouldBe(200);
    }

    private static object Daily(string startDate, string? recurrence) =>
        new
        {
            zone = "UTC",
            startDate,
            startTime = "09:00",
            endTime = "12:00",
            recurrence,
        };

    private static string Dates(JsonElement answer) =>
        string.Join(" ", answer.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("date").GetString()));

    /// <summary>A preview stores nothing, so one application serves all of them.</summary>
    public sealed class SharedApp(TestDatabaseServer server) : IAsyncLifetime
    {
        private readonly TestDatabase db = new(server);

        internal TestApp App { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            await db.InitializeAsync();
            App = await TestApp.StartAsync(db, Instant.FromUtc(2026, 3, 2, 0, 0));
        }

        public async ValueTask DisposeAsync()
        {
            await App.DisposeAsync();
            await db.DisposeAsync();
        }
    }
}
