using GeekOnDuty.Api.Http;
using GeekOnDuty.Api.Pages.Shared;
using GeekOnDuty.Core.Claims;
using GeekOnDuty.Core.People;
using GeekOnDuty.Core.Text;
using GeekOnDuty.Scheduling;
using NodaTime;

namespace GeekOnDuty.Api.Pages.Board;

/// <summary>Reads the board off the rota's timeline, the same that the API answers from.</summary>
/// <param name="rota">As it is in memory.</param>
/// <param name="question">What somebody wants to see.</param>
/// <param name="visitor">Null: nobody is signed in.</param>
/// <param name="zone">The visitor's.</param>
/// <param name="now">Decides what is over and what is open.</param>
/// <param name="claims">Those of the visitor, in every rota.</param>
internal sealed class BoardReader(
    RotaContext rota,
    BoardQuestion question,
    Actor? visitor,
    DateTimeZone zone,
    Instant now,
    ClaimQueries claims
)
{
    private const int MostOwnHours = 10;

    /// <summary>A midnight that occurs twice is followed by an hour of the day before.</summary>
    private static readonly Duration RepeatedHours = Duration.FromHours(3);
    private static readonly Duration LongestSlot = Duration.FromDays(3);
    private readonly LocalDate today = now.InZone(zone).Date;
    private readonly LocalDate first = question.First ?? MondayOf(question, rota, zone, now);

    /// <summary>The home zone of whoever is signed in; of others the one they chose, or the rota's.</summary>
    public static async Task<DateTimeZone> ZoneAsync(
        RotaContext rota,
        BoardQuestion question,
        Actor? visitor,
        VolunteerQueries volunteers,
        CancellationToken ct
    )
    {
        var home = visitor is null ? null : (await volunteers.FindAsync(visitor, visitor.VolunteerId, ct))?.Volunteer.Zone;
        return Zones.InUse[home ?? question.Zone ?? rota.Rota.Zone];
    }

    public async Task<BoardView> ReadAsync(
        BoardRefusal? refusal,
        IReadOnlyList<StandingClaimDetails> repeating,
        CancellationToken ct
    )
    {
        // Days that are over reach back to claims that are not in memory; nobody claims there any more.
        var isPresent = first <= today && today < first.PlusDays(7);
        var from = isPresent && !question.Past ? today : first;
        var window = new Interval(StartOf(from), StartOf(first.PlusDays(7)) + RepeatedHours);
        var clock = new ViewClock(zone, new Interval(window.Start, StartOf(first.PlusDays(7))));
        var slots = new BoardSlots(rota, question, visitor, clock, now, await DutiesOfVisitorAsync(window, ct));
        var notes = new BoardNotes(rota, question, visitor, clock, now, slots);
        var (inWindow, timeline) = await rota.AskAsync(window, line => line.Slots(window), ct);
        var inWeek = inWindow
            .Select(each => (each.Slot, each.Claims, Day: each.Slot.StartsAt.InZone(zone).Date))
            .Where(each => each.Day >= from && each.Day < first.PlusDays(7))
            .ToList();
        var shown = inWeek.Where(each => slots.IsAsked(timeline, each.Slot, each.Claims, each.Day)).ToList();
        var views = shown.ToLookup(
            each => each.Day,
            each => (each.Slot.StartsAt, View: slots.View(timeline, each.Slot, each.Claims, each.Day))
        );
        var days = Enumerable.Range(0, 7).Select(first.PlusDays).Where(day => day >= from);
        var mine = notes.Mine().ToList();
        var here = question.Plain with { First = first };
        return new BoardView
        {
            Rota = rota.Rota.Slug,
            RotaName = rota.Rota.Name,
            IsStale = rota.IsStale,
            IsSignedIn = visitor is not null,
            IsMember = visitor?.IsMemberOf(rota.Stored.Id) ?? false,
            IsArchived = rota.Stored.IsArchived,
            Join = rota.Stored.IsArchived || visitor?.IsMemberOf(rota.Stored.Id) == true ? null : JoinView.Of(rota.Rota),
            MayManage = visitor?.MayCoordinate(rota.Stored.Id) ?? false,
            Misread = refusal is null ? question.Misread : null,
            Zone = new ZoneView(
                zone.Id,
                clock.Text,
                question.Zone,
                question.BasePath,
                [.. (question.Plain with { Zone = null }).Fields()]
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
            Filters = BoardFilters.Of(rota, question),
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
                                .OrderBy(each => each.StartsAt)
                                .ThenBy(each => each.View.Title, StringComparer.Ordinal)
                                .Select(each => each.View),
                        ]
                    ))
                    .Where(day => question.IsGrid || day.Slots.Count > 0),
            ],
            Hidden = inWeek.Count - shown.Count,
            Mine = [.. mine.Take(MostOwnHours).Select(notes.View)],
            MineLater = Math.Max(0, mine.Count - MostOwnHours),
            Refused = refusal is null ? null : notes.View(refusal),
            Taken = mine.Find(claim => claim.Id == question.Taken) is { } taken ? notes.View(taken) : null,
            Released = notes.Released(),
            Standing = notes.Standing(),
            Stopped = question.Stopped,
            Repeating =
            [
                .. repeating.Select(each => StandingClaimView.Of(each, visitor!.MayCoordinate(rota.Stored.Id), clock, now)),
            ],
        };
    }

    /// <param name="window">In which slots start; one that starts at its end may last for up to three days.</param>
    /// <param name="ct">Ends the work.</param>
    private async Task<IReadOnlyList<Interval>> DutiesOfVisitorAsync(Interval window, CancellationToken ct)
    {
        if (visitor is null)
        {
            return [];
        }

        var around = new Interval(window.Start, window.End + LongestSlot);
        var held = await claims.ListAsync(
            null,
            visitor.VolunteerId,
            around,
            (GeekOnDuty.Core.Text.Formats.FirstInstant, Guid.Empty),
            int.MaxValue,
            ct
        );
        return [.. held.Where(claim => claim.ReleasedAt is null).Select(claim => claim.During)];
    }

    private static LocalDate MondayOf(BoardQuestion question, RotaContext rota, DateTimeZone zone, Instant now)
    {
        var at = question.Slot is { } name && BoardSlots.Find(rota, name) is { } slot ? slot.StartsAt : now;
        return at.InZone(zone).Date.With(DateAdjusters.PreviousOrSame(IsoDayOfWeek.Monday));
    }

    private Instant StartOf(LocalDate day) => DstPolicy.ToInstant(day + LocalTime.Midnight, zone);

    private string? DstOf(LocalDate day)
    {
        var length = StartOf(day.PlusDays(1)) - StartOf(day);
        return length == Duration.FromDays(1)
            ? null
            : Words.Board.DayLength(length < Duration.FromDays(1), Spoken.Length(length));
    }
}
