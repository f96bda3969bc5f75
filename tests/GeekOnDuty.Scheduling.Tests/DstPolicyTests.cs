using NodaTime;
using Xunit;

namespace GeekOnDuty.Scheduling.Tests;

public sealed class DstPolicyTests
{
    public static TheoryData<string> ZoneIds => [.. Given.ZoneIds];

    [Theory]
    [InlineData(
        "Europe/Berlin",
        "2026-03-29",
        "01:00",
        "04:00",
        "2026-03-29T00:00:00Z",
        "2026-03-29T02:00:00Z",
        DstEffect.Shortened
    )]
    [InlineData(
        "Europe/Berlin",
        "2026-10-25",
        "02:00",
        "03:00",
        "2026-10-25T00:00:00Z",
        "2026-10-25T02:00:00Z",
        DstEffect.Lengthened
    )]
    [InlineData(
        "America/Chicago",
        "2026-11-01",
        "01:00",
        "02:00",
        "2026-11-01T06:00:00Z",
        "2026-11-01T08:00:00Z",
        DstEffect.Lengthened
    )]
    [InlineData(
        "Australia/Lord_Howe",
        "2026-10-04",
        "02:15",
        "03:00",
        "2026-10-03T15:30:00Z",
        "2026-10-03T16:00:00Z",
        DstEffect.Shortened
    )]
    [InlineData(
        "Australia/Lord_Howe",
        "2026-04-05",
        "01:30",
        "02:30",
        "2026-04-04T14:30:00Z",
        "2026-04-04T16:00:00Z",
        DstEffect.Lengthened
    )]
    [InlineData(
        "Africa/Cairo",
        "2026-04-24",
        "00:00",
        "08:00",
        "2026-04-23T22:00:00Z",
        "2026-04-24T05:00:00Z",
        DstEffect.Shortened
    )]
    [InlineData(
        "America/Santiago",
        "2026-09-06",
        "00:00",
        "06:00",
        "2026-09-06T04:00:00Z",
        "2026-09-06T09:00:00Z",
        DstEffect.Shortened
    )]
    [InlineData(
        "Asia/Beirut",
        "2026-03-29",
        "00:30",
        "09:00",
        "2026-03-28T22:00:00Z",
        "2026-03-29T06:00:00Z",
        DstEffect.Shortened
    )]
    [InlineData(
        "Atlantic/Azores",
        "2026-03-29",
        "00:00",
        "02:00",
        "2026-03-29T01:00:00Z",
        "2026-03-29T02:00:00Z",
        DstEffect.Shortened
    )]
    [InlineData(
        "Europe/Berlin",
        "2026-03-28",
        "22:00",
        "22:00",
        "2026-03-28T21:00:00Z",
        "2026-03-29T20:00:00Z",
        DstEffect.Shortened
    )]
    [InlineData(
        "Europe/Berlin",
        "2026-10-24",
        "22:00",
        "22:00",
        "2026-10-24T20:00:00Z",
        "2026-10-25T21:00:00Z",
        DstEffect.Lengthened
    )]
    [InlineData("Europe/Berlin", "2026-03-29", "03:00", "04:00", "2026-03-29T01:00:00Z", "2026-03-29T02:00:00Z", DstEffect.None)]
    [InlineData("Europe/Berlin", "2026-06-01", "09:00", "17:00", "2026-06-01T07:00:00Z", "2026-06-01T15:00:00Z", DstEffect.None)]
    public void A_slot_runs_from_clock_to_clock(
        string zone,
        string date,
        string start,
        string end,
        string startsAt,
        string endsAt,
        DstEffect effect
    )
    {
        var slot = Given.Hours(Given.Rule(zone, start, end, recurrence: null, date)).SlotOn(Given.Date(date));

        Assert.NotNull(slot);
        Assert.Equal(Given.During(startsAt, endsAt), slot.During);
        Assert.Equal(effect, slot.Dst);
    }

    [Theory]
    [InlineData("Europe/Berlin", "2026-03-29", "02:30", "03:00", "2026-03-29T01:00:00Z")]
    [InlineData("America/Havana", "2026-03-08", "00:00", "01:00", "2026-03-08T05:00:00Z")]
    [InlineData("Pacific/Apia", "2011-12-30", "09:00", "17:00", "2011-12-30T10:00:00Z")]
    public void A_slot_that_a_gap_swallows_does_not_take_place(string zone, string date, string start, string end, string both)
    {
        var during = DstPolicy.ToInterval(Given.Date(date), Given.Time(start), Given.Time(end), Given.Zone(zone));
        var hours = Given.Hours(Given.Rule(zone, start, end, recurrence: null, date));

        Assert.Equal(Given.During(both, both), during);
        Assert.Null(hours.SlotOn(Given.Date(date)));
        Assert.Empty(hours.Slots(new Interval(during.Start - Duration.FromDays(3), during.Start + Duration.FromDays(3))));
        Assert.Equal([Given.Date(date)], hours.Dates(Given.Date(date), Given.Date(date)));
    }

