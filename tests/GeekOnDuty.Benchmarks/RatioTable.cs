namespace GeekOnDuty.Benchmarks;

/// <summary>Answers a second of the program and of the bare endpoint, which take turns.</summary>
/// <param name="what">Is asked for.</param>
internal sealed class RatioTable(string what)
{
    public const int Connections = 32;
    public const int WarmUpSeconds = 5;

    private readonly Table table = new(
        $"{what}, answers/s",
        "program",
        "bare",
        "ratio",
        "worst–best",
        "bytes",
        "bare's",
        "busy",
        "bare's"
    );

    /// <param name="name">Of the row.</param>
    /// <param name="options">How often and how long.</param>
    /// <param name="target">The least ratio.</param>
    /// <param name="program">The real one.</param>
    /// <param name="bare">The yardstick.</param>
    /// <param name="ourRequests">As <see cref="Wrk.RunAsync"/> takes them.</param>
    /// <param name="theirRequests">The same for the yardstick.</param>
    public async Task AddAsync(
        string name,
        Options options,
        double target,
        ServerProcess program,
        ServerProcess bare,
        string ourRequests,
        string theirRequests
    )
    {
        await Wrk.RunAsync(program, Connections, WarmUpSeconds, ourRequests);
        await Wrk.RunAsync(bare, Connections, WarmUpSeconds, theirRequests);
        var rounds = new List<(LoadResult Ours, LoadResult Theirs)>();
        for (var round = 0; round < options.Rounds; round++)
        {
            var first = await Wrk.RunAsync(program, Connections, options.Seconds, ourRequests);
            rounds.Add((first, await Wrk.RunAsync(bare, Connections, options.Seconds, theirRequests)));
        }

        var ratios = rounds.Select(round => round.Ours.PerSecond / round.Theirs.PerSecond).ToList();
        table.Add(
            name,
            Figures.Of(rounds.Select(round => round.Ours.PerSecond).Median()),
            Figures.Of(rounds.Select(round => round.Theirs.PerSecond).Median()),
            Figures.Of(ratios.Median()),
            $"{Figures.Of(ratios.Min())}–{Figures.Of(ratios.Max())}",
            Figures.Of(rounds[0].Ours.BytesEach),
            Figures.Of(rounds[0].Theirs.BytesEach),
            Figures.Of(rounds.Select(round => round.Ours.Busy).Median()),
            Figures.Of(rounds.Select(round => round.Theirs.Busy).Median())
        );
        Verdicts.AtLeast($"{what}: {name}, program/bare", target, ratios.Median());
    }

    public void Print() => table.Print();
}
