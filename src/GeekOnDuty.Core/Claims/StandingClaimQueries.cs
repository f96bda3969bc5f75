using GeekOnDuty.Core.Storage;
using GeekOnDuty.Scheduling;
using NodaTime;

namespace GeekOnDuty.Core.Claims;

public sealed class StandingClaimQueries(DbSession db)
{
    private const string Columns = StandingClaim.Columns;

    private const string InsertSql = $"""
        -- StandingClaimQueries.Insert
        INSERT INTO standing_claims ({Columns})
        VALUES (@Id, @RotaId, @OfficeHoursId, @Key, @VolunteerId, @OrganisationId, @FromDate, @UntilDate, @PatternKind, @Weekdays, @EveryWeeks,
            @Every, @CreatedAt)
        """;

    public async Task InsertAsync(StandingClaim standing, CancellationToken ct)
    {
        await db.ExecuteAsync(InsertSql, standing, ct);
        db.RecordChange(standing.Created());
    }

    private const string FreeKeySql = """
        -- StandingClaimQueries.FreeKey
        UPDATE standing_claims SET key = 'ended ' || id WHERE rota_id = @rotaId AND key = @key
        """;

    /// <summary>Takes the key from a standing claim that has ended, for another.</summary>
    public Task FreeKeyAsync(Guid rotaId, string key, CancellationToken ct) =>
        db.ExecuteAsync(FreeKeySql, new { rotaId, key }, ct);

    private const string ListSql = $"""
        -- StandingClaimQueries.List
        SELECT {Columns} FROM standing_claims
        WHERE rota_id = @rotaId AND (until_date IS NULL OR until_date >= from_date)
        ORDER BY created_at, id
        """;

    /// <summary>Those of a rota, oldest first, also when their last date has passed.</summary>
    public Task<IReadOnlyList<StandingClaim>> ListAsync(Guid rotaId, CancellationToken ct) =>
        db.QueryAsync<StandingClaim>(ListSql, new { rotaId }, ct);

    private const string LockListSql = $"""
        -- StandingClaimQueries.LockList
        SELECT {Columns} FROM standing_claims
        WHERE rota_id = @rotaId AND (until_date IS NULL OR until_date >= from_date)
        ORDER BY created_at, id FOR NO KEY UPDATE
        """;

    /// <summary>As <see cref="ListAsync"/>, held until the transaction ends.</summary>
    public Task<IReadOnlyList<StandingClaim>> LockListAsync(Guid rotaId, CancellationToken ct) =>
        db.QueryAsync<StandingClaim>(LockListSql, new { rotaId }, ct);

    private const string PageSql = $"""
        -- StandingClaimQueries.Page
        SELECT {Columns} FROM standing_claims
        WHERE (@rotaId IS NULL OR rota_id = @rotaId) AND (@volunteerId IS NULL OR volunteer_id = @volunteerId)
            AND (until_date IS NULL OR until_date >= from_date AND until_date >= @today) AND id > @after
            AND EXISTS (SELECT FROM office_hours h WHERE h.id = office_hours_id AND h.ended_from IS NULL)
            AND EXISTS (SELECT FROM rotas r WHERE r.id = rota_id AND r.deleted_at IS NULL)
        ORDER BY id LIMIT @rows
        """;

    /// <summary>Those that have not ended, by id.</summary>
    /// <param name="rotaId">Null: in every rota.</param>
    /// <param name="volunteerId">Null: of everybody.</param>
    /// <param name="today">The earliest date that is not over in any zone.</param>
    /// <param name="after">The id before the page.</param>
    /// <param name="rows">At most so many.</param>
    public Task<IReadOnlyList<StandingClaim>> PageAsync(
        Guid? rotaId,
        Guid? volunteerId,
        LocalDate today,
        Guid after,
        int rows,
        CancellationToken ct
    ) =>
        db.QueryAsync<StandingClaim>(
            PageSql,
            new
            {
                rotaId,
                volunteerId,
                today,
                after,
                rows,
            },
            ct
        );

    private const string LockAllOfSql = """
        -- StandingClaimQueries.LockAllOf
        SELECT 1 FROM standing_claims WHERE volunteer_id = @volunteerId ORDER BY created_at, id FOR NO KEY UPDATE
        """;

