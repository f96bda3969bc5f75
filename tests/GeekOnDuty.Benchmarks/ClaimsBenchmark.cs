using NodaTime;

namespace GeekOnDuty.Benchmarks;

/// <summary>
/// Claims a second over HTTP against pgbench doing the same single INSERT into the same table of the same server, by 16 clients each: on one
/// rota, a fresh one every turn, and on many. Then the board's form against the API, on one rota each.
/// </summary>
internal static class ClaimsBenchmark
{
    private const int Many = 100;
    private const int WarmUps = 4;

    public static async Task RunAsync(Options options)
    {
        await using var lab = await Lab.StartAsync();
        var today = SystemClock.Instance.GetCurrentInstant().InUtc().Date;
        var turns = WarmUps + options.Rounds;
        var manyFrom = 1 + (2 * turns);
        var boardsFrom = manyFrom + (2 * Many);
        var work = await ClaimWork.PrepareAsync(lab, rotas: (4 * turns) + (2 * Many), today);
        await lab.SpreadPostgresAsync(options.PostgresCores);
        await using var program = ServerProcess.StartApi(lab.DataFolder, Cores.Server);
        await program.ListensAsync();

        var table = new Table("claims/s, 16 clients", "program", "pgbench", "ratio", "worst–best");
        await CompareAsync("one rota", (turn, side) => new ClaimTurn(1 + (2 * turn) + side, 1, 0));
        await CompareAsync(
            $"{Many} rotas",
            (turn, side) => new ClaimTurn(manyFrom + (side * Many), Many, turn * (ClaimWork.SlotsPerRota * Many / turns))
        );
        table.Print();
        await CompareBoardAsync();

        async Task CompareBoardAsync()
        {
            var boards = new Table("claims/s, 16 clients, one rota", "board", "API", "ratio", "worst–best");
            var rounds = new List<(double Board, double Api)>();
            for (var turn = 0; turn < turns; turn++)
            {
                var first = boardsFrom + (2 * turn);
                var board = await work.OnBoardAsync(program, new ClaimTurn(first, 1, 0), options.Seconds);
                rounds.Add((board, await work.OverHttpAsync(program, new ClaimTurn(first + 1, 1, 0), options.Seconds)));
            }

            rounds.RemoveRange(0, WarmUps);
            var ratios = rounds.Select(round => round.Board / round.Api).ToList();
            boards.Add(
                "form",
                Figures.Of(rounds.Select(round => round.Board).Median()),
                Figures.Of(rounds.Select(round => round.Api).Median()),
                Figures.Of(ratios.Median()),
                $"{Figures.Of(ratios.Min())}–{Figures.Of(ratios.Max())}"
            );
            boards.Print();
            Verdicts.AtLeast("claims: the board's form/API", 0.9, ratios.Median());
        }

        async Task CompareAsync(string name, Func<int, int, ClaimTurn> turnOf)
        {
            var rounds = new List<(double Http, double Sql)>();
            for (var turn = 0; turn < turns; turn++)
            {
                var http = await work.OverHttpAsync(program, turnOf(turn, 0), options.Seconds);
                rounds.Add((http, await work.InSqlAsync(turnOf(turn, 1), options.Seconds)));
            }

            rounds.RemoveRange(0, WarmUps);
            var ratios = rounds.Select(round => round.Http / round.Sql).ToList();
            table.Add(
                name,
                Figures.Of(rounds.Select(round => round.Http).Median()),
                Figures.Of(rounds.Select(round => round.Sql).Median()),
                Figures.Of(ratios.Median()),
                $"{Figures.Of(ratios.Min())}–{Figures.Of(ratios.Max())}"
            );
            Verdicts.AtLeast($"claims: {name}, program/pgbench", 0.5, ratios.Median());
        }
    }
}
