using System.Collections.Frozen;
using System.Net.Mime;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace GeekOnDuty.Api.Widget;

/// <summary>The custom element `geek-on-duty` as it is served: a script of at most 3,072 bytes with gzip, and a file of texts per language.</summary>
internal sealed partial class WidgetScript
{
    /// <summary>Where the present script is, whatever it is.</summary>
    public const string Path = "/widget.js";

    private const string Folder = "widget/";
    private const string Texts = ".json";
    private const string BuiltIn = "en";

    /// <summary>A page that is left open knows the script of a day ago; the server's answers are the same for it.</summary>
    private const string Evergreen = "public, max-age=300, stale-while-revalidate=86400, stale-if-error=604800";

    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public WidgetScript()
    {
        var texts = typeof(WidgetScript)
            .Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Folder, StringComparison.Ordinal) && name.EndsWith(Texts, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .ToDictionary(name => name[Folder.Length..^Texts.Length], name => Minified(Read(name)), StringComparer.Ordinal);
        var english = texts[BuiltIn];
        texts.Remove(BuiltIn);
        Languages = [.. texts.Keys];
        var textsAt = $"/widget/{Asset.HashOf([.. texts.Values.SelectMany(text => text)])}/";
        var head =
            $"const english={Encoding.UTF8.GetString(english)},languages=\"{string.Join(' ', Languages)}\",textsAt=\"{textsAt}\";\n";
        var script = Encoding.UTF8.GetBytes(head + Stripped(Encoding.UTF8.GetString(Read($"{Folder}widget.js"))));

        ImmutablePath = $"/widget/{Asset.HashOf(script)}.js";
        Integrity = $"sha384-{Convert.ToBase64String(SHA384.HashData(script))}";
        const string type = MediaTypeNames.Text.JavaScript;
        Assets = texts
            .Select(text =>
                KeyValuePair.Create(
                    $"{textsAt}{text.Key}{Texts}",
                    new Asset("/widget/{hash}/{language}.json", text.Value, MediaTypeNames.Application.Json, Asset.Immutable)
                )
            )
            .Append(new(Path, new Asset(Path, script, type, Evergreen)))
            .Append(new(ImmutablePath, new Asset("/widget/{hash}.js", script, type, Asset.Immutable)))
            .ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>Where exactly this script is, for ever the same bytes.</summary>
    public string ImmutablePath { get; }

    /// <summary>Of the same, for the attribute `integrity` of a script element.</summary>
    public string Integrity { get; }

    /// <summary>Those whose texts are fetched, as they are written in `lang`; English is built in.</summary>
    public IReadOnlyList<string> Languages { get; }

    /// <summary>All that is served, by path.</summary>
    public FrozenDictionary<string, Asset> Assets { get; }

    /// <summary>Without lines of comment, indentation, and blanks around punctuation; what stands between double quotes stays.</summary>
    private static string Stripped(string script)
    {
        var lines = script.Split('\n').Select(line => line.Trim()).Where(line => line is not ("" or ['/', '/', ..]));
        return LineEnds().Replace(Blanks().Replace(string.Join('\n', lines), "${kept}"), "${kept}");
    }

    private static byte[] Minified(byte[] json)
    {
        using var document = JsonDocument.Parse(json);
        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes, Compact))
        {
            document.WriteTo(writer);
        }

        return bytes.ToArray();
    }

    private static byte[] Read(string name)
    {
        using var stream = typeof(WidgetScript).Assembly.GetManifestResourceStream(name)!;
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }

    [GeneratedRegex(
        """(?<kept>"[^"\n]*")|[ ]*(?<kept>[{}()=;:,?|&<>+*])[ ]*|[ ](?<kept>[-/])[ ]""",
        RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex Blanks();

    [GeneratedRegex("""(?<kept>"[^"\n]*")|(?<kept>[{(\[;,])\n|\n(?=[})\].?:&|])""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex LineEnds();
}
