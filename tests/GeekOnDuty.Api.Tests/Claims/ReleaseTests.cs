using NodaTime;
using Xunit;

namespace GeekOnDuty.Api.Tests.Claims;

public sealed class ReleaseTests(TestDatabase db) : IClassFixture<TestDatabase>
{
    private static readonly Instant Now = Instant.FromUtc(2026, 3, 2, 8, 0);

    [Theory]
    [InlineData("PT0S", "2026-03-30T07:00:00Z")]
    [InlineData("PT12H", "2026-03-29T19:00:00Z")]
    [InlineData("P1D", "2026-03-29T07:00:00Z")]
    [InlineData("P2D", "2026-03-28T08:00:00Z")]
    public async Task A_holder_may_release_until_the_deadline_and_a_coordinator_always(string closesBefore, string closesAt)
    {
        var deadline = Steps.At(closesAt);
        await using var app = await TestApp.StartAsync(db, Now);
        var rota = await app.Given.RotaAsync(releaseClosesBefore: closesBefore);
        var hours = await app.Given.OfficeHoursAsync(rota, "Europe/Berlin", seats: 2);
        var (ada, bob) = (await app.Given.PersonAsync("Ada", rota), await app.Given.PersonAsync("Bob", rota));
        var carol = await app.Given.PersonAsync("Carol", rota, "coordinator");
        var early = await ada.Client.TakeAsync(rota, hours, "2026-03-30");
        var late = await bob.Client.TakeAsync(rota, hours, "2026-03-30");

        app.Clock.Now = deadline - Duration.FromTicks(1);
        await ada.Client.GiveBackAsync(rota, early);
        app.Clock.Now = deadline;
        using var tooLate = await bob.Client.ReleaseAsync(rota, late);
        var problem = await tooLate.ShouldBeProblem(409, "too-late-to-release");
        Assert.Contains(closesAt, problem.Text("detail"), StringComparison.Ordinal);
        Assert.Single(await db.HeldAsync(hours));
        await carol.Client.GiveBackAsync(rota, late);
        Assert.Empty(await db.HeldAsync(hours));
    }

    [Fact]
    public async Task A_claim_that_was_made_while_its_slot_ran_may_be_released_for_ten_minutes()
    {
        await using var app = await TestApp.StartAsync(db, Instant.FromUtc(2026, 3, 2, 10, 0));
        var (rota, hours) = await app.Given.RotaWithHoursAsync(seats: 3);
        var (ada, bob, cy) = (
            await app.Given.PersonAsync("Ada", rota),
            await app.Given.PersonAsync("Bob", rota),
            await app.Given.PersonAsync("Cy", rota)
        );
        var (adas, bobs) = (
            await ada.Client.TakeAsync(rota, hours, "2026-03-02"),
            await bob.Client.TakeAsync(rota, hours, "2026-03-02")
        );
        var early = await cy.Client.TakeAsync(rota, hours, "2026-03-03");

        app.Clock.Now = Instant.FromUtc(2026, 3, 2, 10, 10) - Duration.FromTicks(1);
        await ada.Client.GiveBackAsync(rota, adas);
        app.Clock.Now = Instant.FromUtc(2026, 3, 2, 10, 10);
        using var late = await bob.Client.ReleaseAsync(rota, bobs);
        var problem = await late.ShouldBeProblem(409, "too-late-to-release");
        Assert.Contains("2026-03-02T10:10:00Z", problem.Text("detail"), StringComparison.Ordinal);

        // A claim that was made before keeps the rule of the rota.
        app.Clock.Now = Instant.FromUtc(2026, 3, 3, 9, 0);
        using var begun = await cy.Client.ReleaseAsync(rota, early);
        await begun.ShouldBeProblem(409, "too-late-to-release");
    }

    [Fact]
    public async Task Releasing_again_changes_nothing_also_after_the_deadline()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var (rota, hours, ada, bob) = await app.Given.RotaWithAdaAndBobAsync();
        var claim = await ada.Client.TakeAsync(rota, hours, "2026-03-03");

        await ada.Client.GiveBackAsync(rota, claim);
        var bobs = await bob.Client.TakeAsync(rota, hours, "2026-03-03");
        app.Clock.Now = Instant.FromUtc(2026, 3, 3, 10, 0);
        await ada.Client.GiveBackAsync(rota, claim);
        await app.Admin.GiveBackAsync(rota, claim);

