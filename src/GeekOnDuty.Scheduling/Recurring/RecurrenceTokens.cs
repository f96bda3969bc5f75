using System.Globalization;
using System.Text;

namespace GeekOnDuty.Scheduling;

/// <summary>The smallest pieces of an RRULE value. Each answers null for what it does not know, however long or strange.</summary>
internal static class RecurrenceTokens
{
    /// <summary>Two letters per weekday, Monday first.</summary>
    public const string Weekdays = "MOTUWETHFRSASU";

    public static Frequency? Frequency(ReadOnlySpan<char> text) =>
        Ascii.EqualsIgnoreCase(text, "DAILY") ? Scheduling.Frequency.Daily
        : Ascii.EqualsIgnoreCase(text, "WEEKLY") ? Scheduling.Frequency.Weekly
        : Ascii.EqualsIgnoreCase(text, "MONTHLY") ? Scheduling.Frequency.Monthly
        : Ascii.EqualsIgnoreCase(text, "YEARLY") ? Scheduling.Frequency.Yearly
        : null;

    /// <returns>Monday = 0 to Sunday = 6.</returns>
    public static int? Weekday(ReadOnlySpan<char> text)
    {
        for (var weekday = 0; weekday < 7; weekday++)
        {
            if (Ascii.EqualsIgnoreCase(text, Weekdays.AsSpan(2 * weekday, 2)))
            {
                return weekday;
            }
        }

        return null;
    }

    /// <returns>1 to <paramref name="maximum"/>, written in digits only.</returns>
    public static int? Number(ReadOnlySpan<char> text, int maximum)
    {
        if (text.IsEmpty)
        {
            return null;
        }

        var number = 0;
        foreach (var c in text)
        {
            if (!char.IsAsciiDigit(c))
            {
                return null;
            }

            number = (number * 10) + (c - '0');
            if (number > maximum)
            {
                return null;
            }
        }

        return number == 0 ? null : number;
    }

    /// <returns>1 to <paramref name="maximum"/>, negative after a minus sign; never 0.</returns>
    public static int? SignedNumber(ReadOnlySpan<char> text, int maximum) =>
        text.StartsWith('-') ? -Number(text[1..], maximum)
        : text.StartsWith('+') ? Number(text[1..], maximum)
        : Number(text, maximum);

    public static DateOnly? Date(ReadOnlySpan<char> text) =>
        DateOnly.TryParseExact(text, "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : null;
}
