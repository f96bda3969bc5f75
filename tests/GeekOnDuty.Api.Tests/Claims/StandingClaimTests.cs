using NodaTime;
using Xunit;

namespace GeekOnDuty.Api.Tests.Claims;

public sealed class StandingClaimTests(TestDatabase db) : IClassFixture<TestDatabase>
{
    private static readonly Instant Now = Instant.FromUtc(2026, 3, 2, 8, 0);

    [Fact]
    public async Task It_takes_every_slot_in_the_horizon_from_a_date_on()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var (rota, hours, ada) = await app.Given.RotaWithAdaAsync(claimOpensBefore: "P1W");

        using var response = await ada.Client.StandAsync(rota, hours, new { from = "2026-03-05" });
        var answer = await response.ShouldBe(201);

        // The slot of the 9th opens at 09:00, an hour from now.
        Assert.Equal(["2026-03-05", "2026-03-06", "2026-03-07", "2026-03-08"], answer.Dates("taken"));
        Assert.Empty(answer.Dates("refused"));
        Assert.All(answer.GetProperty("taken").EnumerateArray(), claim => Assert.Equal("standing", claim.Text("origin")));
        Assert.Equal($"/v1/rotas/{rota}/standing-claims/{answer.Id()}", response.Headers.Location?.ToString());
        Assert.Equal(answer.Dates("taken"), await db.HeldDatesAsync(hours));
    }

    [Fact]
    public async Task Until_is_the_last_date()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var (rota, hours, ada) = await app.Given.RotaWithAdaAsync();
        var answer = await ada.Client.TakeAllAsync(rota, hours, new { from = "2026-03-03", until = "2026-03-04" });
        Assert.Equal(["2026-03-03", "2026-03-04"], answer.Dates("taken"));

        await app.FollowAsync("2026-03-03T08:00:00Z");
        Assert.Equal(["2026-03-03", "2026-03-04"], await db.HeldDatesAsync(hours));
    }

    [Fact]
    public async Task Every_nth_is_counted_in_dates_of_the_rule_cancelled_ones_too()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var (rota, hours, ada) = await app.Given.RotaWithAdaAsync(claimOpensBefore: "P4W", recurrence: "FREQ=WEEKLY;BYDAY=TU,TH");
        await app.Admin.SetSlotAsync(rota, hours, "2026-03-05", new { cancelled = true });
        await app.Admin.SetSlotAsync(rota, hours, "2026-03-12", new { cancelled = true });

        var answer = await ada.Client.TakeAllAsync(rota, hours, new { from = "2026-03-03", every = 3 });

        // 3, (5), 10 | 12, 17, 19 | 24, 26
        Assert.Equal(["2026-03-03", "2026-03-24"], answer.Dates("taken"));
        Assert.Equal(
            [("2026-03-12", "/problems/slot-not-open")],
            answer.GetProperty("refused").EnumerateArray().Select(date => (date.Text("date"), date.Text("problem")))
        );
    }

    [Fact]
    public async Task The_phase_counts_from_its_first_date_also_when_that_lies_in_the_past()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var (rota, hours, ada) = await app.Given.RotaWithAdaAsync(claimOpensBefore: "P2W", recurrence: "FREQ=WEEKLY;BYDAY=TU");
        var answer = await ada.Client.TakeAllAsync(rota, hours, new { from = "2026-02-24", every = 2 });
        Assert.Equal(["2026-03-10"], answer.Dates("taken"));
    }

    [Fact]
    public async Task What_it_cannot_have_is_refused_by_date_and_what_is_over_is_skipped()
    {
        await using var app = await TestApp.StartAsync(db, Instant.FromUtc(2026, 3, 4, 10, 0));
        var (rota, hours) = await app.Given.RotaWithHoursAsync(seats: 2);
        var overlapping = await app.Given.OfficeHoursAsync(rota, startTime: "11:00", endTime: "13:00");
        var ada = await app.Given.PersonAsync("Ada", rota);
        foreach (var person in await app.PeopleAsync(2, rota))
        {
            await person.Client.TakeAsync(rota, hours, "2026-03-05");
        }

        await ada.Client.TakeAsync(rota, overlapping, "2026-03-06");
        await ada.Client.TakeAsync(rota, hours, "2026-03-07");
        await app.Admin.SetSlotAsync(rota, hours, "2026-03-08", new { cancelled = true });

        var answer = await ada.Client.TakeAllAsync(rota, hours, new { from = "2026-03-02", until = "2026-03-09" });

        // The 4th is running.
        Assert.Equal(["2026-03-04", "2026-03-09"], answer.Dates("taken"));
        Assert.Equal(
            [
                ("2026-03-05", "/problems/slot-full"),
                ("2026-03-06", "/problems/double-booked"),
                ("2026-03-07", "/problems/already-claimed"),
                ("2026-03-08", "/problems/slot-not-open"),
            ],
            answer.GetProperty("refused").EnumerateArray().Select(date => (date.Text("date"), date.Text("problem")))
        );
    }

    [Fact]
    public async Task A_coordinator_makes_one_for_an_organisation_and_a_volunteer_only_for_themselves()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var (rota, hours, ada, bob) = await app.Given.RotaWithAdaAndBobAsync(claimOpensBefore: "P3D", seats: 3);
        var stranger = await app.Given.PersonAsync("Eve");
        var (organisationId, name) = await app.OrganisationAsync("SUSE");

        var answer = await app.Admin.TakeAllAsync(rota, hours, new { organisationId, from = "2026-03-03" });
        Assert.All(
            answer.GetProperty("taken").EnumerateArray(),
            claim => Assert.Equal(name, claim.GetProperty("holder").Text("name"))
        );
        using var forOther = await ada.Client.StandAsync(rota, hours, new { volunteerId = bob.Id, from = "2026-03-03" });
        await forOther.ShouldBeProblem(403, "forbidden");
        using var notMember = await stranger.Client.StandAsync(rota, hours, new { from = "2026-03-03" });
        await notMember.ShouldBeProblem(403, "forbidden");
        using var unknown = await ada.Client.StandAsync(rota, Guid.NewGuid(), new { from = "2026-03-03" });
        await unknown.ShouldBeProblem(404, "not-found");
        using var backwards = await ada.Client.StandAsync(rota, hours, new { from = "2026-03-03", until = "2026-03-02" });
        Assert.True((await backwards.ShouldBeProblem(400, "invalid")).GetProperty("errors").TryGetProperty("until", out _));
    }

    [Fact]
    public async Task Ending_it_from_a_date_releases_from_then_on()
    {
        await using var app = await TestApp.StartAsync(db, Instant.FromUtc(2026, 3, 3, 10, 0));
        var (rota, hours, ada, bob) = await app.Given.RotaWithAdaAndBobAsync(claimOpensBefore: "P1W");
        var standing = await ada.Client.TakeAllAsync(rota, hours, new { from = "2026-03-03" });
        Assert.Equal(8, standing.Dates("taken").Length);

        using var notTheirs = await bob.Client.DeleteAsync($"/v1/rotas/{rota}/standing-claims/{standing.Id()}");
        await notTheirs.ShouldBeProblem(404, "not-found");
        using var later = await ada.Client.DeleteAsync($"/v1/rotas/{rota}/standing-claims/{standing.Id()}?from=2026-03-06");
        await later.ShouldBe(204);
        Assert.Equal(["2026-03-03", "2026-03-04", "2026-03-05"], await db.HeldDatesAsync(hours));
        // A later end than the one it has changes nothing.
        using var again = await ada.Client.DeleteAsync($"/v1/rotas/{rota}/standing-claims/{standing.Id()}?from=2026-03-20");
        await again.ShouldBe(204);
        await app.FollowAsync("2026-03-03T11:00:00Z");
        Assert.Equal(["2026-03-03", "2026-03-04", "2026-03-05"], await db.HeldDatesAsync(hours));

        // Without a date it ends today; the slot that is running stays.
        using var today = await ada.Client.DeleteAsync($"/v1/rotas/{rota}/standing-claims/{standing.Id()}");
        await today.ShouldBe(204);
        await app.FollowAsync("2026-03-03T11:30:00Z");
        Assert.Equal(["2026-03-03"], await db.HeldDatesAsync(hours));
    }

    [Fact]
    public async Task Past_the_deadline_a_holder_keeps_the_slots_that_a_coordinator_can_still_release()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var rota = await app.Given.RotaAsync(claimOpensBefore: "P1W", releaseClosesBefore: "P2D");
        var hours = await app.Given.OfficeHoursAsync(rota, seats: 2);
        var (ada, bob) = (await app.Given.PersonAsync("Ada", rota), await app.Given.PersonAsync("Bob", rota));
        var adas = await ada.Client.TakeAllAsync(rota, hours, new { from = "2026-03-02" });
        var bobs = await bob.Client.TakeAllAsync(rota, hours, new { from = "2026-03-02" });

        using var byHolder = await ada.Client.DeleteAsync($"/v1/rotas/{rota}/standing-claims/{adas.Id()}");
        await byHolder.ShouldBe(204);
        using var byCoordinator = await app.Admin.DeleteAsync($"/v1/rotas/{rota}/standing-claims/{bobs.Id()}");
        await byCoordinator.ShouldBe(204);

        // The 4th begins at 09:00, two days and an hour from now.
        var held = await db.HeldAsync(hours);
        Assert.Equal(["2026-03-02", "2026-03-03"], held.Select(row => row.Date));
        Assert.All(held, row => Assert.Equal(ada.Id, row.VolunteerId));
        await app.FollowAsync("2026-03-02T08:30:00Z");
        Assert.Equal(["2026-03-02", "2026-03-03"], await db.HeldDatesAsync(hours));
    }
}
