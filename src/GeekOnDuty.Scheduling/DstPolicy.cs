using NodaTime;
using NodaTime.TimeZones;

namespace GeekOnDuty.Scheduling;

/// <summary>The one bridge from wall clocks to instants, for starts and ends alike.</summary>
/// <remarks>
/// Monotone, so office hours that touch on the clock touch in time: a local time that a gap skips maps to the first instant
/// after the gap, one that occurs twice to the earlier instant.
/// </remarks>
public static class DstPolicy
{
    /// <summary>
    /// Grows whenever <see cref="ToInstant"/> or <see cref="ToInterval"/> maps some local time to another instant than before, so that stored instants are
    /// derived again.
    /// </summary>
    public const int Revision = 1;

    private static readonly ZoneLocalMappingResolver Resolver = Resolvers.CreateMappingResolver(
        Resolvers.ReturnEarlier,
        Resolvers.ReturnStartOfIntervalAfter
    );

    public static Instant ToInstant(LocalDateTime local, DateTimeZone zone) => zone.ResolveLocal(local, Resolver).ToInstant();

    /// <summary>The stretch from <paramref name="start"/> on <paramref name="date"/> until the clock next says <paramref name="end"/>.</summary>
    /// <returns>UTC, half-open; empty when a gap swallows it whole. An end at or before the start is on the next local date.</returns>
    public static Interval ToInterval(LocalDate date, LocalTime start, LocalTime end, DateTimeZone zone) =>
        new(ToInstant(date + start, zone), ToInstant(EndOnTheClock(date, start, end), zone));

    /// <summary>The instant that lies <paramref name="period"/> before <paramref name="instant"/> for somebody in <paramref name="zone"/>.</summary>
    /// <remarks>Years to days are counted on the calendar of the zone, hours and smaller units as elapsed time (as RFC 5545 §3.3.6 does).</remarks>
    public static Instant Before(Instant instant, Period period, DateTimeZone zone)
    {
        var dates = new PeriodBuilder
        {
            Years = period.Years,
            Months = period.Months,
            Weeks = period.Weeks,
            Days = period.Days,
        }.Build();
        var onThatDay = dates.Equals(Period.Zero) ? instant : ToInstant(instant.InZone(zone).LocalDateTime - dates, zone);
        return onThatDay - (period - dates).ToDuration();
    }

    internal static Duration LengthOnTheClock(LocalTime start, LocalTime end)
    {
        var length = end.NanosecondOfDay - start.NanosecondOfDay;
        return Duration.FromNanoseconds(length > 0 ? length : length + NodaConstants.NanosecondsPerDay);
    }

    private static LocalDateTime EndOnTheClock(LocalDate date, LocalTime start, LocalTime end) =>
        (end > start ? date : date.PlusDays(1)) + end;
}