    [Theory]
    [InlineData("before", "01:59", "00:59")]
    [InlineData("at its start", "02:00", "01:00")]
    [InlineData("inside", "02:30", "01:00")]
    [InlineData("inside, last minute", "02:59", "01:00")]
    [InlineData("at its end", "03:00", "01:00")]
    [InlineData("after", "03:01", "01:01")]
    public void A_gap_maps_to_the_first_instant_after_it(string where, string berlin, string utc) =>
        AssertMapsTo($"2026-03-29T{utc}:00Z", $"2026-03-29 {berlin}", where);

    [Theory]
    [InlineData("before", "01:59", "2026-10-24T23:59:00Z")]
    [InlineData("at its start", "02:00", "2026-10-25T00:00:00Z")]
    [InlineData("inside", "02:30", "2026-10-25T00:30:00Z")]
    [InlineData("inside, last minute", "02:59", "2026-10-25T00:59:00Z")]
    [InlineData("at its end", "03:00", "2026-10-25T02:00:00Z")]
    [InlineData("after", "03:01", "2026-10-25T02:01:00Z")]
    public void An_overlap_maps_to_its_earlier_pass(string where, string berlin, string utc) =>
        AssertMapsTo(utc, $"2026-10-25 {berlin}", where);

    [Theory, MemberData(nameof(ZoneIds))]
    public void A_later_local_time_is_never_an_earlier_instant(string id)
    {
        const int seed = 2026;
        var (random, zone) = (new Random(seed), Given.Zone(id));
        var changes = zone.GetZoneIntervals(Instant.FromUtc(1900, 1, 1, 0, 0), Instant.FromUtc(2100, 1, 1, 0, 0))
            .Where(interval => interval.HasStart)
            .ToArray();
        var locals = Enumerable
            .Range(0, 300)
            .Select(i =>
                i % 2 == 0 || changes.Length == 0
                    ? new LocalDate(1900, 1, 1).At(LocalTime.Midnight).PlusSeconds(random.NextInt64(200L * 365 * 86_400))
                    : changes[random.Next(changes.Length)].IsoLocalStart.PlusSeconds(random.Next(-8_000, 8_000))
            )
            .Order()
            .ToArray();

        foreach (var (earlier, later) in locals.Zip(locals.Skip(1)))
        {
            Assert.True(
                DstPolicy.ToInstant(earlier, zone) <= DstPolicy.ToInstant(later, zone),
                $"{id}: {earlier:o} comes after {later:o}, seed {seed}"
            );
        }
    }

    [Theory]
    [InlineData("weeks keep the clock into summer time", "2026-04-21T07:00:00Z", "P8W", "2026-02-24T08:00:00Z")]
    [InlineData("weeks keep the clock into winter time", "2026-11-03T08:00:00Z", "P8W", "2026-09-08T07:00:00Z")]
    [InlineData("a day keeps the clock", "2026-03-29T07:00:00Z", "P1D", "2026-03-28T08:00:00Z")]
    [InlineData("a month is the calendar's", "2026-03-31T07:00:00Z", "P1M", "2026-02-28T08:00:00Z")]
    [InlineData("hours are elapsed time", "2026-03-29T02:00:00Z", "PT3H", "2026-03-28T23:00:00Z")]
    [InlineData("24 hours are not a day", "2026-03-29T07:00:00Z", "PT24H", "2026-03-28T07:00:00Z")]
    [InlineData("dates first, then hours", "2026-03-30T01:00:00Z", "P1DT2H", "2026-03-28T23:00:00Z")]
    [InlineData("a day that leads into a gap", "2026-03-30T00:30:00Z", "P1D", "2026-03-29T01:00:00Z")]
    [InlineData("a day that leads into an overlap", "2026-10-26T01:30:00Z", "P1D", "2026-10-25T00:30:00Z")]
    [InlineData("nothing, in the second pass of an overlap", "2026-10-25T01:30:00Z", "PT0S", "2026-10-25T01:30:00Z")]
    [InlineData("minutes, seconds", "2026-06-01T12:00:00Z", "PT1M30S", "2026-06-01T11:58:30Z")]
    [InlineData("fractions of a second", "2026-06-01T12:00:00Z", "PT1S5s", "2026-06-01T11:59:58.995Z")]
    public void A_period_before_an_instant_is_dates_on_the_clock_and_elapsed_hours(
        string what,
        string instant,
        string period,
        string expected
    )
    {
        var before = DstPolicy.Before(Given.At(instant), Given.Length(period), Given.Zone("Europe/Berlin"));

        Assert.True(Given.At(expected) == before, $"{what}: {before}");
    }

    private static void AssertMapsTo(string utc, string berlin, string where)
    {
        var instant = DstPolicy.ToInstant(Given.Local(berlin), Given.Zone("Europe/Berlin"));

        Assert.True(Given.At(utc) == instant, $"{where}: {berlin} is {instant}");
    }
}
