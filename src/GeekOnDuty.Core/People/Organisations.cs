using GeekOnDuty.Core.Operations;
using GeekOnDuty.Core.Storage;
using GeekOnDuty.Core.Text;
using NodaTime;
using Npgsql;

namespace GeekOnDuty.Core.People;

/// <summary>A group that stands behind volunteers, or pledges hours itself.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Slug">1 to 40 of a–z, 0–9 and hyphen.</param>
/// <param name="Name">What visitors read.</param>
/// <param name="Url">https or http.</param>
/// <param name="LogoUrl">https or http.</param>
public sealed record Organisation(Guid Id, string Slug, string Name, string? Url, string? LogoUrl);

/// <summary>The body of POST and PUT.</summary>
/// <param name="Id">May be there when it is the id of the address, so that what was read can be sent back.</param>
/// <param name="Slug">1 to 40 of a–z, 0–9 and hyphen.</param>
/// <param name="Name">What visitors read.</param>
/// <param name="Url">https or http.</param>
/// <param name="LogoUrl">https or http.</param>
public sealed record OrganisationBody(Guid? Id, string Slug, string Name, string? Url, string? LogoUrl)
    : IRequestBody<OrganisationBody>
{
    public static OrganisationBody Read(JsonObjectReader members) => Read(members, members.OptionalId("id"));

    public static OrganisationBody Read(JsonObjectReader members, Guid? id) =>
        new(
            id,
            members.Slug("slug"),
            members.Text("name", 100),
            members.OptionalUrl("url", "https", "http"),
            members.OptionalUrl("logoUrl", "https", "http")
        );
}

public sealed class OrganisationQueries(DbSession db)
{
    public static Refusal SlugTaken(string slug) => new(RefusalKind.SlugTaken, $"There is already an organisation '{slug}'.");

    private const string FindSql = """
        -- OrganisationQueries.Find
        SELECT id, slug, name, url, logo_url FROM organisations WHERE id = @id
        """;

    public Task<Organisation?> FindAsync(Guid id, CancellationToken ct) =>
        db.FirstOrDefaultAsync<Organisation>(FindSql, new { id }, ct);

    /// <summary>How a rota document names it; null for none.</summary>
    public async Task<string?> SlugAsync(Guid? id, CancellationToken ct) =>
        id is { } named ? (await FindAsync(named, ct))?.Slug : null;

    /// <summary>Ends the request with 400 at <paramref name="path"/> when an organisation is named that does not exist.</summary>
    public async Task RequireAsync(Guid? id, string path, CancellationToken ct)
    {
        if (id is { } named && await FindAsync(named, ct) is null)
        {
            var errors = new ValidationErrors();
            errors.Add(path, "No organisation has this id. GET /v1/organisations lists them.", ValidationTexts.Choose);
            errors.ThrowIfAny();
        }
    }

    private const string LockSql = """
        -- OrganisationQueries.Lock
        SELECT id, slug, name, url, logo_url FROM organisations WHERE id = @id FOR NO KEY UPDATE
        """;

    /// <summary>Held until the transaction ends.</summary>
    public Task<Organisation?> LockAsync(Guid id, CancellationToken ct) =>
        db.FirstOrDefaultAsync<Organisation>(LockSql, new { id }, ct);

    private const string ListSql = """
        -- OrganisationQueries.List
        SELECT id, slug, name, url, logo_url FROM organisations WHERE slug > @after ORDER BY slug LIMIT @rows
        """;

    /// <summary>By slug.</summary>
    public Task<IReadOnlyList<Organisation>> ListAsync(string after, int rows, CancellationToken ct) =>
        db.QueryAsync<Organisation>(ListSql, new { after, rows }, ct);

    private const string InsertSql = """
        -- OrganisationQueries.Insert
        INSERT INTO organisations (id, slug, name, url, logo_url, created_at) VALUES (@Id, @Slug, @Name, @Url, @LogoUrl, @now)
        ON CONFLICT ON CONSTRAINT organisations_slug_taken DO NOTHING
        """;

    /// <returns>False when the slug is taken.</returns>
    public async Task<bool> InsertAsync(Organisation organisation, Instant now, CancellationToken ct)
    {
        var inserted = await db.ExecuteAsync(
            InsertSql,
            new
            {
                organisation.Id,
                organisation.Slug,
                organisation.Name,
                organisation.Url,
                organisation.LogoUrl,
                now,
            },
            ct
        );
        if (inserted > 0)
        {
            db.RecordChange(new Change(null, ChangeKind.Organisation, organisation.Id, "created") { After = organisation });
        }

        return inserted > 0;
    }

    private const string UpdateSql = """
        -- OrganisationQueries.Update
        UPDATE organisations SET slug = @Slug, name = @Name, url = @Url, logo_url = @LogoUrl WHERE id = @Id
        """;

    /// <summary>Does nothing where nothing is different.</summary>
    /// <returns>False when the slug is taken; the transaction is over then.</returns>
    public async Task<bool> UpdateAsync(Organisation present, Organisation organisation, CancellationToken ct)
    {
        if (organisation == present)
        {
            return true;
        }

        try
        {
            await db.ExecuteAsync(UpdateSql, organisation, ct);
            db.RecordChange(
                new Change(null, ChangeKind.Organisation, organisation.Id, "changed") { Before = present, After = organisation }
            );
            return true;
        }
        catch (PostgresException taken) when (taken.ConstraintName == "organisations_slug_taken")
        {
            return false;
        }
    }

    private const string DeleteSql = """
        -- OrganisationQueries.Delete
        DELETE FROM organisations WHERE id = @Id
        """;

    /// <returns>False when something refers to it; the transaction is over then.</returns>
    public async Task<bool> DeleteAsync(Organisation present, CancellationToken ct)
    {
        try
        {
            await db.ExecuteAsync(DeleteSql, new { present.Id }, ct);
            db.RecordChange(new Change(null, ChangeKind.Organisation, present.Id, "deleted") { Before = present });
            return true;
        }
        catch (PostgresException used) when (used.SqlState == PostgresErrorCodes.ForeignKeyViolation)
        {
            return false;
        }
    }
}
