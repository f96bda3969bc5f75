using NodaTime;
using Xunit;

namespace GeekOnDuty.Api.Tests.Claims;

public sealed class SeatRaceTests(TestDatabase db) : IClassFixture<TestDatabase>
{
    private static readonly Instant Now = Instant.FromUtc(2026, 3, 2, 8, 0);

    [Fact]
    public async Task Of_200_claimants_for_3_seats_exactly_3_get_one_each()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var (rota, hours) = await app.Given.RotaWithHoursAsync(seats: 3);
        var people = await app.PeopleAsync(200, rota);

        var answers = await Task.WhenAll(people.Select(person => person.Client.ClaimAsync(rota, hours, "2026-03-02")));

        Assert.Equal("201×3, slot-full×197", await answers.TallyAsync());
        var winners = new List<(int Seat, string Holder)>();
        foreach (var answer in answers.Where(answer => answer.IsSuccessStatusCode))
        {
            var claim = await answer.ShouldBe(201);
            winners.Add((claim.GetProperty("seat").GetInt32(), claim.GetProperty("holder").Text("id")));
        }

        Assert.Equal([1, 2, 3], winners.Select(winner => winner.Seat).Order());
        var stored = (await db.HeldAsync(hours)).Select(row => (row.Seat, row.VolunteerId.ToString()!));
        Assert.Equal(winners.Order(), stored.Order());
    }

    [Fact]
    public async Task One_volunteer_gets_one_of_two_overlapping_slots_of_different_rotas_claimed_at_once()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var (first, second) = (await app.Given.RotaAsync(), await app.Given.RotaAsync());
        var firstHours = await app.Given.OfficeHoursAsync(first, startTime: "09:00", endTime: "12:00");
        var secondHours = await app.Given.OfficeHoursAsync(second, startTime: "11:00", endTime: "14:00");
        var ada = await MemberOfBothAsync(app, first, second);

        for (var day = 3; day < 23; day++)
        {
            var date = $"2026-03-{day:00}";
            var answers = await Task.WhenAll(
                ada.Client.ClaimAsync(first, firstHours, date),
                ada.Client.ClaimAsync(second, secondHours, date)
            );
            Assert.Equal("201×1, double-booked×1", await answers.TallyAsync());
        }

        Assert.Equal(20, (await db.HeldAsync(firstHours)).Count + (await db.HeldAsync(secondHours)).Count);
    }

    [Fact]
    public async Task One_volunteer_gets_one_of_two_overlapping_slots_of_one_rota_claimed_at_once()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var rota = await app.Given.RotaAsync();
        var early = await app.Given.OfficeHoursAsync(rota, startTime: "09:00", endTime: "12:00", seats: 5);
        var late = await app.Given.OfficeHoursAsync(rota, startTime: "11:59", endTime: "14:00", seats: 5);
        var ada = await app.Given.PersonAsync("Ada", rota);

        for (var day = 3; day < 23; day++)
        {
            var date = $"2026-03-{day:00}";
            var answers = await Task.WhenAll(ada.Client.ClaimAsync(rota, early, date), ada.Client.ClaimAsync(rota, late, date));
            Assert.Equal("201×1, double-booked×1", await answers.TallyAsync());
        }
    }

    [Fact]
    public async Task One_volunteer_gets_one_seat_of_a_slot_claimed_20_times_at_once()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var (rota, hours, ada) = await app.Given.RotaWithAdaAsync(seats: 50);

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => ada.Client.ClaimAsync(rota, hours, "2026-03-03")));

        Assert.Equal("201×1, already-claimed×19", await answers.TallyAsync());
        Assert.Equal(1, Assert.Single(await db.HeldAsync(hours)).Seat);
    }

    [Fact]
    public async Task An_organisation_gets_one_seat_of_a_slot_claimed_20_times_at_once()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var (rota, hours) = await app.Given.RotaWithHoursAsync(seats: 50);
        var (organisationId, _) = await app.OrganisationAsync();

        var answers = await Task.WhenAll(
            Enumerable.Range(0, 20).Select(_ => app.Admin.ClaimAsync(rota, hours, "2026-03-03", new { organisationId }))
        );

        Assert.Equal("201×1, already-claimed×19", await answers.TallyAsync());
    }

    [Fact]
    public async Task A_seat_released_while_many_want_it_goes_to_exactly_one_of_them()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var (rota, hours) = await app.Given.RotaWithHoursAsync();
        var (ada, rivals) = (await app.Given.PersonAsync("Ada", rota), await app.PeopleAsync(6, rota));

        for (var day = 3; day < 13; day++)
        {
            var date = $"2026-03-{day:00}";
            var claim = await ada.Client.TakeAsync(rota, hours, date);
            var releasing = ada.Client.ReleaseAsync(rota, claim);
            var answers = await Task.WhenAll(rivals.Select(rival => rival.Client.ClaimAsync(rota, hours, date)));
            using var released = await releasing;
            await released.ShouldBe(204);

            var won = answers.Count(answer => answer.IsSuccessStatusCode);
            Assert.Equal(won == 0 ? "slot-full×6" : "201×1, slot-full×5", await answers.TallyAsync());
            Assert.Equal(won, (await db.HeldAsync(hours)).Count(row => row.Date == date));
        }
    }

    [Fact]
    public async Task Two_standing_claims_of_one_volunteer_on_overlapping_hours_at_once_share_the_dates_without_overlap()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var (first, second) = (await app.Given.RotaAsync("P2W"), await app.Given.RotaAsync("P2W"));
        var firstHours = await app.Given.OfficeHoursAsync(first, startTime: "09:00", endTime: "12:00");
        var secondHours = await app.Given.OfficeHoursAsync(second, startTime: "11:00", endTime: "14:00");
        var ada = await MemberOfBothAsync(app, first, second);

        var answers = await Task.WhenAll(
            ada.Client.StandAsync(first, firstHours, new { from = "2026-03-03" }),
            ada.Client.StandAsync(second, secondHours, new { from = "2026-03-03" })
        );

        // A standing claim takes its dates in one statement: the later one may find none left, and is not stored then.
        Assert.Contains(await answers.TallyAsync(), (string[])["201×2", "201×1, nothing-to-claim×1"]);
        var dates = (await db.HeldDatesAsync(firstHours)).Concat(await db.HeldDatesAsync(secondHours)).ToList();
        Assert.Equal(13, dates.Count);
        Assert.Equal(dates.Count, dates.Distinct().Count());
    }

    private static async Task<Person> MemberOfBothAsync(TestApp app, string first, string second)
    {
        var ada = await app.Given.PersonAsync("Ada", first);
        using var member = await System.Net.Http.Json.HttpClientJsonExtensions.PutAsJsonAsync(
            app.Admin,
            $"/v1/rotas/{second}/members/{ada.Id}",
            new { role = "volunteer" }
        );
        await member.ShouldBe(200);
        return ada;
    }
}
