using GeekOnDuty.Core.People;
using GeekOnDuty.Core.Storage;
using NodaTime;

namespace GeekOnDuty.Core.SignIn;

/// <summary>A session with whom it acts for.</summary>
public sealed record StoredSession(
    Guid Id,
    Guid VolunteerId,
    Instant LastUsedAt,
    Instant ExpiresAt,
    bool IsAdmin,
    IReadOnlyList<string> Memberships
);

/// <summary>A session as the audit log keeps it: without secret and device.</summary>
public sealed record LoggedSession(Guid Id, Guid VolunteerId, Instant CreatedAt, Instant ExpiresAt)
{
    public const string Columns = "id, volunteer_id, created_at, expires_at";

    public Change Ended() => new(null, ChangeKind.Session, Id, "ended") { Before = this };
}

public sealed class SessionQueries(DbSession db)
{
    public static readonly Duration Lifetime = Duration.FromDays(30);
    private const int LongestDevice = 200;

    private const string StartSql = """
        -- SessionQueries.Start
        DELETE FROM sessions WHERE volunteer_id = @volunteerId AND expires_at <= @now;
        INSERT INTO sessions (id, secret_hash, volunteer_id, token_id, device, created_at, last_used_at, expires_at)
        VALUES (@id, @hash, @volunteerId, (SELECT id FROM tokens WHERE id = @tokenId), @device, @now, @now, @expiresAt)
        """;

    /// <summary>Forgets what has ended by itself.</summary>
    /// <param name="volunteerId">Who signs in.</param>
    /// <param name="tokenId">The token by which they do, whose end is the end of the session; null for none.</param>
    /// <param name="userAgent">As the browser sends it.</param>
    /// <param name="now">When.</param>
    /// <param name="ct">Ends the statement.</param>
    /// <returns>The secret, which is kept nowhere.</returns>
    public async Task<string> StartAsync(Guid volunteerId, Guid? tokenId, string userAgent, Instant now, CancellationToken ct)
    {
        var (id, secret) = (Guid.CreateVersion7(now.ToDateTimeOffset()), Secret.Make());
        var device = new string([.. userAgent.Where(c => c is >= ' ' and <= '~').Take(LongestDevice)]);
        await db.ExecuteAsync(
            StartSql,
            new
            {
                id,
                hash = Secret.Hash(secret),
                volunteerId,
                tokenId,
                device,
                now,
                expiresAt = now + Lifetime,
            },
            ct
        );
        db.Origin.SetActorIfUnset(volunteerId);
        db.RecordChange(
            new Change(null, ChangeKind.Session, id, "started")
            {
                After = new LoggedSession(id, volunteerId, now, now + Lifetime),
            }
        );
        return secret;
    }

    /// <summary>As <see cref="StartAsync"/>, in place of the session that the browser has, if it has one.</summary>
    public async Task<string> ReplaceAsync(
        SignInBrowser browser,
        Guid volunteerId,
        Guid? tokenId,
        Instant now,
        CancellationToken ct
    )
    {
        if (browser.FormerSession is { } former)
        {
            await EndAsync(former, ct);
        }

        return await StartAsync(volunteerId, tokenId, browser.UserAgent, now, ct);
    }

    /// <summary>Sessions that have not ended.</summary>
    private const string OpenSql = """
        (SELECT s.* FROM sessions s LEFT JOIN tokens t ON t.id = s.token_id
            WHERE s.expires_at > @now AND (t.expires_at IS NULL OR t.expires_at > @now)) AS s
        """;

    private const string FindSql = $"""
        -- SessionQueries.Find
        SELECT s.id, s.volunteer_id, s.last_used_at, s.expires_at, v.is_admin,
            ARRAY(SELECT rota_id || ' ' || role FROM members WHERE volunteer_id = v.id) AS memberships
        FROM {OpenSql} JOIN volunteers v ON v.id = s.volunteer_id
        WHERE s.secret_hash = @hash AND v.erased_at IS NULL
        """;

    public Task<StoredSession?> FindAsync(string secret, Instant now, CancellationToken ct) =>
        db.FirstOrDefaultAsync<StoredSession>(FindSql, new { hash = Secret.Hash(secret), now }, ct);

    private const string ExtendSql = """
        -- SessionQueries.Extend
        UPDATE sessions SET last_used_at = @now, expires_at = @expiresAt WHERE id = @id
        """;

    public Task ExtendAsync(Guid id, Instant now, CancellationToken ct) =>
        db.ExecuteAsync(
            ExtendSql,
            new
            {
                id,
                now,
                expiresAt = now + Lifetime,
            },
            ct
        );

    private const string ListSql = $"""
        -- SessionQueries.List
        SELECT s.id, s.device, s.created_at, s.last_used_at, s.expires_at, COALESCE(s.id = @present, false) AS current FROM {OpenSql}
        WHERE s.volunteer_id = @volunteerId AND s.id > @after ORDER BY s.id LIMIT @rows
        """;

    /// <summary>Those that still open, by id.</summary>
    public Task<IReadOnlyList<Session>> ListAsync(
        Guid volunteerId,
        Guid? present,
        Guid after,
        int rows,
        Instant now,
        CancellationToken ct
    ) =>
        db.QueryAsync<Session>(
            ListSql,
            new
            {
                volunteerId,
                present,
                after,
                rows,
                now,
            },
            ct
        );

    private const string EndSql = $"""
        -- SessionQueries.End
        DELETE FROM sessions WHERE id = @id AND volunteer_id = @volunteerId RETURNING {LoggedSession.Columns}
        """;

    /// <returns>False when that person has no such session.</returns>
    public Task<bool> EndAsync(Guid id, Guid volunteerId, CancellationToken ct) => EndAsync(EndSql, new { id, volunteerId }, ct);

    private const string EndOthersSql = $"""
        -- SessionQueries.EndOthers
        DELETE FROM sessions WHERE volunteer_id = @volunteerId AND id IS DISTINCT FROM @present RETURNING {LoggedSession.Columns}
        """;

    /// <param name="volunteerId">Whose.</param>
    /// <param name="present">The one that stays; null: none.</param>
    /// <param name="ct">Ends the statement.</param>
    public Task EndOthersAsync(Guid volunteerId, Guid? present, CancellationToken ct) =>
        EndAsync(EndOthersSql, new { volunteerId, present }, ct);

    private const string EndOfSecretSql = $"""
        -- SessionQueries.EndOfSecret
        DELETE FROM sessions WHERE secret_hash = @hash RETURNING {LoggedSession.Columns}
        """;

    /// <summary>The one that a browser has when it signs in anew.</summary>
    public Task EndAsync(string secret, CancellationToken ct) => EndAsync(EndOfSecretSql, new { hash = Secret.Hash(secret) }, ct);

    /// <returns>Whether there was any.</returns>
    private async Task<bool> EndAsync(string sql, object parameters, CancellationToken ct)
    {
        var ended = await db.QueryAsync<LoggedSession>(sql, parameters, ct);
        foreach (var session in ended)
        {
            db.RecordChange(session.Ended());
        }

        return ended.Count > 0;
    }
}
