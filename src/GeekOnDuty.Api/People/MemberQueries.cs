using GeekOnDuty.Api.Claims;
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
        RETURNING (SELECT role FROM members WHERE rota_id = @rotaId AND volunteer_id = @volunteerId)
        """;

    public async Task SetAsync(Guid rotaId, Guid volunteerId, Role role, CancellationToken ct)
    {
        var before = await db.FirstOrDefaultAsync<string>(
            SetSql,
            new
            {
                rotaId,
                volunteerId,
                role = role == Role.Coordinator ? "coordinator" : "volunteer",
            },
            ct
        );
        db.Log(
            new Change(rotaId, ChangeKind.Member, volunteerId, "set")
            {
                Before = before is null ? null : LoggedMember.Of(volunteerId, before),
                After = new LoggedMember(volunteerId, role),
            }
        );
    }

    private const string RemoveSql = """
        -- MemberQueries.Remove
        DELETE FROM members WHERE rota_id = @rotaId AND volunteer_id = @volunteerId RETURNING role
        """;

    private const string LeaveSql = $"""
        -- MemberQueries.Leave
        WITH before AS (
            SELECT {StandingClaim.Columns} FROM standing_claims
            WHERE rota_id = @rotaId AND volunteer_id = @volunteerId AND (until_date IS NULL OR until_date > @yesterday)
        ), ended AS (
            UPDATE standing_claims SET until_date = @yesterday, follow_at = NULL WHERE id IN (SELECT id FROM before)
        )
        SELECT * FROM before ORDER BY id;
        UPDATE claims c SET released_at = @now, released_by = 'left'
        WHERE rota_id = @rotaId AND volunteer_id = @volunteerId AND released_at IS NULL AND lower(during) > @now
        RETURNING {ClaimRow.OwnColumns}
        """;

    /// <summary>Ends the membership and releases what has not begun; past claims stay.</summary>
    /// <returns>False when there was none.</returns>
    public async Task<bool> RemoveAsync(Guid rotaId, Guid volunteerId, Instant now, CancellationToken ct)
    {
        if (await db.FirstOrDefaultAsync<string>(RemoveSql, new { rotaId, volunteerId }, ct) is not { } role)
        {
            return false;
        }

        db.Log(new Change(rotaId, ChangeKind.Member, volunteerId, "removed") { Before = LoggedMember.Of(volunteerId, role) });
        var yesterday = now.InUtc().Date.PlusDays(-1);
        using var left = await db.MultipleAsync(
            LeaveSql,
            new
            {
                rotaId,
                volunteerId,
                yesterday,
                now,
            },
            ct
        );
        foreach (var standing in await left.ReadAsync<StandingClaim>())
        {
            db.Log(standing.Ended(yesterday));
        }

        foreach (var claim in await left.ReadAsync<ClaimRow>())
        {
            db.Log(claim.Released());
        }

        return true;
    }
}
