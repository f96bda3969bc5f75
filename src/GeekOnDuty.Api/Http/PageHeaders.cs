using Microsoft.Extensions.Primitives;

namespace GeekOnDuty.Api.Http;

/// <summary>What a page may load and where it may be framed: the policy of an endpoint whose pages need another than all others.</summary>
internal sealed record ContentSecurity(string Policy)
{
    private const string Own =
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'";

    /// <summary>Nothing inline, nothing from elsewhere, in no frame.</summary>
    public static readonly ContentSecurity Strict = new($"{Own}; frame-ancestors 'none'");

    /// <summary>The same, for a page that may be shown in any frame: `frame-ancestors *` would refuse documents without an origin, as local files are.</summary>
    public static readonly ContentSecurity Framed = new(Own);

    /// <summary>The strict one, for a page that shows others of this site in frames.</summary>
    public static readonly ContentSecurity WithFrames = new($"{Own}; frame-src 'self'; frame-ancestors 'none'");
}

/// <summary>For pages whose address is a secret: where a link on them leads to learns nothing of it.</summary>
internal sealed record NoReferrer;

/// <summary>The headers that keep a browser from more than an answer is meant for. Those of pages are for `text/html` alone.</summary>
internal static class PageHeaders
{
    /// <summary>Of every answer.</summary>
    public static readonly StringValues NoSniff = "nosniff";

    /// <summary>The header that says whose pages may show an answer, and its value for any site's.</summary>
    public const string ResourcePolicy = "Cross-Origin-Resource-Policy";

    /// <inheritdoc cref="ResourcePolicy"/>
    public static readonly StringValues CrossOrigin = "cross-origin";

    private static readonly StringValues Referrer = "strict-origin-when-cross-origin";
    private static readonly StringValues NoReferrer = "no-referrer";
    private static readonly StringValues Permissions = "camera=(), geolocation=(), microphone=(), payment=(), usb=()";

    public static TBuilder MayBeFramed<TBuilder>(this TBuilder page)
        where TBuilder : IEndpointConventionBuilder => page.WithMetadata(ContentSecurity.Framed);

    public static TBuilder TellsNoReferrer<TBuilder>(this TBuilder page)
        where TBuilder : IEndpointConventionBuilder => page.WithMetadata(new NoReferrer());

    /// <param name="app">Before what may answer: an answer that is begun has its headers.</param>
    /// <param name="otherwise">By the beginning of a path, for pages that no endpoint serves.</param>
    public static void UsePageHeaders(this WebApplication app, params (PathString Path, ContentSecurity Security)[] otherwise) =>
        app.Use(
            (http, next) =>
            {
                http.Response.OnStarting(
                    static state =>
                    {
                        var (http, otherwise) = ((HttpContext, (PathString, ContentSecurity)[]))state;
                        Set(http, otherwise);
                        return Task.CompletedTask;
                    },
                    (http, otherwise)
                );
                return next(http);
            }
        );

    internal static void Set(HttpContext http, (PathString Path, ContentSecurity Security)[] otherwise)
    {
        var headers = http.Response.Headers;
        headers.XContentTypeOptions = NoSniff;
        if (http.Response.ContentType?.StartsWith("text/html", StringComparison.OrdinalIgnoreCase) != true)
        {
            return;
        }

        var metadata = http.GetEndpoint()?.Metadata;
        var security =
            metadata?.GetMetadata<ContentSecurity>()
            ?? otherwise
                .FirstOrDefault(each => http.Request.Path.StartsWithSegments(each.Path, StringComparison.OrdinalIgnoreCase))
                .Security
            ?? ContentSecurity.Strict;
        headers.ContentSecurityPolicy = security.Policy;
        headers["Referrer-Policy"] = metadata?.GetMetadata<NoReferrer>() is null ? Referrer : NoReferrer;
        headers["Permissions-Policy"] = Permissions;
    }
}
