namespace GeekOnDuty.Scheduling;

/// <summary>BYMONTH, BYMONTHDAY and BYDAY within one month: whichever are present must all hold.</summary>
internal static class MonthlyDays
{
    /// <param name="rule">Its ordinals, if any, count within the month.</param>
    /// <param name="month">The month.</param>
    /// <param name="onlyDay">The one day to take, 1 to 31, of a rule that names none; 0 for all days.</param>
    public static uint Of(RecurrenceParts rule, CalendarMonth month, int onlyDay = 0)
    {
        var nth = 0u;
        foreach (var (ordinal, weekday) in rule.NthWeekdays)
        {
            var index = DayMask.IndexOfNth(ordinal, weekday, month.FirstWeekday, month.Length);
            nth |= index < 0 ? 0 : 1u << index;
        }

        return Of(rule, month, onlyDay, nth);
    }

    /// <param name="rule">Its ordinals are not looked at.</param>
    /// <param name="month">The month.</param>
    /// <param name="onlyDay">As above.</param>
    /// <param name="nth">The days of the month that the ordinals name.</param>
    public static uint Of(RecurrenceParts rule, CalendarMonth month, int onlyDay, uint nth)
    {
        if (!rule.InMonth(month.Number))
        {
            return 0;
        }

        var days = onlyDay > 0 ? 1u << (onlyDay - 1) : uint.MaxValue;
        if (rule.HasMonthDay)
        {
            days &= rule.MonthDays | rule.MonthDaysFromEnd >> (32 - month.Length);
        }

        if (rule.HasDay)
        {
            days &= DayMask.OnWeekdays(rule.Weekdays, month.FirstWeekday, month.Length) | nth;
        }

        return days & DayMask.Whole(month.Length);
    }
}
