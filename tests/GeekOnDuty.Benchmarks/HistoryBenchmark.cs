using System.Diagnostics;
using System.Net.Http.Headers;
using NodaTime;

namespace GeekOnDuty.Benchmarks;

/// <summary>
/// Rotas that differ in their past alone: what `on-duty`, the slots of a week and a claim take, asked in turn, one request at a time; and the
/// first answer about a rota that the program has not been asked about before.
/// </summary>
internal static class HistoryBenchmark
{
    private const int OfficeHours = 10;
    private const int SeatsTaken = 20;
    private const int ClaimsADay = OfficeHours * SeatsTaken;
    private const int DaysAhead = 50;
    private const int Claimant = OfficeHours * SeatsTaken;
    private const int Samples = 200;
    private const int Strangers = 20;
    private static readonly int[] Histories = [10_000, 100_000, 1_000_000];

    public static async Task RunAsync(Options options)
    {
        await using var lab = await Lab.StartAsync();
        var today = SystemClock.Instance.GetCurrentInstant().InUtc().Date;
        for (var rota = 1; rota <= Histories.Length; rota++)
        {
            await FillAsync(lab, rota, Histories[rota - 1] / ClaimsADay, today);
        }

        for (var rota = 1; rota <= Strangers; rota++)
        {
            await FillAsync(lab, 100 + rota, daysBack: 5, today);
        }

        // Public ones would be in memory from the start.
        await lab.ExecuteAsync("UPDATE rotas SET visibility = 'unlisted'");
        var claimants = Histories.Select((_, index) => Fill.Id(Fill.VolunteerKind, index + 1, Claimant));
        var secrets = await lab.TokensAsync(claimants);
        await lab.SettleAsync();
        await lab.SpreadPostgresAsync(options.PostgresCores);

        await MeasureColdAsync(lab, options);
        await MeasureWarmAsync(lab, secrets, today);
    }

    private static async Task MeasureWarmAsync(Lab lab, IReadOnlyList<string> secrets, LocalDate today)
    {
        await using var program = ServerProcess.StartApi(lab.DataFolder, Cores.Server);
        await program.ListensAsync();
        using var http = new HttpClient { BaseAddress = program.Url };
        var week = $"from={today:uuuu-MM-dd}T00:00:00Z&to={today.PlusDays(7):uuuu-MM-dd}T00:00:00Z&limit=200";
        var table = new Table(["median ms by past claims", .. Histories.Select(each => $"{each:N0}"), "largest/smallest"]);
        await CompareAsync(
            "on-duty",
            (rota, _) => new HttpRequestMessage(HttpMethod.Get, $"/v1/rotas/{Fill.Slug(rota)}/on-duty")
        );
        await CompareAsync(
            "slots of a week",
            (rota, _) => new HttpRequestMessage(HttpMethod.Get, $"/v1/rotas/{Fill.Slug(rota)}/slots?{week}")
        );
        await CompareAsync("claim", Claim);
        table.Print();

        async Task CompareAsync(string what, Func<int, int, HttpRequestMessage> requestFor)
        {
            var times = Histories.Select(_ => new List<double>()).ToList();
            for (var sample = 0; sample < Samples; sample++)
            {
                for (var index = 0; index < Histories.Length; index++)
                {
                    times[index].Add(await TimeAsync(http, requestFor(index + 1, sample)));
                }
            }

            var medians = times.Select(each => each.Skip(Samples / 4).Median()).ToList();
            table.Add([what, .. medians.Select(Figures.Of), Figures.Of(medians[^1] / medians[0])]);
            Verdicts.AtMost($"history: {what}, {Histories[^1]:N0}/{Histories[0]:N0} past claims", 1.2, medians[^1] / medians[0]);
        }

        HttpRequestMessage Claim(int rota, int sample)
        {
            var hours = Fill.Id(Fill.OfficeHoursKind, rota, sample % OfficeHours);
            var date = today.PlusDays(1 + (sample / OfficeHours));
            var path = $"/v1/rotas/{Fill.Slug(rota)}/office-hours/{hours}/slots/{date:uuuu-MM-dd}/claims";
            var request = new HttpRequestMessage(HttpMethod.Post, path);
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", secrets[rota - 1]);
            return request;
        }
    }

    private static async Task MeasureColdAsync(Lab lab, Options options)
    {
        var (fresh, cold, small) = (new List<double>(), new List<double>(), new List<double>());
        for (var round = 0; round < options.Rounds; round++)
        {
            fresh.Add(await FirstAsync(strangers: 0, Histories.Length));
            cold.Add(await FirstAsync(Strangers, Histories.Length));
            small.Add(await FirstAsync(Strangers, 1));
        }

        var table = new Table("first on-duty, median ms", "worst", "median");
        table.Add(
            $"{Histories[0]:N0} past claims, rota not asked about before",
            Figures.Of(small.Max()),
            Figures.Of(small.Median())
        );
        table.Add(
            $"{Histories[^1]:N0} past claims, rota not asked about before",
            Figures.Of(cold.Max()),
            Figures.Of(cold.Median())
        );
        table.Add(
            $"{Histories[^1]:N0} past claims, first request of the process",
            Figures.Of(fresh.Max()),
            Figures.Of(fresh.Median())
        );
        table.Print();
        Verdicts.AtMost($"history: first answer of a cold rota with {Histories[^1]:N0} past claims, ms", 20, cold.Median());
        Verdicts.AtMost("history: the same as the first request of a process, ms", 20, fresh.Median());

        async Task<double> FirstAsync(int strangers, int rota)
        {
            await using var program = ServerProcess.StartApi(lab.DataFolder, Cores.Server);
            await program.ListensAsync();
            using var http = new HttpClient { BaseAddress = program.Url };
            for (var stranger = 1; stranger <= strangers; stranger++)
            {
                await http.GetByteArrayAsync($"/v1/rotas/{Fill.Slug(100 + stranger)}/on-duty");
            }

            return await TimeAsync(http, new HttpRequestMessage(HttpMethod.Get, $"/v1/rotas/{Fill.Slug(rota)}/on-duty"));
        }
    }

    private static async Task<double> TimeAsync(HttpClient http, HttpRequestMessage request)
    {
        using (request)
        {
            var since = Stopwatch.GetTimestamp();
            using var response = await http.SendAsync(request);
            await response.Content.ReadAsByteArrayAsync();
            var time = Stopwatch.GetElapsedTime(since).TotalMilliseconds;
            return response.IsSuccessStatusCode
                ? time
                : throw new CannotMeasureException(
                    $"{request.Method} {request.RequestUri}: {await response.Content.ReadAsStringAsync()}"
                );
        }
    }

    /// <summary>Ten office hours of two hours a day: in the past twenty seats of each taken, ahead one. The last volunteer is free.</summary>
    private static async Task FillAsync(Lab lab, int rota, int daysBack, LocalDate today)
    {
        var start = today.PlusDays(-daysBack - 1);
        var shape = new RotaShape(rota, 1, OfficeHours, StartHour: 0, Hours: 2, Seats: 50, Claimant + 1, start);
        await lab.RotasAsync(shape);
        await lab.ClaimsAsync(shape, Fill.PastClaimKind, today, -daysBack - 1, -1, SeatsTaken);
        await lab.ClaimsAsync(shape, Fill.ClaimKind, today, 0, DaysAhead, taken: 1);
    }
}
