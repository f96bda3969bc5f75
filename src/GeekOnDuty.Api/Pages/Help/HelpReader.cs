using GeekOnDuty.Api.Logos;
using GeekOnDuty.Api.Pages.Board;
using GeekOnDuty.Api.Pages.Shared;
using GeekOnDuty.Core.OnDuty;
using GeekOnDuty.Core.Rotas;
using GeekOnDuty.Scheduling;
using NodaTime;

namespace GeekOnDuty.Api.Pages.Help;

/// <summary>What of a timeline a help page is read from.</summary>
internal sealed record WeekAhead(OnDutyAnswer Answer, IReadOnlyList<SlotWithClaims> Slots)
{
    private const int Days = 7;

    /// <summary>From now to the end of the seventh local day, today counted.</summary>
    public static Interval Window(Instant now, DateTimeZone zone) =>
        new(now, DstPolicy.ToInstant(now.InZone(zone).Date.PlusDays(Days) + LocalTime.Midnight, zone));

    /// <returns>Null when the timeline does not reach far enough.</returns>
    public static WeekAhead? Of(Timeline timeline, Interval window) =>
        timeline.At(window.Start) is { } answer && timeline.Slots(window) is { } slots ? new WeekAhead(answer, slots) : null;
}

/// <summary>Reads the help page off the rota's timeline, the same that `on-duty` answers from.</summary>
/// <param name="timeline">Where <paramref name="ahead"/> comes from.</param>
/// <param name="ahead">Of <paramref name="now"/>.</param>
/// <param name="now">What is on duty, today and open.</param>
/// <param name="zone">On whose clock times are.</param>
/// <param name="isPresent">Whether <paramref name="now"/> is that of the visitor too: else nothing is offered to be taken.</param>
internal sealed class HelpReader(RotaState timeline, WeekAhead ahead, Instant now, DateTimeZone zone, bool isPresent)
{
    private readonly Rota rota = timeline.Rota.Rota;

    private readonly ViewClock clock = new(zone, WeekAhead.Window(now, zone));
    private readonly OnDutyBody body = timeline.Describe(ahead.Answer);
    private readonly Period opensBefore = timeline.Rota.ClaimOpensBefore;
    private readonly LocalDate today = now.InZone(zone).Date;
    private readonly bool isArchived = timeline.Rota.ArchivedAt <= now;
    private readonly OpenHours open = OpenHours.Of(timeline, now);

    /// <summary>The next instant at which any part of the page changes.</summary>
    public Instant Until =>
        ahead
            .Slots.SelectMany(each => (Instant[])[each.Slot.StartsAt, each.Slot.EndsAt, each.Slot.OpensAt(opensBefore)])
            .Append(ahead.Answer.Now.Until ?? Instant.MaxValue)
            .Append(LocalTimes.NextDay(now, zone))
            .Append(open.NextOpening ?? Instant.MaxValue)
            .Where(change => change > now)
            .Min();

    public HelpView Read()
    {
        var ways = LinkKinds.Ways(rota.Links);
        return new HelpView
        {
            Rota = rota.Slug,
            RotaName = rota.Name,
            Description = rota.Description,
            Notice = rota.Notice,
            ZoneId = zone.Id,
            Zone = clock.Text,
            AsOf = isPresent ? null : Spoken.Moment(now, zone),
            Now = Now(),
            Next = [.. Next()],
            NothingNext = $"{Words.Help.NothingNext(body is { State: DutyState.Unstaffed, Until: null })}.",
            Channels = [.. body.Channels.Select(channel => new LinkView(channel.Label, channel.Url))],
            Week =
            [
                .. ahead
                    .Slots.GroupBy(each => LocalDate.Max(each.Slot.StartsAt.InZone(zone).Date, today))
                    .OrderBy(day => day.Key)
                    .Select(day => new DayAheadView(
                        GeekOnDuty.Core.Text.Formats.Dates.Format(day.Key),
                        Words.Board.Day(day.Key),
                        day.Key == today,
                        [.. day.Select(each => Slot(each.Slot, each.Claims, day.Key))]
                    )),
            ],
            Ways = ways,
            Support = LinkKinds.Support(ways),
            IsArchived = isArchived,
            HasOpenHours = open.Any,
            Join = JoinView.Of(rota),
            Organisations = [.. Organisations()],
        };
    }

