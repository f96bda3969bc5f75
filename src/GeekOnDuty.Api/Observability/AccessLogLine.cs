using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Unicode;
using GeekOnDuty.Core.People;

namespace GeekOnDuty.Api.Observability;

/// <summary>
/// The line of one request: one JSON object, its first members named as those of the framework's JSON log. What identifies or lets in
/// somebody is left out: no query, no header, no remote address.
/// </summary>
internal static class AccessLogLine
{
    /// <summary>No line is longer.</summary>
    public const int Longest = 1536;

    /// <summary>In bytes as they are written; what is cut ends in `…`.</summary>
    private const int LongestPath = 1000;
    private const int LongestMethod = 40;
    private const int LongestTraceId = 100;

    private const int LongestEscape = 12;

    /// <summary>Written as they are, and by far the most.</summary>
    private static readonly SearchValues<char> Plain = SearchValues.Create([
        .. Enumerable.Range(' ', '~' - ' ' + 1).Select(c => (char)c).Where(c => c is not ('"' or '\\')),
    ]);

    private static readonly string[] SecretFolders = ["/sign-in/", "/join/", NewCalendar.Folder];

    /// <summary>A token, or what stands in front of the secret of a link.</summary>
    private static readonly SearchValues<string> Marks = SearchValues.Create(
        [Secret.Prefix, .. SecretFolders],
        StringComparison.OrdinalIgnoreCase
    );

    private static readonly SearchValues<char> Base64Url = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    );

    /// <summary>Among so many characters of a secret there is one, and in no slug or id.</summary>
    private static readonly SearchValues<char> Unslug = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZ_");

    private const int ShortestSecret = 20;

    private static ReadOnlySpan<byte> Cut => "…"u8;

    /// <param name="line">At least <see cref="Longest"/> bytes.</param>
    /// <param name="at">When it was answered, UTC.</param>
    /// <param name="method">As it was sent.</param>
    /// <param name="path">Decoded, without the query; what looks like a secret is left out.</param>
    /// <param name="status">100 to 999.</param>
    /// <param name="elapsed">How long it took.</param>
    /// <param name="bytes">Of the body.</param>
    /// <param name="traceId">That of the problem, if it was one; null for none.</param>
    /// <returns>How many bytes the line has, with its end.</returns>
    public static int Write(
        Span<byte> line,
        DateTime at,
        string method,
        string path,
        int status,
        TimeSpan elapsed,
        long bytes,
        string? traceId
    )
    {
        var written = 0;
        Copy("{\"Timestamp\":\""u8, line, ref written);
        at.TryFormat(line[written..], out var count, "O", CultureInfo.InvariantCulture);
        written += count;
        Copy(status >= 500 ? "\",\"LogLevel\":\"Error"u8 : "\",\"LogLevel\":\"Information"u8, line, ref written);
        Copy("\",\"Category\":\"GeekOnDuty.Requests\",\"Method\":\""u8, line, ref written);
        Escape(method, LongestMethod, line, ref written);
        Copy("\",\"Path\":\""u8, line, ref written);
        Escape(WithoutSecrets(path), LongestPath, line, ref written);
        Copy("\",\"Status\":"u8, line, ref written);
        Number(status, line, ref written);
        Copy(",\"Milliseconds\":"u8, line, ref written);
        var micros = Math.Max(0, elapsed.Ticks / TimeSpan.TicksPerMicrosecond);
        Number(micros / 1000, line, ref written);
        line[written++] = (byte)'.';
        Utf8Formatter.TryFormat(micros % 1000, line[written..], out count, new StandardFormat('D', 3));
        written += count;
        Copy(",\"Bytes\":"u8, line, ref written);
        Number(bytes, line, ref written);
        if (traceId is not null)
        {
            Copy(",\"TraceId\":\""u8, line, ref written);
            Escape(traceId, LongestTraceId, line, ref written);
            line[written++] = (byte)'"';
        }

        Copy("}\n"u8, line, ref written);
        return written;
    }

    /// <summary>
    /// From a token on nothing; and of 20 characters of base64url or more, whatever stands around them, nothing where the secret of a link is
    /// expected, and elsewhere unless they may be a slug or an id.
    /// </summary>
    private static ReadOnlySpan<char> WithoutSecrets(string path)
    {
        var mark = path.AsSpan().IndexOfAny(Marks);
        if (mark < 0 && !path.AsSpan().ContainsAny(Unslug))
        {
            return path;
        }

        var token = path.AsSpan().IndexOf(Secret.Prefix, StringComparison.OrdinalIgnoreCase);
        var shown = token < 0 ? path : path[..(token + Secret.Prefix.Length)] + "…";
        var at = 0;
        while (at < shown.Length)
        {
            var run = shown.AsSpan(at).IndexOfAnyExcept(Base64Url);
            var length = run < 0 ? shown.Length - at : run;
            if (
                length >= ShortestSecret
                && (shown.AsSpan(at, length).ContainsAny(Unslug) || IsInSecretFolder(shown.AsSpan(0, at)))
            )
            {
                shown = $"{shown[..at]}…{shown[(at + length)..]}";
                length = 1;
            }

            at += Math.Max(1, length);
        }

        return shown;
    }

    /// <param name="before">What stands before the characters in question, within the same segment or to its left.</param>
    private static bool IsInSecretFolder(ReadOnlySpan<char> before)
    {
        var folder = before[..(before.LastIndexOf('/') + 1)];
        foreach (var secret in SecretFolders)
        {
            if (folder.EndsWith(secret, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    private static void Copy(ReadOnlySpan<byte> text, Span<byte> line, ref int written)
    {
        text.CopyTo(line[written..]);
        written += text.Length;
    }

    private static void Number(long value, Span<byte> line, ref int written)
    {
        Utf8Formatter.TryFormat(value, line[written..], out var count);
        written += count;
    }

    private static void Escape(ReadOnlySpan<char> text, int most, Span<byte> line, ref int written)
    {
        var plain = text.IndexOfAnyExcept(Plain);
        if (plain < 0 && text.Length <= most)
        {
            Encoding.ASCII.GetBytes(text, line[written..]);
            written += text.Length;
            return;
        }

        var end = written + most;
        foreach (var rune in text.EnumerateRunes())
        {
            if (written + LongestEscape > end)
            {
                Copy(Cut, line, ref written);
                return;
            }

            Escape(rune, line, ref written);
        }
    }

    /// <summary>Besides what JSON asks for, what a terminal would obey or not show is escaped too. Halves of surrogates are U+FFFD already.</summary>
    private static void Escape(Rune rune, Span<byte> line, ref int written)
    {
        if (rune.Value is '"' or '\\')
        {
            line[written++] = (byte)'\\';
            line[written++] = (byte)rune.Value;
        }
        else if (
            Rune.GetUnicodeCategory(rune)
            is UnicodeCategory.Control
                or UnicodeCategory.Format
                or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator
        )
        {
            Span<char> units = stackalloc char[2];
            foreach (var unit in units[..rune.EncodeToUtf16(units)])
            {
                Utf8.TryWrite(line[written..], CultureInfo.InvariantCulture, $"\\u{(int)unit:x4}", out var count);
                written += count;
            }
        }
        else
        {
            written += rune.EncodeToUtf8(line[written..]);
        }
    }
}
