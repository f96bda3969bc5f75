using System.Collections.Concurrent;
using NodaTime;

namespace GeekOnDuty.Core.OnDuty;

/// <summary>A rota in one of the forms in which visitors see it, such as its help page or its badge, and the stretch on which that holds.</summary>
/// <param name="Answer">What to send.</param>
/// <param name="From">When it was made.</param>
/// <param name="Until">The next instant at which any part of it changes; <see cref="Instant.MaxValue"/> when none will.</param>
/// <param name="Names">People and organisations whose names it shows, besides those of the timeline; null for none.</param>
public sealed record RenderedView(CachedResponse Answer, Instant From, Instant Until, IReadOnlySet<Guid>? Names = null)
{
    public bool HoldsAt(Instant now) => now >= From && now < Until;
}

/// <summary>Those of a rota that were made since it was loaded.</summary>
public sealed class RenderCache
{
    /// <summary>Each of a few forms in a few zones: whoever asks for more of them has them made more often.</summary>
    private const int Most = 64;
    private const long MostBytes = 8 * 1024 * 1024;
    private readonly ConcurrentDictionary<string, RenderedView> byForm = new(StringComparer.Ordinal);
    private int making;

    /// <summary>The rota in a form in which visitors see it at <paramref name="now"/>: made once while it holds.</summary>
    /// <param name="form">Names it by all that its bytes depend on besides rota and time, such as `badge dark`.</param>
    /// <param name="now">When it is asked for.</param>
    /// <param name="make">Makes it.</param>
    public async ValueTask<RenderedView> GetOrRenderAsync(string form, Instant now, Func<Task<RenderedView>> make)
    {
        if (byForm.TryGetValue(form, out var made) && made.HoldsAt(now))
        {
            return made;
        }

        Interlocked.Increment(ref making);
        try
        {
            var surface = await make();
            if (
                byForm.Count >= Most
                || byForm.Sum(each => (long)each.Value.Answer.Bytes.Length) + surface.Answer.Bytes.Length > MostBytes
            )
            {
                byForm.Clear();
            }

            return byForm[form] = surface;
        }
        finally
        {
            Interlocked.Decrement(ref making);
        }
    }

    /// <summary>Whether one shows the name of that person or organisation. While one is made nobody knows whom it will name.</summary>
    public bool MayName(Guid id) =>
        Volatile.Read(ref making) > 0 || byForm.Values.Any(surface => surface.Names?.Contains(id) == true);
}
