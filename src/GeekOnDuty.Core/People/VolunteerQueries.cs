using GeekOnDuty.Core.Operations;
using GeekOnDuty.Core.Storage;
using NodaTime;

namespace GeekOnDuty.Core.People;

/// <summary>A volunteer, and what the actor may do with them.</summary>
public sealed record SeenVolunteer(Volunteer Volunteer, bool MayChange);

public sealed class VolunteerQueries(DbSession db)
{
    /// <summary>
    /// Whom an actor may see: themselves; an admin everybody; a coordinator the members of their rotas, and whom they made while they belong to none. Whom they may change:
    /// themselves; an admin everybody; a coordinator those who belong to no rota but theirs, admins excepted.
    /// </summary>
    private const string SeenSql = $"""
        SELECT {Profile.Columns}, v.id,
            v.id = @VolunteerId OR @IsAdmin OR (NOT v.is_admin AND CASE
                WHEN EXISTS (SELECT FROM members m WHERE m.volunteer_id = v.id)
                THEN NOT EXISTS (SELECT FROM members m WHERE m.volunteer_id = v.id AND m.rota_id <> ALL(@coordinated))
                ELSE v.created_by = @VolunteerId AND cardinality(@coordinated) > 0 END) AS may_change
        FROM volunteers v
        WHERE v.erased_at IS NULL AND (v.id = @VolunteerId OR @IsAdmin OR (cardinality(@coordinated) > 0 AND (
            v.created_by = @VolunteerId AND NOT EXISTS (SELECT FROM members m WHERE m.volunteer_id = v.id)
            OR EXISTS (SELECT FROM members m WHERE m.volunteer_id = v.id AND m.rota_id = ANY(@coordinated)))))
        """;

    private const string FindSql = $"""
        -- VolunteerQueries.Find
        {SeenSql} AND v.id = @id
        """;

    /// <summary>As strong as erasing needs: claims in flight hold the row by its key, and are waited for here, before anything else is touched.</summary>
    private const string LockSql = """
        -- VolunteerQueries.Lock
        SELECT 1 FROM volunteers WHERE id = @id FOR UPDATE
        """;

    private const string ListSql = $"""
        -- VolunteerQueries.List
        {SeenSql} AND v.id > @after ORDER BY v.id LIMIT @rows
        """;

    /// <summary>Null when there is no such volunteer, or the actor may not know of them.</summary>
    public async Task<SeenVolunteer?> FindAsync(Actor actor, Guid id, CancellationToken ct) =>
        await SeenAsync(FindSql, Parameters(actor, id), ct) is [var seen, ..] ? seen : null;

    /// <summary>As <see cref="FindAsync"/>, held until the transaction ends.</summary>
    public async Task<SeenVolunteer?> LockAsync(Actor actor, Guid id, CancellationToken ct)
    {
        await db.ExecuteAsync(LockSql, new { id }, ct);
        return await FindAsync(actor, id, ct);
    }

    /// <summary>As <see cref="LockAsync"/>, for a change of the volunteer.</summary>
    /// <exception cref="RefusedException">There is no such volunteer, or the actor may not change them.</exception>
    public async Task<Volunteer> LockToChangeAsync(Actor actor, Guid id, CancellationToken ct) =>
        await LockAsync(actor, id, ct) switch
        {
            null => throw new RefusedException(Refusal.NoSuch("volunteer")),
            { MayChange: true } seen => seen.Volunteer,
            _ => throw RefusedException.Of(
                RefusalKind.Forbidden,
                "This volunteer belongs to another rota too: only they themselves and admins may change them."
            ),
        };

    /// <summary>Those that the actor may know of, by id.</summary>
    public async Task<IReadOnlyList<Volunteer>> ListAsync(Actor actor, Guid after, int rows, CancellationToken ct) =>
        [.. (await SeenAsync(ListSql, Parameters(actor, default, after, rows), ct)).Select(seen => seen.Volunteer)];

    private const string InsertSql = $"""
        -- VolunteerQueries.Insert
        INSERT INTO volunteers (id, key, {Profile.Columns}, is_admin, created_by, created_at)
        VALUES (@Id, @Key, {Profile.Parameters}, @IsAdmin, @CreatedBy, @Now)
        """;

    /// <param name="key">How rota documents name them; null for the id.</param>
    /// <param name="profile">What they say about themselves.</param>
    /// <param name="createdBy">The actor; null when the program itself makes them.</param>
    /// <param name="isAdmin">May change everything.</param>
    /// <param name="now">When.</param>
    /// <param name="ct">Ends the statement.</param>
    public async Task<Guid> InsertAsync(
        string? key,
        Profile profile,
        Guid? createdBy,
        bool isAdmin,
        Instant now,
        CancellationToken ct
    )
    {
        var id = Guid.CreateVersion7(now.ToDateTimeOffset());
        await db.ExecuteAsync(
            InsertSql,
            new ProfileParameters(profile)
            {
                Id = id,
                Key = key ?? id.ToString(),
                IsAdmin = isAdmin,
                CreatedBy = createdBy,
                Now = now,
            },
            ct
        );
        db.RecordChange(
            new Change(null, ChangeKind.Volunteer, id, "created") { After = ChangedMembers.Between(before: null, profile) }
        );
        return id;
    }

    private const string UpdateSql = $"""
        -- VolunteerQueries.Update
        UPDATE volunteers SET ({Profile.Columns}) = ({Profile.Parameters}) WHERE id = @Id
        """;

    /// <summary>Does nothing where nothing is different.</summary>
    public async Task UpdateAsync(Volunteer present, Profile profile, CancellationToken ct)
    {
        var changed = ChangedMembers.Between<Profile>(present, profile);
        if (changed.Changed.Count == 0)
        {
            return;
        }

        await db.ExecuteAsync(UpdateSql, new ProfileParameters(profile) { Id = present.Id }, ct);
        db.RecordChange(new Change(null, ChangeKind.Volunteer, present.Id, "changed") { After = changed });
    }

    private static object Parameters(Actor actor, Guid id, Guid after = default, int rows = 0) =>
        new
        {
            actor.VolunteerId,
            actor.IsAdmin,
            coordinated = actor.Roles.Where(role => role.Value == Role.Coordinator).Select(role => role.Key).ToArray(),
            id,
            after,
            rows,
        };

    private Task<IReadOnlyList<SeenVolunteer>> SeenAsync(string sql, object parameters, CancellationToken ct) =>
        db.QueryAsync<Profile, Access, SeenVolunteer>(
            sql,
            (profile, access) => new SeenVolunteer(new Volunteer(access.Id, profile), access.MayChange),
            parameters,
            ct
        );

    private sealed record Access(Guid Id, bool MayChange);
}
