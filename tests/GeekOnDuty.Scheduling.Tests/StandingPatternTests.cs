using NodaTime;
using Xunit;

namespace GeekOnDuty.Scheduling.Tests;

/// <summary>Which dates a standing claim is for. March 2026 begins on a Sunday: the 2nd is a Monday.</summary>
public sealed class StandingPatternTests
{
    private const string Weekdays = "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR";

    [Theory]
    [InlineData("MO", 1, "2026-03-02", "02 09 16 23 30")]
    [InlineData("MO", 2, "2026-03-02", "02 16 30")]
    [InlineData("MO,TH", 2, "2026-03-02", "02 05 16 19 30")]
    // From a Wednesday on, the first Monday is that of the next week, where the counting begins.
    [InlineData("MO", 2, "2026-03-04", "09 23")]
    // The first Thursday is of the present week, so its Monday is over.
    [InlineData("MO,TH", 2, "2026-03-04", "05 16 19 30")]
    // A weekday that the rule does not have is never chosen.
    [InlineData("SA", 1, "2026-03-02", "")]
    public void Weekdays_choose_by_the_calendar(string weekdays, int everyWeeks, string from, string days) =>
        Assert.Equal(days, Days(StandingPattern.OnWeekdays(weekdays.Split(','), everyWeeks), from, Weekdays));

    [Theory]
    [InlineData("", "")]
    [InlineData("2026-03-02", "")]
    [InlineData("2026-03-03,2026-03-04", "")]
    [InlineData("", "2026-03-07")]
    [InlineData("2026-03-16", "2026-03-14,2026-03-15")]
    public void No_exception_shifts_another_date(string except, string extra)
    {
        var removed = except.Split(',', StringSplitOptions.RemoveEmptyEntries);
        var added = extra.Split(',', StringSplitOptions.RemoveEmptyEntries);
        foreach (var pattern in (StandingPattern[])[StandingPattern.OnWeekdays(["MO"], 2), StandingPattern.EveryTurn(3)])
        {
            var plain = Days(pattern, "2026-03-02", Weekdays).Split(' ');
            var days = Days(pattern, "2026-03-02", Weekdays, removed, added).Split(' ');
            Assert.Equal(plain.Except(removed.Select(date => date[^2..])), days);
        }
    }

    [Fact]
    public void An_extra_date_on_the_weekday_is_chosen_and_no_turn() =>
        Assert.Equal(
            ("02 09 11 16", "02 16"),
            (
                Days(
                    StandingPattern.OnWeekdays(["MO", "WE"], 1),
                    "2026-03-02",
                    "FREQ=WEEKLY;BYDAY=MO;COUNT=3",
                    [],
                    ["2026-03-11"],
                    "2026-03-02"
                ),
                Days(StandingPattern.EveryTurn(2), "2026-03-02", "FREQ=WEEKLY;BYDAY=MO;COUNT=3", [], ["2026-03-11"], "2026-03-02")
            )
        );

    [Fact]
    public void A_removed_date_uses_its_turn_up() =>
        // 2, 3, (4), 5, 6 | 9, 10, …: every second turn is 2, (4), 6, 10, 12 …
        Assert.Equal("02 06 10 12", Days(StandingPattern.EveryTurn(2), "2026-03-02", Weekdays, ["2026-03-04"])[..11]);

    [Fact]
    public void A_changed_rule_goes_on_counting_from_the_turn_at_which_it_takes_over()
    {
        var hours = new OfficeHours(
            Guid.Empty,
            [
                new Revision(Given.Date("2026-01-01"), Given.Rule("UTC", "09:00", "12:00", "FREQ=WEEKLY;BYDAY=TU")),
                new Revision(Given.Date("2026-03-11"), Given.Rule("UTC", "09:00", "12:00", "FREQ=WEEKLY;BYDAY=TH")),
            ],
            Given.NoOverrides
        );
        // Turns: TU 3, 10, then TH 12, 19, 26.
        Assert.Equal("03 12 26", Days(StandingPattern.EveryTurn(2), "2026-03-03", hours));
    }

    [Fact]
    public void Dates_before_the_asked_ones_count_but_are_left_out() =>
        Assert.Equal(
            ["2026-03-16", "2026-03-30"],
            StandingPattern
                .EveryTurn(2)
                .Dates(
                    Hours("FREQ=WEEKLY;BYDAY=MO"),
                    Given.Date("2026-03-02"),
                    Given.Date("2026-03-31"),
                    notBefore: Given.Date("2026-03-10")
                )
                .Select(date => date.ToString("uuuu-MM-dd", null))
        );

