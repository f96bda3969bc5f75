namespace GeekOnDuty.Scheduling;

/// <summary>The days of a yearly rule in one year, BYSETPOS included.</summary>
internal static class YearlyDays
{
    /// <param name="months">Receives twelve sets of days, bit 0 the first of the month.</param>
    /// <param name="rule">Its ordinals count within the month if it has BYMONTH, else within the year.</param>
    /// <param name="year">1 to 9999.</param>
    /// <param name="start">Gives the day, and the month too if the rule has no BYMONTH, to a rule that names no day.</param>
    public static void Fill(Span<uint> months, RecurrenceParts rule, int year, DateOnly start)
    {
        var plain = !rule.HasDay && !rule.HasMonthDay;
        var onlyMonth = plain && rule.Months == 0 ? start.Month : 0;
        months.Clear();
        if (rule.Months == 0)
        {
            AddNthOfYear(months, rule, year);
        }

        for (var i = 0; i < 12; i++)
        {
            if (onlyMonth > 0 && onlyMonth != i + 1)
            {
                continue;
            }

            var month = CalendarMonth.At((year * 12) + i);
            var onlyDay = plain ? start.Day : 0;
            months[i] = rule.Months == 0 ? MonthlyDays.Of(rule, month, onlyDay, months[i]) : MonthlyDays.Of(rule, month, onlyDay);
        }

        if (rule.Positions is not [])
        {
            DayMask.KeepPositions(months, rule.Positions);
        }
    }

    private static void AddNthOfYear(Span<uint> months, RecurrenceParts rule, int year)
    {
        var first = new DateOnly(year, 1, 1).DayNumber;
        var length = DateTime.IsLeapYear(year) ? 366 : 365;
        foreach (var (ordinal, weekday) in rule.NthWeekdays)
        {
            var index = DayMask.IndexOfNth(ordinal, weekday, first % 7, length);
            if (index >= 0)
            {
                var date = DateOnly.FromDayNumber(first + index);
                months[date.Month - 1] |= 1u << (date.Day - 1);
            }
        }
    }
}
