using System.Globalization;

namespace GeekOnDuty.Benchmarks;

/// <summary>A small table of text.</summary>
internal sealed class Table(params string[] head)
{
    private readonly List<string[]> rows = [head];

    public void Add(params string[] row) => rows.Add(row);

    public void Print()
    {
        var widths = head.Select((_, column) => rows.Max(row => row[column].Length)).ToList();
        foreach (var row in rows)
        {
            var cells = row.Select((cell, column) => column == 0 ? cell.PadRight(widths[0]) : cell.PadLeft(widths[column]));
            Console.WriteLine("  " + string.Join("  ", cells));
        }
    }
}

/// <summary>The targets, and whether they are met.</summary>
internal static class Verdicts
{
    private static readonly Table Lines = new("target", "", "measured", "");

    public static void AtLeast(string what, double target, double measured) =>
        Add(what, "≥", target, measured, measured >= target);

    public static void AtMost(string what, double target, double measured) =>
        Add(what, "≤", target, measured, measured <= target);

    public static void Print()
    {
        Console.WriteLine("== targets");
        Lines.Print();
    }

    private static void Add(string what, string bound, double target, double measured, bool isMet) =>
        Lines.Add(what, $"{bound} {Figures.Of(target)}", Figures.Of(measured), isMet ? "met" : "MISSED");
}

internal static class Figures
{
    public static string Of(double number) =>
        number.ToString(Math.Abs(number) >= 100 ? "N0" : "0.0##", CultureInfo.InvariantCulture);

    public static double Median(this IEnumerable<double> numbers)
    {
        var sorted = numbers.Order().ToList();
        return (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
    }
}
