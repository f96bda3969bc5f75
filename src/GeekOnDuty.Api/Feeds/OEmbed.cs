using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using GeekOnDuty.Api.Pages.Shared;
using GeekOnDuty.Core.OnDuty;
using GeekOnDuty.Core.Rotas;

namespace GeekOnDuty.Api.Feeds;

/// <summary>
/// What oEmbed 1.0 (oembed.com §2.3.4) says of a help page: a rich answer whose HTML is a blockquote with a link and a titled frame, all
/// that WordPress keeps of a provider that it does not know.
/// </summary>
internal static class OEmbed
{
    private const int Width = 480;
    private const int Height = 320;

    /// <summary>In seconds; the frame itself is always up to date.</summary>
    private const int CacheAge = 86400;

    /// <param name="site">Where the program is.</param>
    /// <param name="rota">Whose help page.</param>
    /// <param name="maxWidth">In pixels; null: as wide as it likes.</param>
    /// <param name="maxHeight">In pixels; null: as high as it likes.</param>
    /// <returns>Its members by name, strings and whole numbers, in the order in which both formats have them.</returns>
    public static IReadOnlyList<(string Name, object Value)> Describe(Uri site, Rota rota, int? maxWidth, int? maxHeight)
    {
        var (width, height) = (Math.Min(Width, maxWidth ?? Width), Math.Min(Height, maxHeight ?? Height));
        var title = Words.OEmbed.Title(rota.Name).ToString();
        return
        [
            ("type", "rich"),
            ("version", "1.0"),
            ("title", title),
            ("provider_name", Words.Product),
            ("provider_url", site.AbsoluteUri),
            ("cache_age", CacheAge),
            ("html", Html(new Uri(site, rota.Slug), new Uri(site, $"{rota.Slug}/embed"), title, width, height)),
            ("width", width),
            ("height", height),
        ];
    }

    public static CachedResponse Json(IReadOnlyList<(string Name, object Value)> members) =>
        new(
            GeekOnDuty.Core.Text.Json.BytesOf(
                new JsonObject(
                    members.Select(member => KeyValuePair.Create<string, JsonNode?>(member.Name, JsonValue.Create(member.Value)))
                ),
                GeekOnDuty.Core.Text.Json.Options
            ),
            "application/json; charset=utf-8"
        );

    public static CachedResponse Xml(IReadOnlyList<(string Name, object Value)> members)
    {
        var document = new XElement("oembed", members.Select(member => new XElement(member.Name, member.Value)));
        return new CachedResponse(
            Encoding.UTF8.GetBytes(
                $"""<?xml version="1.0" encoding="utf-8" standalone="yes"?>{document.ToString(SaveOptions.DisableFormatting)}"""
            ),
            "text/xml; charset=utf-8"
        );
    }

    private static string Html(Uri page, Uri frame, string title, int width, int height)
    {
        var encoder = HtmlEncoder.Default;
        var (link, text) = (encoder.Encode(page.AbsoluteUri), encoder.Encode(title));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"""<blockquote><a href="{link}">{text}</a></blockquote><iframe src="{encoder.Encode(frame.AbsoluteUri)}" width="{width}" height="{height}" frameborder="0" title="{text}"></iframe>"""
        );
    }
}
