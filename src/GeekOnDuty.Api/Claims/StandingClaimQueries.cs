using GeekOnDuty.Api.Postgres;
using NodaTime;

namespace GeekOnDuty.Api.Claims;

/// <summary>A claim on every n-th slot of some office hours, from a date on.</summary>
/// <remarks>What touches one locks in this order, so that nobody waits in a circle: office hours, standing claims, volunteer, member, claims.</remarks>
internal sealed record StandingClaim(
    Guid Id,
    Guid RotaId,
    Guid OfficeHoursId,
    string Key,
    Guid? VolunteerId,
    Guid? OrganisationId,
    LocalDate FromDate,
    LocalDate? UntilDate,
    int Every
)
{
    public const string Columns =
        "id, rota_id, office_hours_id, key, volunteer_id, organisation_id, from_date, until_date, every";

    public HolderId Holder => new(VolunteerId, OrganisationId);

    public Change Created() => new(RotaId, ChangeKind.StandingClaim, Id, "created") { After = Logged() };

    /// <param name="lastDate">It takes no slots after; before the first, it is as if it had never been.</param>
    public Change Ended(LocalDate lastDate) =>
        new(RotaId, ChangeKind.StandingClaim, Id, "ended")
        {
            Before = Logged(),
            After =
                lastDate < FromDate ? null
                : UntilDate <= lastDate ? Logged()
                : (this with { UntilDate = lastDate }).Logged(),
        };

    private LoggedStandingClaim Logged() => new(Id, OfficeHoursId, VolunteerId, OrganisationId, FromDate, UntilDate, Every);
}

/// <summary>A standing claim as the audit log keeps it.</summary>
internal sealed record LoggedStandingClaim(
    Guid Id,
    Guid OfficeHoursId,
    Guid? VolunteerId,
    Guid? OrganisationId,
    LocalDate From,
    LocalDate? Until,
    int Every
);

internal sealed class StandingClaimQueries(DbSession db)
{
    private const string Columns = StandingClaim.Columns;

    private const string InsertSql = $"""
        -- StandingClaimQueries.Insert
        INSERT INTO standing_claims ({Columns}, created_at)
        VALUES (@Id, @RotaId, @OfficeHoursId, @Key, @VolunteerId, @OrganisationId, @FromDate, @UntilDate, @Every, @now)
        """;

    public async Task InsertAsync(StandingClaim standing, Instant now, CancellationToken ct)
    {
        await db.ExecuteAsync(
            InsertSql,
            new
            {
                standing.Id,
                standing.RotaId,
                standing.OfficeHoursId,
                standing.Key,
                standing.VolunteerId,
                standing.OrganisationId,
                standing.FromDate,
                standing.UntilDate,
                standing.Every,
                now,
            },
            ct
        );
        db.Log(standing.Created());
    }

    private const string FreeKeySql = """
        -- StandingClaimQueries.FreeKey
        UPDATE standing_claims SET key = 'ended ' || id WHERE rota_id = @rotaId AND key = @key
        """;

    /// <summary>Takes the key from a standing claim that has ended, for another.</summary>
    public Task FreeKeyAsync(Guid rotaId, string key, CancellationToken ct) =>
        db.ExecuteAsync(FreeKeySql, new { rotaId, key }, ct);

    private const string OfRotaSql = $"""
        SELECT {Columns} FROM standing_claims
        WHERE rota_id = @rotaId AND (@officeHoursId IS NULL OR office_hours_id = @officeHoursId) AND (until_date IS NULL OR until_date >= from_date)
        ORDER BY created_at, id
        """;

    private const string ListSql = $"""
        -- StandingClaimQueries.List
        {OfRotaSql}
        """;

    /// <summary>Those of a rota, or of some of its office hours, oldest first.</summary>
    public Task<IReadOnlyList<StandingClaim>> ListAsync(Guid rotaId, Guid? officeHoursId, CancellationToken ct) =>
        db.QueryAsync<StandingClaim>(ListSql, new { rotaId, officeHoursId }, ct);

    private const string LockListSql = $"""
        -- StandingClaimQueries.LockList
        {OfRotaSql} FOR UPDATE
        """;

