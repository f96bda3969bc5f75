using System.Text;
using System.Xml;
using GeekOnDuty.Core.Text;

namespace GeekOnDuty.Api.Logos;

/// <summary>A picture as somebody's server gave it.</summary>
/// <param name="Bytes">At most <see cref="LogoFetcher.Most"/>.</param>
/// <param name="ContentType">What the bytes say they are, whatever the server said.</param>
/// <param name="ETag">Strong.</param>
internal sealed record LogoImage(byte[] Bytes, string ContentType, string ETag)
{
    public const string Svg = "image/svg+xml";

    /// <returns>Null when it is no picture of a kind that is passed on.</returns>
    public static LogoImage? Read(byte[] bytes) => TypeOf(bytes) is { } type ? new(bytes, type, EntityTag.Of(bytes)) : null;

    private static string? TypeOf(byte[] bytes)
    {
        ReadOnlySpan<byte> start = bytes;
        if (start.StartsWith((ReadOnlySpan<byte>)[0x89, .. "PNG\r\n"u8, 0x1a, .. "\n"u8]))
        {
            return "image/png";
        }

        if (start.StartsWith((ReadOnlySpan<byte>)[0xff, 0xd8, 0xff]))
        {
            return "image/jpeg";
        }

        if (start.StartsWith("GIF87a"u8) || start.StartsWith("GIF89a"u8))
        {
            return "image/gif";
        }

        if (start.Length > 12 && start.StartsWith("RIFF"u8) && start[8..].StartsWith("WEBP"u8))
        {
            return "image/webp";
        }

        if (
            start.Length > 12
            && start[4..].StartsWith("ftyp"u8)
            && (start[8..].StartsWith("avif"u8) || start[8..].StartsWith("avis"u8))
        )
        {
            return "image/avif";
        }

        return IsSvg(bytes) ? Svg : null;
    }

    /// <summary>Whether it begins as an XML document whose root is `svg`. No entity is looked up and no other document read.</summary>
    private static bool IsSvg(byte[] bytes)
    {
        try
        {
            using var reader = XmlReader.Create(
                new MemoryStream(bytes),
                new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore, XmlResolver = null }
            );
            return reader.MoveToContent() == XmlNodeType.Element
                && reader is { LocalName: "svg", NamespaceURI: "http://www.w3.org/2000/svg" };
        }
        catch (Exception fault) when (fault is XmlException or DecoderFallbackException or ArgumentException)
        {
            return false;
        }
    }
}
