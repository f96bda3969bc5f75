using NodaTime;
using NodaTime.Text;

namespace GeekOnDuty.Scheduling.Tests;

/// <summary>Short names for what the tests are made of. Dates, times and instants are text in the shapes of the contract.</summary>
internal static class Given
{
    public static readonly Interval AllTime = new(null, null);
    public static readonly Seats TwoSeats = new(1, 2);
    public static readonly Dictionary<LocalDate, SlotOverride> NoOverrides = [];
    public static readonly SlotOverride Cancelled = new(Cancelled: true, "conference", StartTime: null, EndTime: null);

    /// <summary>Every zone of the tz database once: aliases have the clock of the zone that they name.</summary>
    public static IEnumerable<string> ZoneIds =>
        NodaTime
            .TimeZones.TzdbDateTimeZoneSource.Default.CanonicalIdMap.Values.Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal);

    public static DateTimeZone Zone(string id) => DateTimeZoneProviders.Tzdb[id];

    public static Instant At(string utc) => InstantPattern.ExtendedIso.Parse(utc).GetValueOrThrow();

    public static LocalDate Date(string iso) => LocalDatePattern.Iso.Parse(iso).GetValueOrThrow();

    public static LocalDate[] Days(LocalDate first, LocalDate last) =>
        [.. Enumerable.Range(0, Period.DaysBetween(first, last) + 1).Select(first.PlusDays)];

    public static LocalTime Time(string hoursAndMinutes) =>
        LocalTimePattern.CreateWithInvariantCulture("HH:mm").Parse(hoursAndMinutes).GetValueOrThrow();

    public static LocalDateTime Local(string iso) =>
        LocalDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd HH:mm").Parse(iso).GetValueOrThrow();

    public static Interval During(string from, string to) => new(At(from), At(to));

    public static Period Length(string iso) => PeriodPattern.Roundtrip.Parse(iso).GetValueOrThrow();

    /// <param name="recurrence">Null: the one date <paramref name="startDate"/>.</param>
    public static OfficeHoursRule Rule(
        string zone,
        string startTime,
        string endTime,
        string? recurrence = "FREQ=DAILY",
        string startDate = "2026-01-01",
        string? endDate = null,
        IEnumerable<string>? exceptDates = null,
        IEnumerable<string>? extraDates = null
    ) =>
        new(
            Zone(zone),
            Date(startDate),
            endDate is null ? null : Date(endDate),
            Time(startTime),
            Time(endTime),
            recurrence is null ? null : Recurrence.Parse(recurrence),
            (exceptDates ?? []).Select(Date),
            (extraDates ?? []).Select(Date),
            TwoSeats
        );

    public static OfficeHours Hours(
        OfficeHoursRule rule,
        IReadOnlyDictionary<LocalDate, SlotOverride>? overrides = null,
        string? endedFrom = null
    ) =>
        new(
            Guid.NewGuid(),
            [new Revision(rule.StartDate, rule)],
            overrides ?? NoOverrides,
            endedFrom is null ? null : Date(endedFrom)
        );

    public static Dictionary<LocalDate, SlotOverride> Override(string date, SlotOverride changed) =>
        new() { [Date(date)] = changed };

    public static SlotOverride MovedTo(string startTime, string endTime) =>
        new(Cancelled: false, Reason: null, Time(startTime), Time(endTime));

    public static Holder Volunteer(string name) => new(HolderKind.Volunteer, Guid.NewGuid(), name);

    public static HeldSeat Claim(OfficeHours hours, string date, Holder holder, int seat = 1) =>
        new(Guid.NewGuid(), hours.Id, Date(date), seat, holder);
}