    [Theory]
    // What the button "Every week" stored: every n-th date of a rule with n weekdays.
    [InlineData(Weekdays, 5, "2026-03-02", "MO/1")]
    [InlineData(Weekdays, 5, "2026-03-05", "TH/1")]
    [InlineData(Weekdays, 10, "2026-03-03", "TU/2")]
    [InlineData("FREQ=WEEKLY;BYDAY=TU,TH", 2, "2026-03-03", "TU/1")]
    [InlineData("FREQ=WEEKLY;BYDAY=TU,TH", 4, "2026-03-05", "TH/2")]
    [InlineData("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU", 1, "2026-03-03", "MO,TU,WE,TH,FR,SA,SU/1")]
    [InlineData("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH", 2, "2026-03-03", "TU/1")]
    [InlineData("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH", 4, "2026-03-03", "TU/4")]
    [InlineData("FREQ=WEEKLY", 3, "2026-03-04", "TH/3")]
    [InlineData("FREQ=DAILY", 7, "2026-03-04", "WE/1")]
    [InlineData("FREQ=DAILY", 14, "2026-03-04", "WE/2")]
    [InlineData("FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR", 5, "2026-03-04", "WE/1")]
    // The first date is looked for from the start of the standing claim on.
    [InlineData(Weekdays, 5, "2026-03-07", "MO/1")]
    // Others stay turns.
    [InlineData(Weekdays, 2, "2026-03-02", "every 2")]
    [InlineData("FREQ=DAILY", 3, "2026-03-02", "every 3")]
    [InlineData("FREQ=MONTHLY;BYDAY=1MO", 2, "2026-03-02", "every 2")]
    [InlineData("FREQ=WEEKLY;INTERVAL=60;BYDAY=MO", 2, "2026-03-02", "every 2")]
    [InlineData(null, 2, "2026-01-01", "every 2")]
    public void Counted_dates_become_the_weekday_that_was_meant(string? rule, int every, string from, string expected)
    {
        var pattern = StandingPattern.OfCountedDates(Hours(rule), Given.Date(from), every);
        Assert.Equal(
            expected,
            pattern.Every is { } turns ? $"every {turns}" : $"{string.Join(',', pattern.Weekdays)}/{pattern.EveryWeeks}"
        );
    }

    [Fact]
    public void A_holiday_on_the_first_date_does_not_change_the_weekday_that_was_meant()
    {
        var hours = Hours(Weekdays, ["2026-03-02"]);
        Assert.Equal(["MO"], StandingPattern.OfCountedDates(hours, Given.Date("2026-03-02"), 5).Weekdays);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(101)]
    public void Numbers_outside_of_1_to_100_are_refused(int number)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => StandingPattern.EveryTurn(number));
        Assert.Throws<ArgumentOutOfRangeException>(() => StandingPattern.OnWeekdays(["MO"], number));
    }

    [Fact]
    public void A_pattern_needs_known_weekdays()
    {
        Assert.Throws<ArgumentException>(() => StandingPattern.OnWeekdays([], 1));
        Assert.Throws<ArgumentException>(() => StandingPattern.OnWeekdays(["XX"], 1));
    }

    private static OfficeHours Hours(
        string? rule,
        string[]? except = null,
        string[]? extra = null,
        string start = "2026-01-01"
    ) =>
        new(
            Guid.Empty,
            [
                new Revision(
                    Given.Date("2026-01-01"),
                    Given.Rule("UTC", "09:00", "12:00", rule, start, exceptDates: except, extraDates: extra)
                ),
            ],
            Given.NoOverrides
        );

    private static string Days(
        StandingPattern pattern,
        string from,
        string rule,
        string[]? except = null,
        string[]? extra = null,
        string start = "2026-01-01"
    ) => Days(pattern, from, Hours(rule, except, extra, start));

    private static string Days(StandingPattern pattern, string from, OfficeHours hours) =>
        string.Join(
            ' ',
            pattern
                .Dates(hours, Given.Date(from), Given.Date("2026-03-31"), LocalDate.MinIsoValue)
                .Select(date => date.ToString("dd", null))
        );
}
