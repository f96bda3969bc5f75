using GeekOnDuty.Api.Claims;
using GeekOnDuty.Api.Logos;
using GeekOnDuty.Api.OnDuty;
using GeekOnDuty.Api.People;
using GeekOnDuty.Api.Rotas;
using GeekOnDuty.Api.SignIn;
using GeekOnDuty.Scheduling;
using NodaTime;

namespace GeekOnDuty.Api.Pages.Board;

/// <summary>Why a form of the board was not done.</summary>
/// <param name="Slug">Of the problem.</param>
/// <param name="Detail">What the problem itself says.</param>
/// <param name="Slot">What it was about, if there is such a slot.</param>
internal sealed record BoardRefusal(string Slug, string Detail, SlotName? Slot, IReadOnlyList<SlotBody> Alternatives);

/// <summary>Reads the board off the rota's timeline, the same that the API answers from.</summary>
/// <param name="rota">As it is in memory.</param>
/// <param name="question">What somebody wants to see.</param>
/// <param name="visitor">Null: nobody is signed in.</param>
/// <param name="zone">The visitor's.</param>
/// <param name="now">Decides what is over and what is open.</param>
internal sealed class BoardReader(RotaView rota, BoardQuestion question, Actor? visitor, DateTimeZone zone, Instant now)
{
    private const int MostOwnHours = 10;

    /// <summary>A midnight that occurs twice is followed by an hour of the day before.</summary>
    private static readonly Duration RepeatedHours = Duration.FromHours(3);
    private readonly Dictionary<Guid, LocalDate[]> datesAhead = [];
    private readonly Period opensBefore = rota.Stored.ClaimOpensBefore;
    private readonly Period releaseClosesBefore = rota.Stored.ReleaseClosesBefore;
    private readonly LocalDate today = now.InZone(zone).Date;
    private readonly LocalDate first = question.First ?? MondayOf(question, rota, zone, now);

    /// <summary>The home zone of whoever is signed in; of others the one they chose, or the rota's.</summary>
    public static async Task<DateTimeZone> ZoneAsync(
        RotaView rota,
        BoardQuestion question,
        Actor? visitor,
        VolunteerQueries volunteers,
        CancellationToken ct
    )
    {
        var home = visitor is null ? null : (await volunteers.FindAsync(visitor, visitor.VolunteerId, ct))?.Volunteer.Zone;
        return Zones.InUse[home ?? question.Zone ?? rota.Rota.Zone];
    }

    public async Task<BoardView> ReadAsync(BoardRefusal? refusal, CancellationToken ct)
    {
        // Days that are over reach back to claims that are not in memory; nobody claims there any more.
        var isPresent = first <= today && today < first.PlusDays(7);
        var from = isPresent && !question.Past ? today : first;
        var window = new Interval(StartOf(from), StartOf(first.PlusDays(7)) + RepeatedHours);
        var (slots, timeline) = await rota.AskAsync(window, line => line.Slots(window), ct);
        var inWeek = slots
            .Select(each => (each.Slot, each.Claims, Day: each.Slot.StartsAt.InZone(zone).Date))
            .Where(each => each.Day >= from && each.Day < first.PlusDays(7))
            .ToList();
        var shown = inWeek.Where(each => IsAsked(timeline, each.Slot, each.Claims, each.Day)).ToList();
        var views = shown.ToLookup(
            each => each.Day,
            each => (each.Slot.StartsAt, View: View(timeline, each.Slot, each.Claims, each.Day))
        );
        var days = Enumerable.Range(0, 7).Select(first.PlusDays).Where(day => day >= from);
        var mine = Mine().ToList();
        var here = question.Plain with { First = first };
        return new BoardView
        {
            Rota = rota.Rota.Slug,
            RotaName = rota.Rota.Name,
            IsStale = rota.IsStale,
            IsSignedIn = visitor is not null,
            IsMember = visitor?.IsMemberOf(rota.Stored.Id) ?? false,
            MayManage = visitor?.MayCoordinate(rota.Stored.Id) ?? false,
            Faults = question.Faults,
            Zone = new ZoneView(
                zone.Id + LocalTimes.Offsets(new Interval(window.Start, StartOf(first.PlusDays(7))), zone),
                question.Zone,
                Fields(question.Plain with { Zone = null })
            ),
            Week = new WeekView(
                Words.Board.Week(first, BoardQuestion.WeekNumber(first)),
                question.IsGrid,
                (question.Plain with { IsGrid = false }).Path(),
                (question.Plain with { IsGrid = true }).Path(),
                (here with { First = first.PlusDays(-7) }).Path(),
                (here with { First = null }).Path(),
                (here with { First = first.PlusDays(7) }).Path(),
                from > first ? (here with { Past = true }).Path() : null
            ),
            Filters = Filters(),
            Forms = new FormsView(
                here.Path("/claim"),
                here.Path("/standing"),
                here.Path("/release"),
                here.Path("/standing/end"),
                $"/{rota.Rota.Slug}/join"
            ),
            Days =
            [
                .. days.Select(day => new DayView(
                        day,
                        Words.Board.Day(day),
                        day == today,
                        DstOf(day),
                        [
                            .. views[day]
                                .OrderBy(each => each.View.Look != SlotLook.Open)
                                .ThenBy(each => each.StartsAt)
                                .ThenBy(each => each.View.Title, StringComparer.Ordinal)
                                .Select(each => each.View),
                        ]
                    ))
                    .Where(day => question.IsGrid || day.Slots.Count > 0),
            ],
            Hidden = inWeek.Count - shown.Count,
            Mine = [.. mine.Take(MostOwnHours).Select(View)],
            MineLater = Math.Max(0, mine.Count - MostOwnHours),
            Refused = refusal is null ? null : View(refusal),
            Taken = mine.Find(claim => claim.Id == question.Taken) is { } taken ? View(taken) : null,
            Released =
                question.HasReleased && question.Slot is { } released && SlotOf(released) is { } slot
                    ? LocalTimes.WithDay(slot.During, zone)
                    : null,
            Standing = Standing(),
        };
    }

