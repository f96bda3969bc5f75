using System.Text.Json.Serialization;
using GeekOnDuty.Core.Text;
using GeekOnDuty.Scheduling;
using NodaTime;

namespace GeekOnDuty.Core.Rotas;

/// <summary>What one revision of office hours promises: the rule, and what is said about it.</summary>
/// <param name="Title">What visitors read.</param>
/// <param name="Zone">The zone of all its dates and times; kept as written.</param>
/// <param name="StartDate">Lower bound, and anchor of INTERVAL and COUNT.</param>
/// <param name="EndDate">Inclusive; null for ever.</param>
/// <param name="StartTime">On the clock of the zone.</param>
/// <param name="EndTime">At or before the start: on the next local day.</param>
/// <param name="Recurrence">RFC 5545 RRULE; null for the one date `startDate`.</param>
/// <param name="ExceptDates">Removed; they win.</param>
/// <param name="ExtraDates">Added, on any weekday, also after the end date.</param>
/// <param name="Seats">How many people it wants and has room for.</param>
/// <param name="Channels">Where to find whoever is on duty, beside the rota's channels.</param>
/// <param name="Topics">What can be asked.</param>
/// <param name="Languages">BCP 47 language tags, such as `en` or `pt-BR`.</param>
/// <param name="OrganisationId">Who stands behind these hours.</param>
public record OfficeHoursTerms(
    string Title,
    string Zone,
    LocalDate StartDate,
    LocalDate? EndDate,
    LocalTime StartTime,
    LocalTime EndTime,
    string? Recurrence,
    IReadOnlyList<LocalDate> ExceptDates,
    IReadOnlyList<LocalDate> ExtraDates,
    Seats Seats,
    IReadOnlyList<Link> Channels,
    IReadOnlyList<string> Topics,
    IReadOnlyList<string> Languages,
    Guid? OrganisationId
)
{
    public static OfficeHoursTerms Read(JsonObjectReader members, Guid? organisationId)
    {
        var (startDate, endDate) = (members.Date("startDate"), members.OptionalDate("endDate"));
        if (endDate < startDate)
        {
            members.Errors.Add(members.PathOf("endDate"), "It lies before startDate.", ValidationTexts.BeforeFirstDate);
        }

        return new(
            members.Text("title"),
            members.Zone("zone"),
            startDate,
            endDate,
            members.Time("startTime"),
            members.Time("endTime"),
            members.OptionalRecurrence("recurrence"),
            members.Dates("exceptDates"),
            members.Dates("extraDates"),
            members.OptionalObject("seats", ReadSeats) ?? new Seats(1, 1),
            members.Objects("channels", 20, Link.Read),
            members.Words("topics"),
            members.Words("languages"),
            organisationId
        );
    }

    /// <summary>The terms alone, with another organisation behind them.</summary>
    public OfficeHoursTerms TermsBehind(Guid? organisationId) => new(this) { OrganisationId = organisationId };

    public OfficeHoursRule ToRule() =>
        new(
            Zones.InUse[Zone],
            StartDate,
            EndDate,
            StartTime,
            EndTime,
            Recurrence is null ? null : Scheduling.Recurrence.Parse(Recurrence),
            ExceptDates,
            ExtraDates,
            Seats
        );

    private static Seats ReadSeats(JsonObjectReader members)
    {
        var maximum = members.OptionalInteger("maximum", 1, Seats.Most, 1);
        var minimum = members.OptionalInteger("minimum", 0, Seats.Most, Math.Min(1, maximum));
        if (minimum > maximum)
        {
            members.Errors.Add(members.PathOf("minimum"), $"{minimum} is more than the maximum {maximum}.");
        }

        return members.Errors.Any ? new Seats(1, 1) : new Seats(minimum, maximum);
    }
}

/// <summary>Office hours as they are answered: the latest revision, with their id.</summary>
public record OfficeHoursAnswer : OfficeHoursTerms
{
    public OfficeHoursAnswer(Guid id, OfficeHoursTerms terms)
        : base(terms) => Id = id;

    /// <summary>Their id; it stays when they change.</summary>
    [JsonPropertyOrder(-1)]
    public Guid Id { get; }
}

/// <summary>Office hours as a change of them is answered, with what it did to claims.</summary>
public sealed record RevisedOfficeHours : OfficeHoursAnswer, IAffectsClaims
{
    public RevisedOfficeHours(Guid id, OfficeHoursTerms terms, IReadOnlyList<AffectedClaim> affected)
        : base(id, terms) => Affected = affected;

    /// <summary>The claims that were released, moved or shortened, by date; not part of the resource, so the ETag is without it.</summary>
    [JsonPropertyOrder(1)]
    public IReadOnlyList<AffectedClaim> Affected { get; }
}

/// <summary>The body of POST and PUT.</summary>
/// <param name="Id">May be there when it is the id of the address, so that what was read can be sent back.</param>
/// <param name="Terms">The new revision.</param>
/// <param name="EffectiveFrom">The local date from which the change holds; PUT only.</param>
public sealed record OfficeHoursBody(Guid? Id, OfficeHoursTerms Terms, LocalDate? EffectiveFrom) : IRequestBody<OfficeHoursBody>
{
    public static OfficeHoursBody Read(JsonObjectReader members) =>
        new(
            members.OptionalId("id"),
            OfficeHoursTerms.Read(members, members.OptionalId("organisationId")),
            members.OptionalDate("effectiveFrom")
        );
}
