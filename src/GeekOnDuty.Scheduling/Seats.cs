namespace GeekOnDuty.Scheduling;

/// <summary>How many people a slot wants, and how many it has room for: 0 ≤ minimum ≤ maximum, 1 ≤ maximum ≤ 50.</summary>
/// <exception cref="ArgumentOutOfRangeException">The numbers are outside those bounds.</exception>
public sealed record Seats(int Minimum, int Maximum)
{
    public const int Most = 50;

    /// <summary>How many people it wants.</summary>
    public int Minimum { get; } =
        Minimum >= 0 && Minimum <= Maximum
            ? Minimum
            : throw new ArgumentOutOfRangeException(nameof(Minimum), Minimum, "Seats: 0 ≤ minimum ≤ maximum.");

    /// <summary>How many it has room for.</summary>
    public int Maximum { get; } =
        Maximum is >= 1 and <= Most
            ? Maximum
            : throw new ArgumentOutOfRangeException(nameof(Maximum), Maximum, "Seats: 1 ≤ maximum ≤ 50.");
}