        Assert.Equal(bobs.Id(), Assert.Single(await db.HeldAsync(hours)).Id);
    }

    [Fact]
    public async Task A_released_seat_shows_nowhere_in_public_and_is_free_for_others()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var (rota, hours, ada, bob) = await app.Given.RotaWithAdaAndBobAsync();
        var claim = await ada.Client.TakeAsync(rota, hours, "2026-03-03");
        Assert.Equal(["Ada"], await app.OnDutyAsync(rota, "2026-03-03T09:00:00Z"));

        await ada.Client.GiveBackAsync(rota, claim);

        Assert.Empty(await app.OnDutyAsync(rota, "2026-03-03T09:00:00Z"));
        var slot = Assert.Single(await app.SlotsAsync(rota, "2026-03-03T00:00:00Z", "2026-03-04T00:00:00Z"));
        Assert.Equal(("open", 0), (slot.Text("state"), slot.GetProperty("claims").GetArrayLength()));
        await bob.Client.TakeAsync(rota, hours, "2026-03-03");
        Assert.Equal(["Bob"], await app.OnDutyAsync(rota, "2026-03-03T09:00:00Z"));
        // And Ada is free for another slot at that time.
        var other = await app.Given.OfficeHoursAsync(rota);
        await ada.Client.TakeAsync(rota, other, "2026-03-03");
    }

    [Fact]
    public async Task Only_the_holder_and_coordinators_release_a_claim()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var (rota, other) = (await app.Given.RotaAsync(), await app.Given.RotaAsync());
        var hours = await app.Given.OfficeHoursAsync(rota, seats: 2);
        var (ada, bob) = (await app.Given.PersonAsync("Ada", rota), await app.Given.PersonAsync("Bob", rota));
        var foreign = await app.Given.PersonAsync("Carl", other, "coordinator");
        var (organisationId, _) = await app.OrganisationAsync();
        var claim = await ada.Client.TakeAsync(rota, hours, "2026-03-03");
        var pledge = await app.Admin.TakeAsync(rota, hours, "2026-03-03", new { organisationId });

        foreach (var client in new[] { bob.Client, foreign.Client })
        {
            using var refused = await client.ReleaseAsync(rota, claim);
            await refused.ShouldBeProblem(403, "forbidden");
        }

        using var notOurs = await ada.Client.ReleaseAsync(rota, pledge);
        await notOurs.ShouldBeProblem(403, "forbidden");
        using var anonymous = await app.Anonymous.ReleaseAsync(rota, claim);
        await anonymous.ShouldBeProblem(401, "unauthenticated");
        using var elsewhere = await foreign.Client.ReleaseAsync(other, claim);
        await elsewhere.ShouldBeProblem(404, "not-found");
        using var unknown = await ada.Client.DeleteAsync($"/v1/rotas/{rota}/claims/{Guid.NewGuid()}");
        await unknown.ShouldBeProblem(404, "not-found");
        Assert.Equal(2, (await db.HeldAsync(hours)).Count);
    }

    [Fact]
    public async Task What_is_over_stays_when_its_holder_leaves()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var (rota, hours, ada) = await app.Given.RotaWithAdaAsync();
        foreach (var date in new[] { "2026-03-03", "2026-03-04", "2026-03-05" })
        {
            await ada.Client.TakeAsync(rota, hours, date);
        }

        app.Clock.Now = Instant.FromUtc(2026, 3, 4, 10, 0);
        using var over = await ada.Client.ReleaseAsync(
            rota,
            (await app.SlotsAsync(rota, "2026-03-03T00:00:00Z", "2026-03-04T00:00:00Z"))[0].GetProperty("claims")[0]
        );
        await over.ShouldBeProblem(409, "too-late-to-release");
        using var removed = await app.Admin.DeleteAsync($"/v1/rotas/{rota}/members/{ada.Id}");
        await removed.ShouldBe(204);

        // The running slot stays as well.
        Assert.Equal(["2026-03-03", "2026-03-04"], await db.HeldDatesAsync(hours));
        Assert.Equal(["Ada"], await app.OnDutyAsync(rota, "2026-03-03T10:00:00Z"));
    }
}
