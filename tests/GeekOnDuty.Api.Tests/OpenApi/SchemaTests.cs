using System.Text.Json.Nodes;
using Xunit;

namespace GeekOnDuty.Api.Tests.OpenApi;

/// <summary>The schemas of the document.</summary>
public sealed class SchemaTests(RunningApp running) : IClassFixture<RunningApp>
{
    [Fact]
    public async Task Every_reference_resolves_and_every_named_schema_is_used()
    {
        var document = await DocumentAsync();
        var references = document
            .Objects()
            .Select(each => (string?)(each.Node["$ref"] as JsonValue))
            .OfType<string>()
            .ToHashSet();
        var schemas = document.Root["components"]!["schemas"]!
            .AsObject()
            .Select(schema => $"#/components/schemas/{schema.Key}")
            .ToHashSet();
        Assert.Empty(references.Except(schemas));
        Assert.Empty(schemas.Except(references));
    }

    [Fact]
    public async Task Every_schema_says_what_it_is_and_every_property_what_it_means()
    {
        var document = await DocumentAsync();
        var faults = new List<string>();
        foreach (var (path, node) in document.Objects())
        {
            var type = node["type"] is JsonArray types ? types.Select(each => (string)each!).Last(each => each != "null") : null;
            type ??= node["type"] is JsonValue one && one.TryGetValue<string>(out var name) ? name : null;
            var parent = path.Split('/').SkipLast(1).LastOrDefault();
            var isSchema = path.EndsWith("/schema", StringComparison.Ordinal) || parent is "schemas" or "properties";
            if (isSchema && type is null && !node.ContainsKey("$ref") && !node.ContainsKey("oneOf"))
            {
                faults.Add($"{path} has no type");
            }

            if (isSchema && type == "array" && !node.ContainsKey("items"))
            {
                faults.Add($"{path} has no items");
            }

            if (isSchema && type == "object" && !node.ContainsKey("properties") && !node.ContainsKey("additionalProperties"))
            {
                faults.Add($"{path} has no properties");
            }

            if (parent == "properties" && !path.Contains("/example", StringComparison.Ordinal) && !Describes(document, node))
            {
                faults.Add($"{path} has no description");
            }
        }

        Assert.Empty(faults);
    }

    [Fact]
    public async Task Answers_require_the_members_that_they_always_have_and_enums_are_kebab_case()
    {
        var document = await DocumentAsync();
        foreach (var (path, node) in document.Objects())
        {
            if (node["enum"] is JsonArray values)
            {
                Assert.All(
                    values.OfType<JsonValue>(), // Weekdays are the codes of RFC 5545, as everywhere.
                    value => Assert.Matches("^([a-z]+(-[a-z]+)*|MO|TU|WE|TH|FR|SA|SU)$", value.GetValue<string>())
                );
            }

            Assert.False(node["type"]?.ToString() == "[\"integer\",\"string\"]", path);
        }

        foreach (var answer in (string[])["Rota", "OfficeHoursAnswer", "Token", "NewToken", "Volunteer", "Claim", "OnDutyBody"])
        {
            var schema = document.Root["components"]!["schemas"]![answer]!;
            Assert.Equal(
                schema["properties"]!.AsObject().Select(property => property.Key).Order(),
                schema["required"]!.AsArray().Select(name => (string)name!).Order()
            );
        }
    }

    [Fact]
    public async Task The_schema_of_a_problem_has_every_member_that_is_sent()
    {
        var properties = (await DocumentAsync()).Root["components"]!["schemas"]!["Problem"]!["properties"]!.AsObject();
        string[] sent = ["type", "title", "status", "detail", "traceId", "errors", "alternatives"];
        Assert.Equal(sent.Order(), properties.Select(property => property.Key).Order());
    }

    private static bool Describes(ApiDescription document, JsonObject node) =>
        node.ContainsKey("description")
        || document.Resolve(node).ContainsKey("description")
        || (node["oneOf"] as JsonArray)?.Any(each => document.Resolve(each!).ContainsKey("description")) == true;

    private Task<ApiDescription> DocumentAsync() => ApiDescription.OfAsync(running.App);
}
