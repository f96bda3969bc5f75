using GeekOnDuty.Api.Postgres;
using NodaTime;

namespace GeekOnDuty.Api.People;

internal sealed class MemberQueries(DbSession db)
{
    private const string ListSql = """
        -- MemberQueries.List
        SELECT m.volunteer_id, v.display_name, m.role FROM members m JOIN volunteers v ON v.id = m.volunteer_id
        WHERE m.rota_id = @rotaId AND m.volunteer_id > @after ORDER BY m.volunteer_id LIMIT @rows
        """;

    /// <summary>By volunteer id.</summary>
    public Task<IReadOnlyList<Member>> ListAsync(Guid rotaId, Guid after, int rows, CancellationToken ct) =>
        db.QueryAsync<Member>(
            ListSql,
            new
            {
                rotaId,
                after,
                rows,
            },
            ct
        );

    /// <summary>
    /// One row for a member, with the name. Whoever removes the member or erases the volunteer waits until the transaction ends. The volunteer comes first,
    /// as when one is erased, so that neither waits for the other.
    /// </summary>
    public const string HoldSql = """
        SELECT person.display_name FROM (SELECT id, display_name FROM volunteers WHERE id = @VolunteerId FOR KEY SHARE) AS person
        JOIN members m ON m.volunteer_id = person.id WHERE m.rota_id = @rotaId FOR SHARE OF m
        """;

    private const string HoldMemberSql = $"""
        -- MemberQueries.Hold
        {HoldSql}
        """;

    /// <summary>Whether the volunteer is a member, and so until the transaction ends.</summary>
    public async Task<bool> HoldAsync(Guid rotaId, Guid volunteerId, CancellationToken ct) =>
        await db.FirstOrDefaultAsync<string>(HoldMemberSql, new { rotaId, volunteerId }, ct) is not null;

    private const string SetSql = """
        -- MemberQueries.Set
        INSERT INTO members (rota_id, volunteer_id, role) VALUES (@rotaId, @volunteerId, @role)
        ON CONFLICT ON CONSTRAINT members_pk DO UPDATE SET role = @role
        """;

    public async Task SetAsync(Guid rotaId, Guid volunteerId, Role role, CancellationToken ct)
    {
        await db.ExecuteAsync(
            SetSql,
            new
            {
                rotaId,
                volunteerId,
                role = role == Role.Coordinator ? "coordinator" : "volunteer",
            },
            ct
        );
        db.Log(new Change(rotaId, ChangeKind.Member, volunteerId, "set"));
    }

    private const string RemoveSql = """
        -- MemberQueries.Remove
        DELETE FROM members WHERE rota_id = @rotaId AND volunteer_id = @volunteerId
        """;

    private const string LeaveSql = """
        -- MemberQueries.Leave
        UPDATE standing_claims SET until_date = @yesterday, follow_at = NULL
        WHERE rota_id = @rotaId AND volunteer_id = @volunteerId AND (until_date IS NULL OR until_date > @yesterday);
        UPDATE claims SET released_at = @now, released_by = 'left'
        WHERE rota_id = @rotaId AND volunteer_id = @volunteerId AND released_at IS NULL AND lower(during) > @now
        """;

    /// <summary>Ends the membership and releases what has not begun; past claims stay.</summary>
    /// <returns>False when there was none.</returns>
    public async Task<bool> RemoveAsync(Guid rotaId, Guid volunteerId, Instant now, CancellationToken ct)
    {
        if (await db.ExecuteAsync(RemoveSql, new { rotaId, volunteerId }, ct) == 0)
        {
            return false;
        }

        await db.ExecuteAsync(
            LeaveSql,
            new
            {
                rotaId,
                volunteerId,
                yesterday = now.InUtc().Date.PlusDays(-1),
                now,
            },
            ct
        );
        db.Log(new Change(rotaId, ChangeKind.Member, volunteerId, "removed"));
        return true;
    }
}
