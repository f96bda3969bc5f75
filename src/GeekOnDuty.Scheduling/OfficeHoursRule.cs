using NodaTime;

namespace GeekOnDuty.Scheduling;

/// <summary>A recurring promise on the clock of one zone: which local dates, from when to when, how many seats.</summary>
/// <remarks>
/// <see cref="StartDate"/> is a lower bound and the anchor of INTERVAL and COUNT; <see cref="EndDate"/> is inclusive.
/// Extra dates are added (any weekday, also after the end date, never before the start date); except dates are removed and win.
/// </remarks>
public sealed class OfficeHoursRule
{
    private readonly SortedSet<LocalDate> extra;
    private readonly HashSet<LocalDate> except;

    /// <exception cref="ArgumentException">The end date lies before the start date.</exception>
    public OfficeHoursRule(
        DateTimeZone zone,
        LocalDate startDate,
        LocalDate? endDate,
        LocalTime startTime,
        LocalTime endTime,
        Recurrence? recurrence,
        IEnumerable<LocalDate> exceptDates,
        IEnumerable<LocalDate> extraDates,
        Seats seats
    )
    {
        if (endDate < startDate)
        {
            throw new ArgumentException("The end date lies before the start date.", nameof(endDate));
        }

        (Zone, StartDate, EndDate, StartTime, EndTime) = (zone, startDate, endDate, startTime, endTime);
        (Recurrence, Seats) = (recurrence, seats);
        except = [.. exceptDates];
        extra = [.. extraDates.Where(date => date >= startDate)];
    }

    public DateTimeZone Zone { get; }
    public LocalDate StartDate { get; }
    public LocalDate? EndDate { get; }
    public LocalTime StartTime { get; }
    public LocalTime EndTime { get; }

    /// <summary>Null: the one date <see cref="StartDate"/>.</summary>
    public Recurrence? Recurrence { get; }
    public Seats Seats { get; }

    /// <summary>The local dates of the rule from <paramref name="from"/> to <paramref name="to"/>, both inclusive, ascending, lazily.</summary>
    public IEnumerable<LocalDate> Dates(LocalDate from, LocalDate to)
    {
        using var added = extra.GetViewBetween(LocalDate.Min(from, to), to).GetEnumerator();
        var hasAdded = from <= to && added.MoveNext();
        foreach (var date in RecurringDates(from, to))
        {
            for (; hasAdded && added.Current < date; hasAdded = added.MoveNext())
            {
                if (!except.Contains(added.Current))
                {
                    yield return added.Current;
                }
            }

            if (hasAdded && added.Current == date)
            {
                hasAdded = added.MoveNext();
            }

            if (!except.Contains(date))
            {
                yield return date;
            }
        }

        for (; hasAdded; hasAdded = added.MoveNext())
        {
            if (!except.Contains(added.Current))
            {
                yield return added.Current;
            }
        }
    }

    public bool Includes(LocalDate date) =>
        !except.Contains(date)
        && (
            extra.Contains(date)
            || (
                date >= StartDate
                && !(date > EndDate)
                && (Recurrence is null ? date == StartDate : Recurrence.Includes(StartDate, date))
            )
        );

    /// <summary>As <see cref="Dates"/>, whatever dates are removed or added.</summary>
    public IEnumerable<LocalDate> RecurringDates(LocalDate from, LocalDate to)
    {
        var last = EndDate < to ? EndDate.Value : to;
        if (Recurrence is not null)
        {
            return Recurrence.Dates(StartDate, from, last);
        }

        return from <= StartDate && StartDate <= last ? [StartDate] : [];
    }
}
