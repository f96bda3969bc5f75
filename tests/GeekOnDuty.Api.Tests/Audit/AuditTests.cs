using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using GeekOnDuty.Api.Tests.Claims;
using GeekOnDuty.Api.Tests.Http;
using GeekOnDuty.Core.SignIn;
using GeekOnDuty.Core.Storage;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Xunit;

namespace GeekOnDuty.Api.Tests.Audit;

/// <summary>What the audit log tells.</summary>
public sealed class AuditTests(RunningApp running) : IClassFixture<RunningApp>
{
    private TestApp App => running.App;

    [Fact]
    public async Task A_claim_is_told_as_the_API_shows_it_before_and_after_newest_first()
    {
        var (rota, hours, ada, coordinator) = await App.SceneAsync();
        var claim = await ada.Client.TakeAsync(rota, hours, "2026-03-03");
        await ada.Client.GiveBackAsync(rota, claim);

        var entries = await coordinator.Client.EntriesAsync($"/v1/rotas/{rota}/audit?subjectId={claim.Id()}");
        Assert.Equal(["claim released", "claim taken"], entries.Select(Said));
        Assert.All(entries, entry => Assert.Equal(rota, entry.Text("rota")));
        var (released, taken) = (entries[0], entries[1]);
        Assert.Equal(JsonValueKind.Null, taken.GetProperty("before").ValueKind);
        ShouldEqual(claim, taken.GetProperty("after"));
        ShouldEqual(claim, released.GetProperty("before"));
        Assert.Equal("released", released.GetProperty("after").Text("status"));
        Assert.NotEqual(taken.Text("request"), released.Text("request"));
    }

    [Fact]
    public async Task It_says_who_acted_by_which_token_in_the_request_that_problems_and_logs_name()
    {
        var (rota, hours, ada, coordinator) = await App.SceneAsync();
        // Without somebody who listens the framework follows no trace and names requests itself.
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Microsoft.AspNetCore",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.PropagationData,
        };
        ActivitySource.AddActivityListener(listener);
        using var request = new HttpRequestMessage(
            HttpMethod.Post,
            $"/v1/rotas/{rota}/office-hours/{hours}/slots/2026-03-03/claims"
        )
        {
            Content = JsonContent.Create(new { }),
        };
        request.Headers.Add("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
        using var response = await ada.Client.SendAsync(request);
        var claim = await response.ShouldBe(201);

        var path = $"/v1/rotas/{rota}/audit?subjectId={claim.Id()}";
        var entry = Assert.Single(await coordinator.Client.EntriesAsync(path));
        Assert.StartsWith("00-0af7651916cd43dd8448eb211c80319c-", entry.Text("request"), StringComparison.Ordinal);
        var actor = entry.GetProperty("actor");
        Assert.Equal(("token", ada.Id, "Ada"), (actor.Text("kind"), actor.Id(), actor.Text("name")));
        // What a token is called is for its owner and for admins.
        Assert.Equal(JsonValueKind.Null, actor.GetProperty("token").GetProperty("name").ValueKind);
        var toAdmin = Assert.Single(await App.Admin.EntriesAsync(path)).GetProperty("actor").GetProperty("token");
        Assert.Equal((actor.GetProperty("token").Id(), "tests"), (toAdmin.Id(), toAdmin.Text("name")));

        var made = (await App.Admin.EntriesAsync($"/v1/rotas/{rota}/audit?kind=rota"))[0].GetProperty("actor");
        Assert.Equal("GeekOnDuty__AdminToken", made.GetProperty("token").Text("name"));
    }

