using System.Text.Json.Nodes;
using GeekOnDuty.Api.Endpoints;
using GeekOnDuty.Api.Http;
using GeekOnDuty.Core.Documents;
using GeekOnDuty.Core.OnDuty;
using GeekOnDuty.Core.Rotas;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace GeekOnDuty.Api.OpenApi;

/// <summary>What operations take and answer, as named schemas.</summary>
internal static class Bodies
{
    private const string ProblemName = "Problem";

    /// <summary>From what the reader of the body asks for; the words are those of the types that it fills.</summary>
    public static async Task<OpenApiRequestBody> RequestAsync(
        BodyMetadata body,
        OpenApiOperationTransformerContext context,
        CancellationToken ct
    )
    {
        var shape = body.Describe();
        var schema = Schemas.Of(shape);
        foreach (var type in SourcesOf(body.Type))
        {
            Schemas.CopyWords(await context.GetOrCreateSchemaAsync(type, null, ct), schema);
        }

        return new OpenApiRequestBody
        {
            Description = schema.Properties!.Count == 0 ? null : "Unknown members are refused; null counts as left out.",
            Required = shape.Required.Count > 0,
            Content = Json(Named(NameOf(body.Type), schema, context.Document!), Examples.Body(body.Type)),
        };
    }

    /// <summary>A document is answered as it is taken: members that are null are left out. Null for all other types.</summary>
    public static OpenApiSchemaReference? AnswerSchema(Type type, OpenApiDocument document) =>
        type == typeof(RotaDocument) ? new OpenApiSchemaReference(NameOf(type), document) : null;

    public static OpenApiResponse Problem(IReadOnlyList<ProblemKind> kinds, OpenApiDocument document)
    {
        var headers = new Dictionary<string, IOpenApiHeader>(StringComparer.Ordinal);
        if (kinds[0].Status == StatusCodes.Status401Unauthorized)
        {
            headers["WWW-Authenticate"] = Header("`Bearer`, with `error=\"invalid_token\"` when a token was sent.");
        }
        else if (kinds[0].Status is StatusCodes.Status429TooManyRequests or StatusCodes.Status503ServiceUnavailable)
        {
            headers["Retry-After"] = Header("After how many seconds to try again.");
        }

        return new OpenApiResponse
        {
            Description = string.Join(" ", kinds.Select(kind => $"`{kind.Slug}`: {kind.Title}")),
            Headers = headers.Count > 0 ? headers : null,
            Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal)
            {
                ["application/problem+json"] = new()
                {
                    Schema = Named(ProblemName, ProblemSchema(document), document),
                    Examples = kinds.ToDictionary(
                        kind => kind.Slug,
                        kind => (IOpenApiExample)new OpenApiExample { Summary = kind.Title, Value = Examples.Of(kind) },
                        StringComparer.Ordinal
                    ),
                },
            },
        };
    }

    public static OpenApiHeader Header(string description) =>
        new()
        {
            Description = description,
            Schema = new OpenApiSchema { Type = JsonSchemaType.String },
        };

    private static Dictionary<string, OpenApiMediaType> Json(IOpenApiSchema schema, JsonNode? example) =>
        new(StringComparer.Ordinal)
        {
            ["application/json"] = new() { Schema = schema, Example = example },
        };

    private static OpenApiSchemaReference Named(string name, OpenApiSchema schema, OpenApiDocument document)
    {
        document.AddComponent(name, schema);
        return new OpenApiSchemaReference(name, document);
    }

    /// <summary>The types whose words tell about a body.</summary>
    private static Type[] SourcesOf(Type body) => body == typeof(OccurrenceQuestion) ? [body, typeof(OfficeHoursTerms)] : [body];

    /// <summary>A rota is answered by the type that it is taken by, with other members required.</summary>
    private static string NameOf(Type type) => type == typeof(Rota) ? "RotaBody" : type.Name;

    private static OpenApiSchema ProblemSchema(OpenApiDocument document) =>
        new()
        {
            Type = JsonSchemaType.Object,
            Description = "RFC 9457. Problems of some types carry more members.",
            Required = new HashSet<string>(StringComparer.Ordinal) { "type", "title", "status", "detail", "traceId" },
            Properties = new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal)
            {
                ["type"] = Text("`/problems/<slug>`; that page says what it means and what to do.", "uri-reference"),
                ["title"] = Text("The same for every problem of the type."),
                ["status"] = new OpenApiSchema { Type = JsonSchemaType.Integer, Description = "The HTTP status." },
                ["detail"] = Text("What is wrong this time."),
                ["traceId"] = Text("Finds this request in the server's log."),
                ["errors"] = new OpenApiSchema
                {
                    Type = JsonSchemaType.Object,
                    Description = "Of `invalid`: by the path of the member or the name of the parameter, what is wrong with it.",
                    AdditionalProperties = new OpenApiSchema { Type = JsonSchemaType.Array, Items = Text(null) },
                },
                ["alternatives"] = new OpenApiSchema
                {
                    Type = JsonSchemaType.Array,
                    MaxItems = 3,
                    Description =
                        "Of `slot-full`, `double-booked` and `already-claimed`: open slots that the holder is free to take.",
                    Items = new OpenApiSchemaReference(Schemas.NameOf(typeof(SlotBody)), document),
                },
            },
        };

    private static OpenApiSchema Text(string? description, string? format = null) =>
        new()
        {
            Type = JsonSchemaType.String,
            Description = description,
            Format = format,
        };
}
