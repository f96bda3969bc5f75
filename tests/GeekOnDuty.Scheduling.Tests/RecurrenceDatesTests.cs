using NodaTime;
using NodaTime.Text;
using Xunit;

namespace GeekOnDuty.Scheduling.Tests;

/// <summary>The corners of RFC 5545 §3.3.10, one by one.</summary>
public sealed class RecurrenceDatesTests
{
    private static readonly LocalDate FirstDay = new(1, 1, 1);
    private static readonly LocalDate BeforeAllDays = new(-9998, 1, 1);
    private static readonly LocalDate LastDay = new(9999, 12, 31);

    [Theory]
    [InlineData("FREQ=MONTHLY", "2026-01-31", "2026-01-31 2026-03-31 2026-05-31 2026-07-31")]
    [InlineData("FREQ=YEARLY", "2024-02-29", "2024-02-29 2028-02-29 2032-02-29 2036-02-29")]
    [InlineData("FREQ=YEARLY", "1896-02-29", "1896-02-29 1904-02-29 1908-02-29 1912-02-29")]
    [InlineData("FREQ=WEEKLY", "2026-10-21", "2026-10-21 2026-10-28 2026-11-04 2026-11-11")]
    [InlineData("FREQ=YEARLY;BYMONTH=3", "2026-01-15", "2026-03-15 2027-03-15 2028-03-15 2029-03-15")]
    [InlineData("FREQ=YEARLY;BYMONTHDAY=13", "2026-03-14", "2026-04-13 2026-05-13 2026-06-13 2026-07-13")]
    [InlineData("FREQ=MONTHLY;BYMONTH=6,7", "2026-07-31", "2026-07-31 2027-07-31 2028-07-31 2029-07-31")]
    [InlineData("FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13", "1997-09-02", "1998-02-13 1998-03-13 1998-11-13 1999-08-13")]
    [InlineData(
        "FREQ=YEARLY;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8;BYMONTH=11;INTERVAL=4",
        "1996-11-05",
        "1996-11-05 2000-11-07 2004-11-02 2008-11-04"
    )]
    [InlineData("FREQ=YEARLY;BYDAY=20MO", "1997-05-19", "1997-05-19 1998-05-18 1999-05-17 2000-05-15")]
    [InlineData("FREQ=YEARLY;BYDAY=53FR", "2026-01-01", "2027-12-31 2032-12-31 2038-12-31 2044-12-30")]
    [InlineData("FREQ=YEARLY;BYDAY=-1MO,MO;BYMONTH=2", "2026-02-10", "2026-02-16 2026-02-23 2027-02-01 2027-02-08")]
    [InlineData("FREQ=MONTHLY;BYDAY=MO,2TU", "2026-06-04", "2026-06-08 2026-06-09 2026-06-15 2026-06-22")]
    [InlineData("FREQ=MONTHLY;BYMONTHDAY=-31", "2026-02-01", "2026-03-01 2026-05-01 2026-07-01 2026-08-01")]
    [InlineData("FREQ=MONTHLY;BYDAY=TU,WE,TH;BYSETPOS=3", "1997-09-04", "1997-09-04 1997-10-07 1997-11-06 1997-12-04")]
    [InlineData("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU;WKST=MO", "1997-08-05", "1997-08-05 1997-08-10 1997-08-19 1997-08-24")]
    [InlineData("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU;WKST=SU", "1997-08-05", "1997-08-05 1997-08-17 1997-08-19 1997-08-31")]
    [InlineData("FREQ=WEEKLY;BYDAY=MO,TH;BYMONTH=3", "2026-03-26", "2026-03-26 2026-03-30 2027-03-01 2027-03-04")]
    [InlineData("FREQ=DAILY;BYMONTH=1;BYDAY=SU", "2026-01-20", "2026-01-25 2027-01-03 2027-01-10 2027-01-17")]
    [InlineData("FREQ=DAILY;BYMONTHDAY=-1;BYSETPOS=-1", "2024-02-01", "2024-02-29 2024-03-31 2024-04-30 2024-05-31")]
    [InlineData("FREQ=DAILY;BYDAY=MO;BYSETPOS=2", "2024-02-01", "")]
    [InlineData(
        "FREQ=YEARLY;BYMONTH=1,12;BYMONTHDAY=1,31;BYSETPOS=1,-1",
        "2026-01-02",
        "2026-12-31 2027-01-01 2027-12-31 2028-01-01"
    )]
    public void A_rule_begins_with(string rule, string start, string dates)
    {
        var startDate = Date(start);

        var first = Recurrence.Parse(rule).Dates(startDate, FirstDay, LastDay).Take(4).Select(LocalDatePattern.Iso.Format);

        Assert.Equal(dates, string.Join(' ', first));
    }

