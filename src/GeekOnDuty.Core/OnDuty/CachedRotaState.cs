using System.Diagnostics;
using GeekOnDuty.Core.Storage;
using NodaTime;

namespace GeekOnDuty.Core.OnDuty;

/// <summary>A rota as it was loaded, and the forms in which visitors see it.</summary>
public sealed class CachedRotaState(RotaState timeline)
{
    private readonly long loadedAt = Stopwatch.GetTimestamp();
    private RenderCache? surfaces;

    public RotaState Timeline => timeline;

    /// <summary>How long ago it was loaded.</summary>
    public TimeSpan Age => Stopwatch.GetElapsedTime(loadedAt);

    /// <inheritdoc cref="RenderCache.GetOrRenderAsync"/>
    public ValueTask<RenderedView> SurfaceAsync(string form, Instant now, Func<RotaState, Task<RenderedView>> make) =>
        LazyInitializer.EnsureInitialized(ref surfaces).GetOrRenderAsync(form, now, () => make(timeline));

    /// <summary>Whether something of the rota may be another after that change, here or as it is loaded next.</summary>
    public bool MayConcern(Change change) =>
        change.Kind is ChangeKind.Volunteer or ChangeKind.Organisation || timeline.Concerns(change);

    /// <summary>Whether something of the rota, or of a form in which visitors see it, may be another after that change.</summary>
    public bool Concerns(Change change) =>
        timeline.Concerns(change)
        || (change.Kind is ChangeKind.Volunteer or ChangeKind.Organisation && surfaces?.MayName(change.SubjectId) == true);

    /// <summary>Whether one of those changes concerns it that it was loaded without, as far as is known.</summary>
    public bool Misses(IReadOnlyList<CommittedChange> changes)
    {
        foreach (var (change, xid) in changes)
        {
            if (Concerns(change) && !(xid is { } known && timeline.Seen.Sees(known)))
            {
                return true;
            }
        }

        return false;
    }
}
