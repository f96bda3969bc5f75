using System.Net.Http.Json;
using GeekOnDuty.Api.Tests.Claims;
using GeekOnDuty.Api.Tests.Documents;
using GeekOnDuty.Api.Tests.Joining;
using GeekOnDuty.Api.Tests.OnDuty;
using NodaTime;
using Xunit;

namespace GeekOnDuty.Api.Tests.Rotas;

public sealed class DeleteRotaTests(TestDatabase db) : IClassFixture<TestDatabase>
{
    private static readonly Instant Now = Instant.FromUtc(2026, 3, 2, 10, 0);

    [Fact]
    public async Task Nothing_answers_for_a_deleted_rota_and_its_stream_ends()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var rota = await app.Given.RotaAsync();
        await app.Given.OfficeHoursAsync(rota);
        using var stream = await StreamClient.ConnectAsync(app.Anonymous, $"/v1/rotas/{rota}/on-duty/stream");
        await stream.NextAsync();

        await app.DeleteAsync(rota);

        string[] paths =
        [
            $"/v1/rotas/{rota}",
            $"/v1/rotas/{rota}/on-duty",
            $"/v1/rotas/{rota}/on-duty?at=2026-03-01T10:00:00Z",
            $"/v1/rotas/{rota}/slots?from=2026-03-01T00:00:00Z&to=2026-03-09T00:00:00Z",
            $"/v1/rotas/{rota}/office-hours",
            $"/v1/rotas/{rota}/document",
            $"/v1/rotas/{rota}/audit",
            $"/{rota}",
            $"/{rota}/board",
            $"/{rota}/embed",
            $"/{rota}/badge.svg",
            $"/{rota}/calendar.ics",
            $"/{rota}/join",
            $"/{rota}/manage",
            $"/oembed?url=http://localhost/{rota}",
        ];
        foreach (var path in paths)
        {
            using var response = await app.Admin.GetAsync(path);
            Assert.True((int)response.StatusCode is 404 or 401, $"{path}: {(int)response.StatusCode}");
        }

