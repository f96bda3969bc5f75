using System.Globalization;
using System.Text.RegularExpressions;
using NodaTime;

namespace GeekOnDuty.Benchmarks;

/// <param name="First">The first rota that is claimed on.</param>
/// <param name="Rotas">Claims go to that many in turn.</param>
/// <param name="Start">How many claims of each client lie behind.</param>
internal sealed record ClaimTurn(int First, int Rotas, int Start);

/// <summary>
/// Claims that all succeed: each client goes through the slots of the rotas from a start of its own, there is a seat for every client, and
/// every client is a volunteer of its own in each rota. wrk and pgbench go the same way, each on rotas of its own.
/// </summary>
internal sealed partial class ClaimWork
{
    public const int SlotsPerRota = DaysOpen * SlotsADay;
    private const int Clients = 16;
    private const int SlotsADay = 22;
    private const int FirstHour = 1;

    /// <summary>Slots between one client and the next: they do not race for the same seat, which is another question.</summary>
    private const int Apart = SlotsPerRota / Clients;
    private const int DaysOpen = 165;

    private readonly Lab lab;
    private readonly LocalDate today;
    private readonly IReadOnlyList<string> secrets;

    private ClaimWork(Lab lab, LocalDate today, IReadOnlyList<string> secrets) =>
        (this.lab, this.today, this.secrets) = (lab, today, secrets);

    public static async Task<ClaimWork> PrepareAsync(Lab lab, int rotas, LocalDate today)
    {
        var start = today.PlusDays(-1);
        await lab.RotasAsync(new RotaShape(1, rotas, SlotsADay, FirstHour, Hours: 1, Seats: 50, Clients, start));
        var volunteers =
            from rota in Enumerable.Range(1, rotas)
            from client in Enumerable.Range(0, Clients)
            select Fill.Id(Fill.VolunteerKind, rota, client);
        var work = new ClaimWork(lab, today, await lab.TokensAsync(volunteers));
        await lab.SettleAsync();
        return work;
    }

    /// <summary>The same by the form of the board, sent by browsers that are signed in.</summary>
    /// <param name="turn">On one rota.</param>
    /// <returns>Claims a second.</returns>
    public async Task<double> OnBoardAsync(ServerProcess program, ClaimTurn turn, int seconds)
    {
        var browsers = new List<SignedInBrowser>();
        foreach (var secret in secrets.Skip((turn.First - 1) * Clients).Take(Clients))
        {
            browsers.Add(await SignedInBrowser.OpenAsync(program.Url, secret, $"/{Fill.Slug(turn.First)}/board"));
        }

        return await LoadAsync(program, turn, seconds, Forms(turn, browsers));
    }

    /// <returns>Claims a second.</returns>
    public async Task<double> OverHttpAsync(ServerProcess program, ClaimTurn turn, int seconds)
    {
        var rotas = Enumerable.Range(turn.First, turn.Rotas).ToList();
        using var http = new HttpClient { BaseAddress = program.Url };
        foreach (var rota in rotas)
        {
            await http.GetByteArrayAsync($"/v1/rotas/{Fill.Slug(rota)}/on-duty");
        }

        return await LoadAsync(program, turn, seconds, Requests(turn, rotas));
    }

    private async Task<double> LoadAsync(ServerProcess program, ClaimTurn turn, int seconds, string requests)
    {
        var before = await CountAsync(turn);
        var load = await Wrk.RunAsync(program, Clients, seconds, requests);
        var made = await CountAsync(turn) - before;
        return Math.Abs(made - load.Requests) <= Clients
            ? load.PerSecond
            : throw new CannotMeasureException($"wrk counts {load.Requests} claims and the database {made}.");
    }

