namespace GeekOnDuty.Scheduling;

/// <summary>
/// The values read so far. Each Read method returns null, or advice on what to write instead; <see cref="CombinationError"/> is for
/// what only shows once all parts are there.
/// </summary>
internal ref struct RecurrenceValues
{
    private Frequency? frequency;
    private int? interval;
    private int weekStart;
    private uint weekdays;
    private SortedSet<(int Ordinal, int Weekday)>? nthWeekdays;
    private uint monthDays;
    private uint monthDaysFromEnd;
    private uint months;
    private SortedSet<int>? positions;
    private int? count;
    private DateOnly? until;
    private ReadOnlySpan<char> days;
    private ReadOnlySpan<char> daysOfMonth;
    private ReadOnlySpan<char> setPositions;

    public string? ReadFrequency(ReadOnlySpan<char> value)
    {
        frequency = RecurrenceTokens.Frequency(value);
        return frequency is null ? "use DAILY, WEEKLY, MONTHLY or YEARLY." : null;
    }

    public string? ReadInterval(ReadOnlySpan<char> value)
    {
        interval = RecurrenceTokens.Number(value, 1000);
        return interval is null ? "use a whole number from 1 to 1000." : null;
    }

    public string? ReadDays(ReadOnlySpan<char> value)
    {
        days = value;
        foreach (var range in value.Split(','))
        {
            var item = value[range];
            var weekday = item.Length >= 2 ? RecurrenceTokens.Weekday(item[^2..]) : null;
            var ordinal = item.Length > 2 ? RecurrenceTokens.SignedNumber(item[..^2], 53) : 0;
            if (weekday is null || ordinal is null)
            {
                return "use MO, TU, WE, TH, FR, SA or SU, separated by commas, with an ordinal such as 2MO or -1FR if need be.";
            }

            if (ordinal == 0)
            {
                weekdays |= 1u << weekday.Value;
            }
            else
            {
                (nthWeekdays ??= []).Add((ordinal.Value, weekday.Value));
            }
        }

        return null;
    }

    public string? ReadMonthDays(ReadOnlySpan<char> value)
    {
        daysOfMonth = value;
        foreach (var range in value.Split(','))
        {
            if (RecurrenceTokens.SignedNumber(value[range], 31) is not { } day)
            {
                return "use days from 1 to 31, or -31 to -1 to count from the end, separated by commas.";
            }

            if (day > 0)
            {
                monthDays |= 1u << (day - 1);
            }
            else
            {
                monthDaysFromEnd |= 1u << (32 + day);
            }
        }

        return null;
    }

    public string? ReadMonths(ReadOnlySpan<char> value)
    {
        foreach (var range in value.Split(','))
        {
            if (RecurrenceTokens.Number(value[range], 12) is not { } month)
            {
                return "use months from 1 to 12, separated by commas.";
            }

            months |= 1u << (month - 1);
        }

        return null;
    }

    public string? ReadPositions(ReadOnlySpan<char> value)
    {
        setPositions = value;
        foreach (var range in value.Split(','))
        {
            if (RecurrenceTokens.SignedNumber(value[range], 366) is not { } position)
            {
                return "use positions from 1 to 366, or -366 to -1 to count from the end, separated by commas.";
            }

            (positions ??= []).Add(position);
        }

        return null;
    }

    public string? ReadWeekStart(ReadOnlySpan<char> value)
    {
        var weekday = RecurrenceTokens.Weekday(value);
        weekStart = weekday ?? 0;
        return weekday is null ? "use MO, TU, WE, TH, FR, SA or SU." : null;
    }

    public string? ReadCount(ReadOnlySpan<char> value)
    {
        count = RecurrenceTokens.Number(value, 10_000);
        return count is null ? "use a whole number from 1 to 10000." : null;
    }

    public string? ReadUntil(ReadOnlySpan<char> value)
    {
        until = RecurrenceTokens.Date(value);
        return until is null ? "use a date without a time, such as 20261231." : null;
    }

    public readonly string? CombinationError()
    {
        if (frequency is null)
        {
            return "FREQ is missing: add FREQ=DAILY, FREQ=WEEKLY, FREQ=MONTHLY or FREQ=YEARLY.";
        }

        if (count is not null && until is not null)
        {
            return $"COUNT={count} and UNTIL={until:yyyyMMdd} exclude each other: keep one of them.";
        }

        if (frequency == Frequency.Weekly && !daysOfMonth.IsEmpty)
        {
            return $"BYMONTHDAY={daysOfMonth} does not go with FREQ=WEEKLY: use BYDAY, or FREQ=DAILY, MONTHLY or YEARLY.";
        }

        if (!setPositions.IsEmpty && days.IsEmpty && daysOfMonth.IsEmpty && months == 0)
        {
            return $"BYSETPOS={setPositions} has nothing to choose from: add BYDAY, BYMONTHDAY or BYMONTH.";
        }

        return nthWeekdays is null ? null : OrdinalError(nthWeekdays);
    }

    public readonly RecurrenceParts ToParts() =>
        new()
        {
            Frequency = frequency!.Value,
            Interval = interval ?? 1,
            WeekStart = weekStart,
            Weekdays = weekdays,
            NthWeekdays = nthWeekdays is null ? [] : [.. nthWeekdays],
            MonthDays = monthDays,
            MonthDaysFromEnd = monthDaysFromEnd,
            Months = months,
            Positions = positions is null ? [] : [.. positions],
            Count = count,
            Until = until,
        };

    private readonly string? OrdinalError(SortedSet<(int Ordinal, int Weekday)> nth)
    {
        if (frequency is Frequency.Daily or Frequency.Weekly)
        {
            return $"BYDAY={days}: an ordinal needs FREQ=MONTHLY or FREQ=YEARLY; leave it out or change FREQ.";
        }

        var withinMonth = frequency == Frequency.Monthly || months != 0;
        return withinMonth && Math.Max(-nth.Min.Ordinal, nth.Max.Ordinal) > 5
            ? $"BYDAY={days}: within a month ordinals go from 1 to 5 and from -5 to -1."
            : null;
    }
}
