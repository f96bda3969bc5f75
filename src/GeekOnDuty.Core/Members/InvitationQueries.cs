using GeekOnDuty.Core.People;
using GeekOnDuty.Core.Storage;
using NodaTime;

namespace GeekOnDuty.Core.Members;

public sealed class InvitationQueries(DbSession db)
{
    private const string Columns = """
        i.id, i.role, i.created_at, i.created_by, v.display_name, i.expires_at, i.uses, i.used, i.revoked_at
        """;

    private const string IsOpen = "rota_id = @rotaId AND used < uses AND revoked_at IS NULL AND expires_at > @now";
    private const string IsValid = $"{IsOpen} AND secret_hash = @hash";

    private const string ListSql = $"""
        -- InvitationQueries.List
        SELECT {Columns} FROM invitations i JOIN volunteers v ON v.id = i.created_by
        WHERE i.rota_id = @rotaId AND i.id > @after ORDER BY i.id LIMIT @rows
        """;

    /// <summary>By id, which is in the order they were made; expired, used up and revoked ones too.</summary>
    public async Task<IReadOnlyList<Invitation>> ListAsync(Guid rotaId, Guid after, int rows, CancellationToken ct) =>
        [
            .. (
                await db.QueryAsync<Row>(
                    ListSql,
                    new
                    {
                        rotaId,
                        after,
                        rows,
                    },
                    ct
                )
            ).Select(row => row.ToInvitation()),
        ];

    private const string OpenSql = $"""
        -- InvitationQueries.Open
        SELECT {Columns} FROM invitations i JOIN volunteers v ON v.id = i.created_by WHERE {IsOpen} ORDER BY i.id DESC
        """;

    /// <summary>All that let somebody in now, the last one first.</summary>
    public async Task<IReadOnlyList<Invitation>> OpenAsync(Guid rotaId, Instant now, CancellationToken ct) =>
        [.. (await db.QueryAsync<Row>(OpenSql, new { rotaId, now }, ct)).Select(row => row.ToInvitation())];

    private const string FindSql = $"""
        -- InvitationQueries.Find
        SELECT {Columns} FROM invitations i JOIN volunteers v ON v.id = i.created_by WHERE {IsValid}
        """;

    /// <summary>What somebody who has the secret may be shown before they accept; null unless it lets somebody in.</summary>
    public async Task<Invitation?> FindAsync(Guid rotaId, string secret, Instant now, CancellationToken ct) =>
        (
            await db.FirstOrDefaultAsync<Row>(
                FindSql,
                new
                {
                    rotaId,
                    hash = Secret.Hash(secret),
                    now,
                },
                ct
            )
        )?.ToInvitation();

    private const string InsertSql = $"""
        -- InvitationQueries.Insert
        WITH i AS (
            INSERT INTO invitations (id, rota_id, secret_hash, role, created_by, created_at, expires_at, uses)
            VALUES (@id, @rotaId, @hash, @role, @createdBy, @now, @expiresAt, @uses) RETURNING *
        )
        SELECT {Columns} FROM i JOIN volunteers v ON v.id = i.created_by
        """;

    /// <returns>It, and its secret, of which only the hash is kept.</returns>
    public async Task<(Invitation Invitation, string Secret)> InsertAsync(
        Guid rotaId,
        Guid createdBy,
        Role role,
        Instant expiresAt,
        int uses,
        Instant now,
        CancellationToken ct
    )
    {
        var secret = Secret.Make("join_");
        var made = await db.FirstOrDefaultAsync<Row>(
            InsertSql,
            new
            {
                id = Guid.CreateVersion7(now.ToDateTimeOffset()),
                rotaId,
                hash = Secret.Hash(secret),
                role = MemberQueries.NameOf(role),
                createdBy,
                now,
                expiresAt,
                uses,
            },
            ct
        );
        var invitation = made!.ToInvitation();
        db.RecordChange(
            new LoggedInvitation(rotaId, invitation.Id, role, createdBy, invitation.ExpiresAt, uses, 0, null).Created()
        );
        return (invitation, secret);
    }

    private const string UseSql = $"""
        -- InvitationQueries.Use
        UPDATE invitations SET used = used + 1 WHERE {IsValid} AND (role = 'coordinator' OR NOT @isVolunteer)
        RETURNING {LoggedInvitation.Columns}
        """;

    /// <summary>Takes one use. Of many who race for the last one, one gets it.</summary>
    /// <param name="rotaId">Of another rota it does not count.</param>
    /// <param name="secret">Any text.</param>
    /// <param name="isVolunteer">Already: then only what makes a coordinator is used.</param>
    /// <param name="now">When.</param>
    /// <param name="ct">Ends the statement.</param>
    /// <returns>The role that it gives; null when it gives none.</returns>
    public async Task<Role?> UseAsync(Guid rotaId, string secret, bool isVolunteer, Instant now, CancellationToken ct)
    {
        var used = await db.FirstOrDefaultAsync<LoggedInvitation>(
            UseSql,
            new
            {
                rotaId,
                hash = Secret.Hash(secret),
                isVolunteer,
                now,
            },
            ct
        );
        if (used is not null)
        {
            db.RecordChange(used.TakenOnce());
        }

        return used?.Role;
    }

    private const string RevokeSql = $"""
        -- InvitationQueries.Revoke
        UPDATE invitations SET revoked_at = @now WHERE rota_id = @rotaId AND id = @id AND revoked_at IS NULL RETURNING {LoggedInvitation.Columns}
        """;

    /// <returns>False when there is none, or it is revoked already.</returns>
    public async Task<bool> RevokeAsync(Guid rotaId, Guid id, Instant now, CancellationToken ct)
    {
        var revoked = await db.FirstOrDefaultAsync<LoggedInvitation>(
            RevokeSql,
            new
            {
                rotaId,
                id,
                now,
            },
            ct
        );
        if (revoked is null)
        {
            return false;
        }

        db.RecordChange(revoked.Revoked());
        return true;
    }

    private const string RevokeAllSql = $"""
        -- InvitationQueries.RevokeAll
        UPDATE invitations SET revoked_at = @now WHERE rota_id = @rotaId AND used < uses AND revoked_at IS NULL AND expires_at > @now
        RETURNING {LoggedInvitation.Columns}
        """;

    /// <summary>Revokes every one of a rota that could still let somebody in.</summary>
    public async Task RevokeAllAsync(Guid rotaId, Instant now, CancellationToken ct)
    {
        foreach (var revoked in await db.QueryAsync<LoggedInvitation>(RevokeAllSql, new { rotaId, now }, ct))
        {
            db.RecordChange(revoked.Revoked());
        }
    }

    private sealed record Row(
        Guid Id,
        Role Role,
        Instant CreatedAt,
        Guid CreatedBy,
        string DisplayName,
        Instant ExpiresAt,
        int Uses,
        int Used,
        Instant? RevokedAt
    )
    {
        public Invitation ToInvitation() =>
            new(Id, Role, CreatedAt, new Inviter(CreatedBy, DisplayName), ExpiresAt, Uses, Used, RevokedAt);
    }
}
