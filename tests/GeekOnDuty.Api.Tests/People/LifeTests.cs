using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using GeekOnDuty.Api.Tests.Http;
using GeekOnDuty.Api.Tests.Joining;
using Npgsql;
using Xunit;

namespace GeekOnDuty.Api.Tests.People;

/// <summary>How people, organisations and tokens come and go.</summary>
public sealed class LifeTests(RunningApp running) : IClassFixture<RunningApp>
{
    private TestApp App => running.App;

    [Fact]
    public async Task Only_the_SHA_256_of_a_secret_is_kept()
    {
        using var made = await App.Admin.SendJsonAsync("POST", "/v1/tokens", """{"name":"kept"}""");
        var token = await made.ShouldBe(201);
        var secret = token.GetProperty("secret").GetString()!;
        Assert.StartsWith("geek_", secret, StringComparison.Ordinal);
        Assert.Equal($"/v1/tokens/{token.GetProperty("id").GetString()}", made.Headers.Location!.ToString());
        Assert.DoesNotContain(secret, await App.Admin.GetStringAsync("/v1/tokens"), StringComparison.Ordinal);
        Assert.DoesNotContain("secret", await App.Admin.GetStringAsync("/v1/tokens"), StringComparison.Ordinal);

        await using var db = NpgsqlDataSource.Create(running.Database.ConnectionString);
        await using var command = db.CreateCommand("SELECT secret_hash, t::text FROM tokens t WHERE id = $1");
        command.Parameters.AddWithValue(token.GetProperty("id").GetGuid());
        await using var row = await command.ExecuteReaderAsync();
        Assert.True(await row.ReadAsync());
        Assert.Equal(SHA256.HashData(Encoding.UTF8.GetBytes(secret)), row.GetFieldValue<byte[]>(0));
        Assert.DoesNotContain(secret["geek_".Length..], row.GetString(1), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_token_has_a_secret_of_its_own_and_revoking_one_leaves_the_others()
    {
        var ada = await App.Given.PersonAsync("Ada");
        var tokens = new List<JsonElement>();
        for (var i = 0; i < 3; i++)
        {
            using var made = await ada.Client.SendJsonAsync("POST", "/v1/tokens", """{"name":"same"}""");
            tokens.Add(await made.ShouldBe(201));
        }

        Assert.Equal(3, tokens.Select(token => token.GetProperty("secret").GetString()).Distinct().Count());
        using var gone = await ada.Client.DeleteAsync($"/v1/tokens/{tokens[0].GetProperty("id").GetString()}");
        await gone.ShouldBe(204);
        using var again = await ada.Client.DeleteAsync($"/v1/tokens/{tokens[0].GetProperty("id").GetString()}");
        await again.ShouldBeProblem(404, "not-found");
        foreach (var (token, status) in tokens.Zip((int[])[401, 200, 200]))
        {
            using var client = App.ClientWith(token.GetProperty("secret").GetString());
            using var response = await client.GetAsync("/v1/me");
            await response.ShouldBe(status);
        }
    }

    [Fact]
    public async Task Erasing_takes_the_person_and_what_is_to_come_and_leaves_the_hours_given()
    {
        var rota = await App.Given.RotaAsync();
        var hours = await App.Given.OfficeHoursAsync(rota, startDate: "2026-02-01");
        var ada = await App.Given.PersonAsync("Ada Erased", rota);
        var coordinator = await App.Given.PersonAsync("Coordinator", rota, "coordinator");
        using var standing = await ada.Client.PostAsJsonAsync(
            $"/v1/rotas/{rota}/office-hours/{hours}/standing-claims",
            new { from = "2026-03-05" }
        );
        await standing.ShouldBe(201);
        foreach (var date in (string[])["2026-03-02", "2026-03-03"])
        {
            using var claimed = await ada.Client.PostAsJsonAsync(
                $"/v1/rotas/{rota}/office-hours/{hours}/slots/{date}/claims",
                new { }
            );
            await claimed.ShouldBe(201);
        }

        // A slot of the past, which nobody can claim any more: put there as time would have.
        await using var db = NpgsqlDataSource.Create(running.Database.ConnectionString);
        await using (
            var past = db.CreateCommand(
                """
                INSERT INTO claims (id, rota_id, office_hours_id, on_date, seat, volunteer_id, during, origin, created_at)
                SELECT gen_random_uuid(), rota_id, office_hours_id, '2026-03-01', 1, volunteer_id, tstzrange('2026-03-01T09:00Z', '2026-03-01T12:00Z'), 'self', created_at
                FROM claims WHERE volunteer_id = $1 AND on_date = '2026-03-02'
                """
            )
        )
        {
            past.Parameters.AddWithValue(ada.Id);
            Assert.Equal(1, await past.ExecuteNonQueryAsync());
        }

        var asked = await App.Given.RotaAsync(joining: "approval");
        await ada.Client.AskAsync(asked, "I am Ada Erased");
        await running.Database.SignInAsync(ada.Id, "ada.erased@example.org");

        using var erased = await coordinator.Client.DeleteAsync($"/v1/volunteers/{ada.Id}");
        await erased.ShouldBe(204);

        using var token = await ada.Client.GetAsync("/v1/me");
        await token.ShouldBeProblem(401, "unauthenticated");
        using var read = await App.Admin.GetAsync($"/v1/volunteers/{ada.Id}");
        await read.ShouldBeProblem(404, "not-found");
        using var twice = await App.Admin.DeleteAsync($"/v1/volunteers/{ada.Id}");
        await twice.ShouldBeProblem(404, "not-found");
        using var member = await App.Admin.SendJsonAsync("PUT", $"/v1/rotas/{rota}/members/{ada.Id}", """{"role":"volunteer"}""");
        await member.ShouldBeProblem(404, "not-found");

        using var now = await App.Anonymous.GetAsync($"/v1/rotas/{rota}/on-duty");
        Assert.Equal("unstaffed", (await now.ShouldBe(200)).GetProperty("state").GetString());
        using var then = await App.Anonymous.GetAsync($"/v1/rotas/{rota}/on-duty?at=2026-03-01T10:00:00Z");
        Assert.Equal("A former volunteer", (await then.ShouldBe(200)).GetProperty("onDuty")[0].GetProperty("name").GetString());
        using var claims = await App.Admin.GetAsync($"/v1/rotas/{rota}/claims?from=2026-01-01T00:00:00Z&limit=200");
        var states = (await claims.ShouldBe(200))
            .GetProperty("items")
            .EnumerateArray()
            .ToLookup(claim => claim.GetProperty("status").GetString(), claim => claim.GetProperty("date").GetString());
        Assert.Equal(["2026-03-01"], states["held"]);
        Assert.True(states["released"].Count() > 10);

        // Nowhere in the database, not even where no answer looks.
        await using var everything = db.CreateCommand(
            """
            SELECT (SELECT count(*) FROM volunteers v WHERE v::text ILIKE '%ada_erased%') + (SELECT count(*) FROM join_requests WHERE volunteer_id = $1)
                + (SELECT count(*) FROM sessions WHERE volunteer_id = $1) + (SELECT count(*) FROM sign_in_links WHERE email LIKE 'ada.erased%')
            """
        );
        everything.Parameters.AddWithValue(ada.Id);
        Assert.Equal(0L, await everything.ExecuteScalarAsync());
        foreach (
            var path in (string[])
                ["slots?from=2026-03-01T00:00:00Z&to=2026-03-10T00:00:00Z", "claims?from=2026-01-01T00:00:00Z", "document"]
        )
        {
            Assert.DoesNotContain(
                "Ada Erased",
                await App.Admin.GetStringAsync($"/v1/rotas/{rota}/{path}"),
                StringComparison.Ordinal
            );
        }
    }

    [Fact]
    public async Task The_last_admin_stays()
    {
        using var me = await App.Admin.GetAsync("/v1/me");
        var id = (await me.ShouldBe(200)).GetProperty("id").GetString();
        using var response = await App.Admin.DeleteAsync($"/v1/volunteers/{id}");
        await response.ShouldBeProblem(409, "last-admin");
        using var still = await App.Admin.GetAsync("/v1/me");
        await still.ShouldBe(200);
    }

    [Fact]
    public async Task A_volunteer_may_erase_themselves()
    {
        var ada = await App.Given.PersonAsync("Ada");
        using var erased = await ada.Client.DeleteAsync($"/v1/volunteers/{ada.Id}");
        await erased.ShouldBe(204);
        using var after = await ada.Client.GetAsync("/v1/me");
        await after.ShouldBeProblem(401, "unauthenticated");
    }

    [Fact]
    public async Task An_organisation_in_use_stays_and_one_that_is_not_goes()
    {
        var (rota, hours) = await App.Given.RotaWithHoursAsync();
        var organisation = await OrganisationAsync();
        using var claimed = await App.Admin.PostAsJsonAsync(
            $"/v1/rotas/{rota}/office-hours/{hours}/slots/2026-03-03/claims",
            new { organisationId = organisation }
        );
        await claimed.ShouldBe(201);
        using var kept = await App.Admin.DeleteAsync($"/v1/organisations/{organisation}");
        await kept.ShouldBeProblem(409, "organisation-in-use");
        using var still = await App.Anonymous.GetAsync($"/v1/organisations/{organisation}");
        await still.ShouldBe(200);

        var (behind, person) = (await OrganisationAsync(), await App.Given.PersonAsync("Ada"));
        using var joined = await person.Client.PutAsJsonAsync(
            "/v1/me",
            new
            {
                displayName = "Ada",
                zone = "UTC",
                organisationId = behind,
            }
        );
        await joined.ShouldBe(200);
        using var used = await App.Admin.DeleteAsync($"/v1/organisations/{behind}");
        await used.ShouldBeProblem(409, "organisation-in-use");
        using var left = await person.Client.PutAsJsonAsync("/v1/me", new { displayName = "Ada", zone = "UTC" });
        await left.ShouldBe(200);
        using var gone = await App.Admin.DeleteAsync($"/v1/organisations/{behind}");
        await gone.ShouldBe(204);
    }

    [Fact]
    public async Task An_organisation_that_is_not_there_is_named()
    {
        var ada = await App.Given.PersonAsync("Ada");
        using var response = await ada.Client.PutAsJsonAsync(
            "/v1/me",
            new
            {
                displayName = "Ada",
                zone = "UTC",
                organisationId = Guid.NewGuid(),
            }
        );
        await response.ShouldName("organisationId");
    }

    [Fact]
    public async Task A_slug_that_is_taken_is_a_409_also_for_many_at_once()
    {
        var slug = $"race-{Guid.NewGuid():N}"[..30];
        foreach (var (path, zone) in ((string, string)[])[("/v1/organisations", ""), ("/v1/rotas", ",\"zone\":\"UTC\"")])
        {
            var answers = await Task.WhenAll(
                Enumerable
                    .Range(0, 6)
                    .Select(i => App.Admin.SendJsonAsync("POST", path, $"{{\"slug\":\"{slug}\",\"name\":\"n{i}\"{zone}}}"))
            );
            Assert.Equal([201, 409, 409, 409, 409, 409], answers.Select(answer => (int)answer.StatusCode).Order());
            foreach (var answer in answers.Where(answer => (int)answer.StatusCode == 409))
            {
                await answer.ShouldBeProblem(409, "slug-taken");
            }
        }
    }

    [Fact]
    public async Task An_organisation_cannot_take_the_slug_of_another()
    {
        var (first, second) = (await OrganisationAsync(), await OrganisationAsync());
        var taken = (await App.Anonymous.GetFromJsonAsync<JsonElement>($"/v1/organisations/{first}"))
            .GetProperty("slug")
            .GetString();
        using var response = await App.Admin.PutAsJsonAsync($"/v1/organisations/{second}", new { slug = taken, name = "Second" });
        await response.ShouldBeProblem(409, "slug-taken");
    }

    [Fact]
    public async Task The_id_of_a_body_is_that_of_the_address()
    {
        var ada = await App.Given.PersonAsync("Ada");
        var organisation = await OrganisationAsync();
        using var volunteer = await App.Admin.PutAsJsonAsync(
            $"/v1/volunteers/{ada.Id}",
            new
            {
                id = Guid.NewGuid(),
                displayName = "Ada",
                zone = "UTC",
            }
        );
        await volunteer.ShouldName("id");
        using var other = await App.Admin.PutAsJsonAsync(
            $"/v1/organisations/{organisation}",
            new
            {
                id = Guid.NewGuid(),
                slug = $"x{Guid.NewGuid():N}",
                name = "n",
            }
        );
        await other.ShouldName("id");
    }

    [Fact]
    public async Task A_member_who_is_removed_loses_what_has_not_begun()
    {
        var (rota, hours, ada) = await App.Given.RotaWithAdaAsync();
        foreach (var date in (string[])["2026-03-02", "2026-03-03"])
        {
            using var claimed = await ada.Client.PostAsJsonAsync(
                $"/v1/rotas/{rota}/office-hours/{hours}/slots/{date}/claims",
                new { }
            );
            await claimed.ShouldBe(201);
        }

        using var removed = await App.Admin.DeleteAsync($"/v1/rotas/{rota}/members/{ada.Id}");
        await removed.ShouldBe(204);
        using var again = await App.Admin.DeleteAsync($"/v1/rotas/{rota}/members/{ada.Id}");
        await again.ShouldBeProblem(404, "not-found");
        using var mine = await ada.Client.GetAsync("/v1/me/claims");
        Assert.Equal(
            [("2026-03-02", "held"), ("2026-03-03", "released")],
            (await mine.ShouldBe(200))
                .GetProperty("items")
                .EnumerateArray()
                .Select(claim => (claim.GetProperty("date").GetString()!, claim.GetProperty("status").GetString()!))
        );
        using var claim = await ada.Client.PostAsJsonAsync(
            $"/v1/rotas/{rota}/office-hours/{hours}/slots/2026-03-04/claims",
            new { }
        );
        await claim.ShouldBeProblem(403, "forbidden");
    }

    private async Task<string> OrganisationAsync()
    {
        using var made = await App.Admin.PostAsJsonAsync("/v1/organisations", new { slug = $"o{Guid.NewGuid():N}", name = "O" });
        return (await made.ShouldBe(201)).GetProperty("id").GetString()!;
    }
}
