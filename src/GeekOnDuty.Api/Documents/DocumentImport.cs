using System.Text.Json;
using GeekOnDuty.Api.Claims;
using GeekOnDuty.Api.Http;
using GeekOnDuty.Api.People;
using GeekOnDuty.Api.Postgres;
using GeekOnDuty.Api.Rotas;
using GeekOnDuty.Scheduling;
using NodaTime;

namespace GeekOnDuty.Api.Documents;

/// <summary>What an import did, or with `dryRun` would do.</summary>
/// <param name="DryRun">Nothing was changed.</param>
/// <param name="Changes">What was created or updated, in the order of the file.</param>
/// <param name="Unchanged">How many entries were there already as the file has them.</param>
/// <param name="Taken">How many seats the standing claims took.</param>
/// <param name="Refused">Which dates they could not take, and why.</param>
internal sealed record ImportReport(
    bool DryRun,
    IReadOnlyList<ImportChange> Changes,
    int Unchanged,
    int Taken,
    IReadOnlyList<ImportRefusal> Refused
);

/// <param name="List">`rota`, or a list of the document.</param>
/// <param name="Key">The entry's key or slug.</param>
/// <param name="Change">`created` or `updated`.</param>
internal sealed record ImportChange(string List, string Key, string Change);

/// <param name="StandingClaim">Its key.</param>
/// <param name="Date">The slot's local date.</param>
/// <param name="Problem">The type of the problem.</param>
internal sealed record ImportRefusal(string StandingClaim, LocalDate Date, string Problem);