    private static LocalDate MondayOf(BoardQuestion question, RotaView rota, DateTimeZone zone, Instant now)
    {
        var at = question.Slot is { } name && SlotOf(rota, name) is { } slot ? slot.StartsAt : now;
        return at.InZone(zone).Date.With(DateAdjusters.PreviousOrSame(IsoDayOfWeek.Monday));
    }

    private static Slot? SlotOf(RotaView rota, SlotName name) =>
        rota.OfficeHours.GetValueOrDefault(name.OfficeHoursId)?.Rules.SlotOn(name.Date);

    private Slot? SlotOf(SlotName name) => SlotOf(rota, name);

    private Instant StartOf(LocalDate day) => DstPolicy.ToInstant(day + LocalTime.Midnight, zone);

    private string? DstOf(LocalDate day)
    {
        var length = StartOf(day.PlusDays(1)) - StartOf(day);
        return length == Duration.FromDays(1)
            ? null
            : Words.Board.DayLength(length < Duration.FromDays(1), Spoken.Length(length));
    }

    private static IReadOnlyList<KeyValuePair<string, string>> Fields(BoardQuestion question) => [.. question.Fields()];

    private bool IsChosen(Slot slot) => question.Slot == NameOf(slot);

    private static SlotName NameOf(Slot slot) => new(slot.OfficeHoursId, slot.Date);

    private bool IsMine(IReadOnlyList<HeldSeat> claims) =>
        visitor is { VolunteerId: var id } && claims.Any(claim => claim.Holder.Id == id);

    private bool IsAsked(RotaTimeline timeline, Slot slot, IReadOnlyList<HeldSeat> claims, LocalDate day)
    {
        var terms = timeline.OfficeHours[slot.OfficeHoursId].TermsOf(slot);
        return IsChosen(slot)
            || (!question.OnlyOpen || LookOf(slot, claims) == SlotLook.Open)
                && (question.Weekdays.Count == 0 || question.Weekdays.Contains(day.DayOfWeek))
                && (!question.OnlyAwake || IsWhileUp(slot.During))
                && (question.Topic is null || terms.Topics.Contains(question.Topic, StringComparer.OrdinalIgnoreCase))
                && (question.Language is null || terms.Languages.Contains(question.Language, StringComparer.OrdinalIgnoreCase));
    }

    /// <summary>Whether all of it lies between getting up and going to bed; the latter may be after midnight.</summary>
    private bool IsWhileUp(Interval during)
    {
        var (start, end) = (during.Start.InZone(zone).LocalDateTime, during.End.InZone(zone).LocalDateTime);
        var lasts = question.UpTo > question.UpFrom ? 0 : 1;
        return Enumerable
            .Range(-lasts, 1 + lasts)
            .Select(start.Date.PlusDays)
            .Any(day => start >= day + question.UpFrom && end <= day.PlusDays(lasts) + question.UpTo);
    }

