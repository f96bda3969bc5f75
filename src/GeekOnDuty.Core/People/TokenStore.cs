using GeekOnDuty.Core.Storage;
using NodaTime;

namespace GeekOnDuty.Core.People;

/// <summary>Whom a token acts for.</summary>
public sealed class TokenStore(DbSession db, AdminToken adminToken, CredentialCache known, IClock clock)
{
    private const string FindSql = """
        -- TokenStore.Find
        SELECT t.id, t.volunteer_id, t.secret_hash, t.expires_at, t.last_used_at, v.is_admin,
            ARRAY(SELECT rota_id || ' ' || role FROM members WHERE volunteer_id = v.id) AS memberships
        FROM tokens t JOIN volunteers v ON v.id = t.volunteer_id WHERE t.id = @id AND v.erased_at IS NULL
        """;

    private const string AdminSql = """
        -- TokenStore.Admin
        SELECT id FROM volunteers WHERE is_admin AND erased_at IS NULL ORDER BY created_at, id LIMIT 1
        """;

    private const string RolesSql = """
        -- TokenStore.Roles
        SELECT rota_id, role FROM members WHERE volunteer_id = @volunteerId
        """;

    private const string UsedSql = """
        -- TokenStore.Used
        UPDATE tokens SET last_used_at = @now WHERE id = @id
        """;

    /// <returns>Null when the token is unknown, expired or revoked.</returns>
    public Task<Actor?> FindAsync(string secret, CancellationToken ct) =>
        adminToken.Is(secret) ? AdminAsync(ct) : BearerAsync(secret, ct);

    private async Task<Actor?> AdminAsync(CancellationToken ct)
    {
        if (await db.FirstOrDefaultAsync<Guid?>(AdminSql, null, ct) is not { } id)
        {
            return null;
        }

        db.Origin.SetActor(id, AdminToken.Id);
        return await ActorAsync(id, isAdmin: true, ct);
    }

    private async Task<Actor?> BearerAsync(string secret, CancellationToken ct)
    {
        var now = clock.GetCurrentInstant();
        if (
            !TokenSecret.TryTokenId(secret, out var id)
            || await known.FindAsync(id, () => LoadAsync(id, ct)) is not { } bearer
            || !bearer.IsProvenBy(secret, now)
        )
        {
            return null;
        }

        if (bearer.IsNewUse(now))
        {
            await db.ExecuteAsync(UsedSql, new { id, now }, ct);
            bearer.Used(now);
        }

        db.Origin.SetActor(bearer.Actor.VolunteerId, id);
        return bearer.Actor;
    }

    private async Task<CachedCredential?> LoadAsync(Guid id, CancellationToken ct) =>
        (await db.FirstOrDefaultAsync<StoredToken>(FindSql, new { id }, ct))?.ToCached();

    private async Task<Actor> ActorAsync(Guid volunteerId, bool isAdmin, CancellationToken ct)
    {
        var memberships = await db.QueryAsync<Membership>(RolesSql, new { volunteerId }, ct);
        return new Actor(
            volunteerId,
            isAdmin,
            memberships.ToDictionary(membership => membership.RotaId, membership => membership.Role)
        );
    }

    private sealed record StoredToken(
        Guid Id,
        Guid VolunteerId,
        byte[] SecretHash,
        Instant? ExpiresAt,
        Instant? LastUsedAt,
        bool IsAdmin,
        IReadOnlyList<string> Memberships
    )
    {
        public CachedCredential ToCached() =>
            new(SecretHash, ExpiresAt, LastUsedAt, new Actor(VolunteerId, IsAdmin, Actor.RolesOf(Memberships)));
    }

    private sealed record Membership(Guid RotaId, Role Role);
}
