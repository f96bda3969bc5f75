using NodaTime;

namespace GeekOnDuty.Scheduling.Tests;

/// <summary>The oracle: asks the slot of every date around an instant and every claim. No sweep, no order, no search.</summary>
internal sealed class NaiveRota(IReadOnlyList<OfficeHours> officeHours, IReadOnlyList<HeldSeat> claims)
{
    private readonly IReadOnlyList<Duty> duties =
    [
        .. from claim in claims
        from hours in officeHours
        where hours.Id == claim.OfficeHoursId
        let slot = hours.SlotOn(claim.Date)
        where slot is { IsCancelled: false }
        select new Duty(claim, slot),
    ];

    private IReadOnlyList<Slot>? slots;

    /// <summary>Every slot that takes place in the window, by start; one that is held goes before others of that start.</summary>
    /// <param name="window">The same one each time.</param>
    public IReadOnlyList<Slot> SlotsIn(Interval window) =>
        slots ??= [
            .. from hours in officeHours
            from day in Enumerable.Range(-3, Period.DaysBetween(window.Start.InUtc().Date, window.End.InUtc().Date) + 6)
            let slot = hours.SlotOn(window.Start.InUtc().Date.PlusDays(day))
            where slot is { IsCancelled: false } && window.Contains(slot.StartsAt)
            orderby slot.StartsAt, HoldersOf(slot).Count == 0, slot.OfficeHoursId, slot.Date
            select slot,
        ];

    /// <summary>By seat.</summary>
    public IReadOnlyList<HeldSeat> HoldersOf(Slot slot) =>
        [
            .. claims
                .Where(claim => (claim.OfficeHoursId, claim.Date) == (slot.OfficeHoursId, slot.Date))
                .OrderBy(claim => claim.Seat),
        ];

    public (DutyState State, IReadOnlyList<Duty> OnDuty) At(Instant at)
    {
        var date = at.InUtc().Date;
        var running = officeHours.Any(hours =>
            Enumerable
                .Range(-4, 9)
                .Any(day => hours.SlotOn(date.PlusDays(day)) is { IsCancelled: false } slot && slot.During.Contains(at))
        );
        var onDuty = InOrder(duties.Where(duty => duty.Slot.During.Contains(at)));
        var state =
            !running ? DutyState.Closed
            : onDuty.Count == 0 ? DutyState.Unstaffed
            : DutyState.Staffed;
        return (state, onDuty);
    }

    public NextDuty? NextAfter(Instant at)
    {
        var here = At(at).OnDuty.Select(duty => duty.Claim.Holder.Id).ToHashSet();
        var newcomers = duties.Where(duty => duty.Slot.StartsAt > at && !here.Contains(duty.Claim.Holder.Id)).ToList();
        if (newcomers.Count == 0)
        {
            return null;
        }

        var startsAt = newcomers.Min(duty => duty.Slot.StartsAt);
        var first = InOrder(newcomers.Where(duty => duty.Slot.StartsAt == startsAt));
        return new NextDuty(startsAt, first.Min(duty => duty.Slot.EndsAt), first);
    }

    /// <summary>Starts and ends of all slots around the window, cancelled ones too.</summary>
    public IEnumerable<Instant> Boundaries(Interval window)
    {
        var first = window.Start.InUtc().Date;
        var days = Period.DaysBetween(first, window.End.InUtc().Date) + 1;
        return officeHours
            .SelectMany(hours => Enumerable.Range(0, days).Select(day => hours.SlotOn(first.PlusDays(day))))
            .OfType<Slot>()
            .SelectMany(slot => new[] { slot.StartsAt, slot.EndsAt })
            .Distinct();
    }

    private static IReadOnlyList<Duty> InOrder(IEnumerable<Duty> duties) =>
        [
            .. duties
                .OrderBy(duty => duty.Slot.StartsAt)
                .ThenBy(duty => duty.Claim.Holder.Name, StringComparer.Ordinal)
                .ThenBy(duty => duty.Claim.ClaimId),
        ];
}