    /// <summary>As <see cref="ListAsync"/>, held until the transaction ends.</summary>
    public Task<IReadOnlyList<StandingClaim>> LockListAsync(Guid rotaId, Guid? officeHoursId, CancellationToken ct) =>
        db.QueryAsync<StandingClaim>(LockListSql, new { rotaId, officeHoursId }, ct);

    private const string LockAllOfSql = """
        -- StandingClaimQueries.LockAllOf
        SELECT 1 FROM standing_claims WHERE volunteer_id = @volunteerId ORDER BY created_at, id FOR UPDATE
        """;

    /// <summary>Every standing claim of a volunteer, held until the transaction ends.</summary>
    public Task LockAllOfAsync(Guid volunteerId, CancellationToken ct) => db.ExecuteAsync(LockAllOfSql, new { volunteerId }, ct);

    private const string DueSql = """
        -- StandingClaimQueries.Due
        SELECT id, rota_id, office_hours_id FROM standing_claims WHERE follow_at <= @now ORDER BY follow_at, id LIMIT 1000
        """;

    /// <summary>Those for which a slot has opened, at most 1,000 at a time.</summary>
    public Task<IReadOnlyList<(Guid Id, Guid RotaId, Guid OfficeHoursId)>> DueAsync(Instant now, CancellationToken ct) =>
        db.QueryAsync<(Guid Id, Guid RotaId, Guid OfficeHoursId)>(DueSql, new { now }, ct);

    private const string LockSql = $"""
        -- StandingClaimQueries.Lock
        SELECT {Columns} FROM standing_claims WHERE rota_id = @rotaId AND id = @id FOR NO KEY UPDATE
        """;

    /// <summary>Held until the transaction ends, so that one process at a time follows it.</summary>
    public Task<StandingClaim?> LockAsync(Guid rotaId, Guid id, CancellationToken ct) =>
        db.FirstOrDefaultAsync<StandingClaim>(LockSql, new { rotaId, id }, ct);

    private const string DealtWithSql = """
        -- StandingClaimQueries.DealtWith
        SELECT on_date FROM claims WHERE standing_claim_id = @id AND (released_at IS NULL OR released_by <> 'change')
        """;

    /// <summary>The dates that it holds, or held until somebody wanted otherwise.</summary>
    public async Task<IReadOnlySet<LocalDate>> DealtWithAsync(Guid id, CancellationToken ct) =>
        (await db.QueryAsync<LocalDate>(DealtWithSql, new { id }, ct)).ToHashSet();

    private const string FollowAtSql = """
        -- StandingClaimQueries.FollowAt
        UPDATE standing_claims SET follow_at = @followAt WHERE id = @id
        """;

    public Task FollowAtAsync(Guid id, Instant? followAt, CancellationToken ct) =>
        db.ExecuteAsync(FollowAtSql, new { id, followAt }, ct);

    private const string EndSql = """
        -- StandingClaimQueries.End
        UPDATE standing_claims SET until_date = @lastDate WHERE id = @Id AND (until_date IS NULL OR until_date > @lastDate)
        """;

    /// <summary>It takes no slots after <paramref name="lastDate"/>.</summary>
    public async Task EndAsync(StandingClaim standing, LocalDate lastDate, CancellationToken ct)
    {
        await db.ExecuteAsync(EndSql, new { standing.Id, lastDate }, ct);
        db.Log(standing.Ended(lastDate));
    }

    private const string HeldSql = """
        -- StandingClaimQueries.Held
        SELECT id, on_date FROM claims WHERE standing_claim_id = @id AND released_at IS NULL AND on_date >= @from AND lower(during) > @now ORDER BY on_date
        """;

    /// <summary>What it holds from a date on and what has not begun.</summary>
    public Task<IReadOnlyList<(Guid ClaimId, LocalDate Date)>> HeldAsync(
        Guid id,
        LocalDate from,
        Instant now,
        CancellationToken ct
    ) =>
        db.QueryAsync<(Guid ClaimId, LocalDate Date)>(
            HeldSql,
            new
            {
                id,
                from,
                now,
            },
            ct
        );
}
