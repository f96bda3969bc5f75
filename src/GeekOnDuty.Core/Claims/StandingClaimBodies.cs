using System.Text.Json.Serialization;
using GeekOnDuty.Core.Rotas;
using GeekOnDuty.Core.Text;
using GeekOnDuty.Scheduling;
using NodaTime;

namespace GeekOnDuty.Core.Claims;

/// <summary>The body of a standing claim.</summary>
/// <param name="Holder">
/// The volunteer or organisation that gets the seat; <see cref="HolderId.Actor"/> for the actor.
/// </param>
/// <param name="Terms">Which dates.</param>
public sealed record StandingClaimBody([property: JsonIgnore] HolderId Holder, [property: JsonIgnore] StandingClaimTerms Terms)
    : IRequestBody<StandingClaimBody>
{
    /// <summary>A member of the rota; yourself when both are left out.</summary>
    public Guid? VolunteerId => Holder.VolunteerId;

    /// <summary>An organisation that has not yet named the person.</summary>
    public Guid? OrganisationId => Holder.OrganisationId;

    /// <summary>The first local date.</summary>
    public LocalDate From => Terms.From;

    /// <summary>The last one; null for ever.</summary>
    public LocalDate? Until => Terms.Until;

    /// <summary>The weekdays it is for; all of them when left out.</summary>
    public IReadOnlyList<string> Weekdays => Terms.Pattern.Weekdays;

    /// <summary>Every how many weeks, counted from the week of the first day on one of the weekdays; 1 when left out.</summary>
    public int EveryWeeks => Terms.Pattern.EveryWeeks;

    /// <summary>Every how many turns of the rule, in place of weekdays; dates that are removed use their turn up, extra dates are none.</summary>
    public int? Every => Terms.Pattern.Every;

    public static StandingClaimBody Read(JsonObjectReader members)
    {
        var (from, until) = (members.Date("from"), members.OptionalDate("until"));
        if (until < from)
        {
            members.Errors.Add(members.PathOf("until"), "It lies before from.");
        }

        return new StandingClaimBody(
            ClaimBody.Read(members).Holder,
            new StandingClaimTerms(from, until, ReadPattern(members) ?? StandingPattern.All)
        );
    }

    /// <summary>Reads `weekdays` and `everyWeeks`, or `every`.</summary>
    /// <returns>Null where none of them is given, or one is faulty.</returns>
    public static StandingPattern? ReadPattern(JsonObjectReader members)
    {
        var weekdays = members.OptionalChoices("weekdays", StandingPattern.WeekdayCodes);
        var everyWeeks = members.OptionalInteger("everyWeeks", 1, StandingPattern.MaxEvery, 1);
        var every = members.OptionalInteger("every", 1, StandingPattern.MaxEvery, 1);
        if (members.Has("every") && (members.Has("weekdays") || members.Has("everyWeeks")))
        {
            members.Errors.Add(
                members.PathOf("every"),
                "It counts turns and stands alone: leave it out, or leave out weekdays and everyWeeks."
            );
            return null;
        }

        if (members.Has("every"))
        {
            return StandingPattern.EveryTurn(every);
        }

        return members.Has("weekdays") || members.Has("everyWeeks")
            ? StandingPattern.OnWeekdays(weekdays is [_, ..] ? weekdays : StandingPattern.WeekdayCodes, everyWeeks)
            : null;
    }
}

/// <param name="Id">Of the standing claim; null in a dry run.</param>
/// <param name="Taken">The claims it took, by date.</param>
/// <param name="Refused">The dates it could not take, and why.</param>
public sealed record StandingClaimAnswer(Guid? Id, IReadOnlyList<TakenClaim> Taken, IReadOnlyList<RefusedDate> Refused);

/// <summary>A claim that a standing claim took, or would take.</summary>
/// <param name="Id">Its id; null in a dry run.</param>
/// <param name="OfficeHoursId">With `date`, the slot.</param>
/// <param name="Date">The local date that names the slot.</param>
/// <param name="StartsAt">UTC, included.</param>
/// <param name="EndsAt">UTC, excluded.</param>
/// <param name="Seat">From 1.</param>
/// <param name="Holder">Who.</param>
/// <param name="Status">Whether it stands.</param>
/// <param name="Origin">How it came about.</param>
/// <param name="CreatedAt">UTC.</param>
public sealed record TakenClaim(
    Guid? Id,
    Guid OfficeHoursId,
    LocalDate Date,
    Instant StartsAt,
    Instant EndsAt,
    int Seat,
    Holder Holder,
    ClaimStatus Status,
    ClaimOrigin Origin,
    Instant CreatedAt
)
{
    public static TakenClaim Of(Claim claim) =>
        new(
            claim.Id,
            claim.OfficeHoursId,
            claim.Date,
            claim.StartsAt,
            claim.EndsAt,
            claim.Seat,
            claim.Holder,
            claim.Status,
            claim.Origin,
            claim.CreatedAt
        );
}

/// <summary>A standing claim as its holder and coordinators see it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Rota">The slug of the rota.</param>
/// <param name="OfficeHoursId">The office hours it is for.</param>
/// <param name="Title">Their title.</param>
/// <param name="Holder">The volunteer or organisation that it puts on duty.</param>
/// <param name="From">The first local date.</param>
/// <param name="Until">The last one; null: it goes on.</param>
/// <param name="Weekdays">The weekdays it is for, `MO` to `SU`; null when it counts turns.</param>
/// <param name="EveryWeeks">Every how many weeks; null when it counts turns.</param>
/// <param name="Every">Every how many turns; null when it goes by weekdays.</param>
/// <param name="NextDates">The next five local dates it is for, also beyond what can be claimed now.</param>
/// <param name="CreatedAt">UTC.</param>
public sealed record StandingClaimSummary(
    Guid Id,
    string Rota,
    Guid OfficeHoursId,
    string Title,
    Holder Holder,
    LocalDate From,
    LocalDate? Until,
    IReadOnlyList<string>? Weekdays,
    int? EveryWeeks,
    int? Every,
    IReadOnlyList<LocalDate> NextDates,
    Instant CreatedAt
);
