namespace GeekOnDuty.Api.Authentication;

/// <summary>Which site a browser sends a request from: it says so by `Sec-Fetch-Site` (W3C Fetch Metadata), an older one by `Origin` (RFC 6454).</summary>
internal static class RequestOrigin
{
    /// <returns>Null when the request does not say: it is from no browser, or from an old one that keeps it to itself.</returns>
    public static bool? IsOurs(HttpRequest request)
    {
        var site = request.Headers["Sec-Fetch-Site"].ToString();
        var origin = request.Headers.Origin.ToString();
        return site.Length > 0 ? site == "same-origin"
            : origin is "" or "null" ? null
            : origin == $"{request.Scheme}://{request.Host}";
    }
}
