using NodaTime;
using Xunit;

namespace GeekOnDuty.Scheduling.Tests;

/// <summary>What an override makes of a slot, when it can be claimed and which slots a window holds.</summary>
public sealed class OfficeHoursSlotTests
{
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

        Assert.Equal(
            Given.During("2026-03-03T05:00:00Z", "2026-03-03T07:00:00Z"),
            hours.SlotOn(Given.Date("2026-03-02"))?.During
        );
        Assert.Equal(
            Given.During("2026-03-03T15:00:00Z", "2026-03-03T16:00:00Z"),
            hours.SlotOn(Given.Date("2026-03-03"))?.During
        );
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
            var every = Given.Days(from.InUtc().Date.PlusDays(-5), window.End.InUtc().Date.PlusDays(5));
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
}
