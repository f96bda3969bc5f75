using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using GeekOnDuty.Api.Http;
using GeekOnDuty.Core.Operations;
using GeekOnDuty.Core.Text;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using NodaTime;

namespace GeekOnDuty.Api.OpenApi;

/// <summary>How the types of the API are described.</summary>
internal static class Schemas
{
    private static readonly Dictionary<Type, (string? Format, string? Pattern, string Example)> Strings = new()
    {
        [typeof(Instant)] = ("date-time", null, "2026-03-29T01:00:00Z"),
        [typeof(InstantParam)] = ("date-time", null, "2026-03-29T01:00:00Z"),
        [typeof(LocalDate)] = ("date", null, "2026-03-29"),
        [typeof(DateParam)] = ("date", null, "2026-03-29"),
        [typeof(LocalTime)] = (null, "^([01][0-9]|2[0-3]):[0-5][0-9]$", "09:00"),
        [typeof(Guid)] = ("uuid", null, "0199f3a0-5c1e-7b3a-9d2f-3b1a2c4d5e6f"),
        [typeof(IdParam)] = ("uuid", null, "0199f3a0-5c1e-7b3a-9d2f-3b1a2c4d5e6f"),
        [typeof(ZoneParam)] = (null, null, "Europe/Amsterdam"),
        [typeof(CursorParam)] = (null, "^[0-9a-f]+$", "63657068"),
    };

    /// <summary>Everything is inlined that is one value on the wire.</summary>
    public static bool IsInlined(Type type)
    {
        var value = Nullable.GetUnderlyingType(type) ?? type;
        return Strings.ContainsKey(value)
            || value.IsPrimitive
            || value == typeof(string)
            || value == typeof(JsonObject)
            || value == typeof(JsonNode)
            || value.IsEnum
            || typeof(IParameter).IsAssignableFrom(value)
            || (value.IsGenericType && typeof(System.Collections.IEnumerable).IsAssignableFrom(value))
            || value.IsArray
            || value.Namespace == typeof(GeekOnDuty.Core.Documents.RotaDocument).Namespace
                && value.Name.EndsWith("Entry", StringComparison.Ordinal)
            || typeof(GeekOnDuty.Core.Documents.RotaDocument) == value;
    }

    public static string NameOf(Type type) =>
        type.IsGenericType
            ? $"{type.Name.Split('`')[0]}Of{string.Join("And", type.GetGenericArguments().Select(NameOf))}"
            : type.Name;

