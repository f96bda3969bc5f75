using System.Numerics;

namespace GeekOnDuty.Scheduling;

/// <summary>Sets of days of a week or a month as bits, the first day lowest. Weekdays count from Monday = 0.</summary>
internal static class DayMask
{
    public static uint Whole(int length) => (1u << length) - 1;

    /// <summary>The days on these weekdays in a span of at most 31 days that begins on <paramref name="firstWeekday"/>.</summary>
    public static uint OnWeekdays(uint weekdays, int firstWeekday, int length)
    {
        const ulong EverySeventh = 0x10204081;
        var firstWeek = (weekdays >> firstWeekday | weekdays << (7 - firstWeekday)) & 0x7F;
        return (uint)(firstWeek * EverySeventh) & Whole(length);
    }

    /// <summary>Where the n-th such weekday is in a span of any length, from 0 on; -1 if there is none.</summary>
    public static int IndexOfNth(int ordinal, int weekday, int firstWeekday, int length)
    {
        var first = (weekday - firstWeekday + 7) % 7;
        var inAll = (length - first + 6) / 7;
        var n = ordinal > 0 ? ordinal - 1 : inAll + ordinal;
        return n >= 0 && n < inAll ? first + (7 * n) : -1;
    }

    /// <summary>Keeps the days at the positions (BYSETPOS: from 1, or from -1 at the end) in the days of all sets together.</summary>
    public static void KeepPositions(Span<uint> sets, int[] positions)
    {
        var total = 0;
        foreach (var set in sets)
        {
            total += BitOperations.PopCount(set);
        }

        Span<uint> kept = stackalloc uint[12];
        kept = kept[..sets.Length];
        kept.Clear();
        foreach (var position in positions)
        {
            var n = position > 0 ? position - 1 : total + position;
            if (n >= 0 && n < total)
            {
                var i = 0;
                for (; n >= BitOperations.PopCount(sets[i]); i++)
                {
                    n -= BitOperations.PopCount(sets[i]);
                }

                kept[i] |= NthBit(sets[i], n);
            }
        }

        kept.CopyTo(sets);
    }

    /// <summary>The n-th bit that is set, from 0 on, alone.</summary>
    public static uint NthBit(uint set, int n)
    {
        for (; n > 0; n--)
        {
            set &= set - 1;
        }

        return set & (~set + 1);
    }
}
