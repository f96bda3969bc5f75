using System.Runtime.ExceptionServices;
using GeekOnDuty.Core.Storage;
using NodaTime;

namespace GeekOnDuty.Core.OnDuty;

/// <summary>One rota in memory: the timeline that it has now, and the one place from which it is loaded again.</summary>
public sealed class RotaCacheEntry
{
    private readonly Lock gate = new();
    private readonly CoalescingRunner loads;
    private volatile CachedRotaState? snapshot;
    private volatile CachedOnDutyResponse? ready;
    private volatile Task late = Task.CompletedTask;
    private volatile bool isBehind;
    private bool fromScratch;
    private TaskCompletionSource changed = NewSignal();
    private ExceptionDispatchInfo? fault;
    private long lastAsked;
    private int watchers;

    /// <param name="load">From what was there before, if anything, or from scratch; null when there is no such rota.</param>
    public RotaCacheEntry(Func<RotaState?, Task<RotaState?>> load) => loads = new CoalescingRunner(() => LoadAsync(load));

    /// <summary>Null before it is loaded for the first time, and when there is no such rota, as after an older database was restored.</summary>
    public CachedRotaState? Snapshot => snapshot;

    /// <summary>Whether something is known to have changed that could not be loaded yet.</summary>
    public bool IsBehind => isBehind || !late.IsCompleted;

    /// <summary>When somebody last asked, to the minute.</summary>
    public Instant LastTouched => Instant.FromUnixTimeTicks(Interlocked.Read(ref lastAsked));

    /// <summary>Whether a stream is open.</summary>
    public bool IsWatched => Volatile.Read(ref watchers) > 0;

    /// <summary>Completes when it is loaded again. Take it before you look at the snapshot.</summary>
    public Task Changed => Volatile.Read(ref changed).Task;

    /// <summary>The answer of `on-duty` if it is at hand; else <see cref="AnswerAt"/> makes it.</summary>
    public CachedOnDutyResponse? ReadyAt(Instant now) => ready is { } at && at.HoldsAt(now) ? at : null;

    /// <returns>Null when it is not loaded, or not as far as that.</returns>
    public CachedOnDutyResponse? AnswerAt(Instant now)
    {
        if (ReadyAt(now) is { } made)
        {
            return made;
        }

        lock (gate)
        {
            return ReadyAt(now) ?? (ready = snapshot is { } loaded ? CachedOnDutyResponse.At(loaded.Timeline, now) : null);
        }
    }

    public void Touch(Instant now)
    {
        var ticks = now.ToUnixTimeTicks();
        if (ticks - Interlocked.Read(ref lastAsked) is > NodaConstants.TicksPerMinute or < 0)
        {
            Interlocked.Exchange(ref lastAsked, ticks);
        }
    }

    public void Watch(bool begins) => Interlocked.Add(ref watchers, begins ? 1 : -1);

    /// <summary>Throws what the last load failed with; nothing when it did not.</summary>
    public void ThrowIfFailed() => fault?.Throw();

    /// <summary>Until it has been loaded wholly again, anything of it may be old.</summary>
    public void MarkBehind()
    {
        lock (gate)
        {
            (isBehind, fromScratch) = (true, true);
        }
    }

    /// <summary>Loads it in a load that begins after this call. When that fails, what was there stays and is behind.</summary>
    /// <param name="wholly">Not only what the change log names.</param>
    public Task LoadAgainAsync(bool wholly = false)
    {
        lock (gate)
        {
            fromScratch |= wholly;
        }

        return loads.RunAgainAsync();
    }

    /// <summary>Done when all is loaded that is being loaded, or is to be next.</summary>
    public Task WhenIdleAsync() => loads.WhenIdleAsync();

    /// <summary>Quickly, as there may be thousands: of one that is not there yet, or is behind, nobody knows what it will hold.</summary>
    public bool MayMiss(IReadOnlyList<CommittedChange> changes) =>
        IsBehind || snapshot is not { } there || changes.Any(change => there.MayConcern(change.Change));

    /// <summary>Loads it again for changes that it misses.</summary>
    /// <param name="changes">All of this process, or none.</param>
    public async Task TakeInAsync(IReadOnlyList<CommittedChange> changes)
    {
        var isOwn = changes[0].Xid is null;
        if (!isOwn || !Misses(changes))
        {
            // What is being loaded may have them already, or may be the first to show what they are about.
            await WhenIdleAsync();
            if (!Misses(changes))
            {
                return;
            }
        }

        await LoadAgainAsync();
    }

    /// <summary>Waits at most so long until a change is taken in. While that takes longer, what is there is behind.</summary>
    public async Task WaitAsync(Task takenIn, TimeSpan patience, TimeProvider time)
    {
        if (takenIn.IsCompleted)
        {
            return;
        }

        await Task.WhenAny(takenIn, Task.Delay(patience, time));
        if (!takenIn.IsCompleted)
        {
            lock (gate)
            {
                late = Task.WhenAll(late, takenIn);
            }
        }
    }

    /// <summary>While it is loaded for the first time nobody knows what it will hold.</summary>
    private bool Misses(IReadOnlyList<CommittedChange> changes) => snapshot?.Misses(changes) ?? true;

    private async Task LoadAsync(Func<RotaState?, Task<RotaState?>> load)
    {
        bool afresh;
        lock (gate)
        {
            (afresh, fromScratch) = (fromScratch, false);
        }

        try
        {
            var loaded = await load(afresh ? null : snapshot?.Timeline);
            lock (gate)
            {
                (snapshot, ready, fault) = (loaded is null ? null : new CachedRotaState(loaded), null, null);
                isBehind = fromScratch;
            }
        }
        catch (Exception failed)
        {
            fault = ExceptionDispatchInfo.Capture(failed);
            lock (gate)
            {
                (isBehind, fromScratch) = (true, fromScratch || afresh);
            }
        }

        Interlocked.Exchange(ref changed, NewSignal()).TrySetResult();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
