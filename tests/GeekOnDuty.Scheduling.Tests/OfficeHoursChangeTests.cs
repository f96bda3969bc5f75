using NodaTime;
using Xunit;

namespace GeekOnDuty.Scheduling.Tests;

/// <summary>What a change leaves of the past.</summary>
public sealed class OfficeHoursChangeTests
{
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
}
