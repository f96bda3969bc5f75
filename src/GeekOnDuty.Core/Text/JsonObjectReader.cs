using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Nodes;
using NodaTime;

namespace GeekOnDuty.Core.Text;

/// <summary>
/// The members of one JSON object of a request, which came as JSON or was put together from the fields of a form. Each
/// is asked for once, by name, with what is allowed; faults are gathered by path. A method for a required member
/// returns a harmless value when it reports a fault: check <see cref="ValidationErrors.Any"/> before its use.
/// </summary>
public sealed partial class JsonObjectReader(JsonObject json, string path, ValidationErrors errors)
{
    private const int LongestWord = 60;
    private const int LongestUrl = 2000;

    private readonly HashSet<string> asked = new(StringComparer.Ordinal);
    private JsonSchemaNode? shape;

    public ValidationErrors Errors { get; } = errors;

    public string PathOf(string name) => path.Length == 0 ? name : $"{path}.{name}";

    public bool Has(string name) => TryGet(name, out _);

    public string Text(string name, int most = 200, bool lines = false, bool empty = false) =>
        Required(name, OptionalText(name, most, lines, empty), "");

    public string? OptionalText(string name, int most = 200, bool lines = false, bool empty = false)
    {
        if (TryString(name, new JsonSchemaNode("string") { MinLength = empty ? null : 1, MaxLength = most }) is not { } text)
        {
            return null;
        }

        var fault = TextRules.Fault(text, most, lines) ?? (empty && text.Length == 0 ? null : Unseen(text));
        return fault is null ? text : Fault<string>(name, fault);
    }

    public int OptionalInteger(string name, int least, int most, int otherwise)
    {
        Note(name, new JsonSchemaNode("integer") { Least = least, Most = most });
        if (!TryGet(name, out var value))
        {
            return otherwise;
        }

        if (value is JsonValue given && given.TryGetValue<int>(out var number) && number >= least && number <= most)
        {
            return number;
        }

        Errors.Add(
            PathOf(name),
            $"{Shown(value)} is not allowed. Write a whole number from {least} to {most}.",
            ValidationTexts.WholeNumber(least, most)
        );
        return otherwise;
    }

    public bool Boolean(string name)
    {
        var value = OptionalBoolean(name, otherwise: false);
        return Has(name) ? value : Missing(name, otherwise: false);
    }

    public bool OptionalBoolean(string name, bool otherwise)
    {
        Note(name, new JsonSchemaNode("boolean"));
        if (!TryGet(name, out var value))
        {
            return otherwise;
        }

        if (value is JsonValue given && given.TryGetValue<bool>(out var boolean))
        {
            return boolean;
        }

        Errors.Add(PathOf(name), $"{Shown(value)} is not allowed. Write true or false.");
        return otherwise;
    }

    public T Enum<T>(string name)
        where T : struct, Enum => OptionalEnum<T>(name) ?? Missing(name, default(T), ValidationTexts.Choose);

