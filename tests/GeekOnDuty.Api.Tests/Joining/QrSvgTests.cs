using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using GeekOnDuty.Api.Pages.Manage;
using QRCoder;
using Xunit;

namespace GeekOnDuty.Api.Tests.Joining;

public sealed partial class QrSvgTests
{
    private const string Url = "https://rota.example.org/ceph/join/geek_join_bW9kdWxlcy1hcmUtYmxhY2stb24td2hpdGUtMTIzNDU2Nw";

    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    [Theory]
    [InlineData(Url)]
    [InlineData("http://localhost:5080/a/join/geek_join_x")]
    public void The_modules_drawn_are_those_of_the_code_within_a_quiet_zone_of_four(string url)
    {
        using var generator = new QRCodeGenerator();
        using var code = generator.CreateQrCode(url, QRCodeGenerator.ECCLevel.M);
        var root = XDocument.Parse(QrSvg.Of(url)).Root!;
        var drawn = Rasterise(root);

        var size = drawn.GetLength(0);
        Assert.Equal(code.ModuleMatrix.Count, size);
        for (var y = 0; y < size; y++)
        {
            for (var x = 0; x < size; x++)
            {
                var isQuiet = Math.Min(x, y) < 4 || Math.Max(x, y) >= size - 4;
                Assert.False(isQuiet && drawn[x, y], $"{x}, {y} lies in the quiet zone");
                Assert.True(drawn[x, y] == code.ModuleMatrix[y][x], $"module {x}, {y}");
            }
        }
    }

    [Fact]
    public void It_is_an_image_with_a_name_black_on_white_and_nothing_that_a_strict_policy_forbids()
    {
        var root = XDocument.Parse(QrSvg.Of(Url)).Root!;
        Assert.Equal("img", root.Attribute("role")!.Value);
        Assert.NotEmpty(root.Elements().First(each => each.Name == Svg + "title").Value);
        Assert.Equal(["#fff", "#000"], root.Elements(Svg + "path").Select(path => path.Attribute("fill")!.Value));
        Assert.All(root.DescendantsAndSelf(), each => Assert.Contains(each.Name.LocalName, (string[])["svg", "title", "path"]));
        Assert.All(
            root.DescendantsAndSelf().Attributes(),
            each => Assert.Contains(each.Name.LocalName, (string[])["xmlns", "role", "viewBox", "shape-rendering", "fill", "d"])
        );
    }

    /// <summary>By column and row; what is black.</summary>
    private static bool[,] Rasterise(XElement root)
    {
        var box = root.Attribute("viewBox")!.Value.Split(' ').Select(part => Number(part)).ToArray();
        var drawn = new bool[box[2], box[3]];
        var path = root.Elements(Svg + "path").Last().Attribute("d")!.Value;
        var runs = Run().Matches(path);
        Assert.Equal(path, string.Concat(runs.Select(run => run.Value)));
        foreach (Match run in runs)
        {
            var (x, y, width) = (Number(run.Groups["x"].Value), Number(run.Groups["y"].Value), Number(run.Groups["width"].Value));
            for (var i = 0; i < width; i++)
            {
                drawn[x + i, y] = true;
            }
        }

        return drawn;
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"M(?<x>\d+) (?<y>\d+)h(?<width>\d+)v1h-\k<width>z", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Run();
}
