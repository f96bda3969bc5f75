using NodaTime;

namespace GeekOnDuty.Scheduling;

/// <summary>The rules of a rota and its claims as one line of time. Everything said about "now", "next" and the schedule is read from here.</summary>
public sealed class Timeline
{
    private static readonly Duration FirstReach = Duration.FromDays(8);

    /// <summary>The search for the slot after the present answer begins this short: where office hours run round the clock it is enough.</summary>
    private static readonly Duration FirstReachForNextSlot = Duration.FromDays(1);

    /// <summary>An answer that stays the same until then counts as one that never changes. A year after the last instant worth asking for.</summary>
    private static readonly Instant EndOfSearch = Instant.FromUtc(2201, 1, 1, 0, 0);

    /// <summary>
    /// So does one that stays the same over that many slots, half a century of daily ones: where somebody is wanted round the clock and nobody
    /// comes, the search would else go through every slot until its end, for everybody who asks.
    /// </summary>
    private const int MostSlots = 20_000;

    private readonly IReadOnlyList<OfficeHours> officeHours;
    private readonly Interval known;
    private readonly Instant beginning;
    private readonly Instant closedFrom;
    private readonly Dictionary<(Guid OfficeHours, LocalDate Date), Duty[]> dutiesBySlot;
    private readonly Duty[] duties;

    /// <param name="officeHours">All office hours of the rota, ended ones too.</param>
    /// <param name="claims">The held seats whose slots overlap <paramref name="known"/>. Those of cancelled or vanished slots do not count.</param>
    /// <param name="known">UTC; outside it claims may exist that are not given. An end is absent where there are none beyond it.</param>
    /// <param name="closedFrom">UTC; from then on no office hours take place: the rota is archived. Slots that began before are cut there.</param>
    public Timeline(
        IReadOnlyList<OfficeHours> officeHours,
        IEnumerable<HeldSeat> claims,
        Interval known,
        Instant? closedFrom = null
    )
    {
        (this.officeHours, this.known, this.closedFrom) = (officeHours, known, closedFrom ?? Instant.MaxValue);
        beginning = officeHours.Count == 0 ? Instant.MinValue : officeHours.Min(hours => hours.NotBefore);
        var byId = officeHours.ToDictionary(hours => hours.Id);
        dutiesBySlot = claims
            .GroupBy(claim => (claim.OfficeHoursId, claim.Date))
            .Select(group =>
                (group.Key, Slot: byId.GetValueOrDefault(group.Key.OfficeHoursId)?.SlotOn(group.Key.Date), Claims: group)
            )
            .Where(group => group.Slot is { IsCancelled: false } slot && slot.StartsAt < this.closedFrom)
            .ToDictionary(
                group => group.Key,
                group => group.Claims.OrderBy(claim => claim.Seat).Select(claim => new Duty(claim, group.Slot!)).ToArray()
            );
        duties = [.. dutiesBySlot.Values.SelectMany(duties => duties)];
        Array.Sort(duties, ByStartThenName);
    }

    /// <summary>Who is on duty at <paramref name="at"/>, since when and until when, who is next, and the office hours that follow.</summary>
    /// <param name="at">UTC, years 1900 to 2200.</param>
    /// <returns>Null when that depends on claims outside the known stretch.</returns>
    public OnDutyAnswer? At(Instant at)
    {
        if (Segments(new Interval(at, at + Duration.Epsilon)) is not [var now])
        {
            return null;
        }

        // These start no later than the next newcomer comes. So where the newcomer is known, so are the holders of these.
        var nextOfficeHours = now.Until is { } until ? FirstSlotFrom(until) : null;

        var onDuty = now.OnDuty.Select(duty => duty.Claim.Holder.Id).ToHashSet();
        var first = FirstAfter(at);
        while (first < duties.Length && onDuty.Contains(duties[first].Claim.Holder.Id))
        {
            first++;
        }

        if (first == duties.Length)
        {
            return known.HasEnd ? null : new OnDutyAnswer(now, null, nextOfficeHours);
        }

        var startsAt = duties[first].Slot.StartsAt;
        if (known.HasEnd && startsAt >= known.End)
        {
            return null;
        }

        var newcomers = duties
            .Skip(first)
            .TakeWhile(duty => duty.Slot.StartsAt == startsAt)
            .Where(duty => !onDuty.Contains(duty.Claim.Holder.Id))
            .ToArray();
        var next = new NextDuty(startsAt, newcomers.Min(duty => duty.Slot.EndsAt), newcomers);
        return new OnDutyAnswer(now, next, nextOfficeHours);
    }

