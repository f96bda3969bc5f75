using System.ComponentModel.DataAnnotations;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using GeekOnDuty.Api.Http;
using GeekOnDuty.Core.OnDuty;
using GeekOnDuty.Core.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using NodaTime;

namespace GeekOnDuty.Api.Feeds;

internal static class OEmbedEndpoints
{
    public static void MapOEmbed(this IEndpointRouteBuilder app) => app.MapGet("/oembed", GetOEmbed).PublicForm();

    /// <summary>Says how a page elsewhere shows the help page at `url`, which is one of ours; in JSON, or in XML by `format=xml`.</summary>
    private static async Task<Results<RenderedViewResult, RedirectHttpResult>> GetOEmbed(
        [Required] UrlParam? url,
        OEmbedFormatParam? format,
        PixelsParam? maxwidth,
        PixelsParam? maxheight,
        HttpContext http
    )
    {
        if (format is { IsXml: null })
        {
            // Not Implemented, as oembed.com §2.3.5 wants it.
            throw ProblemException.Of(
                Problems.FormatNotImplemented,
                $"There is no format {TextRules.Quote(format.Value.Name)}, but json and xml."
            );
        }

        var site = http.Request.OfSite();
        var slug = url!.Value.Value.AbsolutePath.Trim('/');
        if (!IsOurs(url.Value.Value, site) || SlugCase.Lower(slug) is not { } lower)
        {
            throw ProblemException.Of(
                Problems.NotFound,
                $"{TextRules.Quote(url.Value.Value.AbsoluteUri)} is not the help page of a rota. Those are at {site}<rota>."
            );
        }

        if (lower != slug)
        {
            var helpPage = new UriBuilder(url.Value.Value) { Path = lower }.Uri;
            return SlugCase.Redirect(http, http.Request.Path, WithUrl(http.Request.Query, helpPage.AbsoluteUri));
        }

        var rota = await RotaContext.OfAsync(http, slug);
        var members = OEmbed.Describe(site, rota.Rota, maxwidth?.Value, maxheight?.Value);
        var answer = format is { IsXml: true } ? OEmbed.Xml(members) : OEmbed.Json(members);
        return new RenderedViewResult(new RenderedView(answer, Instant.MinValue, Instant.MaxValue), null);
    }

    private static QueryString WithUrl(IQueryCollection query, string url) =>
        QueryString.Create(
            query.SelectMany(each =>
                each.Value.Select(value =>
                    KeyValuePair.Create(each.Key, each.Key.Equals("url", StringComparison.OrdinalIgnoreCase) ? url : value)
                )
            )
        );

    /// <summary>The scheme may be another: whoever embeds a page copies its address from wherever it was found.</summary>
    private static bool IsOurs(Uri url, Uri site) =>
        url.Scheme is "http" or "https"
        && (url.Authority == site.Authority || (url.Host == site.Host && url.IsDefaultPort && site.IsDefaultPort));
}

/// <summary>An absolute http or https address.</summary>
internal readonly record struct UrlParam(Uri Value, string? Fault) : IParameter, IParsable<UrlParam>
{
    public static UrlParam Parse(string s, IFormatProvider? provider) =>
        Uri.TryCreate(s, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"
            ? new(url, null)
            : new(
                new Uri("about:blank"),
                $"{TextRules.Quote(s)} is not an address. Write the address of a help page, with https://."
            );

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out UrlParam result)
    {
        result = Parse(s ?? "", provider);
        return s is not null;
    }
}

/// <param name="Name">As it was written.</param>
/// <param name="IsXml">Null: there is no such format, which oEmbed wants answered by a status of its own.</param>
internal readonly record struct OEmbedFormatParam(string Name, bool? IsXml) : IParsable<OEmbedFormatParam>
{
    public static OEmbedFormatParam Parse(string s, IFormatProvider? provider) =>
        new(
            s,
            s switch
            {
                "json" => false,
                "xml" => true,
                _ => null,
            }
        );

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out OEmbedFormatParam result)
    {
        result = Parse(s ?? "", provider);
        return s is not null;
    }
}

internal readonly record struct PixelsParam(int Value, string? Fault) : IParameter, IParsable<PixelsParam>
{
    private const int Most = 10_000;

    public static PixelsParam Parse(string s, IFormatProvider? provider) =>
        int.TryParse(s, NumberStyles.None, CultureInfo.InvariantCulture, out var pixels) && pixels is >= 1 and <= Most
            ? new(pixels, null)
            : new(Most, $"{TextRules.Quote(s)} is not allowed. Write a whole number of pixels from 1 to {Most}.");

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out PixelsParam result)
    {
        result = Parse(s ?? "", provider);
        return s is not null;
    }
}
