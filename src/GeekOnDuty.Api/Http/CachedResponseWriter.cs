using GeekOnDuty.Core.OnDuty;
using Microsoft.Extensions.Primitives;
using NodaTime;

namespace GeekOnDuty.Api.Http;

/// <summary>Sends what visitors of help pages ask for: the same bytes for everybody, for any site to read.</summary>
internal static class CachedResponseWriter
{
    private static readonly StringValues Anybody = "*";
    private static readonly StringValues Exposed = "ETag,Date,Age,Cache-Status";

    /// <summary>Answers a GET, with 304 when its `If-None-Match` names the ETag.</summary>
    /// <param name="http">The request and its response.</param>
    /// <param name="answer">What to send.</param>
    /// <param name="holds">
    /// How long the answer holds from now on; <see cref="Duration.MaxValue"/> for an answer about another instant than now.
    /// </param>
    public static Task WriteAsync(this HttpContext http, CachedResponse answer, Duration holds)
    {
        var (request, response) = (http.Request, http.Response);
        var headers = response.Headers;
        headers.ETag = answer.ETag;
        headers.XContentTypeOptions = PageHeaders.NoSniff;
        headers.CacheControl = answer.CacheControlAt(holds);
        headers.AccessControlAllowOrigin = Anybody;
        headers.AccessControlExposeHeaders = Exposed;
        if (
            request.Headers.IfNoneMatch.Count > 0
            && (request.Headers.IfNoneMatch == answer.ETag || ETags.IsNotModified(request, answer.ETag))
        )
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        headers.ContentType = answer.ContentType;
        headers.ContentLength = answer.Bytes.Length;
        return response.Body.WriteAsync(answer.Bytes, 0, answer.Bytes.Length);
    }

    /// <summary>Answers `on-duty` at <paramref name="now"/>.</summary>
    public static Task WriteAsync(this HttpContext http, CachedOnDutyResponse answer, Instant now) =>
        http.WriteAsync(answer, answer.Until - now);
}
