using System.Net;
using System.Text.Json;
using GeekOnDuty.Api.Tests.Claims;
using NodaTime;
using NodaTime.Text;
using Npgsql;

namespace GeekOnDuty.Api.Tests.Durability;

/// <summary>Reads what is left in a rota, from the tables and over HTTP.</summary>
internal static class RemainsReader
{
    // The API reads by an index: should it disagree with the table, the verdict says so.
    private const string WithoutIndexes =
        "SET enable_indexscan = off; SET enable_bitmapscan = off; SET enable_indexonlyscan = off";

    private const string ClaimsSql = """
        SELECT id, office_hours_id, on_date, seat, volunteer_id, lower(during), upper(during), released_at IS NOT NULL
        FROM claims WHERE rota_id = (SELECT id FROM rotas WHERE slug = $1)
        """;

    private const string KeysSql =
        "SELECT volunteer_id, count(*)::integer, count(*) FILTER (WHERE status IS NULL)::integer FROM idempotency_keys GROUP BY volunteer_id";

    private const string UnloggedSql = """
        SELECT count(*)::integer FROM claims c CROSS JOIN (VALUES ('taken'), ('released')) AS step (what)
        WHERE (step.what = 'taken' OR c.released_at IS NOT NULL)
            AND NOT EXISTS (SELECT FROM changes l WHERE l.kind = 'claim' AND l.subject_id = c.id AND l.what = step.what)
        """;

    public static async Task<Remains> ReadAsync(string connectionString, HttpClient admin, string rota)
    {
        await using var db = NpgsqlDataSource.Create(connectionString);
        var keys = await KeysAsync(db);
        return new Remains(
            await RowsAsync(db, rota),
            await ListedAsync(admin, rota),
            keys.ToDictionary(writer => writer.VolunteerId, writer => writer.All),
            keys.Sum(writer => writer.Half) + await UnloggedAsync(db)
        );
    }

    private static async Task<IReadOnlyList<StoredClaim>> RowsAsync(NpgsqlDataSource db, string rota)
    {
        await using var connection = await db.OpenConnectionAsync();
        await connection.ExecuteAsync(WithoutIndexes);
        await using var command = new NpgsqlCommand(ClaimsSql, connection);
        command.Parameters.AddWithValue(rota);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<StoredClaim>();
        while (await reader.ReadAsync())
        {
            rows.Add(
                new StoredClaim(
                    reader.GetGuid(0),
                    reader.GetGuid(1),
                    LocalDate.FromDateOnly(reader.GetFieldValue<DateOnly>(2)),
                    reader.GetInt32(3),
                    reader.GetGuid(4),
                    new Interval(Instant.FromDateTimeUtc(reader.GetDateTime(5)), Instant.FromDateTimeUtc(reader.GetDateTime(6))),
                    reader.GetBoolean(7)
                )
            );
        }

        return rows;
    }

    /// <summary>What was done and is not in the change log.</summary>
    private static async Task<int> UnloggedAsync(NpgsqlDataSource db)
    {
        await using var command = db.CreateCommand(UnloggedSql);
        return (int)(await command.ExecuteScalarAsync())!;
    }

    private static async Task<IReadOnlyList<(Guid VolunteerId, int All, int Half)>> KeysAsync(NpgsqlDataSource db)
    {
        await using var command = db.CreateCommand(KeysSql);
        await using var reader = await command.ExecuteReaderAsync();
        var keys = new List<(Guid, int, int)>();
        while (await reader.ReadAsync())
        {
            keys.Add((reader.GetGuid(0), reader.GetInt32(1), reader.GetInt32(2)));
        }

        return keys;
    }

    private static async Task<IReadOnlyList<StoredClaim>> ListedAsync(HttpClient admin, string rota)
    {
        var claims = new List<StoredClaim>();
        var cursor = "";
        do
        {
            var page = await PageAsync(admin, $"/v1/rotas/{rota}/claims?limit=200{cursor}");
            claims.AddRange(page.Items().Select(Claim));
            var next = page.GetProperty("nextCursor").GetString();
            cursor = next is null ? "" : $"&cursor={Uri.EscapeDataString(next)}";
        } while (cursor.Length > 0);
        return claims;
    }

    // Connections of the program that were idle since the last kill may still have to be found broken.
    private static async Task<JsonElement> PageAsync(HttpClient admin, string path)
    {
        JsonElement page = default;
        await TestDeadline.UntilAsync(
            async () =>
            {
                using var response = await admin.GetAsync(path);
                if (response.StatusCode is HttpStatusCode.ServiceUnavailable)
                {
                    return false;
                }

                page = await response.ShouldBe(200);
                return true;
            },
            $"{path} was never available."
        );
        return page;
    }

    private static StoredClaim Claim(JsonElement claim) =>
        new(
            claim.Id(),
            claim.GetProperty("officeHoursId").GetGuid(),
            LocalDatePattern.Iso.Parse(claim.Text("date")).GetValueOrThrow(),
            claim.GetProperty("seat").GetInt32(),
            claim.GetProperty("holder").GetProperty("id").GetGuid(),
            new Interval(Steps.At(claim.Text("startsAt")), Steps.At(claim.Text("endsAt"))),
            claim.Text("status") == "released"
        );
}
