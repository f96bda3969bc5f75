using System.Text.Json.Nodes;
using GeekOnDuty.Api.Http;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace GeekOnDuty.Api.OpenApi;

/// <summary>Completes each operation from what its endpoint says of itself: body, headers, problems, credentials, examples.</summary>
internal static class Operations
{
    public const string Bearer = "bearer";

    public static async Task TransformAsync(
        OpenApiOperation operation,
        OpenApiOperationTransformerContext context,
        CancellationToken ct
    )
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        Describe(operation, context, metadata);
        Parameters(operation, context, metadata);
        if (metadata.OfType<BodyMetadata>().LastOrDefault() is { } body)
        {
            operation.RequestBody = BodyOf(body);
        }

        foreach (var (response, type) in Responses(operation, metadata))
        {
            response.Example = Examples.Of(type);
        }

        foreach (var group in ProblemsOf(metadata, context).GroupBy(kind => kind.Status))
        {
            operation.Responses![group.Key.ToString(System.Globalization.CultureInfo.InvariantCulture)] = await ProblemAsync(
                context,
                [.. group],
                ct
            );
        }

        if (NeedsToken(metadata))
        {
            operation.Security =
            [
                new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Bearer, context.Document)] = [] },
            ];
        }
    }

    private static void Describe(OpenApiOperation operation, OpenApiOperationTransformerContext context, IList<object> metadata)
    {
        var summary = metadata.OfType<IEndpointSummaryMetadata>().LastOrDefault()?.Summary;
        operation.Description = operation.Summary == summary ? operation.Description : operation.Summary;
        operation.Summary = summary;
        var noun = context.Description.RelativePath!.Split('/').Skip(1).LastOrDefault(part => !part.StartsWith('{')) ?? "v1";
        operation.Tags = new HashSet<OpenApiTagReference>
        {
            new(TagOf(context.Description.RelativePath!, noun), context.Document),
        };
    }

    private static string TagOf(string path, string noun) =>
        path.StartsWith("healthz", StringComparison.Ordinal) ? "Health"
        : noun is "on-duty" or "schedule" or "slots" or "occurrences" && !path.Contains("{date}", StringComparison.Ordinal)
            ? "On duty"
        : noun is "claims" or "standing-claims" ? "Claims"
        : noun is "volunteers" or "organisations" or "members" or "tokens" or "me" ? "People"
        : "Rotas";

    private static void Parameters(OpenApiOperation operation, OpenApiOperationTransformerContext context, IList<object> metadata)
    {
        operation.Parameters ??= [];
        var path = context.Description.RelativePath!;
        foreach (
            var name in path.Split('/').Where(part => part.StartsWith('{')).Select(part => part.Trim('{', '}').Split(':')[0])
        )
        {
            if (operation.Parameters.FirstOrDefault(parameter => parameter.Name == name) is not OpenApiParameter known)
            {
                operation.Parameters.Add(
                    new OpenApiParameter
                    {
                        Name = name,
                        In = ParameterLocation.Path,
                        Required = true,
                        Description = "The slug of the rota.",
                        Schema = new OpenApiSchema { Type = JsonSchemaType.String, Examples = [JsonValue.Create("ceph")] },
                    }
                );
            }
        }

        foreach (var parameter in context.Description.ParameterDescriptions)
        {
            var type = Nullable.GetUnderlyingType(parameter.Type) ?? parameter.Type;
            if (operation.Parameters.FirstOrDefault(each => each.Name == parameter.Name) is OpenApiParameter described)
            {
                var schema = new OpenApiSchema { Type = JsonSchemaType.String };
                Schemas.Describe(schema, type, isNullable: false);
                described.Schema = schema;
                described.Description = Examples.ParameterText(parameter.Name);
            }
        }

        var methods = metadata
            .OfType<IHttpMethodMetadata>()
            .SelectMany(each => each.HttpMethods)
            .ToHashSet(StringComparer.Ordinal);
        var isWrite = metadata.OfType<Writes.Filter.Marker>().Any();
        if (isWrite && methods.Contains("POST"))
        {
            Header(
                operation,
                Writes.Header,
                "1 to 200 visible ASCII characters. The same key and body within 24 hours get the first answer again."
            );
        }

        if (isWrite && (methods.Contains("PUT") || methods.Contains("DELETE")))
        {
            Header(operation, "If-Match", "An ETag; when the thing has another one by now, the answer is 412.");
        }

        if (methods.Contains("GET") && operation.Responses?.ContainsKey("200") == true && IsTagged(metadata))
        {
            Header(operation, "If-None-Match", "An ETag; while the thing still has it, the answer is 304.");
            operation.Responses["304"] = new OpenApiResponse { Description = "Not Modified" };
        }
    }

    private static bool IsTagged(IList<object> metadata) => metadata.OfType<TaggedMetadata>().Any();

    private static void Header(OpenApiOperation operation, string name, string description) =>
        operation.Parameters!.Add(
            new OpenApiParameter
            {
                Name = name,
                In = ParameterLocation.Header,
                Description = description,
                Schema = new OpenApiSchema { Type = JsonSchemaType.String },
            }
        );

    private static OpenApiRequestBody BodyOf(BodyMetadata body) =>
        new()
        {
            Required = body.Shape.Required.Count > 0,
            Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal)
            {
                ["application/json"] = new() { Schema = Schemas.Of(body.Shape), Example = Examples.Body(body.Type) },
            },
        };

    private static IEnumerable<(OpenApiMediaType Media, Type Type)> Responses(OpenApiOperation operation, IList<object> metadata)
    {
        foreach (
            var produces in metadata
                .OfType<IProducesResponseTypeMetadata>()
                .Where(each => each.Type is not null && each.StatusCode < 300)
        )
        {
            var status = produces.StatusCode.ToString(System.Globalization.CultureInfo.InvariantCulture);
            if (operation.Responses?.TryGetValue(status, out var response) == true && response.Content is { } content)
            {
                foreach (var media in content.Values)
                {
                    yield return (media, produces.Type!);
                }
            }
        }
    }

    private static IEnumerable<ProblemKind> ProblemsOf(IList<object> metadata, OpenApiOperationTransformerContext context)
    {
        var kinds = metadata.OfType<OperationProblems>().SelectMany(each => each.Kinds).ToList();
        var methods = metadata
            .OfType<IHttpMethodMetadata>()
            .SelectMany(each => each.HttpMethods)
            .ToHashSet(StringComparer.Ordinal);
        var isWrite = metadata.OfType<Writes.Filter.Marker>().Any();
        if (metadata.OfType<BodyMetadata>().Any())
        {
            kinds.AddRange([Problems.Invalid, Problems.MalformedJson, Problems.TooLarge, Problems.UnsupportedMediaType]);
        }

        if (
            context.Description.ParameterDescriptions.Any(parameter =>
                typeof(IParameter).IsAssignableFrom(Nullable.GetUnderlyingType(parameter.Type) ?? parameter.Type)
            )
        )
        {
            kinds.Add(Problems.Invalid);
        }

        if (context.Description.RelativePath!.Contains('{', StringComparison.Ordinal))
        {
            kinds.Add(Problems.NotFound);
        }

        if (isWrite)
        {
            kinds.Add(methods.Contains("POST") ? Problems.IdempotencyKeyReused : Problems.PreconditionFailed);
        }

        return kinds.Distinct();
    }

    private static bool NeedsToken(IList<object> metadata) =>
        metadata.OfType<IAuthorizeData>().Any() && !metadata.OfType<IAllowAnonymous>().Any();

    private static async Task<OpenApiResponse> ProblemAsync(
        OpenApiOperationTransformerContext context,
        IReadOnlyList<ProblemKind> kinds,
        CancellationToken ct
    ) =>
        new()
        {
            Description = string.Join(" ", kinds.Select(kind => $"`{kind.Slug}`: {kind.Title}")),
            Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal)
            {
                ["application/problem+json"] = new()
                {
                    Schema = await context.GetOrCreateSchemaAsync(typeof(Microsoft.AspNetCore.Mvc.ProblemDetails), null, ct),
                    Examples = kinds.ToDictionary(
                        kind => kind.Slug,
                        kind => (IOpenApiExample)new OpenApiExample { Value = Examples.Of(kind) },
                        StringComparer.Ordinal
                    ),
                },
            },
        };
}
