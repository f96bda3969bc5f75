using System.Reflection;
using System.Text.Json;
using GeekOnDuty.Core.Operations;
using GeekOnDuty.Core.Text;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace GeekOnDuty.Api.Http;

/// <summary>A single resource with its strong ETag; a GET whose `If-None-Match` names it gets 304.</summary>
internal sealed class ETagResult<T>(T value, int status, string? location, JsonSerializerOptions format, string? etag = null)
    : IResult,
        IEndpointMetadataProvider,
        IStatusCodeHttpResult
{
    public T Value { get; } = value;
    public int? StatusCode { get; } = status;

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var body = Json.BytesOf(Value, format);
        var response = httpContext.Response;
        response.Headers.ETag = etag ?? EntityTag.Of(body);
        if (location is not null)
        {
            response.Headers.Location = location;
        }

        if (ETags.IsNotModified(httpContext.Request, response.Headers.ETag!))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        response.StatusCode = StatusCode!.Value;
        response.ContentType = "application/json; charset=utf-8";
        response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(httpContext.Request.Method))
        {
            await response.Body.WriteAsync(body, httpContext.RequestAborted);
        }
    }

    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder)
    {
        var isPost = builder
            .Metadata.OfType<IHttpMethodMetadata>()
            .Any(methods => methods.HttpMethods.Contains("POST", StringComparer.Ordinal));
        builder.Metadata.Add(new ProducesResponseTypeMetadata(isPost ? 201 : 200, typeof(T), ["application/json"]));
        builder.Metadata.Add(new TaggedMetadata());
    }
}

/// <summary>The answer carries an ETag, for the OpenAPI document.</summary>
internal sealed record TaggedMetadata;

/// <summary>Answers with an <see cref="EntityTag"/>, and requests that name some.</summary>
internal static class ETags
{
    public static ETagResult<T> Ok<T>(T value, JsonSerializerOptions? format = null) =>
        new(value, StatusCodes.Status200OK, null, format ?? Json.Options);

    /// <summary>An answer that says more than the resource: the tag is that of the resource.</summary>
    public static ETagResult<T> Ok<T, TResource>(T value, TResource resource) =>
        new(value, StatusCodes.Status200OK, null, Json.Options, EntityTag.OfValue(resource));

    public static ETagResult<T> Created<T>(string location, T value) =>
        new(value, StatusCodes.Status201Created, location, Json.Options);

    public static bool IsNotModified(HttpRequest request, string etag) =>
        (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method))
        && Lists(request.Headers.IfNoneMatch, etag, weakly: true);

    public static bool Lists(StringValues header, string etag, bool weakly) =>
        header.Count > 0
        && EntityTagHeaderValue.TryParseList([.. header.OfType<string>()], out var tags)
        && tags.Any(tag => tag.Equals(EntityTagHeaderValue.Any) || (tag.Tag == etag && (weakly || !tag.IsWeak)));
}

/// <summary>The version that a PUT or DELETE means to change; every version without the header. RFC 9110 §13.1.1.</summary>
internal sealed record IfMatch(StringValues Header)
    : IPrecondition,
        IBindableFromHttpContext<IfMatch>,
        IEndpointParameterMetadataProvider
{
    /// <summary>Says that an operation honours it, for the OpenAPI document.</summary>
    internal sealed record Marker;

    /// <summary>The JSON format that the ETag is computed from; null for the format of the API.</summary>
    public JsonSerializerOptions? Format { get; init; }

    /// <summary>Ends the request with 412 when another version than <paramref name="current"/> is meant.</summary>
    public void Require<T>(T current)
    {
        if (Header.Count > 0 && !ETags.Lists(Header, EntityTag.OfValue(current, Format), weakly: false))
        {
            throw RefusedException.Of(
                RefusalKind.PreconditionFailed,
                "If-Match does not name the present version. Read it again and apply your change to what you find."
            );
        }
    }

    /// <summary>Ends the request with 412 when a version is meant where there is nothing yet.</summary>
    public void RequireAbsent()
    {
        if (Header.Count > 0)
        {
            throw RefusedException.Of(
                RefusalKind.PreconditionFailed,
                "If-Match names a version, but there is none yet. Leave it out to make the first."
            );
        }
    }

    /// <summary>Ends the request with 412 when a version is meant of what has no versions.</summary>
    public static void RefuseTags(HttpRequest request)
    {
        if (request.Headers.IfMatch.Count > 0 && !ETags.Lists(request.Headers.IfMatch, "", weakly: false))
        {
            throw RefusedException.Of(RefusalKind.PreconditionFailed, "This has no ETag that If-Match could name. Leave it out.");
        }
    }

    public static ValueTask<IfMatch?> BindAsync(HttpContext context, ParameterInfo parameter) =>
        ValueTask.FromResult<IfMatch?>(new IfMatch(context.Request.Headers.IfMatch));

    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder) => builder.Metadata.Add(new Marker());
}