    private SlotLook LookOf(Slot slot, IReadOnlyList<HeldSeat> claims) =>
        slot.IsCancelled ? SlotLook.Cancelled
        : slot.EndsAt <= now ? SlotLook.Over
        : IsMine(claims) ? SlotLook.Mine
        : claims.Count >= slot.Seats.Maximum ? SlotLook.Full
        : slot.OpensAt(opensBefore) > now ? SlotLook.NotYet
        : SlotLook.Open;

    private string? StatusOf(Slot slot, SlotLook look) =>
        look switch
        {
            SlotLook.Cancelled => Words.Board.Cancelled,
            SlotLook.Over => Words.Board.Over,
            SlotLook.Mine => Words.Board.Yours,
            SlotLook.Full => Words.Board.Full,
            SlotLook.NotYet => Words.Board.OpensAt(LocalTimes.Moment(slot.OpensAt(opensBefore), zone)),
            _ => null,
        };

    private string? OwnTime(Slot slot, LocalDate day) =>
        slot.Revision.Rule.Zone is var own && own.Id == zone.Id ? null : LocalTimes.Own(slot.During, own, day);

    private SlotView View(RotaTimeline timeline, Slot slot, IReadOnlyList<HeldSeat> claims, LocalDate day)
    {
        var terms = timeline.OfficeHours[slot.OfficeHoursId].TermsOf(slot);
        var name = NameOf(slot);
        var look = LookOf(slot, claims);
        var mayRepeat = look == SlotLook.Open && visitor is not null;
        var (every, isWeekly) = mayRepeat ? EveryOf(timeline.OfficeHours[slot.OfficeHoursId], slot.Date) : (null, false);
        return new SlotView(
            name.ToString(),
            terms.Title,
            look,
            LocalTimes.Mine(slot.During, zone, day),
            OwnTime(slot, day),
            $"{terms.Title}, {LocalTimes.Moment(slot.StartsAt, zone)}",
            slot.Dst == DstEffect.None ? null : Words.Board.SlotLength(slot.Dst == DstEffect.Shortened),
            Words.Board.SeatsTaken(claims.Count, slot.Seats.Maximum),
            string.Join(", ", terms.Topics.Concat(terms.Languages)),
            [.. claims.Select(claim => Holder(timeline, claim.Holder, terms))],
            StatusOf(slot, look),
            slot.Reason,
            look == SlotLook.Open && visitor is null
                ? SignInPages.PathWithReturn((question.Plain with { First = null }).PathTo(name))
                : null,
            every,
            isWeekly,
            IsChosen(slot)
        );
    }

    private HolderView Holder(RotaTimeline timeline, Holder holder, OfficeHoursTerms terms)
    {
        var organisation = timeline.OrganisationBehind(holder, terms);
        return new HolderView(
            holder.Name,
            organisation?.Name == holder.Name ? null : organisation?.Name,
            organisation?.LogoUrl is { } logo ? Logo.PathOf(rota.Rota.Slug, logo) : null
        );
    }

    /// <summary>Every how many dates of the rule come out as the same weekday every week; else every date, where there is a next one.</summary>
    private (int? Every, bool IsWeekly) EveryOf(StoredOfficeHours hours, LocalDate date)
    {
        if (!datesAhead.TryGetValue(hours.Id, out var dates))
        {
            datesAhead[hours.Id] = dates = [.. hours.Rules.Dates(first.PlusDays(-2), first.PlusWeeks(9))];
        }

        var at = Array.BinarySearch(dates, date);
        if (at < 0 || at == dates.Length - 1)
        {
            return (null, false);
        }

        var every = dates.Skip(at).TakeWhile(each => each < date.PlusWeeks(1)).Count();
        var ahead = dates.Skip(at).Where((_, i) => i % every == 0).ToList();
        return ahead.Count > 1 && ahead.Select((each, i) => each == date.PlusWeeks(i)).All(isInStep => isInStep)
            ? (every, true)
            : (1, false);
    }

    /// <summary>The visitor's claims that are not over, earliest first.</summary>
    private IEnumerable<ClaimRow> Mine() =>
        visitor is { VolunteerId: var id }
            ? rota
                .Timeline.Claims.Values.Where(claim => claim.VolunteerId == id && claim.During.End > now)
                .OrderBy(claim => claim.During.Start)
            : [];

