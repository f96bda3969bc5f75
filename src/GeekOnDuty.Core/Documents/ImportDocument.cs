using GeekOnDuty.Core.Claims;
using GeekOnDuty.Core.Coordination;
using GeekOnDuty.Core.Operations;
using GeekOnDuty.Core.People;
using GeekOnDuty.Core.Rotas;
using GeekOnDuty.Core.Text;
using NodaTime;

namespace GeekOnDuty.Core.Documents;

/// <param name="Slug">The rota that is meant; it need not exist.</param>
/// <param name="Document">What it is to hold.</param>
/// <param name="Precondition">Checked against the export of the rota.</param>
/// <param name="IsDryRun">Nothing is stored; the outcome tells what would change.</param>
public sealed record ImportDocumentRequest(
    string Slug,
    RotaDocument Document,
    IPrecondition? Precondition = null,
    bool IsDryRun = false
);

/// <param name="Report">What was done, or would be.</param>
/// <param name="Before">The export of the rota as it was; null when there was none.</param>
public sealed record ImportedDocument(ImportReport Report, RotaDocument? Before);

/// <summary>
/// Creates or updates a rota from a document: for its coordinators, for admins where there is none yet. Entries are
/// matched by their keys; what the file does not name is left alone, and so is the past: changed office hours hold from
/// the first slot that has not begun. All or nothing.
/// </summary>
public sealed class ImportDocument(
    OperationRunner runner,
    RotaLocks locks,
    RotaQueries rotas,
    MemberLocks members,
    StandingClaimQueries standingClaims,
    ClaimRederivation rederivation,
    DocumentExport export,
    PeopleImport people,
    OfficeHoursImport hours
)
{
    public Task<Outcome<ImportedDocument>> RunAsync(
        ImportDocumentRequest request,
        Actor actor,
        Instant now,
        CancellationToken ct
    ) => runner.RunAsync(() => ApplyAsync(request, actor, now, ct), ct);

    private async Task<Outcome<ImportedDocument>> ApplyAsync(
        ImportDocumentRequest request,
        Actor actor,
        Instant now,
        CancellationToken ct
    )
    {
        var slug = request.Slug;
        if (Formats.IsSlug(slug))
        {
            await locks.TryLockSharedAsync(slug, ct);
        }

        RotaDocument? before = null;
        if (await rotas.BySlugAsync(slug, ct) is { } present)
        {
            actor.RequireCoordinatorOf(present.Id);
            await rotas.LockAsync(present, ct);
            before = await export.ExportAsync(present, ct);
            request.Precondition?.Require(before);
        }
        else
        {
            actor.RequireAdmin();
            request.Precondition?.RequireAbsent();
        }

        if (request.Document.Rota.Slug != slug)
        {
            return Refusal.Invalid("rota.slug", $"It differs from the rota of the address, {TextRules.Quote(slug)}.");
        }

        var report = await WriteAsync(request.Document, before, actor, now, ct);
        return Outcome<ImportedDocument>.Of(
            new ImportedDocument(report with { DryRun = request.IsDryRun }, before),
            request.IsDryRun
        );
    }

    /// <param name="before">The export of the rota; null when there is none.</param>
    /// <exception cref="RefusedException">The document is not valid; every fault is listed.</exception>
    private async Task<ImportReport> WriteAsync(
        RotaDocument document,
        RotaDocument? before,
        Actor actor,
        Instant now,
        CancellationToken ct
    )
    {
        var log = new ImportLog();
        DocumentReferences.Check(document, log.Errors);
        log.Errors.ThrowIfAny();
        document = document.Upgraded();

        var rota = await RotaAsync(document.Rota, log, now, ct);
        var present = before ?? await export.ExportAsync(rota, ct);
        CheckLanguages(document, present, log.Errors);
        log.Errors.ThrowIfAny();
        var organisationIds = await people.OrganisationsAsync(document.Organisations, log, now, ct);
        var volunteerIds = await people.VolunteersAsync(document.Volunteers, present, organisationIds, rota, actor, log, now, ct);
        log.Errors.ThrowIfAny();
        var (officeHoursIds, changed) = await hours.ImportAsync(document.OfficeHours, organisationIds, rota, log, now, ct);
        await StandingClaimsAsync(document, present, rota, officeHoursIds, volunteerIds, organisationIds, log, now, ct);
        log.Errors.ThrowIfAny();

        var (affected, followed) = await rederivation.ApplyAsync(rota, changed, now, ct, followAll: true);
        return new ImportReport(
            false,
            log.Changes,
            log.Unchanged,
            followed.Sum(each => each.Taken.Count),
            [
                .. followed.SelectMany(each =>
                    each.Refused.Select(date => new ImportRefusal(each.Standing.Key, date.Date, date.Problem))
                ),
            ],
            affected
        );
    }

    /// <summary>What the rota has already is kept, so that its export can always be imported.</summary>
    private static void CheckLanguages(RotaDocument document, RotaDocument present, ValidationErrors errors)
    {
        var ofVolunteers = present.Volunteers.ToDictionary(entry => entry.Key, entry => entry.Languages, StringComparer.Ordinal);
        foreach (var (i, entry) in document.Volunteers.Index())
        {
            Languages.Check(entry.Languages, ofVolunteers.GetValueOrDefault(entry.Key, []), $"volunteers[{i}].languages", errors);
        }

        var ofHours = present
            .OfficeHours.SelectMany(
                hours => hours.Revisions.SelectMany(each => each.Languages),
                (hours, each) => (hours.Key, Language: each)
            )
            .ToLookup(each => each.Key, each => each.Language, StringComparer.Ordinal);
        foreach (var (i, hours) in document.OfficeHours.Index())
        {
            foreach (var (j, revision) in hours.Revisions.Index())
            {
                var path = $"officeHours[{i}].revisions[{j}].languages";
                Languages.Check(revision.Languages, ofHours[hours.Key], path, errors);
            }
        }
    }

    private async Task<StoredRota> RotaAsync(Rota wanted, ImportLog log, Instant now, CancellationToken ct)
    {
        if (await rotas.BySlugAsync(wanted.Slug, ct) is not { } present)
        {
            log.Created("rota", wanted.Slug, wanted.Name);
            return await rotas.InsertAsync(wanted, now, ct)
                ?? throw RefusedException.Of(
                    RefusalKind.SlugTaken,
                    $"There was a rota '{wanted.Slug}' once, which is deleted, or somebody else has just made one."
                );
        }

        if (wanted.Archived)
        {
            log.Errors.Add("rota.archived", ArchiveRota.Hint(wanted.Slug));
        }

        var locked = await rotas.LockAsync(present, ct);
        var changed = present with { Rota = wanted };
        if (log.Differs("rota", wanted.Slug, locked.Name, ImportedField.Between(locked, wanted)))
        {
            await rotas.UpdateAsync(changed, locked, ct);
        }

        return changed;
    }

    private async Task StandingClaimsAsync(
        RotaDocument document,
        RotaDocument present,
        StoredRota rota,
        Dictionary<string, Guid> officeHoursIds,
        Dictionary<string, Guid> volunteerIds,
        Dictionary<string, Guid> organisationIds,
        ImportLog log,
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
                if (!same.IsSameAs(entry))
                {
                    log.Errors.Add(
                        $"standingClaims[{i}].key",
                        "A standing claim does not change. End this one, and give the new one another key."
                    );
                }

                log.Unchanged++;
                continue;
            }

            Guid? volunteerId = entry.Volunteer is { } volunteer ? volunteerIds[volunteer] : null;
            if (volunteerId is { } holder && !await members.HoldAsync(rota.Id, holder, ct))
            {
                log.Errors.Add(
                    $"standingClaims[{i}].volunteer",
                    "The volunteer is not a member of the rota: give the entry in volunteers a role."
                );
                continue;
            }

            var (holderName, hoursTitle) = document.NamesOf(entry);
            log.Created("standingClaims", entry.Key, $"{holderName}, {hoursTitle}");
            var holderId = new HolderId(volunteerId, entry.Organisation is { } slug ? organisationIds[slug] : null);
            await standingClaims.FreeKeyAsync(rota.Id, entry.Key, ct);
            await standingClaims.InsertAsync(
                StandingClaim.Create(
                    rota.Id,
                    officeHoursIds[entry.OfficeHours],
                    entry.Key,
                    holderId,
                    new StandingClaimTerms(entry.From, entry.Until, entry.ToPattern()),
                    now
                ),
                ct
            );
        }
    }
}
