using GeekOnDuty.Core.Members;
using GeekOnDuty.Core.Operations;
using GeekOnDuty.Core.People;
using GeekOnDuty.Core.Rotas;
using GeekOnDuty.Core.Storage;
using GeekOnDuty.Core.Text;
using NodaTime;

namespace GeekOnDuty.Core.Documents;

/// <summary>The organisations and volunteers of a document. Each method gives the ids by slug or key.</summary>
public sealed class PeopleImport(
    DbSession db,
    OrganisationQueries organisations,
    VolunteerQueries volunteers,
    MemberQueries members
)
{
    private const string OrganisationBySlugSql = """
        -- PeopleImport.OrganisationBySlug
        SELECT id, slug, name, url, logo_url FROM organisations WHERE slug = @Slug
        """;

    private const string VolunteerByKeySql = """
        -- PeopleImport.VolunteerByKey
        SELECT id FROM volunteers WHERE key = @Key AND erased_at IS NULL
        """;

    public async Task<Dictionary<string, Guid>> OrganisationsAsync(
        IReadOnlyList<OrganisationEntry> entries,
        ImportLog log,
        Instant now,
        CancellationToken ct
    )
    {
        var ids = new Dictionary<string, Guid>(StringComparer.Ordinal);
        foreach (var entry in entries)
        {
            var present = await db.FirstOrDefaultAsync<Organisation>(OrganisationBySlugSql, new { entry.Slug }, ct);
            if (present is null)
            {
                log.Created("organisations", entry.Slug, entry.Name);
                var id = Guid.CreateVersion7(now.ToDateTimeOffset());
                var added = new Organisation(id, entry.Slug, entry.Name, entry.Url, entry.LogoUrl);
                ids[entry.Slug] = await organisations.InsertAsync(added, now, ct) ? id : throw Raced();
            }
            else
            {
                ids[entry.Slug] = present.Id;
                var wanted = new Organisation(present.Id, entry.Slug, entry.Name, entry.Url, entry.LogoUrl);
                if (log.Differs("organisations", entry.Slug, present.Name, ImportedField.Between(present, wanted)))
                {
                    await organisations.UpdateAsync(present, wanted, ct);
                }
            }
        }

        return ids;
    }

    /// <exception cref="RefusedException">The document would leave the rota without a coordinator.</exception>
    public async Task<Dictionary<string, Guid>> VolunteersAsync(
        IReadOnlyList<VolunteerEntry> entries,
        RotaDocument present,
        Dictionary<string, Guid> organisationIds,
        StoredRota rota,
        Actor actor,
        ImportLog log,
        Instant now,
        CancellationToken ct
    )
    {
        var ids = new Dictionary<string, Guid>(StringComparer.Ordinal);
        var roles = new List<(Guid VolunteerId, Role Role)>();
        var presentByKey = present.Volunteers.ToDictionary(entry => entry.Key, StringComparer.Ordinal);
        for (var i = 0; i < entries.Count; i++)
        {
            var entry = entries[i];
            var profile = entry.ToProfile(entry.Organisation is { } slug ? organisationIds[slug] : null);
            var id = await db.FirstOrDefaultAsync<Guid?>(VolunteerByKeySql, new { entry.Key }, ct);
            if (id is null)
            {
                log.Created("volunteers", entry.Key, entry.DisplayName);
                id = await volunteers.InsertAsync(entry.Key, profile, actor.VolunteerId, isAdmin: false, now, ct);
            }
            else if (await volunteers.LockAsync(actor, id.Value, ct) is not { MayChange: true } seen)
            {
                log.Errors.Add($"volunteers[{i}].key", $"{TextRules.Quote(entry.Key)} is a volunteer whom you may not change.");
                continue;
            }
            else
            {
                var roleNow = entry.Role is null ? null : presentByKey.GetValueOrDefault(entry.Key)?.Role;
                var presentEntry = VolunteerEntry.Of(
                    entry.Key,
                    roleNow,
                    seen.Volunteer,
                    await organisations.SlugAsync(seen.Volunteer.OrganisationId, ct)
                );
                if (log.Differs("volunteers", entry.Key, presentEntry.DisplayName, ImportedField.Between(presentEntry, entry)))
                {
                    await volunteers.UpdateAsync(seen.Volunteer, profile, ct);
                }
            }

            ids[entry.Key] = id.Value;
            if (entry.Role is { } role)
            {
                roles.Add((id.Value, role));
            }
        }

        // Coordinators first, so that one may take over from another in whatever order the file names them.
        foreach (var (id, role) in roles.OrderByDescending(each => each.Role == Role.Coordinator))
        {
            await members.SetAsync(rota.Id, id, role, actor, now, ct);
        }

        return ids;
    }

    private static RefusedException Raced() =>
        RefusedException.Of(RefusalKind.Conflict, "Somebody else has just made one of these. Send the request again.");
}
