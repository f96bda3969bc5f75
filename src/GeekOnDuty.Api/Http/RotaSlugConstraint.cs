using GeekOnDuty.Core.Text;

namespace GeekOnDuty.Api.Http;

/// <summary>The route constraint `slug`.</summary>
internal sealed class RotaSlugConstraint : IRouteConstraint
{
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
    ) => values[routeKey] is string slug && SlugCase.Lower(slug) is { } lower && !ReservedPaths.Contains(lower);
}