/// <summary>
/// Creates or updates a rota from a document, inside the transaction at hand. Entries are matched by their keys; what the file does not name is
/// left alone, and so is the past: changed office hours hold from the first date whose slot has not begun.
/// </summary>
internal sealed class DocumentImport(
    DbSession db,
    RotaQueries rotas,
    OrganisationQueries organisations,
    VolunteerQueries volunteers,
    MemberQueries members,
    OfficeHoursQueries officeHours,
    StandingClaimQueries standingClaims,
    Claiming claiming,
    StandingClaims following,
    DocumentExport export
)
{
    private const string OrganisationBySlugSql = """
        -- DocumentImport.OrganisationBySlug
        SELECT id, slug, name, url, logo_url FROM organisations WHERE slug = @Slug
        """;

    private const string VolunteerByKeySql = """
        -- DocumentImport.VolunteerByKey
        SELECT id FROM volunteers WHERE key = @Key AND erased_at IS NULL
        """;

    private readonly List<ImportChange> changes = [];
    private readonly Errors errors = new();
    private int unchanged;

    /// <exception cref="ProblemException">The document is not valid; every fault is listed. The caller rolls back.</exception>
    public async Task<ImportReport> ImportAsync(RotaDocument document, Actor actor, Instant now, CancellationToken ct)
    {
        DocumentReferences.Check(document, errors);
        errors.ThrowIfAny();

        var rota = await RotaAsync(document.Rota, now, ct);
        var present = await export.ExportAsync(rota, ct);
        var organisationIds = await OrganisationsAsync(document.Organisations, now, ct);
        var volunteerIds = await VolunteersAsync(document.Volunteers, present, organisationIds, rota, actor, now, ct);
        errors.ThrowIfAny();
        var officeHoursIds = await OfficeHoursAsync(document.OfficeHours, organisationIds, rota, now, ct);
        await StandingClaimsAsync(document, present, rota, officeHoursIds, volunteerIds, organisationIds, now, ct);
        errors.ThrowIfAny();

        var (taken, refused) = await FollowAsync(rota, now, ct);
        return new ImportReport(false, changes, unchanged, taken, refused);
    }

    private async Task<StoredRota> RotaAsync(Rota wanted, Instant now, CancellationToken ct)
    {
        if (await rotas.BySlugAsync(wanted.Slug, ct) is not { } present)
        {
            Note("rota", wanted.Slug, "created");
            return await rotas.InsertAsync(wanted, now, ct)
                ?? throw ProblemException.Of(Problems.Conflict, "Somebody else has just made this rota. Send the request again.");
        }

        var locked = await rotas.LockAsync(present, ct);
        var changed = present with { Rota = wanted };
        if (Note("rota", wanted.Slug, locked, wanted))
        {
            await rotas.UpdateAsync(changed, ct);
        }

        return changed;
    }

    private async Task<Dictionary<string, Guid>> OrganisationsAsync(
        IReadOnlyList<OrganisationEntry> entries,
        Instant now,
        CancellationToken ct
    )
    {
        var ids = new Dictionary<string, Guid>(StringComparer.Ordinal);
        foreach (var entry in entries)
        {
            var body = new OrganisationBody(null, entry.Slug, entry.Name, entry.Url, entry.LogoUrl);
            var present = await db.FirstOrDefaultAsync<Organisation>(OrganisationBySlugSql, new { entry.Slug }, ct);
            if (present is null)
            {
                Note("organisations", entry.Slug, "created");
                ids[entry.Slug] = (await organisations.InsertAsync(body, now, ct))?.Id ?? throw Raced();
            }
            else
            {
                ids[entry.Slug] = present.Id;
                var wanted = new Organisation(present.Id, entry.Slug, entry.Name, entry.Url, entry.LogoUrl);
                if (Note("organisations", entry.Slug, present, wanted))
                {
                    await organisations.UpdateAsync(wanted, ct);
                }
            }
        }

        return ids;
    }

    private async Task<Dictionary<string, Guid>> VolunteersAsync(
        IReadOnlyList<VolunteerEntry> entries,
        RotaDocument present,
        Dictionary<string, Guid> organisationIds,
        StoredRota rota,
        Actor actor,
        Instant now,
        CancellationToken ct
    )
    {
        var ids = new Dictionary<string, Guid>(StringComparer.Ordinal);
        var presentByKey = present.Volunteers.ToDictionary(entry => entry.Key, StringComparer.Ordinal);
        for (var i = 0; i < entries.Count; i++)
        {
            var entry = entries[i];
            var profile = entry.ToProfile(entry.Organisation is { } slug ? organisationIds[slug] : null);
            var id = await db.FirstOrDefaultAsync<Guid?>(VolunteerByKeySql, new { entry.Key }, ct);
            if (id is null)
            {
                Note("volunteers", entry.Key, "created");
                id = await volunteers.InsertAsync(entry.Key, profile, actor.VolunteerId, isAdmin: false, now, ct);
            }
            else if (await volunteers.LockAsync(actor, id.Value, ct) is not { MayChange: true } seen)
            {
                errors.Add($"volunteers[{i}].key", $"{Texts.Quote(entry.Key)} is a volunteer whom you may not change.");
                continue;
            }
            else
            {
                var roleNow = entry.Role is null ? null : presentByKey.GetValueOrDefault(entry.Key)?.Role;
                if (
                    Note(
                        "volunteers",
                        entry.Key,
                        new { seen.Volunteer.Profile, Role = roleNow },
                        new { Profile = profile, entry.Role }
                    )
                )
                {
                    await volunteers.UpdateAsync(id.Value, profile, ct);
                }
            }

            ids[entry.Key] = id.Value;
            if (entry.Role is { } role)
            {
                await members.SetAsync(rota.Id, id.Value, role, ct);
            }
        }

        return ids;
    }

    private async Task<Dictionary<string, Guid>> OfficeHoursAsync(
        IReadOnlyList<OfficeHoursEntry> entries,
        Dictionary<string, Guid> organisationIds,
        StoredRota rota,
        Instant now,
        CancellationToken ct
    )
    {
        var ids = new Dictionary<string, Guid>(StringComparer.Ordinal);
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
                    revision => revision.ToTerms(revision.Organisation is { } slug ? organisationIds[slug] : null)
                ),
                entry.Exceptions.ToDictionary(exception => exception.Date, exception => exception.ToOverride())
            );
            if (hours is null)
            {
                Note("officeHours", entry.Key, "created");
                ids[entry.Key] = await officeHours.InsertAsync(rota.Id, entry.Key, wanted.Revisions, now, ct);
                foreach (var (date, changed) in wanted.Overrides)
                {
                    await officeHours.OverrideAsync(ids[entry.Key], date, changed, ct);
                }
            }
            else
            {
                ids[entry.Key] = hours.Id;
                await UpdateAsync(rota, hours.Id, wanted, now, ct);
            }
        }

        return ids;
    }

    /// <summary>From the first date on whose slot has not begun, the office hours become what the document says.</summary>
    private async Task UpdateAsync(StoredRota rota, Guid id, StoredOfficeHours wanted, Instant now, CancellationToken ct)
    {
        var present = (await officeHours.LockAsync(rota.Id, id, ct))!;
        var today = now.InZone(DateTimeZoneProviders.Tzdb[present.Latest.Zone]).Date;
        var from = present.Rules.FirstUnbegun(today, now, wanted.Rules);
        var revisions = RevisionsFrom(wanted, from);
        if (!revisions.ContainsKey(from))
        {
            HoldUntilFirst(revisions, present, from);
        }

        var overrides = wanted.Overrides.Where(each => each.Key >= from).ToDictionary();
        var obsolete = present.Overrides.Keys.Where(date => date >= from && !overrides.ContainsKey(date)).ToList();
        var terms = Note(
            "officeHours",
            wanted.Key,
            Comparable(RevisionsFrom(present, from), present.Overrides, from),
            Comparable(revisions, wanted.Overrides, from)
        );
        if (!terms)
        {
            return;
        }

        await officeHours.ReviseAsync(id, from, revisions, ct);
        foreach (var date in obsolete)
        {
            await officeHours.OverrideAsync(id, date, null, ct);
        }

        foreach (var (date, changed) in overrides)
        {
            await officeHours.OverrideAsync(id, date, changed, ct);
        }

        await claiming.DeriveAgainAsync((await officeHours.FindAsync(rota.Id, id, ct))!, now, ct);
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

    private async Task StandingClaimsAsync(
        RotaDocument document,
        RotaDocument present,
        StoredRota rota,
        Dictionary<string, Guid> officeHoursIds,
        Dictionary<string, Guid> volunteerIds,
        Dictionary<string, Guid> organisationIds,
        Instant now,
        CancellationToken ct
    )
    {
        var presentByKey = present.StandingClaims.ToDictionary(entry => entry.Key, StringComparer.Ordinal);
        for (var i = 0; i < document.StandingClaims.Count; i++)
        {
            var entry = document.StandingClaims[i];
            if (presentByKey.TryGetValue(entry.Key, out var same))
            {
                if (same != entry)
                {
                    errors.Add(
                        $"standingClaims[{i}].key",
                        "A standing claim does not change. End this one, and give the new one another key."
                    );
                }

                unchanged++;
                continue;
            }

            Guid? volunteerId = entry.Volunteer is { } volunteer ? volunteerIds[volunteer] : null;
            if (volunteerId is { } holder && !await members.HoldAsync(rota.Id, holder, ct))
            {
                errors.Add(
                    $"standingClaims[{i}].volunteer",
                    "The volunteer is not a member of the rota: give the entry in volunteers a role."
                );
                continue;
            }

            Note("standingClaims", entry.Key, "created");
            var standing = new StandingClaim(
                Guid.CreateVersion7(now.ToDateTimeOffset()),
                rota.Id,
                officeHoursIds[entry.OfficeHours],
                entry.Key,
                volunteerId,
                entry.Organisation is { } slug ? organisationIds[slug] : null,
                entry.From,
                entry.Until,
                entry.Every
            );
            await standingClaims.FreeKeyAsync(rota.Id, entry.Key, ct);
            await standingClaims.InsertAsync(standing, now, ct);
        }
    }

    private async Task<(int Taken, IReadOnlyList<ImportRefusal> Refused)> FollowAsync(
        StoredRota rota,
        Instant now,
        CancellationToken ct
    )
    {
        var (taken, refused) = (0, new List<ImportRefusal>());
        var hours = (await officeHours.HoldAllAsync(rota.Id, null, ct)).ToDictionary(each => each.Id);
        foreach (var standing in await standingClaims.LockListAsync(rota.Id, null, ct))
        {
            var followed = await following.FollowAsync(rota, hours[standing.OfficeHoursId], standing, now, ct);
            taken += followed.Taken.Count;
            refused.AddRange(followed.Refused.Select(each => new ImportRefusal(standing.Key, each.Date, each.Problem)));
        }

        return (taken, refused);
    }

    private void Note(string list, string key, string change) => changes.Add(new ImportChange(list, key, change));

    /// <returns>Whether the entry differs.</returns>
    private bool Note(string list, string key, object? present, object wanted)
    {
        var differs = JsonSerializer.Serialize(present, Json.Options) != JsonSerializer.Serialize(wanted, Json.Options);
        if (differs)
        {
            Note(list, key, "updated");
        }
        else
        {
            unchanged++;
        }

        return differs;
    }

    private static ProblemException Raced() =>
        ProblemException.Of(Problems.Conflict, "Somebody else has just made one of these. Send the request again.");
}
