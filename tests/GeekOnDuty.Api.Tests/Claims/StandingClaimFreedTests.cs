using GeekOnDuty.Core.Claims;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using Xunit;

namespace GeekOnDuty.Api.Tests.Claims;

/// <summary>Whenever a claim goes, the standing claims that it was in the way of take what they are entitled to.</summary>
public sealed class StandingClaimFreedTests(TestDatabase db) : IClassFixture<TestDatabase>
{
    private static readonly Instant Now = Instant.FromUtc(2026, 3, 2, 8, 0);
    private static readonly string[] Days = ["2026-03-03", "2026-03-04"];

    [Fact]
    public async Task Two_hours_that_change_places_keep_their_holder_in_both()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var rota = await app.Given.RotaAsync(claimOpensBefore: "P3D");
        var early = await app.Given.OfficeHoursAsync(rota, startTime: "09:00", endTime: "12:00");
        var late = await app.Given.OfficeHoursAsync(rota, startTime: "12:00", endTime: "15:00");
        var ada = await app.Given.PersonAsync("Ada", rota);
        await ada.Client.TakeAllAsync(rota, early, Standing);
        await ada.Client.TakeAllAsync(rota, late, Standing);

        using var moved = await app.Admin.PutHoursAsync(rota, early, startTime: "12:00", endTime: "15:00");
        await moved.ShouldBe(200);
        using var other = await app.Admin.PutHoursAsync(rota, late, startTime: "09:00", endTime: "12:00");
        await other.ShouldBe(200);

        Assert.Equal(Days, await db.HeldDatesAsync(early));
        Assert.Equal(Days, await db.HeldDatesAsync(late));
    }

    [Theory]
    [InlineData("release")]
    [InlineData("remove")]
    [InlineData("erase")]
    [InlineData("end")]
    public async Task A_seat_that_becomes_free_goes_to_the_standing_claim_that_waits_for_it(string how)
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var (rota, hours, ada, bob) = await app.Given.RotaWithAdaAndBobAsync(claimOpensBefore: "P3D");
        var first = await ada.Client.TakeAllAsync(rota, hours, new { from = "2026-03-03", until = "2026-03-03" });
        var waiting = await bob.Client.TakeAllAsync(rota, hours, Standing);
        Assert.Equal(["2026-03-03"], waiting.Dates("refused"));

        using var gone = how switch
        {
            "release" => await ada.Client.ReleaseAsync(rota, first.GetProperty("taken")[0]),
            "remove" => await app.Admin.DeleteAsync($"/v1/rotas/{rota}/members/{ada.Id}"),
            "erase" => await app.Admin.DeleteAsync($"/v1/volunteers/{ada.Id}"),
            _ => await ada.Client.DeleteAsync($"/v1/rotas/{rota}/standing-claims/{first.Id()}"),
        };
        await gone.ShouldBe(204);

        var held = await db.HeldAsync(hours);
        Assert.Equal(Days, held.Select(row => row.Date));
        Assert.All(held, row => Assert.Equal(bob.Id, row.VolunteerId));
    }

    [Fact]
    public async Task A_cancelled_slot_lets_its_holder_stand_in_overlapping_hours_of_the_rota()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var rota = await app.Given.RotaAsync(claimOpensBefore: "P3D");
        var (one, two) = (await app.Given.OfficeHoursAsync(rota), await app.Given.OfficeHoursAsync(rota, startTime: "11:00"));
        var ada = await app.Given.PersonAsync("Ada", rota);
        await ada.Client.TakeAsync(rota, one, "2026-03-03");
        await ada.Client.TakeAllAsync(rota, two, Standing);
        Assert.Equal(["2026-03-04"], await db.HeldDatesAsync(two));

        await app.Admin.SetSlotAsync(rota, one, "2026-03-03", new { cancelled = true });

        Assert.Equal(Days, await db.HeldDatesAsync(two));
    }

    [Fact]
    public async Task Time_that_becomes_free_is_used_in_other_rotas_by_the_next_step()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var (here, there) = (
            await app.Given.RotaAsync(claimOpensBefore: "P3D"),
            await app.Given.RotaAsync(claimOpensBefore: "P3D")
        );
        var (hours, elsewhere) = (await app.Given.OfficeHoursAsync(here), await app.Given.OfficeHoursAsync(there));
        var ada = await app.Given.PersonAsync("Ada", here);
        using var joined = await System.Net.Http.Json.HttpClientJsonExtensions.PutAsJsonAsync(
            app.Admin,
            $"/v1/rotas/{there}/members/{ada.Id}",
            new { role = "volunteer" }
        );
        await joined.ShouldBe(200);
        var claim = await ada.Client.TakeAsync(here, hours, "2026-03-03");
        await ada.Client.TakeAllAsync(there, elsewhere, Standing);
        Assert.Equal(["2026-03-04"], await db.HeldDatesAsync(elsewhere));

        await ada.Client.GiveBackAsync(here, claim);
        await app.Services.GetRequiredService<StandingClaimFollower>().StepAsync(TestContext.Current.CancellationToken);

        Assert.Equal(Days, await db.HeldDatesAsync(elsewhere));
        await using var connection = await db.OpenAsync();
        Assert.Equal(
            0,
            await connection.ScalarAsync<long>("SELECT count(*) FROM standing_claim_retries WHERE volunteer_id = $1", ada.Id)
        );
    }

    [Fact]
    public async Task A_date_that_the_holder_gave_back_stays_free_whichever_claim_it_was()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var (rota, hours, ada) = await app.Given.RotaWithAdaAsync(claimOpensBefore: "P3D");
        var own = await ada.Client.TakeAsync(rota, hours, "2026-03-03");
        await ada.Client.TakeAllAsync(rota, hours, Standing);

        await ada.Client.GiveBackAsync(rota, own);
        await app.FollowAsync("2026-03-02T08:30:00Z");
        using var edited = await app.Admin.PutHoursAsync(rota, hours, startTime: "09:30");
        await edited.ShouldBe(200);

        Assert.Equal(["2026-03-04"], await db.HeldDatesAsync(hours));
        // A standing claim that is made later may have it.
        await ada.Client.TakeAllAsync(rota, hours, new { from = "2026-03-03", until = "2026-03-03" });
        Assert.Equal(Days, await db.HeldDatesAsync(hours));
    }

    [Fact]
    public async Task What_it_takes_is_its_own_doing_and_not_that_of_the_person_who_saved_something()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var (rota, hours, ada) = await app.Given.RotaWithAdaAsync(claimOpensBefore: "P3D");
        await app.Admin.SetSlotAsync(rota, hours, "2026-03-03", new { cancelled = true });
        var standing = await ada.Client.TakeAllAsync(rota, hours, Standing);

        await app.Admin.SetSlotAsync(rota, hours, "2026-03-03", new { cancelled = false });

        using var answer = await app.Admin.GetAsync($"/v1/rotas/{rota}/audit?limit=5");
        var taken = (await answer.ShouldBe(200))
            .Items()
            .First(entry => entry.Text("what") == "taken" && entry.GetProperty("after").Text("date") == "2026-03-03");
        Assert.Equal("program", taken.GetProperty("actor").Text("kind"));
        Assert.Equal(standing.Id().ToString(), taken.GetProperty("after").Text("standingClaimId"));
    }

    private static object Standing => new { from = "2026-03-03", until = "2026-03-04" };
}
