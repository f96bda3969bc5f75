using GeekOnDuty.Core.OnDuty;
using GeekOnDuty.Core.Rotas;
using GeekOnDuty.Core.Storage;
using NodaTime;

namespace GeekOnDuty.Api.Observability;

/// <summary>The rotas in memory, as they are watched.</summary>
internal sealed class RotaGauges(RotaCache rotas, ChangeFeed feed, IClock clock) : IRotaGauges
{
    private static readonly Duration Week = Duration.FromDays(7);

    public (long Succeeded, long Failed) Reloads => rotas.Loads;

    public IEnumerable<RotaGauge> Rotas()
    {
        var now = clock.GetCurrentInstant();
        foreach (var (slug, rota) in rotas.All)
        {
            if (
                rota.Snapshot is { Timeline: var timeline } snapshot
                && rota.AnswerAt(now)?.State is { } state
                && timeline.Timeline.Uncovered(new Interval(now, now + Week)) is { } uncovered
            )
            {
                var isUnlisted = timeline.Rota.Rota is { Visibility: Visibility.Unlisted } or { Archived: true };
                var age = rota.IsBehind ? snapshot.Age : feed.Age;
                yield return new RotaGauge(slug, isUnlisted, state, uncovered.TotalSeconds, age.TotalSeconds);
            }
        }
    }
}
