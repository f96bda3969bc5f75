using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace GeekOnDuty.Browser.Tests.Widget;

/// <summary>Somebody else's site, on an origin of its own: the pages that a test puts there, and a logo.</summary>
internal sealed class ForeignSite : IAsyncDisposable
{
    private const string Logo = """
        <svg xmlns="http://www.w3.org/2000/svg" width="50" height="30"><rect width="50" height="30" rx="6" fill="#7c3aed"/></svg>
        """;

    private readonly ConcurrentDictionary<string, (string Html, string? Policy)> pages = new(StringComparer.Ordinal);
    private readonly WebApplication app;

    private ForeignSite(WebApplication app) => this.app = app;

    public Uri Url => new(app.Urls.Single());

    public Uri LogoUrl => new(Url, "/logo.svg");

    public static async Task<ForeignSite> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var site = new ForeignSite(builder.Build());
        site.app.Run(site.AnswerAsync);
        await site.app.StartAsync();
        return site;
    }

    /// <param name="body">Of the page.</param>
    /// <param name="policy">Its Content-Security-Policy.</param>
    /// <param name="language">Its `lang`, and more attributes of its root.</param>
    /// <returns>Where the page is.</returns>
    public string Page(string body, string? policy = null, string language = "lang=\"en\"")
    {
        var path = $"/{pages.Count.ToString(CultureInfo.InvariantCulture)}";
        pages[path] = (
            $"""
            <!doctype html>
            <html {language}>
            <head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Help</title></head>
            <body><main><h1>Help</h1>
            {body}
            </main></body>
            </html>
            """,
            policy
        );
        return new Uri(Url, path).AbsoluteUri;
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private Task AnswerAsync(HttpContext http)
    {
        if (http.Request.Path == LogoUrl.AbsolutePath)
        {
            http.Response.ContentType = "image/svg+xml";
            return http.Response.WriteAsync(Logo);
        }

        if (!pages.TryGetValue(http.Request.Path.Value!, out var page))
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        }

        if (page.Policy is not null)
        {
            http.Response.Headers.ContentSecurityPolicy = page.Policy;
        }

        http.Response.ContentType = "text/html; charset=utf-8";
        return http.Response.WriteAsync(page.Html);
    }
}