    private OwnHoursView View(ClaimRow claim)
    {
        var name = new SlotName(claim.OfficeHoursId, claim.OnDate);
        var hours = rota.OfficeHours[claim.OfficeHoursId];
        var slot = SlotOf(name);
        var terms = slot is null ? hours.Latest : hours.TermsOf(slot);
        return new OwnHoursView(
            claim.Id,
            LocalTimes.WithDay(claim.During, zone),
            slot is null ? null : OwnTime(slot, claim.During.Start.InZone(zone).Date),
            terms.Title,
            (question.Unfiltered with { First = null }).PathTo(name),
            $"{question.BasePath}/claims/{claim.Id}.ics",
            claim.During.Contains(now),
            visitor!.MayCoordinate(rota.Stored.Id) || slot?.ReleaseClosesAt(releaseClosesBefore) > now
        );
    }

    private RefusalView View(BoardRefusal refusal)
    {
        var wanted = refusal.Slot is { } name ? SlotOf(name) : null;
        return new RefusalView(
            Why(refusal, wanted),
            (question.Plain with { First = null }).Path("/claim"),
            [
                .. refusal
                    .Alternatives.Select(body => (Body: body, Slot: SlotOf(new SlotName(body.OfficeHoursId, body.Date))))
                    .Where(each => each.Slot is not null)
                    .Select(each => new AlternativeView(
                        NameOf(each.Slot!).ToString(),
                        each.Body.Title,
                        LocalTimes.WithDay(each.Slot!.During, zone),
                        OwnTime(each.Slot, each.Slot.StartsAt.InZone(zone).Date)
                    )),
            ]
        );
    }

    private string Why(BoardRefusal refusal, Slot? wanted)
    {
        var why = Words.Board.Why(refusal.Slug) ?? refusal.Detail;
        if (wanted is null)
        {
            return why;
        }

        if (refusal.Slug == Http.Problems.SlotNotOpen.Slug && StatusOf(wanted, LookOf(wanted, [])) is { } status)
        {
            return wanted.Reason is { } reason ? $"{status}: {reason}" : status;
        }

        var inTheWay = Mine().FirstOrDefault(claim => claim.During.Start < wanted.EndsAt && claim.During.End > wanted.StartsAt);
        return refusal.Slug == Http.Problems.DoubleBooked.Slug && inTheWay is not null
            ? $"{why} {Words.Board.Taken(LocalTimes.WithDay(inTheWay.During, zone))}"
            : why;
    }

    private StandingView? Standing()
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
        return new StandingView(
            note.Id,
            [.. taken.Select(claim => LocalTimes.WithDay(claim.During, zone))],
            [
                .. note
                    .Refused.Select(each => (Slot: hours.Rules.SlotOn(each.Date), each.Problem))
                    .Where(each => each.Slot is not null)
                    .Select(each =>
                        (
                            LocalTimes.WithDay(each.Slot!.During, zone),
                            Why(new BoardRefusal(each.Problem[(each.Problem.LastIndexOf('/') + 1)..], "", null, []), each.Slot)
                        )
                    ),
            ]
        );
    }

    private FilterView Filters()
    {
        var terms = rota.OfficeHours.Values.Where(hours => hours.EndedFrom is null).Select(hours => hours.Latest).ToList();
        var kept = question.Unfiltered with { UpFrom = BoardQuestion.UsuallyUpFrom, UpTo = BoardQuestion.UsuallyUpTo };
        return new FilterView(
            question.Filters,
            Fields(kept),
            question.Unfiltered.Path(),
            question.OnlyOpen,
            [
                .. Enum.GetValues<IsoDayOfWeek>()
                    .Where(day => day != IsoDayOfWeek.None)
                    .Select(day => (BoardQuestion.Name(day), day.ToString()[..3], question.Weekdays.Contains(day))),
            ],
            question.OnlyAwake,
            Http.Values.Times.Format(question.UpFrom),
            Http.Values.Times.Format(question.UpTo),
            question.Topic,
            Choices(terms.SelectMany(each => each.Topics), question.Topic),
            question.Language,
            Choices(terms.SelectMany(each => each.Languages), question.Language)
        );
    }

    private static IReadOnlyList<string> Choices(IEnumerable<string> known, string? chosen) =>
        [
            .. known
                .Concat(chosen is null ? [] : [chosen])
                .Distinct(StringComparer.OrdinalIgnoreCase)
                .Order(StringComparer.OrdinalIgnoreCase),
        ];
}
