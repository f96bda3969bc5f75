using System.Text.Json;
using GeekOnDuty.Core.Operations;
using GeekOnDuty.Core.People;
using GeekOnDuty.Core.Storage;
using GeekOnDuty.Core.Text;
using NodaTime;

namespace GeekOnDuty.Core.Rotas;

public sealed class RotaQueries(DbSession db)
{
    private const string Columns =
        "id, slug, name, description, zone, notice, channels, links, claim_opens_before, release_closes_before, visibility, joining, contact, archived_at";

    private const string BySlugSql = $"""
        -- RotaQueries.BySlug
        SELECT {Columns} FROM rotas WHERE slug = @slug AND deleted_at IS NULL
        """;

    public async Task<StoredRota?> BySlugAsync(string slug, CancellationToken ct) =>
        Formats.IsSlug(slug) ? (await db.FirstOrDefaultAsync<Row>(BySlugSql, new { slug }, ct))?.ToRota() : null;

    public const string ByIdSql = $"""
        -- RotaQueries.ById
        SELECT {Columns} FROM rotas WHERE id = @rotaId AND deleted_at IS NULL
        """;

    public async Task<StoredRota?> ByIdAsync(Guid id, CancellationToken ct) =>
        (await db.FirstOrDefaultAsync<Row>(ByIdSql, new { rotaId = id }, ct))?.ToRota();

    /// <summary>The rota as it is now in the database.</summary>
    public async Task<StoredRota> CurrentAsync(StoredRota known, CancellationToken ct) =>
        await ByIdAsync(known.Id, ct) ?? throw RotaLocks.Gone();

    /// <summary>Reads the result of <see cref="ByIdSql"/>.</summary>
    public static async Task<StoredRota?> ReadAsync(MultiResultReader results) =>
        (await results.ReadSingleOrDefaultAsync<Row>())?.ToRota();

    private const string LockSql = """
        -- RotaQueries.Lock
        SELECT 1 FROM rotas WHERE id = @id FOR NO KEY UPDATE
        """;

    private const string SetArchivedSql = """
        -- RotaQueries.SetArchived
        UPDATE rotas SET archived_at = @archivedAt WHERE id = @Id
        """;

    public async Task<StoredRota> SetArchivedAsync(StoredRota rota, Instant? archivedAt, CancellationToken ct)
    {
        await db.ExecuteAsync(SetArchivedSql, new { rota.Id, archivedAt }, ct);
        var changed = rota with { ArchivedAt = archivedAt, Rota = rota.Rota with { Archived = archivedAt is not null } };
        var what = changed.IsArchived ? "archived" : "reopened";
        db.RecordChange(new Change(rota.Id, ChangeKind.Rota, rota.Id, what) { Before = rota.Rota, After = changed.Rota });
        return changed;
    }

    private const string SetDeletedSql = """
        -- RotaQueries.SetDeleted
        UPDATE rotas SET deleted_at = @now WHERE id = @Id
        """;

    /// <summary>The row stays: with it the slug, and what its claims belong to.</summary>
    public async Task SetDeletedAsync(StoredRota rota, Instant now, CancellationToken ct)
    {
        await db.ExecuteAsync(SetDeletedSql, new { rota.Id, now }, ct);
        db.RecordChange(new Change(rota.Id, ChangeKind.Rota, rota.Id, "deleted") { Before = rota.Rota });
    }

    /// <summary>The rota as it is now, held until the transaction ends; slots can be claimed meanwhile.</summary>
    public async Task<Rota> LockAsync(StoredRota rota, CancellationToken ct)
    {
        await db.ExecuteAsync(LockSql, new { rota.Id }, ct);
        return (await CurrentAsync(rota, ct)).Rota;
    }

    private const string IsListed = "visibility = 'public' AND archived_at IS NULL AND deleted_at IS NULL";

    private const string ListSql = $"""
        -- RotaQueries.List
        SELECT {Columns} FROM rotas WHERE {IsListed} AND slug > @after ORDER BY slug LIMIT @rows
        """;

    /// <summary>Public rotas by slug.</summary>
    public async Task<IReadOnlyList<Rota>> ListAsync(string after, int rows, CancellationToken ct) =>
        [.. (await db.QueryAsync<Row>(ListSql, new { after, rows }, ct)).Select(row => row.ToRota().Rota)];

    private const string ArchivedSql = $"""
        -- RotaQueries.Archived
        SELECT {Columns} FROM rotas WHERE archived_at IS NOT NULL AND deleted_at IS NULL AND (@isAdmin OR id = ANY(@rotaIds)) ORDER BY slug LIMIT @rows
        """;

