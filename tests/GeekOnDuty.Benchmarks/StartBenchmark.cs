using System.Diagnostics;
using GeekOnDuty.Api.Tests.Start;

namespace GeekOnDuty.Benchmarks;

/// <summary>
/// From the start of the process to its first answer who is on duty, as people run it: published, on all cores, the embedded Postgres set up
/// with the demo but not running. And what it takes of memory.
/// </summary>
internal static class StartBenchmark
{
    private const string Question = "/v1/rotas/kubernetes/on-duty";
    private const int WarmUps = 2;

    public static async Task RunAsync(Options options)
    {
        var folder = Path.Combine(Path.GetTempPath(), $"geek-on-duty-benchmark-{Guid.NewGuid():N}");
        Directory.CreateDirectory(folder);
        try
        {
            List<Side> sides = [new("published", await PublishAsync(folder)), new("as built", ServerProcess.BuiltApi)];
            for (var round = 0; round < WarmUps + options.Rounds; round++)
            {
                foreach (var side in sides)
                {
                    var (listens, answers) = await StartAsync(side.Program, Path.Combine(folder, "data"));
                    if (round >= WarmUps)
                    {
                        side.Listens.Add(listens);
                        side.Answers.Add(answers);
                    }
                }
            }

            var table = new Table("start, s", "accepts connections", "first answer", "worst");
            foreach (var side in sides)
            {
                table.Add(
                    side.Name,
                    Figures.Of(side.Listens.Median()),
                    Figures.Of(side.Answers.Median()),
                    Figures.Of(side.Answers.Max())
                );
            }

            table.Print();
            Verdicts.AtMost("start: s to the first on-duty answer, published", 1, sides[0].Answers.Median());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        await OnDutyBenchmark.MemoryAsync(options);
    }

    /// <summary>As the README has it for servers, in folders of its own.</summary>
    private static async Task<string> PublishAsync(string folder)
    {
        Console.WriteLine("  publishing …");
        var output = Path.Combine(folder, "published");
        await Tool.RunAsync(
            ChildProcess.Dotnet,
            "publish",
            Path.Combine(Repository(), "src", "GeekOnDuty.Api"),
            "--use-current-runtime",
            "--disable-build-servers",
            "--artifacts-path",
            Path.Combine(folder, "artifacts"),
            "--output",
            output
        );
        return Path.Combine(output, "GeekOnDuty.Api.dll");
    }

    private static string Repository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "GeekOnDuty.sln")))
        {
            folder = folder.Parent ?? throw new CannotMeasureException("The benchmarks were taken out of their repository.");
        }

        return folder.FullName;
    }

    private static async Task<(double Listens, double Answers)> StartAsync(string program, string dataFolder)
    {
        var since = Stopwatch.GetTimestamp();
        await using var child = ServerProcess.StartApi(dataFolder, Cores.Both, demo: true, program);
        await child.ListensAsync();
        var listens = Stopwatch.GetElapsedTime(since).TotalSeconds;
        using var http = new HttpClient { BaseAddress = child.Url };
        await http.GetByteArrayAsync(Question);
        return (listens, Stopwatch.GetElapsedTime(since).TotalSeconds);
    }

    private sealed record Side(string Name, string Program)
    {
        public List<double> Listens { get; } = [];

        public List<double> Answers { get; } = [];
    }
}
