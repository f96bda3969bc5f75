using GeekOnDuty.Core.OnDuty;
using GeekOnDuty.Scheduling;
using NodaTime;

namespace GeekOnDuty.Api.Pages.Help;

/// <summary>Whether somebody can take an hour of a rota now, this week or later.</summary>
/// <param name="Any">There is a slot in its claim window with a free seat.</param>
/// <param name="NextOpening">Where there is none, when the next slot opens, as far as is known.</param>
internal sealed record OpenHours(bool Any, Instant? NextOpening)
{
    /// <summary>No longer than the claims that are in memory.</summary>
    private const int MaxWeeks = 57;

    public static OpenHours Of(RotaState timeline, Instant now)
    {
        var opensBefore = timeline.Rota.ClaimOpensBefore;
        if (timeline.Rota.IsArchived)
        {
            return new OpenHours(false, null);
        }

        for (var week = 0; week < MaxWeeks; week++)
        {
            var from = now + Duration.FromDays(7 * week);
            if (timeline.Timeline.Slots(new Interval(from, from + Duration.FromDays(7))) is not { } slots)
            {
                break;
            }

            if (slots.Any(each => each.AvailabilityTo(null, [], now, opensBefore) == SlotAvailability.Open))
            {
                return new OpenHours(true, null);
            }

            // Slots open in the order in which they start, give or take a difference of clocks.
            var openings = slots.Select(each => each.Slot.OpensAt(opensBefore)).Where(opensAt => opensAt > now).ToList();
            if (openings.Count > 0)
            {
                return new OpenHours(false, openings.Min());
            }
        }

        return new OpenHours(false, null);
    }
}
