namespace GeekOnDuty.Api.Http;

/// <summary>What a member of a request may be, in the words of JSON Schema: noted by <see cref="Members"/> while a body describes itself.</summary>
internal sealed record MemberShape(string Type)
{
    public static readonly MemberShape Date = new("string") { Format = "date" };
    public static readonly MemberShape Time = new("string") { Pattern = "^([01][0-9]|2[0-3]):[0-5][0-9]$" };
    public static readonly MemberShape Instant = new("string") { Format = "date-time" };
    public static readonly MemberShape Id = new("string") { Format = "uuid" };
    public static readonly MemberShape Url = new("string") { Format = "uri", MaxLength = 2000 };
    public static readonly MemberShape Zone = new("string") { Text = "An IANA id; aliases are accepted and kept as written." };
    public static readonly MemberShape Period = new("string") { Format = "duration", Text = "ISO 8601, 0 to 400 days." };
    public static readonly MemberShape Recurrence = new("string")
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
    public MemberShape? Items { get; init; }

    /// <summary>Of an object, in the order in which they are asked for.</summary>
    public Dictionary<string, MemberShape> Members { get; } = new(StringComparer.Ordinal);

    /// <summary>Of an object.</summary>
    public HashSet<string> Required { get; } = new(StringComparer.Ordinal);
}
