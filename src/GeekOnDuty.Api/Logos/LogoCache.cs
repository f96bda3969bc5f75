using NodaTime;

namespace GeekOnDuty.Api.Logos;

/// <summary>
/// The logos that were asked for lately, in memory. At most one request at a time fetches a logo, and a few in all; one that cannot be fetched
/// anew stays as it was.
/// </summary>
internal sealed class LogoCache(LogoFetcher source, IClock clock) : IDisposable
{
    /// <summary>Of all logos together.</summary>
    private const long MostBytes = 64 * 1024 * 1024;

    /// <summary>What an entry takes beside its picture, its address above all.</summary>
    private const int Overhead = 8 * 1024;

    private const int FetchesAtOnce = 4;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly Duration Fresh = Duration.FromDays(1);
    private static readonly Duration RetryAfter = Duration.FromMinutes(1);

    private readonly Lock gate = new();
    private readonly Dictionary<string, LinkedListNode<Entry>> byUrl = new(StringComparer.Ordinal);

    /// <summary>Whoever was asked for last is first.</summary>
    private readonly LinkedList<Entry> entries = new();
    private readonly SemaphoreSlim turns = new(FetchesAtOnce);
    private long bytes;

    /// <summary>The logo; waits only while there is none yet.</summary>
    /// <param name="url">As the organisation gives it.</param>
    /// <param name="beforeFetch">Is asked before somebody else's server is; may throw.</param>
    /// <returns>Null when it cannot be had; asked again, it is tried again after a minute.</returns>
    public Task<LogoImage?> GetAsync(string url, Action beforeFetch)
    {
        lock (gate)
        {
            var now = clock.GetCurrentInstant();
            var node = byUrl.GetValueOrDefault(url);
            if (node is null || (node.Value.Fetching.IsCompleted && now >= node.Value.Due))
            {
                beforeFetch();
                node ??= Add(url);
                node.Value.Fetching = FetchAsync(node.Value, now);
            }

            entries.Remove(node);
            entries.AddFirst(node);
            return node.Value.Image is { } image ? Task.FromResult<LogoImage?>(image) : node.Value.Fetching;
        }
    }

    public void Dispose() => turns.Dispose();

    private LinkedListNode<Entry> Add(string url)
    {
        var node = entries.AddFirst(new Entry(url));
        byUrl.Add(url, node);
        bytes += Overhead;
        return node;
    }

    private async Task<LogoImage?> FetchAsync(Entry entry, Instant asked)
    {
        // Not under the lock of whoever asked.
        await Task.Yield();
        var image = await turns.WaitAsync(Patience) ? await TakeTurnAsync(entry.Url) : null;
        lock (gate)
        {
            entry.Due = asked + (image is null ? RetryAfter : Fresh);
            if (image is not null && byUrl.TryGetValue(entry.Url, out var node) && node.Value == entry)
            {
                bytes += image.Bytes.Length - (entry.Image?.Bytes.Length ?? 0);
                entry.Image = image;
                MakeRoom();
            }

            return image ?? entry.Image;
        }
    }

    private async Task<LogoImage?> TakeTurnAsync(string url)
    {
        try
        {
            return await source.FetchAsync(url);
        }
        finally
        {
            turns.Release();
        }
    }

    private void MakeRoom()
    {
        while (bytes > MostBytes && entries.Last is { } last)
        {
            entries.Remove(last);
            byUrl.Remove(last.Value.Url);
            bytes -= Overhead + (last.Value.Image?.Bytes.Length ?? 0);
        }
    }

    private sealed class Entry(string url)
    {
        public string Url { get; } = url;

        public LogoImage? Image { get; set; }

        /// <summary>From when on it is to be fetched anew.</summary>
        public Instant Due { get; set; }

        public Task<LogoImage?> Fetching { get; set; } = Task.FromResult<LogoImage?>(null);
    }
}
