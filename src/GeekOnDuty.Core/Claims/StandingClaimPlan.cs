using GeekOnDuty.Core.Operations;
using GeekOnDuty.Core.Rotas;
using GeekOnDuty.Scheduling;
using NodaTime;

namespace GeekOnDuty.Core.Claims;

/// <summary>Works out which dates standing claims can have, one standing claim after the other, against what is held and what was planned before.</summary>
public sealed class StandingClaimPlan
{
    /// <summary>A slot that is not over has a local date that is at most so many days before the date in UTC.</summary>
    private const int DaysOfALongSlot = 3;

    private readonly StoredRota rota;
    private readonly IReadOnlyDictionary<Guid, StoredOfficeHours> hours;
    private readonly StandingClaimOccupancy occupancy;
    private readonly Instant now;
    private readonly Dictionary<(Guid OfficeHoursId, LocalDate Date), List<HolderId>> holders;
    private readonly Dictionary<Guid, List<Interval>> busy;
    private readonly HashSet<(Guid StandingClaimId, LocalDate Date)> held;

    public StandingClaimPlan(
        StoredRota rota,
        IReadOnlyDictionary<Guid, StoredOfficeHours> hours,
        StandingClaimOccupancy occupancy,
        Instant now
    )
    {
        (this.rota, this.hours, this.occupancy, this.now) = (rota, hours, occupancy, now);
        holders = occupancy
            .Seats.GroupBy(seat => (seat.OfficeHoursId, seat.OnDate))
            .ToDictionary(
                slot => slot.Key,
                slot => slot.Select(seat => new HolderId(seat.VolunteerId, seat.OrganisationId)).ToList()
            );
        busy = occupancy
            .Seats.Where(seat => seat.VolunteerId is not null)
            .GroupBy(seat => seat.VolunteerId!.Value)
            .ToDictionary(volunteer => volunteer.Key, volunteer => volunteer.Select(seat => seat.During).ToList());
        held =
        [
            .. occupancy
                .Seats.Where(seat => seat.StandingClaimId is not null)
                .Select(seat => (seat.StandingClaimId!.Value, seat.OnDate)),
        ];
    }

    /// <param name="Standing">The standing claim.</param>
    /// <param name="Wanted">The slots it can have, by date.</param>
    /// <param name="Refused">The dates it cannot have.</param>
    /// <param name="NextOpensAt">When its next slot can be claimed; null while there is none to come.</param>
    public sealed record Entry(
        StandingClaim Standing,
        IReadOnlyList<Slot> Wanted,
        IReadOnlyList<RefusedDate> Refused,
        Instant? NextOpensAt
    );

    /// <summary>Plans one standing claim. What it can have is in the way of those that are added after it.</summary>
    public Entry Add(StandingClaim standing)
    {
        var (wanted, refused) = (new List<Slot>(), new List<RefusedDate>());
        var rules = hours[standing.OfficeHoursId];
        foreach (var date in standing.Dates(rules, now.InUtc().Date.PlusDays(-DaysOfALongSlot)))
        {
            if (
                rules.Rules.SlotOn(date) is not { } slot
                || slot.EndsAt <= now
                || held.Contains((standing.Id, date))
                || occupancy.GivenBack.Contains((standing.Id, date))
            )
            {
                continue;
            }

            if (slot.OpensAt(rota.ClaimOpensBefore) is var opensAt && opensAt > now)
            {
                return new Entry(standing, wanted, refused, opensAt);
            }

            if (WhyNot(standing, slot) is { } kind)
            {
                refused.Add(new RefusedDate(date, kind));
            }
            else
            {
                wanted.Add(slot);
                Occupy(standing.Holder, slot);
            }
        }

        return new Entry(standing, wanted, refused, null);
    }

    private RefusalKind? WhyNot(StandingClaim standing, Slot slot)
    {
        var inSlot = holders.GetValueOrDefault((slot.OfficeHoursId, slot.Date), []);
        return slot.IsCancelled ? RefusalKind.SlotNotOpen
            : standing.VolunteerId is { } volunteerId && !occupancy.Members.Contains(volunteerId) ? RefusalKind.Forbidden
            : inSlot.Contains(standing.Holder) ? RefusalKind.AlreadyClaimed
            : inSlot.Count >= slot.Seats.Maximum ? RefusalKind.SlotFull
            : IsBusy(standing.VolunteerId, slot) ? RefusalKind.DoubleBooked
            : null;
    }

    private bool IsBusy(Guid? volunteerId, Slot slot) =>
        volunteerId is { } id
        && busy.GetValueOrDefault(id, []).Exists(during => during.Start < slot.EndsAt && during.End > slot.StartsAt);

    private void Occupy(HolderId holder, Slot slot)
    {
        Add(holders, (slot.OfficeHoursId, slot.Date), holder);
        if (holder.VolunteerId is { } volunteerId)
        {
            Add(busy, volunteerId, slot.During);
        }
    }

    private static void Add<TKey, TValue>(Dictionary<TKey, List<TValue>> lists, TKey key, TValue value)
        where TKey : notnull
    {
        if (!lists.TryGetValue(key, out var list))
        {
            lists[key] = list = [];
        }

        list.Add(value);
    }
}
