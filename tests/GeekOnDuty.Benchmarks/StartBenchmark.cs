using System.Diagnostics;

namespace GeekOnDuty.Benchmarks;

/// <summary>
/// From the start of the process to its first answer who is on duty, as people run it: on all cores, the embedded Postgres set up with the demo
/// but not running. And what it takes of memory.
/// </summary>
internal static class StartBenchmark
{
    private const string Question = "/v1/rotas/kubernetes/on-duty";
    private const int WarmUps = 2;

    public static async Task RunAsync(Options options)
    {
        var folder = Path.Combine(Path.GetTempPath(), $"geek-on-duty-benchmark-{Guid.NewGuid():N}");
        try
        {
            var times = new List<(double Listens, double Answers)>();
            for (var round = 0; round < WarmUps + options.Rounds; round++)
            {
                times.Add(await StartAsync(folder));
            }

            times.RemoveRange(0, WarmUps);
            var table = new Table("start, s", "median", "worst");
            table.Add(
                "accepts connections",
                Figures.Of(times.Select(each => each.Listens).Median()),
                Figures.Of(times.Max(each => each.Listens))
            );
            table.Add(
                "first answer",
                Figures.Of(times.Select(each => each.Answers).Median()),
                Figures.Of(times.Max(each => each.Answers))
            );
            table.Print();
            Verdicts.AtMost("start: s to the first on-duty answer", 1, times.Select(each => each.Answers).Median());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        await OnDutyBenchmark.MemoryAsync(options);
    }

    private static async Task<(double Listens, double Answers)> StartAsync(string folder)
    {
        var since = Stopwatch.GetTimestamp();
        await using var program = Child.StartApi(folder, Cores.Both, demo: true);
        await program.ListensAsync();
        var listens = Stopwatch.GetElapsedTime(since).TotalSeconds;
        using var http = new HttpClient { BaseAddress = program.Url };
        await http.GetByteArrayAsync(Question);
        return (listens, Stopwatch.GetElapsedTime(since).TotalSeconds);
    }
}
