using NodaTime;

namespace GeekOnDuty.Scheduling.Tests;

/// <summary>
/// The oracle: asks every single day from the start date on whether the rule wants it. It shares nothing with the engine: no bit sets,
/// no jumps, and ordinals are counted from the day that is asked about instead of being placed into a month.
/// </summary>
internal sealed class NaiveCalendar(RuleSketch rule, LocalDate start)
{
    private readonly Dictionary<LocalDate, HashSet<LocalDate>> chosen = [];

    public IEnumerable<LocalDate> DatesUntil(LocalDate last)
    {
        var left = rule.Count ?? int.MaxValue;
        for (var day = start; day <= last && day <= (rule.Until ?? last) && left > 0; day = day.PlusDays(1))
        {
            if (IsInStep(day) && IsNamed(day) && IsAtPosition(day))
            {
                left--;
                yield return day;
            }
        }
    }

    private bool IsInStep(LocalDate day) =>
        rule.Every switch
        {
            Every.Daily => Period.DaysBetween(start, day),
            Every.Weekly => Period.DaysBetween(FirstOfPeriod(start), FirstOfPeriod(day)) / 7,
            Every.Monthly => ((day.Year - start.Year) * 12) + day.Month - start.Month,
            _ => day.Year - start.Year,
        } % rule.Interval
        == 0;

    private bool IsNamed(LocalDate day)
    {
        var length = CalendarSystem.Iso.GetDaysInMonth(day.Year, day.Month);
        var plain = rule.Days.Count == 0 && rule.MonthDays.Count == 0;
        return (rule.Months.Count == 0 || rule.Months.Contains(day.Month))
            && (rule.MonthDays.Count == 0 || rule.MonthDays.Contains(day.Day) || rule.MonthDays.Contains(day.Day - length - 1))
            && (rule.Days.Count == 0 || rule.Days.Any(d => d.Day == day.DayOfWeek && IsNth(d.Ordinal, day)))
            && (!plain || rule.Every != Every.Weekly || day.DayOfWeek == start.DayOfWeek)
            && (!plain || rule.Every is not (Every.Monthly or Every.Yearly) || day.Day == start.Day)
            && (!plain || rule.Every != Every.Yearly || rule.Months.Count > 0 || day.Month == start.Month);
    }

    private bool IsNth(int ordinal, LocalDate day)
    {
        var inYear = rule.Every == Every.Yearly && rule.Months.Count == 0;
        var length = inYear ? CalendarSystem.Iso.GetDaysInYear(day.Year) : CalendarSystem.Iso.GetDaysInMonth(day.Year, day.Month);
        var index = inYear ? day.DayOfYear : day.Day;
        return ordinal == 0 || ordinal == ((index - 1) / 7) + 1 || ordinal == -(((length - index) / 7) + 1);
    }

    private bool IsAtPosition(LocalDate day)
    {
        if (rule.Positions.Count == 0)
        {
            return true;
        }

        var first = FirstOfPeriod(day);
        if (!chosen.TryGetValue(first, out var dates))
        {
            var named = new List<LocalDate>();
            for (var d = first; FirstOfPeriod(d) == first; d = d.PlusDays(1))
            {
                if (IsNamed(d))
                {
                    named.Add(d);
                }
            }

            dates = [.. named.Where((_, i) => rule.Positions.Contains(i + 1) || rule.Positions.Contains(i - named.Count))];
            chosen.Add(first, dates);
        }

        return dates.Contains(day);
    }

    private LocalDate FirstOfPeriod(LocalDate day) =>
        rule.Every switch
        {
            Every.Daily => day,
            Every.Weekly => day.DayOfWeek == rule.WeekStart ? day : day.Previous(rule.WeekStart),
            Every.Monthly => new LocalDate(day.Year, day.Month, 1),
            _ => new LocalDate(day.Year, 1, 1),
        };
}