    /// <summary>The segments that overlap <paramref name="window"/>, whole (not cut at its ends), gap-free, in order.</summary>
    /// <param name="window">UTC, half-open, not empty, with both ends, in the years 1900 to 2200.</param>
    /// <returns>Null when they depend on claims outside the known stretch.</returns>
    public IReadOnlyList<Segment>? Segments(Interval window)
    {
        if (officeHours.Count == 0)
        {
            return [new Segment(null, null, DutyState.Closed, [])];
        }

        for (Duration before = FirstReach, after = FirstReach; ; )
        {
            var (from, to) = (Later(window.Start - before, beginning), Earlier(window.End + after, EndOfSearch));
            from = Earlier(from, window.Start);
            to = Later(to, window.End);
            var segments = Sweep(new Interval(from, to), out var slots);
            var first = segments.FindLastIndex(segment => segment.Since <= window.Start);
            var last = segments.FindIndex(segment => segment.Until >= window.End);
            if ((known.HasStart && segments[first].Since <= known.Start) || (known.HasEnd && segments[last].Until >= known.End))
            {
                return null;
            }

            var (openStart, openEnd) = (first == 0, last == segments.Count - 1);
            if (openStart && from > beginning && slots < MostSlots)
            {
                before *= 4;
            }
            else if (openEnd && to < EndOfSearch && slots < MostSlots)
            {
                after *= 4;
            }
            else
            {
                segments = segments.GetRange(first, last - first + 1);
                segments[0] = openStart ? segments[0] with { Since = null } : segments[0];
                segments[^1] = openEnd ? segments[^1] with { Until = null } : segments[^1];
                return segments;
            }
        }
    }

    /// <summary>Slots that overlap <paramref name="window"/>, cancelled ones too, by start, office hours and date.</summary>
    /// <param name="window">UTC, half-open, with both ends.</param>
    /// <returns>Null when it reaches outside the known stretch.</returns>
    public IReadOnlyList<SlotWithClaims>? Slots(Interval window)
    {
        if (!Knows(window))
        {
            return null;
        }

        var slots = SlotsIn(window).ToList();
        slots.Sort((a, b) => (a.StartsAt, a.OfficeHoursId, a.Date).CompareTo((b.StartsAt, b.OfficeHoursId, b.Date)));
        return [.. slots.Select(WithClaims)];
    }

    /// <summary>How long, of <paramref name="window"/>, office hours run and nobody holds a seat.</summary>
    /// <param name="window">UTC, half-open, with both ends.</param>
    /// <returns>Null when it reaches outside the known stretch.</returns>
    public Duration? Uncovered(Interval window) =>
        Knows(window)
            ? Sweep(window, out _)
                .Where(segment => segment.State == DutyState.Unstaffed)
                .Aggregate(Duration.Zero, (sum, segment) => sum + (segment.Until!.Value - segment.Since!.Value))
            : null;

    /// <summary>Those that take place before the rota closes.</summary>
    private IEnumerable<Slot> SlotsIn(Interval window)
    {
        var end = Earlier(window.End, closedFrom);
        return end <= window.Start ? [] : officeHours.SelectMany(hours => hours.Slots(new Interval(window.Start, end)));
    }

