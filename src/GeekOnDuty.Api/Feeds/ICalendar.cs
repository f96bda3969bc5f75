using System.Buffers;
using System.Text;
using NodaTime;
using NodaTime.Text;

namespace GeekOnDuty.Api.Feeds;

/// <summary>RFC 5545 §3.8.1.11, for events.</summary>
internal enum EventStatus
{
    Confirmed,

    /// <summary>Nobody has said yes as yet.</summary>
    Tentative,
    Cancelled,
}

/// <summary>One event of a calendar.</summary>
/// <param name="Uid">Names it for ever, whatever changes.</param>
/// <param name="Sequence">How often it was changed; never less than before.</param>
/// <param name="Modified">When it was last changed.</param>
/// <param name="During">UTC, half-open, both ends present.</param>
/// <param name="Status">Whether it takes place.</param>
/// <param name="TakesTime">Whether whose calendar it is has no time then.</param>
/// <param name="Summary">Its line in a calendar.</param>
/// <param name="Description">May have lines.</param>
/// <param name="Url">Where to read more.</param>
internal sealed record CalendarEvent(
    string Uid,
    int Sequence,
    Instant Modified,
    Interval During,
    EventStatus Status,
    bool TakesTime,
    string Summary,
    string Description,
    Uri Url
);

/// <summary>What a calendar that programs subscribe to says of itself.</summary>
/// <param name="Name">What people call it.</param>
/// <param name="Description">May have lines.</param>
/// <param name="Url">Its page.</param>
/// <param name="Zone">In which programs may show it; an IANA id.</param>
internal sealed record CalendarHead(string Name, string Description, Uri Url, string Zone);

/// <summary>Writes RFC 5545. All times are in UTC, so no calendar program needs our tz database.</summary>
internal static class ICalendar
{
    public const string MediaType = "text/calendar";
    public const string ContentType = $"{MediaType}; charset=utf-8";

    private const string Product = "-//Geek on Duty//Rotas//EN";

    /// <summary>How often programs should ask again.</summary>
    private const string Refresh = "PT1H";

    /// <summary>Octets of a line without its CRLF; RFC 5545 §3.1.</summary>
    private const int LongestLine = 75;

    private static readonly InstantPattern Instants = InstantPattern.CreateWithInvariantCulture("uuuuMMdd'T'HHmmss'Z'");

    /// <summary>What TEXT does not hold as it is.</summary>
    private static readonly SearchValues<char> Special = SearchValues.Create([
        '\\',
        ';',
        ',',
        '\u2028',
        '\u2029',
        .. Enumerable.Range(0, 0xA0).Select(c => (char)c).Where(char.IsControl),
    ]);

    /// <param name="events">In the order in which they are written.</param>
    /// <param name="head">Null for events by themselves, such as one to add to a calendar.</param>
    public static byte[] Write(IReadOnlyCollection<CalendarEvent> events, CalendarHead? head = null)
    {
        var to = new ArrayBufferWriter<byte>(1024 + (events.Count * 1024));
        Append(to, "BEGIN:VCALENDAR");
        Append(to, "VERSION:2.0");
        Append(to, $"PRODID:{Product}");
        Append(to, "CALSCALE:GREGORIAN");
        if (head is not null)
        {
            Append(to, head);
        }

        if (events.Count == 0)
        {
            AppendZone(to);
        }

        foreach (var each in events)
        {
            Append(to, each);
        }

        Append(to, "END:VCALENDAR");
        return to.WrittenSpan.ToArray();
    }

    /// <summary>RFC 7986, and the names that came before it, which more programs know.</summary>
    private static void Append(ArrayBufferWriter<byte> to, CalendarHead head)
    {
        var (name, description) = (Escaped(head.Name), Escaped(head.Description));
        Append(to, $"NAME:{name}");
        Append(to, $"X-WR-CALNAME:{name}");
        Append(to, $"DESCRIPTION:{description}");
        Append(to, $"X-WR-CALDESC:{description}");
        Append(to, $"URL:{head.Url.AbsoluteUri}");
        Append(to, $"X-WR-TIMEZONE:{head.Zone}");
        Append(to, $"REFRESH-INTERVAL;VALUE=DURATION:{Refresh}");
        Append(to, $"X-PUBLISHED-TTL:{Refresh}");
    }

    /// <summary>A calendar without any component is none: RFC 5545 §3.6. This one says nothing.</summary>
    private static void AppendZone(ArrayBufferWriter<byte> to)
    {
        Append(to, "BEGIN:VTIMEZONE");
        Append(to, "TZID:UTC");
        Append(to, "BEGIN:STANDARD");
        Append(to, "DTSTART:19700101T000000");
        Append(to, "TZOFFSETFROM:+0000");
        Append(to, "TZOFFSETTO:+0000");
        Append(to, "END:STANDARD");
        Append(to, "END:VTIMEZONE");
    }

    /// <summary>DTSTAMP is when it was last changed, as RFC 5545 §3.8.7.2 has it for a calendar without METHOD, so it stays while nothing changes.</summary>
    private static void Append(ArrayBufferWriter<byte> to, CalendarEvent each)
    {
        var modified = Instants.Format(each.Modified);
        Append(to, "BEGIN:VEVENT");
        Append(to, $"UID:{each.Uid}");
        Append(to, $"DTSTAMP:{modified}");
        Append(to, $"LAST-MODIFIED:{modified}");
        Append(to, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"SEQUENCE:{each.Sequence}"));
        Append(to, $"DTSTART:{Instants.Format(each.During.Start)}");
        Append(to, $"DTEND:{Instants.Format(each.During.End)}");
        Append(
            to,
            each.Status switch
            {
                EventStatus.Confirmed => "STATUS:CONFIRMED",
                EventStatus.Tentative => "STATUS:TENTATIVE",
                _ => "STATUS:CANCELLED",
            }
        );
        Append(to, each.TakesTime ? "TRANSP:OPAQUE" : "TRANSP:TRANSPARENT");
        Append(to, $"SUMMARY:{Escaped(each.Summary)}");
        Append(to, $"DESCRIPTION:{Escaped(each.Description)}");
        Append(to, $"URL:{each.Url.AbsoluteUri}");
        Append(to, "END:VEVENT");
    }

    /// <summary>TEXT of RFC 5545 §3.3.11; control characters, which it does not allow, are left out.</summary>
    private static string Escaped(string value)
    {
        if (!value.AsSpan().ContainsAny(Special))
        {
            return value;
        }

        var text = new StringBuilder(value.Length + 16);
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

    /// <summary>Folds between characters, never inside one; the blank of a line that goes on counts too.</summary>
    private static void Append(ArrayBufferWriter<byte> to, string line)
    {
        Span<byte> small = stackalloc byte[1024];
        var most = Encoding.UTF8.GetMaxByteCount(line.Length);
        var bytes = most <= small.Length ? small : new byte[most];
        ReadOnlySpan<byte> rest = bytes[..Encoding.UTF8.GetBytes(line, bytes)];
        for (var room = LongestLine; rest.Length > room; room = LongestLine - 1)
        {
            var cut = room;
            while (IsInsideCharacter(rest[cut]))
            {
                cut--;
            }

            to.Write(rest[..cut]);
            to.Write("\r\n "u8);
            rest = rest[cut..];
        }

        to.Write(rest);
        to.Write("\r\n"u8);
    }

    private static bool IsInsideCharacter(byte octet) => (octet & 0xC0) == 0x80;
}
