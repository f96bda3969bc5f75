using GeekOnDuty.Scheduling;
using NodaTime;

namespace GeekOnDuty.Core.Text;

/// <summary>
/// The values of the product that a member can hold: names in addresses, times, zones, rules, ids and URLs.
/// </summary>
public sealed partial class JsonObjectReader
{
    /// <summary>Schemes that open a place to talk or to read.</summary>
    private static readonly string[] PlaceSchemes =
    [
        "https",
        "http",
        "ircs",
        "irc",
        "mailto",
        "matrix",
        "xmpp",
        "tel",
        "sip",
        "sips",
    ];

    /// <summary>1 to 40 of a–z, 0–9 and hyphen.</summary>
    public string Slug(string name) => Required(name, OptionalSlug(name), "");

    public string? OptionalSlug(string name) =>
        TryString(name, new JsonSchemaNode("string") { Pattern = "^[a-z0-9-]{1,40}$" }) is not { } text ? null
        : Formats.IsSlug(text) ? text
        : Fault<string>(
            name,
            $"{TextRules.Quote(text)} is not a slug. Write 1 to 40 of a–z, 0–9 and hyphen.",
            ValidationTexts.Slug(TextRules.Quote(text))
        );

    /// <summary>As <see cref="Slug"/>, of a rota: none of the program's own paths begins with it.</summary>
    public string RotaSlug(string name)
    {
        var slug = Slug(name);
        return ReservedPaths.Contains(slug)
            ? Fault<string>(
                name,
                $"'{slug}' is the beginning of addresses that this program has itself. Write another slug.",
                ValidationTexts.OwnPath(slug)
            ) ?? ""
            : slug;
    }

    /// <summary>A name by which a rota document refers to something: 1 to 100 visible ASCII characters.</summary>
    public string Key(string name) => Required(name, OptionalKey(name), "");

    public string? OptionalKey(string name) =>
        TryString(name, new JsonSchemaNode("string") { Pattern = "^[!-~]{1,100}$" }) is not { } text ? null
        : text.Length is >= 1 and <= 100 && text.All(c => c is > ' ' and < '\x7f') ? text
        : Fault<string>(name, $"{TextRules.Quote(text)} is not a key. Write 1 to 100 visible ASCII characters.");

    public LocalDate Date(string name) => OptionalDate(name) ?? Missing(name, Formats.FirstDate);

    public LocalDate? OptionalDate(string name) =>
        OptionalValue<LocalDate>(name, JsonSchemaNode.Date, Formats.TryDate, ValidationTexts.Date);

    public LocalTime Time(string name) => OptionalTime(name) ?? Missing(name, LocalTime.Midnight);

    public LocalTime? OptionalTime(string name) => OptionalValue<LocalTime>(name, JsonSchemaNode.Time, Formats.TryTime);

    public Instant? OptionalInstant(string name) =>
        OptionalValue<Instant>(name, JsonSchemaNode.Instant, Formats.TryInstant, ValidationTexts.Date);

    public string Zone(string name) =>
        TryString(name, JsonSchemaNode.Zone) is { } text
            ? Formats.TryZone(text, out _, out var fault)
                ? text
                : Fault<string>(
                    name,
                    fault,
                    ValidationTexts.Zone(TextRules.Quote(text), TextRules.Closest(text, Zones.InUse.Ids))
                ) ?? "UTC"
            : Missing(name, "UTC", ValidationTexts.Choose);

    public string? OptionalPeriod(string name) =>
        TryString(name, JsonSchemaNode.Period) is not { } text ? null
        : Formats.TryPeriod(text, out _, out var fault) ? text
        : Fault<string>(name, fault);

    /// <summary>An RRULE value as it was written, without what a calendar writes around it.</summary>
    public string? OptionalRecurrence(string name) =>
        TryString(name, JsonSchemaNode.Recurrence) is not { } text ? null
        : Recurrence.TryParse(text, out _, out var fault) ? Recurrence.Unwrap(text)
        : Fault<string>(name, fault);

    public Guid? OptionalId(string name) =>
        TryString(name, JsonSchemaNode.Id) is not { } text ? null
        : Guid.TryParseExact(text, "D", out var id) ? id
        : Fault<Guid?>(name, $"{TextRules.Quote(text)} is not an id.", ValidationTexts.Choose);

    public Guid Id(string name) => OptionalId(name) ?? Missing(name, Guid.Empty);

    /// <summary>An absolute URL with a scheme that opens a place to talk or to read, never a script.</summary>
    public string? OptionalUrl(string name, params ReadOnlySpan<string> schemes)
    {
        var given = OptionalText(name, LongestUrl);
        Note(name, JsonSchemaNode.Url);
        if (given is not { } text)
        {
            return null;
        }

        var allowed = schemes.IsEmpty ? PlaceSchemes : schemes.ToArray();
        return IsUrl(text, allowed)
            ? text
            : Fault<string>(
                name,
                $"{TextRules.Quote(text)} is not allowed. Write an absolute URL with one of the schemes {string.Join(", ", allowed)}.",
                ValidationTexts.Url(TextRules.Quote(text))
            );
    }

    /// <summary>Where somebody is reached: a mail address, or a URL as <see cref="OptionalUrl"/> takes it.</summary>
    public string? OptionalUrlOrMailAddress(string name) =>
        OptionalText(name, LongestUrl) is not { } text ? null
        : EmailAddress.TryRead(text, out _) || IsUrl(text, PlaceSchemes) ? text
        : Fault<string>(
            name,
            $"{TextRules.Quote(text)} is not allowed. Write a mail address, or a URL such as https://example.org/join."
        );

    private static bool IsUrl(string text, string[] schemes) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && schemes.Contains(url.Scheme, StringComparer.Ordinal);
}
