using GeekOnDuty.Scheduling;

namespace GeekOnDuty.Api.Observability;

/// <summary>What is watched of a rota.</summary>
/// <param name="Rota">Its slug.</param>
/// <param name="IsUnlisted">Then it is found by who knows its slug only, and the slug is not told here either.</param>
/// <param name="State">Of this moment.</param>
/// <param name="UncoveredSeconds">Of the next 7 days: office hours run, and nobody holds a seat.</param>
/// <param name="SnapshotAge">Seconds since its snapshot was read or last confirmed against the database.</param>
internal sealed record RotaGauge(string Rota, bool IsUnlisted, DutyState State, double UncoveredSeconds, double SnapshotAge);

/// <summary>The snapshots, as they are watched. Read at each scrape, so it must be cheap and must not ask the database.</summary>
internal interface IRotaGauges
{
    IEnumerable<RotaGauge> Rotas();

    /// <summary>Since the start, how often a snapshot was read anew.</summary>
    (long Succeeded, long Failed) Reloads { get; }
}
