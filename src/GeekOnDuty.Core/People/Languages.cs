using System.Collections.Frozen;
using System.Text;
using System.Text.RegularExpressions;
using GeekOnDuty.Core.Operations;
using GeekOnDuty.Core.Text;

namespace GeekOnDuty.Core.People;

/// <summary>
/// Languages that people speak, as BCP 47 tags such as `en` or `pt-BR`: well-formed by RFC 5646, with a primary subtag that the IANA registry has.
/// A form takes the English name of a language, too. Case does not matter, and the API keeps a tag as it was written.
/// </summary>
public static partial class Languages
{
    private const string Resource = "people/languages.tsv";
    private const string Example = "Write a BCP 47 tag such as en, nl or pt-BR.";

    /// <summary>The English names of each language, by its primary subtag in lower case. It is read when somebody first names a language.</summary>
    private static readonly Lazy<FrozenDictionary<string, string[]>> NamesBySubtag = new(Read);

    private static readonly Lazy<FrozenDictionary<string, string>> SubtagsByName = new(() =>
        NamesBySubtag
            .Value.SelectMany(each => each.Value.Select(name => KeyValuePair.Create(name, each.Key)))
            .ToFrozenDictionary(StringComparer.OrdinalIgnoreCase)
    );

    /// <summary>Whether the text is a tag of a language that exists.</summary>
    public static bool IsTag(string text) => WellFormed().IsMatch(text) && HasNoRepetition(text) && IsSubtag(PrimaryOf(text));

    /// <summary>
    /// The tag of a language that somebody typed, in its usual case, or the tag of an English name. A tag comes first, as some names are tags of
    /// other languages: a language of Vietnam is called En. Any other text comes back as it is.
    /// </summary>
    public static string FromTyped(string typed) =>
        IsTag(typed) ? InUsualCase(typed)
        : SubtagsByName.Value.TryGetValue(typed, out var subtag) ? subtag
        : typed;

    /// <summary>
    /// Notes every text that is no tag, unless it is kept: texts that were stored when anything was allowed must not get in the way of another change.
    /// </summary>
    /// <param name="wanted">The texts of a request.</param>
    /// <param name="kept">The texts that the same thing has now; none when it is new.</param>
    /// <param name="path">The path of the list in the request.</param>
    /// <param name="errors">Where the faults are noted.</param>
    public static void Check(IReadOnlyList<string> wanted, IEnumerable<string> kept, string path, ValidationErrors errors)
    {
        var allowed = kept.ToHashSet(StringComparer.Ordinal);
        for (var i = 0; i < wanted.Count; i++)
        {
            if (!allowed.Contains(wanted[i]) && !IsTag(wanted[i]))
            {
                errors.Add($"{path}[{i}]", Fault(wanted[i]), ValidationTexts.Language(TextRules.Quote(wanted[i])));
            }
        }
    }

    /// <summary>As <see cref="Check"/> for the member `languages` of a body.</summary>
    /// <exception cref="RefusedException">A text is no tag.</exception>
    public static void Require(IReadOnlyList<string> wanted, IEnumerable<string> kept)
    {
        var errors = new ValidationErrors();
        Check(wanted, kept, "languages", errors);
        errors.ThrowIfAny();
    }

    private static string Fault(string text)
    {
        var hint = SubtagsByName.Value.TryGetValue(text, out var subtag) ? $" Did you mean {subtag}?" : "";
        return $"{TextRules.Quote(text)} is not a language.{hint} {Example}";
    }

    private static string PrimaryOf(string tag) => tag.Split('-')[0];

    private static bool IsSubtag(string primary) => NamesBySubtag.Value.ContainsKey(primary.ToLowerInvariant());

    /// <summary>RFC 5646, section 2.2.9: no variant and no singleton stands in a tag twice. What follows `x` may be anything.</summary>
    private static bool HasNoRepetition(string tag)
    {
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var isExtension = false;
        foreach (var subtag in tag.Split('-').Skip(1))
        {
            if (subtag is "x" or "X")
            {
                return true;
            }

            isExtension |= subtag.Length == 1;
            var isVariant = !isExtension && (subtag.Length > 4 || char.IsAsciiDigit(subtag[0]) && subtag.Length == 4);
            if ((subtag.Length == 1 || isVariant) && !seen.Add(subtag))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>RFC 5646, section 2.1.1: scripts as `Latn`, regions as `BR`, the rest in lower case.</summary>
    private static string InUsualCase(string tag)
    {
        var subtags = tag.ToLowerInvariant().Split('-');
        for (var i = 1; i < subtags.Length && subtags[i].Length > 1; i++)
        {
            subtags[i] = subtags[i].Length switch
            {
                2 => subtags[i].ToUpperInvariant(),
                4 when char.IsAsciiLetter(subtags[i][0]) => char.ToUpperInvariant(subtags[i][0]) + subtags[i][1..],
                _ => subtags[i],
            };
        }

        return string.Join('-', subtags);
    }

    private static FrozenDictionary<string, string[]> Read()
    {
        using var stream = typeof(Languages).Assembly.GetManifestResourceStream(Resource)!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var names = new Dictionary<string, string[]>(StringComparer.Ordinal);
        while (reader.ReadLine() is { } line)
        {
            if (line.Length > 0 && line[0] != '#')
            {
                var columns = line.Split('\t');
                names[columns[0]] = columns.Length > 1 ? columns[1].Split(';') : [];
            }
        }

        return names.ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>The `langtag` of RFC 5646, section 2.1, with a language of two or three letters: longer ones are reserved.</summary>
    [GeneratedRegex(
        "^[a-z]{2,3}(-[a-z]{3}){0,3}(-[a-z]{4})?(-([a-z]{2}|[0-9]{3}))?(-([a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*(-[a-wyz0-9](-[a-z0-9]{2,8})+)*(-x(-[a-z0-9]{1,8})+)?\\z",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex WellFormed();
}