    /// <summary>The first slot, not cancelled, that starts at or after <paramref name="from"/>, as <see cref="OnDutyAnswer.NextOfficeHours"/> says.</summary>
    private SlotWithClaims? FirstSlotFrom(Instant from)
    {
        var seen = 0;
        for (var reach = FirstReachForNextSlot; from < Earlier(EndOfSearch, closedFrom) && seen < MostSlots; reach *= 4)
        {
            var to = Earlier(from + reach, EndOfSearch);
            Slot? first = null;
            foreach (var slot in SlotsIn(new Interval(from, to)))
            {
                seen++;
                if (!slot.IsCancelled && slot.StartsAt >= from && (first is null || Rank(slot).CompareTo(Rank(first)) < 0))
                {
                    first = slot;
                }
            }

            if (first is not null)
            {
                return WithClaims(first);
            }

            from = to;
        }

        return null;

        (Instant, int, Guid, LocalDate) Rank(Slot slot) =>
            (slot.StartsAt, DutiesOf(slot).Length == 0 ? 1 : 0, slot.OfficeHoursId, slot.Date);
    }

    private bool Knows(Interval window) =>
        !(known.HasStart && window.Start < known.Start) && !(known.HasEnd && window.End > known.End);

    /// <summary>One pass over all starts and ends in the window. The outer segments are cut at the window's ends.</summary>
    private List<Segment> Sweep(Interval window, out int slots)
    {
        var boundaries = new List<(Instant At, int Change, Slot Slot)>();
        var end = Earlier(window.End, closedFrom);
        foreach (var slot in SlotsIn(window).Where(slot => !slot.IsCancelled))
        {
            boundaries.Add((Later(slot.StartsAt, window.Start), 1, slot));
            boundaries.Add((Earlier(slot.EndsAt, end), -1, slot));
        }

        slots = boundaries.Count / 2;
        boundaries.Sort((a, b) => a.At.CompareTo(b.At));
        var segments = new List<Segment>();
        var (running, onDuty) = (0, new List<Duty>());
        var since = window.Start;
        for (var i = 0; i <= boundaries.Count; )
        {
            var until = i < boundaries.Count ? boundaries[i].At : window.End;
            if (until > since)
            {
                Append(segments, since, until, running, onDuty);
                since = until;
            }

            if (i == boundaries.Count)
            {
                break;
            }

            for (; i < boundaries.Count && boundaries[i].At == until; i++)
            {
                running += boundaries[i].Change;
                foreach (var duty in DutiesOf(boundaries[i].Slot))
                {
                    _ = boundaries[i].Change > 0 ? Add(onDuty, duty) : onDuty.Remove(duty);
                }
            }
        }

        return segments;
    }

    private static void Append(List<Segment> segments, Instant since, Instant until, int running, List<Duty> onDuty)
    {
        var state = (running, onDuty.Count) switch
        {
            (0, _) => DutyState.Closed,
            (_, 0) => DutyState.Unstaffed,
            _ => DutyState.Staffed,
        };
        var segment = new Segment(since, until, state, onDuty.Count == 0 ? [] : [.. onDuty.Order(ByStartThenName)]);
        if (segments is [.., var previous] && previous.SaysTheSameAs(segment))
        {
            segments[^1] = previous with { Until = until };
            return;
        }

        segments.Add(segment);
    }

    private static bool Add(List<Duty> duties, Duty duty)
    {
        duties.Add(duty);
        return true;
    }

    private SlotWithClaims WithClaims(Slot slot) => new(slot, [.. DutiesOf(slot).Select(duty => duty.Claim)]);

    private Duty[] DutiesOf(Slot slot) => dutiesBySlot.GetValueOrDefault((slot.OfficeHoursId, slot.Date), []);

    private int FirstAfter(Instant at)
    {
        var (low, high) = (0, duties.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = duties[middle].Slot.StartsAt <= at ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    private static readonly Comparer<Duty> ByStartThenName = Comparer<Duty>.Create(
        (a, b) =>
            a.Slot.StartsAt.CompareTo(b.Slot.StartsAt) is var byStart and not 0 ? byStart
            : string.CompareOrdinal(a.Claim.Holder.Name, b.Claim.Holder.Name) is var byName and not 0 ? byName
            : a.Claim.ClaimId.CompareTo(b.Claim.ClaimId)
    );

    private static Instant Earlier(Instant a, Instant b) => a < b ? a : b;

    private static Instant Later(Instant a, Instant b) => a > b ? a : b;
}