    /// <summary>The archived rotas that somebody coordinates, by slug; of an admin all of them.</summary>
    public async Task<IReadOnlyList<Rota>> ArchivedAsync(Actor actor, int rows, CancellationToken ct)
    {
        var rotaIds = actor.Roles.Where(role => role.Value == Role.Coordinator).Select(role => role.Key).ToArray();
        var archived = await db.QueryAsync<Row>(
            ArchivedSql,
            new
            {
                isAdmin = actor.IsAdmin,
                rotaIds,
                rows,
            },
            ct
        );
        return [.. archived.Select(row => row.ToRota().Rota)];
    }

    private const string FirstSlugsSql = $"""
        -- RotaQueries.FirstSlugs
        (SELECT slug FROM rotas WHERE {IsListed} ORDER BY slug LIMIT @rows)
        UNION ALL (SELECT slug FROM rotas WHERE NOT EXISTS (SELECT FROM rotas WHERE {IsListed}) AND deleted_at IS NULL ORDER BY slug LIMIT 1)
        """;

    /// <summary>Slugs of public rotas; where there is none, of one that is unlisted.</summary>
    public Task<IReadOnlyList<string>> FirstSlugsAsync(int rows, CancellationToken ct) =>
        db.QueryAsync<string>(FirstSlugsSql, new { rows }, ct);

    private const string InsertSql = $"""
        -- RotaQueries.Insert
        INSERT INTO rotas ({Columns}, created_at)
        VALUES (@Id, @Slug, @Name, @Description, @Zone, @Notice, @Channels, @Links, @ClaimOpensBefore, @ReleaseClosesBefore, @Visibility, @Joining, @Contact, @ArchivedAt, @now)
        ON CONFLICT ON CONSTRAINT rotas_slug_taken DO NOTHING
        """;

    /// <returns>Null when the slug is taken.</returns>
    public async Task<StoredRota?> InsertAsync(Rota rota, Instant now, CancellationToken ct)
    {
        var stored = new StoredRota(Guid.CreateVersion7(now.ToDateTimeOffset()), rota, rota.Archived ? now : null);
        if (await db.ExecuteAsync(InsertSql, Parameters(stored, now), ct) == 0)
        {
            return null;
        }

        db.RecordChange(new Change(stored.Id, ChangeKind.Rota, stored.Id, "created") { After = rota });
        return stored;
    }

    private const string UpdateSql = """
        -- RotaQueries.Update
        UPDATE rotas SET name = @Name, description = @Description, zone = @Zone, notice = @Notice, channels = @Channels, links = @Links,
            claim_opens_before = @ClaimOpensBefore, release_closes_before = @ReleaseClosesBefore, visibility = @Visibility, joining = @Joining, contact = @Contact
        WHERE id = @Id
        """;

    /// <summary>Does nothing where nothing is different.</summary>
    public async Task UpdateAsync(StoredRota rota, Rota before, CancellationToken ct)
    {
        if (Json.AreSame(rota.Rota, before))
        {
            return;
        }

        await db.ExecuteAsync(UpdateSql, Parameters(rota, default), ct);
        db.RecordChange(new Change(rota.Id, ChangeKind.Rota, rota.Id, "changed") { Before = before, After = rota.Rota });
    }

    private static object Parameters(StoredRota stored, Instant now)
    {
        var rota = stored.Rota;
        return new
        {
            stored.Id,
            rota.Slug,
            rota.Name,
            rota.Description,
            rota.Zone,
            rota.Notice,
            rota.Channels,
            rota.Links,
            rota.Rules.ClaimOpensBefore,
            rota.Rules.ReleaseClosesBefore,
            Visibility = rota.Visibility == Visibility.Public ? "public" : "unlisted",
            Joining = JsonNamingPolicy.KebabCaseLower.ConvertName(rota.Joining.ToString()),
            rota.Contact,
            stored.ArchivedAt,
            now,
        };
    }

    private sealed record Row(
        Guid Id,
        string Slug,
        string Name,
        string Description,
        string Zone,
        string Notice,
        IReadOnlyList<Link> Channels,
        IReadOnlyList<Link> Links,
        string ClaimOpensBefore,
        string ReleaseClosesBefore,
        Visibility Visibility,
        JoiningPolicy Joining,
        string? Contact,
        Instant? ArchivedAt
    )
    {
        public StoredRota ToRota() =>
            new(
                Id,
                new Rota(
                    Slug,
                    Name,
                    Description,
                    Zone,
                    Notice,
                    Channels,
                    Links,
                    new(ClaimOpensBefore, ReleaseClosesBefore),
                    Visibility,
                    Joining,
                    Contact,
                    Archived: ArchivedAt is not null
                ),
                ArchivedAt
            );
    }
}
