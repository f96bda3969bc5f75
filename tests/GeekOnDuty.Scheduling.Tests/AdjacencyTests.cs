using NodaTime;
using Xunit;

namespace GeekOnDuty.Scheduling.Tests;

/// <summary>Around every change of every clock from 2010 to 2037, dates that a zone skips included.</summary>
public sealed class AdjacencyTests
{
    private static readonly Instant From = Instant.FromUtc(2010, 1, 1, 0, 0);
    private static readonly Instant To = Instant.FromUtc(2038, 1, 1, 0, 0);
    private static readonly Recurrence EveryDay = Recurrence.Parse("FREQ=DAILY");
    private static readonly Duration Around = Duration.FromHours(40);

    public static TheoryData<string> ZoneIds => [.. Given.ZoneIds];

    [Theory, MemberData(nameof(ZoneIds))]
    public void Adjacent_office_hours_leave_no_gap_and_no_overlap(string id)
    {
        foreach (var (change, cut) in Cuts(id))
        {
            var (before, after) = (cut.PlusHours(-3), cut.PlusHours(5));
            AssertTiles(
                $"{id}, {change}, {before:o} to {cut:o} to {after:o}",
                change,
                [Daily(id, before, cut, change), Daily(id, cut, after, change), Daily(id, after, before, change)]
            );
        }
    }

    [Theory, MemberData(nameof(ZoneIds))]
    public void Daily_office_hours_of_24_hours_leave_no_gap_and_no_overlap(string id)
    {
        foreach (var (change, cut) in Cuts(id))
        {
            AssertTiles($"{id}, {change}, from {cut:o}", change, [Daily(id, cut, cut, change)]);
        }
    }

    [Fact]
    public void There_are_changes_of_many_kinds_to_test()
    {
        var jumps = Given.ZoneIds.SelectMany(Changes).Select(change => change.Minutes).ToList();

        Assert.True(jumps.Count > 5_000, $"{jumps.Count} changes");
        Assert.Superset(new HashSet<long> { -180, -120, -60, -30, 30, 60, 120, 1440 }, jumps.ToHashSet());
    }

    /// <summary>Times of day around a change: before the odd stretch, at its start, inside, at its end, after, and midnight.</summary>
    private static IEnumerable<(Instant Change, LocalTime Cut)> Cuts(string id) =>
        from change in Changes(id)
        let times = new[]
        {
            change.Before.TimeOfDay,
            change.Before.PlusMinutes(change.Minutes / 2).TimeOfDay,
            change.After.TimeOfDay,
        }
        from cut in times.SelectMany(time => new[] { time.PlusMinutes(-1), time, time.PlusTicks(1) }).Append(LocalTime.Midnight)
        select (change.At, cut);

    private static IEnumerable<Change> Changes(string id) =>
        Given
            .Zone(id)
            .GetZoneIntervals(From, To)
            .Where(interval => interval.HasEnd && interval.End < To)
            .Select(interval => new Change(
                interval.End,
                interval.IsoLocalEnd,
                interval.End.InZone(Given.Zone(id)).LocalDateTime
            ));

    private static OfficeHours Daily(string id, LocalTime start, LocalTime end, Instant change)
    {
        var from = (change - Duration.FromDays(9)).InUtc().Date;
        var rule = new OfficeHoursRule(Given.Zone(id), from, null, start, end, EveryDay, [], [], Given.TwoSeats);
        return Given.Hours(rule);
    }

    private static void AssertTiles(string what, Instant change, OfficeHours[] officeHours)
    {
        var window = new Interval(change - Around, change + Around);
        var slots = officeHours.SelectMany(hours => hours.Slots(window)).Select(slot => slot.During).ToList();
        slots.Sort((a, b) => a.Start.CompareTo(b.Start));

        Assert.True(slots[0].Start <= window.Start && slots[^1].End >= window.End, $"{what}: covers {slots[0]} to {slots[^1]}");
        for (var i = 1; i < slots.Count; i++)
        {
            Assert.True(slots[i - 1].End == slots[i].Start, $"{what}: {slots[i - 1]} then {slots[i]}");
        }
    }

    /// <param name="At">The first instant after it.</param>
    /// <param name="Before">What the clock would have said then.</param>
    /// <param name="After">What it does say.</param>
    private sealed record Change(Instant At, LocalDateTime Before, LocalDateTime After)
    {
        public long Minutes => Period.Between(Before, After, PeriodUnits.Minutes).Minutes;
    }
}
