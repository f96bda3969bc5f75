using GeekOnDuty.Core.Storage;

namespace GeekOnDuty.Core.Operations;

/// <summary>
/// Keeps writes out of a rota that is archived or deleted. Every write in a rota first takes the shared lock; archiving
/// and deleting take the exclusive one, so each waits for the other. Claims of a group commit take none: they check the
/// version of the office hours, which archiving and deleting raise.
/// </summary>
public sealed class RotaLocks(DbSession db)
{
    private const string LockKey = "hashtextextended('rota ' || @slug, 0)";

    /// <summary>Two statements: the second sees what was committed while the first one waited.</summary>
    private const string SharedSql = $"""
        -- RotaLocks.Shared
        SELECT pg_advisory_xact_lock_shared({LockKey})::text;
        SELECT archived_at IS NOT NULL FROM rotas WHERE slug = @slug AND deleted_at IS NULL
        """;

    private const string ExclusiveSql = $"""
        -- RotaLocks.Exclusive
        SELECT pg_advisory_xact_lock({LockKey})::text
        """;

    public static Refusal Archived(string slug) =>
        new(
            RefusalKind.RotaArchived,
            $"The rota '{slug}' is archived. A coordinator of it can take it up again: PUT /v1/rotas/{slug}/archived with {{\"archived\": false}}."
        );

    /// <summary>It was there a moment ago, and is deleted.</summary>
    public static RefusedException Gone() => RefusedException.Of(RefusalKind.NotFound, "The rota is gone.");

    /// <summary>Until the transaction ends, nobody archives or deletes the rota.</summary>
    /// <exception cref="RefusedException">It is archived, or deleted.</exception>
    public async Task LockSharedAsync(string slug, CancellationToken ct)
    {
        if (!await TryLockSharedAsync(slug, ct))
        {
            throw Gone();
        }
    }

    /// <summary>As <see cref="LockSharedAsync"/>, of a rota that need not be there.</summary>
    /// <returns>Whether it is there.</returns>
    /// <exception cref="RefusedException">It is archived.</exception>
    public async Task<bool> TryLockSharedAsync(string slug, CancellationToken ct) =>
        await IsArchivedAsync(slug, ct) switch
        {
            null => false,
            false => true,
            true => throw new RefusedException(Archived(slug)),
        };

    /// <summary>Until the transaction ends nobody else writes in the rota, but for claims that are on their way.</summary>
    public Task LockExclusiveAsync(string slug, CancellationToken ct) => db.ExecuteAsync(ExclusiveSql, new { slug }, ct);

    /// <returns>Null when there is no such rota.</returns>
    private Task<bool?> IsArchivedAsync(string slug, CancellationToken ct) =>
        db.MultipleAsync(
            SharedSql,
            new { slug },
            async results =>
            {
                _ = await results.ReadSingleAsync<string>();
                return await results.ReadSingleOrDefaultAsync<bool?>();
            },
            ct
        );
}
