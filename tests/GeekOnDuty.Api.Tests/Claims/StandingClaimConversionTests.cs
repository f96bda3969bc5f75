using NodaTime;
using Xunit;

namespace GeekOnDuty.Api.Tests.Claims;

/// <summary>Standing claims of a database from before weekdays could be named. 2 March 2026 is a Monday.</summary>
public sealed class StandingClaimConversionTests(TestDatabase db) : IClassFixture<TestDatabase>
{
    private static readonly Instant Now = Instant.FromUtc(2026, 3, 1, 8, 0);

    [Fact]
    public async Task A_start_turns_every_fifth_date_into_the_weekday_once_and_releases_nothing()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var (rota, hours, ada) = await app.Given.RotaWithAdaAsync(
            claimOpensBefore: "P20D",
            recurrence: "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"
        );
        var standing = await ada.Client.TakeAllAsync(rota, hours, new { from = "2026-03-02", weekdays = new[] { "MO" } });
        var ids = (await db.HeldAsync(hours)).Select(row => row.Id).ToList();
        await using var connection = await db.OpenAsync();
        await connection.ExecuteAsync(
            "UPDATE standing_claims SET pattern_kind = 'dates', weekdays = NULL, every_weeks = NULL, every = 5 WHERE id = $1",
            standing.Id()
        );
        // An edit of before has taken it off its weekday once: Tuesday the 10th in place of Monday the 9th.
        await connection.ExecuteAsync(
            """
            UPDATE claims SET on_date = '2026-03-10', during = tstzrange('2026-03-10 09:00Z', '2026-03-10 12:00Z')
            WHERE office_hours_id = $1 AND on_date = '2026-03-09'
            """,
            hours
        );

        await using var started = await TestApp.StartAsync(db, Now);

        // By now it may have taken the 9th by itself as well.
        var held = (await db.HeldAsync(hours)).Where(row => ids.Contains(row.Id)).ToList();
        Assert.Equal(["2026-03-02", "2026-03-10", "2026-03-16"], held.Select(row => row.Date));
        Assert.Equal([standing.Id(), null, standing.Id()], held.Select(row => row.StandingClaimId));
        Assert.Equal(("MO", 1), await PatternAsync(ada));
        var changes = await ChangesAsync(started, rota, standing.Id());
        Assert.Equal(["changed", "created"], changes);

        // What it is for now follows by itself; another start has nothing to convert.
        await started.FollowAsync("2026-03-01T08:00:02Z");
        Assert.Contains("2026-03-09", await db.HeldDatesAsync(hours));
        await using var again = await TestApp.StartAsync(db, Now);
        Assert.Equal(changes, await ChangesAsync(again, rota, standing.Id()));
    }

    [Fact]
    public async Task Others_stay_turns()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var (rota, hours, ada) = await app.Given.RotaWithAdaAsync(
            claimOpensBefore: "P20D",
            recurrence: "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"
        );
        var standing = await ada.Client.TakeAllAsync(rota, hours, new { from = "2026-03-02", every = 3 });
        var held = await db.HeldAsync(hours);
        await using var connection = await db.OpenAsync();
        await connection.ExecuteAsync("UPDATE standing_claims SET pattern_kind = 'dates' WHERE id = $1", standing.Id());
        await using var started = await TestApp.StartAsync(db, Now);
        using var response = await ada.Client.GetAsync("/v1/me/standing-claims");
        Assert.Equal(3, Assert.Single((await response.ShouldBe(200)).Items()).GetProperty("every").GetInt32());
        Assert.Equal(held, await db.HeldAsync(hours));
    }

    private static async Task<(string Weekday, int EveryWeeks)> PatternAsync(Person person)
    {
        using var list = await person.Client.GetAsync("/v1/me/standing-claims");
        var standing = Assert.Single((await list.ShouldBe(200)).Items());
        return (
            Assert.Single(standing.GetProperty("weekdays").EnumerateArray()).GetString()!,
            standing.GetProperty("everyWeeks").GetInt32()
        );
    }

    private static async Task<string[]> ChangesAsync(TestApp app, string rota, Guid standing)
    {
        using var log = await app.Admin.GetAsync($"/v1/rotas/{rota}/audit?limit=200");
        return
        [
            .. (await log.ShouldBe(200))
                .Items()
                .Where(entry => entry.GetProperty("subjectId").GetGuid() == standing)
                .Select(entry => entry.Text("what")!),
        ];
    }
}
