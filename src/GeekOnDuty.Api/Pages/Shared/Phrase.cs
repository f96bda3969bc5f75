using System.Runtime.CompilerServices;
using System.Text.Encodings.Web;
using GeekOnDuty.Core.Text;
using Microsoft.AspNetCore.Components;

namespace GeekOnDuty.Api.Pages.Shared;

/// <summary>
/// A phrase of ours with texts in it that people typed, such as a name or a title. Each of them is isolated, so that a
/// right-to-left text does not reorder what stands around it (Unicode UAX #9): in HTML by `bdi`, always; in plain text
/// as <see cref="TextRules.Isolate"/> has it.
/// </summary>
/// <remarks>An interpolated string is such a phrase where one is expected. Its holes are the typed texts.</remarks>
[InterpolatedStringHandler]
public sealed class Phrase
{
    private readonly List<(string Text, bool IsTyped)> parts;

    /// <summary>Called by the compiler for an interpolated string.</summary>
    internal Phrase(int literalLength, int formattedCount) => parts = new List<(string, bool)>((2 * formattedCount) + 1);

    private Phrase(IEnumerable<(string Text, bool IsTyped)> parts) => this.parts = [.. parts];

    /// <summary>The phrase as HTML; the view models that tests compare have it as a property.</summary>
    public string Html =>
        string.Concat(
            parts.Select(part =>
                part.IsTyped ? $"<bdi>{HtmlEncoder.Default.Encode(part.Text)}</bdi>" : HtmlEncoder.Default.Encode(part.Text)
            )
        );

    /// <summary>A phrase without any typed text.</summary>
    internal static Phrase Of(string ours) => new([(ours, false)]);

    /// <summary>The typed texts with commas between; null for none.</summary>
    internal static Phrase? List(IEnumerable<string> typed)
    {
        var texts = typed.ToList();
        return texts.Count == 0 ? null : Join(", ", texts.Select(text => (Phrase)$"{text}"));
    }

    internal static Phrase Join(string separator, IEnumerable<Phrase> phrases) =>
        new(phrases.SelectMany((phrase, i) => i == 0 ? phrase.parts : phrase.parts.Prepend((Text: separator, IsTyped: false))));

    public static implicit operator MarkupString(Phrase? phrase) => new(phrase?.Html ?? "");

    public MarkupString ToMarkupString() => new(Html);

    internal void AppendLiteral(string ours) => parts.Add((ours, false));

    internal void AppendFormatted(string? typed) => parts.Add((typed ?? "", true));

    internal void AppendFormatted(Phrase phrase) => parts.AddRange(phrase.parts);

    internal void AppendFormatted(int number) =>
        AppendLiteral(number.ToString(System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>
    /// The beginning of the phrase with an ellipsis, if it has more characters than <paramref name="most"/>.
    /// </summary>
    /// <param name="most">How many characters as people see them.</param>
    /// <param name="shorten">Cuts one text to so many characters.</param>
    internal Phrase Shortened(int most, Func<string, int, string> shorten)
    {
        var whole = string.Concat(parts.Select(part => part.Text));
        var kept = shorten(whole, most);
        if (kept == whole)
        {
            return this;
        }

        var (cut, room) = (new List<(string, bool)>(), kept.Length - 1);
        foreach (var (text, isTyped) in parts)
        {
            var length = Math.Min(room, text.Length);
            cut.Add((text[..length], isTyped));
            room -= length;
            if (room == 0)
            {
                break;
            }
        }

        return new Phrase([.. cut, ("…", false)]);
    }

    /// <summary>The phrase as plain text.</summary>
    public override string ToString() =>
        string.Concat(parts.Select(part => part.IsTyped ? TextRules.Isolate(part.Text) : part.Text));
}
