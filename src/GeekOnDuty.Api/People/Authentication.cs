using System.Security.Claims;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using GeekOnDuty.Api.Http;
using GeekOnDuty.Api.Postgres;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using NodaTime;

namespace GeekOnDuty.Api.People;

/// <summary>Bearer tokens, as RFC 6750 sends them. A request without a valid one is anonymous; protected operations answer it 401.</summary>
internal sealed class TokenAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory logger,
    UrlEncoder encoder,
    DbSession db,
    AdminToken adminToken,
    IClock clock
) : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string SchemeName = "Bearer";

    private const string FindSql = """
        -- TokenAuthentication.Find
        SELECT t.id, t.volunteer_id, t.secret_hash, t.expires_at, t.last_used_at, v.is_admin,
            ARRAY(SELECT rota_id || ' ' || role FROM members WHERE volunteer_id = v.id) AS memberships
        FROM tokens t JOIN volunteers v ON v.id = t.volunteer_id WHERE t.id = @id AND v.erased_at IS NULL
        """;

    private const string AdminSql = """
        -- TokenAuthentication.Admin
        SELECT id FROM volunteers WHERE is_admin AND erased_at IS NULL ORDER BY created_at, id LIMIT 1
        """;

    private const string RolesSql = """
        -- TokenAuthentication.Roles
        SELECT rota_id, role FROM members WHERE volunteer_id = @volunteerId
        """;

    private const string UsedSql = """
        -- TokenAuthentication.Used
        UPDATE tokens SET last_used_at = @now WHERE id = @id
        """;

    private static readonly Duration LastUsedPrecision = Duration.FromMinutes(1);

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        // Public operations answer everybody alike, and without asking the database who it is.
        if (Context.GetEndpoint()?.Metadata.GetMetadata<Microsoft.AspNetCore.Authorization.IAuthorizeData>() is null)
        {
            return AuthenticateResult.NoResult();
        }

        if (Secret() is not { } secret)
        {
            return AuthenticateResult.NoResult();
        }

        var actor = adminToken.Is(secret) ? await AdminAsync() : await BearerAsync(secret);
        if (actor is null)
        {
            return AuthenticateResult.Fail("The token is unknown or expired.");
        }

        Context.Features.Set(actor);
        var identity = new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, actor.VolunteerId.ToString())], SchemeName);
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), SchemeName));
    }

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        var bad = Secret() is not null;
        Response.Headers.WWWAuthenticate = bad ? "Bearer error=\"invalid_token\"" : "Bearer";
        var detail = bad
            ? "The token is unknown, expired or revoked."
            : "This operation needs a token. Send `Authorization: Bearer geek_…`.";
        await Problems.Unauthenticated.With(detail).ExecuteAsync(Context);
    }

    private string? Secret()
    {
        const string Bearer = "Bearer ";
        var header = Request.Headers.Authorization.ToString();
        return header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) && header.Length > Bearer.Length
            ? header[Bearer.Length..].Trim()
            : null;
    }

    private async Task<Actor?> AdminAsync() =>
        await db.FirstOrDefaultAsync<Guid?>(AdminSql, null, Context.RequestAborted) is { } id
            ? await ActorAsync(id, isAdmin: true)
            : null;

    private async Task<Actor?> BearerAsync(string secret)
    {
        var now = clock.GetCurrentInstant();
        if (
            !TokenSecret.TryTokenId(secret, out var id)
            || await db.FirstOrDefaultAsync<StoredToken>(FindSql, new { id }, Context.RequestAborted) is not { } token
            || !CryptographicOperations.FixedTimeEquals(token.SecretHash, TokenSecret.Hash(secret))
            || token.ExpiresAt <= now
        )
        {
            return null;
        }

        if (token.LastUsedAt is not { } used || now - used >= LastUsedPrecision)
        {
            await db.ExecuteAsync(UsedSql, new { id, now }, Context.RequestAborted);
        }

        return new Actor(token.VolunteerId, token.IsAdmin, token.Roles);
    }

    private async Task<Actor> ActorAsync(Guid volunteerId, bool isAdmin)
    {
        var memberships = await db.QueryAsync<Membership>(RolesSql, new { volunteerId }, Context.RequestAborted);
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
        /// <summary>By rota, out of lines such as `0199f3a0-… coordinator`.</summary>
        public Dictionary<Guid, Role> Roles =>
            Memberships
                .Select(line => line.Split(' '))
                .ToDictionary(parts => Guid.Parse(parts[0]), parts => Enum.Parse<Role>(parts[1], ignoreCase: true));
    }

    private sealed record Membership(Guid RotaId, Role Role);
}

/// <summary>The admin token of the setting `GeekOnDuty__AdminToken`: accepted as it is, acts for the first admin.</summary>
internal sealed class AdminToken(string? secret)
{
    private readonly byte[]? hash = secret is null ? null : TokenSecret.Hash(secret);

    public bool Is(string given) => hash is not null && CryptographicOperations.FixedTimeEquals(hash, TokenSecret.Hash(given));
}
