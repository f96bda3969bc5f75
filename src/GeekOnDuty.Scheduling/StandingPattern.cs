using NodaTime;

namespace GeekOnDuty.Scheduling;

/// <summary>
/// Which dates of some office hours a standing claim is for: those on certain weekdays of every n-th week, or every n-th turn.
/// Neither depends on exceptions: a date that is removed, added or cancelled shifts no other.
/// </summary>
/// <remarks>Immutable; two patterns are equal if they choose the same way.</remarks>
public sealed record StandingPattern
{
    /// <summary>Bounds <see cref="EveryWeeks"/> and <see cref="Every"/>.</summary>
    public const int MaxEvery = 100;

    private const int EveryDay = 0x7F;

    /// <summary>RFC 5545 §3.3.10, Monday first.</summary>
    public static readonly IReadOnlyList<string> WeekdayCodes = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];

    /// <summary>Every date.</summary>
    public static readonly StandingPattern All = new(EveryDay, 1, null);

    /// <summary>Bit 0 is Monday; 0 for turns.</summary>
    private readonly int weekdays;

    private StandingPattern(int weekdays, int everyWeeks, int? every) =>
        (this.weekdays, EveryWeeks, Every) = (weekdays, everyWeeks, every);

    /// <summary>Every how many weeks, from Monday on; 1 for turns.</summary>
    public int EveryWeeks { get; }

    /// <summary>Every how many turns, 2 to 100; null when weekdays choose.</summary>
    public int? Every { get; }

    /// <summary>Codes of the weekdays, Monday first; empty when turns are counted.</summary>
    public IReadOnlyList<string> Weekdays => [.. WeekdayCodes.Where((_, i) => (weekdays & (1 << i)) != 0)];

    public bool IsEveryDay => weekdays == EveryDay;

    /// <param name="weekdays">At least one, of <see cref="WeekdayCodes"/>.</param>
    /// <param name="everyWeeks">1 to 100. Weeks count from the week of the first day on or after the start that is one of the weekdays.</param>
    /// <exception cref="ArgumentException">There is no weekday, or an unknown one.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The number is outside those bounds.</exception>
    public static StandingPattern OnWeekdays(IEnumerable<string> weekdays, int everyWeeks)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(everyWeeks, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(everyWeeks, MaxEvery);
        var mask = weekdays.Aggregate(0, (bits, code) => bits | (1 << IndexOf(code)));
        return mask != 0
            ? new StandingPattern(mask, everyWeeks, null)
            : throw new ArgumentException("A standing claim needs a weekday.", nameof(weekdays));
    }

    /// <param name="every">1 to 100; 1 means every date.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is outside those bounds.</exception>
    public static StandingPattern EveryTurn(int every)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(every, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(every, MaxEvery);
        return every == 1 ? All : new StandingPattern(0, 1, every);
    }

    /// <summary>The code of the weekday of a date.</summary>
    public static string WeekdayOf(LocalDate date) => WeekdayCodes[Index(date)];

    /// <summary>The chosen dates that the office hours have, cancelled ones too, ascending, lazily.</summary>
    /// <param name="hours">The office hours.</param>
    /// <param name="from">The first date of the standing claim, where weeks and turns begin to count.</param>
    /// <param name="until">The last one, included.</param>
    /// <param name="notBefore">Earlier dates count but are left out.</param>
    public IEnumerable<LocalDate> Dates(OfficeHours hours, LocalDate from, LocalDate until, LocalDate notBefore)
    {
        if (Every is { } every)
        {
            return hours
                .Turns(from, until)
                .Where((_, turn) => turn % every == 0)
                .SkipWhile(date => date < notBefore)
                .Where(hours.Includes);
        }

        var firstWeek = Monday(Enumerable.Range(0, 7).Select(from.PlusDays).First(HasWeekdayOf));
        return hours
            .Dates(LocalDate.Max(from, notBefore), until)
            .Where(date => HasWeekdayOf(date) && Period.DaysBetween(firstWeek, Monday(date)) / 7 % EveryWeeks == 0);
    }

    /// <summary>
    /// What a standing claim meant that took every n-th date of the rule, counted with extra dates and without removed ones, as was stored
    /// before weekdays could be named: on a weekly rule with k·n weekdays the weekday of its first date, likewise every 7·k-th day of a daily one.
    /// </summary>
    /// <param name="hours">The office hours, with the revision that was in force at <paramref name="from"/>.</param>
    /// <param name="from">The first date of the standing claim.</param>
    /// <param name="every">1 to 100.</param>
    public static StandingPattern OfCountedDates(OfficeHours hours, LocalDate from, int every)
    {
        if (every == 1)
        {
            return All;
        }

        var first = hours.Turns(from, from.PlusYears(1)).Concat(hours.Dates(from, from)).DefaultIfEmpty(from).Min();
        var rule = hours.RevisionInForce(first).Rule.Recurrence;
        if (rule?.WeeklyCycle is not var (dates, weeks) || every % dates != 0)
        {
            return EveryTurn(every);
        }

        // A weekday that comes once in a cycle of the rule needs no counting of its own.
        var everyWeeks = every == dates ? 1 : every / dates * weeks;
        return everyWeeks <= MaxEvery ? new StandingPattern(1 << Index(first), everyWeeks, null) : EveryTurn(every);
    }

    private bool HasWeekdayOf(LocalDate date) => (weekdays & (1 << Index(date))) != 0;

    private static LocalDate Monday(LocalDate date) => date.PlusDays(-Index(date));

    private static int Index(LocalDate date) => (int)date.DayOfWeek - 1;

    private static int IndexOf(string code)
    {
        for (var i = 0; i < WeekdayCodes.Count; i++)
        {
            if (WeekdayCodes[i] == code)
            {
                return i;
            }
        }

        throw new ArgumentException($"'{code}' is no weekday; write {string.Join(", ", WeekdayCodes)}.", nameof(code));
    }
}