    public static Task TransformAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken ct)
    {
        var type = context.JsonTypeInfo.Type;
        Describe(schema, Nullable.GetUnderlyingType(type) ?? type, isNullable: Nullable.GetUnderlyingType(type) is not null);
        if (context.JsonTypeInfo.Kind == JsonTypeInfoKind.Object && schema.Properties is { Count: > 0 } properties)
        {
            // Answers carry every member, null ones too.
            schema.Required = properties.Keys.ToHashSet(StringComparer.Ordinal);
        }

        return Task.CompletedTask;
    }

    public static OpenApiSchema RotaSlug() =>
        new()
        {
            Type = JsonSchemaType.String,
            Pattern = "^[a-z0-9-]{1,40}$",
            Examples = [JsonValue.Create("ceph")],
        };

    public static void Describe(OpenApiSchema schema, Type type, bool isNullable)
    {
        var orNull = isNullable ? JsonSchemaType.Null : default(JsonSchemaType);
        if (Strings.TryGetValue(type, out var text))
        {
            (schema.Type, schema.Format, schema.Pattern, schema.Properties) = (
                JsonSchemaType.String | orNull,
                text.Format,
                text.Pattern,
                null
            );
            schema.Required = null;
            schema.Examples = [JsonValue.Create(text.Example)];
        }
        else if (type == typeof(JsonObject))
        {
            // Of many shapes, so it is said only that it is one.
            (schema.Type, schema.AdditionalProperties) = (JsonSchemaType.Object | JsonSchemaType.Null, new OpenApiSchema());
        }
        else if (type == typeof(JsonNode))
        {
            // Any value at all.
            schema.Type =
                JsonSchemaType.Null
                | JsonSchemaType.Boolean
                | JsonSchemaType.Number
                | JsonSchemaType.String
                | JsonSchemaType.Array
                | JsonSchemaType.Object;
            (schema.Items, schema.AdditionalProperties) = (new OpenApiSchema(), new OpenApiSchema());
            (schema.Properties, schema.Required) = (null, null);
        }
        else if (EnumOf(type) is { } words)
        {
            var names = Enum.GetNames(words);
            schema.Type = JsonSchemaType.String | orNull;
            schema.Enum =
            [
                .. names.Select(name =>
                    (JsonNode)JsonValue.Create(System.Text.Json.JsonNamingPolicy.KebabCaseLower.ConvertName(name))
                ),
            ];
            (schema.Properties, schema.Required) = (null, null);
        }
        else if (type == typeof(LimitParam))
        {
            (schema.Type, schema.Minimum, schema.Maximum) = (JsonSchemaType.Integer, "1", "200");
            schema.Default = JsonValue.Create(PageRequest.DefaultPageSize);
            (schema.Properties, schema.Required) = (null, null);
        }
        else if (ItemType(type) is { } item && Strings.ContainsKey(item))
        {
            var items = new OpenApiSchema();
            Describe(items, item, isNullable: false);
            schema.Items = items;
        }
        else if (type == typeof(BooleanParam))
        {
            (schema.Type, schema.Properties, schema.Required) = (JsonSchemaType.Boolean, null, null);
        }
    }

    private static Type? EnumOf(Type type) =>
        type.IsEnum ? type
        : type == typeof(GeekOnDuty.Api.Endpoints.SlotStateParam) ? typeof(GeekOnDuty.Core.OnDuty.SlotState)
        : type == typeof(GeekOnDuty.Api.Endpoints.ChangeKindParam) ? typeof(GeekOnDuty.Core.Storage.ChangeKind)
        : null;

    /// <summary>The schema of a request body, from what its reader asks for. Null counts as left out.</summary>
    public static OpenApiSchema Of(JsonSchemaNode shape, bool orNull = false)
    {
        var isObject = shape.Type == "object";
        var isNumber = shape.Type == "integer";
        return new OpenApiSchema
        {
            Type = Enum.Parse<JsonSchemaType>(shape.Type, ignoreCase: true) | (orNull ? JsonSchemaType.Null : default),
            Format = shape.Format,
            Pattern = shape.Pattern,
            Description = shape.Text,
            MinLength = shape.MinLength,
            MaxLength = shape.MaxLength,
            Minimum = shape.Least?.ToString(CultureInfo.InvariantCulture),
            Maximum = isNumber ? shape.Most?.ToString(CultureInfo.InvariantCulture) : null,
            MaxItems = isNumber ? null : shape.Most,
            Enum = shape.OneOf is null ? null : [.. Values(shape.OneOf, orNull)],
            Items = shape.Items is null ? null : Of(shape.Items),
            Properties = isObject
                ? shape.Members.ToDictionary(
                    member => member.Key,
                    member => (IOpenApiSchema)Of(member.Value, orNull: !shape.Required.Contains(member.Key)),
                    StringComparer.Ordinal
                )
                : null,
            Required = isObject ? shape.Required : null,
            AdditionalPropertiesAllowed = !isObject,
        };
    }

    /// <summary>Gives each member of a body the words of the property that it fills, however deep in <paramref name="type"/> it lies.</summary>
    public static void CopyWords(IOpenApiSchema type, OpenApiSchema body)
    {
        body.Description ??= type.Description?.ReplaceLineEndings(" ");
        if (type.Items is { } items && body.Items is OpenApiSchema bodyItems)
        {
            CopyWords(items, bodyItems);
        }

        foreach (var (name, property) in type.Properties ?? new Dictionary<string, IOpenApiSchema>())
        {
            var words = property.OneOf?.LastOrDefault() ?? property;
            if (body.Properties?.TryGetValue(name, out var member) == true)
            {
                CopyWords(words, (OpenApiSchema)member);
            }
            else
            {
                CopyWords(words, body);
            }
        }
    }

    private static IEnumerable<JsonNode> Values(IEnumerable<string> values, bool orNull)
    {
        var nodes = values.Select(value => (JsonNode)JsonValue.Create(value));
        return orNull ? nodes.Append(JsonNullSentinel.JsonNull) : nodes;
    }

    private static Type? ItemType(Type type) =>
        type.IsArray ? type.GetElementType()
        : type.IsGenericType && typeof(System.Collections.IEnumerable).IsAssignableFrom(type) ? type.GetGenericArguments()[^1]
        : null;
}
