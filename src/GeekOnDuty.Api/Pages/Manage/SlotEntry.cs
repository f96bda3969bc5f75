using GeekOnDuty.Api.Pages.Shared;
using GeekOnDuty.Core.OnDuty;
using GeekOnDuty.Core.Text;
using GeekOnDuty.Scheduling;
using NodaTime;

namespace GeekOnDuty.Api.Pages.Manage;

/// <summary>A slot as coordinators see it.</summary>
/// <param name="Id">Of its office hours.</param>
/// <param name="Date">With the id, its name.</param>
/// <param name="When">On the clock of the page.</param>
/// <param name="There">On its own clock, where that is another.</param>
/// <param name="Week">The Monday of its week in the rota's zone.</param>
/// <param name="Seats">How many are taken.</param>
/// <param name="Claims">Its holders by claim.</param>
public sealed record SlotEntry(
    string Id,
    string Date,
    string Title,
    string When,
    string? There,
    string Week,
    string Seats,
    bool IsCancelled,
    bool IsMoved,
    string? Reason,
    bool IsOver,
    bool HasFreeSeat,
    IReadOnlyList<Choice> Claims
)
{
    internal static readonly Func<LocalDate, LocalDate> Monday = DateAdjusters.PreviousOrSame(IsoDayOfWeek.Monday);

    /// <param name="timeline">Whose slot.</param>
    /// <param name="slotWithClaims">The slot and who holds it.</param>
    /// <param name="zone">Of the page.</param>
    /// <param name="now">Decides what is over.</param>
    internal static SlotEntry Of(RotaState timeline, SlotWithClaims slotWithClaims, DateTimeZone zone, Instant now)
    {
        var (slot, body) = (slotWithClaims.Slot, timeline.Describe(slotWithClaims));
        var changed = timeline.OfficeHours[slot.OfficeHoursId].Overrides.GetValueOrDefault(slot.Date);
        var own = slot.Revision.Rule.Zone;
        return new SlotEntry(
            slot.OfficeHoursId.ToString(),
            Formats.Dates.Format(slot.Date),
            body.Title,
            Spoken.Stretch(slot.StartsAt, slot.EndsAt, zone),
            own.Id == zone.Id ? null : $"{Spoken.Stretch(slot.StartsAt, slot.EndsAt, own)}, {own.Id}",
            Formats.Dates.Format(slot.StartsAt.InZone(Zones.InUse[timeline.Rota.Rota.Zone]).Date.With(Monday)),
            Words.ManageSlots.Seats(body.Seats.Taken, body.Seats.Minimum, body.Seats.Maximum),
            slot.IsCancelled,
            changed is { Cancelled: false },
            slot.Reason,
            slot.EndsAt <= now,
            body.Seats.Taken < body.Seats.Maximum,
            [.. body.Claims.Select(claim => new Choice(claim.Id.ToString(), claim.Holder.Name))]
        );
    }
}
