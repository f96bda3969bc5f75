using GeekOnDuty.Core.Text;

namespace GeekOnDuty.Api.Http;

/// <summary>The route constraint `slug`.</summary>
internal sealed class RotaSlugConstraint : IRouteConstraint
{
    /// <summary>
    /// In a route as `{rota:slug}`. Matches a text that may be the slug of a rota, in upper or lower case. Paths of the
    /// program do not match, nor do files, which have a dot in their name.
    /// </summary>
    public bool Match(
        HttpContext? httpContext,
        IRouter? route,
        string routeKey,
        RouteValueDictionary values,
        RouteDirection routeDirection
    ) => values[routeKey] is string slug && SlugCase.Lower(slug) is { } lower && !ReservedPaths.Contains(lower);
}