        Assert.DoesNotContain((await app.GetAsync("/v1/rotas?limit=200")).Items(), each => each.Text("slug") == rota);
        string? line;
        do
        {
            line = await stream.LineAsync();
        } while (line is not null);
    }

    [Fact]
    public async Task The_slug_of_a_deleted_rota_is_never_given_again()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var (rota, document) = SmallDocument.New();
        await app.MustImportAsync(rota, document);
        await app.DeleteAsync(rota);

        using var made = await app.Admin.PostAsJsonAsync(
            "/v1/rotas",
            new
            {
                slug = rota,
                name = "Again",
                zone = "UTC",
            }
        );
        await made.ShouldBeProblem(409, "slug-taken");
        using var imported = await app.Admin.ImportAsync(rota, document);
        await imported.ShouldBeProblem(409, "slug-taken");
        using var again = await app.Admin.DeleteRotaAsync(rota);
        await again.ShouldBeProblem(404, "not-found");
    }

    [Fact]
    public async Task Hours_served_stay_in_the_records_of_people_and_what_was_to_come_ends()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var (rota, hours, ada) = await app.Given.RotaWithAdaAsync(claimOpensBefore: "P3D", seats: 2);
        await ada.Client.TakeAsync(rota, hours, "2026-03-02");
        await ada.Client.TakeAsync(rota, hours, "2026-03-03");
        var standing = await ada.Client.TakeAllAsync(rota, hours, new { from = "2026-03-04" });
        app.Clock.Now = Steps.At("2026-03-02T20:00:00Z");

        await app.DeleteAsync(rota);

        Assert.Equal(["2026-03-02"], await db.HeldDatesAsync(hours));
        using var mine = await ada.Client.GetAsync("/v1/me/claims?from=2026-03-01T00:00:00Z");
        var claims = (await mine.ShouldBe(200)).Items().ToList();
        Assert.Equal(["2026-03-02"], claims.Where(each => each.Text("status") == "held").Select(each => each.Text("date")));
        using var export = await ada.Client.GetAsync("/v1/me/export");
        var own = await export.ShouldBe(200);
        Assert.Contains(
            own.GetProperty("claims").EnumerateArray(),
            each => each.Text("rota") == rota && each.Text("date") == "2026-03-02"
        );
        Assert.Empty(own.GetProperty("memberships").EnumerateArray());
        await using var connection = await db.OpenAsync();
        Assert.Equal(
            new DateOnly(2026, 3, 1),
            await connection.ScalarAsync<DateOnly>("SELECT until_date FROM standing_claims WHERE id = $1", standing.Id())
        );
        await app.FollowAsync("2026-03-05T10:00:00Z");
        Assert.Equal(["2026-03-02"], await db.HeldDatesAsync(hours));
    }

    [Fact]
    public async Task Memberships_invitations_and_requests_end_with_the_rota_and_the_log_tells_of_each()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var rota = await app.Given.RotaAsync(joining: "approval");
        var ada = await app.Given.PersonAsync("Ada", rota, "coordinator");
        await ada.Client.InviteAsync(rota);
        await (await app.Given.PersonAsync("Asker")).Client.AskAsync(rota);

        await app.DeleteAsync(rota);

        Assert.Equal(
            [
                "member set",
                "invitation created",
                "join-request asked",
                "member removed",
                "invitation revoked",
                "join-request declined",
            ],
            await db.LogAsync(rota, "member", "invitation", "join-request")
        );
        Assert.Equal(["rota created", "rota deleted"], await db.LogAsync(rota, "rota"));
        await using var connection = await db.OpenAsync();
        Assert.Equal(
            0,
            await connection.ScalarAsync<long>(
                "SELECT count(*) FROM members m JOIN rotas r ON r.id = m.rota_id WHERE r.slug = $1",
                rota
            )
        );
        Assert.Equal(
            0,
            await connection.ScalarAsync<long>(
                "SELECT count(*) FROM join_requests j JOIN rotas r ON r.id = j.rota_id WHERE r.slug = $1",
                rota
            )
        );
    }

    [Fact]
    public async Task Deleting_asks_for_the_slug_once_more_and_for_the_present_version()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var (rota, other) = (await app.Given.RotaAsync(), await app.Given.RotaAsync());
        using var wrong = await app.Admin.DeleteRotaAsync(rota, slug: other);
        Assert.True((await wrong.ShouldBeProblem(400, "invalid")).GetProperty("errors").TryGetProperty("slug", out _));
        using var without = await app.Admin.DeleteAsync($"/v1/rotas/{rota}");
        Assert.True((await without.ShouldBeProblem(400, "invalid")).GetProperty("errors").TryGetProperty("slug", out _));
        using var got = await app.Anonymous.GetAsync($"/v1/rotas/{rota}");
        await app.ArchiveAsync(rota);
        using var stale = await app.Admin.DeleteRotaAsync(rota, ifMatch: got.Headers.ETag);
        await stale.ShouldBeProblem(412, "precondition-failed");
        using var present = await app.Anonymous.GetAsync($"/v1/rotas/{rota}");
        using var deleted = await app.Admin.DeleteRotaAsync(rota, ifMatch: present.Headers.ETag);
        await deleted.ShouldBe(204);
    }

    [Fact]
    public async Task Claims_made_while_a_rota_is_deleted_are_refused_or_released()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        for (var round = 0; round < 4; round++)
        {
            var (rota, hours) = await app.Given.RotaWithHoursAsync(seats: 50);
            var people = await app.PeopleAsync(6, rota);
            var claiming = people.Select(person => person.Client.ClaimAsync(rota, hours, "2026-03-10")).ToList();
            await app.DeleteAsync(rota);
            foreach (var answer in await Task.WhenAll(claiming))
            {
                Assert.Contains(await answer.OutcomeAsync(), new[] { "201", "not-found", "forbidden" });
            }

            Assert.Empty(await db.HeldAsync(hours));
        }
    }

    [Fact]
    public async Task A_write_that_waits_for_a_rota_to_be_deleted_finds_it_gone()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var rota = await app.Given.RotaAsync();
        await using var connection = await db.OpenAsync();
        await using var deleting = await connection.BeginTransactionAsync();
        await connection.ScalarAsync<string>("SELECT pg_advisory_xact_lock(hashtextextended('rota ' || $1, 0))::text", rota);
        var promising = app.Admin.PostAsJsonAsync(
            $"/v1/rotas/{rota}/office-hours",
            new
            {
                title = "Too late",
                zone = "UTC",
                startDate = "2026-03-02",
                startTime = "09:00",
                endTime = "12:00",
            }
        );
        await Task.WhenAny(promising, Task.Delay(TimeSpan.FromMilliseconds(300)));
        Assert.False(promising.IsCompleted);

        await connection.ScalarAsync<string>("UPDATE rotas SET deleted_at = now() WHERE slug = $1 RETURNING slug", rota);
        await deleting.CommitAsync();

        using var promised = await promising;
        await promised.ShouldBeProblem(404, "not-found");
        Assert.Equal(
            0,
            await connection.ScalarAsync<long>(
                "SELECT count(*) FROM office_hours h JOIN rotas r ON r.id = h.rota_id WHERE r.slug = $1",
                rota
            )
        );
    }
}