    /// <summary>Every standing claim of a volunteer, held until the transaction ends.</summary>
    public Task LockAllOfAsync(Guid volunteerId, CancellationToken ct) => db.ExecuteAsync(LockAllOfSql, new { volunteerId }, ct);

    private const string DueSql = """
        -- StandingClaimQueries.Due
        SELECT id, rota_id, office_hours_id FROM standing_claims WHERE follow_at <= @now ORDER BY follow_at, created_at, id LIMIT 1000
        """;

    /// <summary>Those for which a slot has opened, at most 1,000 at a time.</summary>
    public Task<IReadOnlyList<(Guid Id, Guid RotaId, Guid OfficeHoursId)>> DueAsync(Instant now, CancellationToken ct) =>
        db.QueryAsync<(Guid Id, Guid RotaId, Guid OfficeHoursId)>(DueSql, new { now }, ct);

    private const string RetrySql = """
        -- StandingClaimQueries.Retry
        INSERT INTO standing_claim_retries (id, volunteer_id, created_at)
        SELECT gen_random_uuid(), freed.id, @now FROM unnest(@volunteerIds) AS freed (id)
        WHERE EXISTS (
            SELECT FROM standing_claims s WHERE s.volunteer_id = freed.id AND s.rota_id <> @rotaId
                AND (s.until_date IS NULL OR s.until_date >= s.from_date))
        """;

    /// <summary>Notes that these volunteers have more time, for the standing claims that they have in other rotas.</summary>
    public Task RetryElsewhereAsync(Guid rotaId, Guid[] volunteerIds, Instant now, CancellationToken ct) =>
        volunteerIds.Length == 0
            ? Task.CompletedTask
            : db.ExecuteAsync(
                RetrySql,
                new
                {
                    rotaId,
                    volunteerIds,
                    now,
                },
                ct
            );

    private const string RetriesSql = """
        -- StandingClaimQueries.Retries
        SELECT id, volunteer_id FROM standing_claim_retries ORDER BY created_at, id LIMIT 1000
        """;

    /// <summary>The volunteers who were noted, at most 1,000 at a time.</summary>
    public Task<IReadOnlyList<(Guid Id, Guid VolunteerId)>> RetriesAsync(CancellationToken ct) =>
        db.QueryAsync<(Guid Id, Guid VolunteerId)>(RetriesSql, null, ct);

    private const string DeleteRetriesSql = """
        -- StandingClaimQueries.DeleteRetries
        DELETE FROM standing_claim_retries WHERE id = ANY(@ids)
        """;

    public Task DeleteRetriesAsync(Guid[] ids, CancellationToken ct) => db.ExecuteAsync(DeleteRetriesSql, new { ids }, ct);

    private const string AllOfSql = """
        -- StandingClaimQueries.AllOf
        SELECT id, rota_id, office_hours_id FROM standing_claims
        WHERE volunteer_id = ANY(@volunteerIds) AND (until_date IS NULL OR until_date >= from_date) ORDER BY created_at, id
        """;

    /// <summary>Every standing claim of these volunteers, oldest first.</summary>
    public Task<IReadOnlyList<(Guid Id, Guid RotaId, Guid OfficeHoursId)>> AllOfAsync(
        Guid[] volunteerIds,
        CancellationToken ct
    ) => db.QueryAsync<(Guid Id, Guid RotaId, Guid OfficeHoursId)>(AllOfSql, new { volunteerIds }, ct);

    private const string LockSql = $"""
        -- StandingClaimQueries.Lock
        SELECT {Columns} FROM standing_claims WHERE rota_id = @rotaId AND id = @id FOR NO KEY UPDATE
        """;

    /// <summary>Held until the transaction ends, so that one process at a time follows it.</summary>
    public Task<StandingClaim?> LockAsync(Guid rotaId, Guid id, CancellationToken ct) =>
        db.FirstOrDefaultAsync<StandingClaim>(LockSql, new { rotaId, id }, ct);

