using GeekOnDuty.Api.Rotas;
using GeekOnDuty.Scheduling;
using NodaTime;

namespace GeekOnDuty.Api.Documents;

/// <summary>The office hours of a document.</summary>
internal sealed class OfficeHoursImport(OfficeHoursQueries officeHours)
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
                log.Created("officeHours", entry.Key);
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
        var revisions = RevisionsFrom(wanted, from);
        if (!revisions.ContainsKey(from))
        {
            HoldUntilFirst(revisions, present, from);
        }

        var overrides = wanted.Overrides.Where(each => each.Key >= from).ToDictionary();
        var obsolete = present.Overrides.Keys.Where(date => date >= from && !overrides.ContainsKey(date)).ToList();
        var terms = log.Differs(
            "officeHours",
            wanted.Key,
            Comparable(RevisionsFrom(present, from), present.Overrides, from),
            Comparable(revisions, wanted.Overrides, from)
        );
        if (!terms)
        {
            return false;
        }

        await officeHours.ReviseAsync(rota.Id, present, from, revisions, ct);
        foreach (var date in obsolete)
        {
            await officeHours.OverrideAsync(rota.Id, id, date, present.Overrides[date], null, ct);
        }

        foreach (var (date, changed) in overrides.Where(each => present.Overrides.GetValueOrDefault(each.Key) != each.Value))
        {
            await officeHours.OverrideAsync(rota.Id, id, date, present.Overrides.GetValueOrDefault(date), changed, ct);
        }

        return true;
    }

    private static Dictionary<LocalDate, OfficeHoursTerms> RevisionsFrom(StoredOfficeHours hours, LocalDate from)
    {
        var later = hours.Revisions.Where(each => each.Key > from).ToDictionary();
        var inForce = hours.Revisions.Where(each => each.Key <= from).OrderBy(each => each.Key).ToList();
        if (inForce.Count > 0)
        {
            later[from] = inForce[^1].Value;
        }

        return later;
    }

    /// <summary>
    /// Where the document says nothing of <paramref name="from"/> itself: a first revision that holds from before its start date holds until
    /// then too, with no slots; else what is there stays until the first revision.
    /// </summary>
    private static void HoldUntilFirst(
        Dictionary<LocalDate, OfficeHoursTerms> revisions,
        StoredOfficeHours present,
        LocalDate from
    )
    {
        var (effectiveFrom, first) = revisions.MinBy(each => each.Key);
        if (first.StartDate >= effectiveFrom)
        {
            revisions.Remove(effectiveFrom);
            revisions[from] = first;
        }
        else if (RevisionsFrom(present, from).TryGetValue(from, out var stays))
        {
            revisions[from] = stays;
        }
    }

    private static object Comparable(
        Dictionary<LocalDate, OfficeHoursTerms> revisions,
        IReadOnlyDictionary<LocalDate, SlotOverride> overrides,
        LocalDate from
    ) =>
        new
        {
            Revisions = revisions.OrderBy(each => each.Key).Select(each => new { each.Key, each.Value }).ToList(),
            Overrides = overrides
                .Where(each => each.Key >= from)
                .OrderBy(each => each.Key)
                .Select(each => new { each.Key, each.Value })
                .ToList(),
        };
}
