using System.Net.Http.Json;
using System.Text.Json;
using GeekOnDuty.Api.Tests.Claims;
using GeekOnDuty.Api.Tests.Start;
using Npgsql;
using Xunit;

namespace GeekOnDuty.Api.Tests.Observability;

/// <summary>What the program itself writes on its standard output.</summary>
public sealed class ProgramLogTests(TestDatabase db) : IClassFixture<TestDatabase>
{
    private const string Password = "hunter2-of-postgres";
    private const string Admin = "geek_admin_of_this_test_only";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private (string, string)[] Settings =>
        [("ConnectionStrings__GeekOnDuty", $"{db.ConnectionString};Password={Password}"), ("GeekOnDuty__AdminToken", Admin)];

    [Fact]
    public async Task In_production_each_request_has_one_line_of_JSON_and_no_line_has_a_secret()
    {
        await using var run = ProgramRun.Start(Settings);
        using var client = ProgramRun.As(await run.ListensAsync(), Admin);
        client.DefaultRequestHeaders.UserAgent.ParseAdd("A-Browser-That-Tells/1.0");
        var size = (await client.GetByteArrayAsync("/openapi/v1.json", Ct)).Length;
        using var made = new HttpRequestMessage(HttpMethod.Post, "/v1/organisations?token=geek_in_the_query");
        made.Headers.Add("Idempotency-Key", "a-key-of-my-own");
        made.Content = JsonContent.Create(new { slug = "told", name = "Not to be told" });
        using var created = await client.SendAsync(made, Ct);
        await created.ShouldBe(201);
        using var wrong = new HttpRequestMessage(HttpMethod.Delete, "/v1/tokens/geek_in_the_path");
        wrong.Headers.Authorization = new("Bearer", "geek_wrong_token");
        using var refused = await client.SendAsync(wrong, Ct);
        using var head = await client.SendAsync(new HttpRequestMessage(HttpMethod.Head, "/v1/rotas"), Ct);
        using var file = await client.GetAsync("/problem.css", Ct);
        var css = (await file.Content.ReadAsByteArrayAsync(Ct)).Length;
        using var link = new HttpRequestMessage(HttpMethod.Get, "/sign-in/the-secret-in-a-link-of-mail");
        link.Headers.Add("Cookie", "geek-on-duty=the-secret-in-a-cookie");
        using var followed = await client.SendAsync(link, Ct);
        using var calendar = await client.GetAsync("/me/calendar/geek_calendar_the-secret-in-a-calendar.ics", Ct);
        using var lost = await client.GetAsync("/a%22%0Ab", Ct);
        var problem = await lost.ShouldBeProblem(404, "not-found");
        await run.StopAsync();

        var lines = Requests(run);
        Assert.Equal(
            [
                $"GET /openapi/v1.json 200 {size}",
                $"POST /v1/organisations 201 {created.Content.Headers.ContentLength}",
                $"DELETE /v1/tokens/geek_… {(int)refused.StatusCode} {(await refused.Content.ReadAsByteArrayAsync(Ct)).Length}",
                "HEAD /v1/rotas 200 0",
                $"GET /problem.css 200 {css}",
                $"GET /sign-in/… {(int)followed.StatusCode} {(await followed.Content.ReadAsByteArrayAsync(Ct)).Length}",
                $"GET /me/calendar/geek_… 404 {(await calendar.Content.ReadAsByteArrayAsync(Ct)).Length}",
                $"GET /a\"\nb 404 {(await lost.Content.ReadAsByteArrayAsync(Ct)).Length}",
            ],
            lines.Select(line =>
                $"{line.GetProperty("Method")} {line.GetProperty("Path")} {line.GetProperty("Status")} {line.GetProperty("Bytes")}"
            )
        );
        Assert.Equal(problem.GetProperty("traceId").GetString(), lines[^1].GetProperty("TraceId").GetString());
        var everything = run.ToString();
        foreach (
            var secret in (string[])
                [
                    Password,
                    Admin,
                    "in_the_query",
                    "in_the_path",
                    "the-secret-in",
                    "wrong_token",
                    "a-key-of-my-own",
                    "Not to be told",
                    "A-Browser",
                    "Authorization",
                ]
        )
        {
            Assert.DoesNotContain(secret, everything, StringComparison.OrdinalIgnoreCase);
        }
    }

