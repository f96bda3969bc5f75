namespace GeekOnDuty.Scheduling;

internal enum Frequency
{
    Daily,
    Weekly,
    Monthly,
    Yearly,
}

/// <summary>
/// What an RRULE value says, checked by <see cref="RecurrenceParser"/>. Weekdays count from Monday = 0; an empty set means that the
/// part is absent.
/// </summary>
internal sealed class RecurrenceParts
{
    public required Frequency Frequency { get; init; }

    /// <summary>1 to 1000.</summary>
    public required int Interval { get; init; }

    /// <summary>The weekday on which a week begins (WKST).</summary>
    public required int WeekStart { get; init; }

    /// <summary>BYDAY without an ordinal: bit w is weekday w.</summary>
    public required uint Weekdays { get; init; }

    /// <summary>BYDAY with an ordinal, ascending; negative ordinals count from the end. Monthly and yearly rules only.</summary>
    public required (int Ordinal, int Weekday)[] NthWeekdays { get; init; }

    /// <summary>BYMONTHDAY from the start of the month: bit d − 1 is day d.</summary>
    public required uint MonthDays { get; init; }

    /// <summary>BYMONTHDAY from the end: bit 32 − d is day −d; shifted right by 32 − length it is aligned with the month.</summary>
    public required uint MonthDaysFromEnd { get; init; }

    /// <summary>BYMONTH: bit m − 1 is month m.</summary>
    public required uint Months { get; init; }

    /// <summary>BYSETPOS, ascending, without 0.</summary>
    public required int[] Positions { get; init; }

    public required int? Count { get; init; }

    /// <summary>The last possible date, included.</summary>
    public required DateOnly? Until { get; init; }

    public bool HasDay => Weekdays != 0 || NthWeekdays.Length > 0;

    public bool HasMonthDay => (MonthDays | MonthDaysFromEnd) != 0;

    /// <summary>Whether the rule may have dates in <paramref name="month"/>, 1 to 12.</summary>
    public bool InMonth(int month) => Months == 0 || (Months & (1u << (month - 1))) != 0;
}
