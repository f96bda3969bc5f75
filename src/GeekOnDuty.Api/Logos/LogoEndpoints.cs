using GeekOnDuty.Api.Hosting;
using GeekOnDuty.Api.Http;
using Microsoft.Extensions.Primitives;

namespace GeekOnDuty.Api.Logos;

/// <summary>Passes logos on, of the organisations of a rota alone: it is no way to anything else.</summary>
internal static class LogoEndpoints
{
    public static void MapLogos(this IEndpointRouteBuilder app) =>
        app.MapGet("/{rota}/logo", GetLogo).AllowAnonymous().WithMetadata(new NeedsDatabase()).ExcludeFromDescription();

    public static IServiceCollection AddLogos(this IServiceCollection services) =>
        services
            .AddSingleton(provider => new LogoFetcher(
                provider.GetRequiredService<Settings>().PrivateLogos ? static _ => true : PublicAddress.IsPublic
            ))
            .AddSingleton<LogoCache>();

    private static async Task<LogoResult> GetLogo(
        RotaContext rota,
        string? url,
        HttpContext http,
        LogoCache shelf,
        RateLimits limits
    )
    {
        if (url is null || !rota.Timeline.Organisations.Values.Any(each => each.LogoUrl == url))
        {
            throw ProblemException.Of(Problems.NotFound, "No organisation of this rota has a logo at that address.");
        }

        return await shelf.GetAsync(url, () => limits.SpendAnonymous(http)) is { } image
            ? new LogoResult(image)
            : throw ProblemException.Of(Problems.NotFound, "The logo cannot be had from where it is at present.");
    }
}

/// <summary>A logo as the result of a handler.</summary>
/// <param name="image">What to send.</param>
internal sealed class LogoResult(LogoImage image) : IResult
{
    private static readonly StringValues ADay = "public, max-age=86400";

    /// <summary>An SVG that is opened by itself is a document: it may not run or load anything.</summary>
    private static readonly StringValues Sealed = "default-src 'none'; style-src 'unsafe-inline'; sandbox";

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var (request, response) = (httpContext.Request, httpContext.Response);
        var headers = response.Headers;
        headers.ETag = image.ETag;
        headers.CacheControl = ADay;
        headers.AccessControlAllowOrigin = "*";
        headers[PageHeaders.ResourcePolicy] = PageHeaders.CrossOrigin;
        if (ETags.IsNotModified(request, image.ETag))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        if (image.ContentType == LogoImage.Svg)
        {
            headers.ContentSecurityPolicy = Sealed;
        }

        headers.ContentType = image.ContentType;
        headers.ContentLength = image.Bytes.Length;
        return response.Body.WriteAsync(image.Bytes, 0, image.Bytes.Length);
    }
}
