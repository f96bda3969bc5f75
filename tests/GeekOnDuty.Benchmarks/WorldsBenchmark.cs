using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using GeekOnDuty.Api.Tests.Start;

namespace GeekOnDuty.Benchmarks;

/// <summary>The heaviest random tests at their full size, which `tests/run` has no time for: every one of them must pass.</summary>
internal static class WorldsBenchmark
{
    private const string FullSize = "5";

    /// <summary>The suites, each with the filter for the classes that ask for their scale.</summary>
    private static readonly (string Suite, string Filter)[] Worlds =
    [
        ("GeekOnDuty.Scheduling.Tests", "Scaled=true"),
        ("GeekOnDuty.Api.Tests", "Scaled=true"),
    ];

    public static async Task RunAsync(Options options)
    {
        foreach (var (suite, filter) in Worlds)
        {
            var since = Stopwatch.GetTimestamp();
            var said = await Tool.RunAsync(
                "taskset",
                "-c",
                Cores.Both,
                "env",
                $"GEEKONDUTY_TEST_SCALE={FullSize}",
                ChildProcess.Dotnet,
                "test",
                Path.Combine(Folder(), "..", suite),
                "--configuration",
                "Release",
                "--nologo",
                "--filter",
                filter
            );
            Console.WriteLine(said.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1]);
            Console.WriteLine(
                string.Create(CultureInfo.InvariantCulture, $"  {suite}: {Stopwatch.GetElapsedTime(since).TotalSeconds:F0} s")
            );
        }
    }

    private static string Folder([CallerFilePath] string here = "") => Path.GetDirectoryName(here)!;
}
