using GeekOnDuty.Core.Storage;
using NodaTime;

namespace GeekOnDuty.Core.People;

/// <summary>The secret address of a person's own calendar, as the audit log keeps it and as they may know it: without the secret.</summary>
/// <param name="VolunteerId">Whose.</param>
/// <param name="CreatedAt">UTC, when the present address was made.</param>
public sealed record OwnCalendar(Guid VolunteerId, Instant CreatedAt)
{
    public const string Columns = "volunteer_id, created_at";

    public Change Removed() => new(null, ChangeKind.Calendar, VolunteerId, "removed") { Before = this };
}

/// <summary>Whose calendar a secret opens.</summary>
/// <param name="VolunteerId">The holder.</param>
/// <param name="Zone">Where they live.</param>
public sealed record CalendarOwner(Guid VolunteerId, string Zone);

public sealed class OwnCalendarQueries(DbSession db)
{
    private const string FindSql = $"""
        -- OwnCalendarQueries.Find
        SELECT {OwnCalendar.Columns} FROM calendars WHERE volunteer_id = @volunteerId
        """;

    public Task<OwnCalendar?> FindAsync(Guid volunteerId, CancellationToken ct) =>
        db.FirstOrDefaultAsync<OwnCalendar>(FindSql, new { volunteerId }, ct);

    private const string OwnerSql = """
        -- OwnCalendarQueries.Owner
        SELECT c.volunteer_id, v.zone FROM calendars c JOIN volunteers v ON v.id = c.volunteer_id WHERE c.secret_hash = @hash
        """;

    /// <returns>Null for a secret that opens nothing, or not any more.</returns>
    public Task<CalendarOwner?> OwnerAsync(string secret, CancellationToken ct) =>
        db.FirstOrDefaultAsync<CalendarOwner>(OwnerSql, new { hash = Secret.Hash(secret) }, ct);

    /// <summary>Those who reset it at once queue behind the row of the person, which erasing holds too.</summary>
    private const string ResetSql = $"""
        -- OwnCalendarQueries.Reset
        SELECT 1 FROM volunteers WHERE id = @volunteerId FOR NO KEY UPDATE;
        DELETE FROM calendars WHERE volunteer_id = @volunteerId RETURNING {OwnCalendar.Columns};
        INSERT INTO calendars (volunteer_id, secret_hash, created_at)
        SELECT id, @hash, @now FROM volunteers WHERE id = @volunteerId AND erased_at IS NULL RETURNING {OwnCalendar.Columns}
        """;

    /// <summary>Makes an address; one that was there before opens nothing any more.</summary>
    /// <returns>The secret, which is kept nowhere; null when the person has just been erased.</returns>
    public async Task<string?> ResetAsync(Guid volunteerId, Instant now, CancellationToken ct)
    {
        var secret = Secret.Make("calendar_");
        var (before, after) = await db.MultipleAsync(
            ResetSql,
            new
            {
                volunteerId,
                now,
                hash = Secret.Hash(secret),
            },
            async results =>
            {
                await results.ReadAsync<int>();
                return (
                    await results.ReadSingleOrDefaultAsync<OwnCalendar>(),
                    await results.ReadSingleOrDefaultAsync<OwnCalendar>()
                );
            },
            ct
        );
        if (after is null)
        {
            return null;
        }

        db.RecordChange(
            new Change(null, ChangeKind.Calendar, volunteerId, before is null ? "made" : "reset")
            {
                Before = before,
                After = after,
            }
        );
        return secret;
    }

    private const string RemoveSql = $"""
        -- OwnCalendarQueries.Remove
        DELETE FROM calendars WHERE volunteer_id = @volunteerId RETURNING {OwnCalendar.Columns}
        """;

    /// <returns>False when there was none.</returns>
    public async Task<bool> RemoveAsync(Guid volunteerId, CancellationToken ct)
    {
        if (await db.FirstOrDefaultAsync<OwnCalendar>(RemoveSql, new { volunteerId }, ct) is not { } removed)
        {
            return false;
        }

        db.RecordChange(removed.Removed());
        return true;
    }
}
