using NodaTime;

namespace GeekOnDuty.Api.Pages.Shared;

/// <summary>
/// The clock of a page that shows all times in one zone. The page says the zone with its offset once; a time says its
/// own offset only where that is another one.
/// </summary>
internal sealed class ViewClock
{
    /// <summary>
    /// The offset that the page says; null where the clock changes in what it shows, so that each time says its own.
    /// </summary>
    private readonly Offset? said;

    /// <param name="zone">The zone of every time.</param>
    /// <param name="shown">The stretch of time that the page is about; UTC, both ends present.</param>
    public ViewClock(DateTimeZone zone, Interval shown)
    {
        Zone = zone;
        Text = zone.Id + LocalTimes.Offsets(shown, zone);
        var offsets = zone.GetZoneIntervals(shown).Select(each => each.WallOffset).Distinct().Take(2).ToList();
        said = offsets.Count == 1 ? offsets[0] : null;
    }

    public DateTimeZone Zone { get; }

    /// <summary>As in `Europe/Amsterdam (UTC+1)` or `Europe/Amsterdam (UTC+1, then UTC+2)`.</summary>
    public string Text { get; }

    /// <summary>As in `09:00–12:00`; otherwise as <see cref="LocalTimes.Range"/>.</summary>
    public string Range(Interval during, LocalDate day) => LocalTimes.Range(during, Zone, day) + Unsaid(during);

    /// <summary>As in `Tue 24 Nov, 09:00–12:00`.</summary>
    public string WithDay(Interval during)
    {
        var day = during.Start.InZone(Zone).Date;
        return $"{Words.Board.Day(day)}, {Range(during, day)}";
    }

    /// <summary>As in `Tue 24 Nov, 09:00`.</summary>
    public string Moment(Instant at) => LocalTimes.Moment(at, Zone) + Unsaid(new Interval(at, at));

    /// <summary>As in `Tue 24 Nov 2026, 09:00`.</summary>
    public string MomentOfYear(Instant at)
    {
        var local = at.InZone(Zone);
        return $"{Spoken.Date(local.Date)}, {Spoken.Time(local.TimeOfDay)}{Unsaid(new Interval(at, at))}";
    }

    private string Unsaid(Interval during) =>
        Zone.GetUtcOffset(during.Start) == said && Zone.GetUtcOffset(during.End) == said ? "" : LocalTimes.Offsets(during, Zone);
}
