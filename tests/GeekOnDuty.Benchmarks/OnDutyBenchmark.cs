using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using NodaTime;

namespace GeekOnDuty.Benchmarks;

/// <summary>
/// `GET on-duty` of the real program against a bare endpoint that writes the same bytes under the same headers, as 200 and as 304, with few
/// rotas and with many; and how much memory the program has then.
/// </summary>
internal static class OnDutyBenchmark
{
    private const string Route = "/v1/rotas/{rota}/on-duty";
    private const int Few = 100;
    private const int Many = 5000;
    private const int Writers = 16;

    public static async Task RunAsync(Options options)
    {
        await using var lab = await Lab.StartAsync();
        await FillAsync(lab, Many);
        await lab.SettleAsync();
        await lab.SpreadPostgresAsync(options.PostgresCores);
        var table = new RatioTable("on-duty");
        foreach (var rotas in new[] { 1, Many })
        {
            await using var program = ServerProcess.StartApi(lab.DataFolder, Cores.Server);
            await program.ListensAsync();
            var answer = await LoadAsync(program, rotas);
            await using var bare = await answer.StartBareAsync();
            var on = rotas == 1 ? "1 rota" : $"{rotas:N0} rotas";
            await CompareAsync($"200, {on}", _ => "");
            await CompareAsync($"304, {on}", rota => $"If-None-Match: {answer.Replies[Fill.Slug(rota)].ETag}\r\n");
            if (rotas == Many)
            {
                Verdicts.AtMost($"on-duty: resident MB with {Many:N0} rotas", 400, program.ResidentMegabytes);
            }

            Task CompareAsync(string name, Func<int, string> header)
            {
                var requests = Requests(rotas, header);
                return table.AddAsync(name, options, 0.9, program, bare, requests, requests);
            }
        }

        table.Print();
    }

    /// <summary>
    /// How long answers take of rotas that are in memory, while Postgres hangs and others try to write, and once it was killed: under full load,
    /// so most of it is waiting for the answers before.
    /// </summary>
    public static async Task AwayAsync(Options options)
    {
        await using var lab = await Lab.StartAsync();
        await FillAsync(lab, Few);
        await lab.SpreadPostgresAsync(options.PostgresCores);
        await using var program = ServerProcess.StartApi(lab.DataFolder, Cores.Server);
        await program.ListensAsync();
        await LoadAsync(program, Few);
        var requests = Requests(Few, _ => "");
        await Wrk.RunAsync(program, RatioTable.Connections, RatioTable.WarmUpSeconds, requests);
        var table = new Table("on-duty, ms", "median p99", "worst", "answers/s");
        await MeasureAsync("there");
        await lab.SignalPostgresAsync("STOP");
        using var hanging = new CancellationTokenSource();
        var refusing = Task.WhenAll(Enumerable.Range(0, Writers).Select(_ => WriteAsync(program, hanging.Token)));
        await MeasureAsync("hangs");
        await hanging.CancelAsync();
        Verdicts.AtMost("away: s until a write is refused, Postgres hangs", 2.5, (await refusing).Max().TotalSeconds);
        await lab.SignalPostgresAsync("KILL");
        await MeasureAsync("killed");
        table.Print();

        async Task MeasureAsync(string postgres)
        {
            var rounds = new List<LoadResult>();
            for (var round = 0; round < options.Rounds; round++)
            {
                rounds.Add(await Wrk.RunAsync(program, RatioTable.Connections, options.Seconds, requests));
            }

            // It goes away but once: the median would hide what that takes.
            var worst = rounds.Max(round => round.P99);
            table.Add(
                $"Postgres {postgres}",
                Figures.Of(rounds.Select(round => round.P99).Median()),
                Figures.Of(worst),
                Figures.Of(rounds.Select(round => round.PerSecond).Median())
            );
            if (postgres != "there")
            {
                Verdicts.AtMost($"away: ms that 99 % of on-duty take, Postgres {postgres}", 50, worst);
            }
        }
    }

