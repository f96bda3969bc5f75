using System.Text.Json;
using GeekOnDuty.Core.Rotas;
using GeekOnDuty.Core.Storage;
using GeekOnDuty.Core.Text;
using GeekOnDuty.Scheduling;
using NodaTime;

namespace GeekOnDuty.Core.Claims;

/// <summary>
/// A claim on the slots of some office hours on certain weekdays, or on every n-th turn, from a date on.
/// </summary>
/// <remarks>
/// Locks are taken in one order, so that no transactions wait in a circle: rota, office hours, standing claims,
/// volunteer, member, claims.
/// </remarks>
public sealed record StandingClaim(
    Guid Id,
    Guid RotaId,
    Guid OfficeHoursId,
    string Key,
    Guid? VolunteerId,
    Guid? OrganisationId,
    LocalDate FromDate,
    LocalDate? UntilDate,
    string PatternKind,
    IReadOnlyList<string>? Weekdays,
    int? EveryWeeks,
    int? Every,
    Instant CreatedAt
)
{
    /// <summary>A standing claim without a slot for so long is refused.</summary>
    public static readonly Duration MaxWait = Duration.FromDays(400);

    /// <summary>
    /// The kind of rows that were written before patterns; a start of the program turns them into another kind.
    /// </summary>
    public const string CountedDates = "dates";

    public const string Columns =
        "id, rota_id, office_hours_id, key, volunteer_id, organisation_id, from_date, until_date, pattern_kind, weekdays, every_weeks, every, created_at";

    public static StandingClaim Create(
        Guid rotaId,
        Guid officeHoursId,
        string? key,
        HolderId holder,
        StandingClaimTerms terms,
        Instant now
    )
    {
        var id = Guid.CreateVersion7(now.ToDateTimeOffset());
        var row = new StandingClaim(
            id,
            rotaId,
            officeHoursId,
            key ?? id.ToString(),
            holder.VolunteerId,
            holder.OrganisationId,
            terms.From,
            terms.Until,
            CountedDates,
            null,
            null,
            null,
            // As Postgres keeps it: to the microsecond.
            Instant.FromUnixTimeTicks(now.ToUnixTimeTicks() / 10 * 10)
        );
        return row.With(terms.Pattern);
    }

    /// <summary>The same, for other dates.</summary>
    public StandingClaim With(StandingPattern pattern) =>
        this with
        {
            PatternKind = pattern.Every is null ? "weekdays" : "turns",
            Weekdays = pattern.Every is null ? pattern.Weekdays : null,
            EveryWeeks = pattern.Every is null ? pattern.EveryWeeks : null,
            Every = pattern.Every,
        };

    /// <summary>Not of a row that is of kind <see cref="CountedDates"/>: its pattern depends on the rule.</summary>
    public StandingPattern Pattern =>
        Weekdays is null ? StandingPattern.EveryTurn(Every!.Value) : StandingPattern.OnWeekdays(Weekdays, EveryWeeks!.Value);

    public HolderId Holder => new(VolunteerId, OrganisationId);

    /// <summary>
    /// The dates it is for that the office hours have, cancelled ones too, from a date on, ascending, lazily.
    /// </summary>
    public IEnumerable<LocalDate> Dates(StoredOfficeHours hours, LocalDate notBefore) =>
        Pattern.Dates(hours.Rules, FromDate, UntilDate ?? Formats.LastDate, notBefore);

    /// <summary>
    /// The slots it is for that take place, are not over, and start within <paramref name="ahead"/> from now on; by
    /// date, lazily.
    /// </summary>
    public IEnumerable<Slot> UpcomingSlots(StoredOfficeHours hours, Instant now, Duration ahead) =>
        Dates(hours, now.InUtc().Date.PlusDays(-3))
            .TakeWhile(date => date <= (now + ahead).InUtc().Date.PlusDays(1))
            .Select(hours.Rules.SlotOn)
            .OfType<Slot>()
            .Where(slot => !slot.IsCancelled && slot.EndsAt > now && slot.StartsAt < now + ahead);

    public bool Chooses(StoredOfficeHours hours, LocalDate date) =>
        date >= FromDate && !(date > UntilDate) && Pattern.Dates(hours.Rules, FromDate, date, date).Any();

    public Change Created() => new(RotaId, ChangeKind.StandingClaim, Id, "created") { After = Logged() };

    /// <param name="before">As it was.</param>
    /// <param name="reason">Why the program itself changed it.</param>
    public Change ChangedFrom(StandingClaim before, string reason) =>
        new(RotaId, ChangeKind.StandingClaim, Id, "changed", JsonSerializer.Serialize(new { reason }, Json.Options))
        {
            Before = before.Logged(),
            After = Logged(),
        };

    /// <param name="lastDate">It takes no slots after; before the first, it is as if it had never been.</param>
    public Change Ended(LocalDate lastDate) =>
        new(RotaId, ChangeKind.StandingClaim, Id, "ended")
        {
            Before = Logged(),
            After =
                lastDate < FromDate ? null
                : UntilDate <= lastDate ? Logged()
                : (this with { UntilDate = lastDate }).Logged(),
        };

    private LoggedStandingClaim Logged() =>
        new(Id, OfficeHoursId, VolunteerId, OrganisationId, FromDate, UntilDate, Weekdays, EveryWeeks, Every);
}

/// <summary>Which dates somebody wants by a standing claim.</summary>
public sealed record StandingClaimTerms(LocalDate From, LocalDate? Until, StandingPattern Pattern);

/// <summary>A standing claim as the audit log keeps it.</summary>
public sealed record LoggedStandingClaim(
    Guid Id,
    Guid OfficeHoursId,
    Guid? VolunteerId,
    Guid? OrganisationId,
    LocalDate From,
    LocalDate? Until,
    IReadOnlyList<string>? Weekdays,
    int? EveryWeeks,
    int? Every
);
