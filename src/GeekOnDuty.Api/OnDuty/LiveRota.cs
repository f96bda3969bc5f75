using System.Diagnostics;
using System.Runtime.ExceptionServices;
using GeekOnDuty.Api.Postgres;
using NodaTime;

namespace GeekOnDuty.Api.OnDuty;

/// <summary>One rota in memory: the timeline that it has now, and the one place from which it is loaded again.</summary>
/// <param name="load">From what was there before, if anything, or from scratch; null when there is no such rota.</param>
internal sealed class LiveRota(Func<RotaTimeline?, Task<RotaTimeline?>> load)
{
    private readonly Lock gate = new();
    private Task running = Task.CompletedTask;
    private Task? queued;
    private bool fromScratch;
    private volatile RotaSnapshot? snapshot;
    private volatile bool isBehind;
    private volatile Task late = Task.CompletedTask;
    private TaskCompletionSource changed = NewSignal();
    private ExceptionDispatchInfo? fault;
    private long loadedAt = Stopwatch.GetTimestamp();
    private long lastAsked;
    private int watchers;

    /// <summary>Null before it is loaded for the first time, and when there is no such rota, as after an older database was restored.</summary>
    public RotaSnapshot? Snapshot => snapshot;

    /// <summary>Whether something is known to have changed that could not be loaded yet.</summary>
    public bool IsBehind => isBehind || !late.IsCompleted;

    /// <summary>When somebody last asked, to the minute.</summary>
    public Instant LastAsked => Instant.FromUnixTimeTicks(Interlocked.Read(ref lastAsked));

    /// <summary>Whether a stream is open.</summary>
    public bool IsWatched => Volatile.Read(ref watchers) > 0;

    /// <summary>How long ago it was loaded.</summary>
    public TimeSpan Age => Stopwatch.GetElapsedTime(Interlocked.Read(ref loadedAt));

    /// <summary>Completes when it is loaded again. Take it before you look at the snapshot.</summary>
    public Task Changed => Volatile.Read(ref changed).Task;

    public void Asked(Instant now)
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

    /// <summary>
    /// Loads it in a load that begins after this call. However many call, at most one load runs and one waits. When it fails, what was there
    /// stays and is behind.
    /// </summary>
    /// <param name="wholly">Not only what the change log names.</param>
    public Task LoadAgainAsync(bool wholly = false)
    {
        lock (gate)
        {
            fromScratch |= wholly;
            return queued ??= LoadAfterAsync(running);
        }
    }

    /// <summary>The same, waited for at most so long. While it takes longer, what is there is behind.</summary>
    public async Task LoadAgainAsync(TimeSpan patience, TimeProvider time)
    {
        var loaded = LoadAgainAsync();
        await Task.WhenAny(loaded, Task.Delay(patience, time));
        if (!loaded.IsCompleted)
        {
            late = loaded;
        }
    }

    private async Task LoadAfterAsync(Task before)
    {
        await Task.Yield();
        await before;
        bool afresh;
        lock (gate)
        {
            (running, queued) = (queued!, null);
            (afresh, fromScratch) = (fromScratch, false);
        }

        var present = snapshot;
        try
        {
            fault = null;
            var loaded = await load(afresh ? null : present?.Timeline);
            Interlocked.Exchange(ref loadedAt, Stopwatch.GetTimestamp());
            snapshot = loaded is null ? null : new RotaSnapshot(loaded);
            lock (gate)
            {
                isBehind = fromScratch;
            }
        }
        catch (Exception failed)
        {
            fault = ExceptionDispatchInfo.Capture(failed);
            isBehind = true;
            lock (gate)
            {
                fromScratch |= afresh;
            }
        }

        Interlocked.Exchange(ref changed, NewSignal()).TrySetResult();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

/// <summary>A rota's timeline with the answer of `on-duty` that holds now.</summary>
internal sealed class RotaSnapshot(RotaTimeline timeline)
{
    private readonly Lock gate = new();
    private volatile ReadyAnswer? ready;
    private Surfaces? surfaces;

    public RotaTimeline Timeline => timeline;

    /// <summary>The answer if it is at hand; else <see cref="AnswerAt"/> makes it.</summary>
    public ReadyAnswer? ReadyAt(Instant now) => ready is { } at && at.HoldsAt(now) ? at : null;

    /// <returns>Null when it depends on claims that are not loaded.</returns>
    public ReadyAnswer? AnswerAt(Instant now)
    {
        lock (gate)
        {
            if (ReadyAt(now) is { } made)
            {
                return made;
            }

            return timeline.Timeline.At(now) is { } answer ? ready = new ReadyAnswer(timeline.Describe(answer)) : null;
        }
    }

    /// <inheritdoc cref="Surfaces.GetAsync"/>
    public ValueTask<Surface> SurfaceAsync(string form, Instant now, Func<RotaTimeline, Task<Surface>> make) =>
        LazyInitializer.EnsureInitialized(ref surfaces).GetAsync(form, now, () => make(timeline));

    /// <summary>Whether something of the rota, or of a form in which visitors see it, may be another after that change.</summary>
    public bool Concerns(Change change) =>
        timeline.Concerns(change)
        || (change.Kind is ChangeKind.Volunteer or ChangeKind.Organisation && surfaces?.MayName(change.SubjectId) == true);
}
