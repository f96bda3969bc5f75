using GeekOnDuty.Core.Claims;
using GeekOnDuty.Core.Operations;
using GeekOnDuty.Core.People;
using GeekOnDuty.Core.Rotas;
using GeekOnDuty.Core.SignIn;
using GeekOnDuty.Core.Storage;
using NodaTime;

namespace GeekOnDuty.Core.Members;

public sealed class MemberQueries(DbSession db, SessionQueries sessions)
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

    private const string ZonesSql = """
        -- MemberQueries.Zones
        SELECT DISTINCT v.zone FROM members m JOIN volunteers v ON v.id = m.volunteer_id WHERE m.rota_id = @rotaId ORDER BY v.zone
        """;

    /// <summary>Where members live.</summary>
    public Task<IReadOnlyList<string>> ZonesAsync(Guid rotaId, CancellationToken ct) =>
        db.QueryAsync<string>(ZonesSql, new { rotaId }, ct);

    private const string HoldPersonSql = """
        -- MemberQueries.HoldPerson
        SELECT display_name FROM volunteers WHERE id = @volunteerId AND erased_at IS NULL FOR NO KEY UPDATE
        """;

    /// <summary>Until the transaction ends nobody else makes them a member or erases them; they can be put on duty meanwhile.</summary>
    /// <returns>The name; null when there is no such person any more.</returns>
    public Task<string?> HoldPersonAsync(Guid volunteerId, CancellationToken ct) =>
        db.ScalarAsync<string>(HoldPersonSql, new { volunteerId }, ct);

    private const string RoleSql = """
        -- MemberQueries.Role
        SELECT role FROM members WHERE rota_id = @rotaId AND volunteer_id = @volunteerId
        """;

    /// <summary>The role of a person who is held, so it stays until the transaction ends; null: no member.</summary>
    public async Task<Role?> RoleAsync(Guid rotaId, Guid volunteerId, CancellationToken ct) =>
        await db.ScalarAsync<string>(RoleSql, new { rotaId, volunteerId }, ct) is { } name
            ? Enum.Parse<Role>(name, ignoreCase: true)
            : null;

    private const string LockCoordinatorsSql = """
        -- MemberQueries.LockCoordinators
        SELECT m.rota_id, m.volunteer_id, r.slug, r.name FROM members m JOIN rotas r ON r.id = m.rota_id
        WHERE m.role = 'coordinator' AND r.archived_at IS NULL AND r.deleted_at IS NULL
            AND (m.rota_id = @rotaId OR (@rotaId IS NULL AND m.rota_id IN (
                SELECT rota_id FROM members WHERE volunteer_id = @volunteerId AND role = 'coordinator')))
        ORDER BY m.rota_id, m.volunteer_id FOR NO KEY UPDATE OF m
        """;

    /// <summary>
    /// Refuses to take the last coordinator from a rota that is not archived. The coordinators of the rota stay what they are until the transaction
    /// ends: of two who demote each other at the same moment, the second waits here and is refused.
    /// </summary>
    /// <param name="volunteerId">The person who is about to be a coordinator no more, held by the caller, so that no rota is added meanwhile.</param>
    /// <param name="rotaId">The rota; null for every rota that the person coordinates.</param>
    /// <param name="ct">Ends the query.</param>
    /// <exception cref="RefusedException">The person coordinates a rota that nobody else does.</exception>
    public async Task RequireOtherCoordinatorAsync(Guid volunteerId, Guid? rotaId, CancellationToken ct)
    {
        var coordinators = await db.QueryAsync<CoordinatorRow>(LockCoordinatorsSql, new { volunteerId, rotaId }, ct);
        var alone = coordinators.GroupBy(each => each.RotaId).Where(each => each.All(row => row.VolunteerId == volunteerId));
        var rotas = alone.Select(each => each.First()).OrderBy(each => each.Name, StringComparer.Ordinal).ToList();
        if (rotas.Count > 0)
        {
            throw new RefusedException(
                new LastCoordinatorRefusal(
                    $"Nobody else is a coordinator of {string.Join(", ", rotas.Select(each => each.Name))}. "
                        + "Make another member a coordinator there first; then try again.",
                    [.. rotas.Select(each => each.Slug)]
                )
            );
        }
    }

    /// <param name="Detail">Names the rotas.</param>
    /// <param name="Rotas">Their slugs.</param>
    private sealed record LastCoordinatorRefusal(string Detail, IReadOnlyList<string> Rotas)
        : Refusal(RefusalKind.LastCoordinator, Detail)
    {
        public override IReadOnlyList<(string Name, object? Value)> Data => [("rotas", Rotas)];
    }

    private sealed record CoordinatorRow(Guid RotaId, Guid VolunteerId, string Slug, string Name);

    public static string NameOf(Role role) => role == Role.Coordinator ? "coordinator" : "volunteer";

    private const string SetSql = """
        -- MemberQueries.Set
        INSERT INTO members (rota_id, volunteer_id, role) VALUES (@rotaId, @volunteerId, @role)
        ON CONFLICT ON CONSTRAINT members_pk DO UPDATE SET role = @role;
        DELETE FROM join_requests WHERE rota_id = @rotaId AND volunteer_id = @volunteerId
        """;

    /// <summary>
    /// Makes somebody who is held a member with that role, which answers their request to join. Who had another role is signed out everywhere,
    /// except in the browser in which they changed it themselves, and what they invited as a coordinator is revoked when they are none any more.
    /// </summary>
    /// <exception cref="RefusedException">
    /// They are the last coordinator of the rota, and would be a volunteer.
    /// </exception>
    public async Task SetAsync(Guid rotaId, Guid volunteerId, Role role, Actor by, Instant now, CancellationToken ct)
    {
        var before = await RoleAsync(rotaId, volunteerId, ct);
        if (before == role)
        {
            return;
        }

        if (before == Role.Coordinator)
        {
            await RequireOtherCoordinatorAsync(volunteerId, rotaId, ct);
        }

        await db.ExecuteAsync(
            SetSql,
            new
            {
                rotaId,
                volunteerId,
                role = NameOf(role),
            },
            ct
        );
        db.RecordChange(
            new Change(rotaId, ChangeKind.Member, volunteerId, "set")
            {
                Before = before is { } old ? new LoggedMember(volunteerId, old) : null,
                After = new LoggedMember(volunteerId, role),
            }
        );
        if (before is not null)
        {
            await sessions.EndOthersAsync(volunteerId, by.SessionToKeep(volunteerId), ct);
        }

        if (before == Role.Coordinator)
        {
            await RevokeInvitationsAsync(rotaId, volunteerId, now, ct);
        }
    }

    private const string RevokeInvitationsSql = $"""
        -- MemberQueries.RevokeInvitations
        UPDATE invitations SET revoked_at = @now
        WHERE rota_id = @rotaId AND created_by = @volunteerId AND used < uses AND revoked_at IS NULL AND expires_at > @now
        RETURNING {LoggedInvitation.Columns}
        """;

    /// <summary>Else who is sent away could let themselves in again.</summary>
    private async Task RevokeInvitationsAsync(Guid rotaId, Guid volunteerId, Instant now, CancellationToken ct)
    {
        var parameters = new
        {
            rotaId,
            volunteerId,
            now,
        };
        foreach (var invitation in await db.QueryAsync<LoggedInvitation>(RevokeInvitationsSql, parameters, ct))
        {
            db.RecordChange(invitation.Revoked());
        }
    }

    private const string RemoveAllSql = """
        -- MemberQueries.RemoveAll
        DELETE FROM members WHERE rota_id = @rotaId RETURNING volunteer_id, role
        """;

    /// <summary>Ends every membership of a rota that is deleted.</summary>
    public async Task RemoveAllAsync(Guid rotaId, CancellationToken ct)
    {
        foreach (var (volunteerId, role) in await db.QueryAsync<(Guid, string)>(RemoveAllSql, new { rotaId }, ct))
        {
            db.RecordChange(LoggedMember.Of(volunteerId, role).RemovedFrom(rotaId));
        }
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

    /// <summary>
    /// Ends the membership of somebody who is held and releases what has not begun; past claims stay. They are signed out everywhere, except in the
    /// browser in which they left by themselves, and their invitations are revoked.
    /// </summary>
    /// <returns>The claims as they are now; null when there was no membership.</returns>
    /// <exception cref="RefusedException">They are the last coordinator of the rota.</exception>
    public async Task<IReadOnlyList<ClaimRow>?> RemoveAsync(
        Guid rotaId,
        Guid volunteerId,
        Actor by,
        Instant now,
        CancellationToken ct
    )
    {
        if (await RoleAsync(rotaId, volunteerId, ct) == Role.Coordinator)
        {
            await RequireOtherCoordinatorAsync(volunteerId, rotaId, ct);
        }

        if (await db.FirstOrDefaultAsync<string>(RemoveSql, new { rotaId, volunteerId }, ct) is not { } role)
        {
            return null;
        }

        db.RecordChange(LoggedMember.Of(volunteerId, role).RemovedFrom(rotaId));
        var yesterday = now.InUtc().Date.PlusDays(-1);
        var (standingClaims, claims) = await db.MultipleAsync(
            LeaveSql,
            new
            {
                rotaId,
                volunteerId,
                yesterday,
                now,
            },
            async left => (await left.ReadAsync<StandingClaim>(), await left.ReadAsync<ClaimRow>()),
            ct
        );
        foreach (var standing in standingClaims)
        {
            db.RecordChange(standing.Ended(yesterday));
        }

        foreach (var claim in claims)
        {
            db.RecordChange(claim.Released());
        }

        await sessions.EndOthersAsync(volunteerId, by.SessionToKeep(volunteerId), ct);
        await RevokeInvitationsAsync(rotaId, volunteerId, now, ct);
        return claims;
    }
}
