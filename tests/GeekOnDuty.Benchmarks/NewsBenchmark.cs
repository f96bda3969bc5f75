using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using NodaTime;

namespace GeekOnDuty.Benchmarks;

/// <summary>
/// How soon a claim is known elsewhere: from its answer until another process on the same database says so, also while the connections that
/// bring the news are cut off again and again; and until the last of a thousand streams is told.
/// </summary>
internal static class NewsBenchmark
{
    private const int Samples = 40;
    private const int Streams = 1000;
    private const int StreamSamples = 5;
    private const string Name = "Volunteer 0";

    private const string CutSql = """
        SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
        WHERE application_name IN ('geek-on-duty changes', 'geek-on-duty notices')
        """;

    private static readonly string OnDuty = $"/v1/rotas/{Fill.Slug(1)}/on-duty";

    public static async Task RunAsync(Options options)
    {
        await using var lab = await Lab.StartAsync();
        var start = (SystemClock.Instance.GetCurrentInstant() - Duration.FromHours(4)).InUtc();
        await lab.RotasAsync(new RotaShape(1, 1, OfficeHours: 1, start.Hour, Hours: 8, Seats: 1, 1, start.Date.PlusDays(-30)));
        await lab.SettleAsync();
        await lab.SpreadPostgresAsync(options.PostgresCores);
        await using var here = ServerProcess.StartApi(lab.DataFolder, Cores.Server);
        await here.ListensAsync();
        await using var there = ServerProcess.StartApi(lab.DataFolder, Cores.Server);
        await there.ListensAsync();
        using var writer = new HttpClient { BaseAddress = here.Url };
        writer.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", ServerProcess.AdminToken);
        using var reader = new HttpClient { BaseAddress = there.Url };
        var slot =
            $"/v1/rotas/{Fill.Slug(1)}/office-hours/{Fill.Id(Fill.OfficeHoursKind, 1, 0)}/slots/{start.Date:uuuu-MM-dd}/claims";

        var table = new Table("a claim is known, ms", "median", "worst");
        await MeasureAsync("in another process", 1000, Samples, ElsewhereAsync);
        using (var enough = new CancellationTokenSource())
        {
            var cutting = CutAsync(lab, enough.Token);
            await MeasureAsync("in another process, cut off", 1000, Samples, ElsewhereAsync);
            await enough.CancelAsync();
            await cutting;
        }

        await using (var streams = await OpenStreamsAsync(here))
        {
            await MeasureAsync($"to {Streams:N0} streams", 1000, StreamSamples, streams.AreToldAsync);
        }

        table.Print();

        async Task MeasureAsync(string where, double target, int samples, Func<Task> isKnownAsync)
        {
            var times = new List<double>();
            for (var sample = 0; sample < samples; sample++)
            {
                var known = isKnownAsync();
                using var taken = await writer.PostAsJsonAsync(slot, new { volunteerId = Fill.Id(Fill.VolunteerKind, 1, 0) });
                var since = Stopwatch.GetTimestamp();
                taken.EnsureSuccessStatusCode();
                await known;
                times.Add(Stopwatch.GetElapsedTime(since).TotalMilliseconds);
                var claim = (await taken.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetGuid();
                using var released = await writer.DeleteAsync($"/v1/rotas/{Fill.Slug(1)}/claims/{claim}");
                released.EnsureSuccessStatusCode();
                while ((await reader.GetStringAsync(OnDuty)).Contains(Name, StringComparison.Ordinal))
                {
                    await Task.Delay(1);
                }
            }

            table.Add(where, Figures.Of(times.Median()), Figures.Of(times.Max()));
            Verdicts.AtMost($"news: ms until a claim is known {where}, worst of {samples}", target, times.Max());
        }

        async Task ElsewhereAsync()
        {
            while (!(await reader.GetStringAsync(OnDuty)).Contains(Name, StringComparison.Ordinal))
            {
                await Task.Delay(1);
            }
        }
    }

    private static async Task CutAsync(Lab lab, CancellationToken enough)
    {
        while (!enough.IsCancellationRequested)
        {
            await lab.CountAsync(CutSql);
            await Task.Delay(50, CancellationToken.None);
        }
    }

    private static async Task<OpenStreams> OpenStreamsAsync(ServerProcess program)
    {
        var http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = Streams }) { BaseAddress = program.Url };
        var readers = new List<StreamReader>();
        for (var i = 0; i < Streams; i++)
        {
            readers.Add(new StreamReader(await http.GetStreamAsync($"{OnDuty}/stream")));
        }

        return new OpenStreams(http, readers);
    }

    /// <summary>Listeners of one rota.</summary>
    private sealed class OpenStreams(HttpClient http, IReadOnlyList<StreamReader> readers) : IAsyncDisposable
    {
        /// <summary>Waits until every one of them has been told of the claim.</summary>
        public Task AreToldAsync() => Task.WhenAll(readers.Select(IsToldAsync));

        public ValueTask DisposeAsync()
        {
            http.Dispose();
            return ValueTask.CompletedTask;
        }

        private static async Task IsToldAsync(StreamReader reader)
        {
            while (await reader.ReadLineAsync() is { } line)
            {
                if (line.Contains(Name, StringComparison.Ordinal))
                {
                    return;
                }
            }

            throw new CannotMeasureException("A stream ended.");
        }
    }
}
