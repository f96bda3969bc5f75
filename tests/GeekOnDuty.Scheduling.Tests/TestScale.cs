using System.Globalization;

namespace GeekOnDuty.Tests;

/// <summary>
/// How much the heaviest random tests do, by the environment variable GEEKONDUTY_TEST_SCALE: 1, as `tests/run` has it, keeps the whole run
/// within minutes; the benchmark `worlds` runs them at their full size.
/// </summary>
internal static class TestScale
{
    private const string Setting = "GEEKONDUTY_TEST_SCALE";

    private static readonly double Factor = Read(Environment.GetEnvironmentVariable(Setting));

    /// <param name="usual">How many at the scale of 1.</param>
    /// <returns>How many at the scale of this run; at least 1.</returns>
    public static int Of(int usual) => Math.Max(1, (int)Math.Round(usual * Factor));

    private static double Read(string? text) =>
        string.IsNullOrEmpty(text) ? 1
        : double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var factor)
        && factor is > 0 and <= 100
            ? factor
        : throw new InvalidOperationException(
            $"{Setting} is a number above 0 and at most 100, such as 0.5 or 5, and not '{text}'."
        );
}
