using System.Diagnostics;
using GeekOnDuty.Scheduling;
using NodaTime;

namespace GeekOnDuty.Benchmarks;

/// <summary>The pure core in one thread: slots a second of a weekly rule, and reading an RRULE.</summary>
internal static class ExpansionBenchmark
{
    private const int WarmUps = 5;
    private const int Parses = 100_000;
    private static readonly string[] Zones = ["UTC", "Europe/Amsterdam", "America/New_York", "Asia/Kolkata"];
    private static readonly string[] Rules =
    [
        "FREQ=WEEKLY;BYDAY=TU,FR",
        "FREQ=DAILY;INTERVAL=2",
        "FREQ=MONTHLY;BYDAY=2TU",
        "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
        "FREQ=YEARLY;BYMONTH=1,6;BYMONTHDAY=-1;COUNT=20",
        "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE,FR;WKST=SU;UNTIL=20301231",
    ];

    public static Task RunAsync(Options options)
    {
        var slots = new Table("weekly rule (TU,FR), slots", "slots/s");
        foreach (var (window, years) in new[] { ("20 years", 20), ("a year", 1), ("8 weeks", 0) })
        {
            var speeds = Zones.Select(zone => SlotsPerSecond(options.Rounds, zone, years)).ToList();
            for (var i = 0; i < Zones.Length; i++)
            {
                slots.Add($"{window}, {Zones[i]}", Figures.Of(speeds[i]));
            }

            Verdicts.AtLeast($"expansion: slots/s of a weekly rule, {window} at a time, slowest zone", 1_000_000, speeds.Min());
        }

        slots.Print();
        var parsing = new Table("parse", "µs");
        var times = Rules.Select(rule => ParseMicroseconds(options.Rounds, rule)).ToList();
        for (var i = 0; i < Rules.Length; i++)
        {
            parsing.Add(Rules[i], Figures.Of(times[i]));
        }

        parsing.Print();
        Verdicts.AtMost("expansion: µs to parse the slowest RRULE", 2, times.Max());
        return Task.CompletedTask;
    }

    private static double SlotsPerSecond(int rounds, string zone, int years)
    {
        var rule = new OfficeHoursRule(
            DateTimeZoneProviders.Tzdb[zone],
            new LocalDate(2020, 1, 1),
            endDate: null,
            new LocalTime(15, 0),
            new LocalTime(18, 0),
            Recurrence.Parse("FREQ=WEEKLY;BYDAY=TU,FR"),
            exceptDates: [],
            extraDates: [],
            new Seats(1, 2)
        );
        var hours = new OfficeHours(Guid.Empty, [new Revision(rule.StartDate, rule)], new Dictionary<LocalDate, SlotOverride>());
        var start = Instant.FromUtc(2026, 1, 1, 0, 0);
        var window = new Interval(start, start + Duration.FromDays(years == 0 ? 56 : 365 * years));
        var perWindow = hours.Slots(window).Count();
        var windows = 200_000 / perWindow;
        return Median(
            rounds,
            () =>
            {
                for (var i = 0; i < windows; i++)
                {
                    foreach (var slot in hours.Slots(window))
                    {
                        GC.KeepAlive(slot);
                    }
                }
            },
            seconds => windows * perWindow / seconds
        );
    }

    private static double ParseMicroseconds(int rounds, string rule) =>
        Median(
            rounds,
            () =>
            {
                for (var i = 0; i < Parses; i++)
                {
                    GC.KeepAlive(Recurrence.Parse(rule));
                }
            },
            seconds => seconds * 1e6 / Parses
        );

    private static double Median(int rounds, Action work, Func<double, double> figure)
    {
        var figures = new List<double>();
        for (var round = 0; round < WarmUps + rounds; round++)
        {
            var since = Stopwatch.GetTimestamp();
            work();
            figures.Add(figure(Stopwatch.GetElapsedTime(since).TotalSeconds));
        }

        return figures.Skip(WarmUps).Median();
    }
}
