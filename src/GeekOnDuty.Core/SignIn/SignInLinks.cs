using GeekOnDuty.Core.People;
using GeekOnDuty.Core.Storage;
using NodaTime;
using Npgsql;

namespace GeekOnDuty.Core.SignIn;

/// <summary>A link that was sent to an address and may still be used.</summary>
/// <param name="Email">Whose it is; lower case.</param>
/// <param name="ReturnTo">A path of this site.</param>
/// <param name="AddressOf">The person who wants this address as theirs; null: it signs in.</param>
/// <param name="VolunteerId">Who has this address already; null: nobody.</param>
public sealed record OpenLink(string Email, string ReturnTo, Guid? AddressOf, Guid? VolunteerId);

public sealed class SignInLinks(DbSession db)
{
    public static readonly Duration Lifetime = Duration.FromMinutes(15);
    private static readonly Duration Kept = Duration.FromDays(1);

    private const string MakeSql = """
        -- SignInLinks.Make
        DELETE FROM sign_in_links WHERE expires_at < @forgetBefore;
        INSERT INTO sign_in_links (secret_hash, email, return_to, created_at, expires_at, volunteer_id)
        VALUES (@hash, @email, @returnTo, @now, @expiresAt, @addressOf)
        """;

    /// <summary>Works alike whether somebody has the address or nobody.</summary>
    /// <returns>The secret, which is kept nowhere.</returns>
    public async Task<string> MakeAsync(string email, string returnTo, Guid? addressOf, Instant now, CancellationToken ct)
    {
        var secret = Secret.Make();
        await db.ExecuteAsync(
            MakeSql,
            new
            {
                hash = Secret.Hash(secret),
                email,
                returnTo,
                now,
                expiresAt = now + Lifetime,
                addressOf,
                forgetBefore = now - Kept,
            },
            ct
        );
        return secret;
    }

    private const string OpenSql = """
        SELECT l.email, l.return_to, l.volunteer_id AS address_of, v.id AS volunteer_id
        FROM sign_in_links l LEFT JOIN volunteers v ON v.email = l.email AND v.erased_at IS NULL
        WHERE l.secret_hash = @hash AND l.used_at IS NULL AND l.expires_at > @now
        """;

    private const string FindSql = $"""
        -- SignInLinks.Find
        {OpenSql}
        """;

    /// <summary>Changes nothing.</summary>
    public Task<OpenLink?> FindAsync(string secret, Instant now, CancellationToken ct) =>
        db.FirstOrDefaultAsync<OpenLink>(FindSql, new { hash = Secret.Hash(secret), now }, ct);

    /// <summary>Of two who use it at once, the second waits here and finds it used.</summary>
    private const string UseSql = """
        -- SignInLinks.Use
        WITH used AS (
            UPDATE sign_in_links SET used_at = @now WHERE secret_hash = @hash AND used_at IS NULL AND expires_at > @now
            RETURNING email, return_to, volunteer_id
        )
        SELECT used.email, used.return_to, used.volunteer_id AS address_of, v.id AS volunteer_id
        FROM used LEFT JOIN volunteers v ON v.email = used.email AND v.erased_at IS NULL
        """;

    /// <returns>Null when it is used, too old, or none.</returns>
    public Task<OpenLink?> UseAsync(string secret, Instant now, CancellationToken ct) =>
        db.FirstOrDefaultAsync<OpenLink>(UseSql, new { hash = Secret.Hash(secret), now }, ct);

    private const string SetAddressSql = """
        -- SignInLinks.SetAddress
        UPDATE volunteers SET email = @email WHERE id = @volunteerId AND erased_at IS NULL
        """;

    /// <summary>Gives a person the address that they have proved to be theirs.</summary>
    /// <returns>False when somebody else was faster; the transaction is over then.</returns>
    public async Task<bool> SetAddressAsync(Guid volunteerId, string email, CancellationToken ct)
    {
        try
        {
            await db.ExecuteAsync(SetAddressSql, new { volunteerId, email }, ct);
        }
        catch (PostgresException taken) when (taken.ConstraintName == "volunteers_email_taken")
        {
            return false;
        }

        db.Origin.SetActorIfUnset(volunteerId);
        db.RecordChange(
            new Change(null, ChangeKind.Volunteer, volunteerId, "address-confirmed") { After = new ChangedMembers(["email"]) }
        );
        return true;
    }

    private const string AddressSql = """
        -- SignInLinks.Address
        SELECT email FROM volunteers WHERE id = @volunteerId
        """;

    /// <returns>Null when they have confirmed none.</returns>
    public Task<string?> AddressAsync(Guid volunteerId, CancellationToken ct) =>
        db.ScalarAsync<string>(AddressSql, new { volunteerId }, ct);

    private const string OwnerSql = """
        -- SignInLinks.Owner
        SELECT id FROM volunteers WHERE email = @email AND erased_at IS NULL
        """;

    /// <returns>Null when nobody has the address.</returns>
    public Task<Guid?> OwnerAsync(string email, CancellationToken ct) =>
        db.FirstOrDefaultAsync<Guid?>(OwnerSql, new { email }, ct);
}
