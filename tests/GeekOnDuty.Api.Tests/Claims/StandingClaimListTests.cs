using System.Text.Json;
using NodaTime;
using Xunit;

namespace GeekOnDuty.Api.Tests.Claims;

/// <summary>Standing claims as their holders and coordinators see them, and those that come to nothing.</summary>
public sealed class StandingClaimListTests(TestDatabase db) : IClassFixture<TestDatabase>
{
    private static readonly Instant Now = Instant.FromUtc(2026, 3, 2, 8, 0);

    [Fact]
    public async Task A_standing_claim_says_what_it_is_for_and_its_next_dates_also_beyond_the_horizon()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var (rota, hours, ada) = await app.Given.RotaWithAdaAsync(claimOpensBefore: "P1W");
        var made = await ada.Client.TakeAllAsync(
            rota,
            hours,
            new
            {
                from = "2026-03-03",
                weekdays = new[] { "TH", "TU" },
                everyWeeks = 2,
            }
        );
        await app.Admin.SetSlotAsync(rota, hours, "2026-03-17", new { cancelled = true });

        using var response = await ada.Client.GetAsync($"/v1/rotas/{rota}/standing-claims");
        var standing = Assert.Single((await response.ShouldBe(200)).Items());
        Assert.Equal(made.Id(), standing.Id());
        Assert.Equal(
            (rota, hours.ToString(), "Office hours", "Ada", "2026-03-03"),
            (
                standing.Text("rota"),
                standing.Text("officeHoursId"),
                standing.Text("title"),
                standing.GetProperty("holder").Text("name"),
                standing.Text("from")
            )
        );
        Assert.Equal(["TU", "TH"], Strings(standing, "weekdays"));
        Assert.Equal(2, standing.GetProperty("everyWeeks").GetInt32());
        Assert.Equal(JsonValueKind.Null, standing.GetProperty("every").ValueKind);
        Assert.Equal(JsonValueKind.Null, standing.GetProperty("until").ValueKind);
        Assert.Equal(["2026-03-03", "2026-03-05", "2026-03-19", "2026-03-31", "2026-04-02"], Strings(standing, "nextDates"));
        using var mine = await ada.Client.GetAsync("/v1/me/standing-claims");
        Assert.Equal(standing.ToString(), Assert.Single((await mine.ShouldBe(200)).Items()).ToString());
    }

    [Fact]
    public async Task A_volunteer_sees_their_own_and_a_coordinator_all_until_they_end()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var (rota, hours, ada, bob) = await app.Given.RotaWithAdaAndBobAsync(claimOpensBefore: "P1W", seats: 2);
        var standing = await ada.Client.TakeAllAsync(rota, hours, new { from = "2026-03-03", every = 2 });
        await bob.Client.TakeAllAsync(rota, hours, new { from = "2026-03-03", until = "2026-03-04" });

        Assert.Equal(["Bob"], await NamesAsync(bob.Client, rota));
        Assert.Equal(["Ada", "Bob"], await NamesAsync(app.Admin, rota));
        Assert.Equal(["Ada"], await NamesAsync(app.Admin, rota, $"?volunteerId={ada.Id}"));
        using var others = await bob.Client.GetAsync($"/v1/rotas/{rota}/standing-claims?volunteerId={ada.Id}");
        await others.ShouldBeProblem(403, "forbidden");

        using var ended = await app.Admin.DeleteAsync($"/v1/rotas/{rota}/standing-claims/{standing.Id()}");
        await ended.ShouldBe(204);
        Assert.Equal(["Bob"], await NamesAsync(app.Admin, rota));
        app.Clock.Now = Instant.FromUtc(2026, 3, 7, 0, 0);
        Assert.Empty(await NamesAsync(app.Admin, rota));
    }

    [Fact]
    public async Task A_dry_run_says_what_would_be_taken_and_stores_nothing()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var (rota, hours, ada, bob) = await app.Given.RotaWithAdaAndBobAsync(claimOpensBefore: "P4D");
        await bob.Client.TakeAsync(rota, hours, "2026-03-04");

        using var response = await ada.Client.PostAsync(
            $"/v1/rotas/{rota}/office-hours/{hours}/standing-claims?dryRun=true",
            new { from = "2026-03-03" }
        );
        var answer = await response.ShouldBe(200);

        Assert.Equal(["2026-03-03", "2026-03-05"], answer.Dates("taken"));
        Assert.Equal(["2026-03-04"], answer.Dates("refused"));
        Assert.Equal(JsonValueKind.Null, answer.GetProperty("id").ValueKind);
        Assert.All(
            answer.GetProperty("taken").EnumerateArray(),
            claim => Assert.Equal(JsonValueKind.Null, claim.GetProperty("id").ValueKind)
        );
        Assert.Equal(["2026-03-04"], await db.HeldDatesAsync(hours));
        Assert.Empty(await NamesAsync(app.Admin, rota));
    }

    [Fact]
    public async Task One_that_is_refused_wholly_is_not_stored_and_never_takes_anything_later()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var (rota, hours, ada, bob) = await app.Given.RotaWithAdaAndBobAsync(claimOpensBefore: "P3D");
        await bob.Client.TakeAllAsync(rota, hours, new { from = "2026-03-02" });

        using var response = await ada.Client.StandAsync(rota, hours, new { from = "2026-03-03" }, key: "once");
        var problem = await response.ShouldBeProblem(409, "nothing-to-claim");
        Assert.Equal(["2026-03-03", "2026-03-04"], problem.Dates("refused"));

        await app.FollowAsync("2026-03-09T08:00:00Z");
        using var edited = await app.Admin.PutHoursAsync(rota, hours, seats: 3);
        await edited.ShouldBe(200);
        Assert.All(await db.HeldAsync(hours), row => Assert.Equal(bob.Id, row.VolunteerId));
        Assert.Equal(["Bob"], await NamesAsync(app.Admin, rota));
    }

    [Fact]
    public async Task One_without_a_date_in_the_horizon_waits_and_without_any_within_400_days_is_refused()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var (rota, yearly) = await app.Given.RotaWithHoursAsync(
            claimOpensBefore: "P1W",
            recurrence: "FREQ=YEARLY;BYMONTH=6;BYMONTHDAY=1"
        );
        var workdays = await app.Given.OfficeHoursAsync(rota, recurrence: "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR");
        var ada = await app.Given.PersonAsync("Ada", rota);

        var waiting = await ada.Client.TakeAllAsync(rota, yearly, new { from = "2026-03-03" });
        Assert.Empty(waiting.Dates("taken"));
        await app.FollowAsync("2026-05-30T12:00:00Z");
        Assert.Equal(["2026-06-01"], await db.HeldDatesAsync(yearly));

        using var never = await ada.Client.StandAsync(rota, workdays, new { from = "2026-03-03", weekdays = new[] { "SA" } });
        var problem = await never.ShouldBeProblem(409, "nothing-to-claim");
        Assert.Empty(problem.Dates("refused"));
        using var far = await ada.Client.StandAsync(rota, workdays, new { from = "2028-03-03" });
        await far.ShouldBeProblem(409, "nothing-to-claim");
    }

    [Theory]
    [InlineData("""{"from":"2026-03-03","every":2,"weekdays":["MO"]}""", "every")]
    [InlineData("""{"from":"2026-03-03","every":2,"everyWeeks":2}""", "every")]
    [InlineData("""{"from":"2026-03-03","every":0}""", "every")]
    [InlineData("""{"from":"2026-03-03","every":101}""", "every")]
    [InlineData("""{"from":"2026-03-03","everyWeeks":0}""", "everyWeeks")]
    [InlineData("""{"from":"2026-03-03","weekdays":[]}""", "weekdays")]
    [InlineData("""{"from":"2026-03-03","weekdays":["mo"]}""", "weekdays[0]")]
    [InlineData("""{"from":"2026-03-03","weekdays":["MO",7]}""", "weekdays[1]")]
    [InlineData("""{"from":"2026-03-03","weekdays":"MO"}""", "weekdays")]
    public async Task A_pattern_that_is_none_is_refused_by_name(string body, string member)
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var (rota, hours, ada) = await app.Given.RotaWithAdaAsync();
        using var refused = await ada.Client.StandAsync(rota, hours, JsonDocument.Parse(body).RootElement);
        var problem = await refused.ShouldBeProblem(400, "invalid");
        Assert.True(problem.GetProperty("errors").TryGetProperty(member, out _), problem.ToString());
    }

    [Fact]
    public async Task Every_first_turn_is_every_weekday()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var (rota, hours, ada) = await app.Given.RotaWithAdaAsync(claimOpensBefore: "P3D");
        await ada.Client.TakeAllAsync(rota, hours, new { from = "2026-03-03", every = 1 });
        using var response = await ada.Client.GetAsync("/v1/me/standing-claims");
        var standing = Assert.Single((await response.ShouldBe(200)).Items());
        Assert.Equal(["MO", "TU", "WE", "TH", "FR", "SA", "SU"], Strings(standing, "weekdays"));
    }

    [Fact]
    public async Task What_cannot_be_released_any_more_stays_as_an_ordinary_claim_when_it_ends()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var rota = await app.Given.RotaAsync(claimOpensBefore: "P4D", releaseClosesBefore: "P2D");
        var hours = await app.Given.OfficeHoursAsync(rota);
        var ada = await app.Given.PersonAsync("Ada", rota);
        var standing = await ada.Client.TakeAllAsync(rota, hours, new { from = "2026-03-03" });
        using var ended = await ada.Client.DeleteAsync($"/v1/rotas/{rota}/standing-claims/{standing.Id()}");
        await ended.ShouldBe(204);
        using var edited = await app.Admin.PutHoursAsync(rota, hours, seats: 2);
        await edited.ShouldBe(200);
        var row = Assert.Single(await db.HeldAsync(hours), row => row.Date == "2026-03-03");
        Assert.Null(row.StandingClaimId);
    }

    private static async Task<string[]> NamesAsync(HttpClient client, string rota, string query = "")
    {
        using var response = await client.GetAsync($"/v1/rotas/{rota}/standing-claims{query}");
        return
        [
            .. (await response.ShouldBe(200)).Items().Select(standing => standing.GetProperty("holder").Text("name")).Order(),
        ];
    }

    private static string[] Strings(JsonElement element, string name) =>
        [.. element.GetProperty(name).EnumerateArray().Select(item => item.GetString()!)];
}
