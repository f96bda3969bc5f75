using GeekOnDuty.Core.Rotas;
using GeekOnDuty.Core.Storage;
using NodaTime;

namespace GeekOnDuty.Core.Claims;

public sealed class ClaimQueries(DbSession db)
{
    private const string FindSql = $"""
        -- ClaimQueries.Find
        SELECT {ClaimRow.Columns} FROM {ClaimRow.Tables} WHERE c.rota_id = @rotaId AND c.id = @id
        """;

    public Task<ClaimRow?> FindAsync(Guid rotaId, Guid id, CancellationToken ct) =>
        db.FirstOrDefaultAsync<ClaimRow>(FindSql, new { rotaId, id }, ct);

    private const string FindAllSql = $"""
        -- ClaimQueries.FindAll
        SELECT {ClaimRow.Columns} FROM {ClaimRow.Tables} WHERE c.id = ANY(@ids) ORDER BY lower(c.during), c.id
        """;

    /// <summary>By start.</summary>
    public Task<IReadOnlyList<ClaimRow>> FindAllAsync(IReadOnlyList<Guid> ids, CancellationToken ct) =>
        db.QueryAsync<ClaimRow>(FindAllSql, new { ids = ids.ToArray() }, ct);

    private const string ListSql = $"""
        -- ClaimQueries.List
        SELECT {ClaimRow.Columns} FROM {ClaimRow.Tables}
        WHERE c.rota_id = @rotaId AND (@volunteerId IS NULL OR c.volunteer_id = @volunteerId)
            AND upper(c.during) > @from AND lower(c.during) > @from - interval '3 days' AND lower(c.during) < @to
            AND (lower(c.during), c.id) > (@afterStart, @afterId)
        ORDER BY lower(c.during), c.id LIMIT @rows
        """;

    private const string MineSql = $"""
        -- ClaimQueries.Mine
        SELECT {ClaimRow.Columns} FROM {ClaimRow.Tables}
        WHERE c.volunteer_id = @volunteerId
            AND upper(c.during) > @from AND lower(c.during) > @from - interval '3 days' AND lower(c.during) < @to
            AND (lower(c.during), c.id) > (@afterStart, @afterId)
        ORDER BY lower(c.during), c.id LIMIT @rows
        """;

    /// <summary>Claims that overlap [from, to), released ones too, by start and id.</summary>
    /// <param name="rotaId">Null: in every rota.</param>
    /// <param name="volunteerId">Null: of everybody.</param>
    /// <param name="window">UTC; a slot lasts less than three days.</param>
    /// <param name="after">Start and id of the last one before the page.</param>
    /// <param name="rows">At most so many.</param>
    /// <param name="ct">Ends the query.</param>
    public Task<IReadOnlyList<ClaimRow>> ListAsync(
        Guid? rotaId,
        Guid? volunteerId,
        Interval window,
        (Instant Start, Guid Id) after,
        int rows,
        CancellationToken ct
    ) =>
        db.QueryAsync<ClaimRow>(
            rotaId is null ? MineSql : ListSql,
            new
            {
                rotaId,
                volunteerId,
                from = window.Start,
                to = window.End,
                afterStart = after.Start,
                afterId = after.Id,
                rows,
            },
            ct
        );

    private const string ReleaseSql = $"""
        -- ClaimQueries.Release
        UPDATE claims c SET released_at = @now, released_by = @by WHERE id = ANY(@ids) AND released_at IS NULL
        RETURNING {ClaimRow.OwnColumns}
        """;

    /// <summary>Frees the seats; claims that are released already stay as they were.</summary>
    /// <param name="ids">Which claims.</param>
    /// <param name="by">One of <see cref="ReleasedBy"/>.</param>
    /// <param name="now">When.</param>
    /// <param name="ct">Ends the statement.</param>
    /// <param name="details">For the change log, by claim.</param>
    /// <returns>Those that were held until now.</returns>
    public async Task<IReadOnlyList<ClaimRow>> ReleaseAsync(
        Guid[] ids,
        string by,
        Instant now,
        CancellationToken ct,
        IReadOnlyDictionary<Guid, string>? details = null
    )
    {
        var released = await db.QueryAsync<ClaimRow>(
            ReleaseSql,
            new
            {
                ids,
                by,
                now,
            },
            ct
        );
        foreach (var claim in released)
        {
            db.RecordChange(claim.Released(details?.GetValueOrDefault(claim.Id)));
        }

        return released;
    }

    private const string FreeSql = """
        -- ClaimQueries.Free
        UPDATE claims SET released_at = @now, released_by = 'change' WHERE id = ANY(@ids)
        """;

    /// <summary>Frees the seats and the time of claims that a change concerns, so that none is in the way of another. The caller logs what becomes of each.</summary>
    public Task FreeAsync(Guid[] ids, Instant now, CancellationToken ct) =>
        ids.Length == 0 ? Task.CompletedTask : db.ExecuteAsync(FreeSql, new { ids, now }, ct);

    private const string ReleaseToComeSql = $"""
        -- ClaimQueries.ReleaseToCome
        UPDATE claims c SET released_at = @now, released_by = 'change'
        WHERE rota_id = @rotaId AND released_at IS NULL AND lower(during) > @now
        RETURNING {ClaimRow.OwnColumns}
        """;

