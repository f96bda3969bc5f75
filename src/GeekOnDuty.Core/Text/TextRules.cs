using System.Buffers;
using System.Globalization;
using System.Text;

namespace GeekOnDuty.Core.Text;

/// <summary>What text people may store: any script, no characters that hide or reorder others.</summary>
public static class TextRules
{
    private static readonly SearchValues<char> Hidden = SearchValues.Create(
        "\u061C\u200B\u200E\u200F\u2028\u2029\u202A\u202B\u202C\u202D\u202E\u2060\u2061\u2062\u2063\u2064\u2066\u2067\u2068\u2069\u206A\u206B\u206C\u206D\u206E\u206F\uFEFF\uFFFE\uFFFF"
    );

    /// <summary>Null when the text may be stored, else what is wrong with it.</summary>
    public static string? Fault(string text, int most, bool lines = false)
    {
        if (text.Length > most)
        {
            return $"It has {text.Length} characters; at most {most} are allowed.";
        }

        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsControl(text[i]) && !(lines && text[i] == '\n'))
            {
                return $"It has the control character U+{(int)text[i]:X4} at position {i + 1}; those are not allowed.";
            }

            if (char.IsSurrogate(text[i]))
            {
                if (!(i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1])))
                {
                    return $"It has half a surrogate pair at position {i + 1}.";
                }

                i++;
            }
        }

        var hidden = text.AsSpan().IndexOfAny(Hidden);
        return hidden < 0
            ? null
            : $"It has the invisible character U+{(int)text[hidden]:X4} at position {hidden + 1}; those are not allowed.";
    }

    /// <summary>
    /// Whether the text has a character that shows. White space, format characters and marks do not by themselves, nor do characters that fonts
    /// draw as nothing: the default ignorable ones of Unicode and the blanks among letters and symbols.
    /// </summary>
    public static bool IsVisible(string text) =>
        text.EnumerateRunes()
            .Any(rune =>
                !Rune.IsWhiteSpace(rune)
                && !IsBlank(rune.Value)
                && Rune.GetUnicodeCategory(rune)
                    is not (
                        UnicodeCategory.Control
                        or UnicodeCategory.Format
                        or UnicodeCategory.NonSpacingMark
                        or UnicodeCategory.EnclosingMark
                    )
            );

    /// <summary>
    /// Whether a character of another category shows nothing: Default_Ignorable_Code_Point of Unicode where no category tells it (Hangul fillers,
    /// reserved ones), the blank Braille pattern, the object replacement character, the null notehead, blank hieroglyphs, and noncharacters.
    /// </summary>
    private static bool IsBlank(int character) =>
        character
            is 0x115F
                or 0x1160
                or 0x3164
                or 0xFFA0
                or 0x2065
                or (>= 0xFFF0 and <= 0xFFF8)
                or (>= 0xE0000 and <= 0xE0FFF)
                or 0x2800
                or 0xFFFC
                or 0x1D159
                or 0x13441
                or 0x13442
                or (>= 0xFDD0 and <= 0xFDEF)
        || (character & 0xFFFE) == 0xFFFE;

    /// <summary>A value as an error message may quote it: short, and without control characters.</summary>
    public static string Quote(string value)
    {
        var shown = new StringBuilder();
        foreach (var rune in value.EnumerateRunes().Take(60))
        {
            shown.Append(
                Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format ? "�" : rune.ToString()
            );
        }

        return $"'{Isolate(shown.Append(value.Length > 60 ? "…" : "").ToString())}'";
    }

    /// <summary>
    /// A text that somebody typed, to stand in a plain text: between FSI and PDI where it has a right-to-left
    /// character, so that it does not reorder what stands around it (Unicode UAX #9). No stored text has such
    /// characters itself.
    /// </summary>
    public static string Isolate(string typed) => HasRightToLeft(typed) ? $"\u2068{typed}\u2069" : typed;

    /// <summary>The blocks that Unicode keeps for scripts that are written from right to left.</summary>
    private static bool HasRightToLeft(string text) =>
        text.EnumerateRunes()
            .Any(rune =>
                rune.Value
                    is (>= 0x0590 and <= 0x08FF)
                        or (>= 0xFB1D and <= 0xFDFF)
                        or (>= 0xFE70 and <= 0xFEFE)
                        or (>= 0x10800 and <= 0x10FFF)
                        or (>= 0x1E800 and <= 0x1EFFF)
            );

    /// <summary>Up to three of <paramref name="known"/> that look like <paramref name="wrong"/>, closest first.</summary>
    public static IReadOnlyList<string> Closest(string wrong, IEnumerable<string> known)
    {
        var asked = Fold(wrong.Length > 60 ? wrong[..60] : wrong);
        var near = known
            .Select(candidate => (candidate, Distance: Distance(asked, candidate)))
            .Where(pair => pair.Distance <= 2 + (asked.Length / 5))
            .OrderBy(pair => pair.Distance)
            .ThenBy(pair => pair.candidate, StringComparer.Ordinal)
            .Take(3)
            .ToList();
        return [.. near.TakeWhile(pair => pair.Distance <= near[0].Distance + 1).Select(pair => pair.candidate)];
    }

    private static int Distance(string asked, string candidate)
    {
        var whole = Fold(candidate);
        var city = whole[(whole.LastIndexOf('/') + 1)..];
        return Math.Min(Levenshtein(asked, whole), Levenshtein(asked[(asked.LastIndexOf('/') + 1)..], city) + 1);
    }

    private static string Fold(string text) => text.ToLowerInvariant().Replace(' ', '_');

    private static int Levenshtein(string a, string b)
    {
        var previous = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var current = new int[b.Length + 1];
            current[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var replaced = previous[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                current[j] = Math.Min(replaced, Math.Min(previous[j], current[j - 1]) + 1);
            }

            previous = current;
        }

        return previous[b.Length];
    }
}
