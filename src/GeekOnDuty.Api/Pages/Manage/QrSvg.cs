using System.Text;
using QRCoder;

namespace GeekOnDuty.Api.Pages.Manage;

/// <summary>QR codes for pages: black on white with the quiet zone of four modules, without styles or scripts.</summary>
internal static class QrSvg
{
    /// <summary>One unit is one module; the page says how large it is. Readable with 15 % of it covered.</summary>
    /// <param name="url">At most 2,000 ASCII characters.</param>
    public static string Of(string url)
    {
        using var generator = new QRCodeGenerator();
        using var code = generator.CreateQrCode(url, QRCodeGenerator.ECCLevel.M);
        var size = code.ModuleMatrix.Count;
        var modules = new StringBuilder();
        for (var y = 0; y < size; y++)
        {
            for (var x = 0; x < size; x++)
            {
                var from = x;
                while (x < size && code.ModuleMatrix[y][x])
                {
                    x++;
                }

                if (x > from)
                {
                    modules.Append(System.Globalization.CultureInfo.InvariantCulture, $"M{from} {y}h{x - from}v1h-{x - from}z");
                }
            }
        }

        return $"""
            <svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {size} {size}" shape-rendering="crispEdges"><title>QR code of the link</title><path fill="#fff" d="M0 0h{size}v{size}H0z"/><path fill="#000" d="{modules}"/></svg>
            """;
    }
}