    [Theory]
    [InlineData("Production")]
    [InlineData("Development")]
    public async Task An_unexpected_fault_is_told_in_the_log_with_its_trace_and_never_in_the_answer(string environment)
    {
        await ExecuteAsync("ALTER TABLE organisations RENAME TO somewhere_else");
        try
        {
            await using var run = ProgramRun.Start([.. Settings, ("ASPNETCORE_ENVIRONMENT", environment)]);
            using var client = await run.ListensAsync();
            using var failed = await client.GetAsync("/v1/organisations?token=geek_in_the_query", Ct);
            var trace = (await failed.ShouldBeProblem(500, "internal")).GetProperty("traceId").GetString()!;
            foreach (var page in (string[])["/swagger/index.html", "/problem.css", "/problems/internal"])
            {
                using var shown = await client.GetAsync(page, Ct);
                await shown.ShouldBe(200);
            }

            var body = await failed.Content.ReadAsStringAsync(Ct);
            Assert.DoesNotContain("somewhere_else", body, StringComparison.Ordinal);
            Assert.DoesNotContain("organisations\\\"", body, StringComparison.Ordinal);
            Assert.DoesNotContain("   at ", body, StringComparison.Ordinal);
            await run.StopAsync();

            Assert.DoesNotContain("in_the_query", run.ToString(), StringComparison.Ordinal);
            Assert.DoesNotContain(Password, run.ToString(), StringComparison.Ordinal);
            if (environment == "Development")
            {
                Assert.DoesNotContain(run.Output, line => line.StartsWith('{'));
                Assert.Contains(run.Output, line => line.Contains(trace, StringComparison.Ordinal));
                return;
            }

            Assert.Equal([500, 200, 200, 200], Requests(run).Select(line => line.GetProperty("Status").GetInt32()));
            var told = Assert.Single(Lines(run), line => line.TryGetProperty("Exception", out _));
            Assert.Contains(trace, told.GetProperty("Message").GetString(), StringComparison.Ordinal);
            Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}Z$", told.GetProperty("Timestamp").GetString());
        }
        finally
        {
            await ExecuteAsync("ALTER TABLE somewhere_else RENAME TO organisations");
        }
    }

    [Fact]
    public async Task Who_hangs_up_has_a_line_with_499()
    {
        await using var run = ProgramRun.Start(Settings);
        using var client = ProgramRun.As(await run.ListensAsync(), Admin);
        using var made = await client.PostAsJsonAsync("/v1/organisations", new { slug = "waits", name = "Waits" }, Ct);
        var id = (await made.ShouldBe(201)).GetProperty("id").GetString();
        await using var connection = new NpgsqlConnection(db.ConnectionString);
        await connection.OpenAsync(Ct);
        await using var transaction = await connection.BeginTransactionAsync(Ct);
        await using var hold = new NpgsqlCommand("SELECT 1 FROM organisations FOR UPDATE", connection, transaction);
        await hold.ExecuteNonQueryAsync(Ct);

        using var impatient = new CancellationTokenSource();
        var waiting = client.PutAsJsonAsync($"/v1/organisations/{id}", new { slug = "waits", name = "Not" }, impatient.Token);
        await db.WaitForBlockedAsync("OrganisationQueries.");
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        var line = await run.SaysAsync("\"Method\":\"PUT\"");
        await transaction.RollbackAsync(Ct);

        Assert.Equal(499, JsonDocument.Parse(line).RootElement.GetProperty("Status").GetInt32());
        await run.StopAsync();
    }

    [Theory]
    [InlineData($"Host=db;Port=five;Password={Password}")]
    [InlineData($"Host=db;Pasword={Password}")]
    [InlineData($"postgres://geek:{Password}@db/geek")]
    [InlineData($"Host=db;Password=\"{Password}")]
    public async Task A_connection_string_that_is_refused_keeps_its_password(string connectionString)
    {
        await using var run = ProgramRun.Start(("ConnectionStrings__GeekOnDuty", connectionString));
        await run.IsRefusedAsync();
        Assert.DoesNotContain(Password, run.ToString(), StringComparison.Ordinal);
    }

    private static List<JsonElement> Lines(ProgramRun run) =>
        [.. run.Output.Where(line => line.StartsWith('{')).Select(line => JsonDocument.Parse(line).RootElement)];

    private static List<JsonElement> Requests(ProgramRun run) =>
        [.. Lines(run).Where(line => line.GetProperty("Category").GetString() == "GeekOnDuty.Requests")];

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(db.ConnectionString);
        await connection.OpenAsync(Ct);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Ct);
    }
}
