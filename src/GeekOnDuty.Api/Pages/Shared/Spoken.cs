using System.Globalization;
using NodaTime;
using NodaTime.Text;

namespace GeekOnDuty.Api.Pages.Shared;

/// <summary>Times as pages say them: on the clock of a zone, with its offset.</summary>
internal static class Spoken
{
    private static readonly LocalDatePattern DatePattern = LocalDatePattern.CreateWithInvariantCulture("ddd d MMM uuuu");
    private static readonly LocalTimePattern TimePattern = LocalTimePattern.CreateWithInvariantCulture("HH:mm");

    /// <summary>As in `Sun 29 Mar 2026`.</summary>
    public static string Date(LocalDate date) => DatePattern.Format(date);

    /// <summary>As in `09:00`.</summary>
    public static string Time(LocalTime time) => TimePattern.Format(time);

    /// <summary>As in `UTC−5` or `UTC+5:30`; `UTC` for none.</summary>
    public static string Offset(Offset offset)
    {
        var minutes = Math.Abs(offset.Seconds) / 60;
        return offset == NodaTime.Offset.Zero
            ? "UTC"
            : string.Create(
                CultureInfo.InvariantCulture,
                $"UTC{(offset < NodaTime.Offset.Zero ? '−' : '+')}{minutes / 60}{(minutes % 60 == 0 ? "" : $":{minutes % 60:00}")}"
            );
    }

    /// <summary>As in `Sun 29 Mar 2026, 09:00 (UTC+2)`.</summary>
    public static string Moment(Instant at, DateTimeZone zone)
    {
        var local = at.InZone(zone);
        return $"{Date(local.Date)}, {Time(local.TimeOfDay)} ({Offset(local.Offset)})";
    }

    /// <summary>As in `Sun 29 Mar 2026, 09:00–12:00 (UTC+2)`.</summary>
    public static string Stretch(Instant startsAt, Instant endsAt, DateTimeZone zone) =>
        $"{Date(startsAt.InZone(zone).Date)}, {Hours(startsAt, endsAt, zone)}";

    /// <summary>As in `22:00–01:00 +1 day (UTC+1, then UTC+2)`.</summary>
    public static string Hours(Instant startsAt, Instant endsAt, DateTimeZone zone)
    {
        var during = new Interval(startsAt, endsAt);
        var (first, last) = (Offset(zone.GetUtcOffset(startsAt)), Offset(zone.GetUtcOffset(endsAt)));
        return LocalTimes.Range(during, zone, startsAt.InZone(zone).Date)
            + (first == last ? $" ({first})" : $" ({first}, then {last})");
    }

    /// <summary>As in `3 h` or `2 h 30 min`.</summary>
    public static string Length(Duration length) =>
        (length.Days * 24 + length.Hours, length.Minutes) switch
        {
            (0, var minutes) => $"{minutes} min",
            (var hours, 0) => $"{hours} h",
            var (hours, minutes) => $"{hours} h {minutes} min",
        };
}
