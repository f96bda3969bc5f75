using System.Text.Json;
using System.Text.Json.Nodes;

namespace GeekOnDuty.Api.Tests.OpenApi;

/// <summary>The OpenAPI document, as tests ask it.</summary>
internal sealed class ApiDescription(JsonNode root)
{
    private static readonly string[] Methods = ["get", "put", "post", "delete"];

    public JsonNode Root { get; } = root;

    public static async Task<ApiDescription> OfAsync(TestApp app) =>
        new(JsonNode.Parse(await app.Anonymous.GetStringAsync("/openapi/v1.json"))!);

    public IEnumerable<ApiOperation> Operations =>
        from path in Root["paths"]!.AsObject()
        from operation in path.Value!.AsObject()
        where Methods.Contains(operation.Key)
        select new ApiOperation(operation.Key.ToUpperInvariant(), path.Key, operation.Value!.AsObject());

    /// <summary>The schema itself, where it is a reference to one.</summary>
    public JsonObject Resolve(JsonNode schema) =>
        schema["$ref"]?.GetValue<string>() is { } reference
            ? reference.Split('/').Skip(1).Aggregate(Root, (node, part) => node[part]!).AsObject()
            : schema.AsObject();

    /// <summary>Every object in the document, with where it is.</summary>
    public IEnumerable<(string Path, JsonObject Node)> Objects() => Objects("#", Root);

    private static IEnumerable<(string Path, JsonObject Node)> Objects(string path, JsonNode? node) =>
        node switch
        {
            JsonObject members => members
                .SelectMany(member => Objects($"{path}/{member.Key}", member.Value))
                .Prepend((path, members)),
            JsonArray items => items.SelectMany((item, i) => Objects($"{path}/{i}", item)),
            _ => [],
        };
}

internal sealed record ApiOperation(string Method, string Path, JsonObject Node)
{
    public string Name => $"{Method} {Path}";

    public bool NeedsToken => Node.ContainsKey("security");

    public IEnumerable<JsonObject> Parameters => (Node["parameters"]?.AsArray() ?? []).Select(each => each!.AsObject());

    public JsonObject Responses => Node["responses"]!.AsObject();

    public JsonObject? Body => Node["requestBody"]?["content"]?["application/json"]?.AsObject();

    public string? BodyExample => Body?["example"]?.ToJsonString(JsonSerializerOptions.Web);
}
