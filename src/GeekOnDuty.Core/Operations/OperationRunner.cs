using GeekOnDuty.Core.Storage;
using Npgsql;

namespace GeekOnDuty.Core.Operations;

/// <summary>
/// Runs the rule of an operation in one transaction. The outcome decides: done commits; refused and rehearsed roll
/// back. Inside a transaction that has begun already, the rule becomes a part of it, which can be undone by itself.
/// </summary>
public sealed class OperationRunner(DbSession db, RotaLocks locks)
{
    private const int MaxAttempts = 4;
    private int depth;

    /// <param name="rule">May run several times, each time from the start.</param>
    public async Task<Outcome<T>> RunAsync<T>(Func<Task<Outcome<T>>> rule, CancellationToken ct)
    {
        if (db.IsInTransaction)
        {
            return await JoinAsync(rule, ct);
        }

        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await db.BeginAsync(ct);
                var outcome = await OutcomeOfAsync(rule);
                if (outcome.IsDone)
                {
                    await db.CommitAsync();
                }
                else
                {
                    await db.RollbackAsync();
                }

                return outcome;
            }
            catch (PostgresException fault) when (IsLostRace(fault) && attempt < MaxAttempts)
            {
                await db.RollbackAsync();
            }
        }
    }

    /// <summary>
    /// As <see cref="RunAsync"/>, for a change in a rota: until the transaction ends, nobody archives or deletes it.
    /// </summary>
    public Task<Outcome<T>> RunInAsync<T>(string rotaSlug, Func<Task<Outcome<T>>> rule, CancellationToken ct) =>
        RunAsync(
            async () =>
            {
                await locks.LockSharedAsync(rotaSlug, ct);
                return await rule();
            },
            ct
        );

    /// <summary>
    /// Another transaction came first, perhaps with what this one had just looked for in vain or found: a key is taken
    /// by now, an organisation deleted. The next attempt sees it and answers accordingly.
    /// </summary>
    private static bool IsLostRace(PostgresException fault) =>
        fault.SqlState
            is PostgresErrorCodes.DeadlockDetected
                or PostgresErrorCodes.SerializationFailure
                or PostgresErrorCodes.UniqueViolation
                or PostgresErrorCodes.ForeignKeyViolation;

    private async Task<Outcome<T>> JoinAsync<T>(Func<Task<Outcome<T>>> rule, CancellationToken ct)
    {
        var savepoint = $"operation_{++depth}";
        await db.SaveAsync(savepoint, ct);
        var outcome = await OutcomeOfAsync(rule);
        if (!outcome.IsDone)
        {
            await db.RollbackToAsync(savepoint);
        }

        return outcome;
    }

    private static async Task<Outcome<T>> OutcomeOfAsync<T>(Func<Task<Outcome<T>>> rule)
    {
        try
        {
            return await rule();
        }
        catch (RefusedException refused)
        {
            return refused.Refusal;
        }
    }
}
