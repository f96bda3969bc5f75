using System.Numerics;
using System.Runtime.InteropServices;

namespace GeekOnDuty.Scheduling;

/// <summary>Some of the 32 days from <paramref name="First"/> on: bit i is day <paramref name="First"/> + i.</summary>
/// <param name="First">Days since 0001-01-01 (a Monday), as <see cref="DateOnly.DayNumber"/>; a week may begin before that.</param>
/// <param name="Days">Which of them.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct DaySet(int First, uint Days)
{
    public int Count => BitOperations.PopCount(Days);

    /// <summary>Those from <paramref name="from"/> to <paramref name="to"/>, both included.</summary>
    public DaySet Between(int from, int to) => new(First, Days & From(from - First) & ~From(to - First + 1));

    /// <summary>The n-th day, from 0 on; n is below <see cref="Count"/>.</summary>
    public int At(int n) => First + BitOperations.TrailingZeroCount(DayMask.NthBit(Days, n));

    private static uint From(int bit) =>
        bit <= 0 ? uint.MaxValue
        : bit >= 32 ? 0
        : uint.MaxValue << bit;
}
