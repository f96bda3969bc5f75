using GeekOnDuty.Api.Http;
using GeekOnDuty.Api.OnDuty;
using GeekOnDuty.Api.Rotas;
using NodaTime;

namespace GeekOnDuty.Api.Claims;

/// <summary>Open slots to offer to somebody who could not have the one they wanted.</summary>
internal sealed class Alternatives(RotaTimelines timelines, ClaimQueries claims)
{
    private const int Most = 3;
    private static readonly Duration Reach = Duration.FromDays(28);

    public static bool Help(ProblemKind problem) =>
        problem == Problems.SlotFull || problem == Problems.DoubleBooked || problem == Problems.AlreadyClaimed;

    /// <summary>Up to three slots within four weeks that can be claimed now and that the holder is free to take, closest first.</summary>
    /// <param name="rota">Where.</param>
    /// <param name="holder">For whom.</param>
    /// <param name="wanted">The start of the slot that they could not have.</param>
    /// <param name="now">Decides what can be claimed.</param>
    /// <param name="ct">Ends the work.</param>
    public async Task<IReadOnlyList<SlotBody>> ForAsync(
        StoredRota rota,
        HolderId holder,
        Instant wanted,
        Instant now,
        CancellationToken ct
    )
    {
        var window = new Interval(Instant.Max(now, wanted - Reach), Instant.Max(now, wanted) + Reach);
        var (slots, timeline) = await timelines.AskAsync(rota.Id, window, line => line.Slots(window), ct);
        var busy = holder.VolunteerId is { } id
            ? (await claims.ListAsync(null, id, window, (Values.FirstInstant, Guid.Empty), int.MaxValue, ct))
                .Where(claim => claim.ReleasedAt is null)
                .ToList()
            : [];
        return
        [
            .. slots
                .Where(slot => slot.Slot.ClosureAt(now, rota.ClaimOpensBefore) is null)
                .Where(slot =>
                    !busy.Exists(claim => claim.During.Start < slot.Slot.EndsAt && claim.During.End > slot.Slot.StartsAt)
                )
                .Where(slot => slot.Claims.All(claim => claim.Holder.Id != holder.OrganisationId))
                .Select(slot => timeline.Describe(slot))
                .Where(slot => slot.State == SlotState.Open)
                .OrderBy(slot => Duration.Max(slot.StartsAt - wanted, wanted - slot.StartsAt))
                .ThenBy(slot => slot.StartsAt)
                .Take(Most),
        ];
    }
}
