using GeekOnDuty.Core.Storage;
using NodaTime;

namespace GeekOnDuty.Core.Members;

public sealed class JoinRequestQueries(DbSession db)
{
    private const string RequestsSql = """
        SELECT j.volunteer_id, v.display_name, j.message, j.created_at FROM join_requests j JOIN volunteers v ON v.id = j.volunteer_id
        WHERE j.rota_id = @rotaId
        """;

    private const string ListSql = $"""
        -- JoinRequestQueries.List
        {RequestsSql} AND j.volunteer_id > @after ORDER BY j.volunteer_id LIMIT @rows
        """;

    /// <summary>By volunteer id.</summary>
    public Task<IReadOnlyList<JoinRequest>> ListAsync(Guid rotaId, Guid after, int rows, CancellationToken ct) =>
        db.QueryAsync<JoinRequest>(
            ListSql,
            new
            {
                rotaId,
                after,
                rows,
            },
            ct
        );

    private const string FindSql = $"""
        -- JoinRequestQueries.Find
        {RequestsSql} AND j.volunteer_id = @volunteerId
        """;

    /// <summary>Null when that volunteer has not asked, or was answered.</summary>
    public Task<JoinRequest?> FindAsync(Guid rotaId, Guid volunteerId, CancellationToken ct) =>
        db.FirstOrDefaultAsync<JoinRequest>(FindSql, new { rotaId, volunteerId }, ct);

    private const string AskSql = """
        -- JoinRequestQueries.Ask
        INSERT INTO join_requests AS j (rota_id, volunteer_id, message, created_at) VALUES (@rotaId, @volunteerId, @message, @now)
        ON CONFLICT ON CONSTRAINT join_requests_pk DO UPDATE SET message = @message WHERE @message NOT IN ('', j.message)
        """;

    /// <summary>For somebody who is held, and no member. Asked again it is the same request; a new message takes the place of the old one.</summary>
    public async Task AskAsync(Guid rotaId, Guid volunteerId, string message, Instant now, CancellationToken ct)
    {
        var written = await db.ExecuteAsync(
            AskSql,
            new
            {
                rotaId,
                volunteerId,
                message,
                now,
            },
            ct
        );
        if (written > 0)
        {
            db.RecordChange(new Change(rotaId, ChangeKind.JoinRequest, volunteerId, "asked"));
        }
    }

    private const string DeleteAllSql = """
        -- JoinRequestQueries.DeleteAll
        DELETE FROM join_requests WHERE rota_id = @rotaId RETURNING volunteer_id
        """;

    /// <summary>Declines every request to join a rota that is deleted.</summary>
    public async Task DeleteAllAsync(Guid rotaId, CancellationToken ct)
    {
        foreach (var volunteerId in await db.QueryAsync<Guid>(DeleteAllSql, new { rotaId }, ct))
        {
            db.RecordChange(new Change(rotaId, ChangeKind.JoinRequest, volunteerId, "declined"));
        }
    }

    private const string DeleteSql = """
        -- JoinRequestQueries.Delete
        DELETE FROM join_requests WHERE rota_id = @rotaId AND volunteer_id = @volunteerId
        """;

    /// <param name="rotaId">Where.</param>
    /// <param name="volunteerId">Who asked.</param>
    /// <param name="what">`approved`, `declined` or `withdrawn`, for the log.</param>
    /// <param name="ct">Ends the statement.</param>
    /// <returns>False when there is none.</returns>
    public async Task<bool> DeleteAsync(Guid rotaId, Guid volunteerId, string what, CancellationToken ct)
    {
        if (await db.ExecuteAsync(DeleteSql, new { rotaId, volunteerId }, ct) == 0)
        {
            return false;
        }

        db.RecordChange(new Change(rotaId, ChangeKind.JoinRequest, volunteerId, what));
        return true;
    }
}
