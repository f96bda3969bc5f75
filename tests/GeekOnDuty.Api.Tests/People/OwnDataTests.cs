using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using GeekOnDuty.Api.Tests.Claims;
using GeekOnDuty.Api.Tests.Http;
using GeekOnDuty.Api.Tests.Joining;
using Npgsql;
using Xunit;

namespace GeekOnDuty.Api.Tests.People;

/// <summary>What a person can get of their own, and what is left of them when they go.</summary>
public sealed class OwnDataTests(TestDatabase db) : IClassFixture<TestDatabase>
{
    private const string Name = "Adalind Quillfeather";
    private const string Nick = "quillnick";
    private const string Address = "adalind@quill.example";
    private const string Key = "adalind-of-the-document";

    [Fact]
    public async Task The_file_has_all_that_is_kept_about_me_and_no_secret_and_no_name_of_others()
    {
        await using var app = await TestApp.StartAsync(db, Steps.At("2026-03-02T10:00:00Z"));
        var (rota, hours) = await RotaAsync(app);
        var coordinator = await app.Given.PersonAsync("Cornelia Other", rota, "coordinator");
        var ada = await AdaAsync(app, rota);
        var claim = await ada.Client.TakeAsync(rota, hours, "2026-03-02");
        await ada.Client.GiveBackAsync(rota, await ada.Client.TakeAsync(rota, hours, "2026-03-03"));
        var standing = await ada.Client.TakeAllAsync(rota, hours, new { from = "2026-03-10", until = "2026-03-10" });
        var byOther = await coordinator.Client.TakeAsync(rota, hours, "2026-03-12", new { volunteerId = ada.Id });
        await coordinator.Client.TakeAsync(rota, hours, "2026-03-14");
        using var made = await ada.Client.PostAsJsonAsync("/v1/tokens", new { name = "second" });
        var secret = (await made.ShouldBe(201)).Text("secret");

        var asked = await app.Given.RotaAsync(joining: "approval");
        await ada.Client.AskAsync(asked, "I have time on Fridays.");

        using var response = await ada.Client.GetAsync("/v1/me/export");
        var file = await response.ShouldBe(200);
        Assert.Equal("no-store", response.Headers.CacheControl?.ToString());
        Assert.Equal("attachment", response.Content.Headers.ContentDisposition?.DispositionType);
        Assert.Equal("geek-on-duty.json", response.Content.Headers.ContentDisposition?.FileName);
        using var me = await ada.Client.GetAsync("/v1/me");
        Assert.Equal((await me.ShouldBe(200)).GetRawText(), file.GetProperty("volunteer").GetRawText());
        Assert.Equal(Address, file.GetProperty("volunteer").GetProperty("contacts")[1].Text("value"));
        Assert.False(file.GetProperty("account").GetProperty("isAdmin").GetBoolean());
        var membership = Assert.Single(file.GetProperty("memberships").EnumerateArray());
        Assert.Equal((rota, "volunteer"), (membership.Text("rota"), membership.Text("role")));
        var request = Assert.Single(file.GetProperty("joinRequests").EnumerateArray());
        Assert.Equal((asked, "I have time on Fridays."), (request.Text("rota"), request.Text("message")));
        var claims = file.GetProperty("claims").EnumerateArray().ToList();
        Assert.Equal(["2026-03-02", "2026-03-03", "2026-03-10", "2026-03-12"], claims.Select(each => each.Text("date")));
        Assert.Equal(claim.Id(), claims[0].Id());
        Assert.Equal("holder", claims[1].Text("releasedBy"));
        Assert.Equal(
            [standing.Text("id"), $"{Key}-{rota}-again"],
            file.GetProperty("standingClaims")
                .EnumerateArray()
                .OrderBy(each => each.Text("from"), StringComparer.Ordinal)
                .Select(each => each.Text("key"))
        );
        Assert.Equal(
            ["second", "tests"],
            file.GetProperty("tokens").EnumerateArray().Select(each => each.Text("name")).Order(StringComparer.Ordinal)
        );
        var audit = file.GetProperty("audit").EnumerateArray().ToList();
        // Her own deeds, and what others did to her: made her, gave her a token, put her in, claimed for her.
        Assert.Contains(audit, entry => entry.GetProperty("actor").GetProperty("name").GetString() == Name);
        var others = Assert.Single(audit, entry => entry.GetProperty("subjectId").GetGuid() == byOther.Id());
        Assert.Equal(coordinator.Id, others.GetProperty("actor").Id());
        Assert.Equal(Name, others.GetProperty("after").GetProperty("holder").Text("name"));
        Assert.Equal(
            ["claim", "join-request", "member", "standing-claim", "token", "volunteer"],
            audit.Select(entry => entry.Text("kind")).Distinct().Order(StringComparer.Ordinal)
        );
        Assert.DoesNotContain(audit, entry => entry.GetRawText().Contains("2026-03-14", StringComparison.Ordinal));

        var text = file.GetRawText();
        Assert.DoesNotContain("Cornelia", text, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("hash", text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(secret["geek_".Length..], text, StringComparison.Ordinal);

        using var anonymous = await app.Anonymous.GetAsync("/v1/me/export");
        await anonymous.ShouldBeProblem(401, "unauthenticated");

        // The other tests look for what is left of an Ada in this same database.
        using var gone = await ada.Client.DeleteAsync("/v1/me");
        await gone.ShouldBe(204);
    }

    [Fact]
    public async Task Whoever_erases_themselves_leaves_the_hours_given_and_no_trace_of_who_gave_them()
    {
        await using var app = await TestApp.StartAsync(db, Steps.At("2026-03-02T10:00:00Z"));
        var (rota, hours) = await RotaAsync(app);
        var coordinator = await app.Given.PersonAsync("Coordinator", rota, "coordinator");
        var ada = await AdaAsync(app, rota);
        await ada.Client.TakeAsync(rota, hours, "2026-03-02");
        await ada.Client.TakeAllAsync(rota, hours, new { from = "2026-03-20" });
        using var named = await ada.Client.PostAsync("/v1/tokens", new { name = $"Laptop of {Name}" }, key: $"key of {Name}");
        await named.ShouldBe(201);
        await ada.Client.AskAsync(await app.Given.RotaAsync(joining: "approval"), $"I am {Name}");
        await SignInAsync(ada.Id);
        app.Clock.Now = Steps.At("2026-03-05T10:00:00Z");
        Assert.NotEmpty(await TracesAsync());

        using var erased = await ada.Client.DeleteAsync("/v1/me");
        await erased.ShouldBe(204);
        using var after = await ada.Client.GetAsync("/v1/me");
        await after.ShouldBeProblem(401, "unauthenticated");

        Assert.Empty(await TracesAsync());
        var then = await app.OnDutyAsync(rota, "2026-03-02T10:00:00Z");
        Assert.Equal(["A former volunteer"], then);
        Assert.Empty(await app.OnDutyAsync(rota, "2026-03-20T10:00:00Z"));
        foreach (
            var path in (string[])
                [
                    $"/v1/rotas/{rota}/on-duty?at=2026-03-02T10:00:00Z",
                    $"/v1/rotas/{rota}/slots?from=2026-03-01T00:00:00Z&to=2026-04-01T00:00:00Z&limit=200",
                    $"/v1/rotas/{rota}/schedule?from=2026-03-01T00:00:00Z&to=2026-04-01T00:00:00Z&limit=200",
                    $"/v1/rotas/{rota}/claims?from=2026-01-01T00:00:00Z&limit=200",
                    $"/v1/rotas/{rota}/members",
                    $"/v1/rotas/{rota}/document",
                    $"/v1/rotas/{rota}/audit?limit=200",
                    "/v1/audit?limit=200",
                    "/v1/volunteers?limit=200",
                    "/v1/me/export",
                ]
        )
        {
            var client = path.StartsWith("/v1/audit", StringComparison.Ordinal) ? app.Admin : coordinator.Client;
            var text = await client.GetStringAsync(path);
            Assert.DoesNotContain(Words, word => text.Contains(word, StringComparison.OrdinalIgnoreCase));
        }

        using var audit = await coordinator.Client.GetAsync($"/v1/rotas/{rota}/audit?actorId={ada.Id}&limit=200");
        var entries = (await audit.ShouldBe(200)).Items().ToList();
        Assert.All(entries, entry => Assert.Equal("A former volunteer", entry.GetProperty("actor").Text("name")));
        // She was let in when she did all this, and when she left.
        var last = entries
            .Where(entry => entry.Text("request") == entries[0].Text("request"))
            .Select(entry => entry.Text("kind"));
        Assert.Equal(["claim", "member", "standing-claim"], last.Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_last_admin_cannot_erase_themselves()
    {
        await using var app = await TestApp.StartAsync(db, Steps.At("2026-03-02T10:00:00Z"));
        using var response = await app.Admin.DeleteAsync("/v1/me");
        await response.ShouldBeProblem(409, "last-admin");
        using var still = await app.Admin.GetAsync("/v1/me");
        await still.ShouldBe(200);
    }

    private static string[] Words => [Name, Nick, Address, Key];

    private static async Task<(string Rota, Guid Hours)> RotaAsync(TestApp app)
    {
        var rota = await app.Given.RotaAsync();
        return (rota, await app.Given.OfficeHoursAsync(rota, seats: 2));
    }

    /// <summary>By a document, which has keys of its own for people and their standing claims.</summary>
    private async Task<Person> AdaAsync(TestApp app, string rota)
    {
        using var read = await app.Admin.GetAsync($"/v1/rotas/{rota}/document");
        var document = JsonNode.Parse((await read.ShouldBe(200)).GetRawText())!.AsObject();
        var key = $"{Key}-{rota}";
        document["volunteers"]!
            .AsArray()
            .Add(
                new JsonObject
                {
                    ["key"] = key,
                    ["role"] = "volunteer",
                    ["displayName"] = Name,
                    ["zone"] = "UTC",
                }
            );
        document["standingClaims"] = new JsonArray(
            new JsonObject
            {
                ["key"] = $"{key}-again",
                ["officeHours"] = document["officeHours"]![0]!["key"]!.DeepClone(),
                ["volunteer"] = key,
                ["from"] = "2027-01-01",
                ["until"] = "2027-01-01",
            }
        );
        using var imported = await app.Admin.SendJsonAsync("PUT", $"/v1/rotas/{rota}/document", document.ToJsonString());
        await imported.ShouldBe(200);
        await using var connection = await db.OpenAsync();
        var id = await connection.ScalarAsync<Guid>("SELECT id FROM volunteers WHERE key = $1", key);
        using var token = await app.Admin.PostAsJsonAsync("/v1/tokens", new { name = "tests", volunteerId = id });
        var client = app.ClientWith((await token.ShouldBe(201)).Text("secret"));
        using var put = await client.PutAsJsonAsync(
            "/v1/me",
            new
            {
                displayName = Name,
                zone = "UTC",
                contacts = new object[]
                {
                    new
                    {
                        kind = "irc",
                        value = Nick,
                        @public = true,
                    },
                    new { kind = "email", value = Address },
                },
            }
        );
        await put.ShouldBe(200);
        return new Person(id, Name, client);
    }

    /// <summary>As with a browser.</summary>
    private async Task SignInAsync(Guid id)
    {
        await using var connection = await db.OpenAsync();
        await connection.ExecuteAsync("UPDATE volunteers SET email = $2 WHERE id = $1", id, Address);
        await connection.ExecuteAsync(
            """
            INSERT INTO sign_in_links (secret_hash, email, return_to, created_at, expires_at)
            VALUES (sha256('link'), $1, '/', '2026-03-02T10:00Z', '2026-03-02T10:15Z')
            """,
            Address
        );
        await connection.ExecuteAsync(
            """
            INSERT INTO sessions (id, secret_hash, volunteer_id, device, created_at, last_used_at, expires_at)
            VALUES (gen_random_uuid(), sha256('session'), $1, $2, '2026-03-02T10:00Z', '2026-03-02T10:00Z', '2026-04-02T10:00Z')
            """,
            id,
            $"Browser of {Name}"
        );
    }

    /// <summary>Every row of every table that has one of her words in it, as text or as bytes.</summary>
    private async Task<List<string>> TracesAsync()
    {
        await using var connection = await db.OpenAsync();
        var tables = await ColumnAsync(
            connection,
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
        );
        Assert.Contains("changes", tables);
        var traces = new List<string>();
        foreach (var table in tables)
        {
            var rows = await ColumnAsync(connection, $"SELECT t::text FROM \"{table}\" t");
            traces.AddRange(
                rows.Where(row =>
                        Words.Any(word =>
                            row.Contains(word, StringComparison.OrdinalIgnoreCase)
                            || row.Contains(Convert.ToHexString(Encoding.UTF8.GetBytes(word)), StringComparison.OrdinalIgnoreCase)
                        )
                    )
                    .Select(row => $"{table}: {row}")
            );
        }

        return traces;
    }

    private static async Task<List<string>> ColumnAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync();
        var values = new List<string>();
        while (await reader.ReadAsync())
        {
            values.Add(reader.GetString(0));
        }

        return values;
    }
}
