using System.Text;
using NodaTime;
using NodaTime.Text;

namespace GeekOnDuty.Api.Feeds;

/// <summary>One event of a calendar.</summary>
/// <param name="Uid">Names it for ever, whatever changes.</param>
/// <param name="Stamp">When what is said here was so.</param>
/// <param name="During">UTC, half-open, both ends present.</param>
/// <param name="Summary">Its line in a calendar.</param>
/// <param name="Description">May have lines.</param>
/// <param name="Url">Where to read more.</param>
internal sealed record CalendarEvent(
    string Uid,
    Instant Stamp,
    Interval During,
    string Summary,
    string? Description = null,
    Uri? Url = null
);

/// <summary>Writes RFC 5545. All times are in UTC, so no calendar program needs our tz database.</summary>
internal static class ICalendar
{
    public const string ContentType = "text/calendar; charset=utf-8";

    private const string Product = "-//Geek on Duty//Rotas//EN";

    /// <summary>Octets of a line without its CRLF; RFC 5545 §3.1.</summary>
    private const int LongestLine = 75;

    private static readonly InstantPattern Instants = InstantPattern.CreateWithInvariantCulture("uuuuMMdd'T'HHmmss'Z'");

    public static string Write(IEnumerable<CalendarEvent> events)
    {
        var text = new StringBuilder();
        Append(text, "BEGIN", "VCALENDAR");
        Append(text, "VERSION", "2.0");
        Append(text, "PRODID", Product);
        foreach (var each in events)
        {
            Append(text, "BEGIN", "VEVENT");
            Append(text, "UID", Escaped(each.Uid));
            Append(text, "DTSTAMP", Instants.Format(each.Stamp));
            Append(text, "DTSTART", Instants.Format(each.During.Start));
            Append(text, "DTEND", Instants.Format(each.During.End));
            Append(text, "SUMMARY", Escaped(each.Summary));
            if (each.Description is { Length: > 0 } description)
            {
                Append(text, "DESCRIPTION", Escaped(description));
            }

            if (each.Url is { } url)
            {
                Append(text, "URL", url.AbsoluteUri);
            }

            Append(text, "END", "VEVENT");
        }

        Append(text, "END", "VCALENDAR");
        return text.ToString();
    }

    /// <summary>TEXT of RFC 5545 §3.3.11; control characters, which it does not allow, are left out.</summary>
    private static string Escaped(string value)
    {
        var text = new StringBuilder();
        foreach (var c in value.ReplaceLineEndings("\n"))
        {
            _ = c switch
            {
                '\n' => text.Append(@"\n"),
                '\\' or ';' or ',' => text.Append('\\').Append(c),
                _ when char.IsControl(c) => text,
                _ => text.Append(c),
            };
        }

        return text.ToString();
    }

    /// <summary>Folds between characters, never inside one.</summary>
    private static void Append(StringBuilder text, string name, string value)
    {
        var octets = 0;
        foreach (var rune in $"{name}:{value}".EnumerateRunes())
        {
            if (octets + rune.Utf8SequenceLength > LongestLine)
            {
                text.Append("\r\n ");
                octets = 1;
            }

            text.Append(rune.ToString());
            octets += rune.Utf8SequenceLength;
        }

        text.Append("\r\n");
    }
}