    [Fact]
    public void BYSETPOS_counts_in_the_whole_week_of_the_start()
    {
        var wednesday = Date("2026-10-21");

        var dates = Recurrence.Parse("FREQ=WEEKLY;BYDAY=MO,TH,FR;BYSETPOS=2").Dates(wednesday, wednesday, wednesday.PlusDays(10));

        Assert.Equal([Date("2026-10-22"), Date("2026-10-29")], dates);
    }

    [Fact]
    public void COUNT_counts_from_the_start_and_not_from_the_window()
    {
        var rule = Recurrence.Parse("FREQ=WEEKLY;BYDAY=MO,FR;COUNT=3");

        Assert.Equal([Date("2026-10-30")], rule.Dates(Date("2026-10-21"), Date("2026-10-27"), LastDay));
        Assert.Equal([Date("2027-10-29"), Date("2027-11-01")], rule.Dates(Date("2027-10-25"), Date("2027-10-27"), LastDay));
        Assert.Equal([Date("2026-10-30")], rule.Dates(Date("2026-10-21"), Date("2026-10-27"), LastDay));
    }

    [Fact]
    public void UNTIL_is_included_and_may_lie_before_the_start()
    {
        var rule = Recurrence.Parse("FREQ=DAILY;UNTIL=20261022");

        Assert.Equal([Date("2026-10-21"), Date("2026-10-22")], rule.Dates(Date("2026-10-21"), FirstDay, LastDay));
        Assert.Empty(rule.Dates(Date("2026-10-23"), FirstDay, LastDay));
    }

    [Theory]
    [InlineData("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30")]
    [InlineData("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;COUNT=5")]
    [InlineData("FREQ=DAILY;INTERVAL=7;BYDAY=TU")]
    [InlineData("FREQ=WEEKLY;BYDAY=MO;BYSETPOS=2")]
    [InlineData("FREQ=MONTHLY;BYMONTH=4;BYMONTHDAY=31")]
    [InlineData("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30;COUNT=5")]
    [InlineData("FREQ=YEARLY;BYDAY=MO;BYSETPOS=60")]
    public void A_rule_that_never_matches_has_no_dates(string rule)
    {
        Assert.Empty(Recurrence.Parse(rule).Dates(Date("2026-10-19"), FirstDay, LastDay));
    }

    [Theory]
    [InlineData("FREQ=DAILY")]
    [InlineData("FREQ=DAILY;INTERVAL=1000")]
    [InlineData("FREQ=WEEKLY;INTERVAL=1000;WKST=SU;BYDAY=MO,FR;BYMONTH=1,12;BYSETPOS=1,-1")]
    [InlineData("FREQ=WEEKLY;BYMONTH=12;BYDAY=FR;WKST=WE")]
    [InlineData("FREQ=MONTHLY;INTERVAL=1000;BYDAY=FR")]
    [InlineData("FREQ=YEARLY;INTERVAL=1000;BYDAY=-1FR;COUNT=10000")]
    public void The_ends_of_the_calendar_are_no_obstacle(string rule)
    {
        var recurrence = Recurrence.Parse(rule);

        Assert.All(recurrence.Dates(FirstDay, BeforeAllDays, LastDay), d => Assert.InRange(d, FirstDay, LastDay));
        Assert.All(recurrence.Dates(LastDay, FirstDay, LastDay), d => Assert.Equal(LastDay, d));
        Assert.Empty(recurrence.Dates(FirstDay, BeforeAllDays, FirstDay.PlusDays(-1)));
        Assert.Empty(recurrence.Dates(FirstDay, LastDay, FirstDay));
        Assert.False(recurrence.Includes(LastDay, FirstDay));
    }

    [Fact]
    public void A_start_before_year_1_or_in_another_calendar_is_refused_at_once()
    {
        var rule = Recurrence.Parse("FREQ=DAILY");

        Assert.Throws<ArgumentOutOfRangeException>(() => rule.Dates(FirstDay.PlusDays(-1), FirstDay, LastDay));
        Assert.Throws<ArgumentException>(() => rule.Dates(FirstDay, LastDay, FirstDay.WithCalendar(CalendarSystem.Julian)));
    }

    private static LocalDate Date(string text) => LocalDatePattern.Iso.Parse(text).Value;
}
