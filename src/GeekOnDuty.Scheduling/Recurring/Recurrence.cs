using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using NodaTime;

namespace GeekOnDuty.Scheduling;

/// <summary>
/// A recurrence rule (RFC 5545 §3.3.10) on local dates: FREQ of DAILY, WEEKLY, MONTHLY or YEARLY, INTERVAL, BYDAY, BYMONTHDAY,
/// BYMONTH, BYSETPOS, WKST, and COUNT or UNTIL (a date).
/// </summary>
/// <remarks>
/// A start date anchors INTERVAL and COUNT and bounds the dates from below; it is one of them only if the rule says so. BYSETPOS
/// counts in whole periods, also in the one that holds the start date. Immutable and safe to share between threads; two rules are
/// equal if they have the same canonical text.
/// </remarks>
public sealed class Recurrence : IEquatable<Recurrence>
{
    private const string Property = "RRULE:";

    private readonly RecurrenceParts parts;
    private readonly string text;
    private volatile LastDate? lastDate;

    private Recurrence(RecurrenceParts parts)
    {
        this.parts = parts;
        text = RecurrenceText.Of(parts);
    }

    /// <param name="text">
    /// An RRULE value such as <c>FREQ=WEEKLY;BYDAY=MO,TH</c>, at most 500 characters, in any case. What <see cref="Unwrap"/> removes may be around it.
    /// </param>
    /// <exception cref="RecurrenceFormatException">It is not; the message names the part, its value and what is allowed.</exception>
    public static Recurrence Parse(string text) =>
        TryParse(text, out var recurrence, out var error) ? recurrence : throw new RecurrenceFormatException(error);

    /// <param name="text">As for <see cref="Parse"/>; null counts as empty.</param>
    /// <param name="recurrence">The rule, or null.</param>
    /// <param name="error">Null, or a sentence that names the part, its value and what is allowed.</param>
    public static bool TryParse(
        string? text,
        [NotNullWhen(true)] out Recurrence? recurrence,
        [NotNullWhen(false)] out string? error
    )
    {
        recurrence = RecurrenceParser.TryParse(text, out var parts, out error) ? new Recurrence(parts) : null;
        return recurrence is not null;
    }

    /// <summary>
    /// The value alone, where it was pasted from a calendar: without the name <c>RRULE:</c> of its property, the line folding of RFC 5545 §3.1, a
    /// <c>;</c> at its end, and blanks and line ends around it.
    /// </summary>
    public static string Unwrap(string text)
    {
        var value = text.Replace("\r\n ", "", StringComparison.Ordinal).Replace("\r\n\t", "", StringComparison.Ordinal).Trim();
        if (value.StartsWith(Property, StringComparison.OrdinalIgnoreCase))
        {
            value = value[Property.Length..].TrimStart();
        }

        return value.EndsWith(';') ? value[..^1].TrimEnd() : value;
    }

    /// <summary>The dates of the rule in a window, each once, ascending, found as they are asked for.</summary>
    /// <param name="startDate">The anchor and lower bound. ISO calendar, years 1 to 9999.</param>
    /// <param name="from">Included. ISO calendar, any year; may be before <paramref name="startDate"/>.</param>
    /// <param name="to">Included. ISO calendar, any year; before <paramref name="from"/> there are no dates.</param>
    /// <remarks>
    /// The cost depends on the window, not on its distance from the start. Only COUNT is counted from the start; where it ends is
    /// remembered for the start date last asked about.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="startDate"/> is before year 1.</exception>
    /// <exception cref="ArgumentException">A date is not in the ISO calendar.</exception>
    public IEnumerable<LocalDate> Dates(LocalDate startDate, LocalDate from, LocalDate to)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(startDate.Year, 1, nameof(startDate));
        var start = DayNumber(startDate);
        return Enumerate(start, Math.Max(start, DayNumber(from)), DayNumber(to));
    }

    /// <summary>Whether <see cref="Dates"/> has <paramref name="date"/>; bounds and errors are the same.</summary>
    public bool Includes(LocalDate startDate, LocalDate date) => Dates(startDate, date, date).Any();

    /// <summary>Whether its weekdays come every week, so that "every week" says something.</summary>
    public bool IsWeekly => WeeklyCycle is (_, 1);

    /// <summary>
    /// How many dates come until the same weekday comes again, and how many weeks that takes, for a weekly or daily rule; null for others.
    /// </summary>
    internal (int Dates, int Weeks)? WeeklyCycle =>
        parts switch
        {
            { Positions.Length: > 0 } or { HasMonthDay: true } => null,
            { Frequency: Frequency.Weekly } => (Math.Max(1, BitOperations.PopCount(parts.Weekdays)), parts.Interval),
            { Frequency: Frequency.Daily, Weekdays: not 0, Interval: 1 } => (BitOperations.PopCount(parts.Weekdays), 1),
            { Frequency: Frequency.Daily, Weekdays: 0 } => parts.Interval % 7 == 0
                ? (1, parts.Interval / 7)
                : (7, parts.Interval),
            _ => null,
        };

    /// <summary>The canonical RRULE value: upper case, fixed order, lists sorted, defaults left out.</summary>
    public override string ToString() => text;

    public bool Equals(Recurrence? other) => other is not null && string.Equals(text, other.text, StringComparison.Ordinal);

    public override bool Equals(object? obj) => Equals(obj as Recurrence);

    public override int GetHashCode() => text.GetHashCode(StringComparison.Ordinal);

    private IEnumerable<LocalDate> Enumerate(int start, int from, int to)
    {
        to = Math.Min(to, LastDay(start));
        if (from > to)
        {
            yield break;
        }

        foreach (var period in RecurrencePeriods.Between(parts, start, from, to))
        {
            var days = period.Between(from, to);
            for (var rest = days.Days; rest != 0; rest &= rest - 1)
            {
                yield return LocalDate.FromDateOnly(DateOnly.FromDayNumber(days.First + int.TrailingZeroCount((int)rest)));
            }
        }
    }

    private int LastDay(int start) =>
        parts.Until is { } until ? until.DayNumber
        : parts.Count is { } count ? CountedLastDay(start, count)
        : DateOnly.MaxValue.DayNumber;

    private int CountedLastDay(int start, int count)
    {
        var known = lastDate;
        if (known?.Start != start)
        {
            lastDate = known = new LastDate(start, CountFrom(start, count));
        }

        return known.Day;
    }

    private int CountFrom(int start, int count)
    {
        var end = DateOnly.MaxValue.DayNumber;
        foreach (var period in RecurrencePeriods.Between(parts, start, start, end))
        {
            var days = period.Between(start, end);
            if (days.Count >= count)
            {
                return days.At(count - 1);
            }

            count -= days.Count;
        }

        return end;
    }

    /// <returns>Years before 1 count as the day before 0001-01-01.</returns>
    private static int DayNumber(LocalDate date) =>
        date.Calendar != CalendarSystem.Iso ? throw new ArgumentException("Dates are in the ISO calendar.", nameof(date))
        : date.Year < 1 ? -1
        : date.ToDateOnly().DayNumber;

    private sealed record LastDate(int Start, int Day);
}
