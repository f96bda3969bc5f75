using GeekOnDuty.Api.Operations;
using GeekOnDuty.Api.Postgres;

namespace GeekOnDuty.Api.Rotas;

/// <summary>
/// Nothing is written in a rota that is archived or deleted. Every write in a rota holds it open before its handler does anything; archiving and
/// deleting hold it alone, so each waits for the other. Claims that are written together do not come by here: they prove the version of the
/// office hours, which archiving and deleting raise.
/// </summary>
internal sealed class OpenRotas(DbSession db, RotaQueries rotas)
{
    /// <summary>The operation is there for archived rotas too, and holds the rota alone.</summary>
    internal sealed record AlsoArchived;

    private const string LockKey = "hashtextextended('rota ' || @slug, 0)";

    /// <summary>Two statements: the second sees what was committed while the first one waited.</summary>
    private const string HoldOpenSql = $"""
        -- OpenRotas.HoldOpen
        SELECT pg_advisory_xact_lock_shared({LockKey})::text;
        SELECT archived_at IS NOT NULL FROM rotas WHERE slug = @slug AND deleted_at IS NULL
        """;

    private const string HoldAloneSql = $"""
        -- OpenRotas.HoldAlone
        SELECT pg_advisory_xact_lock({LockKey})::text
        """;

    public static string Detail(string slug) =>
        $"The rota '{slug}' is archived. A coordinator of it can take it up again: PUT /v1/rotas/{slug}/archived with {{\"archived\": false}}.";

    /// <summary>Until the transaction ends that rota is neither archived nor deleted.</summary>
    /// <exception cref="RefusedException">It is archived, or deleted.</exception>
    public async Task HoldOpenAsync(StoredRota rota, CancellationToken ct)
    {
        if (!await HoldOpenAsync(rota.Rota.Slug, ct))
        {
            throw RotaQueries.Gone();
        }
    }

    /// <summary>Until the transaction ends that rota, if it is there, is neither archived nor deleted.</summary>
    /// <returns>Whether it is there.</returns>
    /// <exception cref="RefusedException">It is archived.</exception>
    public async Task<bool> HoldOpenAsync(string slug, CancellationToken ct) =>
        await IsArchivedAsync(slug, ct) switch
        {
            null => false,
            false => true,
            true => throw RefusedException.Of(RefusalKind.RotaArchived, Detail(slug)),
        };

    /// <summary>The rota as it is now. Until the transaction ends nobody else writes in it, but for claims that are on their way.</summary>
    /// <exception cref="RefusedException">It is deleted.</exception>
    public async Task<StoredRota> HoldAloneAsync(StoredRota rota, CancellationToken ct)
    {
        await db.ExecuteAsync(HoldAloneSql, new { slug = rota.Rota.Slug }, ct);
        await rotas.LockAsync(rota, ct);
        return await rotas.CurrentAsync(rota, ct);
    }

    /// <returns>Null when there is no such rota.</returns>
    private Task<bool?> IsArchivedAsync(string slug, CancellationToken ct) =>
        db.MultipleAsync(
            HoldOpenSql,
            new { slug },
            async results =>
            {
                _ = await results.ReadSingleAsync<string>();
                return await results.ReadSingleOrDefaultAsync<bool?>();
            },
            ct
        );
}

internal static class OpenRotasConventions
{
    /// <summary>The operation is there for archived rotas too.</summary>
    public static RouteHandlerBuilder AlsoForArchived(this RouteHandlerBuilder operation) =>
        operation.WithMetadata(new OpenRotas.AlsoArchived());
}
