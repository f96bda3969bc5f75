using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using GeekOnDuty.Core.Operations;
using GeekOnDuty.Core.Text;
using Microsoft.Net.Http.Headers;

namespace GeekOnDuty.Api.Http;

/// <summary>A parameter that is read from the JSON body. An absent body counts as an empty object.</summary>
internal sealed record Body<T>(T Value)
    : IBindableFromHttpContext<Body<T>>,
        Microsoft.AspNetCore.Http.Metadata.IEndpointParameterMetadataProvider
    where T : IRequestBody<T>
{
    private const int MaxDepth = 16;
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = MaxDepth };

    public static async ValueTask<Body<T>?> BindAsync(HttpContext context, System.Reflection.ParameterInfo parameter)
    {
        var bytes = await ReadBytesAsync(context.Request, context.RequestAborted);
        if (bytes.Length > 0)
        {
            RequireJson(context.Request);
        }

        return Read(bytes.Length == 0 ? "{}"u8.ToArray() : bytes);
    }

    /// <summary>Reads a body that came in some other way, such as a file of a form.</summary>
    /// <exception cref="ProblemException">It is no JSON object, or its members are not valid.</exception>
    public static Body<T> Read(byte[] bytes)
    {
        using var document = Parse(bytes);
        var errors = new ValidationErrors();
        var value = JsonObjectReader.Read(JsonObject.Create(document.RootElement)!, "", errors, T.Read);
        errors.ThrowIfAny();
        return new Body<T>(value);
    }

    public static void PopulateMetadata(System.Reflection.ParameterInfo parameter, EndpointBuilder builder) =>
        builder.Metadata.Add(new BodyMetadata(typeof(T), () => JsonObjectReader.Describe(T.Read)));

    private static async Task<byte[]> ReadBytesAsync(HttpRequest request, CancellationToken ct)
    {
        using var buffer = new MemoryStream();
        try
        {
            await request.Body.CopyToAsync(buffer, ct);
        }
        // Such as the size of a chunk that is no number; a body that is too large is one too, with an answer of its own.
        catch (IOException fault) when (fault is not BadHttpRequestException)
        {
            throw ProblemException.Of(
                Problems.BadRequest,
                "The body cannot be read: it ends too early, or its chunks are malformed."
            );
        }

        var bytes = buffer.ToArray();
        request.HttpContext.Features.Set(new BodyBytes(bytes));
        return bytes;
    }

    private static void RequireJson(HttpRequest request)
    {
        var isJson =
            MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            && (
                type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase)
                || type.Suffix.Equals("json", StringComparison.OrdinalIgnoreCase)
            );
        var isUtf8 =
            isJson
            && (!type!.Charset.HasValue || type.Charset.Value.Trim('"').Equals("utf-8", StringComparison.OrdinalIgnoreCase));
        if (!isUtf8)
        {
            throw ProblemException.Of(
                Problems.UnsupportedMediaType,
                $"The Content-Type {TextRules.Quote(request.ContentType ?? "")} is not taken. Send application/json in UTF-8."
            );
        }
    }

    /// <param name="bytes">One byte order mark before the text does not belong to it.</param>
    private static JsonDocument Parse(byte[] bytes)
    {
        ReadOnlyMemory<byte> text = bytes.AsSpan().StartsWith(Encoding.UTF8.Preamble)
            ? bytes.AsMemory(Encoding.UTF8.Preamble.Length)
            : bytes;
        try
        {
            _ = new UTF8Encoding(false, throwOnInvalidBytes: true).GetCharCount(text.Span);
            var document = JsonDocument.Parse(text, Strict);
            return document.RootElement.ValueKind != JsonValueKind.Object
                    ? throw ProblemException.Of(Problems.MalformedJson, "The body is JSON, but not an object.")
                : JsonFault.DuplicateName(document.RootElement) is { } name
                    ? throw ProblemException.Of(
                        Problems.MalformedJson,
                        $"The name {TextRules.Quote(name)} stands twice in the same object. Leave one of the two out."
                    )
                : document;
        }
        catch (JsonException fault)
        {
            throw JsonFault.Of(text.Span, fault, MaxDepth);
        }
        catch (InvalidOperationException)
        {
            throw ProblemException.Of(Problems.MalformedJson, "The name of a member has half a surrogate pair.");
        }
        catch (DecoderFallbackException)
        {
            throw ProblemException.Of(Problems.MalformedJson, "The body is not UTF-8.");
        }
    }
}

/// <summary>What the body is, for the OpenAPI document.</summary>
internal sealed record BodyMetadata(Type Type, Func<JsonSchemaNode> Describe);

/// <summary>The body as it came, for the hash that an Idempotency-Key is bound to.</summary>
internal sealed record BodyBytes(byte[] Bytes);
