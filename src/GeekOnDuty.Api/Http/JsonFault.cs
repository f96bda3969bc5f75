using System.Buffers;
using System.Text;
using System.Text.Json;
using GeekOnDuty.Core.Text;

namespace GeekOnDuty.Api.Http;

/// <summary>Says where and why a text is not JSON, for people who write JSON by hand.</summary>
internal static class JsonFault
{
    private const int LongestShown = 20;
    private static readonly SearchValues<byte> Ends = SearchValues.Create(" \t\r\n,}]"u8);
    private const string Value = "Write a text in double quotes, a number, true, false, null, {…} or […].";

    /// <summary>The 400 with the position, in words of our own: those of the parser speak of its settings.</summary>
    /// <param name="body">UTF-8.</param>
    /// <param name="fault">Tells the position.</param>
    /// <param name="maxDepth">How deep the parser lets objects and lists nest.</param>
    public static ProblemException Of(ReadOnlySpan<byte> body, JsonException fault, int maxDepth)
    {
        var (line, column) = ((int)(fault.LineNumber ?? 0), (int)(fault.BytePositionInLine ?? 0));
        var at = Math.Min(body.Length, StartOf(line, body) + column);
        var why = Explain(body, at, Context.Of(body, maxDepth), maxDepth);
        return ProblemException.Of(Problems.MalformedJson, $"At line {line + 1}, byte {column + 1}: {why}");
    }

    /// <summary>The first name that stands twice in one object, anywhere in <paramref name="element"/>; null where there is none.</summary>
    /// <exception cref="InvalidOperationException">A name has half a surrogate pair.</exception>
    public static string? DuplicateName(JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.Array)
        {
            return element.EnumerateArray().Select(DuplicateName).FirstOrDefault(name => name is not null);
        }

        if (element.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        var names = new HashSet<string>(StringComparer.Ordinal);
        return element
            .EnumerateObject()
            .Select(member => names.Add(member.Name) ? DuplicateName(member.Value) : member.Name)
            .FirstOrDefault(name => name is not null);
    }

    private static string Explain(ReadOnlySpan<byte> body, int at, Context context, int maxDepth)
    {
        if (body[at..].Trim(" \t\r\n"u8).IsEmpty)
        {
            return "The text ends too early. Close every object, list and text, or write an object, {…}, if there is none yet.";
        }

        var (found, before) = (body[at], LastOf(body[..at]));
        if (context.IsInText(body, at))
        {
            return found < ' '
                ? "A text has a line end or another control character in it. Write \\n, or \\t for a tab."
                : "A backslash begins something that JSON does not know. Write \\\\ for a backslash, \\\" for a quote, \\n or \\u00e9.";
        }

        return (char)found switch
        {
            '}' or ']' when before == ',' => $"There is a comma too many before {(char)found}. Leave it out.",
            '\'' => "JSON has no single quotes. Write names and texts in double quotes.",
            '/' or '#' => "JSON has no comments. Leave them out.",
            '{' or '[' when context.Depth == maxDepth => $"Objects and lists nest more than {maxDepth} deep.",
            _ when context.Depth == 0 && context.Last == JsonTokenType.None =>
                $"{Shown(body[at..])} does not begin an object, {{…}}.",
            _ when context.Depth == 0 => $"{Shown(body[at..])} stands after the end. Send one object alone.",
            _ when context.Last == JsonTokenType.PropertyName => $"{Shown(body[at..])} is not a value. {Value}",
            _ when context.IsObject && before is '{' or ',' =>
                $"{Shown(body[at..])} stands where the name of a member belongs, in double quotes.",
            _ when context.IsObject && context.NameEndsBefore(body, at) => $"{Shown(body[at..])} stands where a colon belongs.",
            _ when context.IsObject => $"{Shown(body[at..])} stands where a comma or }} belongs.",
            _ when before is '[' or ',' => $"{Shown(body[at..])} is not a value. {Value}",
            _ => $"{Shown(body[at..])} stands where a comma or ] belongs.",
        };
    }

    private static int StartOf(int line, ReadOnlySpan<byte> body)
    {
        var start = 0;
        for (; line > 0 && body[start..].IndexOf((byte)'\n') is var end and >= 0; line--)
        {
            start += end + 1;
        }

        return start;
    }

    private static char LastOf(ReadOnlySpan<byte> text) => text.TrimEnd(" \t\r\n"u8) is [.., var last] ? (char)last : '\0';

    private static string Shown(ReadOnlySpan<byte> rest)
    {
        var end = rest.IndexOfAny(Ends) is var found and >= 0 ? found : rest.Length;
        var length = rest[0] is (byte)'{' or (byte)'[' or (byte)':' ? 1 : Math.Clamp(end, 1, LongestShown);
        return TextRules.Quote(Encoding.UTF8.GetString(rest[..length]));
    }

    /// <summary>What stands before the fault.</summary>
    /// <param name="Last">The last whole token.</param>
    /// <param name="End">Where it ends.</param>
    /// <param name="Depth">How many objects and lists are open there.</param>
    /// <param name="IsObject">The innermost of them is an object.</param>
    [System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Auto)]
    private readonly record struct Context(JsonTokenType Last, int End, int Depth, bool IsObject)
    {
        public static Context Of(ReadOnlySpan<byte> body, int maxDepth)
        {
            var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = maxDepth });
            var open = new Stack<bool>();
            var (last, end) = (JsonTokenType.None, 0);
            try
            {
                while (reader.Read())
                {
                    (last, end) = (reader.TokenType, (int)reader.BytesConsumed);
                    if (last is JsonTokenType.StartObject or JsonTokenType.StartArray)
                    {
                        open.Push(last == JsonTokenType.StartObject);
                    }
                    else if (last is JsonTokenType.EndObject or JsonTokenType.EndArray)
                    {
                        open.Pop();
                    }
                }
            }
            catch (JsonException)
            {
                // The fault that is to be explained.
            }

            return new Context(last, end, open.Count, open.TryPeek(out var isObject) && isObject);
        }

        /// <summary>Whether the next token is a text, and so the name of a member, that begins before <paramref name="at"/>.</summary>
        public bool NameEndsBefore(ReadOnlySpan<byte> body, int at) => BeginsText(body) && NextOf(body) < at;

        private bool BeginsText(ReadOnlySpan<byte> body) => NextOf(body) < body.Length && body[NextOf(body)] == '"';

        /// <summary>Whether the next token is a text that is not closed before <paramref name="at"/>.</summary>
        public bool IsInText(ReadOnlySpan<byte> body, int at)
        {
            if (!BeginsText(body))
            {
                return false;
            }

            var i = NextOf(body) + 1;
            while (i < at && body[i] != '"')
            {
                i += body[i] == '\\' && i + 1 < at ? 2 : 1;
            }

            return i >= at && at > NextOf(body);
        }

        private int NextOf(ReadOnlySpan<byte> body) => body.Length - body[End..].TrimStart(" \t\r\n,:"u8).Length;
    }
}
