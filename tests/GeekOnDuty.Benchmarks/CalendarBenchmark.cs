using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using NodaTime;

namespace GeekOnDuty.Benchmarks;

/// <summary>
/// The calendar of a rota with 5,000 events, one request at a time: as it is kept in memory, its 304, and made anew after each change of the rota.
/// Every event has its row in the change log, as claims have that were made through the API.
/// </summary>
internal static class CalendarBenchmark
{
    private const int OfficeHours = 10;
    private const int SeatsTaken = 4;
    private const int Days = 125;
    private const int Events = OfficeHours * SeatsTaken * Days;
    private const int WarmUps = 50;
    private const int Samples = 200;
    private const int FreshSamples = 50;

    private const string LogSql = """
        -- CalendarBenchmark.Log
        INSERT INTO changes (id, at, rota_id, kind, subject_id, what)
        SELECT gen_random_uuid(), created_at, rota_id, 'claim', id, 'taken' FROM claims
        """;

    public static async Task RunAsync(Options options)
    {
        await using var lab = await Lab.StartAsync();
        var today = SystemClock.Instance.GetCurrentInstant().InUtc().Date;
        var volunteers = OfficeHours * SeatsTaken + 1;
        var shape = new RotaShape(1, 1, OfficeHours, StartHour: 0, Hours: 2, Seats: 5, volunteers, today.PlusDays(-30));
        await lab.RotasAsync(shape);
        await lab.ClaimsAsync(shape, Fill.ClaimKind, today, fromDay: 1, untilDay: 1 + Days, SeatsTaken);
        await lab.ExecuteAsync(LogSql);
        var secret = (await lab.TokensAsync([Fill.Id(Fill.VolunteerKind, 1, volunteers - 1)]))[0];
        await lab.SettleAsync();
        await lab.SpreadPostgresAsync(options.PostgresCores);
        await using var program = ServerProcess.StartApi(lab.DataFolder, Cores.Server);
        await program.ListensAsync();

        using var http = new HttpClient { BaseAddress = program.Url };
        var path = $"/{Fill.Slug(1)}/calendar.ics";
        var (etag, bytes) = await CheckAsync(http, path);
        var table = new Table($"calendar of {Events:N0} events, ms", "median", "worst", "KB");

        var kept = await MeasureAsync(Samples, () => GetAsync(http, path, null, HttpStatusCode.OK));
        Add("kept in memory", kept, bytes);
        var unchanged = await MeasureAsync(Samples, () => GetAsync(http, path, etag, HttpStatusCode.NotModified));
        Add("304", unchanged, 0);

        // A claim and its release change the rota: each makes the next calendar another one.
        var claims =
            $"/v1/rotas/{Fill.Slug(1)}/office-hours/{Fill.Id(Fill.OfficeHoursKind, 1, 0)}/slots/{today.PlusDays(2):uuuu-MM-dd}/claims";
        using var member = new HttpClient { BaseAddress = program.Url };
        member.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", secret);
        string? held = null;
        var fresh = await MeasureAsync(
            FreshSamples,
            () => GetAsync(http, path, null, HttpStatusCode.OK),
            async () => held = await ToggleAsync(member, claims, held)
        );
        Add("made anew after a change", fresh, bytes);
        table.Print();
        Verdicts.AtMost($"calendar: {Events:N0} events, median ms", 30, kept.Median());
        Verdicts.AtMost("calendar: its 304, median ms", 1, unchanged.Median());

        void Add(string what, List<double> times, int size) =>
            table.Add(what, Figures.Of(times.Median()), Figures.Of(times.Max()), Figures.Of(size / 1024));
    }

    private static async Task<(string ETag, int Bytes)> CheckAsync(HttpClient http, string path)
    {
        using var response = await http.GetAsync(path);
        var body = await response.Content.ReadAsByteArrayAsync();
        var events = Encoding.UTF8.GetString(body).Split("BEGIN:VEVENT").Length - 1;
        return events == Events
            ? (response.Headers.ETag!.ToString(), body.Length)
            : throw new CannotMeasureException($"The calendar should have {Events} events, and has {events}.");
    }

    private static async Task<List<double>> MeasureAsync(int samples, Func<Task> ask, Func<Task>? before = null)
    {
        var times = new List<double>();
        for (var sample = 0; sample < WarmUps + samples; sample++)
        {
            if (before is not null)
            {
                await before();
            }

            var since = Stopwatch.GetTimestamp();
            await ask();
            times.Add(Stopwatch.GetElapsedTime(since).TotalMilliseconds);
        }

        return [.. times.Skip(WarmUps)];
    }

    private static async Task GetAsync(HttpClient http, string path, string? etag, HttpStatusCode expected)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (etag is not null)
        {
            request.Headers.IfNoneMatch.Add(EntityTagHeaderValue.Parse(etag));
        }

        using var response = await http.SendAsync(request);
        await response.Content.ReadAsByteArrayAsync();
        if (response.StatusCode != expected)
        {
            throw new CannotMeasureException($"{path} should answer {(int)expected}, and answers {(int)response.StatusCode}.");
        }
    }

    /// <summary>Claims the slot, or gives back the claim that is held.</summary>
    /// <returns>The path of the claim; null when there is none any more.</returns>
    private static async Task<string?> ToggleAsync(HttpClient member, string claims, string? held)
    {
        using var response = held is null ? await member.PostAsync(claims, null) : await member.DeleteAsync(held);
        var body = await response.Content.ReadAsStringAsync();
        if (!response.IsSuccessStatusCode)
        {
            throw new CannotMeasureException($"{held ?? claims}: {body}");
        }

        return held is null
            ? $"{claims[..claims.IndexOf("/office-hours", StringComparison.Ordinal)]}/claims/{System.Text.Json.JsonDocument.Parse(body).RootElement.GetProperty("id")}"
            : null;
    }
}
