using System.Text.Json;
using NodaTime;
using Xunit;

namespace GeekOnDuty.Api.Tests.Claims;

public sealed class ListClaimsTests(TestDatabase db) : IClassFixture<TestDatabase>
{
    private static readonly Instant Now = Instant.FromUtc(2026, 3, 2, 8, 0);

    [Fact]
    public async Task A_volunteer_sees_their_own_and_a_coordinator_everybodys()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var (rota, hours, ada, bob) = await app.Given.RotaWithAdaAndBobAsync(seats: 3);
        var carol = await app.Given.PersonAsync("Carol", rota, "coordinator");
        var (organisationId, _) = await app.OrganisationAsync("Inktank");
        await ada.Client.TakeAsync(rota, hours, "2026-03-03");
        await bob.Client.TakeAsync(rota, hours, "2026-03-03");
        await app.Admin.TakeAsync(rota, hours, "2026-03-03", new { organisationId });

        Assert.Equal(["Ada"], await HoldersAsync(ada.Client, rota));
        Assert.Equal(["Ada"], await HoldersAsync(ada.Client, rota, $"?volunteerId={ada.Id}"));
        Assert.Equal(["Ada", "Bob", "Inktank"], (await HoldersAsync(carol.Client, rota)).Order());
        Assert.Equal(["Bob"], await HoldersAsync(carol.Client, rota, $"?volunteerId={bob.Id}"));

        using var foreign = await ada.Client.GetAsync($"/v1/rotas/{rota}/claims?volunteerId={bob.Id}");
        await foreign.ShouldBeProblem(403, "forbidden");
        using var anonymous = await app.Anonymous.GetAsync($"/v1/rotas/{rota}/claims");
        await anonymous.ShouldBeProblem(401, "unauthenticated");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(200)]
    public async Task Pages_visit_every_claim_once_also_where_many_start_together(int limit)
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var (rota, hours) = await app.Given.RotaWithHoursAsync(seats: 50);
        var people = await app.PeopleAsync(18, rota);
        await Task.WhenAll(
            people.SelectMany(person =>
                new[] { "2026-03-03", "2026-03-04", "2026-03-05" }.Select(date => person.Client.TakeAsync(rota, hours, date))
            )
        );

        var seen = await AllAsync(app.Admin, $"/v1/rotas/{rota}/claims?limit={limit}", limit);

        Assert.Equal((await db.HeldAsync(hours)).Select(row => row.Id).Order(), seen.Select(claim => claim.Id()).Order());
        Assert.Equal(54, seen.Count);
        Assert.Equal(
            seen.Select(claim => claim.Text("startsAt")).Order(StringComparer.Ordinal),
            seen.Select(claim => claim.Text("startsAt"))
        );
    }

    [Fact]
    public async Task The_default_page_has_50_and_leads_on()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var (rota, hours, ada) = await app.Given.RotaWithAdaAsync();
        await ada.Client.TakeAllAsync(rota, hours, new { from = "2026-03-03", until = "2026-04-22" });

        var first = await GetAsync(ada.Client, $"/v1/rotas/{rota}/claims");
        Assert.Equal(50, first.Items().Count());
        var second = await GetAsync(ada.Client, $"/v1/rotas/{rota}/claims?cursor={first.Text("nextCursor")}");
        Assert.Equal(["2026-04-22"], second.Dates("items"));
        Assert.Equal(JsonValueKind.Null, second.GetProperty("nextCursor").ValueKind);
        // My claims are the same ones.
        Assert.Equal(51, (await AllAsync(ada.Client, "/v1/me/claims?limit=20", 20)).Count);
    }

    [Fact]
    public async Task Released_claims_are_listed_with_their_status()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var (rota, hours, ada) = await app.Given.RotaWithAdaAsync();
        await ada.Client.GiveBackAsync(rota, await ada.Client.TakeAsync(rota, hours, "2026-03-03"));
        await ada.Client.TakeAsync(rota, hours, "2026-03-04");

        var page = await GetAsync(ada.Client, $"/v1/rotas/{rota}/claims");

        Assert.Equal(
            [("2026-03-03", "released"), ("2026-03-04", "held")],
            page.Items().Select(claim => (claim.Text("date"), claim.Text("status")))
        );
    }

    [Theory]
    [InlineData("", "2026-03-03,2026-03-04,2026-03-05")]
    [InlineData("?from=2026-03-03T12:00:00Z", "2026-03-04,2026-03-05")]
    [InlineData("?from=2026-03-03T11:59:59Z&to=2026-03-05T09:00:00Z", "2026-03-03,2026-03-04")]
    [InlineData("?from=2026-03-01T00:00:00Z&to=2026-03-03T09:00:01Z", "2026-03-02,2026-03-03")]
    public async Task The_window_is_half_open_and_by_default_from_now_on(string query, string dates)
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var (rota, hours, ada) = await app.Given.RotaWithAdaAsync();
        await ada.Client.TakeAllAsync(rota, hours, new { from = "2026-03-02", until = "2026-03-05" });
        app.Clock.Now = Instant.FromUtc(2026, 3, 3, 10, 0);

        Assert.Equal(dates.Split(','), (await GetAsync(ada.Client, $"/v1/rotas/{rota}/claims{query}")).Dates("items"));
    }

    [Fact]
    public async Task A_window_that_ends_before_it_starts_and_a_made_up_cursor_are_refused()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var rota = await app.Given.RotaAsync();
        foreach (
            var (query, member) in new[] { ("to=2026-03-02T08:00:00Z", "to"), ("cursor=abc", "cursor"), ("limit=0", "limit") }
        )
        {
            using var answer = await app.Admin.GetAsync($"/v1/rotas/{rota}/claims?{query}");
            Assert.True(
                (await answer.ShouldBeProblem(400, "invalid")).GetProperty("errors").TryGetProperty(member, out _),
                query
            );
        }
    }

    private static async Task<IEnumerable<string>> HoldersAsync(HttpClient client, string rota, string query = "") =>
        (await GetAsync(client, $"/v1/rotas/{rota}/claims{query}"))
            .Items()
            .Select(claim => claim.GetProperty("holder").Text("name"));

    private static async Task<JsonElement> GetAsync(HttpClient client, string path)
    {
        using var response = await client.GetAsync(path);
        return await response.ShouldBe(200);
    }

    private static async Task<List<JsonElement>> AllAsync(HttpClient client, string path, int limit)
    {
        var all = new List<JsonElement>();
        for (var next = path; ; )
        {
            var page = await GetAsync(client, next);
            Assert.InRange(page.Items().Count(), 1, limit);
            all.AddRange(page.Items());
            if (page.GetProperty("nextCursor").GetString() is not { } cursor)
            {
                return all;
            }

            next = $"{path}&cursor={Uri.EscapeDataString(cursor)}";
        }
    }
}
