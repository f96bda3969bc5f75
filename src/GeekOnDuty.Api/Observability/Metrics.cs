using System.Diagnostics.Metrics;
using System.Globalization;
using GeekOnDuty.Core.Claims;
using GeekOnDuty.Core.Storage;
using GeekOnDuty.Scheduling;

namespace GeekOnDuty.Api.Observability;

/// <summary>One reading.</summary>
internal sealed record Sample(double Value, params (string Name, string Value)[] Labels);

/// <summary>Something that is counted or measured, read when somebody asks.</summary>
/// <param name="Name">As Prometheus wants it, the same over OTLP.</param>
/// <param name="Unit">UCUM: `s`, `By`; null for things that are counted.</param>
/// <param name="IsCounter">It only grows; its name ends in `_total`.</param>
/// <param name="Help">One sentence.</param>
/// <param name="Read">Cheap, and asks nobody.</param>
internal sealed record Instrument(string Name, string? Unit, bool IsCounter, string Help, Func<IEnumerable<Sample>> Read);

/// <summary>
/// All that is measured besides the durations of requests, said once for `/metrics` and for the meter that OTLP exports. Nothing is pushed:
/// the hot path only adds to numbers, which are read here.
/// </summary>
internal sealed class Metrics : IDisposable
{
    public const string MeterName = "GeekOnDuty";

    private readonly Meter meter = new(MeterName);

    public Metrics(ClaimMetrics claims, Database database, ChangeFeed feed, IEnumerable<IRotaGauges> snapshots, RequestLog? log)
    {
        All =
        [
            new(
                "geek_on_duty_claims_total",
                null,
                true,
                "Claims that people made one by one, by outcome: claimed, or the slug of the problem.",
                () => Outcomes(claims.Single)
            ),
            new(
                "geek_on_duty_standing_claims_total",
                null,
                true,
                "Dates that standing claims tried to take, by outcome: claimed, or the slug of the problem.",
                () => Outcomes(claims.Standing)
            ),
            new(
                "geek_on_duty_claims_moved_total",
                null,
                true,
                "Claims that another tz database has moved, or released as they had no place any more, by outcome.",
                () => Outcomes(claims.Moved)
            ),
            new(
                "geek_on_duty_database_up",
                null,
                false,
                "1 while the database answers; 0 while it is away, and answers come from memory or are refused.",
                () => [new Sample(database.Prepared.IsCompletedSuccessfully && feed.IsConfirmed ? 1 : 0)]
            ),
            .. snapshots.SelectMany(OfRotas),
            .. OfLog(log),
            .. OfProcess(),
        ];
        foreach (var instrument in All)
        {
            Publish(instrument);
        }
    }

    public IReadOnlyList<Instrument> All { get; }

    public void Dispose() => meter.Dispose();

    private static IEnumerable<Instrument> OfRotas(IRotaGauges snapshots)
    {
        yield return new(
            "geek_on_duty_rota_state",
            null,
            false,
            "1 for the state that the rota is in now, 0 for the others.",
            () =>
                from gauge in Public(snapshots)
                from state in Enum.GetValues<DutyState>()
                select new Sample(gauge.State == state ? 1 : 0, ("rota", gauge.Rota), ("state", NameOf(state)))
        );
        yield return new(
            "geek_on_duty_rota_uncovered_seconds",
            "s",
            false,
            "How long, within the next 7 days, office hours run and nobody holds a seat.",
            () => Public(snapshots).Select(gauge => new Sample(gauge.UncoveredSeconds, ("rota", gauge.Rota)))
        );
        yield return new(
            "geek_on_duty_snapshot_age_seconds",
            "s",
            false,
            "Since when the answers of the rota have not been confirmed against the database.",
            () => Public(snapshots).Select(gauge => new Sample(gauge.SnapshotAge, ("rota", gauge.Rota)))
        );
        yield return new(
            "geek_on_duty_snapshot_reloads_total",
            null,
            true,
            "How often the snapshot of a rota was read anew.",
            () =>
                [
                    new Sample(snapshots.Reloads.Succeeded, ("result", "succeeded")),
                    new Sample(snapshots.Reloads.Failed, ("result", "failed")),
                ]
        );
    }

    /// <summary>The slug of an unlisted rota is for those who know it.</summary>
    private static IEnumerable<RotaGauge> Public(IRotaGauges snapshots) => snapshots.Rotas().Where(gauge => !gauge.IsUnlisted);

    private static IEnumerable<Instrument> OfLog(RequestLog? log) =>
        log is null
            ? []
            :
            [
                new(
                    "geek_on_duty_request_log_dropped_total",
                    null,
                    true,
                    "Lines of the request log that were dropped because nobody took them from the standard output fast enough.",
                    () => [new Sample(log.Dropped)]
                ),
            ];

    private static IEnumerable<Instrument> OfProcess()
    {
        var started = StartOfProcess();
        yield return new(
            "process_start_time_seconds",
            "s",
            false,
            "When the process started, in seconds since 1970.",
            () => [new Sample(started)]
        );
        yield return new(
            "process_resident_memory_bytes",
            "By",
            false,
            "Memory of the process that is in use.",
            () => [new Sample(Environment.WorkingSet)]
        );
        yield return new(
            "process_cpu_seconds_total",
            "s",
            true,
            "Time that processors have spent on the process.",
            () => [new Sample(OperatingSystem.IsBrowser() ? 0 : Environment.CpuUsage.TotalTime.TotalSeconds)]
        );
    }

    private static double StartOfProcess()
    {
        using var process = System.Diagnostics.Process.GetCurrentProcess();
        return (process.StartTime.ToUniversalTime() - DateTime.UnixEpoch).TotalSeconds;
    }

    private static IEnumerable<Sample> Outcomes(IReadOnlyDictionary<string, long> counts) =>
        counts
            .OrderBy(count => count.Key, StringComparer.Ordinal)
            .Select(count => new Sample(count.Value, ("outcome", count.Key)));

    private static string NameOf(DutyState state) => state.ToString().ToLower(CultureInfo.InvariantCulture);

    private void Publish(Instrument instrument)
    {
        IEnumerable<Measurement<double>> Observe() =>
            instrument
                .Read()
                .Select(sample => new Measurement<double>(
                    sample.Value,
                    sample.Labels.Select(label => new KeyValuePair<string, object?>(label.Name, label.Value))
                ));
        if (instrument.IsCounter)
        {
            meter.CreateObservableCounter(instrument.Name, Observe, instrument.Unit, instrument.Help);
        }
        else
        {
            meter.CreateObservableGauge(instrument.Name, Observe, instrument.Unit, instrument.Help);
        }
    }
}
