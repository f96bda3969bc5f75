using System.Globalization;
using NodaTime;

namespace GeekOnDuty.Scheduling.Tests;

internal enum Every
{
    Daily,
    Weekly,
    Monthly,
    Yearly,
}

/// <summary>A rule as plain lists: what the random tests draw, write as text and hand to <see cref="NaiveCalendar"/>.</summary>
internal sealed record RuleSketch(Every Every, int Interval)
{
    public IReadOnlyList<(int Ordinal, IsoDayOfWeek Day)> Days { get; init; } = [];
    public IReadOnlyList<int> MonthDays { get; init; } = [];
    public IReadOnlyList<int> Months { get; init; } = [];
    public IReadOnlyList<int> Positions { get; init; } = [];
    public IsoDayOfWeek WeekStart { get; init; } = IsoDayOfWeek.Monday;
    public int? Count { get; init; }
    public LocalDate? Until { get; init; }

    public static RuleSketch Draw(Random random, LocalDate start)
    {
        var every = (Every)random.Next(4);
        var months = Some(random, 3, 4, () => random.Next(1, 13));
        var largest = (every, months) switch
        {
            (Every.Daily or Every.Weekly, _) => 0,
            (Every.Yearly, []) => 53,
            _ => 5,
        };
        var days = Some(random, 2, 4, () => (random.Next(2) * Signed(random, largest), (IsoDayOfWeek)random.Next(1, 8)));
        var monthDays = every == Every.Weekly ? [] : Some(random, 3, 6, () => Signed(random, 31));
        var choosable = days.Count + monthDays.Count + months.Count > 0;
        var end = random.Next(4);
        return new RuleSketch(every, random.Next(3) == 0 ? random.Next(1, 40) : random.Next(1, 4))
        {
            Days = days,
            MonthDays = monthDays,
            Months = months,
            Positions = choosable ? Some(random, 3, 3, () => Signed(random, random.Next(8) == 0 ? 366 : 6)) : [],
            WeekStart = random.Next(2) == 0 ? IsoDayOfWeek.Monday : (IsoDayOfWeek)random.Next(1, 8),
            Count = end == 0 ? random.Next(1, 60) : null,
            Until = end == 1 ? start.PlusDays(random.Next(-50, 2000)) : null,
        };
    }

    /// <summary>The rule in random order and case, with a default written out now and then.</summary>
    public string Text(Random random)
    {
        var parts = new List<string> { "FREQ=" + Every.ToString().ToUpperInvariant() };
        if (Interval != 1 || random.Next(2) == 0)
        {
            parts.Add("INTERVAL=" + Number(Interval));
        }

        Add(parts, "BYDAY", Days.Select(d => (d.Ordinal == 0 ? "" : Signed(random, d.Ordinal, "")) + TwoLetters(d.Day)));
        Add(parts, "BYMONTHDAY", MonthDays.Select(d => Signed(random, d, "")));
        Add(parts, "BYMONTH", Months.Select(Number));
        Add(parts, "BYSETPOS", Positions.Select(Number));
        if (WeekStart != IsoDayOfWeek.Monday || random.Next(2) == 0)
        {
            parts.Add("WKST=" + TwoLetters(WeekStart));
        }

        Add(parts, "COUNT", Count is { } count ? [Number(count)] : []);
        Add(parts, "UNTIL", Until is { } until ? [until.ToString("uuuuMMdd", CultureInfo.InvariantCulture)] : []);
        var shuffled = parts.ToArray();
        random.Shuffle(shuffled);
        var text = string.Join(';', shuffled);
        return random.Next(4) == 0 ? text.ToLowerInvariant() : text;
    }

    private static void Add(List<string> parts, string name, IEnumerable<string> values)
    {
        var list = string.Join(',', values);
        if (list.Length > 0)
        {
            parts.Add($"{name}={list}");
        }
    }

    private static List<T> Some<T>(Random random, int oneIn, int atMost, Func<T> draw) =>
        random.Next(oneIn) == 0 ? [.. Enumerable.Range(0, random.Next(1, atMost + 1)).Select(_ => draw()).Distinct()] : [];

    private static int Signed(Random random, int largest) =>
        largest == 0 ? 0 : random.Next(1, largest + 1) * (random.Next(3) == 0 ? -1 : 1);

    private static string Signed(Random random, int number, string none) =>
        (number > 0 && random.Next(4) == 0 ? "+" : none) + Number(number);

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string TwoLetters(IsoDayOfWeek day) => day.ToString()[..2].ToUpperInvariant();
}
