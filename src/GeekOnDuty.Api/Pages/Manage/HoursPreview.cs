using GeekOnDuty.Api.Endpoints;
using GeekOnDuty.Api.Pages.Shared;
using GeekOnDuty.Core.Rotas;
using GeekOnDuty.Core.Text;
using GeekOnDuty.Scheduling;
using NodaTime;

namespace GeekOnDuty.Api.Pages.Manage;

/// <summary>What office hours would come out as.</summary>
/// <param name="Zone">Theirs.</param>
/// <param name="OwnZone">The coordinator's.</param>
/// <param name="Rows">The next occurrences.</param>
/// <param name="Changes">The next changes of the clock in their zone, each with what it does to them.</param>
/// <param name="Warnings">What somebody should know before saving.</param>
/// <param name="Refused">Why there is nothing to see.</param>
public sealed record HoursPreview(
    string Zone,
    string OwnZone,
    IReadOnlyList<HoursPreview.Row> Rows,
    IReadOnlyList<HoursPreview.ClockChange> Changes,
    IReadOnlyList<Phrase> Warnings,
    FormErrors? Refused
)
{
    /// <summary>One occurrence on three clocks.</summary>
    /// <param name="Note">What a change of the clock does to it.</param>
    public sealed record Row(string There, string Own, string Utc, string? Note);

    public sealed record ClockChange(string When, IReadOnlyList<string> Effects);
}

