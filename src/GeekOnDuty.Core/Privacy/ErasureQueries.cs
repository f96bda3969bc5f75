using GeekOnDuty.Core.Claims;
using GeekOnDuty.Core.Members;
using GeekOnDuty.Core.People;
using GeekOnDuty.Core.Rotas;
using GeekOnDuty.Core.SignIn;
using GeekOnDuty.Core.Storage;
using NodaTime;

namespace GeekOnDuty.Core.Privacy;

/// <summary>Everything that goes when a person is erased, in one place.</summary>
public sealed class ErasureQueries(DbSession db)
{
    private const string LockAdminsSql = """
        -- ErasureQueries.LockAdmins
        SELECT 1 FROM volunteers WHERE is_admin AND (SELECT is_admin FROM volunteers WHERE id = @id) ORDER BY id FOR UPDATE
        """;

    /// <summary>
    /// Before an admin is erased: locks the rows of all admins until the transaction ends. When two admins erase each other
    /// at the same moment, one of them stays. Does nothing when the volunteer is no admin.
    /// </summary>
    public Task LockAdminsAsync(Guid id, CancellationToken ct) => db.ExecuteAsync(LockAdminsSql, new { id }, ct);

    private const string IsLastAdminSql = """
        -- ErasureQueries.IsLastAdmin
        SELECT is_admin AND NOT EXISTS (SELECT FROM volunteers WHERE is_admin AND erased_at IS NULL AND id <> @id) FROM volunteers WHERE id = @id
        """;

    public Task<bool> IsLastAdminAsync(Guid id, CancellationToken ct) => db.ScalarAsync<bool>(IsLastAdminSql, new { id }, ct);

    /// <summary>
    /// Documents may name a standing claim by its holder, so its key goes too. Seven results: tokens, sessions, memberships,
    /// standing claims that had not ended, claims, invitations, the calendar.
    /// </summary>
    private const string EraseSql = $$"""
        -- ErasureQueries.Erase
        DELETE FROM tokens WHERE volunteer_id = @id RETURNING {{TokenQueries.Columns}};
        DELETE FROM sessions WHERE volunteer_id = @id RETURNING {{LoggedSession.Columns}};
        DELETE FROM members WHERE volunteer_id = @id RETURNING rota_id, role;
        SELECT {{StandingClaim.Columns}} FROM standing_claims
        WHERE volunteer_id = @id AND (until_date IS NULL OR until_date >= from_date) ORDER BY id;
        UPDATE claims c SET released_at = @now, released_by = 'left' WHERE volunteer_id = @id AND released_at IS NULL AND upper(during) > @now
        RETURNING {{ClaimRow.OwnColumns}};
        UPDATE invitations SET revoked_at = @now WHERE created_by = @id AND used < uses AND revoked_at IS NULL AND expires_at > @now
        RETURNING {{LoggedInvitation.Columns}};
        DELETE FROM calendars WHERE volunteer_id = @id RETURNING {{OwnCalendar.Columns}};
        DELETE FROM join_requests WHERE volunteer_id = @id;
        UPDATE standing_claims SET until_date = from_date - 1, follow_at = NULL, key = 'ended ' || id WHERE volunteer_id = @id;
        DELETE FROM idempotency_keys WHERE volunteer_id = @id;
        DELETE FROM sign_in_links WHERE volunteer_id = @id OR email = (SELECT email FROM volunteers WHERE id = @id);
        UPDATE volunteers SET ({{Profile.Columns}}) = ({{Profile.Parameters}}),
            key = 'erased ' || id, email = NULL, is_admin = false, erased_at = @now
        WHERE id = @id
        """;

    private const string RotasWithClaimsSql = """
        -- ErasureQueries.RotasWithClaims
        SELECT rota_id FROM claims WHERE volunteer_id = @id AND released_at IS NULL AND upper(during) > @now
        UNION SELECT rota_id FROM standing_claims WHERE volunteer_id = @id
        ORDER BY rota_id
        """;

    /// <summary>The rotas in which erasing the volunteer releases claims or ends standing claims, by id.</summary>
    public Task<IReadOnlyList<Guid>> RotasWithClaimsAsync(Guid id, Instant now, CancellationToken ct) =>
        db.QueryAsync<Guid>(RotasWithClaimsSql, new { id, now }, ct);

    /// <summary>Replaces the person, not the hours: claims of now and later are released, past ones stay without a name.</summary>
    /// <returns>The claims that were released.</returns>
    public async Task<IReadOnlyList<ClaimRow>> EraseAsync(Guid id, Instant now, CancellationToken ct)
    {
        IReadOnlyList<ClaimRow> released = [];
        var changes = await db.MultipleAsync(
            EraseSql,
            new ProfileParameters(Profile.Erased) { Id = id, Now = now },
            async erased =>
                (Change[])
                    [
                        .. (await erased.ReadAsync<Token>()).Select(token => LoggedToken.Of(token).Deleted()),
                        .. (await erased.ReadAsync<LoggedSession>()).Select(session => session.Ended()),
                        .. (await erased.ReadAsync<(Guid RotaId, string Role)>()).Select(left =>
                            LoggedMember.Of(id, left.Role).RemovedFrom(left.RotaId)
                        ),
                        .. (await erased.ReadAsync<StandingClaim>()).Select(standing =>
                            standing.Ended(standing.FromDate.PlusDays(-1))
                        ),
                        .. (released = await erased.ReadAsync<ClaimRow>()).Select(claim => claim.Released()),
                        .. (await erased.ReadAsync<LoggedInvitation>()).Select(invitation => invitation.Revoked()),
                        .. (await erased.ReadAsync<OwnCalendar>()).Select(calendar => calendar.Removed()),
                    ],
            ct
        );
        Array.ForEach(changes, db.RecordChange);
        db.RecordChange(new Change(null, ChangeKind.Volunteer, id, "erased"));
        return released;
    }
}
