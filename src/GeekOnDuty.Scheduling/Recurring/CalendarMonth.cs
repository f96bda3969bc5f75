using System.Runtime.InteropServices;

namespace GeekOnDuty.Scheduling;

/// <summary>One month of the ISO calendar, years 1 to 9999.</summary>
/// <param name="First">The day number of its first day.</param>
/// <param name="Length">28 to 31.</param>
/// <param name="Number">1 to 12.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct CalendarMonth(int First, int Length, int Number)
{
    public int FirstWeekday => First % 7;

    /// <summary>The months since January of year 0.</summary>
    public static int IndexOf(int day)
    {
        var date = DateOnly.FromDayNumber(day);
        return (date.Year * 12) + date.Month - 1;
    }

    public static CalendarMonth At(int index)
    {
        var (year, month) = Math.DivRem(index, 12);
        return new(new DateOnly(year, month + 1, 1).DayNumber, DateTime.DaysInMonth(year, month + 1), month + 1);
    }
}
