using System.Collections.Frozen;

namespace GeekOnDuty.Api.Http;

/// <summary>The first segments of the program's paths, which would hide the pages of a rota with that slug.</summary>
internal sealed class OwnPaths : IRouteConstraint
{
    private static readonly FrozenSet<string> Segments = FrozenSet.Create(
        StringComparer.Ordinal,
        "v1",
        "swagger",
        "openapi",
        "healthz",
        "metrics",
        "problems",
        "sign-in",
        "sign-out",
        "me",
        "mail",
        "set-up",
        "widget",
        "oembed"
    );

    public static bool Are(string slug) => Segments.Contains(slug);

    /// <summary>
    /// As `{rota:slug}`: what may be the slug of a rota, in whatever case, and so neither a path of the program nor a file, which has a dot in
    /// its name.
    /// </summary>
    public bool Match(
        HttpContext? httpContext,
        IRouter? route,
        string routeKey,
        RouteValueDictionary values,
        RouteDirection routeDirection
    ) => values[routeKey] is string slug && SlugCase.Lower(slug) is { } lower && !Are(lower);
}
