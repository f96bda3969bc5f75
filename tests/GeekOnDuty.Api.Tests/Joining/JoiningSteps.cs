using System.Net.Http.Json;
using System.Text.Json;
using GeekOnDuty.Api.Tests.Claims;
using Npgsql;

namespace GeekOnDuty.Api.Tests.Joining;

/// <summary>What tests of joining do.</summary>
internal static class JoiningSteps
{
    /// <summary>Makes an invitation, which must succeed.</summary>
    public static async Task<JsonElement> InviteAsync(
        this HttpClient client,
        string rota,
        string? role = null,
        int? uses = null,
        string? expiresAt = null
    )
    {
        using var response = await client.PostAsJsonAsync(
            $"/v1/rotas/{rota}/invitations",
            new
            {
                role,
                uses,
                expiresAt,
            }
        );
        return await response.ShouldBe(201);
    }

    public static async Task<string> SecretAsync(this HttpClient client, string rota, string? role = null, int? uses = null) =>
        (await client.InviteAsync(rota, role, uses)).Text("secret");

    public static Task<HttpResponseMessage> JoinAsync(
        this HttpClient client,
        string rota,
        string? invitation = null,
        string? message = null
    ) => client.PostAsJsonAsync($"/v1/rotas/{rota}/join", new { invitation, message });

    /// <summary>Asks to join, which must succeed.</summary>
    public static async Task AskAsync(this HttpClient client, string rota, string? message = null)
    {
        using var response = await client.JoinAsync(rota, message: message);
        Xunit.Assert.Equal("requested", (await response.ShouldBe(202)).Text("status"));
    }

    /// <summary>Joins, which must succeed.</summary>
    /// <returns>The role.</returns>
    public static async Task<string> EnterAsync(this HttpClient client, string rota, string? invitation = null)
    {
        using var response = await client.JoinAsync(rota, invitation);
        return (await response.ShouldBe(200)).Text("role");
    }

    /// <summary>By name, as in `Ada volunteer`.</summary>
    public static async Task<string[]> MembersAsync(this TestApp app, string rota)
    {
        using var response = await app.Admin.GetAsync($"/v1/rotas/{rota}/members?limit=200");
        return
        [
            .. (await response.ShouldBe(200))
                .Items()
                .Select(member => $"{member.Text("displayName")} {member.Text("role")}")
                .Order(StringComparer.Ordinal),
        ];
    }

    public static async Task<JsonElement[]> ListAsync(this HttpClient client, string rota, string what)
    {
        using var response = await client.GetAsync($"/v1/rotas/{rota}/{what}?limit=200");
        return [.. (await response.ShouldBe(200)).Items()];
    }

    /// <summary>What signing in leaves in the database: an address, a session, and a link that is on its way to the address.</summary>
    public static async Task SignInAsync(this TestDatabase db, Guid volunteerId, string email)
    {
        await using var connection = await db.OpenAsync();
        await connection.ExecuteAsync(
            """
            UPDATE volunteers SET email = $2 WHERE id = $1
            """,
            volunteerId,
            email
        );
        await connection.ExecuteAsync(
            """
            INSERT INTO sessions (id, secret_hash, volunteer_id, device, created_at, last_used_at, expires_at)
            SELECT gen_random_uuid(), sha256(convert_to($1::text, 'UTF8')), $1, 'Firefox', at, at, at + interval '1 day' FROM (VALUES ('2026-03-02T10:00Z'::timestamptz)) AS t (at)
            """,
            volunteerId
        );
        await connection.ExecuteAsync(
            """
            INSERT INTO sign_in_links (secret_hash, email, return_to, created_at, expires_at)
            VALUES (sha256(convert_to($1, 'UTF8')), $1, '/', '2026-03-02T10:00Z', '2026-03-02T11:00Z')
            """,
            email
        );
    }

    public static async Task<long> SessionsAsync(this TestDatabase db, Guid volunteerId)
    {
        await using var connection = await db.OpenAsync();
        return await connection.ScalarAsync<long>("SELECT count(*) FROM sessions WHERE volunteer_id = $1", volunteerId);
    }

    /// <summary>What the change log tells of some kinds of things since a test began, as in `invitation created`, in order.</summary>
    public static async Task<string[]> LogAsync(this TestDatabase db, string rota, params string[] kinds)
    {
        await using var connection = await db.OpenAsync();
        await using var command = new NpgsqlCommand(
            """
            SELECT c.kind || ' ' || c.what FROM changes c JOIN rotas r ON r.id = c.rota_id WHERE r.slug = $1 AND c.kind = ANY($2) ORDER BY c.ordinal
            """,
            connection
        );
        command.Parameters.AddWithValue(rota);
        command.Parameters.AddWithValue(kinds);
        await using var reader = await command.ExecuteReaderAsync();
        var lines = new List<string>();
        while (await reader.ReadAsync())
        {
            lines.Add(reader.GetString(0));
        }

        return [.. lines];
    }
}
