using System.Reflection;
using GeekOnDuty.Api.Http;
using GeekOnDuty.Scheduling;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.Primitives;
using NodaTime;

namespace GeekOnDuty.Api.OnDuty;

/// <summary>The answer of `on-duty` as bytes, with its ETag: the same for everybody on the stretch on which it holds.</summary>
internal sealed class ReadyAnswer
{
    private const int LongestCache = 60;

    private static readonly StringValues Anybody = "*";
    private static readonly StringValues Exposed = "ETag,Date,Cache-Status";
    private static readonly StringValues ContentType = "application/json; charset=utf-8";

    /// <summary>By the seconds that the answer may be kept.</summary>
    private static readonly StringValues[] CacheControl =
    [
        .. Enumerable
            .Range(0, LongestCache + 1)
            .Select(seconds => new StringValues($"public, max-age={seconds}, stale-while-revalidate=30, stale-if-error=86400")),
    ];

    private readonly Instant from;
    private readonly Instant to;
    private readonly byte[] bytes;
    private readonly StringValues etag;

    public ReadyAnswer(OnDutyBody body)
    {
        (State, from, to) = (body.State, body.Since ?? Instant.MinValue, body.Until ?? Instant.MaxValue);
        bytes = ETags.BytesOf(body, Json.Options);
        etag = ETags.Of(bytes);
    }

    public DutyState State { get; }

    public string ETag => etag.ToString();

    public ReadOnlyMemory<byte> Bytes => bytes;

    /// <summary>When it ends to hold; <see cref="Instant.MaxValue"/> when it never will.</summary>
    public Instant Until => to;

    public bool HoldsAt(Instant now) => now >= from && now < to;

    /// <summary>Answers a GET at <paramref name="now"/>, with 304 when its `If-None-Match` names the ETag.</summary>
    public Task WriteAsync(HttpContext http, Instant now)
    {
        var left = to - now;
        var seconds = left > Duration.FromSeconds(LongestCache) ? LongestCache : (int)left.TotalSeconds;
        return WriteAsync(http, CacheControl[seconds]);
    }

    /// <summary>Answers for an instant that was asked for, which stays what it is until the rota changes.</summary>
    public Task WriteAsync(HttpContext http) => WriteAsync(http, CacheControl[LongestCache]);

    private Task WriteAsync(HttpContext http, StringValues cacheControl)
    {
        var (request, response) = (http.Request, http.Response);
        var headers = response.Headers;
        headers.ETag = etag;
        headers.XContentTypeOptions = PageHeaders.NoSniff;
        headers.CacheControl = cacheControl;
        headers.AccessControlAllowOrigin = Anybody;
        if (request.Headers.Origin.Count > 0)
        {
            headers.AccessControlExposeHeaders = Exposed;
        }

        if (request.Headers.IfNoneMatch.Count > 0 && (request.Headers.IfNoneMatch == etag || ETags.IsNotModified(request, ETag)))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        headers.ContentType = ContentType;
        headers.ContentLength = bytes.Length;
        return response.Body.WriteAsync(bytes, 0, bytes.Length);
    }
}

/// <summary>The answer as the result of a handler.</summary>
/// <param name="answer">What to send.</param>
/// <param name="now">Null: it was asked for another instant than now.</param>
internal sealed class OnDutyResult(ReadyAnswer answer, Instant? now) : IResult, IEndpointMetadataProvider
{
    public Task ExecuteAsync(HttpContext httpContext) =>
        now is { } at ? answer.WriteAsync(httpContext, at) : answer.WriteAsync(httpContext);

    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder)
    {
        builder.Metadata.Add(new ProducesResponseTypeMetadata(200, typeof(OnDutyBody), ["application/json"]));
        builder.Metadata.Add(new TaggedMetadata());
    }
}
