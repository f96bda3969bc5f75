using System.Globalization;
using System.Text;

namespace GeekOnDuty.Scheduling;

/// <summary>Writes the one canonical text of a rule: upper case, fixed order, lists sorted without duplicates, defaults left out.</summary>
internal static class RecurrenceText
{
    public static string Of(RecurrenceParts parts)
    {
        var text = new StringBuilder("FREQ=", 64);
        text.Append(
            parts.Frequency switch
            {
                Frequency.Daily => "DAILY",
                Frequency.Weekly => "WEEKLY",
                Frequency.Monthly => "MONTHLY",
                _ => "YEARLY",
            }
        );
        if (parts.Interval != 1)
        {
            text.Append(CultureInfo.InvariantCulture, $";INTERVAL={parts.Interval}");
        }

        AppendList(text, ";BYMONTH=", Bits(parts.Months));
        AppendList(text, ";BYMONTHDAY=", MonthDays(parts));
        AppendDays(text, parts);
        AppendList(text, ";BYSETPOS=", parts.Positions);
        if (parts.WeekStart != 0)
        {
            AppendWeekday(text.Append(";WKST="), parts.WeekStart);
        }

        if (parts.Count is { } count)
        {
            text.Append(CultureInfo.InvariantCulture, $";COUNT={count}");
        }

        if (parts.Until is { } until)
        {
            text.Append(CultureInfo.InvariantCulture, $";UNTIL={until:yyyyMMdd}");
        }

        return text.ToString();
    }

    private static List<int> Bits(uint set)
    {
        var bits = new List<int>();
        for (var bit = 0; set >> bit != 0 && bit < 32; bit++)
        {
            if ((set >> bit & 1) != 0)
            {
                bits.Add(bit + 1);
            }
        }

        return bits;
    }

    private static List<int> MonthDays(RecurrenceParts parts)
    {
        var days = Bits(parts.MonthDays);
        days.AddRange(Bits(parts.MonthDaysFromEnd).ConvertAll(bit => bit - 33));
        return days;
    }

    private static void AppendDays(StringBuilder text, RecurrenceParts parts)
    {
        var before = ";BYDAY=";
        foreach (var bit in Bits(parts.Weekdays))
        {
            AppendWeekday(text.Append(before), bit - 1);
            before = ",";
        }

        foreach (var (ordinal, weekday) in parts.NthWeekdays)
        {
            AppendWeekday(text.Append(before).Append(CultureInfo.InvariantCulture, $"{ordinal}"), weekday);
            before = ",";
        }
    }

    private static void AppendWeekday(StringBuilder text, int weekday) => text.Append(RecurrenceTokens.Weekdays, 2 * weekday, 2);

    private static void AppendList(StringBuilder text, string before, IReadOnlyList<int> numbers)
    {
        foreach (var number in numbers)
        {
            text.Append(before).Append(CultureInfo.InvariantCulture, $"{number}");
            before = ",";
        }
    }
}
