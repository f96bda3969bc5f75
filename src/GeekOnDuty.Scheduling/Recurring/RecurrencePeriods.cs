namespace GeekOnDuty.Scheduling;

/// <summary>
/// The dates of a rule period by period: RFC 5545 §3.3.10 without COUNT and UNTIL. Days are day numbers of years 1 to 9999 with
/// start ≤ from ≤ to. Every period from the one that holds <c>from</c> to the one that holds <c>to</c> is yielded once and whole, also
/// if it has no dates, and none before: what came before is jumped by arithmetic, so the number of steps depends on the window alone.
/// </summary>
internal static class RecurrencePeriods
{
    private const int DaysIn400Years = 146_097;

    public static IEnumerable<DaySet> Between(RecurrenceParts rule, int start, int from, int to) =>
        rule.Frequency switch
        {
            Frequency.Daily => Days(rule, start, from, to),
            Frequency.Weekly => Weeks(rule, start, from, to),
            Frequency.Monthly => Months(rule, start, from, to),
            _ => Years(rule, start, from, to),
        };

    /// <summary>The days of a daily rule, gathered by calendar month; each day is a period of its own for BYSETPOS.</summary>
    private static IEnumerable<DaySet> Days(RecurrenceParts rule, int start, int from, int to)
    {
        var none = rule.Positions is not [] && Array.IndexOf(rule.Positions, 1) < 0 && Array.IndexOf(rule.Positions, -1) < 0;
        var day = start + RoundUp(from - start, rule.Interval);
        while (!none && day <= to)
        {
            var month = CalendarMonth.At(CalendarMonth.IndexOf(day));
            var days = 0u;
            for (; day < month.First + month.Length; day += rule.Interval)
            {
                days |= 1u << (day - month.First);
            }

            yield return new(month.First, days & MonthlyDays.Of(rule, month));
        }
    }

    private static IEnumerable<DaySet> Weeks(RecurrenceParts rule, int start, int from, int to)
    {
        var weekdays = rule.HasDay ? rule.Weekdays : 1u << (start % 7);
        var week = start - ((start - rule.WeekStart + 7) % 7);
        var step = 7 * rule.Interval;
        for (week += (from - week) / step * step; week <= to; week += step)
        {
            var days = DayMask.OnWeekdays(weekdays, rule.WeekStart, 7);
            if (rule.Months != 0)
            {
                days &= InMonths(rule, week);
            }

            yield return new(week, AtPositions(rule, days));
        }
    }

    private static IEnumerable<DaySet> Months(RecurrenceParts rule, int start, int from, int to)
    {
        var dayOfStart = rule.HasDay || rule.HasMonthDay ? 0 : DateOnly.FromDayNumber(start).Day;
        var index = CalendarMonth.IndexOf(start);
        var last = CalendarMonth.IndexOf(to);
        for (index += RoundDown(CalendarMonth.IndexOf(from) - index, rule.Interval); index <= last; index += rule.Interval)
        {
            var month = CalendarMonth.At(index);
            yield return new(month.First, AtPositions(rule, MonthlyDays.Of(rule, month, dayOfStart)));
        }
    }

    private static IEnumerable<DaySet> Years(RecurrenceParts rule, int start, int from, int to)
    {
        var date = DateOnly.FromDayNumber(start);
        var months = new uint[12];
        var last = DateOnly.FromDayNumber(to).Year;
        var year = date.Year + RoundDown(DateOnly.FromDayNumber(from).Year - date.Year, rule.Interval);
        for (; year <= last; year += rule.Interval)
        {
            YearlyDays.Fill(months, rule, year, date);
            for (var month = 0; month < 12; month++)
            {
                yield return new(CalendarMonth.At((year * 12) + month).First, months[month]);
            }
        }
    }

    private static uint AtPositions(RecurrenceParts rule, uint days)
    {
        if (rule.Positions is not [])
        {
            DayMask.KeepPositions(new Span<uint>(ref days), rule.Positions);
        }

        return days;
    }

    private static uint InMonths(RecurrenceParts rule, int week)
    {
        // The calendar repeats every 400 years, so the weeks at either end of its range need no case of their own.
        var date = DateOnly.FromDayNumber((week + DaysIn400Years) % DaysIn400Years);
        var thisMonth = DayMask.Whole(Math.Min(7, DateTime.DaysInMonth(date.Year, date.Month) - date.Day + 1));
        return (rule.InMonth(date.Month) ? thisMonth : 0) | (rule.InMonth((date.Month % 12) + 1) ? ~thisMonth : 0);
    }

    private static int RoundDown(int number, int step) => number / step * step;

    private static int RoundUp(int number, int step) => RoundDown(number + step - 1, step);
}
