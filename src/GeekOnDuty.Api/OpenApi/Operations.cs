using System.Globalization;
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
        var endpoint = new Endpoint(context);
        Describe(operation, endpoint);
        Parameters(operation, endpoint);
        if (endpoint.Body is { } body)
        {
            operation.RequestBody = await Bodies.RequestAsync(body, context, ct);
        }

        Answers(operation, endpoint);
        foreach (var group in endpoint.Problems.GroupBy(kind => kind.Status).OrderBy(group => group.Key))
        {
            operation.Responses![Digits(group.Key)] = Bodies.Problem([.. group], context.Document!);
        }

        if (endpoint.NeedsToken)
        {
            operation.Security =
            [
                new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Bearer, context.Document)] = [] },
            ];
        }
    }

    private static void Describe(OpenApiOperation operation, Endpoint endpoint)
    {
        // The summary of the handler's documentation arrives in place of the summary that the route gives.
        var summary = endpoint.Metadata.OfType<IEndpointSummaryMetadata>().LastOrDefault()?.Summary;
        operation.Description = operation.Summary == summary ? operation.Description : operation.Summary?.ReplaceLineEndings(" ");
        operation.Summary = summary;
        operation.Tags = new HashSet<OpenApiTagReference> { new(Tags.Of(endpoint.Path), endpoint.Document) };
    }

    private static void Parameters(OpenApiOperation operation, Endpoint endpoint)
    {
        var known = (operation.Parameters ?? [])
            .OfType<OpenApiParameter>()
            .ToDictionary(parameter => parameter.Name!, StringComparer.Ordinal);
        foreach (var name in endpoint.PathParameters.Where(name => !known.ContainsKey(name)))
        {
            known[name] = new OpenApiParameter
            {
                Name = name,
                In = ParameterLocation.Path,
                Required = true,
                Schema = Schemas.RotaSlug(),
            };
        }

        foreach (var parameter in endpoint.Parameters.Where(parameter => known.ContainsKey(parameter.Name)))
        {
            var schema = new OpenApiSchema { Type = JsonSchemaType.String };
            Schemas.Describe(schema, Nullable.GetUnderlyingType(parameter.Type) ?? parameter.Type, isNullable: false);
            known[parameter.Name].Schema = parameter.Name == "rota" ? Schemas.RotaSlug() : schema;
        }

        foreach (var parameter in known.Values)
        {
            parameter.Description = ParameterTexts.Of(operation.OperationId!, parameter.Name!);
        }

        var inPath = endpoint.PathParameters.Select(name => known[name]);
        var others = known.Values.Where(parameter => parameter.In != ParameterLocation.Path);
        operation.Parameters = [.. inPath, .. others, .. Headers(endpoint)];
    }

    private static IEnumerable<OpenApiParameter> Headers(Endpoint endpoint)
    {
        if (endpoint.IsWrite && endpoint.Is("POST"))
        {
            yield return Header(
                Idempotency.Header,
                "1 to 200 visible ASCII characters. The same key and body within 24 hours get the first answer again."
            );
        }

        if (endpoint.HonoursIfMatch)
        {
            yield return Header("If-Match", "An ETag; when the thing has another one by now, the answer is 412.");
        }

        if (endpoint.Is("GET") && endpoint.IsTagged)
        {
            yield return Header("If-None-Match", "An ETag; while the thing still has it, the answer is 304.");
        }
    }

    private static OpenApiParameter Header(string name, string description) =>
        new()
        {
            Name = name,
            In = ParameterLocation.Header,
            Description = description,
            Schema = new OpenApiSchema { Type = JsonSchemaType.String },
        };

    private static void Answers(OpenApiOperation operation, Endpoint endpoint)
    {
        foreach (var (status, each) in operation.Responses!)
        {
            var response = (OpenApiResponse)each;
            if (endpoint.AnswerTypes.TryGetValue(status, out var type) && response.Content is { Count: > 0 } content)
            {
                var (mediaType, media) = content.First();
                media.Example = type == typeof(string) ? Examples.Of(mediaType) : Examples.Of(type);
                media.Schema = Bodies.AnswerSchema(type, endpoint.Document) ?? media.Schema;
                response.Description = status == "201" ? "It was made." : "The answer.";
            }
            else if (status == "204")
            {
                response.Description = "It is done.";
            }

            var headers = new Dictionary<string, IOpenApiHeader>(StringComparer.Ordinal);
            if (endpoint.IsTagged)
            {
                headers["ETag"] = Bodies.Header("Strong: the same for the same body.");
            }

            if (status == "201")
            {
                headers["Location"] = Bodies.Header("Where the new thing is.");
            }

            response.Headers = headers.Count > 0 ? headers : null;
        }

        if (endpoint.Is("GET") && endpoint.IsTagged)
        {
            operation.Responses["304"] = new OpenApiResponse { Description = "It still has the ETag of `If-None-Match`." };
        }
    }

    private static string Digits(int status) => status.ToString(CultureInfo.InvariantCulture);

    /// <summary>What the endpoint of an operation says of itself.</summary>
    private sealed class Endpoint(OpenApiOperationTransformerContext context)
    {
        public IList<object> Metadata { get; } = context.Description.ActionDescriptor.EndpointMetadata;

        public OpenApiDocument Document { get; } = context.Document!;

        public string Path { get; } = context.Description.RelativePath!;

        public BodyMetadata? Body => Metadata.OfType<BodyMetadata>().LastOrDefault();

        public bool IsWrite => Metadata.OfType<Idempotency.Filter.Marker>().Any();

        public bool IsTagged => Metadata.OfType<TaggedMetadata>().Any();

        public bool HonoursIfMatch => Metadata.OfType<IfMatch.Marker>().Any();

        public bool NeedsToken => Metadata.OfType<IAuthorizeData>().Any() && !Metadata.OfType<IAllowAnonymous>().Any();

        public bool Is(string method) =>
            Metadata.OfType<IHttpMethodMetadata>().Any(each => each.HttpMethods.Contains(method, StringComparer.Ordinal));

        public IEnumerable<string> PathParameters =>
            Path.Split('/').Where(part => part.StartsWith('{')).Select(part => part.Trim('{', '}').Split(':')[0]);

        public IEnumerable<(string Name, Type Type)> Parameters =>
            context.Description.ParameterDescriptions.Select(parameter => (parameter.Name, parameter.Type));

        /// <summary>By status.</summary>
        public Dictionary<string, Type> AnswerTypes =>
            Metadata
                .OfType<IProducesResponseTypeMetadata>()
                .Where(each => each.Type is not null && each.StatusCode < 300)
                .DistinctBy(each => each.StatusCode)
                .ToDictionary(each => Digits(each.StatusCode), each => each.Type!, StringComparer.Ordinal);

        public IEnumerable<ProblemKind> Problems
        {
            get
            {
                var kinds = Metadata.OfType<OperationProblems>().SelectMany(each => each.Kinds).ToList();
                if (Body is not null)
                {
                    kinds.AddRange([
                        Http.Problems.Invalid,
                        Http.Problems.MalformedJson,
                        Http.Problems.TooLarge,
                        Http.Problems.UnsupportedMediaType,
                    ]);
                }

                if (
                    Parameters.Any(each =>
                        typeof(IParameter).IsAssignableFrom(Nullable.GetUnderlyingType(each.Type) ?? each.Type)
                    )
                )
                {
                    kinds.Add(Http.Problems.Invalid);
                }

                if (PathParameters.Any())
                {
                    kinds.Add(Http.Problems.NotFound);
                }

                if (IsWrite && Is("POST"))
                {
                    kinds.Add(Http.Problems.IdempotencyKeyReused);
                }

                if (IsWrite && PathParameters.Contains("rota") && !Metadata.OfType<AlsoArchived>().Any())
                {
                    kinds.Add(Http.Problems.RotaArchived);
                }

                // Where a thing has no ETag, none that is sent can be its present one.
                if (IsWrite && !Is("POST"))
                {
                    kinds.Add(Http.Problems.PreconditionFailed);
                }

                return kinds.Distinct();
            }
        }
    }
}