    private const string ConcernedSql = """
        -- StandingClaimQueries.Concerned
        SELECT EXISTS (
            SELECT FROM standing_claims
            WHERE rota_id = @rotaId AND (until_date IS NULL OR until_date >= from_date)
                AND (office_hours_id = @officeHoursId OR volunteer_id = @volunteerId))
        """;

    /// <summary>Whether a claim of this volunteer on these office hours may be in the way of a standing claim of the rota.</summary>
    public Task<bool> AnyConcernedAsync(Guid rotaId, Guid officeHoursId, Guid? volunteerId, CancellationToken ct) =>
        db.ScalarAsync<bool>(
            ConcernedSql,
            new
            {
                rotaId,
                officeHoursId,
                volunteerId,
            },
            ct
        );

    private const string OccupancySql = """
        -- StandingClaimQueries.Occupancy
        SELECT c.office_hours_id, c.on_date, c.volunteer_id, c.organisation_id, c.during, c.standing_claim_id FROM claims c
        WHERE c.released_at IS NULL AND upper(c.during) > @now
            AND (c.office_hours_id = ANY(@officeHoursIds) OR c.volunteer_id = ANY(@volunteerIds) AND lower(c.during) > @now - interval '3 days');
        SELECT s.id, c.on_date FROM standing_claims s
        JOIN claims c ON c.office_hours_id = s.office_hours_id AND (c.volunteer_id = s.volunteer_id OR c.organisation_id = s.organisation_id)
        WHERE s.id = ANY(@ids) AND c.released_by IN ('holder', 'coordinator') AND c.released_at >= s.created_at;
        SELECT volunteer_id FROM members WHERE rota_id = @rotaId AND volunteer_id = ANY(@volunteerIds)
        """;

    /// <summary>Everything that decides which dates these standing claims, all of one rota, can have.</summary>
    public Task<StandingClaimOccupancy> OccupancyAsync(
        Guid rotaId,
        IReadOnlyList<StandingClaim> standing,
        Instant now,
        CancellationToken ct
    ) =>
        db.MultipleAsync(
            OccupancySql,
            new
            {
                rotaId,
                ids = standing.Select(each => each.Id).ToArray(),
                officeHoursIds = standing.Select(each => each.OfficeHoursId).Distinct().ToArray(),
                volunteerIds = standing.Select(each => each.VolunteerId).OfType<Guid>().Distinct().ToArray(),
                now,
            },
            async results => new StandingClaimOccupancy(
                await results.ReadAsync<OccupiedSeat>(),
                (await results.ReadAsync<(Guid Id, LocalDate Date)>()).ToHashSet(),
                (await results.ReadAsync<Guid>()).ToHashSet()
            ),
            ct
        );

    private const string FollowAtSql = """
        -- StandingClaimQueries.FollowAt
        UPDATE standing_claims SET follow_at = NULL WHERE id = ANY(@done);
        UPDATE standing_claims s SET follow_at = next.follow_at FROM unnest(@ids, @followAts) AS next (id, follow_at) WHERE s.id = next.id
        """;

    /// <summary>When each has a slot to take next; null while there is none to come.</summary>
    public Task FollowAtAsync(IReadOnlyList<(Guid Id, Instant? At)> next, CancellationToken ct)
    {
        // Npgsql takes the type of an array of times from its elements, so none of them may be null.
        var waiting = next.Where(each => each.At is not null).ToList();
        return db.ExecuteAsync(
            FollowAtSql,
            new
            {
                done = next.Where(each => each.At is null).Select(each => each.Id).ToArray(),
                ids = waiting.Select(each => each.Id).ToArray(),
                followAts = waiting.Select(each => each.At!.Value.ToDateTimeUtc()).ToArray(),
            },
            ct
        );
    }

    private const string RestSql = """
        -- StandingClaimQueries.Rest
        UPDATE standing_claims SET follow_at = NULL WHERE rota_id = @rotaId AND follow_at IS NOT NULL
        """;

    /// <summary>None of a rota is due until it is followed again.</summary>
    public Task RestAsync(Guid rotaId, CancellationToken ct) => db.ExecuteAsync(RestSql, new { rotaId }, ct);

