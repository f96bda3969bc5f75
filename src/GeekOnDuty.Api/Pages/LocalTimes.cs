using GeekOnDuty.Api.Http;
using NodaTime;

namespace GeekOnDuty.Api.Pages;

/// <summary>A stretch of time as the clock of a zone shows it.</summary>
internal static class LocalTimes
{
    /// <summary>As in `09:00–12:00 New York (UTC−5)`; the offset of the end too, where it is another one.</summary>
    public static string Mine(Interval during, DateTimeZone zone, LocalDate day) =>
        $"{Range(during, zone, day)} {City(zone.Id)}{Offsets(during, zone)}";

    /// <summary>As in `15:00–18:00 Europe/Amsterdam`.</summary>
    public static string Own(Interval during, DateTimeZone zone, LocalDate day) => $"{Range(during, zone, day)} {zone.Id}";

    /// <summary>As in `Tue 24 Nov, 09:00–12:00 New York (UTC−5)`.</summary>
    public static string WithDay(Interval during, DateTimeZone zone)
    {
        var day = during.Start.InZone(zone).Date;
        return $"{Words.Board.Day(day)}, {Mine(during, zone, day)}";
    }

    /// <summary>As in `Tue 24 Nov, 09:00`.</summary>
    public static string Moment(Instant at, DateTimeZone zone)
    {
        var local = at.InZone(zone);
        return $"{Words.Board.Day(local.Date)}, {Values.Times.Format(local.TimeOfDay)}";
    }

    /// <summary>As in ` (UTC−5)`, ` (UTC−5, then UTC−4)`; empty for UTC, which says it itself.</summary>
    public static string Offsets(Interval during, DateTimeZone zone)
    {
        var (first, last) = (Spoken.Offset(zone.GetUtcOffset(during.Start)), Spoken.Offset(zone.GetUtcOffset(during.End)));
        return first != last ? $" ({first}, then {last})"
            : first == zone.Id ? ""
            : $" ({first})";
    }

    private static string City(string zone) => zone[(zone.LastIndexOf('/') + 1)..].Replace('_', ' ');

    /// <summary>Days are counted from <paramref name="day"/> to the start, and from there to the end; the next midnight ends the same day.</summary>
    private static string Range(Interval during, DateTimeZone zone, LocalDate day)
    {
        var (start, end) = (during.Start.InZone(zone), during.End.InZone(zone));
        var before = Period.DaysBetween(day, start.Date);
        var after = Period.DaysBetween(start.Date, end.Date);
        var isMidnight = after == 1 && end.TimeOfDay == LocalTime.Midnight && start.TimeOfDay != LocalTime.Midnight;
        var range = $"{Values.Times.Format(start.TimeOfDay)}–{Values.Times.Format(end.TimeOfDay)}";
        return (before == 0 ? "" : $"{Words.Board.DaysLater(before)} ")
            + range
            + (after == 0 || isMidnight ? "" : $" {Words.Board.DaysLater(after)}");
    }
}
