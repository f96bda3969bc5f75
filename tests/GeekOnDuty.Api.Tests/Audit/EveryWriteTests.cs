using System.Net.Http.Json;
using System.Text.Json;
using GeekOnDuty.Api.Tests.Claims;
using GeekOnDuty.Api.Tests.Joining;
using GeekOnDuty.Api.Tests.OpenApi;
using GeekOnDuty.Api.Tests.SignIn;
using Npgsql;
using Xunit;

namespace GeekOnDuty.Api.Tests.Audit;

/// <summary>Nothing is written that the audit log does not tell of.</summary>
public sealed class EveryWriteTests(RunningApp running) : IClassFixture<RunningApp>
{
    /// <summary>By operation. One that is missing here fails the test: say which row it leaves.</summary>
    private static readonly Dictionary<string, Step> Steps = new(StringComparer.Ordinal)
    {
        ["CreateRota"] = new("rota created", Body: _ => Rota($"made-{Guid.NewGuid():N}"[..20])),
        ["UpdateRota"] = new("rota changed", Body: scene => Rota(scene.Rota)),
        ["ArchiveRota"] = new("rota archived", Body: _ => new { archived = true }),
        ["DeleteRota"] = new("rota deleted", Body: scene => new { slug = scene.Rota }),
        ["ImportRota"] = new("rota changed", Body: scene => new { rota = Rota(scene.Rota) }),
        ["CreateOfficeHours"] = new("office-hours created", Body: _ => OfficeHours),
        ["ReviseOfficeHours"] = new("office-hours changed", scene => scene.Hours, _ => OfficeHours),
        ["EndOfficeHours"] = new("office-hours ended", scene => scene.Hours),
        ["ChangeSlot"] = new("office-hours slot-changed", scene => scene.Hours, _ => new { cancelled = true }),
        ["ClaimSlot"] = new("claim taken", scene => scene.Hours, _ => new { }, ByAda: true),
        ["ReleaseClaim"] = new("claim released", ByAda: true),
        ["CreateStandingClaim"] = new(
            "standing-claim created",
            scene => scene.Hours,
            scene => new { from = "2026-03-20", organisationId = scene.Organisation }
        ),
        ["EndStandingClaim"] = new("standing-claim ended", scene => scene.Standing, ByAda: true),
        ["SetMember"] = new("member set", Body: _ => new { role = "coordinator" }),
        ["RemoveMember"] = new("member removed"),
        ["CreateInvitation"] = new("invitation created", Body: _ => new { }),
        ["RevokeInvitation"] = new("invitation revoked", scene => scene.Invitation),
        ["JoinRota"] = new("join-request asked", Body: _ => new { }),
        ["ApproveJoinRequest"] = new("join-request approved", Body: _ => new { role = "volunteer" }),
        ["DeclineJoinRequest"] = new("join-request declined"),
        ["CreateVolunteer"] = new("volunteer created", Body: _ => Profile),
        ["UpdateVolunteer"] = new("volunteer changed", scene => scene.Ada.Id, _ => Profile),
        ["EraseVolunteer"] = new("volunteer erased", scene => scene.Ada.Id),
        ["UpdateMe"] = new("volunteer changed", Body: _ => Profile, ByAda: true),
        ["EndMySession"] = new("session ended", scene => scene.Session, ByAda: true),
        ["EraseMe"] = new("volunteer erased", ByAda: true),
        ["CreateOrganisation"] = new("organisation created", Body: _ => NewOrganisation()),
        ["UpdateOrganisation"] = new("organisation changed", scene => scene.Organisation, _ => NewOrganisation()),
        ["DeleteOrganisation"] = new("organisation deleted", scene => scene.Organisation),
        ["ResetMyCalendar"] = new("calendar reset", ByAda: true),
        ["RemoveMyCalendar"] = new("calendar removed", ByAda: true),
        ["CreateToken"] = new("token created", Body: _ => new { name = "mine" }, ByAda: true),
        ["RevokeToken"] = new("token deleted", scene => scene.Token, ByAda: true),
    };

    /// <summary>Store nothing.</summary>
    private static readonly string[] Previews = ["PreviewOccurrences"];

    private static object Profile => new { displayName = "Ada", zone = "Europe/Paris" };

    private static object OfficeHours =>
        new
        {
            title = "Evening",
            zone = "UTC",
            startDate = "2026-03-01",
            startTime = "18:00",
            endTime = "20:00",
            recurrence = "FREQ=DAILY",
        };

    private TestApp App => running.App;

