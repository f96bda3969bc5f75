using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using GeekOnDuty.Api.Http;
using Xunit;

namespace GeekOnDuty.Api.Tests.OpenApi;

/// <summary>The document that `/openapi/v1.json` serves, and its operations.</summary>
public sealed class DocumentTests(RunningApp running) : IClassFixture<RunningApp>
{
    private const string Update = "UPDATE_SNAPSHOT";

    /// <summary>The paths of the contract that are there by now; a path that goes is a broken promise.</summary>
    private static readonly string[] Promised =
    [
        "GET /v1/rotas/{rota}/on-duty",
        "GET /v1/rotas/{rota}/on-duty/stream",
        "GET /v1/rotas",
        "GET /v1/rotas/{rota}",
        "POST /v1/rotas",
        "PUT /v1/rotas/{rota}",
        "GET /v1/rotas/{rota}/office-hours",
        "GET /v1/rotas/{rota}/office-hours/{id}",
        "POST /v1/rotas/{rota}/office-hours",
        "PUT /v1/rotas/{rota}/office-hours/{id}",
        "DELETE /v1/rotas/{rota}/office-hours/{id}",
        "PUT /v1/rotas/{rota}/office-hours/{id}/slots/{date}",
        "GET /v1/rotas/{rota}/slots",
        "GET /v1/rotas/{rota}/schedule",
        "POST /v1/occurrences",
        "POST /v1/rotas/{rota}/office-hours/{id}/slots/{date}/claims",
        "GET /v1/rotas/{rota}/claims",
        "DELETE /v1/rotas/{rota}/claims/{claimId}",
        "POST /v1/rotas/{rota}/office-hours/{id}/standing-claims",
        "DELETE /v1/rotas/{rota}/standing-claims/{id}",
        "GET /v1/volunteers",
        "POST /v1/volunteers",
        "GET /v1/volunteers/{id}",
        "PUT /v1/volunteers/{id}",
        "DELETE /v1/volunteers/{id}",
        "GET /v1/organisations",
        "POST /v1/organisations",
        "GET /v1/organisations/{id}",
        "PUT /v1/organisations/{id}",
        "DELETE /v1/organisations/{id}",
        "PUT /v1/rotas/{rota}/members/{volunteerId}",
        "DELETE /v1/rotas/{rota}/members/{volunteerId}",
        "GET /v1/rotas/{rota}/invitations",
        "POST /v1/rotas/{rota}/invitations",
        "DELETE /v1/rotas/{rota}/invitations/{id}",
        "POST /v1/rotas/{rota}/join",
        "GET /v1/rotas/{rota}/join-requests",
        "PUT /v1/rotas/{rota}/join-requests/{volunteerId}",
        "DELETE /v1/rotas/{rota}/join-requests/{volunteerId}",
        "GET /v1/tokens",
        "POST /v1/tokens",
        "DELETE /v1/tokens/{id}",
        "GET /v1/me",
        "PUT /v1/me",
        "DELETE /v1/me",
        "GET /v1/me/export",
        "GET /v1/me/claims",
        "GET /v1/audit",
        "GET /v1/rotas/{rota}/audit",
        "GET /v1/me/sessions",
        "DELETE /v1/me/sessions/{id}",
        "GET /healthz/live",
        "GET /healthz/ready",
        "GET /metrics",
    ];

    private static string Snapshot([System.Runtime.CompilerServices.CallerFilePath] string here = "") =>
        Path.Combine(Path.GetDirectoryName(here)!, "openapi.v1.json");

    [Fact]
    public async Task The_document_is_the_committed_one_to_the_byte()
    {
        var document = await running.App.Anonymous.GetByteArrayAsync("/openapi/v1.json");
        if (Environment.GetEnvironmentVariable(Update) == "1")
        {
            await File.WriteAllBytesAsync(Snapshot(), document);
        }

        var committed = File.Exists(Snapshot()) ? await File.ReadAllTextAsync(Snapshot()) : "";
        var (now, before) = (Encoding.UTF8.GetString(document).Split('\n'), committed.Split('\n'));
        var line = now.Zip(before).TakeWhile(pair => pair.First == pair.Second).Count();
        Assert.True(
            committed == Encoding.UTF8.GetString(document),
            $"""
            The API differs from the committed document, first in line {line + 1}:
              committed: {before.ElementAtOrDefault(line)}
              now:       {now.ElementAtOrDefault(line)}
            If the change is meant, write the new document and commit it with the change:
              {Update}=1 dotnet test tests/GeekOnDuty.Api.Tests --filter FullyQualifiedName~DocumentTests
            """
        );
    }

