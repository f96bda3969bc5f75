using System.Text.Json;
using GeekOnDuty.Api.Tests.Claims;
using NodaTime;
using NodaTime.Text;
using NodaTime.TimeZones;
using Npgsql;

namespace GeekOnDuty.Api.Tests.Tzdb;

/// <summary>A row of claims as it is in the database.</summary>
/// <param name="During">As in `2026-12-01T15:00:00Z/2026-12-01T18:00:00Z`.</param>
/// <param name="Held">False when it is released.</param>
/// <param name="Row">The same as long as nobody writes to the row.</param>
internal sealed record ClaimState(string During, bool Held, string Row);

/// <summary>Databases as a program with an older tz database has left them.</summary>
internal static class TzdbSteps
{
    public static readonly string InUse = TzdbDateTimeZoneSource.Default.TzdbVersion;

    private static int made;

    /// <summary>As in `2026-12-01T15:00:00Z/2026-12-01T18:00:00Z`.</summary>
    public static string Text(this Interval during) =>
        $"{InstantPattern.ExtendedIso.Format(during.Start)}/{InstantPattern.ExtendedIso.Format(during.End)}";

    public static Interval During(string text) => new(Steps.At(text.Split('/')[0]), Steps.At(text.Split('/')[1]));

    /// <summary>A claim that the older program took: each a second after the one before.</summary>
    /// <returns>Its id.</returns>
    public static async Task<Guid> HoldAsync(
        this TestDatabase db,
        Guid hours,
        string date,
        Interval during,
        Guid? volunteer,
        Guid? organisation = null,
        int seat = 1
    )
    {
        var id = Guid.NewGuid();
        await using var connection = await db.OpenAsync();
        await connection.HoldAsync(id, hours, date, during, volunteer, organisation, seat);
        return id;
    }

    public static async Task HoldAsync(
        this NpgsqlConnection connection,
        Guid id,
        Guid hours,
        string date,
        Interval during,
        Guid? volunteer,
        Guid? organisation = null,
        int seat = 1
    ) =>
        await connection.ExecuteAsync(
            """
            INSERT INTO claims (id, rota_id, office_hours_id, on_date, seat, volunteer_id, organisation_id, during, origin, created_at)
            SELECT $1, rota_id, $2, $3::date, $4, $5, $6, tstzrange($7, $8), 'self', '2026-01-01Z'::timestamptz + $9 * interval '1 second'
            FROM office_hours WHERE id = $2
            """,
            id,
            hours,
            date,
            seat,
            Nullable(volunteer),
            Nullable(organisation),
            during.Start.ToDateTimeUtc(),
            during.End.ToDateTimeUtc(),
            Interlocked.Increment(ref made)
        );

    /// <summary>The program starts again, on a database that a program with another tz database has left.</summary>
    /// <param name="db">The database.</param>
    /// <param name="version">What it says its claims were derived with; null when it does not say.</param>
    /// <param name="now">What the clock says.</param>
    public static async Task<TestApp> StartAfterAsync(this TestDatabase db, string? version, Instant now)
    {
        await using var connection = await db.OpenAsync();
        await connection.ExecuteAsync("DELETE FROM tz_database");
        if (version is not null)
        {
            await connection.ExecuteAsync("INSERT INTO tz_database (version, derived_at) VALUES ($1, '2026-01-01Z')", version);
        }

        return await TestApp.StartAsync(db.ConnectionStringWithLimits, now);
    }

    public static async Task<string> VersionAsync(this TestDatabase db)
    {
        await using var connection = await db.OpenAsync();
        return await connection.ScalarAsync<string>("SELECT version FROM tz_database");
    }

    public static async Task<ClaimState> ClaimAsync(this TestDatabase db, Guid id)
    {
        await using var connection = await db.OpenAsync();
        await using var command = new NpgsqlCommand(
            "SELECT lower(during), upper(during), released_at IS NULL, claims::text || xmin FROM claims WHERE id = $1",
            connection
        );
        command.Parameters.AddWithValue(id);
        await using var reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();
        var during = new Interval(Instant.FromDateTimeUtc(reader.GetDateTime(0)), Instant.FromDateTimeUtc(reader.GetDateTime(1)));
        return new ClaimState(during.Text(), reader.GetBoolean(2), reader.GetString(3));
    }

    public static async Task<(string During, bool Held)> TimeOfAsync(this TestDatabase db, Guid claim)
    {
        var state = await db.ClaimAsync(claim);
        return (state.During, state.Held);
    }

    /// <summary>What the change log tells of a claim: `what detail`, oldest first.</summary>
    public static async Task<IReadOnlyList<string>> ChangesAsync(this TestDatabase db, Guid id)
    {
        await using var connection = await db.OpenAsync();
        await using var command = new NpgsqlCommand(
            "SELECT what || ' ' || COALESCE(detail::text, '') FROM changes WHERE kind = 'claim' AND subject_id = $1 ORDER BY xid, id",
            connection
        );
        command.Parameters.AddWithValue(id);
        await using var reader = await command.ExecuteReaderAsync();
        var changes = new List<string>();
        while (await reader.ReadAsync())
        {
            changes.Add(reader.GetString(0));
        }

        return changes;
    }

    /// <summary>The one change of a claim that the log tells of.</summary>
    /// <returns>What, and the detail.</returns>
    public static async Task<(string What, JsonElement Detail)> ChangeAsync(this TestDatabase db, Guid id)
    {
        var change = Xunit.Assert.Single(await db.ChangesAsync(id));
        var blank = change.IndexOf(' ', StringComparison.Ordinal);
        return (change[..blank], JsonDocument.Parse(change[blank..]).RootElement);
    }

    private static object Nullable(Guid? id) => id is { } value ? value : DBNull.Value;
}
