using GeekOnDuty.Api.Http;
using GeekOnDuty.Api.Logos;
using GeekOnDuty.Api.Pages.Shared;
using GeekOnDuty.Core.OnDuty;
using GeekOnDuty.Core.People;
using GeekOnDuty.Core.Rotas;
using GeekOnDuty.Scheduling;
using NodaTime;

namespace GeekOnDuty.Api.Pages.Board;

/// <summary>Slots as one visitor sees them on the board.</summary>
/// <param name="rota">As it is in memory.</param>
/// <param name="question">What somebody wants to see.</param>
/// <param name="visitor">Null: nobody is signed in.</param>
/// <param name="clock">The visitor's.</param>
/// <param name="now">Decides what is over and what is open.</param>
/// <param name="dutiesOfVisitor">When the visitor is on duty, in every rota; at least those around the slots.</param>
internal sealed class BoardSlots(
    RotaContext rota,
    BoardQuestion question,
    Actor? visitor,
    ViewClock clock,
    Instant now,
    IReadOnlyList<Interval> dutiesOfVisitor
)
{
    /// <summary>A rule without another date for so long does not come again.</summary>
    private const int DaysUntilNext = 400;

    private readonly Period opensBefore = rota.Stored.ClaimOpensBefore;

    public static Slot? Find(RotaContext rota, SlotName name) =>
        rota.OfficeHours.GetValueOrDefault(name.OfficeHoursId)?.Rules.SlotOn(name.Date);

    private bool IsChosen(Slot slot) => question.Slot == NameOf(slot);

    public static SlotName NameOf(Slot slot) => new(slot.OfficeHoursId, slot.Date);

    /// <summary>Whether the filters let it through.</summary>
    public bool IsAsked(RotaState timeline, Slot slot, IReadOnlyList<HeldSeat> claims, LocalDate day)
    {
        var terms = timeline.OfficeHours[slot.OfficeHoursId].TermsOf(slot);
        return IsChosen(slot)
            || (!question.OnlyOpen || AvailabilityOf(slot, claims) == SlotAvailability.Open)
                && (question.Weekdays.Count == 0 || question.Weekdays.Contains(day.DayOfWeek))
                && (!question.OnlyAwake || IsWhileUp(slot.During))
                && (question.Topic is null || terms.Topics.Contains(question.Topic, StringComparer.OrdinalIgnoreCase))
                && (question.Language is null || terms.Languages.Contains(question.Language, StringComparer.OrdinalIgnoreCase));
    }

    /// <summary>Whether all of it lies between getting up and going to bed; the latter may be after midnight.</summary>
    private bool IsWhileUp(Interval during)
    {
        var (start, end) = (during.Start.InZone(clock.Zone).LocalDateTime, during.End.InZone(clock.Zone).LocalDateTime);
        var lasts = question.UpTo > question.UpFrom ? 0 : 1;
        return Enumerable
            .Range(-lasts, 1 + lasts)
            .Select(start.Date.PlusDays)
            .Any(day => start >= day + question.UpFrom && end <= day.PlusDays(lasts) + question.UpTo);
    }

    public SlotAvailability AvailabilityOf(Slot slot, IReadOnlyList<HeldSeat> claims) =>
        new SlotWithClaims(slot, claims).AvailabilityTo(visitor?.VolunteerId, dutiesOfVisitor, now, opensBefore);

    /// <summary>Why it cannot be taken; null when it can.</summary>
    public string? StatusOf(Slot slot, SlotAvailability availability) =>
        availability switch
        {
            SlotAvailability.Cancelled => Words.Board.Cancelled,
            SlotAvailability.Over => Words.Board.Over,
            SlotAvailability.Mine => Words.Board.Yours,
            SlotAvailability.Full => Words.Board.Full,
            SlotAvailability.NotYet => Words.Board.OpensAt(clock.Moment(slot.OpensAt(opensBefore))),
            SlotAvailability.Busy => Words.Board.Busy,
            _ => null,
        };

    /// <summary>On its own clock, where that is not the visitor's.</summary>
    public string? OwnTime(Slot slot, LocalDate day) =>
        slot.Revision.Rule.Zone is var own && own.Id == clock.Zone.Id ? null : LocalTimes.Own(slot.During, own, day);

    public SlotView View(RotaState timeline, Slot slot, IReadOnlyList<HeldSeat> claims, LocalDate day)
    {
        var terms = timeline.OfficeHours[slot.OfficeHoursId].TermsOf(slot);
        var name = NameOf(slot);
        var availability = AvailabilityOf(slot, claims);
        var mayRepeat = availability == SlotAvailability.Open && visitor is not null;
        return new SlotView(
            name.ToString(),
            terms.Title,
            availability,
            clock.Range(slot.During, day),
            OwnTime(slot, day),
            Words.Board.Slot(terms.Title, LocalTimes.Moment(slot.StartsAt, clock.Zone)),
            slot.Dst == DstEffect.None ? null : Words.Board.SlotLength(slot.Dst == DstEffect.Shortened),
            Words.Board.SeatsTaken(claims.Count, slot.Seats.Maximum),
            Phrase.List(terms.Topics.Concat(terms.Languages)),
            [.. claims.Select(claim => Holder(timeline, claim.Holder, terms))],
            StatusOf(slot, availability) is { } status ? Words.Board.Status(status, slot.Reason) : null,
            availability == SlotAvailability.Open && visitor is null
                ? SignInPaths.PathWithReturn((question.Plain with { First = null }).PathTo(name))
                : null,
            mayRepeat ? RepeatOf(timeline.OfficeHours[slot.OfficeHoursId], slot.Date) : null,
            IsChosen(slot)
        );
    }

    private HolderView Holder(RotaState timeline, Holder holder, OfficeHoursTerms terms)
    {
        var organisation = timeline.OrganisationBehind(holder, terms);
        return new HolderView(
            holder.Name,
            organisation?.Name == holder.Name ? null : organisation?.Name,
            organisation?.LogoUrl is { } logo ? Logo.PathOf(rota.Rota.Slug, logo) : null
        );
    }

    /// <summary>
    /// The weekday that a standing claim on this slot is for, empty for every date where the rule does not go by weekdays, null where no other date
    /// comes. Exceptions have no say in it.
    /// </summary>
    private static string? RepeatOf(StoredOfficeHours hours, LocalDate date)
    {
        var later = hours.Rules.Turns(date.PlusDays(1), date.PlusDays(DaysUntilNext));
        return hours.Rules.RevisionInForce(date).Rule.Recurrence is not { IsWeekly: true } ? (later.Any() ? "" : null)
            : later.Any(each => each.DayOfWeek == date.DayOfWeek) ? StandingPattern.WeekdayOf(date)
            : null;
    }
}
