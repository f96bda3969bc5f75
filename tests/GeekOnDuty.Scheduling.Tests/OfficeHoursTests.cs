using NodaTime;
using Xunit;

namespace GeekOnDuty.Scheduling.Tests;

public sealed class OfficeHoursTests
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

    [Theory]
    [InlineData("2026-03-02T07:59:59Z", SlotClosure.NotYet)]
    [InlineData("2026-03-02T08:00:00Z", null)]
    [InlineData("2026-03-02T09:30:00Z", null)]
    [InlineData("2026-03-02T09:59:59Z", null)]
    [InlineData("2026-03-02T10:00:00Z", SlotClosure.Over)]
    public void A_slot_can_be_claimed_from_when_it_opens_until_it_is_over(string now, SlotClosure? closure)
    {
        var slot = Given.Hours(Given.Rule("UTC", "09:00", "10:00")).SlotOn(Given.Date("2026-03-02"));

        Assert.Equal(closure, slot!.ClosureAt(Given.At(now), Period.FromHours(1)));
    }

    [Fact]
    public void A_cancelled_slot_can_never_be_claimed()
    {
        var hours = Given.Hours(Given.Rule("UTC", "09:00", "10:00"), Given.Override("2026-03-02", Given.Cancelled));

        Assert.Equal(
            SlotClosure.Cancelled,
            hours.SlotOn(Given.Date("2026-03-02"))!.ClosureAt(Given.At("2026-03-02T09:30:00Z"), Period.FromHours(1))
        );
    }

    [Fact]
    public void A_cancelled_slot_keeps_its_date_and_times_and_says_why()
    {
        var hours = Given.Hours(Given.Rule("UTC", "09:00", "10:00"), Given.Override("2026-03-02", Given.Cancelled));

        var slot = hours.SlotOn(Given.Date("2026-03-02"));

        Assert.NotNull(slot);
        Assert.True(slot.IsCancelled);
        Assert.Equal("conference", slot.Reason);
        Assert.Equal(Given.During("2026-03-02T09:00:00Z", "2026-03-02T10:00:00Z"), slot.During);
        Assert.False(hours.SlotOn(Given.Date("2026-03-03"))!.IsCancelled);
    }

    [Fact]
    public void A_moved_slot_keeps_its_date_even_if_it_ends_on_the_next()
    {
        var hours = Given.Hours(
            Given.Rule("America/Chicago", "09:00", "10:00"),
            Given.Override("2026-03-02", Given.MovedTo("23:00", "01:00"))
        );

        Assert.Equal(Given.During("2026-03-03T05:00:00Z", "2026-03-03T07:00:00Z"), During(hours, "2026-03-02"));
        Assert.Equal(Given.During("2026-03-03T15:00:00Z", "2026-03-03T16:00:00Z"), During(hours, "2026-03-03"));
        Assert.Equal(
            Given.Date("2026-03-02"),
            Assert.Single(hours.Slots(Given.During("2026-03-03T06:00:00Z", "2026-03-03T06:30:00Z"))).Date
        );
    }

    [Fact]
    public void A_slot_that_was_moved_into_a_gap_does_not_take_place()
    {
        var hours = Given.Hours(
            Given.Rule("Europe/Berlin", "09:00", "10:00"),
            Given.Override("2026-03-29", Given.MovedTo("02:00", "03:00"))
        );

        Assert.Null(hours.SlotOn(Given.Date("2026-03-29")));
    }

    [Fact]
    public void A_slot_that_was_moved_off_a_change_of_the_clock_has_no_effect_of_it()
    {
        var rule = Given.Rule("Europe/Berlin", "01:00", "04:00");

        Assert.Equal(DstEffect.Shortened, Given.Hours(rule).SlotOn(Given.Date("2026-03-29"))!.Dst);
        Assert.Equal(
            DstEffect.None,
            Given.Hours(rule, Given.Override("2026-03-29", Given.MovedTo("05:00", "08:00"))).SlotOn(Given.Date("2026-03-29"))!.Dst
        );
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
        var hours = Given.Hours(
            Given.Rule(
                "UTC",
                "09:00",
                "10:00",
                "FREQ=WEEKLY;BYDAY=MO",
                startDate: "2026-03-02",
                endDate: "2026-03-16",
                extraDates: ["2026-03-01", "2026-03-05", "2026-03-09", "2026-04-01"]
            )
        );

        AssertDates(["2026-03-02", "2026-03-05", "2026-03-09", "2026-03-16", "2026-04-01"], hours);
    }

    [Fact]
    public void Except_dates_win_over_the_rule_and_over_extra_dates()
    {
        var hours = Given.Hours(
            Given.Rule(
                "UTC",
                "09:00",
                "10:00",
                "FREQ=WEEKLY;BYDAY=MO",
                startDate: "2026-03-02",
                endDate: "2026-03-16",
                exceptDates: ["2026-03-09", "2026-03-12", "2026-04-01"],
                extraDates: ["2026-03-05", "2026-03-12", "2026-04-01"]
            )
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

    [Fact]
    public void A_window_holds_what_overlaps_it_and_not_what_touches_it()
    {
        var hours = Given.Hours(Given.Rule("UTC", "09:00", "10:00"));

        Assert.Empty(hours.Slots(Given.During("2026-03-02T10:00:00Z", "2026-03-03T09:00:00Z")));
        Assert.Equal(2, hours.Slots(Given.During("2026-03-02T09:59:59Z", "2026-03-03T09:00:01Z")).Count());
    }

    [Fact]
    public void A_slot_is_found_after_the_clock_went_back_to_the_day_before_its_date()
    {
        var hours = Given.Hours(Given.Rule("America/St_Johns", "00:00", "01:00", recurrence: null, startDate: "2010-11-07"));

        var slot = Assert.Single(hours.Slots(Given.During("2010-11-07T02:35:00Z", "2010-11-07T02:40:00Z")));

        Assert.Equal(Given.During("2010-11-07T02:30:00Z", "2010-11-07T04:30:00Z"), slot.During);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void The_slots_of_a_window_are_those_of_every_date_that_overlap_it(int seed)
    {
        var random = new Random(seed);
        var found = 0;
        for (var i = 0; i < 250; i++)
        {
            var rota = RandomRota.Draw(random);
            var hours = rota.OfficeHours[0];
            var from = rota.Around.Start + Duration.FromMinutes(random.Next(20 * 1440));
            var window = new Interval(from, from + Duration.FromMinutes(random.Next(1, 15 * 1440)));
            var every = Days(from.InUtc().Date.PlusDays(-5), window.End.InUtc().Date.PlusDays(5));
            var expected = every
                .Select(hours.SlotOn)
                .OfType<Slot>()
                .Where(slot => slot.StartsAt < window.End && slot.EndsAt > window.Start)
                .ToList();

            var actual = hours.Slots(window).ToList();

            Assert.True(expected.SequenceEqual(actual), $"window {window}, seed {seed}, rota {i}");
            Assert.Equal(every.Where(date => hours.Dates(date, date).Any()), hours.Dates(every[0], every[^1]));
            found += actual.Count;
        }

        Assert.True(found > 300, $"The random windows hold only {found} slots: they no longer test much.");
    }

    [Theory]
    // Berlin, 09:00 to 12:00 every day, asked on Monday 2026-06-01; its clock is two hours ahead.
    [InlineData("before today's slot", "2026-06-01", "2026-06-01T06:59:59Z", "2026-06-01")]
    [InlineData("at its start: it has begun", "2026-06-01", "2026-06-01T07:00:00Z", "2026-06-02")]
    [InlineData("while it runs", "2026-06-01", "2026-06-01T08:00:00Z", "2026-06-02")]
    [InlineData("when it is over", "2026-06-01", "2026-06-01T18:00:00Z", "2026-06-02")]
    [InlineData("in the past", "2026-05-01", "2026-06-01T06:00:00Z", "2026-06-01")]
    [InlineData("in the past, before there were slots", "2020-01-01", "2025-06-01T06:00:00Z", "2020-01-01")]
    [InlineData("in the future", "2026-07-01", "2026-06-01T08:00:00Z", "2026-07-01")]
    public void A_change_begins_after_the_slots_that_have_begun(string when, string requested, string now, string expected)
    {
        var hours = Given.Hours(Given.Rule("Europe/Berlin", "09:00", "12:00"));

        AssertFirst(when, expected, hours, requested, now);
    }

    [Theory]
    [InlineData("Pacific/Kiritimati", "2026-06-01T11:00:00Z", "2026-06-03")] // 01:00 on the 2nd there: its slot has begun
    [InlineData("Pacific/Kiritimati", "2026-06-01T09:59:59Z", "2026-06-02")] // a second to midnight
    [InlineData("Pacific/Pago_Pago", "2026-06-01T10:59:59Z", "2026-06-01")] // still the 31st of May there
    [InlineData("Pacific/Pago_Pago", "2026-06-01T11:00:00Z", "2026-06-02")]
    [InlineData("UTC", "2026-06-01T00:00:00Z", "2026-06-02")]
    public void Today_is_the_date_of_the_zone(string zone, string now, string expected)
    {
        var hours = Given.Hours(Given.Rule(zone, "00:00", "01:00"));

        AssertFirst(zone, expected, hours, "2026-05-01", now);
    }

    [Theory]
    [InlineData("its slot of today has begun", "08:00", "2026-06-02")]
    [InlineData("its slot of today has not", "20:00", "2026-06-01")]
    public void No_slot_of_the_new_rule_appears_in_the_past(string when, string startTime, string expected)
    {
        var hours = Given.Hours(Given.Rule("Europe/Berlin", "22:00", "23:00"));
        var next = Given.Rule("Europe/Berlin", startTime, "23:30");

        AssertFirst(when, expected, hours, "2026-06-01", "2026-06-01T12:00:00Z", next);
    }

    [Fact]
    public void A_rule_that_starts_later_leaves_the_requested_date()
    {
        var hours = Given.Hours(Given.Rule("Europe/Berlin", "22:00", "23:00", startDate: "2026-06-10"));
        var next = Given.Rule("Europe/Berlin", "08:00", "09:00", startDate: "2026-06-05");

        AssertFirst("both later", "2026-06-01", hours, "2026-06-01", "2026-06-01T12:00:00Z", next);
    }

    [Fact]
    public void A_cancelled_slot_stays_in_the_past_as_any_other()
    {
        var hours = Given.Hours(Given.Rule("UTC", "09:00", "12:00"), Given.Override("2026-06-01", Given.Cancelled));

        AssertFirst("cancelled, would have begun", "2026-06-02", hours, "2026-05-01", "2026-06-01T09:00:00Z");
        AssertFirst("cancelled, not yet", "2026-06-01", hours, "2026-06-01", "2026-06-01T08:59:59Z");
    }

    [Fact]
    public void A_change_leaves_every_slot_that_has_begun()
    {
        const int seed = 7;
        var random = new Random(seed);
        for (var i = 0; i < 200; i++)
        {
            var rota = RandomRota.Draw(random);
            var (hours, next) = (rota.OfficeHours[0], rota.OfficeHours[^1].Revisions[^1].Rule);
            var now = rota.Around.Start + Duration.FromMinutes(random.Next(20 * 1440));
            var requested = now.InUtc().Date.PlusDays(random.Next(-20, 5));

            var first = hours.FirstUnbegun(requested, now, Following(hours, next));

            var changed = new OfficeHours(
                hours.Id,
                [.. hours.Revisions.TakeWhile(revision => revision.EffectiveFrom < first), new Revision(first, next)],
                hours.Overrides
            );
            var begun = new Interval(rota.Around.Start - Duration.FromDays(5), now + Duration.Epsilon);
            Assert.True(
                hours.EndedFrom is not null || Begun(hours, begun).SequenceEqual(Begun(changed, begun)),
                $"from {requested:R} at {now} gives {first:R}, seed {seed}, rota {i}"
            );
        }
    }

    private static OfficeHours Following(OfficeHours hours, OfficeHoursRule next) =>
        new(hours.Id, [new Revision(next.StartDate, next)], hours.Overrides);

    private static IEnumerable<(LocalDate Date, Interval During, bool IsCancelled)> Begun(OfficeHours hours, Interval window) =>
        hours.Slots(window).Select(slot => (slot.Date, slot.During, slot.IsCancelled));

    private static void AssertFirst(
        string when,
        string expected,
        OfficeHours hours,
        string requested,
        string now,
        OfficeHoursRule? next = null
    )
    {
        var first = hours.FirstUnbegun(Given.Date(requested), Given.At(now), next is null ? null : Following(hours, next));

        Assert.True(Given.Date(expected) == first, $"{when}: expected {expected}, got {first:R}");
    }

    private static void AssertDates(IEnumerable<string> expected, OfficeHours hours)
    {
        var year = Days(Given.Date("2026-01-01"), Given.Date("2026-12-31"));

        Assert.Equal(expected.Select(Given.Date), hours.Dates(year[0], year[^1]));
        Assert.Equal(expected.Select(Given.Date), year.Where(date => hours.SlotOn(date) is not null));
        Assert.Equal(expected.Select(Given.Date), hours.Slots(Year2026).Select(slot => slot.Date));
    }

    private static LocalDate[] Days(LocalDate first, LocalDate last) =>
        [.. Enumerable.Range(0, Period.DaysBetween(first, last) + 1).Select(first.PlusDays)];

    private static Interval? During(OfficeHours hours, string date) => hours.SlotOn(Given.Date(date))?.During;

    private static OfficeHours Revised(params (string From, OfficeHoursRule Rule)[] revisions) =>
        new(
            Guid.NewGuid(),
            [.. revisions.Select(revision => new Revision(Given.Date(revision.From), revision.Rule))],
            Given.NoOverrides
        );
}
