using GeekOnDuty.Core.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing.Patterns;

namespace GeekOnDuty.Api.Http;

/// <summary>
/// A rota's slug in an address may be written in any case: whatever the route and the method, the answer is 308 to the address in lower case,
/// also when there is no such rota, as nothing is looked up for it.
/// </summary>
internal static class SlugCase
{
    private const string Parameter = "rota";

    /// <summary>It is so for ever, as slugs have no capitals; but an address can hold a secret, which is for nobody between.</summary>
    private const string Cache = "private, max-age=3600";

    /// <summary>Stands between routing, which finds the segment of the path, and everything that looks a rota up.</summary>
    public static Task LeadToLowerCase(HttpContext http, RequestDelegate next) =>
        http.GetEndpoint() is RouteEndpoint { RoutePattern: var pattern }
        && http.Request.RouteValues.TryGetValue(Parameter, out var value)
        && value is string slug
        && Lower(slug) is { } lower
        && lower != slug
        && WithLower(http.Request.Path.Value!, pattern, slug, lower) is { } path
            ? Redirect(http, new PathString(path), http.Request.QueryString).ExecuteAsync(http)
            : next(http);

    /// <summary>The slug in lower case; null for what is none in any case.</summary>
    public static string? Lower(string slug)
    {
        // Other scripts have letters whose lower case is one of a–z.
        var lower = slug.All(char.IsAscii) ? slug.ToLowerInvariant() : slug;
        return Formats.IsSlug(lower) ? lower : null;
    }

    public static RedirectHttpResult Redirect(HttpContext http, PathString path, QueryString query)
    {
        http.Response.Headers.CacheControl = Cache;
        return TypedResults.Redirect($"{http.Request.PathBase}{path}{query}", permanent: true, preserveMethod: true);
    }

    /// <summary>The path with that one segment changed.</summary>
    /// <returns>Null when it would lead to another site, as `//elsewhere` does, or does not have the segment where the route has it.</returns>
    private static string? WithLower(string path, RoutePattern pattern, string slug, string lower)
    {
        var segments = path.Split('/');
        var place =
            1
            + pattern
                .PathSegments.ToList()
                .FindIndex(segment => segment.Parts is [RoutePatternParameterPart { Name: Parameter }]);
        if (place == 0 || place >= segments.Length || segments[place] != slug || segments[1].Length == 0)
        {
            return null;
        }

        segments[place] = lower;
        return string.Join('/', segments);
    }
}
