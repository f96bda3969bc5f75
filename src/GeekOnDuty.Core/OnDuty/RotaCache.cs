using System.Collections.Concurrent;
using GeekOnDuty.Core.Rotas;
using GeekOnDuty.Core.Storage;
using GeekOnDuty.Core.Text;
using NodaTime;
using Npgsql;

namespace GeekOnDuty.Core.OnDuty;

/// <summary>
/// The rotas that are asked for, in memory: the first public ones at the start and others on first use, again after every change, and
/// dropped when nobody has asked for an hour. With the database away they go on answering, as the future is in their timelines.
/// </summary>
public sealed class RotaCache : BackgroundService
{
    /// <summary>Enough for what began lately; where the present answer began before that, more is loaded.</summary>
    private static readonly Duration Back = Duration.FromDays(3);
    private static readonly Duration Ahead = Duration.FromDays(400);
    private static readonly Duration Unused = Duration.FromHours(1);

    /// <summary>What is loaded reaches a day less far every day.</summary>
    private static readonly Duration Outdated = Duration.FromDays(1);
    private static readonly TimeSpan RetryEvery = TimeSpan.FromSeconds(1);
    private const int CheckEveryRetries = 60;

    /// <summary>The server listens after so long even if the first rotas are not loaded.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private const int LoadsAtOnce = 4;
    private const int MostConnections = 8;
    private const int AtStart = 100;

    private readonly TaskCompletionSource begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentDictionary<string, RotaCacheEntry> rotas = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, RotaCacheEntry>.AlternateLookup<ReadOnlySpan<char>> bySlug;
    private long succeeded;
    private long failed;
    private volatile bool hasFailed;

    /// <summary>Of its own: requests that hold all connections of theirs wait for what is loaded here.</summary>
    private readonly Lazy<NpgsqlDataSource> source;
    private readonly Database database;
    private readonly ChangeFeed feed;
    private readonly IClock clock;
    private readonly TimeProvider time;
    private readonly ILogger<RotaCache> log;

    public RotaCache(Database database, ChangeFeed feed, IClock clock, TimeProvider time, ILogger<RotaCache> log)
    {
        (this.database, this.feed, this.clock, this.time, this.log) = (database, feed, clock, time, log);
        source = new(() => database.OpenPool("snapshots", MostConnections));
        bySlug = rotas.GetAlternateLookup<ReadOnlySpan<char>>();
        feed.Subscribe(FollowAsync);
    }

    /// <summary>The rota if it is in memory; waits for nothing.</summary>
    public RotaCacheEntry? Find(ReadOnlySpan<char> slug) => bySlug.TryGetValue(slug, out var rota) ? rota : null;

    /// <summary>Whether what is answered from memory may be older than a second.</summary>
    public bool IsStale(RotaCacheEntry rota) => !feed.IsConfirmed || rota.IsBehind;

    /// <summary>The rota, loaded if need be.</summary>
    /// <returns>Null when there is none of that slug.</returns>
    /// <exception cref="NpgsqlException">It is not in memory, and the database is away.</exception>
    public async Task<RotaCacheEntry?> GetAsync(string slug)
    {
        if (!Formats.IsSlug(slug))
        {
            return null;
        }

        while (true)
        {
            var rota = rotas.GetOrAdd(
                slug,
                static (slug, loader) => new RotaCacheEntry(before => loader.LoadAsync(slug, before)),
                this
            );
            rota.Touch(clock.GetCurrentInstant());
            if (rota.Snapshot is not null)
            {
                return rota;
            }

            await rota.LoadAgainAsync();
            if (rota.Snapshot is null)
            {
                // Else somebody waits for the next load, which may succeed.
                if (rota.WhenIdleAsync().IsCompleted)
                {
                    rotas.TryRemove(KeyValuePair.Create(slug, rota));
                }

                rota.ThrowIfFailed();
                return null;
            }

            if (Find(slug) == rota)
            {
                return rota;
            }

            // Taken out while it was loaded, it was told of no change.
        }
    }

    /// <summary>What is in memory, by slug.</summary>
    public IEnumerable<(string Slug, RotaCacheEntry Rota)> All => rotas.Select(each => (each.Key, each.Value));

    /// <summary>How often a rota was loaded since the start.</summary>
    public (long Succeeded, long Failed) Loads => (Interlocked.Read(ref succeeded), Interlocked.Read(ref failed));

    /// <summary>Drops what nobody has asked for in an hour, and loads again what failed to load or was loaded a day ago.</summary>
    public async Task CheckAsync(Instant now)
    {
        foreach (var (slug, rota) in rotas)
        {
            if (!rota.IsWatched && rota.LastTouched + Unused < now)
            {
                rotas.TryRemove(KeyValuePair.Create(slug, rota));
            }
            else if (rota.Snapshot is { } snapshot && (rota.IsBehind || snapshot.Timeline.Window.End < now + Ahead - Outdated))
            {
                await rota.LoadAgainAsync(wholly: !rota.IsBehind);
                if (rota.IsBehind)
                {
                    // The others would fail likewise.
                    return;
                }
            }
        }
    }

