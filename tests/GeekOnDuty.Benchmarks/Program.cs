using GeekOnDuty.Benchmarks;

(string Name, Func<Options, Task> Measure)[] benchmarks =
[
    ("on-duty", OnDutyBenchmark.RunAsync),
    ("widget", WidgetBenchmark.RunAsync),
    ("away", OnDutyBenchmark.AwayAsync),
    ("claims", ClaimsBenchmark.RunAsync),
    ("history", HistoryBenchmark.RunAsync),
    ("expansion", ExpansionBenchmark.RunAsync),
    ("start", StartBenchmark.RunAsync),
    ("board", BoardBenchmark.RunAsync),
    ("calendar", CalendarBenchmark.RunAsync),
    ("news", NewsBenchmark.RunAsync),
    ("worlds", WorldsBenchmark.RunAsync),
];

if (args is ["bare", var url, var answer])
{
    await BareServer.RunAsync(url, answer);
    return 0;
}

var chosen = benchmarks.Where(each => args is ["all", ..] || (args is [var name, ..] && each.Name == name)).ToList();
if (chosen.Count == 0 || Options.Parse(args.AsSpan(1)) is not { } options)
{
    Console.Error.WriteLine($"Usage: {string.Join('|', benchmarks.Select(each => each.Name))}|all {Options.Usage}");
    return 1;
}

try
{
    Cores.RequireTwo();
    await Cores.PinAsync(Environment.ProcessId, Cores.Load);
    foreach (var (name, measure) in chosen)
    {
        Console.WriteLine($"== {name}");
        await measure(options);
    }

    Verdicts.Print();
    return 0;
}
catch (CannotMeasureException why)
{
    Console.Error.WriteLine($"Could not measure. {why.Message}");
    return 1;
}