    /// <returns>The longest that a write waited until it was refused.</returns>
    private static async Task<TimeSpan> WriteAsync(ServerProcess program, CancellationToken ct)
    {
        using var http = new HttpClient { BaseAddress = program.Url };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", ServerProcess.AdminToken);
        var longest = TimeSpan.Zero;
        while (!ct.IsCancellationRequested)
        {
            var asked = Stopwatch.GetTimestamp();
            using var refused = await http.PostAsJsonAsync("/v1/rotas", new { }, CancellationToken.None);
            if (refused.StatusCode != HttpStatusCode.ServiceUnavailable)
            {
                throw new InvalidOperationException($"A write was answered with {refused.StatusCode} while Postgres hung.");
            }

            var waited = Stopwatch.GetElapsedTime(asked);
            longest = waited > longest ? waited : longest;
        }

        return longest;
    }

    /// <summary>The resident memory of the program, as people run it, with few rotas after a load on all of them.</summary>
    public static async Task MemoryAsync(Options options)
    {
        await using var lab = await Lab.StartAsync();
        await FillAsync(lab, Few);
        await using var program = ServerProcess.StartApi(lab.DataFolder, Cores.Both);
        await program.ListensAsync();
        await LoadAsync(program, Few);
        await Wrk.RunAsync(program, RatioTable.Connections, options.Rounds * options.Seconds, Requests(Few, _ => ""));
        Verdicts.AtMost($"start: resident MB with {Few} rotas after on-duty under load", 200, program.ResidentMegabytes);
    }

    /// <summary>Rotas that are staffed now and for hours to come: three office hours of eight hours, 51 claims from yesterday on.</summary>
    private static async Task FillAsync(Lab lab, int rotas)
    {
        var start = (SystemClock.Instance.GetCurrentInstant() - Duration.FromHours(4)).InUtc();
        var shape = new RotaShape(
            1,
            rotas,
            OfficeHours: 3,
            start.Hour,
            Hours: 8,
            Seats: 2,
            Volunteers: 6,
            start.Date.PlusDays(-30)
        );
        await lab.RotasAsync(shape);
        await lab.ClaimsAsync(shape, Fill.ClaimKind, start.Date, fromDay: -1, untilDay: 16, taken: 1);
    }

    /// <summary>Asks for every rota once.</summary>
    /// <returns>How they answer, by slug.</returns>
    private static async Task<BareAnswer> LoadAsync(ServerProcess program, int rotas)
    {
        using var http = new HttpClient { BaseAddress = program.Url };
        var replies = new Dictionary<string, BareReply>(StringComparer.Ordinal);
        for (var rota = 1; rota <= rotas; rota++)
        {
            using var response = await http.GetAsync(Path(rota));
            response.EnsureSuccessStatusCode();
            replies[Fill.Slug(rota)] = new(response.Headers.ETag!.Tag, await response.Content.ReadAsByteArrayAsync());
        }

        var first = await BareAnswer.AskAsync(program, Route, Path(1), []);
        var staffed = JsonSerializer.Deserialize<JsonElement>(first.Reply.Body).GetProperty("state").GetString() == "staffed";
        return staffed ? first with { Replies = replies } : throw new CannotMeasureException("The rota should be staffed.");
    }

    private static string Path(int rota) => $"/v1/rotas/{Fill.Slug(rota)}/on-duty";

    /// <summary>One rota after the other, over and over.</summary>
    private static string Requests(int rotas, Func<int, string> header)
    {
        var requests = Enumerable
            .Range(1, rotas)
            .Select(rota => Wrk.Text($"GET {Path(rota)} HTTP/1.1\r\nHost: localhost\r\n{header(rota)}\r\n"));
        return $$"""
            local requests, last = { {{string.Join(", ", requests)}} }, 0
            function request()
                last = last % #requests + 1
                return requests[last]
            end
            """;
    }
}
