using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace GeekOnDuty.Scheduling;

/// <summary>Reads an RRULE value part by part, in any order and case; the first thing wrong ends the reading.</summary>
internal ref struct RecurrenceParser
{
    private const string Supported = "FREQ, INTERVAL, BYDAY, BYMONTHDAY, BYMONTH, BYSETPOS, WKST, and COUNT or UNTIL";
    private const int LongestText = 500;
    private const int LongestShown = 40;

    private static readonly string[] Names =
    [
        "FREQ",
        "INTERVAL",
        "BYDAY",
        "BYMONTHDAY",
        "BYMONTH",
        "BYSETPOS",
        "WKST",
        "COUNT",
        "UNTIL",
    ];

    private RecurrenceValues values;
    private int seen;

    /// <param name="text">Any text at all.</param>
    /// <param name="parts">What it says, if it is a recurrence.</param>
    /// <param name="error">Otherwise, what is wrong and what to write instead.</param>
    public static bool TryParse(
        string? text,
        [NotNullWhen(true)] out RecurrenceParts? parts,
        [NotNullWhen(false)] out string? error
    )
    {
        parts = null;
        text = Recurrence.Unwrap(text ?? "");
        error = WholeTextError(text);
        if (error is not null)
        {
            return false;
        }

        var parser = new RecurrenceParser();
        foreach (var range in text.AsSpan().Split(';'))
        {
            error = parser.Read(text.AsSpan(range));
            if (error is not null)
            {
                return false;
            }
        }

        error = parser.values.CombinationError();
        parts = error is null ? parser.values.ToParts() : null;
        return error is null;
    }

    private static string? WholeTextError(string text) =>
        string.IsNullOrEmpty(text) ? "A recurrence is empty: write one such as FREQ=WEEKLY;BYDAY=MO."
        : text.Length > LongestText ? $"A recurrence of {text.Length} characters is too long: at most {LongestText} are allowed."
        : text.AsSpan().IndexOfAny('\r', '\n') is var end and >= 0
            ? $"A recurrence is one line: '{Shown(text.AsSpan(end).TrimStart())}' does not belong to it. Write FREQ=… alone."
        : PropertyLength(text) is var property and > 0
            ? $"'{Shown(text.AsSpan(0, property))}' does not belong to a recurrence: begin with FREQ=."
        : null;

    /// <summary>How long the name of a calendar property and its colon are, where the text begins with one; else 0.</summary>
    private static int PropertyLength(string text)
    {
        var name = 0;
        while (name < text.Length && (char.IsAsciiLetter(text[name]) || text[name] == '-'))
        {
            name++;
        }

        return name < text.Length && text[name] == ':' ? name + 1 : 0;
    }

    private string? Read(ReadOnlySpan<char> part)
    {
        var equals = part.IndexOf('=');
        if (equals <= 0)
        {
            return $"'{Shown(part)}' is not a part: write NAME=value, with one ; between two parts.";
        }

        var name = part[..equals];
        var value = part[(equals + 1)..];
        var index = IndexOfName(name.Trim());
        if (index < 0)
        {
            return $"{Shown(part)}: {Shown(name)} is not supported; use {Supported}.";
        }

        if (name.Length != Names[index].Length)
        {
            return $"{Shown(part)}: {Names[index]} is written with a blank: leave it out.";
        }

        if ((seen & (1 << index)) != 0)
        {
            return $"{Names[index]}={Shown(value)}: {Names[index]} is given twice; give each part once.";
        }

        seen |= 1 << index;
        var advice = ReadValue(index, value);
        var blanks = value.ContainsAny(' ', '\t') ? " No blanks belong here." : "";
        return advice is null ? null : $"{Names[index]}={Shown(value)}: {advice}{blanks}";
    }

    private string? ReadValue(int name, ReadOnlySpan<char> value) =>
        Names[name] switch
        {
            "FREQ" => values.ReadFrequency(value),
            "INTERVAL" => values.ReadInterval(value),
            "BYDAY" => values.ReadDays(value),
            "BYMONTHDAY" => values.ReadMonthDays(value),
            "BYMONTH" => values.ReadMonths(value),
            "BYSETPOS" => values.ReadPositions(value),
            "WKST" => values.ReadWeekStart(value),
            "COUNT" => values.ReadCount(value),
            _ => values.ReadUntil(value),
        };

    private static int IndexOfName(ReadOnlySpan<char> name)
    {
        for (var i = 0; i < Names.Length; i++)
        {
            if (Ascii.EqualsIgnoreCase(name, Names[i]))
            {
                return i;
            }
        }

        return -1;
    }

    private static string Shown(ReadOnlySpan<char> text)
    {
        var shown = new StringBuilder(LongestShown + 1);
        foreach (var c in text[..Math.Min(text.Length, LongestShown)])
        {
            shown.Append(char.IsControl(c) || char.IsSurrogate(c) ? '?' : c);
        }

        return (text.Length > LongestShown ? shown.Append('…') : shown).ToString();
    }
}