    private const string EndAllSql = $"""
        -- StandingClaimQueries.EndAll
        WITH before AS (
            SELECT {Columns} FROM standing_claims
            WHERE rota_id = @rotaId AND (until_date IS NULL OR until_date > @lastDate) ORDER BY created_at, id FOR UPDATE
        ), ended AS (
            UPDATE standing_claims SET until_date = @lastDate, follow_at = NULL WHERE id IN (SELECT id FROM before)
        )
        SELECT * FROM before
        """;

    /// <summary>Every one of a rota takes no slots after <paramref name="lastDate"/>.</summary>
    public async Task EndAllAsync(Guid rotaId, LocalDate lastDate, CancellationToken ct)
    {
        foreach (var standing in await db.QueryAsync<StandingClaim>(EndAllSql, new { rotaId, lastDate }, ct))
        {
            db.RecordChange(standing.Ended(lastDate));
        }
    }

    private const string EndSql = """
        -- StandingClaimQueries.End
        UPDATE standing_claims SET until_date = @lastDate WHERE id = @Id AND (until_date IS NULL OR until_date > @lastDate)
        """;

    /// <summary>It takes no slots after <paramref name="lastDate"/>.</summary>
    public async Task EndAsync(StandingClaim standing, LocalDate lastDate, CancellationToken ct)
    {
        await db.ExecuteAsync(EndSql, new { standing.Id, lastDate }, ct);
        db.RecordChange(standing.Ended(lastDate));
    }

    private const string ChangeSql = """
        -- StandingClaimQueries.Change
        UPDATE standing_claims SET pattern_kind = @PatternKind, weekdays = @Weekdays, every_weeks = @EveryWeeks, every = @Every,
            follow_at = @now
        WHERE id = @Id
        """;

    /// <summary>Gives it another pattern; it is followed soon.</summary>
    public async Task<StandingClaim> ChangeAsync(
        StandingClaim before,
        StandingPattern pattern,
        string reason,
        Instant now,
        CancellationToken ct
    )
    {
        var after = before.With(pattern);
        await db.ExecuteAsync(
            ChangeSql,
            new
            {
                after.Id,
                after.PatternKind,
                after.Weekdays,
                after.EveryWeeks,
                after.Every,
                now,
            },
            ct
        );
        db.RecordChange(after.ChangedFrom(before, reason));
        return after;
    }

    private const string CountedSql = $"""
        -- StandingClaimQueries.Counted
        SELECT {Columns} FROM standing_claims WHERE pattern_kind = '{StandingClaim.CountedDates}' ORDER BY rota_id, created_at, id FOR NO KEY UPDATE
        """;

    /// <summary>Those that were written before patterns, held until the transaction ends.</summary>
    public Task<IReadOnlyList<StandingClaim>> LockCountedAsync(CancellationToken ct) =>
        db.QueryAsync<StandingClaim>(CountedSql, null, ct);

    private const string HeldSql = """
        -- StandingClaimQueries.Held
        SELECT id, on_date, lower(during) > @now AS is_to_come FROM claims
        WHERE standing_claim_id = @id AND released_at IS NULL AND on_date >= @from AND upper(during) > @now ORDER BY on_date
        """;

    /// <summary>What it holds from a date on that is not over.</summary>
    public Task<IReadOnlyList<(Guid ClaimId, LocalDate Date, bool IsToCome)>> HeldAsync(
        Guid id,
        LocalDate from,
        Instant now,
        CancellationToken ct
    ) =>
        db.QueryAsync<(Guid ClaimId, LocalDate Date, bool IsToCome)>(
            HeldSql,
            new
            {
                id,
                from,
                now,
            },
            ct
        );

    private const string LetGoSql = """
        -- StandingClaimQueries.LetGo
        UPDATE claims SET standing_claim_id = NULL WHERE id = ANY(@ids)
        """;

    /// <summary>Makes ordinary claims of claims that it took: the holder keeps them, and it has no more to do with them.</summary>
    public Task LetGoAsync(Guid[] ids, CancellationToken ct) =>
        ids.Length == 0 ? Task.CompletedTask : db.ExecuteAsync(LetGoSql, new { ids }, ct);
}
