using System.Text.Json;
using System.Text.Json.Nodes;
using GeekOnDuty.Core.People;
using GeekOnDuty.Core.Rotas;
using GeekOnDuty.Scheduling;
using NodaTime;

namespace GeekOnDuty.Core.Documents;

/// <summary>The office hours of a document.</summary>
public sealed class OfficeHoursImport(OfficeHoursQueries officeHours, OrganisationQueries organisations)
{
    /// <returns>The ids by key, and those of office hours whose rules have changed: their claims are still as they were.</returns>
    public async Task<(Dictionary<string, Guid> Ids, HashSet<Guid> Changed)> ImportAsync(
        IReadOnlyList<OfficeHoursEntry> entries,
        Dictionary<string, Guid> organisationIds,
        StoredRota rota,
        ImportLog log,
        Instant now,
        CancellationToken ct
    )
    {
        var (ids, changed) = (new Dictionary<string, Guid>(StringComparer.Ordinal), new HashSet<Guid>());
        var present = (await officeHours.AllAsync(rota.Id, ct))
            .Where(hours => hours.EndedFrom is null)
            .ToDictionary(hours => hours.Key, StringComparer.Ordinal);
        foreach (var entry in entries)
        {
            var wanted = new StoredOfficeHours(
                present.TryGetValue(entry.Key, out var hours) ? hours.Id : Guid.Empty,
                entry.Key,
                0,
                null,
                entry.Revisions.ToDictionary(
                    revision => revision.EffectiveFrom,
                    revision => revision.TermsBehind(revision.Organisation is { } slug ? organisationIds[slug] : null)
                ),
                entry.Exceptions.ToDictionary(exception => exception.Date, exception => exception.ToOverride())
            );
            if (hours is null)
            {
                log.Created("officeHours", entry.Key, entry.Title);
                ids[entry.Key] = await officeHours.InsertAsync(rota.Id, entry.Key, wanted.Revisions, now, ct);
                foreach (var (date, exception) in wanted.Overrides)
                {
                    await officeHours.OverrideAsync(rota.Id, ids[entry.Key], date, null, exception, ct);
                }
            }
            else
            {
                ids[entry.Key] = hours.Id;
                if (await UpdateAsync(rota, hours.Id, wanted, log, now, ct))
                {
                    changed.Add(hours.Id);
                }
            }
        }

        return (ids, changed);
    }

    /// <summary>From the first date on whose slot has not begun, the office hours become what the document says.</summary>
    /// <returns>Whether they were something else.</returns>
    private async Task<bool> UpdateAsync(
        StoredRota rota,
        Guid id,
        StoredOfficeHours wanted,
        ImportLog log,
        Instant now,
        CancellationToken ct
    )
    {
        var present = (await officeHours.LockAsync(rota.Id, id, ct))!;
        var today = present.Today(now);
        var from = present.Rules.FirstUnbegun(today, now, wanted.Rules);
        var revisions = RevisionsFrom(from, wanted, present);
        var fields = new List<ImportedField>();
        foreach (var change in RevisionChange.Between(present.Revisions, revisions, from))
        {
            var (before, after) = (
                await EntryAsync(change.From, change.Before, ct),
                await EntryAsync(change.From, change.After, ct)
            );
            fields.AddRange(
                before is null || after is null
                    ? [new ImportedField("revisions", change.From, Node(before), Node(after))]
                    : ImportedField.Between(before, after, change.From)
            );
        }

        var exceptions = present
            .Overrides.Keys.Union(wanted.Overrides.Keys)
            .Where(date => date >= from)
            .Order()
            .Select(date =>
                (Date: date, Before: present.Overrides.GetValueOrDefault(date), After: wanted.Overrides.GetValueOrDefault(date))
            )
            .Where(each => each.Before != each.After)
            .ToList();
        fields.AddRange(
            exceptions.Select(each => new ImportedField(
                "exceptions",
                each.Date,
                Node(EntryOf(each.Date, each.Before)),
                Node(EntryOf(each.Date, each.After))
            ))
        );
        if (!log.Differs("officeHours", wanted.Key, present.Latest.Title, fields))
        {
            return false;
        }

        await officeHours.ReviseAsync(rota.Id, present, from, revisions, ct);
        foreach (var (date, before, after) in exceptions)
        {
            await officeHours.OverrideAsync(rota.Id, id, date, before, after, ct);
        }

        return true;
    }

    /// <summary>
    /// What the document says from a date on. Where it says nothing of that date itself: a first revision that holds from before its start date
    /// holds until then too, with no slots; else what is there stays until the first revision.
    /// </summary>
    private static Dictionary<LocalDate, OfficeHoursTerms> RevisionsFrom(
        LocalDate from,
        StoredOfficeHours wanted,
        StoredOfficeHours present
    )
    {
        var revisions = wanted.Revisions.Where(each => each.Key > from).ToDictionary();
        if (InForce(wanted, from) is { } terms)
        {
            revisions[from] = terms;
        }
        else if (InForce(present, from) is { } stays)
        {
            var (effectiveFrom, first) = revisions.MinBy(each => each.Key);
            if (first.StartDate >= effectiveFrom)
            {
                revisions.Remove(effectiveFrom);
                revisions[from] = first;
            }
            else
            {
                revisions[from] = stays;
            }
        }

        return revisions;
    }

    private static OfficeHoursTerms? InForce(StoredOfficeHours hours, LocalDate date) =>
        hours.Revisions.Where(each => each.Key <= date).OrderBy(each => each.Key).LastOrDefault().Value;

    /// <summary>As a document writes them: with the slug of their organisation.</summary>
    private async Task<RevisionEntry?> EntryAsync(LocalDate from, OfficeHoursTerms? terms, CancellationToken ct) =>
        terms is null ? null : new RevisionEntry(from, terms, await organisations.SlugAsync(terms.OrganisationId, ct));

    private static ExceptionEntry? EntryOf(LocalDate date, SlotOverride? changed) =>
        changed is null ? null : ExceptionEntry.Of(date, changed);

    private static JsonNode? Node<T>(T? entry)
        where T : class => JsonSerializer.SerializeToNode(entry, RotaDocument.Format);
}
