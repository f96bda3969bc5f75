using System.Globalization;
using System.Text.RegularExpressions;

namespace GeekOnDuty.Benchmarks;

/// <param name="PerSecond">Answers.</param>
/// <param name="Requests">Answers in all.</param>
/// <param name="BytesEach">Of one answer, headers included.</param>
/// <param name="Busy">How much of one core the server used: well below 1, it was not the server that was measured.</param>
/// <param name="P99">Milliseconds that 99 % of the answers took at most, those of a full load waiting for each other included.</param>
internal sealed record LoadResult(double PerSecond, long Requests, double BytesEach, double Busy, double P99);

/// <summary>The load generator wrk on the load core.</summary>
internal static partial class Wrk
{
    private const string Done = """
        function done(summary, latency, requests)
            local errors = summary.errors
            print(string.format("MEASURED %d %d %d %d %d", summary.requests, summary.bytes, summary.duration, latency:percentile(99),
                errors.connect + errors.read + errors.write + errors.timeout + errors.status))
        end
        """;

    /// <param name="server">Whom to ask.</param>
    /// <param name="connections">Kept alive.</param>
    /// <param name="seconds">How long.</param>
    /// <param name="requests">A Lua function `request` that answers the bytes of the next request.</param>
    /// <exception cref="CannotMeasureException">Something was refused or failed.</exception>
    public static async Task<LoadResult> RunAsync(ServerProcess server, int connections, int seconds, string requests)
    {
        var script = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(script, requests + "\n" + Done);
            var (c, d) = (Number(connections), Number(seconds));
            var before = server.ProcessorTime;
            var output = await Tool.RunAsync("wrk", "-t", "1", "-c", c, "-d", d, "-s", script, server.Url.AbsoluteUri);
            var numbers = Measured()
                .Match(output)
                .Groups["number"]
                .Captures.Select(each => long.Parse(each.Value, CultureInfo.InvariantCulture));
            return numbers.ToList() is [> 0 and var answers, var bytes, var microseconds, var p99, 0]
                ? new LoadResult(
                    answers * 1e6 / microseconds,
                    answers,
                    (double)bytes / answers,
                    (server.ProcessorTime - before).TotalMicroseconds / microseconds,
                    p99 / 1e3
                )
                : throw new CannotMeasureException($"Requests failed:\n{output}");
        }
        finally
        {
            File.Delete(script);
        }
    }

    /// <summary>A string of Lua.</summary>
    public static string Text(string text) =>
        '"'
        + text.Replace("\"", "\\\"", StringComparison.Ordinal)
            .Replace("\r", "\\r", StringComparison.Ordinal)
            .Replace("\n", "\\n", StringComparison.Ordinal)
        + '"';

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex("^MEASURED( (?<number>[0-9]+))+", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Measured();
}
