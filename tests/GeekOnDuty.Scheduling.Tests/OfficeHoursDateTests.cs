using NodaTime;
using Xunit;

namespace GeekOnDuty.Scheduling.Tests;

/// <summary>Which dates have slots.</summary>
public sealed class OfficeHoursDateTests
{
    private static readonly Interval Year2026 = Given.During("2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z");

    [Fact]
    public void A_revision_changes_the_dates_from_its_own_on_and_leaves_earlier_ones()
    {
        var before = Revised(("2026-01-01", Given.Rule("Europe/Berlin", "09:00", "12:00")));
        var after = Revised(
            ("2026-01-01", Given.Rule("Europe/Berlin", "09:00", "12:00")),
            ("2026-06-01", Given.Rule("America/Chicago", "14:00", "15:00"))
        );

        Assert.Equal(During(before, "2026-05-31"), During(after, "2026-05-31"));
        Assert.Equal(Given.During("2026-06-01T19:00:00Z", "2026-06-01T20:00:00Z"), During(after, "2026-06-01"));
        Assert.Equal(365, after.Slots(Year2026).Count());
        Assert.Equal(151, after.Slots(Year2026).Count(slot => slot.Revision == after.Revisions[0]));
    }

    [Fact]
    public void The_latest_revision_holds_until_the_next_one()
    {
        var hours = Revised(
            ("2026-01-01", Given.Rule("UTC", "09:00", "10:00")),
            ("2026-02-01", Given.Rule("UTC", "11:00", "12:00")),
            ("2026-03-01", Given.Rule("UTC", "13:00", "14:00"))
        );

        Assert.Null(hours.SlotOn(Given.Date("2025-12-31")));
        Assert.Equal(Given.During("2026-01-31T09:00:00Z", "2026-01-31T10:00:00Z"), During(hours, "2026-01-31"));
        Assert.Equal(Given.During("2026-02-01T11:00:00Z", "2026-02-01T12:00:00Z"), During(hours, "2026-02-01"));
        Assert.Equal(Given.During("2026-02-28T11:00:00Z", "2026-02-28T12:00:00Z"), During(hours, "2026-02-28"));
        Assert.Equal(Given.During("2026-03-01T13:00:00Z", "2026-03-01T14:00:00Z"), During(hours, "2026-03-01"));
    }

    [Fact]
    public void The_start_date_of_each_revision_anchors_its_interval_and_count()
    {
        var hours = Revised(
            ("2026-01-05", Given.Rule("UTC", "09:00", "10:00", "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO", "2026-01-05")),
            ("2026-02-01", Given.Rule("UTC", "09:00", "10:00", "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO", "2026-01-12")),
            ("2026-03-01", Given.Rule("UTC", "09:00", "10:00", "FREQ=DAILY;COUNT=3", "2026-02-27"))
        );

        AssertDates(["2026-01-05", "2026-01-19", "2026-02-09", "2026-02-23", "2026-03-01"], hours);
    }

    [Fact]
    public void Revisions_are_given_once_each_and_in_order()
    {
        var rule = Given.Rule("UTC", "09:00", "10:00");

        Assert.Throws<ArgumentException>(() => Revised());
        Assert.Throws<ArgumentException>(() => Revised(("2026-02-01", rule), ("2026-02-01", rule)));
        Assert.Throws<ArgumentException>(() => Revised(("2026-02-01", rule), ("2026-01-01", rule)));
    }

    [Fact]
    public void An_override_makes_no_slot_where_the_rule_has_none()
    {
        var hours = Given.Hours(
            Given.Rule("UTC", "09:00", "10:00", "FREQ=WEEKLY;BYDAY=MO"),
            Given.Override("2026-03-03", Given.MovedTo("11:00", "12:00"))
        );

        Assert.Null(hours.SlotOn(Given.Date("2026-03-03")));
        Assert.Equal(52, hours.Slots(Year2026).Count());
    }

    [Fact]
    public void Ended_office_hours_have_no_slot_from_that_date_on_and_keep_the_earlier_ones()
    {
        var hours = Given.Hours(Given.Rule("UTC", "22:00", "02:00"), endedFrom: "2026-02-01");

        Assert.Null(hours.SlotOn(Given.Date("2026-02-01")));
        Assert.Equal(Given.During("2026-01-31T22:00:00Z", "2026-02-01T02:00:00Z"), During(hours, "2026-01-31"));
        Assert.Equal(31, hours.Slots(Year2026).Count());
        Assert.Equal(31, hours.Dates(Given.Date("2025-01-01"), Given.Date("2027-01-01")).Count());
    }

    [Fact]
    public void Extra_dates_come_on_any_weekday_and_after_the_end_but_never_before_the_start()
    {
        var hours = MondaysOfMarch(extraDates: ["2026-03-01", "2026-03-05", "2026-03-09", "2026-04-01"]);

        AssertDates(["2026-03-02", "2026-03-05", "2026-03-09", "2026-03-16", "2026-04-01"], hours);
    }

    [Fact]
    public void Except_dates_win_over_the_rule_and_over_extra_dates()
    {
        var hours = MondaysOfMarch(
            exceptDates: ["2026-03-09", "2026-03-12", "2026-04-01"],
            extraDates: ["2026-03-05", "2026-03-12", "2026-04-01"]
        );

        AssertDates(["2026-03-02", "2026-03-05", "2026-03-16"], hours);
    }

    [Fact]
    public void Without_a_recurrence_there_is_the_start_date_and_the_extra_dates()
    {
        AssertDates(
            ["2026-03-02", "2026-03-05"],
            Given.Hours(Given.Rule("UTC", "09:00", "10:00", null, "2026-03-02", extraDates: ["2026-03-05"]))
        );
        AssertDates([], Given.Hours(Given.Rule("UTC", "09:00", "10:00", null, "2026-03-02", exceptDates: ["2026-03-02"])));
    }

    [Fact]
    public void An_end_date_before_the_start_date_is_refused() =>
        Assert.Throws<ArgumentException>(() =>
            Given.Rule("UTC", "09:00", "10:00", startDate: "2026-03-02", endDate: "2026-03-01")
        );

    /// <summary>Every Monday from the 2nd to the 16th of March 2026.</summary>
    private static OfficeHours MondaysOfMarch(string[]? exceptDates = null, string[]? extraDates = null) =>
        Given.Hours(
            Given.Rule(
                "UTC",
                "09:00",
                "10:00",
                "FREQ=WEEKLY;BYDAY=MO",
                startDate: "2026-03-02",
                endDate: "2026-03-16",
                exceptDates: exceptDates,
                extraDates: extraDates
            )
        );

    private static void AssertDates(IEnumerable<string> expected, OfficeHours hours)
    {
        var year = Given.Days(Given.Date("2026-01-01"), Given.Date("2026-12-31"));

        Assert.Equal(expected.Select(Given.Date), hours.Dates(year[0], year[^1]));
        Assert.Equal(expected.Select(Given.Date), year.Where(date => hours.SlotOn(date) is not null));
        Assert.Equal(expected.Select(Given.Date), hours.Slots(Year2026).Select(slot => slot.Date));
    }

    private static Interval? During(OfficeHours hours, string date) => hours.SlotOn(Given.Date(date))?.During;

    private static OfficeHours Revised(params (string From, OfficeHoursRule Rule)[] revisions) =>
        new(
            Guid.NewGuid(),
            [.. revisions.Select(revision => new Revision(Given.Date(revision.From), revision.Rule))],
            Given.NoOverrides
        );
}
