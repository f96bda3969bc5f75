using GeekOnDuty.Core.OnDuty;
using GeekOnDuty.Core.Operations;
using GeekOnDuty.Core.Rotas;
using GeekOnDuty.Core.Text;
using GeekOnDuty.Scheduling;
using NodaTime;

namespace GeekOnDuty.Core.Claims;

/// <summary>Open slots to offer to somebody who could not have the one they wanted.</summary>
public sealed class Alternatives(ClaimQueries claims, RotaLoader timelines)
{
    private const int MaxAlternatives = 3;
    private static readonly Duration Window = Duration.FromDays(28);

    public static bool Help(RefusalKind kind) =>
        kind is RefusalKind.SlotFull or RefusalKind.DoubleBooked or RefusalKind.AlreadyClaimed;

    /// <summary>
    /// Up to three slots within four weeks that can be claimed now and that the holder is free to take, closest first. The slots come from
    /// the rota in memory, which may lack a claim that was made a moment ago; of the holder's own claims none is missing.
    /// </summary>
    /// <param name="known">The rota in memory.</param>
    /// <param name="rota">The rota as the refusal knows it.</param>
    /// <param name="holder">The person or organisation that could not have the slot.</param>
    /// <param name="slot">The slot that they could not have. It is never offered.</param>
    /// <param name="now">Decides what can be claimed.</param>
    /// <param name="ct">Ends the work.</param>
    public async Task<IReadOnlyList<SlotBody>> ForAsync(
        RotaCacheEntry known,
        StoredRota rota,
        HolderId holder,
        Slot slot,
        Instant now,
        CancellationToken ct
    )
    {
        var wanted = slot.StartsAt;
        var window = new Interval(Instant.Max(now, wanted - Window), Instant.Max(now, wanted) + Window);
        var (slots, timeline) = await timelines.AskAsync(
            known.Snapshot?.Timeline,
            rota.Id,
            window,
            line => line.Slots(window),
            ct
        );
        var busy = holder.VolunteerId is { } id
            ? (await claims.ListAsync(null, id, window, (Formats.FirstInstant, Guid.Empty), int.MaxValue, ct))
                .Where(claim => claim.ReleasedAt is null)
                .Select(claim => claim.During)
                .ToList()
            : [];
        var holderId = holder.VolunteerId ?? holder.OrganisationId;
        return
        [
            .. slots
                .Where(other => (other.Slot.OfficeHoursId, other.Slot.Date) != (slot.OfficeHoursId, slot.Date))
                .Where(other => other.AvailabilityTo(holderId, busy, now, rota.ClaimOpensBefore) == SlotAvailability.Open)
                .Select(other => timeline.Describe(other))
                .OrderBy(other => Duration.Max(other.StartsAt - wanted, wanted - other.StartsAt))
                .ThenBy(other => other.StartsAt)
                .Take(MaxAlternatives),
        ];
    }
}
