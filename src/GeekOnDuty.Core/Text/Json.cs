using System.Text.Json;
using System.Text.Json.Serialization;
using NodaTime;
using NodaTime.Text;

namespace GeekOnDuty.Core.Text;

/// <summary>
/// How answers are written: camelCase, enums in kebab-case, NodaTime values as <see cref="Formats"/> reads them.
/// </summary>
public static class Json
{
    public static readonly JsonSerializerOptions Options = Configure(new JsonSerializerOptions(JsonSerializerDefaults.Web));

    public static JsonSerializerOptions Configure(JsonSerializerOptions options)
    {
        options.NumberHandling = JsonNumberHandling.Strict;
        options.Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false));
        options.Converters.Add(new PatternConverter<Instant>(Formats.Instants));
        options.Converters.Add(new PatternConverter<LocalDate>(Formats.Dates));
        options.Converters.Add(new PatternConverter<LocalTime>(Formats.Times));
        return options;
    }

    /// <summary>The representation in UTF-8. An indented one is a text file, so it ends with a line end.</summary>
    public static byte[] BytesOf<T>(T value, JsonSerializerOptions format)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(value, format);
        return format.WriteIndented ? [.. body, (byte)'\n'] : body;
    }

    /// <summary>Whether two values are written the same: a write of what is there already changes nothing.</summary>
    public static bool AreSame<T>(T a, T b) =>
        JsonSerializer.SerializeToUtf8Bytes(a, Options).AsSpan().SequenceEqual(JsonSerializer.SerializeToUtf8Bytes(b, Options));

    /// <summary>How a value of an enum is written.</summary>
    public static string NameOf<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString());

    private sealed class PatternConverter<T>(IPattern<T> pattern) : JsonConverter<T>
    {
        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            pattern.Parse(reader.GetString() ?? "").GetValueOrThrow();

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
            writer.WriteStringValue(pattern.Format(value));
    }
}
