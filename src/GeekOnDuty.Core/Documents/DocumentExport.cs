using GeekOnDuty.Core.Claims;
using GeekOnDuty.Core.People;
using GeekOnDuty.Core.Rotas;
using GeekOnDuty.Core.Storage;

namespace GeekOnDuty.Core.Documents;

/// <summary>Writes a rota as a document: what has not ended, with the organisations and volunteers that it needs.</summary>
public sealed class DocumentExport(DbSession db, OfficeHoursQueries officeHours, StandingClaimQueries standingClaims)
{
    private const string VolunteersSql = $"""
        -- DocumentExport.Volunteers
        SELECT {Profile.Columns}, v.id, v.key, m.role, o.slug AS organisation
        FROM members m JOIN volunteers v ON v.id = m.volunteer_id LEFT JOIN organisations o ON o.id = v.organisation_id
        WHERE m.rota_id = @id AND v.erased_at IS NULL
        """;

    private const string OrganisationsSql = """
        -- DocumentExport.Organisations
        SELECT id, slug, name, url, logo_url FROM organisations WHERE id = ANY(@ids) OR slug = ANY(@slugs)
        """;

    public async Task<RotaDocument> ExportAsync(StoredRota rota, CancellationToken ct)
    {
        await db.ReadOneMomentAsync(ct);
        var hours = (await officeHours.AllAsync(rota.Id, ct)).Where(each => each.EndedFrom is null).ToDictionary(each => each.Id);
        var volunteers = (
            await db.QueryAsync<Profile, NamedVolunteer, (Guid Id, VolunteerEntry Entry)>(
                VolunteersSql,
                (profile, named) => (named.Id, VolunteerEntry.Of(named.Key, named.Role, profile, named.Organisation)),
                new { rota.Id },
                ct
            )
        ).ToDictionary(each => each.Id, each => each.Entry);
        // Those of whoever left have ended.
        var standing = (await standingClaims.ListAsync(rota.Id, ct))
            .Where(each => hours.ContainsKey(each.OfficeHoursId))
            .Where(each => each.VolunteerId is not { } holder || volunteers.ContainsKey(holder))
            .ToList();
        var ids = hours
            .Values.SelectMany(each => each.Revisions.Values.Select(terms => terms.OrganisationId))
            .Concat(standing.Select(each => each.OrganisationId));
        var slugs = volunteers.Values.Select(entry => entry.Organisation).OfType<string>();
        var organisations = (
            await db.QueryAsync<Organisation>(
                OrganisationsSql,
                new { ids = ids.OfType<Guid>().ToArray(), slugs = slugs.ToArray() },
                ct
            )
        ).ToDictionary(each => each.Id);

        return new RotaDocument(
            RotaDocument.PresentVersion,
            rota.Rota,
            [
                .. organisations
                    .Values.OrderBy(each => each.Slug, StringComparer.Ordinal)
                    .Select(each => new OrganisationEntry(each.Slug, each.Name, each.Url, each.LogoUrl)),
            ],
            [.. volunteers.Values.OrderBy(entry => entry.Key, StringComparer.Ordinal)],
            [.. hours.Values.OrderBy(each => each.Key, StringComparer.Ordinal).Select(each => ToEntry(each, organisations))],
            [
                .. standing
                    .OrderBy(each => each.Key, StringComparer.Ordinal)
                    .Select(each =>
                        new StandingClaimEntry(
                            each.Key,
                            hours[each.OfficeHoursId].Key,
                            each.VolunteerId is { } volunteer ? volunteers[volunteer].Key : null,
                            each.OrganisationId is { } organisation ? organisations[organisation].Slug : null,
                            each.FromDate,
                            each.UntilDate,
                            null,
                            null,
                            null
                        ).With(each.Pattern)
                    ),
            ]
        );
    }

    private static OfficeHoursEntry ToEntry(StoredOfficeHours hours, Dictionary<Guid, Organisation> organisations) =>
        new(
            hours.Key,
            [
                .. hours
                    .Revisions.OrderBy(each => each.Key)
                    .Select(each => new RevisionEntry(
                        each.Key,
                        each.Value,
                        each.Value.OrganisationId is { } organisation ? organisations[organisation].Slug : null
                    )),
            ],
            [.. hours.Overrides.OrderBy(each => each.Key).Select(each => ExceptionEntry.Of(each.Key, each.Value))]
        );

    private sealed record NamedVolunteer(Guid Id, string Key, Role Role, string? Organisation);
}
