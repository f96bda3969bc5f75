using System.Collections.Frozen;
using GeekOnDuty.Api.Pages.Shared;
using GeekOnDuty.Core.Calendars;
using GeekOnDuty.Core.OnDuty;
using GeekOnDuty.Core.Operations;
using GeekOnDuty.Core.People;
using GeekOnDuty.Core.Rotas;
using GeekOnDuty.Scheduling;
using NodaTime;

namespace GeekOnDuty.Api.Feeds;

/// <summary>Makes the calendars that programs subscribe to.</summary>
internal sealed class CalendarFeeds(CalendarQueries queries, OrganisationQueries organisations, RotaCache snapshots)
{
    /// <summary>Who is on duty in a rota, for everybody.</summary>
    /// <param name="timeline">Of the rota.</param>
    /// <param name="only">The organisation that gives the hours, with its name; null: all hours.</param>
    /// <param name="open">Slots that are shown if they can be claimed now.</param>
    /// <param name="site">Where links lead.</param>
    /// <param name="zone">On whose clock times are written out.</param>
    /// <param name="now">When it is made.</param>
    /// <param name="ct">Ends the work.</param>
    public async Task<RenderedView> OfRotaAsync(
        RotaState timeline,
        (Guid Id, string Name)? only,
        IReadOnlyList<SlotWithClaims> open,
        Uri site,
        DateTimeZone zone,
        Instant now,
        CancellationToken ct
    )
    {
        var (window, rota) = (CalendarWindow.At(now), timeline.Rota);
        var history = await queries.OfRotaAsync(rota.Id, window, now, ct);
        var words = new DutyEvents(timeline, history, site, zone);
        var holdings = only is { } wanted
            ? [.. history.Holdings.Where(holding => words.IsGivenBy(wanted.Id, holding))]
            : history.Holdings;
        var (claimable, opens) = Claimable(open, rota, now);
        IEnumerable<CalendarEvent> events =
        [
            .. holdings.Select(words.ForVisitors).OfType<CalendarEvent>(),
            .. claimable.Select(words.Open),
        ];
        var head = new CalendarHead(
            (
                only is { Name: var name } ? Words.Calendar.NameOf(rota.Rota.Name, name) : Words.Calendar.NameOf(rota.Rota.Name)
            ).ToString(),
            rota.Rota.Notice,
            new Uri(site, $"/{rota.Rota.Slug}"),
            zone.Id
        );
        Instant[] changes = [CalendarWindow.Until(now), .. Forgotten(holdings), .. opens];
        return new RenderedView(
            new CachedResponse(ICalendar.Write(In(window, events), head), ICalendar.ContentType),
            now,
            changes.Min(),
            Named(history, only?.Id)
        );
    }

    /// <summary>As <see cref="OfRotaAsync"/>, the hours that an organisation gives.</summary>
    /// <exception cref="RefusedException">There is no such organisation.</exception>
    public async Task<RenderedView> OfOrganisationAsync(
        RotaState timeline,
        Guid id,
        Uri site,
        DateTimeZone zone,
        Instant now,
        CancellationToken ct
    ) =>
        await organisations.FindAsync(id, ct) is { } organisation
            ? await OfRotaAsync(timeline, (id, organisation.Name), [], site, zone, now, ct)
            : throw RefusedException.Of(RefusalKind.NotFound, "There is no organisation with this id.");

    /// <summary>What one person holds, in every rota.</summary>
    public async Task<byte[]> OfPersonAsync(Guid volunteerId, Uri site, DateTimeZone zone, Instant now, CancellationToken ct)
    {
        var window = CalendarWindow.At(now);
        var history = await queries.OfVolunteerAsync(volunteerId, window, now, ct);
        var events = new List<CalendarEvent>();
        foreach (var rota in history.Holdings.GroupBy(holding => holding.Rota, StringComparer.Ordinal))
        {
            if (await snapshots.GetAsync(rota.Key) is { Snapshot.Timeline: { } timeline })
            {
                var words = new DutyEvents(timeline, history, site, zone);
                events.AddRange(rota.Select(words.ForHolder).OfType<CalendarEvent>());
            }
        }

        var head = new CalendarHead(Words.Calendar.Mine, Words.Calendar.MineWhy, new Uri(site, "/me"), zone.Id);
        return ICalendar.Write(In(window, events), head);
    }

    /// <summary>One claim, to add to a calendar; its words tell the time in the zone of the office hours.</summary>
    /// <returns>Null when it is not held any more.</returns>
    public async Task<byte[]?> OfClaimAsync(RotaState timeline, ClaimRow claim, Uri site, Instant now, CancellationToken ct)
    {
        var history = await queries.OfRotaAsync(timeline.Rota.Id, claim.During, now, ct);
        var words = new DutyEvents(timeline, history, site, null);
        return
            history.Holdings.FirstOrDefault(each =>
                (each.OfficeHoursId, each.OnDate, each.HolderId) == (claim.OfficeHoursId, claim.OnDate, claim.Holder.Id)
            )
                is { } holding
            && words.ForHolder(holding) is { } found
            ? ICalendar.Write([found])
            : null;
    }

    /// <summary>Those that can be claimed now, and when each of all comes or goes by itself.</summary>
    private static (IReadOnlyList<Slot> Slots, IReadOnlyList<Instant> Changes) Claimable(
        IReadOnlyList<SlotWithClaims> open,
        StoredRota rota,
        Instant now
    )
    {
        var (slots, changes, opensBefore) = (new List<Slot>(), new List<Instant>(), rota.ClaimOpensBefore);
        foreach (var each in open)
        {
            switch (each.AvailabilityTo(null, [], now, opensBefore))
            {
                case SlotAvailability.NotYet:
                    changes.Add(each.Slot.OpensAt(opensBefore));
                    break;
                case SlotAvailability.Open:
                    changes.Add(each.Slot.EndsAt);
                    slots.Add(each.Slot);
                    break;
            }
        }

        return (slots, changes);
    }

    private static IEnumerable<Instant> Forgotten(IEnumerable<SlotHolding> holdings) =>
        holdings.Where(each => each.ReleasedAt is not null).Select(each => each.ReleasedAt!.Value + CalendarQueries.Remembered);

    /// <summary>By start, then UID.</summary>
    private static IReadOnlyList<CalendarEvent> In(Interval window, IEnumerable<CalendarEvent> events) =>
        [
            .. events
                .Where(each => each.During.Start < window.End && each.During.End > window.Start)
                .OrderBy(each => each.During.Start)
                .ThenBy(each => each.Uid, StringComparer.Ordinal),
        ];

    private static FrozenSet<Guid> Named(EventHistory history, Guid? organisation) =>
        history
            .Holdings.Select(each => each.HolderId)
            .Concat(history.Holdings.Select(each => each.OwnOrganisationId).OfType<Guid>())
            .Concat(organisation is { } id ? [id] : [])
            .ToFrozenSet();
}
