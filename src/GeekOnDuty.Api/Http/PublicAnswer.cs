using Microsoft.Extensions.Primitives;
using NodaTime;

namespace GeekOnDuty.Api.Http;

/// <summary>
/// What visitors of help pages ask for, as bytes with their ETag: the same for everybody while it holds, for any site to read, and kept by
/// caches no longer than it holds. `on-duty`, pages, badges and feeds all leave by this.
/// </summary>
internal class PublicAnswer
{
    private const int LongestCache = 60;
    private const int LongestRevalidation = 30;
    private const int LongestError = 86_400;

    private static readonly StringValues Anybody = "*";
    private static readonly StringValues Exposed = "ETag,Date,Age,Cache-Status";

    private readonly byte[] bytes;
    private readonly StringValues contentType;
    private readonly StringValues etag;

    /// <summary>That of the last request: it is the same for all of a second, and for most answers always.</summary>
    private Permission? last;

    /// <param name="bytes">The body.</param>
    /// <param name="contentType">With its charset, if it is text.</param>
    public PublicAnswer(byte[] bytes, string contentType) =>
        (this.bytes, this.contentType, etag) = (bytes, contentType, ETags.Of(bytes));

    public string ETag => etag.ToString();

    public ReadOnlyMemory<byte> Bytes => bytes;

    /// <summary>Answers a GET, with 304 when its `If-None-Match` names the ETag.</summary>
    /// <param name="http">Whose answer it is.</param>
    /// <param name="holds">How long from now on; what was asked for another instant than now holds until the rota changes.</param>
    public Task WriteAsync(HttpContext http, Duration holds)
    {
        var (request, response) = (http.Request, http.Response);
        var headers = response.Headers;
        headers.ETag = etag;
        headers.XContentTypeOptions = PageHeaders.NoSniff;
        headers.CacheControl = PermissionFor(holds).CacheControl;
        headers.AccessControlAllowOrigin = Anybody;
        headers.AccessControlExposeHeaders = Exposed;
        if (request.Headers.IfNoneMatch.Count > 0 && (request.Headers.IfNoneMatch == etag || ETags.IsNotModified(request, ETag)))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        headers.ContentType = contentType;
        headers.ContentLength = bytes.Length;
        return response.Body.WriteAsync(bytes, 0, bytes.Length);
    }

    /// <summary>
    /// What caches may do with an answer that holds for so long: keep it for a minute, show it a little longer while they ask again, and for a
    /// day when nobody answers them. RFC 5861 counts both from the end of `max-age`. None of the three reaches beyond the time for which the
    /// answer holds: a cache must not show somebody whose time is over.
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

    private Permission PermissionFor(Duration holds)
    {
        var seconds = WholeSeconds(holds);
        return last is { } made && made.Seconds == seconds
            ? made
            : last = new Permission(seconds, new StringValues(CacheControlFor(seconds)));
    }

    private sealed record Permission(int Seconds, StringValues CacheControl);
}
