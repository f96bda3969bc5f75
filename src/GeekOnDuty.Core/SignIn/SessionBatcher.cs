using GeekOnDuty.Core.Storage;
using NodaTime;
using Npgsql;

namespace GeekOnDuty.Core.SignIn;

/// <summary>
/// Finds the sessions of requests that come at the same moment by one statement. It always asks the database, after the request has come: a
/// session that was ended by any process opens nothing any more.
/// </summary>
public sealed class SessionBatcher(Database database, ChangeFeed feed, IClock clock) : IAsyncDisposable
{
    private const int MaxBatch = 64;
    private const int MaxConnections = 4;

    private readonly BatchQueue<Lookup> queue = new(MaxBatch);

    /// <summary>A pool of its own: requests that hold all connections of theirs do not keep others from being recognised.</summary>
    private readonly Lazy<NpgsqlDataSource> source = new(() => database.OpenPool("sessions", MaxConnections));

    /// <param name="secret">Of the cookie.</param>
    /// <param name="now">The time of the request.</param>
    /// <returns>Null when the session has ended, or there was none.</returns>
    /// <exception cref="NpgsqlException">The database is away, or was for the lookups before.</exception>
    public Task<StoredSession?> FindAsync(string secret, Instant now)
    {
        var lookup = new Lookup(People.Secret.Hash(secret), now);
        if (queue.Enqueue(lookup))
        {
            _ = ReadAsync();
        }

        return lookup.Found;
    }

    public async ValueTask DisposeAsync()
    {
        if (source.IsValueCreated)
        {
            await source.Value.DisposeAsync();
        }
    }

    private async Task ReadAsync()
    {
        while (queue.TakeBatch() is { Count: > 0 } lookups)
        {
            try
            {
                await using var db = new DbSession(source.Value, database, feed, clock, new ChangeOrigin());
                var hashes = lookups.Select(lookup => lookup.Hash).ToArray();
                var found = await new SessionQueries(db).FindAllAsync(hashes, lookups.Max(lookup => lookup.Now));
                lookups.ForEach(lookup =>
                    lookup.Answer(found.FirstOrDefault(session => session.SecretHash.AsSpan().SequenceEqual(lookup.Hash)))
                );
            }
            catch (Exception fault)
            {
                lookups.ForEach(lookup => lookup.Fail(fault));
                queue.TakeAll().ForEach(lookup => lookup.Fail(fault));
            }
        }
    }

    private sealed class Lookup(byte[] hash, Instant now)
    {
        private readonly TaskCompletionSource<StoredSession?> found = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public byte[] Hash => hash;

        public Instant Now => now;

        public Task<StoredSession?> Found => found.Task;

        public void Answer(StoredSession? session) => found.TrySetResult(session);

        public void Fail(Exception fault) => found.TrySetException(fault);
    }
}
