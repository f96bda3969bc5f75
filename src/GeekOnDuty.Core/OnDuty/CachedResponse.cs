using GeekOnDuty.Core.Text;
using NodaTime;

namespace GeekOnDuty.Core.OnDuty;

/// <summary>
/// An answer for visitors of help pages, as bytes with their ETag: the same for everybody while it holds, for any site to
/// read. Caches keep it no longer than it holds. `on-duty`, pages, badges and feeds are all sent as one.
/// </summary>
/// <param name="bytes">The body.</param>
/// <param name="contentType">With its charset, if it is text.</param>
public class CachedResponse(byte[] bytes, string contentType)
{
    private const int LongestCache = 60;
    private const int LongestRevalidation = 30;
    private const int LongestError = 86_400;

    /// <summary>That of the last request: it is the same for all of a second, and for most answers always.</summary>
    private Permission? last;

    public byte[] Bytes => bytes;

    public string ContentType => contentType;

    public string ETag { get; } = EntityTag.Of(bytes);

    /// <summary>What caches may do with it, from the instant at which it is sent.</summary>
    /// <param name="holds">How long from then on; <see cref="Duration.MaxValue"/>: until the rota changes.</param>
    public string CacheControlAt(Duration holds)
    {
        var seconds = WholeSeconds(holds);
        return (
            last is { } made && made.Seconds == seconds ? made : last = new Permission(seconds, CacheControlFor(seconds))
        ).CacheControl;
    }

    /// <summary>
    /// The Cache-Control of an answer that holds for so long: caches keep it for a minute, show it a little longer while
    /// they ask again, and for a day when the program does not answer. RFC 5861 counts both from the end of `max-age`.
    /// None of the three is longer than the answer holds: a cache must not show somebody after the end of their hour.
    /// </summary>
    internal static string CacheControlFor(Duration holds) => CacheControlFor(WholeSeconds(holds));

    private static string CacheControlFor(int seconds)
    {
        var maxAge = Math.Min(seconds, LongestCache);
        var left = seconds - maxAge;
        return left == 0
            ? $"public, max-age={maxAge}"
            : $"public, max-age={maxAge}, stale-while-revalidate={Math.Min(left, LongestRevalidation)}, stale-if-error={Math.Min(left, LongestError)}";
    }

    /// <summary>Longer than all of it makes no difference.</summary>
    private static int WholeSeconds(Duration holds) =>
        holds >= Duration.FromSeconds(LongestCache + LongestError)
            ? LongestCache + LongestError
            : Math.Max(0, (int)Math.Floor(holds.TotalSeconds));

    private sealed record Permission(int Seconds, string CacheControl);
}
