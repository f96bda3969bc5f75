using System.Net.Http.Json;
using GeekOnDuty.Api.Tests.Claims;
using GeekOnDuty.Api.Tests.Documents;
using GeekOnDuty.Api.Tests.Joining;
using GeekOnDuty.Api.Tests.OnDuty;
using GeekOnDuty.Api.Tests.OpenApi;
using NodaTime;
using Xunit;

namespace GeekOnDuty.Api.Tests.Rotas;

public sealed class ArchiveTests(TestDatabase db) : IClassFixture<TestDatabase>
{
    private static readonly Instant Now = Instant.FromUtc(2026, 3, 2, 10, 0);

    [Fact]
    public async Task An_archived_rota_is_listed_nowhere_and_closed_from_that_instant_on()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var (rota, hours, ada) = await app.Given.RotaWithAdaAsync();
        await ada.Client.TakeAsync(rota, hours, "2026-03-02");
        await ada.Client.TakeAsync(rota, hours, "2026-03-03");
        Assert.Equal("staffed", (await app.GetAsync($"/v1/rotas/{rota}/on-duty")).Text("state"));

        await app.ArchiveAsync(rota);

        Assert.DoesNotContain((await app.GetAsync("/v1/rotas?limit=200")).Items(), each => each.Text("slug") == rota);
        Assert.True((await app.GetAsync($"/v1/rotas/{rota}")).GetProperty("archived").GetBoolean());
        var onDuty = await app.GetAsync($"/v1/rotas/{rota}/on-duty");
        Assert.Equal(
            ("closed", "2026-03-02T10:00:00Z", "null", "null", "[]"),
            (
                onDuty.Text("state"),
                onDuty.Text("since"),
                onDuty.GetProperty("until").GetRawText(),
                onDuty.GetProperty("next").GetRawText(),
                onDuty.GetProperty("onDuty").GetRawText()
            )
        );
        Assert.Empty(await app.SlotsAsync(rota, "2026-03-03T00:00:00Z", "2026-03-10T00:00:00Z"));
        var schedule = await app.GetAsync($"/v1/rotas/{rota}/schedule?from=2026-03-02T00:00:00Z&to=2026-03-05T00:00:00Z");
        Assert.Equal(
            ["closed", "staffed 2026-03-02T10:00:00Z", "closed"],
            schedule
                .Items()
                .Select(each => each.Text("state") + (each.Text("state") == "staffed" ? $" {each.Text("until")}" : ""))
        );
        // What was served before stays told.
        Assert.Equal(["Ada"], await app.OnDutyAsync(rota, "2026-03-02T09:30:00Z"));
    }

    [Fact]
    public async Task Archiving_releases_what_has_not_begun_and_leaves_what_is_over_or_running()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var (rota, hours, ada) = await app.Given.RotaWithAdaAsync();
        await ada.Client.TakeAsync(rota, hours, "2026-03-02");
        await ada.Client.TakeAsync(rota, hours, "2026-03-03");

        await app.ArchiveAsync(rota);

        Assert.Equal(["2026-03-02"], await db.HeldDatesAsync(hours));
        using var mine = await ada.Client.GetAsync("/v1/me/claims?from=2026-03-01T00:00:00Z");
        Assert.Equal(
            ["2026-03-02 held", "2026-03-03 released"],
            (await mine.ShouldBe(200)).Items().Select(each => $"{each.Text("date")} {each.Text("status")}")
        );
    }

    [Fact]
    public async Task Every_write_in_an_archived_rota_answers_409_rota_archived_and_changes_nothing()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var rota = await app.Given.RotaAsync(joining: "open");
        var hours = await app.Given.OfficeHoursAsync(rota);
        await app.ArchiveAsync(rota);
        var before = await db.DumpAsync();

        var writes = (await ApiDescription.OfAsync(app))
            .Operations.Where(each => each.Method != "GET" && each.Path.Contains("{rota}", StringComparison.Ordinal))
            .Where(each => each.Path != "/v1/rotas/{rota}/archived" && each.Name != "DELETE /v1/rotas/{rota}")
            .ToList();
        Assert.InRange(writes.Count, 17, 100);
        foreach (var operation in writes)
        {
            var path = operation
                .Path.Replace("{rota}", rota)
                .Replace("{id}", hours.ToString())
                .Replace("{volunteerId}", Guid.NewGuid().ToString())
                .Replace("{claimId}", Guid.NewGuid().ToString())
                .Replace("{date}", "2026-03-03");
            using var request = new HttpRequestMessage(new HttpMethod(operation.Method), path);
            request.Content = operation.Body is null ? null : JsonContent.Create(BodyOf(operation, rota));
            using var response = await app.Admin.SendAsync(request);
            Assert.True(
                await response.OutcomeAsync() is "rota-archived" or "forbidden",
                $"{operation.Name}: {await response.Content.ReadAsStringAsync()}"
            );
        }

        Assert.Equal(before, await db.DumpAsync());
    }

    [Fact]
    public async Task Standing_claims_rest_while_a_rota_is_archived_and_take_their_slots_again_afterwards()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var (rota, hours, ada) = await app.Given.RotaWithAdaAsync(claimOpensBefore: "P3D");
        await ada.Client.TakeAllAsync(rota, hours, new { from = "2026-03-03" });
        Assert.Equal(["2026-03-03", "2026-03-04", "2026-03-05"], await db.HeldDatesAsync(hours));

        await app.ArchiveAsync(rota);
        Assert.Empty(await db.HeldDatesAsync(hours));
        await app.FollowAsync("2026-03-05T10:00:00Z");
        Assert.Empty(await db.HeldDatesAsync(hours));

        await app.ArchiveAsync(rota, archived: false);
        string[] taken = ["2026-03-05", "2026-03-06", "2026-03-07", "2026-03-08"];
        Assert.Equal(taken, await db.HeldDatesAsync(hours));
        await app.FollowAsync("2026-03-06T09:30:00Z");
        Assert.Equal(taken.Append("2026-03-09"), await db.HeldDatesAsync(hours));
        Assert.Equal("staffed", (await app.GetAsync($"/v1/rotas/{rota}/on-duty")).Text("state"));
        Assert.False((await app.GetAsync($"/v1/rotas/{rota}")).GetProperty("archived").GetBoolean());
    }

    [Fact]
    public async Task Archiving_twice_writes_once_and_another_version_is_refused()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var rota = await app.Given.RotaAsync();
        using var got = await app.Anonymous.GetAsync($"/v1/rotas/{rota}");
        await app.ArchiveAsync(rota);
        await app.ArchiveAsync(rota);
        using var stale = await app.Admin.SetArchivedAsync(rota, archived: false, got.Headers.ETag);
        await stale.ShouldBeProblem(412, "precondition-failed");
        using var present = await app.Anonymous.GetAsync($"/v1/rotas/{rota}");
        using var again = await app.Admin.SetArchivedAsync(rota, archived: false, present.Headers.ETag);
        await again.ShouldBe(200);
        Assert.Equal(got.Headers.ETag, again.Headers.ETag);
        Assert.Equal(["rota created", "rota archived", "rota reopened"], await db.LogAsync(rota, "rota"));
    }

    [Fact]
    public async Task A_rota_is_archived_by_its_own_operation_and_by_no_other()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var rota = await app.Given.RotaAsync();
        using var made = await app.Admin.PostAsJsonAsync("/v1/rotas", Body("another-slug"));
        using var put = await app.Admin.PutAsJsonAsync($"/v1/rotas/{rota}", Body(rota));
        using var import = await app.Admin.PutAsJsonAsync($"/v1/rotas/{rota}/document", new { rota = Body(rota) });
        foreach (
            var (response, member) in ((HttpResponseMessage, string)[])
                [(made, "archived"), (put, "archived"), (import, "rota.archived")]
        )
        {
            var problem = await response.ShouldBeProblem(400, "invalid");
            Assert.True(problem.GetProperty("errors").TryGetProperty(member, out _), problem.ToString());
        }

        static object Body(string slug) =>
            new
            {
                slug,
                name = "N",
                zone = "UTC",
                archived = true,
            };
    }

    [Fact]
    public async Task The_document_of_an_archived_rota_makes_an_archived_rota_elsewhere()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var (rota, document) = SmallDocument.New();
        await app.MustImportAsync(rota, document);
        await app.ArchiveAsync(rota);
        var other = $"copy-{Guid.NewGuid():N}"[..20];
        var exported = await app.ExportAsync(rota);

        var copy = exported.With(node => node["rota"]!["slug"] = other);
        await app.MustImportAsync(other, copy);

        Assert.True((await app.GetAsync($"/v1/rotas/{other}")).GetProperty("archived").GetBoolean());
        Assert.Equal("closed", (await app.GetAsync($"/v1/rotas/{other}/on-duty")).Text("state"));
        Assert.Equal(copy, (await app.ExportAsync(other)).With(_ => { }));
    }

    [Fact]
    public async Task Claims_made_while_a_rota_is_archived_are_refused_or_released()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var (rota, hours) = await app.Given.RotaWithHoursAsync(seats: 50);
        var people = await app.PeopleAsync(8, rota);
        for (var round = 0; round < 8; round++)
        {
            var claiming = people.Select(person => person.Client.ClaimAsync(rota, hours, $"2026-03-{10 + round}")).ToList();
            await app.ArchiveAsync(rota);
            foreach (var answer in await Task.WhenAll(claiming))
            {
                Assert.Contains(await answer.OutcomeAsync(), new[] { "201", "rota-archived" });
            }

            Assert.Empty(await db.HeldAsync(hours));
            await app.ArchiveAsync(rota, archived: false);
        }
    }

    [Fact]
    public async Task A_write_that_is_on_its_way_is_done_before_the_rota_is_archived()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var (rota, hours) = await app.Given.RotaWithHoursAsync();
        await using var other = await db.OpenAsync();
        await using var transaction = await other.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await other.ExecuteAsync("SELECT 1 FROM office_hours WHERE id = $1 FOR UPDATE", hours);
        var changing = app.Admin.PutHoursAsync(rota, hours, "10:00");
        await db.WaitForBlockedAsync("office_hours");
        var archiving = app.Admin.SetArchivedAsync(rota, archived: true);
        await db.WaitForBlockedAsync("RotaLocks.Exclusive");
        await transaction.CommitAsync(TestContext.Current.CancellationToken);

        using var changed = await changing;
        await changed.ShouldBe(200);
        using var archived = await archiving;
        await archived.ShouldBe(200);
    }

    /// <summary>A body that the operation takes, as far as the rota is concerned.</summary>
    private static object BodyOf(ApiOperation operation, string rota) =>
        operation.Name switch
        {
            "PUT /v1/rotas/{rota}" => Rota(rota),
            "PUT /v1/rotas/{rota}/document" => new { rota = Rota(rota) },
            "POST /v1/rotas/{rota}/office-hours" or "PUT /v1/rotas/{rota}/office-hours/{id}" => new
            {
                title = "T",
                zone = "UTC",
                startDate = "2026-03-03",
                startTime = "09:00",
                endTime = "10:00",
            },
            "PUT /v1/rotas/{rota}/office-hours/{id}/slots/{date}" => new { cancelled = true },
            "POST /v1/rotas/{rota}/office-hours/{id}/standing-claims" => new { from = "2026-03-03" },
            "PUT /v1/rotas/{rota}/members/{volunteerId}" or "PUT /v1/rotas/{rota}/join-requests/{volunteerId}" => new
            {
                role = "volunteer",
            },
            _ => new { },
        };

    private static object Rota(string slug) =>
        new
        {
            slug,
            name = "N",
            zone = "UTC",
        };
}
