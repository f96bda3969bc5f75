using GeekOnDuty.Api.Postgres;
using NodaTime;

namespace GeekOnDuty.Api.SignIn;

/// <summary>A session with whom it acts for.</summary>
internal sealed record StoredSession(
    Guid Id,
    Guid VolunteerId,
    Instant LastUsedAt,
    Instant ExpiresAt,
    bool IsAdmin,
    IReadOnlyList<string> Memberships
);

/// <summary>A session as the audit log keeps it: without secret and device.</summary>
internal sealed record LoggedSession(Guid Id, Guid VolunteerId, Instant CreatedAt, Instant ExpiresAt);

internal sealed class SessionQueries(DbSession db)
{
    public static readonly Duration Lifetime = Duration.FromDays(30);
    private const int LongestDevice = 200;

    private const string StartSql = """
        -- SessionQueries.Start
        INSERT INTO sessions (id, secret_hash, volunteer_id, device, created_at, last_used_at, expires_at)
        VALUES (@id, @hash, @volunteerId, @device, @now, @now, @expiresAt)
        """;

    /// <param name="volunteerId">Who signs in.</param>
    /// <param name="userAgent">As the browser sends it.</param>
    /// <param name="now">When.</param>
    /// <param name="ct">Ends the statement.</param>
    /// <returns>The secret, which is kept nowhere.</returns>
    public async Task<string> StartAsync(Guid volunteerId, string userAgent, Instant now, CancellationToken ct)
    {
        var (id, secret) = (Guid.CreateVersion7(now.ToDateTimeOffset()), SignInSecret.Make());
        var device = new string([.. userAgent.Where(c => c is >= ' ' and <= '~').Take(LongestDevice)]);
        await db.ExecuteAsync(
            StartSql,
            new
            {
                id,
                hash = SignInSecret.Hash(secret),
                volunteerId,
                device,
                now,
                expiresAt = now + Lifetime,
            },
            ct
        );
        db.Origin.IsOtherwise(volunteerId);
        db.Log(
            new Change(null, ChangeKind.Session, id, "started")
            {
                After = new LoggedSession(id, volunteerId, now, now + Lifetime),
            }
        );
        return secret;
    }

    private const string FindSql = """
        -- SessionQueries.Find
        SELECT s.id, s.volunteer_id, s.last_used_at, s.expires_at, v.is_admin,
            ARRAY(SELECT rota_id || ' ' || role FROM members WHERE volunteer_id = v.id) AS memberships
        FROM sessions s JOIN volunteers v ON v.id = s.volunteer_id
        WHERE s.secret_hash = @hash AND s.expires_at > @now AND v.erased_at IS NULL
        """;

    public Task<StoredSession?> FindAsync(string secret, Instant now, CancellationToken ct) =>
        db.FirstOrDefaultAsync<StoredSession>(FindSql, new { hash = SignInSecret.Hash(secret), now }, ct);

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

    private const string ListSql = """
        -- SessionQueries.List
        SELECT id, device, created_at, last_used_at, expires_at FROM sessions
        WHERE volunteer_id = @volunteerId AND expires_at > @now ORDER BY last_used_at DESC, id
        """;

    /// <summary>Those that still open, the last used first.</summary>
    public Task<IReadOnlyList<Session>> ListAsync(Guid volunteerId, Instant now, CancellationToken ct) =>
        db.QueryAsync<Session>(ListSql, new { volunteerId, now }, ct);

    private const string EndSql = """
        -- SessionQueries.End
        DELETE FROM sessions WHERE id = @id AND volunteer_id = @volunteerId RETURNING id, volunteer_id, created_at, expires_at
        """;

    /// <returns>False when that person has no such session.</returns>
    public async Task<bool> EndAsync(Guid id, Guid volunteerId, CancellationToken ct)
    {
        if (await db.FirstOrDefaultAsync<LoggedSession>(EndSql, new { id, volunteerId }, ct) is not { } ended)
        {
            return false;
        }

        db.Log(new Change(null, ChangeKind.Session, id, "ended") { Before = ended });
        return true;
    }
}