    private NowView Now() =>
        new(
            body.State.ToString().ToLowerInvariant(),
            body.State == DutyState.Staffed ? Words.Help.OnDutyNow : Words.Help.NobodyNow,
            body.State switch
            {
                _ when isArchived => Words.Help.Archived,
                DutyState.Staffed => null,
                DutyState.Unstaffed => Words.Help.Running,
                _ => body.Until is { } until ? Words.Help.ClosedUntil(LocalTimes.Seen(until, now, zone)) : Words.Help.NoHours,
            },
            [
                .. body.OnDuty.Select(duty =>
                    Person(duty, LocalTimes.SinceUntil(new Interval(duty.StartsAt, duty.EndsAt), now, zone))
                ),
            ]
        );

    private IEnumerable<NextView> Next()
    {
        var hours = body.OfficeHoursBeforeNext;
        if (hours is not null)
        {
            yield return new NextView(
                hours.Held ? Words.Help.NextTitle : Words.Help.NextHoursTitle,
                LocalTimes.WithDay(new Interval(hours.StartsAt, hours.EndsAt), zone),
                hours.Names,
                []
            );
        }

        if (body.Next is { } next)
        {
            yield return new NextView(
                hours is null ? Words.Help.NextTitle : Words.Help.LaterTitle,
                LocalTimes.WithDay(new Interval(next.StartsAt, next.EndsAt), zone),
                [],
                [.. next.OnDuty.Select(duty => Person(duty, null))]
            );
        }
    }

    private PersonView Person(DutyBody duty, string? hours) =>
        new(
            duty.Name,
            duty.Organisation is { } organisation ? View(organisation) : null,
            hours,
            Phrase.List(duty.Topics.Concat(duty.Languages)),
            [.. duty.Contacts.Select(contact => new LinkView(contact.Value, contact.Url, contact.Kind))]
        );

    private OrganisationView View(OrganisationBrief organisation) =>
        new(organisation.Name, organisation.Url, organisation.LogoUrl is { } logo ? Logo.PathOf(rota.Slug, logo) : null);

    private SlotAheadView Slot(Slot slot, IReadOnlyList<HeldSeat> claims, LocalDate day)
    {
        var terms = timeline.OfficeHours[slot.OfficeHoursId].TermsOf(slot);
        var seats = new SlotWithClaims(slot, claims);
        var free = seats.FreeSeats;
        var isOpen = seats.AvailabilityTo(null, [], now, opensBefore) == SlotAvailability.Open;
        var mayTake = isPresent && !isArchived && isOpen;
        var board = new BoardQuestion
        {
            Rota = rota.Slug,
            Zone = zone.Id == rota.Zone ? null : zone.Id,
            Past = slot.StartsAt.InZone(zone).Date < today,
        };
        return new SlotAheadView(
            clock.Range(slot.During, day),
            terms.Title,
            slot.IsCancelled ? null
                : claims.Count == 0 ? Phrase.Of(Words.Help.NobodyYet)
                : Words.Help.List([.. claims.Select(claim => Name(claim.Holder, terms))]),
            slot.IsCancelled ? Cancelled(slot)
                : free > 0 ? Phrase.Of(Words.Help.Seats(free))
                : null,
            slot.IsCancelled,
            slot.During.Contains(now),
            claims.Count > 0,
            mayTake ? board.PathTo(new SlotName(slot.OfficeHoursId, slot.Date)) : null,
            Words.Board.Slot(terms.Title, LocalTimes.Moment(slot.StartsAt, zone))
        );
    }

    private static Phrase Cancelled(Slot slot) => Words.Board.Status(Words.Help.Cancelled, slot.Reason);

    private Phrase Name(Holder holder, OfficeHoursTerms terms) =>
        Words.Help.Named(holder.Name, timeline.OrganisationBehind(holder, terms)?.Name);

    /// <summary>Those that hold seats to come, stand behind whoever does, or offer office hours that have not ended.</summary>
    private IEnumerable<OrganisationView> Organisations()
    {
        var behind = timeline
            .Claims.Values.Where(claim => claim.During.End > now)
            .Select(claim =>
                claim.OrganisationId ?? timeline.Volunteers.GetValueOrDefault(claim.VolunteerId ?? Guid.Empty)?.OrganisationId
            );
        var offering = timeline
            .OfficeHours.Values.Where(hours => hours.EndedFrom is null)
            .Select(hours => hours.Latest.OrganisationId);
        return behind
            .Concat(offering)
            .OfType<Guid>()
            .Distinct()
            .Select(id => timeline.Organisations[id])
            .OrderBy(organisation => organisation.Name, StringComparer.Ordinal)
            .Select(View);
    }
}