    public T? OptionalEnum<T>(string name)
        where T : struct, Enum
    {
        var values = System
            .Enum.GetValues<T>()
            .ToDictionary(value => JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString()));
        return TryString(name, new JsonSchemaNode("string") { OneOf = [.. values.Keys] }) is not { } text ? null
            : values.TryGetValue(text, out var value) ? value
            : Fault<T?>(
                name,
                $"{TextRules.Quote(text)} is not allowed. Write one of {string.Join(", ", values.Keys)}.",
                ValidationTexts.Choose
            );
    }

    /// <summary>Short words, without duplicates, in the order given; left out means none.</summary>
    public IReadOnlyList<string> Words(string name, int most = 50) =>
        [
            .. List(
                    name,
                    most,
                    new JsonSchemaNode("string") { MinLength = 1, MaxLength = LongestWord },
                    (value, at) => StringAt(value, at, text => TextRules.Fault(text, LongestWord) ?? Unseen(text))
                )
                .Distinct(),
        ];

    /// <summary>Some of a few words, at least one, without duplicates, in the order given; null when left out.</summary>
    public IReadOnlyList<string>? OptionalChoices(string name, IReadOnlyList<string> choices)
    {
        var given = List(
            name,
            choices.Count,
            new JsonSchemaNode("string") { OneOf = choices },
            (value, at) =>
                StringAt(
                    value,
                    at,
                    text =>
                        choices.Contains(text, StringComparer.Ordinal)
                            ? null
                            : $"{TextRules.Quote(text)} is not allowed. Write one of {string.Join(", ", choices)}."
                )
        );
        if (Has(name) && given.Count == 0)
        {
            Errors.Add(PathOf(name), $"It must not be empty. Write some of {string.Join(", ", choices)}, or leave it out.");
        }

        return Has(name) ? [.. given.Intersect(choices, StringComparer.Ordinal)] : null;
    }

    /// <summary>Dates, ascending, without duplicates; left out means none.</summary>
    public IReadOnlyList<LocalDate> Dates(string name, int most = 1000) =>
        [
            .. List(
                    name,
                    most,
                    JsonSchemaNode.Date,
                    (value, at) =>
                    {
                        var date = Formats.FirstDate;
                        _ = StringAt(
                            value,
                            at,
                            text => Formats.TryDate(text, out date, out var fault) ? null : fault,
                            ValidationTexts.Date
                        );
                        return date;
                    }
                )
                .Distinct()
                .Order(),
        ];

    /// <summary>Objects, in the order given; left out means none.</summary>
    public IReadOnlyList<T> Objects<T>(string name, int most, Func<JsonObjectReader, T> read) =>
        List(name, most, shape is null ? null : Describe(read), (value, at) => Object(value, at, read));

    /// <summary>One object; null when left out.</summary>
    public T? OptionalObject<T>(string name, Func<JsonObjectReader, T> read)
        where T : class
    {
        if (shape is not null)
        {
            Note(name, Describe(read));
        }

        return TryGet(name, out var value) ? Object(value, PathOf(name), read) : null;
    }

    public T Object<T>(string name, Func<JsonObjectReader, T> read)
        where T : class => OptionalObject(name, read) ?? Missing(name, (T)null!);

    /// <summary>Reads <paramref name="value"/> with <paramref name="read"/> and reports every member that was not asked for.</summary>
    public static T Read<T>(JsonObject value, string path, ValidationErrors errors, Func<JsonObjectReader, T> read)
    {
        var members = new JsonObjectReader(value, path, errors);
        var result = read(members);
        foreach (var (name, _) in value.Where(member => !members.asked.Contains(member.Key)))
        {
            var closest = TextRules.Closest(name, members.asked);
            var known = closest.Count > 0 ? $"Did you mean {closest[0]}?" : $"Known are {string.Join(", ", members.asked)}.";
            errors.Add(members.PathOf(TextRules.Quote(name).Trim('\'')), $"Unknown member. {known}");
        }

        return result;
    }

    /// <summary>What <paramref name="read"/> asks for: the shape of the body, for the OpenAPI document.</summary>
    public static JsonSchemaNode Describe<T>(Func<JsonObjectReader, T> read)
    {
        var members = new JsonObjectReader([], "", new ValidationErrors()) { shape = new JsonSchemaNode("object") };
        _ = read(members);
        return members.shape;
    }

    private T Object<T>(JsonNode? value, string at, Func<JsonObjectReader, T> read)
    {
        if (value is JsonObject inner)
        {
            return Read(inner, at, Errors, read);
        }

        Errors.Add(at, $"{Shown(value)} is not allowed. Write an object.");
        return default!;
    }

    private List<T> List<T>(string name, int most, JsonSchemaNode? items, Func<JsonNode?, string, T> item)
    {
        Note(name, new JsonSchemaNode("array") { Items = items, Most = most });
        if (!TryGet(name, out var value))
        {
            return [];
        }

        if (value is not JsonArray array || array.Count > most)
        {
            Errors.Add(
                PathOf(name),
                $"{Shown(value)} is not allowed. Write a list of at most {most}.",
                ValidationTexts.TooMany(most)
            );
            return [];
        }

        return [.. array.Select((element, i) => item(element, $"{PathOf(name)}[{i}]"))];
    }

    private string StringAt(JsonNode? value, string at, Func<string, string?> faultOf, Func<string, string>? onPage = null)
    {
        var text = StringOf(value, at);
        if (text is not null && faultOf(text) is { } fault)
        {
            Errors.Add(at, fault, onPage?.Invoke(TextRules.Quote(text)));
        }

        return text ?? "";
    }

    private delegate bool TryParse<T>(string text, out T value, [NotNullWhen(false)] out string? fault);

    private T? OptionalValue<T>(string name, JsonSchemaNode allowed, TryParse<T> parse, Func<string, string>? onPage = null)
        where T : struct =>
        TryString(name, allowed) is not { } text ? null
        : parse(text, out var value, out var fault) ? value
        : Fault<T?>(name, fault, onPage?.Invoke(TextRules.Quote(text)));

    private string? TryString(string name, JsonSchemaNode allowed)
    {
        Note(name, allowed);
        return TryGet(name, out var value) ? StringOf(value, PathOf(name)) : null;
    }

    private void Note(string name, JsonSchemaNode allowed)
    {
        if (shape is not null)
        {
            shape.Members[name] = allowed;
        }
    }

    private string? StringOf(JsonNode? value, string at)
    {
        if (value?.GetValueKind() != JsonValueKind.String)
        {
            Errors.Add(at, $"{Shown(value)} is not allowed. Write a string.");
            return null;
        }

        try
        {
            return value.GetValue<string>();
        }
        catch (InvalidOperationException)
        {
            Errors.Add(at, "It has half a surrogate pair, which no text can hold.");
            return null;
        }
    }

    /// <summary>Null counts as left out.</summary>
    private bool TryGet(string name, [NotNullWhen(true)] out JsonNode? value)
    {
        asked.Add(name);
        return json.TryGetPropertyValue(name, out value) && value is not null;
    }

    /// <summary>What is wrong with a text in which there is nothing to see; null where there is something.</summary>
    private static string? Unseen(string text) =>
        text.Length == 0 ? "It must not be empty."
        : TextRules.IsVisible(text) ? null
        : "It has no visible character.";

    private string Required(string name, string? value, string otherwise) => value ?? Missing(name, otherwise);

    /// <summary>Reports the member as missing, unless it is there and its fault is reported already.</summary>
    private T Missing<T>(string name, T otherwise, string onPage = ValidationTexts.Missing)
    {
        if (!TryGet(name, out _))
        {
            shape?.Required.Add(name);
            Errors.Add(PathOf(name), "It is required.", onPage);
        }

        return otherwise;
    }

    private T? Fault<T>(string name, string fault, string? onPage = null)
    {
        Errors.Add(PathOf(name), fault, onPage);
        return default;
    }

    private static string Shown(JsonNode? value) =>
        value switch
        {
            null => "null",
            JsonObject => "An object",
            JsonArray array => $"A list of {array.Count}",
            _ when value.GetValueKind() == JsonValueKind.String => "A string",
            _ => TextRules.Quote(value.ToJsonString()),
        };
}
