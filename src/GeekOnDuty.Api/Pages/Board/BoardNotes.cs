using GeekOnDuty.Api.Http;
using GeekOnDuty.Api.Pages.Shared;
using GeekOnDuty.Core.Claims;
using GeekOnDuty.Core.OnDuty;
using GeekOnDuty.Core.Operations;
using GeekOnDuty.Core.People;
using GeekOnDuty.Core.Rotas;
using GeekOnDuty.Scheduling;
using NodaTime;

namespace GeekOnDuty.Api.Pages.Board;

/// <summary>Why a form of the board was not done.</summary>
/// <param name="Kind">The rule that was in the way.</param>
/// <param name="Detail">About this case, for where the board has no words of its own.</param>
/// <param name="Slot">What it was about, if there is such a slot.</param>
/// <param name="Alternatives">Slots that could be taken in its place.</param>
/// <param name="Dates">The dates that a standing claim could not have.</param>
internal sealed record BoardRefusal(
    RefusalKind Kind,
    string Detail,
    SlotName? Slot,
    IReadOnlyList<SlotBody> Alternatives,
    IReadOnlyList<RefusedDate> Dates
);

/// <summary>What the board says to a visitor of their own hours, and of what they have just tried.</summary>
/// <param name="rota">As it is in memory.</param>
/// <param name="question">What somebody wants to see.</param>
/// <param name="visitor">Null: nobody is signed in.</param>
/// <param name="clock">The visitor's.</param>
/// <param name="now">Decides what is over.</param>
/// <param name="slots">As this visitor sees them.</param>
internal sealed class BoardNotes(
    RotaContext rota,
    BoardQuestion question,
    Actor? visitor,
    ViewClock clock,
    Instant now,
    BoardSlots slots
)
{
    private readonly Period releaseClosesBefore = rota.Stored.ReleaseClosesBefore;

    /// <summary>The visitor's claims that are not over, earliest first.</summary>
    public IEnumerable<ClaimRow> Mine() =>
        visitor is { VolunteerId: var id }
            ? rota
                .Timeline.Claims.Values.Where(claim => claim.VolunteerId == id && claim.During.End > now)
                .OrderBy(claim => claim.During.Start)
            : [];

    public OwnHoursView View(ClaimRow claim)
    {
        var name = new SlotName(claim.OfficeHoursId, claim.OnDate);
        var hours = rota.OfficeHours[claim.OfficeHoursId];
        var slot = BoardSlots.Find(rota, name);
        var terms = slot is null ? hours.Latest : hours.TermsOf(slot);
        return new OwnHoursView(
            claim.Id,
            clock.WithDay(claim.During),
            slot is null ? null : slots.OwnTime(slot, claim.During.Start.InZone(clock.Zone).Date),
            terms.Title,
            (question.Unfiltered with { First = null }).PathTo(name),
            $"{question.BasePath}/claims/{claim.Id}.ics",
            claim.During.Contains(now),
            visitor!.MayCoordinate(rota.Stored.Id) || claim.ReleaseClosesAt(slot, releaseClosesBefore) > now
        );
    }

    public RefusalView View(BoardRefusal refusal)
    {
        var wanted = refusal.Slot is { } name ? BoardSlots.Find(rota, name) : null;
        return new RefusalView(
            Why(refusal, wanted),
            (question.Plain with { First = null }).Path("/claim"),
            [
                .. refusal
                    .Alternatives.Select(body =>
                        (Body: body, Slot: BoardSlots.Find(rota, new SlotName(body.OfficeHoursId, body.Date)))
                    )
                    .Where(each => each.Slot is not null)
                    .Select(each => new AlternativeView(
                        BoardSlots.NameOf(each.Slot!).ToString(),
                        each.Body.Title,
                        clock.WithDay(each.Slot!.During),
                        slots.OwnTime(each.Slot, each.Slot.StartsAt.InZone(clock.Zone).Date)
                    )),
            ],
            refusal.Slot is { } of && rota.OfficeHours.TryGetValue(of.OfficeHoursId, out var hours)
                ? Dated(refusal.Dates, hours)
                : []
        );
    }

    private IReadOnlyList<(string When, Phrase Why)> Dated(IEnumerable<RefusedDate> dates, StoredOfficeHours hours) =>
        [
            .. dates
                .Select(each => (Slot: hours.Rules.SlotOn(each.Date), each.Kind))
                .Where(each => each.Slot is not null)
                .Select(each =>
                    (clock.WithDay(each.Slot!.During), Why(new BoardRefusal(each.Kind, "", null, [], []), each.Slot))
                ),
        ];

    private Phrase Why(BoardRefusal refusal, Slot? wanted)
    {
        var why = Words.Board.Why(refusal.Kind) ?? refusal.Detail;
        if (wanted is null)
        {
            return Phrase.Of(why);
        }

        if (refusal.Kind == RefusalKind.SlotNotOpen && slots.StatusOf(wanted, slots.AvailabilityOf(wanted, [])) is { } status)
        {
            return Words.Board.Status(status, wanted.Reason);
        }

        var inTheWay = Mine().FirstOrDefault(claim => claim.During.Start < wanted.EndsAt && claim.During.End > wanted.StartsAt);
        return refusal.Kind == RefusalKind.DoubleBooked && inTheWay is not null
            ? Phrase.Of($"{why} {Words.Board.Taken(clock.WithDay(inTheWay.During))}")
            : Phrase.Of(why);
    }

    /// <summary>The slot that was just released, and whether it can be taken back.</summary>
    public ReleasedView? Released() =>
        question is { HasReleased: true, Slot: { } name } && BoardSlots.Find(rota, name) is { } slot
            ? new ReleasedView(clock.WithDay(slot.During), MayTakeBack(slot) ? name.ToString() : null)
            : null;

    private bool MayTakeBack(Slot slot)
    {
        var claims = rota.Timeline.Claims.Values.Where(claim =>
            claim.OfficeHoursId == slot.OfficeHoursId && claim.OnDate == slot.Date
        );
        return visitor?.IsMemberOf(rota.Stored.Id) == true
            && slots.AvailabilityOf(slot, [.. claims.Select(claim => claim.ToHeldSeat())]) == SlotAvailability.Open;
    }

    /// <summary>What the standing claim that was just made took, and what not.</summary>
    public StandingView? Standing()
    {
        if (
            visitor is null
            || question.Slot is not { } from
            || !rota.OfficeHours.TryGetValue(from.OfficeHoursId, out var hours)
            || StandingNote.Read(question.Standing, from.Date) is not { } note
        )
        {
            return null;
        }

        var taken = Mine()
            .Where(claim => claim.OfficeHoursId == hours.Id && claim.Origin == ClaimOrigin.Standing && claim.OnDate >= from.Date);
        return new StandingView(note.Id, [.. taken.Select(claim => clock.WithDay(claim.During))], Dated(note.Refused, hours));
    }
}
