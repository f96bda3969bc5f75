using System.IO.Compression;
using System.Security.Cryptography;
using GeekOnDuty.Api.Http;
using Microsoft.Extensions.Primitives;

namespace GeekOnDuty.Api.Widget;

/// <summary>One file for pages of any site: plain, gzip and Brotli, made once, each with an ETag of its own.</summary>
internal sealed class Asset
{
    /// <summary>Whoever has it need never ask again.</summary>
    public const string Immutable = "public, max-age=31536000, immutable";

    private static readonly StringValues Anybody = "*";
    private static readonly StringValues ByEncoding = "Accept-Encoding";

    private readonly StringValues contentType;
    private readonly StringValues cacheControl;
    private readonly Variant plain;
    private readonly Variant gzip;
    private readonly Variant brotli;

    /// <param name="route">Under which it is counted.</param>
    /// <param name="bytes">UTF-8.</param>
    /// <param name="contentType">Without charset.</param>
    /// <param name="cacheControl">How long it may be kept.</param>
    public Asset(string route, byte[] bytes, string contentType, string cacheControl)
    {
        Route = route;
        this.contentType = $"{contentType}; charset=utf-8";
        this.cacheControl = cacheControl;
        var hash = HashOf(bytes);
        plain = new Variant(bytes, $"\"{hash}\"", default);
        gzip = new Variant(
            Packed(bytes, to => new GZipStream(to, new ZLibCompressionOptions { CompressionLevel = 9 })),
            $"\"{hash}-gzip\"",
            "gzip"
        );
        brotli = new Variant(
            Packed(bytes, to => new BrotliStream(to, new BrotliCompressionOptions { Quality = 11 })),
            $"\"{hash}-br\"",
            "br"
        );
    }

    public string Route { get; }

    public ReadOnlyMemory<byte> Bytes => plain.Bytes;

    /// <summary>Names bytes in an address or an ETag.</summary>
    public static string HashOf(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 8));

    /// <summary>Answers a GET or a HEAD, with 304 when its `If-None-Match` names the ETag of what would be sent.</summary>
    public Task WriteAsync(HttpContext http)
    {
        var (request, response) = (http.Request, http.Response);
        var variant = AcceptEncoding.Choose(request.Headers.AcceptEncoding) switch
        {
            ContentCoding.Brotli => brotli,
            ContentCoding.Gzip => gzip,
            _ => plain,
        };
        var headers = response.Headers;
        headers.ETag = variant.ETag;
        headers.CacheControl = cacheControl;
        headers.Vary = ByEncoding;
        headers.AccessControlAllowOrigin = Anybody;
        headers[PageHeaders.ResourcePolicy] = PageHeaders.CrossOrigin;
        headers.XContentTypeOptions = PageHeaders.NoSniff;
        var known = request.Headers.IfNoneMatch;
        if (known.Count > 0 && (known == variant.ETag || ETags.IsNotModified(request, variant.ETag.ToString())))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        headers.ContentType = contentType;
        headers.ContentLength = variant.Bytes.Length;
        if (variant.Coding.Count > 0)
        {
            headers.ContentEncoding = variant.Coding;
        }

        return HttpMethods.IsHead(request.Method)
            ? Task.CompletedTask
            : response.Body.WriteAsync(variant.Bytes, 0, variant.Bytes.Length);
    }

    private static byte[] Packed(byte[] bytes, Func<Stream, Stream> pack)
    {
        using var packed = new MemoryStream();
        using (var stream = pack(packed))
        {
            stream.Write(bytes);
        }

        return packed.ToArray();
    }

    private sealed record Variant(byte[] Bytes, StringValues ETag, StringValues Coding);
}