    /// <summary>
    /// Makes an answer out of the database as the first load will, and keeps nothing of it. That takes long once, as nearly all of it is
    /// compiling, and can be done while the start goes on.
    /// </summary>
    public async Task RehearseAsync()
    {
        try
        {
            await using var db = Session();
            foreach (var slug in await new RotaQueries(db).FirstSlugsAsync(1, CancellationToken.None))
            {
                _ = CachedOnDutyResponse.At((await ReadAsync(slug, before: null))!, clock.GetCurrentInstant());
            }
        }
        catch (Exception)
        {
            // The database is gone again, say: the load that counts says so.
        }
    }

    /// <summary>The server listens once the first rotas are in memory, unless the database is away or slow.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await base.StartAsync(cancellationToken);
        if (database.Prepared.IsCompleted)
        {
            await Task.WhenAny(begun.Task, Task.Delay(Patience, time, cancellationToken));
        }
    }

    public override void Dispose()
    {
        if (source.IsValueCreated)
        {
            source.Value.Dispose();
        }

        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(RetryEvery, time);
        for (var tick = 1; await timer.WaitForNextTickAsync(stoppingToken); tick++)
        {
            if (hasFailed || tick % CheckEveryRetries == 0)
            {
                hasFailed = false;
                await CheckAsync(clock.GetCurrentInstant());
            }
        }
    }

    /// <summary>
    /// Loads again whatever those changes concern. A write that waits for this is answered after the time of one statement, even if what it
    /// changed is not loaded by then.
    /// </summary>
    /// <param name="changes">Null: everything may have changed.</param>
    private Task FollowAsync(IReadOnlyList<CommittedChange>? changes)
    {
        if (changes is null)
        {
            return begun.Task.IsCompleted ? LoadAllAgainAsync() : BeginAsync();
        }

        return Task.WhenAll(
            rotas
                .Values.Where(rota => rota.MayMiss(changes))
                .Select(rota => rota.WaitAsync(rota.TakeInAsync(changes), database.StatementLimit, time))
        );
    }

    /// <summary>When the feed first follows, so that no change is missed: the first public rotas, each with its answer at hand.</summary>
    private async Task BeginAsync()
    {
        await LoadAllAgainAsync();
        try
        {
            await using var db = Session();
            var first = await new RotaQueries(db).FirstSlugsAsync(AtStart, CancellationToken.None);
            await Parallel.ForEachAsync(
                first,
                new ParallelOptions { MaxDegreeOfParallelism = LoadsAtOnce },
                async (slug, _) => (await GetAsync(slug))?.AnswerAt(clock.GetCurrentInstant())
            );
        }
        catch (Exception fault)
        {
            log.LogWarning("The first rotas could not be loaded: {Reason}", fault.Message);
        }

        begun.TrySetResult();
    }

    private DbSession Session() => new(source.Value, database, feed, clock, new ChangeOrigin());

    private async Task LoadAllAgainAsync()
    {
        foreach (var rota in rotas.Values)
        {
            rota.MarkBehind();
        }

        await Parallel.ForEachAsync(
            rotas.Values,
            new ParallelOptions { MaxDegreeOfParallelism = LoadsAtOnce },
            async (rota, _) => await rota.LoadAgainAsync()
        );
    }

    private async Task<RotaState?> LoadAsync(string slug, RotaState? before)
    {
        try
        {
            var loaded = await ReadAsync(slug, before);
            Interlocked.Increment(ref succeeded);
            return loaded;
        }
        catch (Exception fault)
        {
            Interlocked.Increment(ref failed);
            hasFailed = true;
            log.LogWarning("Rota {Slug} could not be loaded: {Reason}", slug, fault.Message);
            throw;
        }
    }

    private async Task<RotaState?> ReadAsync(string slug, RotaState? before)
    {
        await using var db = Session();
        var timelines = new RotaLoader(db);
        if (before is not null && await timelines.RefreshAsync(before, CancellationToken.None) is { } refreshed)
        {
            return refreshed;
        }

        if (await new RotaQueries(db).BySlugAsync(slug, CancellationToken.None) is not { } rota)
        {
            return null;
        }

        var now = clock.GetCurrentInstant();
        for (Duration back = Back, ahead = Ahead; ; back *= 8, ahead *= 8)
        {
            var window = new Interval(now - back, now + ahead);
            var loaded = await timelines.LoadAsync(rota.Id, window, CancellationToken.None);
            if (loaded is null || loaded.Timeline.At(now) is not null)
            {
                return loaded;
            }
        }
    }
}
