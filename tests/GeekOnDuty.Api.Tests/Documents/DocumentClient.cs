using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Npgsql;

namespace GeekOnDuty.Api.Tests.Documents;

/// <summary>Rota documents through the API.</summary>
internal static class DocumentClient
{
    private static readonly string[] Tables =
    [
        "rotas",
        "members",
        "organisations",
        "volunteers",
        "office_hours",
        "office_hours_revisions",
        "slot_overrides",
        "standing_claims",
        "claims",
    ];

    public static async Task<string> ExportAsync(this TestApp app, string rota)
    {
        using var response = await app.Admin.GetAsync($"/v1/rotas/{rota}/document");
        await response.ShouldBe(200);
        return await response.Content.ReadAsStringAsync();
    }

    /// <returns>The answer; its status is the caller's to check.</returns>
    public static async Task<HttpResponseMessage> ImportAsync(
        this HttpClient client,
        string rota,
        string document,
        string query = "",
        EntityTagHeaderValue? ifMatch = null
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, $"/v1/rotas/{rota}/document{query}");
        request.Content = new StringContent(document, Encoding.UTF8, "application/json");
        // A body that is too large is refused before it is sent, instead of on a connection that breaks while it is.
        request.Headers.ExpectContinue = true;
        if (ifMatch is not null)
        {
            request.Headers.IfMatch.Add(ifMatch);
        }

        return await client.SendAsync(request);
    }

    /// <returns>The report of an import that must succeed.</returns>
    public static async Task<JsonElement> MustImportAsync(this TestApp app, string rota, string document, string query = "")
    {
        using var response = await app.Admin.ImportAsync(rota, document, query);
        return await response.ShouldBe(200);
    }

    /// <returns>The problem of an import that must be refused as invalid.</returns>
    public static async Task<JsonElement> RefusedImportAsync(this TestApp app, string rota, string document)
    {
        using var response = await app.Admin.ImportAsync(rota, document);
        return await response.ShouldBeProblem(400, "invalid");
    }

    /// <summary>The document after a change.</summary>
    public static string With(this string document, Action<JsonNode> change)
    {
        var node = JsonNode.Parse(document)!;
        change(node);
        return node.ToJsonString();
    }

    /// <summary>As in `officeHours morning updated`, one line for each change.</summary>
    public static string ChangesOf(this JsonElement report) =>
        string.Join(
            "\n",
            report
                .GetProperty("changes")
                .EnumerateArray()
                .Select(each =>
                    $"{each.GetProperty("list").GetString()} {each.GetProperty("key").GetString()} {each.GetProperty("change").GetString()}"
                )
        );

    /// <summary>Every row of every table that an import could touch.</summary>
    public static async Task<string> DumpAsync(this TestDatabase db)
    {
        await using var source = NpgsqlDataSource.Create(db.ConnectionString);
        var dump = new StringBuilder();
        foreach (var table in Tables)
        {
            await using var command = source.CreateCommand(
                $"SELECT string_agg(t::text, chr(10) ORDER BY t::text) FROM {table} t"
            );
            dump.AppendLine(table).AppendLine(await command.ExecuteScalarAsync() as string);
        }

        return dump.ToString();
    }
}