    /// <returns>Claims a second.</returns>
    public async Task<double> InSqlAsync(ClaimTurn turn, int seconds)
    {
        var script = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(script, Script(turn));
            string[] connection = ["-h", lab.SocketFolder, "-p", "5432", "-U", "geek"];
            string[] run =
            [
                "-n",
                "-M",
                "prepared",
                "-c",
                Number(Clients),
                "-j",
                "1",
                "-T",
                Number(seconds),
                "-D",
                $"n={turn.Start - 1}",
                "-f",
                script,
            ];
            var output = await Tool.RunAsync("pgbench", [.. connection, .. run, "geek_on_duty"]);
            var match = Tps().Match(output);
            return match.Success
                ? double.Parse(match.Groups["tps"].Value, CultureInfo.InvariantCulture)
                : throw new CannotMeasureException($"pgbench said:\n{output}");
        }
        finally
        {
            File.Delete(script);
        }
    }

    private Task<long> CountAsync(ClaimTurn turn) =>
        lab.CountAsync(
            "SELECT count(*) FROM claims WHERE rota_id BETWEEN "
                + $"'{Fill.Id(Fill.RotaKind, turn.First, 0)}' AND '{Fill.Id(Fill.RotaKind, turn.First + turn.Rotas - 1, 0)}'"
        );

    private string Requests(ClaimTurn turn, List<int> rotas)
    {
        var tokens = rotas.Select(rota =>
            $"{{ {string.Join(", ", secrets.Skip((rota - 1) * Clients).Take(Clients).Select(Wrk.Text))} }}"
        );
        var dates = Enumerable
            .Range(1, DaysOpen)
            .Select(day => Wrk.Text(today.PlusDays(day).ToString("uuuu-MM-dd", CultureInfo.InvariantCulture)));
        return $$"""
            local first, rotas, claims = {{turn.First}}, {{turn.Rotas}}, {{turn.Start * Clients}}
            local tokens = { {{string.Join(", ", tokens)}} }
            local dates = { {{string.Join(", ", dates)}} }
            local shape = "POST /v1/rotas/bench-%d/office-hours/%08x-%04x-%04x-0000-%012x/slots/%s/claims HTTP/1.1\r\n" ..
                "Host: localhost\r\nAuthorization: Bearer %s\r\nContent-Length: 0\r\n\r\n"
            function request()
                local client, n = claims % {{Clients}}, math.floor(claims / {{Clients}})
                claims = claims + 1
                local rota, slot = n % rotas, (math.floor(n / rotas) + client * {{Apart}}) % {{SlotsPerRota}}
                local number = first + rota
                return string.format(shape, number, {{Fill.OfficeHoursKind}}, math.floor(number / 65536), number % 65536, slot % {{SlotsADay}},
                    dates[math.floor(slot / {{SlotsADay}}) + 1], tokens[rota + 1][client + 1])
            end
            """;
    }

    private string Forms(ClaimTurn turn, IReadOnlyList<SignedInBrowser> browsers)
    {
        var dates = Enumerable
            .Range(1, DaysOpen)
            .Select(day => Wrk.Text(today.PlusDays(day).ToString("uuuu-MM-dd", CultureInfo.InvariantCulture)));
        return $$"""
            local claims = {{turn.Start * Clients}}
            local cookies = { {{string.Join(", ", browsers.Select(browser => Wrk.Text(browser.Cookies)))}} }
            local tokens = { {{string.Join(", ", browsers.Select(browser => Wrk.Text(browser.FormToken)))}} }
            local dates = { {{string.Join(", ", dates)}} }
            local head = "POST /{{Fill.Slug(
                turn.First
            )}}/board/claim HTTP/1.1\r\nHost: localhost\r\nSec-Fetch-Site: same-origin\r\n" ..
                "Content-Type: application/x-www-form-urlencoded\r\nCookie: %s\r\nContent-Length: %d\r\n\r\n%s"
            local form = "__RequestVerificationToken=%s&slot=%08x-%04x-%04x-0000-%012x-%s"
            function request()
                local client, n = claims % {{Clients}}, math.floor(claims / {{Clients}})
                claims = claims + 1
                local slot = (n + client * {{Apart}}) % {{SlotsPerRota}}
                local body = string.format(form, tokens[client + 1], {{Fill.OfficeHoursKind}}, {{turn.First
                / 65536}}, {{turn.First % 65536}},
                    slot % {{SlotsADay}}, dates[math.floor(slot / {{SlotsADay}}) + 1])
                return string.format(head, cookies[client + 1], #body, body)
            end
            """;
    }

    /// <summary>The row as the program writes it, its id as ordered in time as a UUIDv7 is; each its own transaction.</summary>
    private string Script(ClaimTurn turn)
    {
        var midnight = today.AtMidnight().InUtc().ToInstant().ToUnixTimeSeconds();
        return $"""
            \set n :n + 1
            \set rota {turn.First} + :n % {turn.Rotas}
            \set slot (:n / {turn.Rotas} + :client_id * {Apart}) % {SlotsPerRota}
            \set hour :slot % {SlotsADay}
            \set day 1 + :slot / {SlotsADay}
            \set start {midnight} + (:day * 24 + {FirstHour} + :hour) * 3600
            \set claim :slot * {Clients} + :client_id
            INSERT INTO claims (id, rota_id, office_hours_id, on_date, seat, volunteer_id, during, origin, created_at)
            VALUES (benchmark_id({Fill.ClaimKind}, :claim, :rota), benchmark_id({Fill.RotaKind}, :rota, 0),
                benchmark_id({Fill.OfficeHoursKind}, :rota, :hour), date '{today:uuuu-MM-dd}' + :day::int, :client_id + 1,
                benchmark_id({Fill.VolunteerKind}, :rota, :client_id),
                tstzrange(to_timestamp(:start), to_timestamp(:start + 3600)), 'self', clock_timestamp());
            """;
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^tps = (?<tps>[0-9.]+)", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Tps();
}
