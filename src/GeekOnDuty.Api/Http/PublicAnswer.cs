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

    private static readonly StringValues Anybody = "*";
    private static readonly StringValues Exposed = "ETag,Date,Age,Cache-Status";

    /// <summary>By the seconds that the answer may be kept.</summary>
    private static readonly StringValues[] CacheControl =
    [
        .. Enumerable
            .Range(0, LongestCache + 1)
            .Select(seconds => new StringValues($"public, max-age={seconds}, stale-while-revalidate=30, stale-if-error=86400")),
    ];

    private readonly byte[] bytes;
    private readonly StringValues contentType;
    private readonly StringValues etag;

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
        var seconds = holds > Duration.FromSeconds(LongestCache) ? LongestCache : (int)holds.TotalSeconds;
        headers.ETag = etag;
        headers.XContentTypeOptions = PageHeaders.NoSniff;
        headers.CacheControl = CacheControl[seconds];
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
}