    [Fact]
    public async Task It_is_OpenAPI_3_1_and_servers_does_not_follow_the_Host_header()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/openapi/v1.json");
        request.Headers.Host = "evil.example";
        using var response = await running.App.Anonymous.SendAsync(request);
        var body = await response.Content.ReadAsStringAsync();
        Assert.DoesNotContain("evil.example", body, StringComparison.Ordinal);
        using var document = JsonDocument.Parse(body);
        Assert.StartsWith("3.1.", document.RootElement.GetProperty("openapi").GetString(), StringComparison.Ordinal);
        var server = Assert.Single(document.RootElement.GetProperty("servers").EnumerateArray());
        Assert.Equal("/", server.GetProperty("url").GetString());
    }

    [Fact]
    public async Task Every_operation_of_the_contract_is_there()
    {
        var there = (await DocumentAsync()).Operations.Select(operation => operation.Name).ToHashSet();
        Assert.Empty(Promised.Except(there));
    }

    [Fact]
    public async Task Every_operation_has_a_name_of_its_own_a_summary_a_description_and_a_known_tag()
    {
        var document = await DocumentAsync();
        var tags = document.Root["tags"]!.AsArray().Select(tag => (string)tag!["name"]!).ToHashSet();
        var faults = document
            .Operations.Where(operation =>
                string.IsNullOrWhiteSpace((string?)operation.Node["operationId"])
                || string.IsNullOrWhiteSpace((string?)operation.Node["summary"])
                || string.IsNullOrWhiteSpace((string?)operation.Node["description"])
                || operation.Node["tags"] is not JsonArray { Count: 1 } own
                || !tags.Contains((string)own[0]!)
            )
            .Select(operation => operation.Name);
        Assert.Empty(faults);
        Assert.All(document.Root["tags"]!.AsArray(), tag => Assert.NotEmpty((string)tag!["description"]!));
        var names = document.Operations.Select(operation => (string)operation.Node["operationId"]!).ToList();
        Assert.Equal(names.Distinct().Count(), names.Count);
    }

    [Fact]
    public async Task Every_success_has_a_schema_and_an_example()
    {
        var faults =
            from operation in (await DocumentAsync()).Operations
            let successes = operation.Responses.Where(response => response.Key.StartsWith('2')).ToList()
            where
                successes.Count == 0
                || successes.Exists(success =>
                    success.Key != "204"
                    && (
                        success.Value!["content"]?.AsObject() is not { Count: > 0 } content
                        || content.Any(media => media.Value!["schema"] is null || media.Value["example"] is null)
                    )
                )
            select operation.Name;
        Assert.Empty(faults);
    }

    [Fact]
    public async Task Every_body_and_parameter_is_described()
    {
        var faults = new List<string>();
        foreach (var operation in (await DocumentAsync()).Operations)
        {
            if (operation.Node.ContainsKey("requestBody") && (operation.Body?["schema"] is null || operation.BodyExample is null))
            {
                faults.Add($"{operation.Name}: body");
            }

            var inPath = operation.Path.Split('/').Where(part => part.StartsWith('{')).Select(part => part.Trim('{', '}'));
            faults.AddRange(
                inPath
                    .Except(
                        operation.Parameters.Where(each => (string)each["in"]! == "path").Select(each => (string)each["name"]!)
                    )
                    .Select(name => $"{operation.Name}: {name} is missing")
            );
            faults.AddRange(
                operation
                    .Parameters.Where(each =>
                        each["schema"]?["type"] is null || string.IsNullOrEmpty((string?)each["description"])
                    )
                    .Select(each => $"{operation.Name}: {each["name"]}")
            );
        }

        Assert.Empty(faults);
    }

    [Fact]
    public async Task Every_problem_has_an_example_whose_type_and_status_are_known()
    {
        foreach (var operation in (await DocumentAsync()).Operations)
        {
            foreach (var (status, response) in operation.Responses.Where(response => response.Key[0] is '4' or '5'))
            {
                var media = response!["content"]!["application/problem+json"]!;
                Assert.Equal("#/components/schemas/Problem", (string?)media["schema"]!["$ref"]);
                var examples = media["examples"]!.AsObject();
                Assert.NotEmpty(examples);
                Assert.All(
                    examples,
                    example =>
                    {
                        var kind = Assert.Single(Problems.All, kind => kind.Slug == example.Key);
                        Assert.Equal(kind.Type, (string?)example.Value!["value"]!["type"]);
                        Assert.Equal(status, example.Value["value"]!["status"]!.ToString());
                    }
                );
            }
        }
    }

    [Fact]
    public async Task Protected_operations_say_401_and_403_and_public_ones_neither()
    {
        foreach (var operation in (await DocumentAsync()).Operations)
        {
            Assert.True(operation.NeedsToken == operation.Responses.ContainsKey("401"), operation.Name);
            Assert.True(operation.NeedsToken == operation.Responses.ContainsKey("403"), operation.Name);
        }
    }

    [Fact]
    public async Task The_documented_example_of_every_body_is_accepted()
    {
        var app = running.App;
        var rota = await app.Given.RotaAsync(joining: "approval");
        var hours = await app.Given.OfficeHoursAsync(rota);
        var ada = await app.Given.PersonAsync("Ada", rota);
        var asker = await app.Given.PersonAsync("Asker");
        using var asked = await asker.Client.PostAsync($"/v1/rotas/{rota}/join", null);
        await asked.ShouldBe(202);
        using var organisation = await app.Admin.PostAsync(
            "/v1/organisations",
            Json("""{"slug":"made-before","name":"Made before"}""")
        );
        var organisationId = (await organisation.ShouldBe(201)).GetProperty("id").GetString()!;
        foreach (var operation in (await ApiDescription.OfAsync(app)).Operations.Where(operation => operation.Body is not null))
        {
            var id =
                operation.Path.Contains("organisations", StringComparison.Ordinal) ? organisationId
                : operation.Path.Contains("office-hours", StringComparison.Ordinal) ? hours.ToString()
                : ada.Id.ToString();
            var name = operation.Node["operationId"]!.ToString();
            var of =
                name == "ImportRota" ? "ceph"
                : name is "ArchiveRota" or "DeleteRota" ? await app.Given.RotaAsync()
                : rota;
            var path = operation
                .Path.Replace("{rota}", of)
                .Replace("{id}", id)
                .Replace("join-requests/{volunteerId}", $"join-requests/{asker.Id}")
                .Replace("{volunteerId}", ada.Id.ToString())
                .Replace("{date}", "2026-11-20");
            // The slug of a rota is that of its address.
            var body = name is "UpdateRota" or "DeleteRota"
                ? operation.BodyExample!.Replace("\"slug\":\"ceph\"", $"\"slug\":\"{of}\"")
                : operation.BodyExample!;
            body = body.Replace("0199f3a0-5c1e-7b3a-9d2f-3b1a2c4d5e6f", ada.Id.ToString());
            // Administrators are members of no rota: what is for oneself is asked by Ada.
            var client = operation.Path.EndsWith("claims", StringComparison.Ordinal) ? ada.Client : app.Admin;
            using var request = new HttpRequestMessage(new HttpMethod(operation.Method), path) { Content = Json(body) };
            using var response = await client.SendAsync(request);
            Assert.True(
                response.IsSuccessStatusCode || (int)response.StatusCode == 409,
                $"{operation.Name} answers its own example with {(int)response.StatusCode}: {await response.Content.ReadAsStringAsync()}"
            );
        }
    }

    private static StringContent Json(string body) => new(body, new MediaTypeHeaderValue("application/json", "utf-8"));

    private Task<ApiDescription> DocumentAsync() => ApiDescription.OfAsync(running.App);
}
