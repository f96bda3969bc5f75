using NodaTime;
using Xunit;

namespace GeekOnDuty.Api.Tests.Claims;

/// <summary>What a change of the office hours does to claims that are held.</summary>
public sealed class OfficeHoursChangeTests(TestDatabase db) : IClassFixture<TestDatabase>
{
    private static readonly Instant Now = Instant.FromUtc(2026, 3, 2, 8, 0);

    [Fact]
    public async Task A_claim_moves_with_its_slot()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var (rota, hours, ada) = await app.Given.RotaWithAdaAsync();
        var claim = await ada.Client.TakeAsync(rota, hours, "2026-03-03");

        await app.Admin.SetSlotAsync(rota, hours, "2026-03-03", new { startTime = "14:00", endTime = "15:00" });

        var row = Assert.Single(await db.HeldAsync(hours));
        Assert.Equal(
            (claim.Id(), Steps.At("2026-03-03T14:00:00Z"), Steps.At("2026-03-03T15:00:00Z")),
            (row.Id, row.StartsAt, row.EndsAt)
        );
        Assert.Empty(await app.OnDutyAsync(rota, "2026-03-03T09:00:00Z"));
        Assert.Empty(await app.OnDutyAsync(rota, "2026-03-03T13:59:59Z"));
        Assert.Equal(["Ada"], await app.OnDutyAsync(rota, "2026-03-03T14:00:00Z"));
        Assert.Empty(await app.OnDutyAsync(rota, "2026-03-03T15:00:00Z"));
        // The old time is free for another claim of hers.
        await ada.Client.TakeAsync(rota, await app.Given.OfficeHoursAsync(rota), "2026-03-03");
    }

    [Fact]
    public async Task A_new_rule_moves_claims_from_its_date_on_and_leaves_the_earlier_ones()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var (rota, hours, ada) = await app.Given.RotaWithAdaAsync();
        foreach (var date in new[] { "2026-03-02", "2026-03-03", "2026-03-04" })
        {
            await ada.Client.TakeAsync(rota, hours, date);
        }

        app.Clock.Now = Instant.FromUtc(2026, 3, 3, 10, 0);
        using var changed = await app.Admin.PutHoursAsync(rota, hours, startTime: "06:00", endTime: "07:00");
        await changed.ShouldBe(200);

        // Yesterday is past and today is running.
        Assert.Equal(
            ["2026-03-02T09:00:00Z", "2026-03-03T09:00:00Z", "2026-03-04T06:00:00Z"],
            (await db.HeldAsync(hours)).Select(row => row.StartsAt.ToString())
        );
    }

    [Fact]
    public async Task A_move_into_a_double_booking_releases_the_moved_claim_and_keeps_the_other()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var (rota, moved) = await app.Given.RotaWithHoursAsync(seats: 2);
        var other = await app.Given.OfficeHoursAsync(rota, startTime: "14:00", endTime: "16:00");
        var (ada, bob) = (await app.Given.PersonAsync("Ada", rota), await app.Given.PersonAsync("Bob", rota));
        await ada.Client.TakeAsync(rota, moved, "2026-03-03");
        await bob.Client.TakeAsync(rota, moved, "2026-03-03");
        await ada.Client.TakeAsync(rota, other, "2026-03-03");

        await app.Admin.SetSlotAsync(rota, moved, "2026-03-03", new { startTime = "13:00", endTime = "15:00" });

        Assert.Equal(bob.Id, Assert.Single(await db.HeldAsync(moved)).VolunteerId);
        Assert.Equal(ada.Id, Assert.Single(await db.HeldAsync(other)).VolunteerId);
        Assert.Equal(["Bob", "Ada"], await app.OnDutyAsync(rota, "2026-03-03T14:30:00Z"));
    }

    [Fact]
    public async Task Fewer_seats_release_the_highest_ones()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var (rota, hours) = await app.Given.RotaWithHoursAsync(seats: 3);
        var people = await app.PeopleAsync(3, rota);
        foreach (var person in people)
        {
            await person.Client.TakeAsync(rota, hours, "2026-03-03");
        }

        using var changed = await app.Admin.PutHoursAsync(rota, hours, seats: 2);
        await changed.ShouldBe(200);

        Assert.Equal(
            [(1, people[0].Id), (2, people[1].Id)],
            (await db.HeldAsync(hours)).Select(row => (row.Seat, row.VolunteerId!.Value))
        );
    }

    [Fact]
    public async Task Fewer_seats_release_nobody_for_whom_there_is_room()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var (rota, hours) = await app.Given.RotaWithHoursAsync(seats: 3);
        var people = await app.PeopleAsync(3, rota);
        var first = await people[0].Client.TakeAsync(rota, hours, "2026-03-03");
        await people[1].Client.TakeAsync(rota, hours, "2026-03-03");
        await people[2].Client.TakeAsync(rota, hours, "2026-03-03");
        await people[0].Client.GiveBackAsync(rota, first);

        using var changed = await app.Admin.PutHoursAsync(rota, hours, seats: 1);
        await changed.ShouldBe(200);

        var row = Assert.Single(await db.HeldAsync(hours));
        Assert.Equal((1, people[1].Id), (row.Seat, row.VolunteerId!.Value));
    }

    [Fact]
    public async Task Slots_of_24_hours_a_day_shift_by_an_hour_with_all_claims_of_one_volunteer()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var rota = await app.Given.RotaAsync(claimOpensBefore: "P2W");
        var hours = await app.Given.OfficeHoursAsync(rota, startTime: "09:00", endTime: "09:00");
        var ada = await app.Given.PersonAsync("Ada", rota);
        for (var day = 3; day < 13; day++)
        {
            await ada.Client.TakeAsync(rota, hours, $"2026-03-{day:00}");
        }

        foreach (var time in new[] { "10:00", "08:30" })
        {
            using var changed = await app.Admin.PutHoursAsync(rota, hours, startTime: time, endTime: time);
            await changed.ShouldBe(200);
            var held = await db.HeldAsync(hours);
            Assert.Equal(10, held.Count);
            Assert.All(held, row => Assert.Equal(Steps.At($"{row.Date}T{time}:00Z"), row.StartsAt));
        }
    }

    [Fact]
    public async Task Another_zone_moves_claims_to_the_same_clock_time_there()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var (rota, hours, ada) = await app.Given.RotaWithAdaAsync();
        await ada.Client.TakeAsync(rota, hours, "2026-03-28");
        await ada.Client.TakeAsync(rota, hours, "2026-03-29");

        using var changed = await app.Admin.PutHoursAsync(rota, hours, zone: "Europe/Berlin");
        await changed.ShouldBe(200);

        Assert.Equal(
            ["2026-03-28T08:00:00Z", "2026-03-29T07:00:00Z"],
            (await db.HeldAsync(hours)).Select(row => row.StartsAt.ToString())
        );
    }

    [Fact]
    public async Task A_cancelled_or_vanished_slot_releases_its_claims_and_restoring_it_opens_it_for_all()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var (rota, hours, ada, bob) = await app.Given.RotaWithAdaAndBobAsync();
        await ada.Client.TakeAsync(rota, hours, "2026-03-03");
        await ada.Client.TakeAsync(rota, hours, "2026-03-04");

        await app.Admin.SetSlotAsync(rota, hours, "2026-03-03", new { cancelled = true });
        using var changed = await app.Admin.PutHoursAsync(rota, hours, exceptDates: ["2026-03-04"]);
        await changed.ShouldBe(200);
        Assert.Empty(await db.HeldAsync(hours));
        Assert.Empty(await app.OnDutyAsync(rota, "2026-03-03T10:00:00Z"));

        await app.Admin.SetSlotAsync(rota, hours, "2026-03-03", new { cancelled = false });
        Assert.Empty(await db.HeldAsync(hours));
        await bob.Client.TakeAsync(rota, hours, "2026-03-03");
    }
}