    /// <summary>Frees every seat of a rota that has not begun. What is over or running stays with its holder.</summary>
    /// <returns>The claims that were freed.</returns>
    public async Task<IReadOnlyList<ClaimRow>> ReleaseToComeAsync(Guid rotaId, Instant now, CancellationToken ct)
    {
        var released = await db.QueryAsync<ClaimRow>(ReleaseToComeSql, new { rotaId, now }, ct);
        foreach (var claim in released)
        {
            db.RecordChange(claim.Released());
        }

        return released;
    }

    private const string CountToComeSql = """
        -- ClaimQueries.CountToCome
        SELECT count(*)::integer AS claims, count(DISTINCT COALESCE(volunteer_id, organisation_id))::integer AS holders
        FROM claims WHERE rota_id = @rotaId AND released_at IS NULL AND lower(during) > @now
        """;

    /// <summary>How many claims of a rota have not begun, and how many hold them.</summary>
    public async Task<(int Claims, int Holders)> CountToComeAsync(Guid rotaId, Instant now, CancellationToken ct) =>
        await db.FirstOrDefaultAsync<(int Claims, int Holders)>(CountToComeSql, new { rotaId, now }, ct);

    private const string HoldAgainSql = """
        -- ClaimQueries.HoldAgain
        UPDATE claims SET seat = again.seat, during = tstzrange(again.starts_at, again.ends_at), released_at = NULL, released_by = NULL
        FROM unnest(@ids, @seats, @starts, @ends) AS again (id, seat, starts_at, ends_at) WHERE claims.id = again.id
        """;

    /// <summary>Holds freed claims again, on these seats and at these times. The caller logs it.</summary>
    /// <exception cref="Npgsql.PostgresException">claims_no_double_booking: a volunteer is busy at a new time.</exception>
    public Task HoldAgainAsync(IReadOnlyList<(Guid Id, int Seat, Interval During)> claims, CancellationToken ct) =>
        db.ExecuteAsync(
            HoldAgainSql,
            new
            {
                ids = claims.Select(claim => claim.Id).ToArray(),
                seats = claims.Select(claim => claim.Seat).ToArray(),
                starts = claims.Select(claim => claim.During.Start.ToDateTimeUtc()).ToArray(),
                ends = claims.Select(claim => claim.During.End.ToDateTimeUtc()).ToArray(),
            },
            ct
        );

    /// <summary>First all are freed, so that none stands in the way of another that moves too.</summary>
    private const string MoveSql = """
        -- ClaimQueries.Move
        UPDATE claims SET released_at = @now, released_by = 'change' WHERE id = ANY(@ids);
        UPDATE claims SET during = tstzrange(moved.starts_at, moved.ends_at), released_at = NULL, released_by = NULL
        FROM unnest(@ids, @starts, @ends) AS moved (id, starts_at, ends_at) WHERE claims.id = moved.id
        """;

    /// <summary>Moves held claims together.</summary>
    /// <param name="moves">The claims, held by this transaction, with their new times.</param>
    /// <param name="now">When.</param>
    /// <param name="details">For the change log, by claim.</param>
    /// <param name="ct">Ends the statement.</param>
    /// <exception cref="Npgsql.PostgresException">claims_no_double_booking: a volunteer is busy at a new time.</exception>
    public async Task MoveAsync(
        IReadOnlyList<(ClaimRow Claim, Interval To)> moves,
        Instant now,
        IReadOnlyDictionary<Guid, string> details,
        CancellationToken ct
    )
    {
        await db.ExecuteAsync(
            MoveSql,
            new
            {
                ids = moves.Select(move => move.Claim.Id).ToArray(),
                starts = moves.Select(move => move.To.Start.ToDateTimeUtc()).ToArray(),
                ends = moves.Select(move => move.To.End.ToDateTimeUtc()).ToArray(),
                now,
            },
            ct
        );
        foreach (var (claim, to) in moves)
        {
            db.RecordChange(claim.Moved(claim.Seat, to, details[claim.Id]));
        }
    }

    private const string NotOverSql = $"""
        -- ClaimQueries.NotOver
        SELECT {ClaimRow.Columns} FROM {ClaimRow.Tables}
        WHERE c.office_hours_id = ANY(@officeHoursIds) AND c.on_date >= @from AND c.released_at IS NULL AND upper(c.during) > @now
        ORDER BY c.created_at, c.id FOR NO KEY UPDATE OF c
        """;

    /// <summary>The claims of these office hours that are not over and not released, oldest first; nobody releases them until the transaction ends.</summary>
    public Task<IReadOnlyList<ClaimRow>> NotOverAsync(Guid[] officeHoursIds, Instant now, CancellationToken ct) =>
        db.QueryAsync<ClaimRow>(
            NotOverSql,
            new
            {
                officeHoursIds,
                from = now.InUtc().Date.PlusDays(-3),
                now,
            },
            ct
        );
}

/// <summary>Why a claim was released. The wish of people binds a standing claim too; what a change of the rota took, it may take again.</summary>
public static class ReleasedBy
{
    public const string Holder = "holder";
    public const string Coordinator = "coordinator";
    public const string Change = "change";
    public const string StandingEnded = "standing-ended";
    public const string Left = "left";
}
