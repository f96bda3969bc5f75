using GeekOnDuty.Api.Claims;
using GeekOnDuty.Api.Http;
using GeekOnDuty.Api.People;
using GeekOnDuty.Api.Rotas;
using NodaTime;

namespace GeekOnDuty.Api.Documents;

/// <summary>
/// Creates or updates a rota from a document, inside the transaction at hand. Entries are matched by their keys; what the file does not name is
/// left alone, and so is the past: changed office hours hold from the first date whose slot has not begun.
/// </summary>
internal sealed class DocumentImport(
    RotaQueries rotas,
    MemberQueries members,
    OfficeHoursQueries officeHours,
    StandingClaimQueries standingClaims,
    StandingClaims following,
    DocumentExport export,
    PeopleImport people,
    OfficeHoursImport hours
)
{
    /// <exception cref="ProblemException">The document is not valid; every fault is listed. The caller rolls back.</exception>
    public async Task<ImportReport> ImportAsync(RotaDocument document, Actor actor, Instant now, CancellationToken ct)
    {
        var log = new ImportLog();
        DocumentReferences.Check(document, log.Errors);
        log.Errors.ThrowIfAny();

        var rota = await RotaAsync(document.Rota, log, now, ct);
        var present = await export.ExportAsync(rota, ct);
        var organisationIds = await people.OrganisationsAsync(document.Organisations, log, now, ct);
        var volunteerIds = await people.VolunteersAsync(document.Volunteers, present, organisationIds, rota, actor, log, now, ct);
        log.Errors.ThrowIfAny();
        var officeHoursIds = await hours.ImportAsync(document.OfficeHours, organisationIds, rota, log, now, ct);
        await StandingClaimsAsync(document, present, rota, officeHoursIds, volunteerIds, organisationIds, log, now, ct);
        log.Errors.ThrowIfAny();

        var (taken, refused) = await FollowAsync(rota, now, ct);
        return new ImportReport(false, log.Changes, log.Unchanged, taken, refused);
    }

    private async Task<StoredRota> RotaAsync(Rota wanted, ImportLog log, Instant now, CancellationToken ct)
    {
        if (await rotas.BySlugAsync(wanted.Slug, ct) is not { } present)
        {
            log.Created("rota", wanted.Slug);
            return await rotas.InsertAsync(wanted, now, ct)
                ?? throw ProblemException.Of(Problems.Conflict, "Somebody else has just made this rota. Send the request again.");
        }

        var locked = await rotas.LockAsync(present, ct);
        var changed = present with { Rota = wanted };
        if (log.Differs("rota", wanted.Slug, locked, wanted))
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
                if (same != entry)
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

            log.Created("standingClaims", entry.Key);
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
        var byId = (await officeHours.HoldAllAsync(rota.Id, null, ct)).ToDictionary(each => each.Id);
        foreach (var standing in await standingClaims.LockListAsync(rota.Id, null, ct))
        {
            var followed = await following.FollowAsync(rota, byId[standing.OfficeHoursId], standing, now, ct);
            taken += followed.Taken.Count;
            refused.AddRange(followed.Refused.Select(each => new ImportRefusal(standing.Key, each.Date, each.Problem)));
        }

        return (taken, refused);
    }
}
