using System.Globalization;
using System.Text;

namespace GeekOnDuty.Api.Feeds;

/// <summary>
/// How wide a text is about, where no font is at hand to measure it: close for ASCII in DejaVu Sans, and by the sort of character for all
/// others.
/// </summary>
internal static class TextWidth
{
    /// <summary>Hundredths of an em from space to tilde, in DejaVu Sans.</summary>
    private static readonly byte[] Ascii =
    [
        .. (ReadOnlySpan<byte>)[32, 40, 46, 84, 64, 95, 78, 27, 39, 39, 50, 84, 32, 36, 32, 34],
        .. (ReadOnlySpan<byte>)[64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 34, 34, 84, 84, 84, 53],
        .. (ReadOnlySpan<byte>)[100, 68, 69, 70, 77, 63, 58, 77, 75, 29, 29, 66, 56, 86, 75, 79],
        .. (ReadOnlySpan<byte>)[60, 79, 69, 63, 61, 73, 68, 99, 69, 61, 69, 39, 34, 39, 84, 50],
        .. (ReadOnlySpan<byte>)[50, 61, 63, 55, 63, 62, 35, 63, 63, 28, 28, 58, 28, 97, 63, 61],
        .. (ReadOnlySpan<byte>)[63, 63, 41, 52, 39, 63, 59, 82, 59, 59, 52, 64, 34, 64, 84],
    ];

    private const int Wide = 100;
    private const int Other = 64;

    /// <summary>Blocks of ideographs, kana, Hangul, full-width forms and pictures: one em each.</summary>
    private static readonly (int First, int Last)[] WideBlocks =
    [
        (0x1100, 0x115F),
        (0x2600, 0x27BF),
        (0x2E80, 0xA4CF),
        (0xAC00, 0xD7A3),
        (0xF900, 0xFAFF),
        (0xFE30, 0xFE6F),
        (0xFF00, 0xFF60),
        (0xFFE0, 0xFFE6),
        (0x1F000, 0x1FAFF),
        (0x20000, 0x3FFFD),
    ];

    /// <returns>In hundredths of an em.</returns>
    public static int Of(string text)
    {
        var width = 0;
        // Apart, an accent stands behind its letter, which alone takes room.
        foreach (var character in Characters(text))
        {
            width += character.EnumerateRunes().Max(Of);
        }

        return width;
    }

    /// <summary>The same text, or its beginning with an ellipsis, cut between characters as people see them.</summary>
    public static string Shortened(string text, int most)
    {
        var characters = Characters(text).ToList();
        return characters.Count <= most ? text : string.Concat(characters.Take(most - 1)).TrimEnd() + "…";
    }

    private static IEnumerable<string> Characters(string text)
    {
        for (var each = StringInfo.GetTextElementEnumerator(text); each.MoveNext(); )
        {
            yield return each.GetTextElement();
        }
    }

    private static int Of(Rune rune)
    {
        if (rune.Value is >= ' ' and <= '~')
        {
            return Ascii[rune.Value - ' '];
        }

        return Rune.GetUnicodeCategory(rune) switch
        {
            UnicodeCategory.NonSpacingMark
            or UnicodeCategory.EnclosingMark
            or UnicodeCategory.Format
            or UnicodeCategory.Control => 0,
            _ => WideBlocks.Any(block => rune.Value >= block.First && rune.Value <= block.Last) ? Wide : Other,
        };
    }
}
