using System.Diagnostics;
using System.Net;
using System.Text.RegularExpressions;
using NodaTime;

namespace GeekOnDuty.Benchmarks;

/// <summary>
/// The board of a rota with 504 slots in its week, all of them open with one of two seats taken, one request at a time: as a stranger reads it,
/// with a sign-in link for each, and as a member does, with a form for each.
/// </summary>
internal static partial class BoardBenchmark
{
    private const int OfficeHours = 72;
    private const int WarmUps = 50;
    private const int Samples = 200;

    public static async Task RunAsync(Options options)
    {
        await using var lab = await Lab.StartAsync();
        var today = SystemClock.Instance.GetCurrentInstant().InUtc().Date;
        var shape = new RotaShape(1, 1, OfficeHours, 0, Hours: 2, Seats: 2, OfficeHours + 1, today.PlusDays(-30));
        await lab.RotasAsync(shape);
        await lab.ClaimsAsync(shape, Fill.ClaimKind, today, fromDay: 0, untilDay: 30, taken: 1);
        var secrets = await lab.TokensAsync([Fill.Id(Fill.VolunteerKind, 1, OfficeHours)]);
        await lab.SettleAsync();
        await lab.SpreadPostgresAsync(options.PostgresCores);
        await using var program = ServerProcess.StartApi(lab.DataFolder, Cores.Server);
        await program.ListensAsync();

        using var handler = new HttpClientHandler { CookieContainer = new CookieContainer() };
        using var http = new HttpClient(handler) { BaseAddress = program.Url };
        http.DefaultRequestHeaders.Add("Sec-Fetch-Site", "same-origin");
        var table = new Table("board of 504 slots, ms", "median", "worst", "of processor", "KB");
        await MeasureAsync("stranger");
        await SignedInBrowser.SignInAsync(http, secrets[0]);
        await MeasureAsync("member");
        table.Print();

        async Task MeasureAsync(string who)
        {
            var path = $"/{Fill.Slug(1)}/board?week={today.PlusDays(7):uuuu-MM-dd}";
            var (times, bytes, before) = (new List<double>(), 0, TimeSpan.Zero);
            for (var sample = 0; sample < WarmUps + Samples; sample++)
            {
                before = sample == WarmUps ? program.ProcessorTime : before;
                var since = Stopwatch.GetTimestamp();
                var page = await http.GetStringAsync(path);
                times.Add(Stopwatch.GetElapsedTime(since).TotalMilliseconds);
                bytes = page.Length;
                var open = OpenSlots().Count(page);
                if (open != 7 * OfficeHours)
                {
                    throw new CannotMeasureException($"The board should show {7 * OfficeHours} open slots, and shows {open}.");
                }
            }

            var counted = times.Skip(WarmUps).ToList();
            table.Add(
                who,
                Figures.Of(counted.Median()),
                Figures.Of(counted.Max()),
                Figures.Of((program.ProcessorTime - before).TotalMilliseconds / Samples),
                Figures.Of(bytes / 1024)
            );
            Verdicts.AtMost($"board: 504 slots, {who}, median ms", 50, counted.Median());
        }
    }

    [GeneratedRegex("class=\"slot open", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex OpenSlots();
}
