using GeekOnDuty.Api.Http;
using GeekOnDuty.Core.Text;
using GeekOnDuty.Scheduling;
using Microsoft.AspNetCore.Http.HttpResults;
using NodaTime;

namespace GeekOnDuty.Api.Endpoints;

internal static class OccurrenceEndpoints
{
    public static void MapOccurrences(this IEndpointRouteBuilder v1) =>
        v1.MapPost("/occurrences", Preview)
            .AllowAnonymous()
            .RequireCors(Conventions.PublicCors)
            .LimitAnonymous()
            .CanAnswer(Problems.Invalid)
            .WithName("PreviewOccurrences")
            .WithSummary("Preview a rule");

    /// <summary>
    /// The slots that office hours would come out as; nothing is stored. `from` and `to` select slots that overlap that window. At most 1,000
    /// items, from the first on; `truncated` says that there are more. `dropped` lists the dates whose slot a gap of the clock swallows.
    /// </summary>
    internal static Ok<Occurrences> Preview(Body<OccurrenceQuestion> body) => TypedResults.Ok(Occurrences.Of(body.Value));
}

/// <summary>A rule to preview, and the window to look at.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="From">UTC; only slots that end later. Left out: from the first on.</param>
/// <param name="To">UTC; only slots that start earlier. Left out: without end.</param>
internal sealed record OccurrenceQuestion(OfficeHoursRule Rule, Instant? From, Instant? To) : IRequestBody<OccurrenceQuestion>
{
    public static OccurrenceQuestion Read(JsonObjectReader members)
    {
        var (startDate, endDate) = (members.Date("startDate"), members.OptionalDate("endDate"));
        if (endDate < startDate)
        {
            members.Errors.Add(members.PathOf("endDate"), "It lies before startDate.", ValidationTexts.BeforeFirstDate);
            endDate = null;
        }

        var (from, to) = (members.OptionalInstant("from"), members.OptionalInstant("to"));
        if (to <= from)
        {
            members.Errors.Add(members.PathOf("to"), "It must be later than from.");
        }

        var recurrence = members.OptionalRecurrence("recurrence");
        var rule = new OfficeHoursRule(
            Zones.InUse[members.Zone("zone")],
            startDate,
            endDate,
            members.Time("startTime"),
            members.Time("endTime"),
            recurrence is null ? null : Recurrence.Parse(recurrence),
            members.Dates("exceptDates"),
            members.Dates("extraDates"),
            new Seats(0, 1)
        );
        return new OccurrenceQuestion(rule, from, to);
    }
}

/// <param name="Items">By date.</param>
/// <param name="Dropped">Dates of the rule on which no slot takes place, because a gap of the clock swallows it.</param>
/// <param name="Truncated">There are more than 1,000.</param>
/// <param name="Tzdb">The tz database that the instants are computed with.</param>
internal sealed record Occurrences(IReadOnlyList<Occurrence> Items, IReadOnlyList<LocalDate> Dropped, bool Truncated, string Tzdb)
{
    private const int MaxItems = 1000;

    /// <summary>The slots that the rule comes out as within the window.</summary>
    public static Occurrences Of(OccurrenceQuestion question)
    {
        var (rule, from, to) = question;
        var hours = new OfficeHours(Guid.Empty, [new Revision(rule.StartDate, rule)], new Dictionary<LocalDate, SlotOverride>());
        var (items, dropped) = (new List<Occurrence>(), new List<LocalDate>());
        var window = new Interval(from ?? Formats.FirstInstant, to ?? Formats.LastInstant);
        foreach (var date in hours.DatesAround(window))
        {
            if (hours.SlotOn(date) is not { } slot)
            {
                AddIfInside(dropped, date, rule, window);
            }
            else if (slot.StartsAt < window.End && slot.EndsAt > window.Start)
            {
                if (items.Count == MaxItems)
                {
                    return new Occurrences(items, dropped, Truncated: true, Zones.InUse.Version);
                }

                items.Add(new Occurrence(date, slot.StartsAt, slot.EndsAt, slot.Dst));
            }
        }

        return new Occurrences(items, dropped, Truncated: false, Zones.InUse.Version);
    }

    private static void AddIfInside(List<LocalDate> dropped, LocalDate date, OfficeHoursRule rule, Interval window)
    {
        var moment = DstPolicy.ToInstant(date + rule.StartTime, rule.Zone);
        if (window.Contains(moment))
        {
            dropped.Add(date);
        }
    }
}

/// <param name="Date">The local date that names the slot.</param>
/// <param name="StartsAt">UTC, included.</param>
/// <param name="EndsAt">UTC, excluded.</param>
/// <param name="Dst">Elapsed time against the clock.</param>
internal sealed record Occurrence(LocalDate Date, Instant StartsAt, Instant EndsAt, DstEffect Dst);
