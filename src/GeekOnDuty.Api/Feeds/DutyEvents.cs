using GeekOnDuty.Api.Pages.Board;
using GeekOnDuty.Api.Pages.Shared;
using GeekOnDuty.Core.Calendars;
using GeekOnDuty.Core.OnDuty;
using GeekOnDuty.Core.Rotas;
using GeekOnDuty.Core.Text;
using GeekOnDuty.Scheduling;
using NodaTime;

namespace GeekOnDuty.Api.Feeds;

/// <summary>The events of a rota's calendar: what its timeline and the change log know, in words.</summary>
/// <param name="timeline">Whose rules say when slots are.</param>
/// <param name="history">Who holds or held them.</param>
/// <param name="site">Where links lead.</param>
/// <param name="zone">The zone that times are written out in; null: that of the office hours.</param>
internal sealed class DutyEvents(RotaState timeline, EventHistory history, Uri site, DateTimeZone? zone)
{
    /// <summary>As visitors see it: who is or was to be on duty.</summary>
    /// <returns>Null for a seat that does not count, as its slot does not take place.</returns>
    public CalendarEvent? ForVisitors(SlotHolding holding) =>
        Describe(
            holding,
            takesTime: false,
            (title, behind) =>
                Words.Calendar.Event(holding.HolderName, holding.OrganisationId is null ? behind?.Name : null, title),
            $"/{timeline.Rota.Rota.Slug}"
        );

    /// <summary>As the holder sees it.</summary>
    /// <inheritdoc cref="ForVisitors"/>
    public CalendarEvent? ForHolder(SlotHolding holding) =>
        Describe(
            holding,
            takesTime: true,
            (title, _) => Words.Board.Event(title, timeline.Rota.Rota.Name),
            PathOf(holding.OfficeHoursId, holding.OnDate)
        );

    /// <summary>A slot with a free seat.</summary>
    public CalendarEvent Open(Slot slot)
    {
        var terms = timeline.OfficeHours[slot.OfficeHoursId].TermsOf(slot);
        var revision = history.RevisionOf(timeline.Rota.Id, slot.OfficeHoursId, slot.Date);
        return new CalendarEvent(
            Uid(slot.OfficeHoursId, slot.Date, "open"),
            revision.Sequence,
            revision.Modified,
            slot.During,
            EventStatus.Tentative,
            TakesTime: false,
            Words.Calendar.Open(terms.Title).ToString(),
            Text(slot.During, terms, null),
            new Uri(site, PathOf(slot.OfficeHoursId, slot.Date))
        );
    }

    /// <summary>Whether an organisation gives these hours.</summary>
    public bool IsGivenBy(Guid organisationId, SlotHolding holding) =>
        Find(holding) is var (_, terms) && Behind(holding, terms)?.Id == organisationId;

    /// <summary>Who stands behind them: their own organisation, else that of the office hours.</summary>
    private (Guid Id, string Name)? Behind(SlotHolding holding, OfficeHoursTerms terms) =>
        holding is { OwnOrganisationId: { } own, OwnOrganisation: { } name } ? (own, name)
        : terms.OrganisationId is { } id && timeline.Organisations.TryGetValue(id, out var organisation) ? (id, organisation.Name)
        : null;

    private CalendarEvent? Describe(
        SlotHolding holding,
        bool takesTime,
        Func<string, (Guid Id, string Name)?, Phrase> summary,
        string path
    )
    {
        if (Find(holding) is not var (slot, terms))
        {
            return null;
        }

        var isHeld = holding.ReleasedAt is null;
        if (isHeld && slot is not { IsCancelled: false })
        {
            return null;
        }

        var during = isHeld ? slot!.During : holding.During;
        var behind = Behind(holding, terms);
        var revision = history.RevisionOf(holding, behind?.Id);
        return new CalendarEvent(
            Uid(holding.OfficeHoursId, holding.OnDate, holding.HolderId.ToString()),
            revision.Sequence,
            revision.Modified,
            during,
            isHeld ? EventStatus.Confirmed : EventStatus.Cancelled,
            takesTime && isHeld,
            summary(terms.Title, behind).ToString(),
            Text(during, terms, slot is { IsCancelled: true } ? slot.Reason : null),
            new Uri(site, path)
        );
    }

    /// <summary>The slot, if the rule still has it, with what is said of it.</summary>
    /// <returns>Null for office hours that are newer than the timeline.</returns>
    private (Slot? Slot, OfficeHoursTerms Terms)? Find(SlotHolding holding)
    {
        if (!timeline.OfficeHours.TryGetValue(holding.OfficeHoursId, out var hours))
        {
            return null;
        }

        var slot = hours.Rules.SlotOn(holding.OnDate);
        return (slot, slot is null ? hours.Latest : hours.TermsOf(slot));
    }

    private string Text(Interval during, OfficeHoursTerms terms, string? reason)
    {
        var rota = timeline.Rota.Rota;
        string?[] lines =
        [
            LocalTimes.InFull(during, zone ?? Zones.InUse[terms.Zone]),
            reason is null ? null : Words.Calendar.Cancelled(reason).ToString(),
            .. rota
                .Channels.Concat(terms.Channels)
                .Distinct()
                .Select(channel =>
                    channel.Url is { } url
                        ? Words.Calendar.Channel(channel.Label, url).ToString()
                        : TextRules.Isolate(channel.Label)
                ),
            rota.Notice.Length > 0 ? rota.Notice : null,
        ];
        return string.Join('\n', lines.OfType<string>());
    }

    private string PathOf(Guid officeHoursId, LocalDate date) =>
        new BoardQuestion { Rota = timeline.Rota.Rota.Slug }.PathTo(new SlotName(officeHoursId, date));

    private static string Uid(Guid officeHoursId, LocalDate date, string holder) =>
        $"{officeHoursId}-{Formats.Dates.Format(date)}-{holder}@geek-on-duty";
}
