using System.Collections.Concurrent;
using System.Security.Cryptography;
using GeekOnDuty.Core.Storage;
using NodaTime;

namespace GeekOnDuty.Core.People;

/// <summary>
/// The persons behind tokens, in memory, so that not every request asks the database. Every change of people, members
/// or tokens, here or in another process, empties the cache. It answers only while the database has confirmed within a
/// second that nothing changed.
/// </summary>
public sealed class CredentialCache
{
    private const int MaxEntries = 10_000;
    private static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(1);

    private readonly ChangeFeed feed;
    private ConcurrentDictionary<Guid, CachedCredential> known = new();

    public CredentialCache(ChangeFeed feed)
    {
        this.feed = feed;
        feed.Subscribe(changes =>
        {
            if (changes is null || changes.Any(committed => Concerns(committed.Change.Kind)))
            {
                Forget();
            }

            return Task.CompletedTask;
        });
    }

    /// <param name="credential">The id of the token.</param>
    /// <param name="load">Asks the database; null when there is no such credential.</param>
    public async Task<CachedCredential?> FindAsync(Guid credential, Func<Task<CachedCredential?>> load)
    {
        // What is loaded goes where it was missing: if anything changes meanwhile, nobody looks there any more.
        var before = Volatile.Read(ref known);
        if (feed.IsConfirmed && feed.Age < MaxAge && before.TryGetValue(credential, out var actor))
        {
            return actor;
        }

        if (await load() is not { } loaded)
        {
            return null;
        }

        if (before.Count >= MaxEntries)
        {
            Forget();
        }

        before[credential] = loaded;
        return loaded;
    }

    private void Forget() => Volatile.Write(ref known, new());

    private static bool Concerns(ChangeKind kind) => kind is ChangeKind.Token or ChangeKind.Member or ChangeKind.Volunteer;
}

/// <summary>A token and the person behind it.</summary>
/// <param name="secretHash">The SHA-256 of its secret.</param>
/// <param name="expiresAt">Not included; null for never.</param>
/// <param name="lastUsedAt">As the database has it; null for never.</param>
/// <param name="actor">The person.</param>
public sealed class CachedCredential(byte[] secretHash, Instant? expiresAt, Instant? lastUsedAt, Actor actor)
{
    private static readonly Duration LastUsedPrecision = Duration.FromMinutes(1);
    private long lastUsed = (lastUsedAt ?? Instant.MinValue).ToUnixTimeTicks();

    public Actor Actor => actor;

    public bool IsProvenBy(string secret, Instant now) =>
        CryptographicOperations.FixedTimeEquals(secretHash, Secret.Hash(secret)) && !(expiresAt <= now);

    /// <summary>Whether the database should hear of this use: it knows of none within a minute.</summary>
    public bool IsNewUse(Instant now) => now - Instant.FromUnixTimeTicks(Interlocked.Read(ref lastUsed)) >= LastUsedPrecision;

    /// <summary>Once the database has heard of it.</summary>
    public void Used(Instant now) => Interlocked.Exchange(ref lastUsed, now.ToUnixTimeTicks());
}
