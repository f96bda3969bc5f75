using NodaTime;

namespace GeekOnDuty.Api.Authentication;

/// <summary>The cookie that holds the secret of a session. Over HTTPS its name binds it to this host and to HTTPS (`__Host-`, RFC 6265bis).</summary>
internal static class SessionCookie
{
    private const string PlainName = "geek-on-duty";
    private const string SecureName = "__Host-geek-on-duty";

    public static string? Read(HttpRequest request) => request.Cookies[Name(request)];

    public static void Write(HttpContext http, string secret, Duration lifetime) =>
        http.Response.Cookies.Append(Name(http.Request), secret, Options(http.Request, lifetime.ToTimeSpan()));

    public static void Clear(HttpContext http) => http.Response.Cookies.Delete(Name(http.Request), Options(http.Request, null));

    private static string Name(HttpRequest request) => request.IsHttps ? SecureName : PlainName;

    private static CookieOptions Options(HttpRequest request, TimeSpan? maxAge) =>
        new()
        {
            HttpOnly = true,
            SameSite = SameSiteMode.Lax,
            Secure = request.IsHttps,
            Path = "/",
            MaxAge = maxAge,
            IsEssential = true,
        };
}
