namespace GeekOnDuty.Core.Text;

/// <summary>
/// The allowed values of a member of a request, in the terms of JSON Schema. <see cref="JsonObjectReader"/> records them
/// while a body describes itself.
/// </summary>
public sealed record JsonSchemaNode(string Type)
{
    public static readonly JsonSchemaNode Date = new("string") { Format = "date" };
    public static readonly JsonSchemaNode Time = new("string") { Pattern = "^([01][0-9]|2[0-3]):[0-5][0-9]$" };
    public static readonly JsonSchemaNode Instant = new("string") { Format = "date-time" };
    public static readonly JsonSchemaNode Id = new("string") { Format = "uuid" };
    public static readonly JsonSchemaNode Url = new("string") { Format = "uri", MaxLength = 2000 };
    public static readonly JsonSchemaNode Zone = new("string") { Text = "An IANA id; aliases are accepted and kept as written." };
    public static readonly JsonSchemaNode Period = new("string") { Format = "duration", Text = "ISO 8601, 0 to 400 days." };
    public static readonly JsonSchemaNode Recurrence = new("string")
    {
        MaxLength = 500,
        Text =
            "An RFC 5545 RRULE: FREQ DAILY to YEARLY, INTERVAL, BYDAY, BYMONTHDAY, BYMONTH, BYSETPOS, WKST, and COUNT or UNTIL.",
    };

    public string? Format { get; init; }
    public string? Pattern { get; init; }
    public string? Text { get; init; }
    public int? MinLength { get; init; }
    public int? MaxLength { get; init; }

    /// <summary>Of a number.</summary>
    public int? Least { get; init; }

    /// <summary>Of a number, or how many items a list has.</summary>
    public int? Most { get; init; }
    public IReadOnlyList<string>? OneOf { get; init; }
    public JsonSchemaNode? Items { get; init; }

    /// <summary>Of an object, in the order in which they are asked for.</summary>
    public Dictionary<string, JsonSchemaNode> Members { get; } = new(StringComparer.Ordinal);

    /// <summary>Of an object.</summary>
    public HashSet<string> Required { get; } = new(StringComparer.Ordinal);
}