/// <summary>Whom a preview is for, and what it is held against.</summary>
/// <param name="Now">The next occurrences end later.</param>
/// <param name="OwnZone">The coordinator's.</param>
/// <param name="MemberZones">Where the members live.</param>
/// <param name="Others">The other office hours of the rota.</param>
internal sealed record PreviewContext(
    Instant Now,
    string OwnZone,
    IReadOnlyList<string> MemberZones,
    IReadOnlyList<StoredOfficeHours> Others
)
{
    private const int Shown = 8;
    private const int ChangesShown = 2;
    private static readonly Duration Year = Duration.FromDays(366);
    private static readonly Duration Around = Duration.FromDays(35);
    private static readonly LocalTime DayBegins = new(7, 0);
    private static readonly LocalTime DayEnds = new(22, 0);

    /// <summary>By the same code as POST /v1/occurrences.</summary>
    public HoursPreview Of(HoursForm form)
    {
        var errors = new ValidationErrors();
        var question = PageForm.Read<OccurrenceQuestion>(form.ToRule(), errors);
        var effectiveFrom = Formats.FirstDate;
        if (form.EffectiveFrom.Length > 0 && !Formats.TryDate(form.EffectiveFrom, out effectiveFrom, out var fault))
        {
            errors.Add("effectiveFrom", fault);
        }

        if (errors.Any)
        {
            return new HoursPreview("", "", [], [], [], form.Explain(FormErrors.Of(errors)));
        }

        var (rule, own) = (question.Rule, Zones.InUse[OwnZone]);
        var from = Instant.Max(Now, DstPolicy.ToInstant(effectiveFrom.AtMidnight(), rule.Zone));
        var thisYear = Ask(question, from, from + Year);
        var next = thisYear.Items.Count >= Shown ? thisYear.Items : Ask(question, from, null).Items;
        next = [.. next.Take(Shown)];
        var clockLength = DstFreeLength(rule);
        return new HoursPreview(
            form.Zone,
            OwnZone,
            [
                .. next.Select(each => new HoursPreview.Row(
                    Spoken.Stretch(each.StartsAt, each.EndsAt, rule.Zone),
                    Spoken.Stretch(each.StartsAt, each.EndsAt, own),
                    Spoken.Stretch(each.StartsAt, each.EndsAt, DateTimeZone.Utc),
                    each.Dst == DstEffect.None ? null : Words.Preview.Lasts(each.EndsAt - each.StartsAt, clockLength)
                )),
            ],
            [.. ClockChanges(rule.Zone, from).Take(ChangesShown).Select(change => Describe(change, question, own, clockLength))],
            [.. Warnings(question, from, next, thisYear)],
            null
        );
    }

    private static Occurrences Ask(OccurrenceQuestion question, Instant? from, Instant? to) =>
        Occurrences.Of(question with { From = from, To = to });

    private IEnumerable<Phrase> Warnings(
        OccurrenceQuestion question,
        Instant from,
        IReadOnlyList<Occurrence> next,
        Occurrences thisYear
    )
    {
        if (next.Count == 0)
        {
            yield return Phrase.Of(
                Ask(question, null, null).Items.Count == 0 ? Words.Preview.NoOccurrence : Words.Preview.AllOver
            );
            yield break;
        }

        var atNight = next.Count(each => !MemberZones.Any(zone => IsDaytime(each, Zones.InUse[zone])));
        if (atNight > 0)
        {
            yield return Phrase.Of(Words.Preview.NobodyAwake(atNight, next.Count));
        }

        if (thisYear.Dropped.Count > 0)
        {
            yield return Phrase.Of(Words.Preview.Dropped(thisYear.Dropped.Select(Spoken.Date)));
        }

        var shortened = thisYear
            .Items.Where(each => each.Dst == DstEffect.Shortened)
            .Select(each => Spoken.Date(each.Date))
            .ToList();
        if (shortened.Count > 0)
        {
            yield return Phrase.Of(Words.Preview.Shortened(shortened));
        }

        var window = new Interval(from, next[^1].EndsAt);
        foreach (var other in Others)
        {
            var taken = other.Rules.Slots(window).Where(slot => !slot.IsCancelled).ToList();
            var overlaps = next.Count(each => taken.Exists(slot => slot.StartsAt < each.EndsAt && slot.EndsAt > each.StartsAt));
            if (overlaps > 0)
            {
                yield return Words.Preview.Overlaps(other.Latest.Title, overlaps, next.Count);
            }
        }
    }

    private static bool IsDaytime(Occurrence occurrence, DateTimeZone zone)
    {
        var (start, end) = (occurrence.StartsAt.InZone(zone), occurrence.EndsAt.InZone(zone));
        return start.Date == end.Date && start.TimeOfDay >= DayBegins && end.TimeOfDay <= DayEnds;
    }

    /// <summary>Only those that move the clock: a zone may also change its name, or call summer time its standard time.</summary>
    private static IEnumerable<Instant> ClockChanges(DateTimeZone zone, Instant after)
    {
        for (var present = zone.GetZoneInterval(after); present.HasEnd && present.End < Formats.LastInstant; )
        {
            var next = zone.GetZoneInterval(present.End);
            if (next.WallOffset != present.WallOffset)
            {
                yield return present.End;
            }

            present = next;
        }
    }

    private static HoursPreview.ClockChange Describe(
        Instant change,
        OccurrenceQuestion question,
        DateTimeZone own,
        Duration clockLength
    )
    {
        var zone = question.Rule.Zone;
        var (before, after) = (zone.GetUtcOffset(change - Duration.Epsilon), zone.GetUtcOffset(change));
        var around = Ask(question, change - Around, change + Around);
        var effects = new List<string>();
        effects.AddRange(
            around.Dropped.Where(date => IsNear(date, change, zone)).Select(date => Words.Preview.FallsIntoGap(Spoken.Date(date)))
        );
        effects.AddRange(
            around
                .Items.Where(each => each.Dst != DstEffect.None && IsNear(each.Date, change, zone))
                .Select(each => $"{Spoken.Date(each.Date)}: {Words.Preview.Lasts(each.EndsAt - each.StartsAt, clockLength)}")
        );
        var (last, first) = (
            around.Items.LastOrDefault(each => each.EndsAt <= change),
            around.Items.FirstOrDefault(each => each.StartsAt >= change)
        );
        if (last is not null && first is not null)
        {
            effects.Add(Words.Preview.Moves(On(last, DateTimeZone.Utc), On(first, DateTimeZone.Utc)));
            if (own.Id != DateTimeZone.Utc.Id)
            {
                effects.Add($"{own.Id}: {Words.Preview.Moves(On(last, own), On(first, own))}");
            }
        }

        return new HoursPreview.ClockChange(
            Words.Preview.ClockMoves(
                Spoken.Date(change.WithOffset(before).Date),
                Spoken.Time(change.WithOffset(before).TimeOfDay),
                Spoken.Time(change.WithOffset(after).TimeOfDay),
                Spoken.Offset(before),
                Spoken.Offset(after)
            ),
            effects.Count > 0 ? effects : [Words.Preview.NotConcerned]
        );
    }

    private static string On(Occurrence occurrence, DateTimeZone zone) =>
        Spoken.Hours(occurrence.StartsAt, occurrence.EndsAt, zone);

    /// <summary>A slot that begins the day before may last into it.</summary>
    private static bool IsNear(LocalDate date, Instant change, DateTimeZone zone) =>
        Math.Abs(Period.DaysBetween(date, change.InZone(zone).Date)) <= 1;

    /// <summary>How long a slot lasts on the clock.</summary>
    private static Duration DstFreeLength(OfficeHoursRule rule) =>
        DstPolicy.ToInterval(Formats.FirstDate, rule.StartTime, rule.EndTime, DateTimeZone.Utc).Duration;
}
