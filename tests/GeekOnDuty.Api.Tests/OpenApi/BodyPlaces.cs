using System.Text.Json;
using System.Text.Json.Nodes;

namespace GeekOnDuty.Api.Tests.OpenApi;

/// <summary>A place in a body: the names of members, and 0 for the first item of a list.</summary>
internal sealed record BodyPlace(string Path, IReadOnlyList<object> Steps)
{
    private const string Here = "@place@";

    /// <summary>The example of an operation with something else there, which need not be JSON that a node could hold.</summary>
    public string Put(ApiOperation operation, string json) => Put(operation, [this], json);

    /// <summary>The same in several places at once.</summary>
    public static string Put(ApiOperation operation, IEnumerable<BodyPlace> places, string json)
    {
        var root = JsonNode.Parse(operation.BodyExample!)!;
        foreach (var place in places)
        {
            place.Mark(root, Here);
        }

        return root.ToJsonString(JsonSerializerOptions.Web).Replace($"\"{Here}\"", json, StringComparison.Ordinal);
    }

    /// <summary>Puts a text there, and objects and lists on the way; nothing where something else is in the way.</summary>
    public void Mark(JsonNode root, string text)
    {
        var node = root;
        for (var i = 0; i < Steps.Count; i++)
        {
            if (node is JsonValue)
            {
                return;
            }

            JsonNode next =
                i + 1 == Steps.Count ? text
                : Steps[i + 1] is int ? new JsonArray()
                : new JsonObject();
            if (Steps[i] is string name)
            {
                var parent = node.AsObject();
                parent[name] = i + 1 < Steps.Count && parent[name] is { } there ? there : next;
                node = parent[name]!;
            }
            else
            {
                var parent = node.AsArray();
                if (parent.Count == 0)
                {
                    parent.Add(next);
                }
                else if (i + 1 == Steps.Count)
                {
                    parent[0] = next;
                }

                node = parent[0]!;
            }
        }
    }

    /// <summary>Where the body of an operation has strings, whatever they mean.</summary>
    public static IEnumerable<BodyPlace> Strings(ApiDescription document, ApiOperation operation) =>
        All(document, operation).Where(each => each.Type == "string").Select(each => each.Place);

    /// <summary>Every place that the body of an operation can have, but the whole of it.</summary>
    public static IEnumerable<BodyPlace> Anywhere(ApiDescription document, ApiOperation operation) =>
        All(document, operation).Select(each => each.Place).Where(place => place.Steps.Count > 0);

    /// <summary>A member that nobody knows, in each object of the body.</summary>
    public static IEnumerable<BodyPlace> Unknown(ApiDescription document, ApiOperation operation, string name) =>
        from each in All(document, operation)
        where each.Type == "object"
        let path = each.Place.Path.Length == 0 ? name : $"{each.Place.Path}.{name}"
        select new BodyPlace(path, [.. each.Place.Steps, name]);

    private static IEnumerable<(BodyPlace Place, string Type)> All(ApiDescription document, ApiOperation operation) =>
        Walk(document, operation.Body!["schema"]!, new BodyPlace("", []));

    private static IEnumerable<(BodyPlace Place, string Type)> Walk(ApiDescription document, JsonNode schema, BodyPlace place)
    {
        var resolved = document.Resolve(schema);
        if (resolved["oneOf"] is JsonArray choices)
        {
            resolved = document.Resolve(choices.First(choice => choice!["type"]?.ToString() != "null")!);
        }

        var type = resolved["type"] is JsonArray types
            ? types.Select(each => (string)each!).Single(each => each != "null")
            : (string)resolved["type"]!;
        yield return (place, type);
        foreach (var (name, member) in resolved["properties"]?.AsObject() ?? [])
        {
            var path = place.Path.Length == 0 ? name : $"{place.Path}.{name}";
            foreach (var each in Walk(document, member!, new BodyPlace(path, [.. place.Steps, name])))
            {
                yield return each;
            }
        }

        if (resolved["items"] is { } items)
        {
            foreach (var each in Walk(document, items, new BodyPlace($"{place.Path}[0]", [.. place.Steps, 0])))
            {
                yield return each;
            }
        }
    }
}
