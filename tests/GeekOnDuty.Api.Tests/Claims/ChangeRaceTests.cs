using NodaTime;
using Xunit;

namespace GeekOnDuty.Api.Tests.Claims;

/// <summary>Claims against what takes their slot, their holder or themselves away at the same moment.</summary>
public sealed class ChangeRaceTests(TestDatabase db) : IClassFixture<TestDatabase>
{
    private static readonly Instant Now = Instant.FromUtc(2026, 3, 2, 8, 0);

    [Fact]
    public async Task A_slot_cancelled_while_it_is_claimed_ends_up_with_no_held_claim()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var (rota, hours) = await app.Given.RotaWithHoursAsync(seats: 5);
        var people = await app.PeopleAsync(4, rota);

        for (var day = 3; day < 23; day++)
        {
            var date = $"2026-03-{day:00}";
            var claiming = people.Select(person => person.Client.ClaimAsync(rota, hours, date)).ToList();
            var cancelling = app.Admin.ChangeSlotAsync(rota, hours, date, new { cancelled = true });
            using var cancelled = await cancelling;
            await cancelled.ShouldBe(200);

            foreach (var answer in await Task.WhenAll(claiming))
            {
                Assert.Contains(await answer.OutcomeAsync(), new[] { "201", "slot-not-open" });
            }

            Assert.DoesNotContain(await db.HeldAsync(hours), row => row.Date == date);
        }
    }

    [Fact]
    public async Task Claims_made_while_the_rule_changes_agree_with_the_slots_as_they_are_then()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var (rota, hours) = await app.Given.RotaWithHoursAsync(seats: 3);
        var people = await app.PeopleAsync(5, rota);
        string[] starts = ["10:00", "08:00", "09:30", "11:00", "09:00", "07:00", "10:30", "09:00"];

        for (var round = 0; round < starts.Length; round++)
        {
            var dates = Enumerable.Range(3 + (3 * round), 3).Select(day => $"2026-03-{day:00}").ToList();
            var claiming = dates
                .SelectMany(date => people.Select(person => person.Client.ClaimAsync(rota, hours, date)))
                .ToList();
            // Every round moves the slots; odd ones take seats away, and the second date of the round too.
            using var changed = await app.Admin.PutHoursAsync(
                rota,
                hours,
                starts[round],
                "12:00",
                seats: round % 2 == 0 ? 3 : 1,
                exceptDates: round % 2 == 0 ? [] : [dates[1]]
            );
            await changed.ShouldBe(200);
            foreach (var answer in await Task.WhenAll(claiming))
            {
                Assert.Contains(await answer.OutcomeAsync(), new[] { "201", "slot-full", "not-found" });
            }

            await HeldClaimsAgreeWithSlotsAsync(app, rota, hours);
        }
    }

    [Fact]
    public async Task A_member_removed_while_claiming_holds_nothing_afterwards()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var (rota, hours) = await app.Given.RotaWithHoursAsync(seats: 50);
        foreach (var person in await app.PeopleAsync(10, rota))
        {
            var claiming = Enumerable
                .Range(3, 4)
                .Select(day => person.Client.ClaimAsync(rota, hours, $"2026-03-{day:00}"))
                .ToList();
            using var removed = await app.Admin.DeleteAsync($"/v1/rotas/{rota}/members/{person.Id}");
            await removed.ShouldBe(204);
            foreach (var answer in await Task.WhenAll(claiming))
            {
                Assert.Contains(await answer.OutcomeAsync(), new[] { "201", "forbidden" });
            }
        }

        Assert.Empty(await db.HeldAsync(hours));
    }

    [Fact]
    public async Task A_volunteer_erased_while_claiming_holds_nothing_afterwards()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var (rota, hours) = await app.Given.RotaWithHoursAsync(seats: 50);
        foreach (var person in await app.PeopleAsync(8, rota))
        {
            var claiming = Enumerable
                .Range(3, 4)
                .Select(day => person.Client.ClaimAsync(rota, hours, $"2026-03-{day:00}"))
                .ToList();
            using var erased = await app.Admin.DeleteAsync($"/v1/volunteers/{person.Id}");
            await erased.ShouldBe(204);
            foreach (var answer in await Task.WhenAll(claiming))
            {
                Assert.Contains(await answer.OutcomeAsync(), new[] { "201", "forbidden", "unauthenticated" });
            }
        }

        Assert.Empty(await db.HeldAsync(hours));
    }

    [Fact]
    public async Task A_volunteer_erased_in_the_middle_of_a_claim_waits_for_it_without_a_deadlock()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var (rota, hours, ada) = await app.Given.RotaWithAdaAsync();

        // Somebody else is about to take the seat, so the claim waits when it has found the membership.
        await using var other = await db.OpenAsync();
        await using var rival = await other.BeginTransactionAsync();
        await other.ExecuteAsync(
            """
            INSERT INTO claims (id, rota_id, office_hours_id, on_date, seat, organisation_id, during, origin, created_at)
            SELECT gen_random_uuid(), rota_id, id, '2026-03-03', 1, $2, '[2026-03-03T09:00Z,2026-03-03T12:00Z)', 'coordinator', created_at
            FROM office_hours WHERE id = $1
            """,
            hours,
            (await app.OrganisationAsync()).Id
        );
        var claiming = ada.Client.ClaimAsync(rota, hours, "2026-03-03");
        await db.WaitForBlockedAsync("SeatQueries.Take");
        var erasing = app.Admin.DeleteAsync($"/v1/volunteers/{ada.Id}");
        await db.WaitForBlockedAsync("VolunteerQueries.Lock");
        await rival.RollbackAsync();

        using var claimed = await claiming;
        await claimed.ShouldBe(201);
        using var erased = await erasing;
        await erased.ShouldBe(204);
        Assert.Empty(await db.HeldAsync(hours));
    }

    [Fact]
    public async Task A_claim_released_while_its_slot_moves_stays_released()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var (rota, hours, ada) = await app.Given.RotaWithAdaAsync();
        var claim = await ada.Client.TakeAsync(rota, hours, "2026-03-03");

        await using var holder = await db.OpenAsync();
        await using var releasing = await holder.BeginTransactionAsync();
        await holder.ExecuteAsync("UPDATE claims SET released_at = created_at, released_by = 'holder' WHERE id = $1", claim.Id());
        var moving = app.Admin.ChangeSlotAsync(rota, hours, "2026-03-03", new { startTime = "10:00", endTime = "13:00" });
        await db.WaitForBlockedAsync("ClaimQueries.");
        await releasing.CommitAsync();

        using var moved = await moving;
        Assert.Equal("open", (await moved.ShouldBe(200)).Text("state"));
        Assert.Empty(await db.HeldAsync(hours));
    }

    [Fact]
    public async Task Releases_and_moves_at_once_leave_no_claim_held_that_was_released()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var (rota, hours) = await app.Given.RotaWithHoursAsync(seats: 5);
        var people = await app.PeopleAsync(4, rota);
        for (var day = 3; day < 13; day++)
        {
            var date = $"2026-03-{day:00}";
            var claims = await Task.WhenAll(people.Select(person => person.Client.TakeAsync(rota, hours, date)));
            var moving = app.Admin.ChangeSlotAsync(rota, hours, date, new { startTime = "10:00", endTime = "13:00" });
            var releasing = people.Zip(claims, (person, claim) => person.Client.ReleaseAsync(rota, claim)).ToList();
            using var moved = await moving;
            await moved.ShouldBe(200);
            Assert.Equal("204×4", await (await Task.WhenAll(releasing)).TallyAsync());
        }

        Assert.Empty(await db.HeldAsync(hours));
    }

    [Fact]
    public async Task A_standing_claim_made_while_its_holder_is_removed_does_not_outlive_the_membership()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var (rota, hours, ada) = await app.Given.RotaWithAdaAsync(claimOpensBefore: "P1W");

        // The standing claim has seen the membership, and waits to be written; it takes no slot yet.
        await using var other = await db.OpenAsync();
        await using var holding = await other.BeginTransactionAsync();
        await other.ExecuteAsync("LOCK TABLE standing_claims IN SHARE MODE");
        var standing = ada.Client.StandAsync(rota, hours, new { from = "2026-06-01" });
        await db.WaitForBlockedAsync("StandingClaimQueries.Insert");
        var removing = app.Admin.DeleteAsync($"/v1/rotas/{rota}/members/{ada.Id}");
        await db.WaitForBlockedAsync("members");
        await holding.CommitAsync();
        using var stood = await standing;
        using var removed = await removing;
        await removed.ShouldBe(204);

        using var back = await System.Net.Http.Json.HttpClientJsonExtensions.PutAsJsonAsync(
            app.Admin,
            $"/v1/rotas/{rota}/members/{ada.Id}",
            new { role = "volunteer" }
        );
        await back.ShouldBe(200);
        await app.FollowAsync("2026-06-02T08:00:00Z");
        Assert.Empty(await db.HeldAsync(hours));
    }

    [Fact]
    public async Task A_standing_claim_made_while_the_rule_changes_follows_the_new_rule()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var (rota, hours, ada) = await app.Given.RotaWithAdaAsync(claimOpensBefore: "P2W", recurrence: "FREQ=WEEKLY;BYDAY=TU");

        // A change of the rule that has been made and is not yet committed.
        await using var other = await db.OpenAsync();
        await using var changing = await other.BeginTransactionAsync();
        await other.ExecuteAsync("SELECT FROM office_hours WHERE id = $1 FOR UPDATE", hours);
        await other.ExecuteAsync(
            "UPDATE office_hours_revisions SET recurrence = 'FREQ=WEEKLY;BYDAY=TH' WHERE office_hours_id = $1",
            hours
        );
        await other.ExecuteAsync("UPDATE office_hours SET version = version + 1 WHERE id = $1", hours);
        var standing = ada.Client.StandAsync(rota, hours, new { from = "2026-03-03" });
        await db.WaitForBlockedAsync("");
        await changing.CommitAsync();

        using var stood = await standing;
        var answer = await stood.ShouldBe(201);
        Assert.Equal(["2026-03-05", "2026-03-12"], answer.Dates("taken"));
        Assert.Empty(answer.Dates("refused"));
        Assert.Equal(["2026-03-05", "2026-03-12"], await db.HeldDatesAsync(hours));
    }

    [Fact]
    public async Task A_standing_claim_that_ends_while_the_rule_changes_takes_nothing_more()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var (rota, hours, ada) = await app.Given.RotaWithAdaAsync(claimOpensBefore: "P2W", recurrence: "FREQ=WEEKLY;BYDAY=TU");
        var standing = await ada.Client.TakeAllAsync(rota, hours, new { from = "2026-03-03" });

        // The end of the standing claim, made and not yet committed.
        await using var other = await db.OpenAsync();
        await using var ending = await other.BeginTransactionAsync();
        await other.ExecuteAsync("UPDATE standing_claims SET until_date = '2026-03-01' WHERE id = $1", standing.Id());
        var changing = app.Admin.PutHoursAsync(rota, hours, recurrence: "FREQ=WEEKLY;BYDAY=TH");
        await db.WaitForBlockedAsync("StandingClaimQueries.");
        await ending.CommitAsync();

        using var changed = await changing;
        await changed.ShouldBe(200);
        Assert.Empty(await db.HeldAsync(hours));
    }

    /// <summary>The invariant of every change: held claims lie on slots that take place, at their times, on seats that they have.</summary>
    private async Task HeldClaimsAgreeWithSlotsAsync(TestApp app, string rota, Guid hours)
    {
        var slots = (await app.SlotsAsync(rota, "2026-03-02T00:00:00Z", "2026-05-01T00:00:00Z")).ToDictionary(slot =>
            slot.Text("date")
        );
        foreach (var row in await db.HeldAsync(hours))
        {
            Assert.True(slots.TryGetValue(row.Date, out var slot), $"{row} is held on a date without a slot.");
            Assert.NotEqual("cancelled", slot.Text("state"));
            Assert.Equal((Steps.At(slot.Text("startsAt")), Steps.At(slot.Text("endsAt"))), (row.StartsAt, row.EndsAt));
            Assert.InRange(row.Seat, 1, slot.GetProperty("seats").GetProperty("maximum").GetInt32());
            Assert.Contains(slot.GetProperty("claims").EnumerateArray(), claim => claim.Id() == row.Id);
        }
    }
}
