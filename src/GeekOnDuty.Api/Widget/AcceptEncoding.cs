using System.Globalization;
using Microsoft.Extensions.Primitives;

namespace GeekOnDuty.Api.Widget;

internal enum ContentCoding
{
    None,
    Gzip,
    Brotli,
}

/// <summary>Which coding a client wants. RFC 9110 §12.5.3.</summary>
internal static class AcceptEncoding
{
    /// <summary>The one it likes best; of those that it likes equally the smallest. Without the header none, and none when it is all it takes.</summary>
    public static ContentCoding Choose(StringValues header)
    {
        double brotli = -1;
        double gzip = -1;
        double others = 0;
        var text = header.ToString().AsSpan();
        foreach (var range in text.Split(','))
        {
            var item = text[range];
            var end = item.IndexOf(';');
            var weight = end < 0 ? 1 : WeightOf(item[(end + 1)..]);
            switch ((end < 0 ? item : item[..end]).Trim())
            {
                case "br":
                    brotli = weight;
                    break;
                case "gzip" or "x-gzip":
                    gzip = weight;
                    break;
                case "*":
                    others = weight;
                    break;
            }
        }

        brotli = brotli < 0 ? others : brotli;
        gzip = gzip < 0 ? others : gzip;
        return brotli > 0 && brotli >= gzip ? ContentCoding.Brotli
            : gzip > 0 ? ContentCoding.Gzip
            : ContentCoding.None;
    }

    /// <param name="parameter">As in `q=0.5`. One that cannot be read refuses.</param>
    private static double WeightOf(ReadOnlySpan<char> parameter)
    {
        parameter = parameter.Trim();
        return
            parameter.StartsWith("q=", StringComparison.OrdinalIgnoreCase)
            && double.TryParse(parameter[2..], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var weight)
            ? weight
            : 0;
    }
}
