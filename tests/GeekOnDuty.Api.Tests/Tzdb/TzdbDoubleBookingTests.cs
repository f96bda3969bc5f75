using GeekOnDuty.Api.Observability;
using GeekOnDuty.Api.Tests.Claims;
using GeekOnDuty.Api.Tests.OnDuty;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using Xunit;

namespace GeekOnDuty.Api.Tests.Tzdb;

/// <summary>Claims that another tz database moves into each other.</summary>
public sealed class TzdbDoubleBookingTests(RunningApp running) : IClassFixture<RunningApp>
{
    private const string Casablanca = "Africa/Casablanca";

    private static readonly Instant Now = RunningApp.Now;

    private TestApp App => running.App;

    private TestDatabase Db => running.Database;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_move_into_a_claim_that_stays_in_place_keeps_the_one_that_was_made_first(bool movesFirst)
    {
        var (moving, fixedRota) = (await App.Given.RotaAsync(), await App.Given.RotaAsync());
        var winnipeg = await App.Given.OfficeHoursAsync(moving, Winnipeg.Zone);
        var noon = await App.Given.OfficeHoursAsync(fixedRota, startTime: "12:00", endTime: "15:00");
        var ada = await App.Given.PersonAsync("Ada", moving);
        var inPlace = TzdbSteps.During("2026-12-01T12:00:00Z/2026-12-01T15:00:00Z");
        var first = movesFirst
            ? await Db.HoldAsync(winnipeg, "2026-12-01", TzdbSteps.During(Winnipeg.Before), ada.Id)
            : await Db.HoldAsync(noon, "2026-12-01", inPlace, ada.Id);
        var second = movesFirst
            ? await Db.HoldAsync(noon, "2026-12-01", inPlace, ada.Id)
            : await Db.HoldAsync(winnipeg, "2026-12-01", TzdbSteps.During(Winnipeg.Before), ada.Id);

        await using var started = await Db.StartAfterAsync("2026d", Now);

        Assert.Equal((movesFirst ? Winnipeg.After : inPlace.Text(), true), await Db.TimeOfAsync(first));
        Assert.Equal((movesFirst ? inPlace.Text() : Winnipeg.Before, false), await Db.TimeOfAsync(second));
        await IsReleasedForAsync(second, first);
        Assert.Equal(movesFirst ? ["moved"] : [], (await Db.ChangesAsync(first)).Select(change => change.Split(' ')[0]));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Of_two_that_move_into_each_other_the_one_that_was_made_first_stays(bool winnipegFirst)
    {
        var (rota, winnipeg) = await App.Given.RotaWithHoursAsync(zone: Winnipeg.Zone);
        var casablanca = await App.Given.OfficeHoursAsync(rota, Casablanca, startTime: "11:00", endTime: "15:00");
        var ada = await App.Given.PersonAsync("Ada", rota);
        var (inWinnipeg, inCasablanca) = (
            OlderTzdb.Slot("2019c", Winnipeg.Zone, "2026-12-01"),
            OlderTzdb.Slot("2019c", Casablanca, "2026-12-01", "11:00", "15:00")
        );
        var first = winnipegFirst
            ? await Db.HoldAsync(winnipeg, "2026-12-01", inWinnipeg, ada.Id)
            : await Db.HoldAsync(casablanca, "2026-12-01", inCasablanca, ada.Id);
        var second = winnipegFirst
            ? await Db.HoldAsync(casablanca, "2026-12-01", inCasablanca, ada.Id)
            : await Db.HoldAsync(winnipeg, "2026-12-01", inWinnipeg, ada.Id);

        await using var started = await Db.StartAfterAsync("2019c", Now);

        var kept = winnipegFirst ? Winnipeg.After : "2026-12-01T11:00:00Z/2026-12-01T15:00:00Z";
        Assert.Equal((kept, true), await Db.TimeOfAsync(first));
        Assert.False((await Db.ClaimAsync(second)).Held);
        await IsReleasedForAsync(second, first);
    }

    [Fact]
    public async Task What_was_in_the_way_of_a_later_claim_and_is_released_is_in_its_way_no_more()
    {
        var (rota, winnipeg) = await App.Given.RotaWithHoursAsync(zone: Winnipeg.Zone);
        var casablanca = await App.Given.OfficeHoursAsync(rota, Casablanca, startTime: "11:00", endTime: "13:00");
        var noon = await App.Given.OfficeHoursAsync(rota, startTime: "12:00", endTime: "15:00");
        var ada = await App.Given.PersonAsync("Ada", rota);
        var first = await Db.HoldAsync(winnipeg, "2026-12-01", TzdbSteps.During(Winnipeg.Before), ada.Id);
        var second = await Db.HoldAsync(
            noon,
            "2026-12-01",
            TzdbSteps.During("2026-12-01T12:00:00Z/2026-12-01T15:00:00Z"),
            ada.Id
        );
        var third = await Db.HoldAsync(
            casablanca,
            "2026-12-01",
            OlderTzdb.Slot("2019c", Casablanca, "2026-12-01", "11:00", "13:00"),
            ada.Id
        );

        await using var started = await Db.StartAfterAsync("2019c", Now);

        Assert.Equal((Winnipeg.After, true), await Db.TimeOfAsync(first));
        Assert.False((await Db.ClaimAsync(second)).Held);
        Assert.Equal(("2026-12-01T11:00:00Z/2026-12-01T13:00:00Z", true), await Db.TimeOfAsync(third));
    }

    [Fact]
    public async Task A_move_into_the_time_of_a_claim_that_is_over_releases_the_one_that_moves()
    {
        var (rota, winnipeg) = await App.Given.RotaWithHoursAsync(zone: Winnipeg.Zone);
        var noon = await App.Given.OfficeHoursAsync(rota, startTime: "12:00", endTime: "14:30");
        var ada = await App.Given.PersonAsync("Ada", rota);
        var moving = await Db.HoldAsync(winnipeg, "2026-12-01", TzdbSteps.During(Winnipeg.Before), ada.Id);
        var over = await Db.HoldAsync(noon, "2026-12-01", TzdbSteps.During("2026-12-01T12:00:00Z/2026-12-01T14:30:00Z"), ada.Id);

        await using var started = await Db.StartAfterAsync("2026d", Steps.At("2026-12-01T14:45:00Z"));

        Assert.True((await Db.ClaimAsync(over)).Held);
        Assert.False((await Db.ClaimAsync(moving)).Held);
        await IsReleasedForAsync(moving, over);
    }

    [Fact]
    public async Task Organisations_keep_all_their_seats_at_the_new_times()
    {
        var (rota, winnipeg) = await App.Given.RotaWithHoursAsync(seats: 2, zone: Winnipeg.Zone);
        var noon = await App.Given.OfficeHoursAsync(rota, startTime: "12:00", endTime: "15:00");
        var (inktank, _) = await App.OrganisationAsync();
        var inPlace = TzdbSteps.During("2026-12-01T12:00:00Z/2026-12-01T15:00:00Z");
        var moving = await Db.HoldAsync(winnipeg, "2026-12-01", TzdbSteps.During(Winnipeg.Before), null, inktank, seat: 2);
        var other = await Db.HoldAsync(noon, "2026-12-01", inPlace, null, inktank);

        await using var started = await Db.StartAfterAsync("2026d", Now);

        Assert.Equal((Winnipeg.After, true), await Db.TimeOfAsync(moving));
        Assert.Equal((inPlace.Text(), true), await Db.TimeOfAsync(other));
        Assert.Equal(2, Assert.Single(await Db.HeldAsync(winnipeg)).Seat);
    }

    [Fact]
    public async Task A_standing_claim_takes_the_seat_that_a_double_booking_frees()
    {
        var (rota, winnipeg) = await App.Given.RotaWithHoursAsync(claimOpensBefore: "P400D", zone: Winnipeg.Zone);
        var noon = await App.Given.OfficeHoursAsync(rota, startTime: "12:00", endTime: "15:00");
        var (ada, bob) = (await App.Given.PersonAsync("Ada", rota), await App.Given.PersonAsync("Bob", rota));
        await Db.HoldAsync(noon, "2026-12-01", TzdbSteps.During("2026-12-01T12:00:00Z/2026-12-01T15:00:00Z"), ada.Id);
        await Db.HoldAsync(winnipeg, "2026-12-01", TzdbSteps.During(Winnipeg.Before), ada.Id);
        await bob.Client.TakeAllAsync(rota, winnipeg, new { from = "2026-12-01", until = "2026-12-02" });
        Assert.Equal([ada.Id, bob.Id], (await Db.HeldAsync(winnipeg)).Select(row => row.VolunteerId!.Value));

        await using var started = await Db.StartAfterAsync("2026d", Now);

        Assert.Equal(
            [("2026-12-01", bob.Id), ("2026-12-02", bob.Id)],
            (await Db.HeldAsync(winnipeg)).Select(row => (row.Date, row.VolunteerId!.Value))
        );
        Assert.Equal(["Bob"], await started.OnDutyAsync(rota, "2026-12-01T16:00:00Z"));
    }

    [Fact]
    public async Task The_counter_tells_how_many_moved_and_how_many_were_released()
    {
        var (rota, winnipeg) = await App.Given.RotaWithHoursAsync(zone: Winnipeg.Zone);
        var noon = await App.Given.OfficeHoursAsync(rota, startTime: "12:00", endTime: "15:00");
        var (ada, bob) = (await App.Given.PersonAsync("Ada", rota), await App.Given.PersonAsync("Bob", rota));
        await Db.HoldAsync(noon, "2026-12-01", TzdbSteps.During("2026-12-01T12:00:00Z/2026-12-01T15:00:00Z"), ada.Id);
        await Db.HoldAsync(winnipeg, "2026-12-01", TzdbSteps.During(Winnipeg.Before), ada.Id);
        foreach (var date in (string[])["2026-12-02", "2026-12-03"])
        {
            await Db.HoldAsync(winnipeg, date, OlderTzdb.Slot("2026d", Winnipeg.Zone, date), bob.Id);
        }

        await using var started = await Db.StartAfterAsync("2026d", Now);

        Assert.Equal([("moved", 2L), ("released", 1L)], Counted(started));
        await using var again = await TestApp.StartAsync(Db, Now);
        Assert.Equal([("moved", 0L), ("released", 0L)], Counted(again));
    }

    private static IEnumerable<(string Outcome, long Count)> Counted(TestApp app) =>
        from instrument in app.Services.GetRequiredService<Metrics>().All
        where instrument.Name == "geek_on_duty_claims_moved_total"
        from sample in instrument.Read()
        select (Assert.Single(sample.Labels).Value, (long)sample.Value);

    private async Task IsReleasedForAsync(Guid released, Guid kept)
    {
        var (what, detail) = await Db.ChangeAsync(released);
        Assert.Equal("released", what);
        Assert.Equal(kept, detail.GetProperty("doubleBookedWith").GetGuid());
        Assert.EndsWith($" → {TzdbSteps.InUse}", detail.Text("reason"), StringComparison.Ordinal);
    }
}
