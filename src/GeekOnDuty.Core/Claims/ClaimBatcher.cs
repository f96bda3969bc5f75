using GeekOnDuty.Core.Storage;
using NodaTime;
using Npgsql;

namespace GeekOnDuty.Core.Claims;

/// <summary>
/// Takes the seats that are wanted at the same moment together: who comes while others are written waits for the next write, and that is one
/// statement, one commit and one notice for all who wait. Nobody waits for company: alone, a claim is written at once.
/// </summary>
public sealed class ClaimBatcher(Database database, ChangeFeed feed, IClock clock) : IAsyncDisposable
{
    private const int MostTogether = 64;

    /// <summary>One write at a time is what makes claims wait for each other; a connection that hangs is left to itself.</summary>
    private const int MostConnections = 8;

    /// <summary>One that waits for somebody's lock keeps the others waiting, so it soon goes alone. Planning costs more than what another plan could save.</summary>
    private const string Limits = "-c lock_timeout=100 -c plan_cache_mode=force_generic_plan";

    private readonly Lock gate = new();
    private readonly Queue<PendingClaim> queue = [];

    /// <summary>Of its own: requests that wait for a lock with all connections of theirs do not keep claims from being taken.</summary>
    private readonly Lazy<NpgsqlDataSource> source = new(() => database.OpenPool("claims", MostConnections, Limits));
    private bool isWriting;

    /// <summary>Takes a seat for good; this process then answers with it. Not to be cancelled: others are in the same transaction.</summary>
    /// <returns>Null when it could not be had, or not together with the others.</returns>
    /// <exception cref="NpgsqlException">The database is away, or was for those before in the queue.</exception>
    public Task<SeatGrant?> TakeAsync(SeatRequest wanted)
    {
        var claimant = new PendingClaim(wanted);
        lock (gate)
        {
            queue.Enqueue(claimant);
            if (isWriting)
            {
                return claimant.Outcome;
            }

            isWriting = true;
        }

        _ = WriteAsync();
        return claimant.Outcome;
    }

    public async ValueTask DisposeAsync()
    {
        if (source.IsValueCreated)
        {
            await source.Value.DisposeAsync();
        }
    }

    /// <summary>One write after the other, until nobody waits.</summary>
    private async Task WriteAsync()
    {
        while (Next() is { Count: > 0 } claimants)
        {
            var db = new DbSession(source.Value, database, feed, clock, new ChangeOrigin());
            try
            {
                var wanted = claimants.Select(claimant => claimant.Wanted).ToList();
                await db.BeginAsync(CancellationToken.None);
                var taken = await new SeatQueries(db).TakeAsync(wanted, CancellationToken.None);
                await db.CommitOnlyAsync();
                _ = AnswerAsync(db, claimants, taken);
            }
            catch (PostgresException refused) when (IsForOneOfThem(refused))
            {
                await db.RollbackAsync();
                await AnswerAsync(db, claimants, new SeatGrant?[claimants.Count]);
            }
            catch (Exception fault)
            {
                // The same would come of the next write, and nobody is to wait for it twice.
                claimants.ForEach(claimant => claimant.Fail(fault));
                Waiting().ForEach(claimant => claimant.Fail(fault));
                await db.DisposeAsync();
            }
        }
    }

    /// <summary>Once this process answers with what was taken. The next write begins meanwhile.</summary>
    private static async Task AnswerAsync(DbSession db, List<PendingClaim> claimants, IReadOnlyList<SeatGrant?> taken)
    {
        try
        {
            await db.AnnounceAsync();
        }
        finally
        {
            for (var i = 0; i < claimants.Count; i++)
            {
                claimants[i].Answer(taken[i]);
            }

            await db.DisposeAsync();
        }
    }

    /// <summary>Whom the next write is for; with nobody, this series of writes is over.</summary>
    private List<PendingClaim> Next()
    {
        lock (gate)
        {
            var next = new List<PendingClaim>();
            while (next.Count < MostTogether && queue.TryDequeue(out var claimant))
            {
                next.Add(claimant);
            }

            isWriting = next.Count > 0;
            return next;
        }
    }

    private List<PendingClaim> Waiting()
    {
        lock (gate)
        {
            var waiting = queue.ToList();
            queue.Clear();
            return waiting;
        }
    }

    /// <summary>The server does answer, and took none because of one: a lock, a deadlock, a value that it does not take.</summary>
    private static bool IsForOneOfThem(PostgresException refused) =>
        refused.SqlState is not (['0', '8', ..] or ['5', '3', ..] or ['5', '7', ..]);

    private sealed class PendingClaim(SeatRequest wanted)
    {
        private readonly TaskCompletionSource<SeatGrant?> outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public SeatRequest Wanted => wanted;

        public Task<SeatGrant?> Outcome => outcome.Task;

        public void Answer(SeatGrant? taken) => outcome.TrySetResult(taken);

        public void Fail(Exception fault) => outcome.TrySetException(fault);
    }
}
