using GeekOnDuty.Core.Storage;
using NodaTime;

namespace GeekOnDuty.Core.Claims;

/// <summary>A seat that somebody holds.</summary>
public sealed record OwnHours(string Rota, string RotaName, Interval During);

public sealed class MeQueries(DbSession db)
{
    private const string HoursSql = """
        -- MeQueries.Hours
        SELECT r.slug AS rota, r.name AS rota_name, c.during FROM claims c JOIN rotas r ON r.id = c.rota_id
        WHERE c.volunteer_id = @volunteerId AND c.released_at IS NULL AND r.archived_at IS NULL AND r.deleted_at IS NULL
            AND upper(c.during) > @now AND lower(c.during) > @now - interval '3 days'
        ORDER BY lower(c.during), c.id LIMIT @rows
        """;

    /// <summary>What they hold now and later, by start.</summary>
    public Task<IReadOnlyList<OwnHours>> HoursAsync(Guid volunteerId, Instant now, int rows, CancellationToken ct) =>
        db.QueryAsync<OwnHours>(
            HoursSql,
            new
            {
                volunteerId,
                now,
                rows,
            },
            ct
        );
}
