using NodaTime;

namespace GeekOnDuty.Api.Feeds;

/// <summary>What a calendar reaches over: whole days in UTC, so that it is the same from one midnight to the next.</summary>
internal static class CalendarWindow
{
    private const int DaysBack = 14;
    private const int DaysAhead = 180;

    /// <summary>From 14 days before today to 180 days after it, both included.</summary>
    public static Interval At(Instant now)
    {
        var today = now.InUtc().Date;
        return new Interval(Midnight(today.PlusDays(-DaysBack)), Midnight(today.PlusDays(DaysAhead + 1)));
    }

    /// <summary>When it becomes another.</summary>
    public static Instant Until(Instant now) => Midnight(now.InUtc().Date.PlusDays(1));

    private static Instant Midnight(LocalDate date) => date.AtMidnight().InUtc().ToInstant();
}