    [Fact]
    public async Task Every_write_leaves_a_row_that_says_who_did_it_with_which_token_in_which_request()
    {
        var writes = (await ApiDescription.OfAsync(App))
            .Operations.Where(operation => operation.Method != "GET" && !Previews.Contains(NameOf(operation)))
            .ToDictionary(NameOf);
        Assert.Equal(writes.Keys.Order(StringComparer.Ordinal), Steps.Keys.Order(StringComparer.Ordinal));
        using var me = await App.Admin.GetAsync("/v1/me");
        var admin = (await me.ShouldBe(200)).Id();
        foreach (var (name, step) in Steps)
        {
            var scene = await SceneAsync();
            var before = await LastAsync();
            var operation = writes[name];
            using var request = new HttpRequestMessage(new HttpMethod(operation.Method), PathOf(operation, step, scene));
            request.Content = step.Body is { } body ? JsonContent.Create(body(scene)) : null;
            using var response = await (step.ByAda ? scene.Ada.Client : App.Admin).SendAsync(request);
            Assert.True(response.IsSuccessStatusCode, $"{name}: {await response.Content.ReadAsStringAsync()}");

            var rows = await SinceAsync(before);
            Assert.True(rows.Exists(row => row.Text == step.Row), $"{name} leaves {string.Join(", ", rows)}, not {step.Row}");
            Assert.All(rows, row => Assert.Equal(step.ByAda ? scene.Ada.Id : admin, row.Actor));
            Assert.All(rows, row => Assert.NotNull(row.Token));
            Assert.NotEmpty(Assert.Single(rows.Select(row => row.Request).Distinct())!);
        }
    }

    private static string NameOf(ApiOperation operation) => (string)operation.Node["operationId"]!;

    private static string PathOf(ApiOperation operation, Step step, Scene scene) =>
        operation
            .Path.Replace("{rota}", scene.Rota)
            .Replace("join-requests/{volunteerId}", $"join-requests/{scene.Asker.Id}")
            .Replace("{id}", step.Id?.Invoke(scene).ToString())
            .Replace("{volunteerId}", scene.Ada.Id.ToString())
            .Replace("{claimId}", scene.Claim.ToString())
            .Replace("{date}", "2026-03-10");

    private static object Rota(string slug) =>
        new
        {
            slug,
            name = "Another name",
            zone = "UTC",
        };

    private static object NewOrganisation() => new { slug = $"o{Guid.NewGuid():N}", name = "O" };

    /// <summary>A rota where there is something to change of every kind.</summary>
    private async Task<Scene> SceneAsync()
    {
        var rota = await App.Given.RotaAsync(joining: "approval");
        var hours = await App.Given.OfficeHoursAsync(rota, seats: 2);
        var ada = await App.Given.PersonAsync("Ada", rota);
        var claim = await ada.Client.TakeAsync(rota, hours, "2026-03-05");
        var standing = await ada.Client.TakeAllAsync(rota, hours, new { from = "2026-03-15", until = "2026-03-16" });
        var (organisation, _) = await App.OrganisationAsync();
        using var token = await ada.Client.PostAsJsonAsync("/v1/tokens", new { name = "another" });
        var made = await token.ShouldBe(201);
        var (asker, invitation) = (await App.Given.PersonAsync("Asker"), await App.Admin.InviteAsync(rota));
        await asker.Client.AskAsync(rota);
        using var calendar = await ada.Client.PostAsync("/v1/me/calendar", null);
        await calendar.ShouldBe(201);
        return new Scene(
            rota,
            hours,
            ada,
            asker,
            claim.Id(),
            standing.Id(),
            organisation,
            made.Id(),
            invitation.Id(),
            await SessionAsync(ada, made)
        );
    }

    private async Task<Guid> SessionAsync(Person ada, JsonElement token)
    {
        using var browser = await Browser.SignedInAsync(App, token.GetProperty("secret").GetString()!);
        using var sessions = await ada.Client.GetAsync("/v1/me/sessions");
        return (await sessions.ShouldBe(200)).GetProperty("items")[0].Id();
    }

    private async Task<long> LastAsync()
    {
        await using var connection = await running.Database.OpenAsync();
        return await connection.ScalarAsync<long>("SELECT max(ordinal) FROM changes");
    }

    private async Task<List<LogRow>> SinceAsync(long ordinal)
    {
        await using var connection = await running.Database.OpenAsync();
        await using var command = new NpgsqlCommand(
            "SELECT kind || ' ' || what, actor_id, token_id, request FROM changes WHERE ordinal > $1 ORDER BY ordinal",
            connection
        );
        command.Parameters.AddWithValue(ordinal);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<LogRow>();
        while (await reader.ReadAsync())
        {
            rows.Add(new LogRow(reader.GetString(0), reader[1] as Guid?, reader[2] as Guid?, reader[3] as string));
        }

        return rows;
    }

    /// <param name="Row">Kind and what of the row that it leaves, among others.</param>
    /// <param name="Id">What `{id}` of its path stands for.</param>
    /// <param name="Body">What it is sent.</param>
    /// <param name="ByAda">By the volunteer herself, not by an admin.</param>
    private sealed record Step(string Row, Func<Scene, Guid>? Id = null, Func<Scene, object>? Body = null, bool ByAda = false);

    private sealed record Scene(
        string Rota,
        Guid Hours,
        Person Ada,
        Person Asker,
        Guid Claim,
        Guid Standing,
        Guid Organisation,
        Guid Token,
        Guid Invitation,
        Guid Session
    );

    private sealed record LogRow(string Text, Guid? Actor, Guid? Token, string? Request);
}
