using GeekOnDuty.Core.Text;
using Microsoft.AspNetCore.Http.Extensions;
using NodaTime;

namespace GeekOnDuty.Api.Pages.Shared;

/// <summary>A stretch of time as the clock of a zone shows it.</summary>
internal static class LocalTimes
{
    /// <summary>As in `?zone=Asia/Tokyo`, for the address of a page whose times are to be in that zone; empty for none.</summary>
    public static string ZoneQuery(string? chosen) => chosen is null ? "" : new QueryBuilder { { "zone", chosen } }.ToString();

    /// <summary>As in `15:00–18:00 Europe/Amsterdam`.</summary>
    public static string Own(Interval during, DateTimeZone zone, LocalDate day) => $"{Range(during, zone, day)} {zone.Id}";

    /// <summary>As in `Tue 24 Nov, 09:00–12:00 New York (UTC−5)`.</summary>
    public static string WithDay(Interval during, DateTimeZone zone)
    {
        var day = during.Start.InZone(zone).Date;
        return $"{Words.Board.Day(day)}, {Range(during, zone, day)} {Clock(during, zone)}";
    }

    /// <summary>As in `Tue 24 Nov 2026, 15:00–18:00 Europe/Amsterdam (UTC+1)`.</summary>
    public static string InFull(Interval during, DateTimeZone zone)
    {
        var day = during.Start.InZone(zone).Date;
        return $"{Spoken.Date(day)}, {Own(during, zone, day)}{Offsets(during, zone)}";
    }

    /// <summary>As in `Tue 24 Nov, 09:00`.</summary>
    public static string Moment(Instant at, DateTimeZone zone)
    {
        var local = at.InZone(zone);
        return $"{Words.Board.Day(local.Date)}, {Formats.Times.Format(local.TimeOfDay)}";
    }

    /// <summary>
    /// As in `17:00 UTC` or `02:00 Tokyo (UTC+9)`; on another day than that of <paramref name="now"/>, `Tue 3 Mar, 02:00 Tokyo (UTC+9)`; in
    /// another year with that too. It stays the same until <see cref="NextDay"/>.
    /// </summary>
    public static string Seen(Instant at, Instant now, DateTimeZone zone) =>
        $"{Near(at, now, zone)} {Clock(new Interval(at, at), zone)}";

    /// <summary>As in `since 09:00, until 12:00 Amsterdam (UTC+1)`, with other days than that of <paramref name="now"/> named.</summary>
    public static string SinceUntil(Interval during, Instant now, DateTimeZone zone) =>
        Words.Help.SinceUntil(Near(during.Start, now, zone), $"{Near(during.End, now, zone)} {Clock(during, zone)}");

    /// <summary>When the date on the clock of a zone may become another: its next midnight, or an earlier change of the clock.</summary>
    public static Instant NextDay(Instant now, DateTimeZone zone)
    {
        var present = zone.GetZoneInterval(now);
        var tomorrow = now.WithOffset(present.WallOffset).Date.PlusDays(1);
        var midnight = (tomorrow + LocalTime.Midnight).WithOffset(present.WallOffset).ToInstant();
        return present.HasEnd && present.End < midnight ? present.End : midnight;
    }

    private static string Near(Instant at, Instant now, DateTimeZone zone)
    {
        var (local, today) = (at.InZone(zone), now.InZone(zone).Date);
        var day =
            local.Date == today ? ""
            : local.Year == today.Year ? $"{Words.Board.Day(local.Date)}, "
            : $"{Spoken.Date(local.Date)}, ";
        return day + Spoken.Time(local.TimeOfDay);
    }

    /// <summary>As in `New York (UTC−5)`.</summary>
    private static string Clock(Interval during, DateTimeZone zone) => $"{City(zone.Id)}{Offsets(during, zone)}";

    /// <summary>As in ` (UTC−5)`, ` (UTC−5, then UTC−4)`; empty for UTC, which says it itself.</summary>
    public static string Offsets(Interval during, DateTimeZone zone)
    {
        var (first, last) = (Spoken.Offset(zone.GetUtcOffset(during.Start)), Spoken.Offset(zone.GetUtcOffset(during.End)));
        return first != last ? $" ({first}, then {last})"
            : first == zone.Id ? ""
            : $" ({first})";
    }

    private static string City(string zone) => zone[(zone.LastIndexOf('/') + 1)..].Replace('_', ' ');

    /// <summary>As in `09:00–12:00`. Days are counted from <paramref name="day"/> to the start, and from there to the end; the next midnight ends the same day.</summary>
    public static string Range(Interval during, DateTimeZone zone, LocalDate day)
    {
        var (start, end) = (during.Start.InZone(zone), during.End.InZone(zone));
        var before = Period.DaysBetween(day, start.Date);
        var after = Period.DaysBetween(start.Date, end.Date);
        var isMidnight = after == 1 && end.TimeOfDay == LocalTime.Midnight && start.TimeOfDay != LocalTime.Midnight;
        var range = $"{Formats.Times.Format(start.TimeOfDay)}–{Formats.Times.Format(end.TimeOfDay)}";
        return (before == 0 ? "" : $"{Words.Board.DaysLater(before)} ")
            + range
            + (after == 0 || isMidnight ? "" : $" {Words.Board.DaysLater(after)}");
    }
}