    [Fact]
    public async Task What_is_done_with_a_browser_has_a_person_and_no_token_and_so_has_the_session_itself()
    {
        var (rota, hours, ada, coordinator) = await App.SceneAsync();
        string secret;
        await using (var scope = App.Services.CreateAsyncScope())
        {
            var db = scope.ServiceProvider.GetRequiredService<DbSession>();
            await db.BeginAsync(CancellationToken.None);
            var sessions = scope.ServiceProvider.GetRequiredService<SessionQueries>();
            secret = await sessions.StartAsync(ada.Id, null, "A browser", RunningApp.Now, CancellationToken.None);
            await db.CommitAsync();
        }

        using var request = new HttpRequestMessage(
            HttpMethod.Post,
            $"/v1/rotas/{rota}/office-hours/{hours}/slots/2026-03-03/claims"
        )
        {
            Content = JsonContent.Create(new { }),
        };
        request.Headers.Add("Cookie", $"geek-on-duty={secret}");
        request.Headers.Add("Sec-Fetch-Site", "same-origin");
        using var response = await App.Anonymous.SendAsync(request);
        var claim = await response.ShouldBe(201);

        var entry = Assert.Single(await coordinator.Client.EntriesAsync($"/v1/rotas/{rota}/audit?subjectId={claim.Id()}"));
        var started = Assert.Single(await App.Admin.EntriesAsync($"/v1/audit?kind=session&actorId={ada.Id}"));
        foreach (var actor in new[] { entry.GetProperty("actor"), started.GetProperty("actor") })
        {
            Assert.Equal(("volunteer", ada.Id), (actor.Text("kind"), actor.Id()));
            Assert.Equal(JsonValueKind.Null, actor.GetProperty("token").ValueKind);
        }

        Assert.Equal("started", started.Text("what"));
        Assert.DoesNotContain(secret, started.GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain("hash", started.GetRawText(), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_change_of_office_hours_is_told_with_its_date_and_all_that_followed_has_its_request()
    {
        var (rota, hours, ada, coordinator) = await App.SceneAsync();
        var claim = await ada.Client.TakeAsync(rota, hours, "2026-03-05");
        await coordinator.Client.SetSlotAsync(rota, hours, "2026-03-05", new { startTime = "10:00", endTime = "11:00" });
        var path = $"/v1/rotas/{rota}/audit?limit=200";
        var (moved, change) = await OfLastRequestAsync(coordinator.Client, path, "claim moved", "office-hours slot-changed");
        Assert.Equal("2026-03-05T09:00:00Z", moved.GetProperty("before").Text("startsAt"));
        Assert.Equal("2026-03-05T10:00:00Z", moved.GetProperty("after").Text("startsAt"));
        Assert.Equal(claim.Id(), moved.GetProperty("subjectId").GetGuid());
        Assert.Equal(JsonValueKind.Null, change.GetProperty("before").GetProperty("startTime").ValueKind);
        Assert.Equal("10:00", change.GetProperty("after").Text("startTime"));
        Assert.Equal("2026-03-05", change.GetProperty("after").Text("date"));

        using var revised = await coordinator.Client.PutHoursAsync(rota, hours, seats: 3, effectiveFrom: "2026-03-04");
        await revised.ShouldBe(200);
        using var read = await coordinator.Client.GetAsync($"/v1/rotas/{rota}/office-hours/{hours}");
        var answer = await read.ShouldBe(200);
        var changed = (await coordinator.Client.EntriesAsync($"{path}&kind=office-hours"))[0];
        Assert.Equal("2026-03-04", changed.GetProperty("detail").Text("effectiveFrom"));
        Assert.Equal(1, changed.GetProperty("before").GetProperty("seats").GetProperty("maximum").GetInt32());
        ShouldEqual(answer, changed.GetProperty("after"));

        using var ended = await coordinator.Client.DeleteAsync($"/v1/rotas/{rota}/office-hours/{hours}");
        await ended.ShouldBe(204);
        var (released, end) = await OfLastRequestAsync(coordinator.Client, path, "claim released", "office-hours ended");
        Assert.Equal(claim.Id(), released.GetProperty("subjectId").GetGuid());
        ShouldEqual(answer, end.GetProperty("before"));
        Assert.Equal(JsonValueKind.Null, end.GetProperty("after").ValueKind);
    }

    [Fact]
    public async Task A_member_who_is_removed_takes_standing_claims_and_claims_along_in_the_log_too()
    {
        var (rota, hours, ada, coordinator) = await App.SceneAsync();
        await ada.Client.TakeAllAsync(rota, hours, new { from = "2026-03-03", until = "2026-03-04" });
        using var removed = await coordinator.Client.DeleteAsync($"/v1/rotas/{rota}/members/{ada.Id}");
        await removed.ShouldBe(204);

        var entries = await coordinator.Client.EntriesAsync($"/v1/rotas/{rota}/audit");
        var last = entries.Where(entry => entry.Text("request") == entries[0].Text("request")).ToList();
        Assert.Equal(
            ["claim released", "claim released", "member removed", "standing-claim ended"],
            last.Select(Said).Order(StringComparer.Ordinal)
        );
        var member = last.Single(entry => entry.Text("kind") == "member").GetProperty("before");
        Assert.Equal(
            (ada.Id, "Ada", "volunteer"),
            (member.GetProperty("volunteerId").GetGuid(), member.Text("displayName"), member.Text("role"))
        );
    }

    [Fact]
    public async Task A_role_is_told_as_it_was_and_is()
    {
        var (rota, _, ada, coordinator) = await App.SceneAsync();
        using var set = await coordinator.Client.PutAsJsonAsync(
            $"/v1/rotas/{rota}/members/{ada.Id}",
            new { role = "coordinator" }
        );
        await set.ShouldBe(200);
        var entry = (await coordinator.Client.EntriesAsync($"/v1/rotas/{rota}/audit?kind=member"))[0];
        Assert.Equal("volunteer", entry.GetProperty("before").Text("role"));
        Assert.Equal("coordinator", entry.GetProperty("after").Text("role"));
        Assert.Equal("Ada", entry.Text("subjectName"));
    }

    [Fact]
    public async Task Of_a_person_the_log_keeps_which_members_changed_and_no_value()
    {
        var ada = await App.Given.PersonAsync("Ada");
        using var put = await ada.Client.PutAsJsonAsync(
            "/v1/me",
            new
            {
                displayName = "Ada",
                zone = "Europe/Lisbon",
                contacts = new[] { new { kind = "irc", value = "ada" } },
            }
        );
        await put.ShouldBe(200);
        var entries = await App.Admin.EntriesAsync($"/v1/audit?subjectId={ada.Id}");
        Assert.Equal(["volunteer changed", "volunteer created"], entries.Select(Said));
        Assert.All(entries, entry => Assert.Equal(JsonValueKind.Null, entry.GetProperty("before").ValueKind));
        Assert.Equal("""{"changed":["zone","contacts"]}""", entries[0].GetProperty("after").GetRawText());
        Assert.Equal("""{"changed":["displayName","zone"]}""", entries[1].GetProperty("after").GetRawText());
        Assert.All(entries, entry => Assert.Equal("Ada", entry.Text("subjectName")));
    }

    [Fact]
    public async Task A_document_leaves_a_row_for_all_that_it_makes_and_a_dry_run_none()
    {
        var slug = $"rota-{Guid.NewGuid():N}"[..20];
        var path = $"/v1/rotas/{slug}/document";
        var document = $$"""
            {"rota":{"slug":"{{slug}}","name":"n","zone":"UTC"},
             "organisations":[{"slug":"{{slug}}-org","name":"O"}],
             "volunteers":[{"key":"{{slug}}-v","role":"volunteer","displayName":"V","zone":"UTC"}],
             "officeHours":[{"key":"h","revisions":[
                {"effectiveFrom":"2026-03-01","title":"T","zone":"UTC","startDate":"2026-03-01","startTime":"09:00","endTime":"10:00","recurrence":"FREQ=DAILY","organisation":"{{slug}}-org"},
                {"effectiveFrom":"2026-04-01","title":"U","zone":"UTC","startDate":"2026-03-01","startTime":"09:00","endTime":"11:00","recurrence":"FREQ=DAILY"}],
                "exceptions":[{"date":"2026-03-09","cancelled":true}]}],
             "standingClaims":[{"key":"s","officeHours":"h","volunteer":"{{slug}}-v","from":"2026-03-08","until":"2026-03-10"}]}
            """;
        using var dry = await App.Admin.SendJsonAsync("PUT", $"{path}?dryRun=true", document);
        await dry.ShouldBe(200);
        using var imported = await App.Admin.SendJsonAsync("PUT", path, document);
        await imported.ShouldBe(200);

        var entries = await App.Admin.EntriesAsync($"/v1/rotas/{slug}/audit");
        Assert.Equal(
            [
                "claim taken",
                "claim taken",
                "member set",
                "office-hours changed",
                "office-hours created",
                "office-hours slot-changed",
                "rota created",
                "standing-claim created",
            ],
            entries.Select(Said).Order(StringComparer.Ordinal)
        );
        var request = Assert.Single(entries.Select(entry => entry.Text("request")).Distinct());
        var people = (await App.Admin.EntriesAsync("/v1/audit")).Where(entry =>
            entry.GetProperty("request").GetString() == request
        );
        Assert.Equal(["organisation created", "volunteer created"], people.Select(Said).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("UPDATE changes SET what = 'nothing'")]
    [InlineData("DELETE FROM changes")]
    [InlineData("TRUNCATE changes")]
    public async Task The_log_is_append_only_whoever_holds_the_pen(string statement)
    {
        await App.Given.RotaAsync();
        await using var connection = await running.Database.OpenAsync();
        var refused = await Assert.ThrowsAsync<PostgresException>(() => connection.ExecuteAsync(statement));
        Assert.Contains("append only", refused.MessageText, StringComparison.Ordinal);
    }

    private static string Said(JsonElement entry) => $"{entry.Text("kind")} {entry.Text("what")}";

    private static void ShouldEqual(JsonElement expected, JsonElement actual) =>
        Assert.True(
            JsonNode.DeepEquals(JsonNode.Parse(expected.GetRawText()), JsonNode.Parse(actual.GetRawText())),
            $"expected {expected}\nactual   {actual}"
        );

    /// <summary>Of the last request that left such rows, the latest of each.</summary>
    private static async Task<(JsonElement First, JsonElement Second)> OfLastRequestAsync(
        HttpClient client,
        string path,
        string first,
        string second
    )
    {
        var entries = await client.EntriesAsync(path);
        var last = entries.Where(entry => entry.Text("request") == entries[0].Text("request")).ToList();
        return (last.First(entry => Said(entry) == first), last.First(entry => Said(entry) == second));
    }
}
