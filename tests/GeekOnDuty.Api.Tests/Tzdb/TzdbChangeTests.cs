using System.Diagnostics.Metrics;
using GeekOnDuty.Api.Tests.Claims;
using GeekOnDuty.Api.Tests.OnDuty;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using Xunit;

namespace GeekOnDuty.Api.Tests.Tzdb;

/// <summary>A start with another tz database than the claims were derived with.</summary>
public sealed class TzdbChangeTests(RunningApp running) : IClassFixture<RunningApp>
{
    private const string Winnipeg = "America/Winnipeg";
    private const string Casablanca = "Africa/Casablanca";

    // Winnipeg 2026-12-01 09:00–12:00 as it was to be, and as it is since 2026e.
    private const string Before = "2026-12-01T15:00:00Z/2026-12-01T18:00:00Z";
    private const string After = "2026-12-01T14:00:00Z/2026-12-01T17:00:00Z";

    private static readonly Instant Now = RunningApp.Now;

    private TestApp App => running.App;

    private TestDatabase Db => running.Database;

    [Theory]
    [InlineData("2026d", Winnipeg, "2026-12-01", "09:00", Before, After)]
    [InlineData("2026d", "Canada/Central", "2026-12-01", "09:00", Before, After)]
    [InlineData("2026d", "America/Havana", "2026-12-01", "09:00", "14:00/17:00", "13:00/16:00")]
    [InlineData("2019c", "America/Vancouver", "2026-12-01", "09:00", "17:00/20:00", "16:00/19:00")]
    [InlineData("2019c", "America/Edmonton", "2026-12-01", "09:00", "16:00/19:00", "15:00/18:00")]
    [InlineData("2019c", "America/Inuvik", "2026-12-01", "09:00", "16:00/19:00", "15:00/18:00")]
    [InlineData("2019c", "America/Asuncion", "2026-07-01", "09:00", "13:00/16:00", "12:00/15:00")]
    [InlineData("2019c", Casablanca, "2026-10-01", "09:00", "08:00/11:00", "09:00/12:00")]
    [InlineData("2019c", "Europe/Chisinau", "2026-03-29", "02:30", "00:00/09:00", "00:30/09:00")]
    public async Task A_claim_moves_with_the_clocks_of_its_zone(
        string version,
        string zone,
        string date,
        string startTime,
        string before,
        string after
    )
    {
        (before, after) = (OnDate(date, before), OnDate(date, after));
        var rota = await App.Given.RotaAsync("P400D");
        var hours = await App.Given.OfficeHoursAsync(rota, zone, startTime: startTime);
        var ada = await App.Given.PersonAsync("Ada", rota);
        var derived = OlderTzdb.Slot(version, zone, date, startTime);
        Assert.Equal(before, derived.Text());
        var claim = await Db.HoldAsync(hours, date, derived, ada.Id);

        await using var started = await Db.StartAfterAsync(version, Now);

        Assert.Equal((after, true), await TimeOfAsync(claim));
        var (what, detail) = await Db.ChangeAsync(claim);
        Assert.Equal("moved", what);
        Assert.Equal(
            (before, after, $"tz database {version} → {TzdbSteps.InUse}"),
            (detail.GetProperty("from").During(), detail.GetProperty("to").During(), detail.Text("reason"))
        );
        Assert.Equal(["Ada"], await started.OnDutyAsync(rota, after[..after.IndexOf('/', StringComparison.Ordinal)]));
        Assert.Empty(await started.OnDutyAsync(rota, after[(after.IndexOf('/', StringComparison.Ordinal) + 1)..]));
    }

    [Fact]
    public async Task A_claim_whose_time_stays_is_not_written_to()
    {
        var rota = await App.Given.RotaAsync();
        var ada = await App.Given.PersonAsync("Ada", rota);
        var winnipeg = await App.Given.OfficeHoursAsync(rota, Winnipeg);
        var berlin = await App.Given.OfficeHoursAsync(rota, "Europe/Berlin");
        var summer = await Db.HoldAsync(winnipeg, "2026-07-01", OlderTzdb.Slot("2026d", Winnipeg, "2026-07-01"), ada.Id);
        var winter = await Db.HoldAsync(winnipeg, "2026-12-01", During(Before), ada.Id);
        var elsewhere = await Db.HoldAsync(berlin, "2026-12-01", OlderTzdb.Slot("2026d", "Europe/Berlin", "2026-12-01"), ada.Id);
        var rows = await Task.WhenAll(Db.ClaimAsync(summer), Db.ClaimAsync(elsewhere));

        await using var started = await Db.StartAfterAsync("2026d", Now);

        Assert.Equal(rows, await Task.WhenAll(Db.ClaimAsync(summer), Db.ClaimAsync(elsewhere)));
        Assert.Empty(await Db.ChangesAsync(summer));
        Assert.Empty(await Db.ChangesAsync(elsewhere));
        Assert.Equal((After, true), await TimeOfAsync(winter));
    }

    [Theory]
    [InlineData("2026-12-01T18:00:00Z", Before)] // over
    [InlineData("2026-12-01T17:00:00Z", Before)] // running by the old clock, over by the new one
    [InlineData("2026-12-01T16:59:59Z", "2026-12-01T15:00:00Z/2026-12-01T17:00:00Z")] // running by both
    [InlineData("2026-12-01T15:00:00Z", "2026-12-01T15:00:00Z/2026-12-01T17:00:00Z")]
    [InlineData("2026-12-01T14:59:59Z", After)] // to come
    public async Task The_past_stays_and_only_the_end_of_what_has_begun_moves(string now, string expected)
    {
        var rota = await App.Given.RotaAsync();
        var hours = await App.Given.OfficeHoursAsync(rota, Winnipeg);
        var ada = await App.Given.PersonAsync("Ada", rota);
        var claim = await Db.HoldAsync(hours, "2026-12-01", During(Before), ada.Id);
        var row = await Db.ClaimAsync(claim);

        await using var started = await Db.StartAfterAsync("2026d", Steps.At(now));

        Assert.Equal((expected, true), await TimeOfAsync(claim));
        Assert.Equal(expected == Before, await Db.ClaimAsync(claim) == row);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_move_into_a_claim_that_stays_in_place_keeps_the_one_that_was_made_first(bool movesFirst)
    {
        var (moving, fixedRota) = (await App.Given.RotaAsync(), await App.Given.RotaAsync());
        var winnipeg = await App.Given.OfficeHoursAsync(moving, Winnipeg);
        var noon = await App.Given.OfficeHoursAsync(fixedRota, startTime: "12:00", endTime: "15:00");
        var ada = await App.Given.PersonAsync("Ada", moving);
        var inPlace = During("2026-12-01T12:00:00Z/2026-12-01T15:00:00Z");
        var first = movesFirst
            ? await Db.HoldAsync(winnipeg, "2026-12-01", During(Before), ada.Id)
            : await Db.HoldAsync(noon, "2026-12-01", inPlace, ada.Id);
        var second = movesFirst
            ? await Db.HoldAsync(noon, "2026-12-01", inPlace, ada.Id)
            : await Db.HoldAsync(winnipeg, "2026-12-01", During(Before), ada.Id);

        await using var started = await Db.StartAfterAsync("2026d", Now);

        Assert.Equal((movesFirst ? After : inPlace.Text(), true), await TimeOfAsync(first));
        Assert.Equal((movesFirst ? inPlace.Text() : Before, false), await TimeOfAsync(second));
        await IsReleasedForAsync(second, first);
        Assert.Equal(movesFirst ? ["moved"] : [], (await Db.ChangesAsync(first)).Select(change => change.Split(' ')[0]));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Of_two_that_move_into_each_other_the_one_that_was_made_first_stays(bool winnipegFirst)
    {
        var rota = await App.Given.RotaAsync();
        var winnipeg = await App.Given.OfficeHoursAsync(rota, Winnipeg);
        var casablanca = await App.Given.OfficeHoursAsync(rota, Casablanca, startTime: "11:00", endTime: "15:00");
        var ada = await App.Given.PersonAsync("Ada", rota);
        var (inWinnipeg, inCasablanca) = (
            OlderTzdb.Slot("2019c", Winnipeg, "2026-12-01"),
            OlderTzdb.Slot("2019c", Casablanca, "2026-12-01", "11:00", "15:00")
        );
        var first = winnipegFirst
            ? await Db.HoldAsync(winnipeg, "2026-12-01", inWinnipeg, ada.Id)
            : await Db.HoldAsync(casablanca, "2026-12-01", inCasablanca, ada.Id);
        var second = winnipegFirst
            ? await Db.HoldAsync(casablanca, "2026-12-01", inCasablanca, ada.Id)
            : await Db.HoldAsync(winnipeg, "2026-12-01", inWinnipeg, ada.Id);

        await using var started = await Db.StartAfterAsync("2019c", Now);

        var kept = winnipegFirst ? After : "2026-12-01T11:00:00Z/2026-12-01T15:00:00Z";
        Assert.Equal((kept, true), await TimeOfAsync(first));
        Assert.False((await Db.ClaimAsync(second)).Held);
        await IsReleasedForAsync(second, first);
    }

    [Fact]
    public async Task What_was_in_the_way_of_a_later_claim_and_is_released_is_in_its_way_no_more()
    {
        var rota = await App.Given.RotaAsync();
        var winnipeg = await App.Given.OfficeHoursAsync(rota, Winnipeg);
        var casablanca = await App.Given.OfficeHoursAsync(rota, Casablanca, startTime: "11:00", endTime: "13:00");
        var noon = await App.Given.OfficeHoursAsync(rota, startTime: "12:00", endTime: "15:00");
        var ada = await App.Given.PersonAsync("Ada", rota);
        var first = await Db.HoldAsync(winnipeg, "2026-12-01", During(Before), ada.Id);
        var second = await Db.HoldAsync(noon, "2026-12-01", During("2026-12-01T12:00:00Z/2026-12-01T15:00:00Z"), ada.Id);
        var third = await Db.HoldAsync(
            casablanca,
            "2026-12-01",
            OlderTzdb.Slot("2019c", Casablanca, "2026-12-01", "11:00", "13:00"),
            ada.Id
        );

        await using var started = await Db.StartAfterAsync("2019c", Now);

        Assert.Equal((After, true), await TimeOfAsync(first));
        Assert.False((await Db.ClaimAsync(second)).Held);
        Assert.Equal(("2026-12-01T11:00:00Z/2026-12-01T13:00:00Z", true), await TimeOfAsync(third));
    }

    [Fact]
    public async Task A_move_into_the_time_of_a_claim_that_is_over_releases_the_one_that_moves()
    {
        var rota = await App.Given.RotaAsync();
        var winnipeg = await App.Given.OfficeHoursAsync(rota, Winnipeg);
        var noon = await App.Given.OfficeHoursAsync(rota, startTime: "12:00", endTime: "14:30");
        var ada = await App.Given.PersonAsync("Ada", rota);
        var moving = await Db.HoldAsync(winnipeg, "2026-12-01", During(Before), ada.Id);
        var over = await Db.HoldAsync(noon, "2026-12-01", During("2026-12-01T12:00:00Z/2026-12-01T14:30:00Z"), ada.Id);

        await using var started = await Db.StartAfterAsync("2026d", Steps.At("2026-12-01T14:45:00Z"));

        Assert.True((await Db.ClaimAsync(over)).Held);
        Assert.False((await Db.ClaimAsync(moving)).Held);
        await IsReleasedForAsync(moving, over);
    }

    [Fact]
    public async Task A_claim_whose_slot_falls_into_a_gap_is_released()
    {
        var rota = await App.Given.RotaAsync();
        var hours = await App.Given.OfficeHoursAsync(rota, "Europe/Chisinau", startTime: "03:00", endTime: "04:00");
        var ada = await App.Given.PersonAsync("Ada", rota);
        var derived = OlderTzdb.Slot("2019c", "Europe/Chisinau", "2026-03-29", "03:00", "04:00");
        var claim = await Db.HoldAsync(hours, "2026-03-29", derived, ada.Id);

        await using var started = await Db.StartAfterAsync("2019c", Now);

        Assert.Equal((derived.Text(), false), await TimeOfAsync(claim));
        var (what, detail) = await Db.ChangeAsync(claim);
        Assert.Equal("released", what);
        Assert.Equal(derived.Text(), detail.GetProperty("from").During());
        Assert.Equal(System.Text.Json.JsonValueKind.Null, detail.GetProperty("to").ValueKind);
    }

    [Fact]
    public async Task Organisations_keep_all_their_seats_at_the_new_times()
    {
        var rota = await App.Given.RotaAsync();
        var winnipeg = await App.Given.OfficeHoursAsync(rota, Winnipeg, seats: 2);
        var noon = await App.Given.OfficeHoursAsync(rota, startTime: "12:00", endTime: "15:00");
        var (inktank, _) = await App.OrganisationAsync();
        var inPlace = During("2026-12-01T12:00:00Z/2026-12-01T15:00:00Z");
        var moving = await Db.HoldAsync(winnipeg, "2026-12-01", During(Before), null, inktank, seat: 2);
        var other = await Db.HoldAsync(noon, "2026-12-01", inPlace, null, inktank);

        await using var started = await Db.StartAfterAsync("2026d", Now);

        Assert.Equal((After, true), await TimeOfAsync(moving));
        Assert.Equal((inPlace.Text(), true), await TimeOfAsync(other));
        Assert.Equal(2, Assert.Single(await Db.HeldAsync(winnipeg)).Seat);
    }

    [Fact]
    public async Task A_standing_claim_takes_the_seat_that_a_double_booking_frees()
    {
        var rota = await App.Given.RotaAsync("P400D");
        var winnipeg = await App.Given.OfficeHoursAsync(rota, Winnipeg);
        var noon = await App.Given.OfficeHoursAsync(rota, startTime: "12:00", endTime: "15:00");
        var (ada, bob) = (await App.Given.PersonAsync("Ada", rota), await App.Given.PersonAsync("Bob", rota));
        await Db.HoldAsync(noon, "2026-12-01", During("2026-12-01T12:00:00Z/2026-12-01T15:00:00Z"), ada.Id);
        await Db.HoldAsync(winnipeg, "2026-12-01", During(Before), ada.Id);
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
    public async Task What_was_derived_once_is_not_derived_by_the_next_start()
    {
        var rota = await App.Given.RotaAsync();
        var hours = await App.Given.OfficeHoursAsync(rota, Winnipeg);
        var ada = await App.Given.PersonAsync("Ada", rota);
        var moved = await Db.HoldAsync(hours, "2026-12-01", During(Before), ada.Id);
        await using (await Db.StartAfterAsync("2026d", Now)) { }
        Assert.Equal(TzdbSteps.InUse, await Db.VersionAsync());
        var row = await Db.ClaimAsync(moved);
        // One that another start would move.
        var later = await Db.HoldAsync(hours, "2026-12-02", OlderTzdb.Slot("2026d", Winnipeg, "2026-12-02"), ada.Id);

        await using var again = await TestApp.StartAsync(Db, Now);

        Assert.Equal(row, await Db.ClaimAsync(moved));
        Assert.Empty(await Db.ChangesAsync(later));
    }

    [Fact]
    public async Task Claims_of_a_database_that_names_no_version_are_derived_too()
    {
        var rota = await App.Given.RotaAsync();
        var hours = await App.Given.OfficeHoursAsync(rota, Winnipeg);
        var ada = await App.Given.PersonAsync("Ada", rota);
        var claim = await Db.HoldAsync(hours, "2026-12-01", During(Before), ada.Id);

        await using var started = await Db.StartAfterAsync(null, Now);

        Assert.Equal((After, true), await TimeOfAsync(claim));
        Assert.Equal($"tz database {TzdbSteps.InUse}", (await Db.ChangeAsync(claim)).Detail.Text("reason"));
        Assert.Equal(TzdbSteps.InUse, await Db.VersionAsync());
    }

    [Fact]
    public async Task A_claim_that_another_process_takes_meanwhile_moves_too_and_the_start_waits_for_it()
    {
        var rota = await App.Given.RotaAsync();
        var hours = await App.Given.OfficeHoursAsync(rota, Winnipeg);
        var (ada, bob) = (await App.Given.PersonAsync("Ada", rota), await App.Given.PersonAsync("Bob", rota));
        var earlier = await Db.HoldAsync(hours, "2026-12-01", During(Before), ada.Id);
        await using var other = await Db.OpenAsync();
        await using var taking = await other.BeginTransactionAsync();
        await other.ExecuteAsync("SELECT 1 FROM office_hours WHERE id = $1 FOR SHARE", hours);
        var meanwhile = Guid.NewGuid();
        await other.HoldAsync(meanwhile, hours, "2026-12-02", OlderTzdb.Slot("2026d", Winnipeg, "2026-12-02"), bob.Id);

        var starting = Db.StartAfterAsync("2026d", Now);
        // Longer than a request may wait for a lock.
        var aRequestWouldGiveUp = Task.Delay(TimeSpan.FromSeconds(3));
        Assert.Same(aRequestWouldGiveUp, await Task.WhenAny(starting, aRequestWouldGiveUp));
        await taking.CommitAsync();
        await using var started = await starting;

        Assert.Equal((After, true), await TimeOfAsync(earlier));
        Assert.Equal(("2026-12-02T14:00:00Z/2026-12-02T17:00:00Z", true), await TimeOfAsync(meanwhile));
    }

    [Fact]
    public async Task A_start_that_loses_to_a_deadlock_tries_again()
    {
        var rota = await App.Given.RotaAsync();
        var hours = await App.Given.OfficeHoursAsync(rota, Winnipeg);
        var ada = await App.Given.PersonAsync("Ada", rota);
        var claim = await Db.HoldAsync(hours, "2026-12-01", During(Before), ada.Id);
        await using var other = await Db.OpenAsync();
        await using (var circle = await other.BeginTransactionAsync())
        {
            await other.ExecuteAsync("SET LOCAL deadlock_timeout = '1min'");
            await other.ExecuteAsync("SELECT 1 FROM claims WHERE id = $1 FOR UPDATE", claim);
            var starting = Db.StartAfterAsync("2026d", Now);
            await Db.WaitForBlockedAsync("TzdbChange.LockClaims");

            // The start holds the rota and waits for the claim.
            await other.ExecuteAsync("SELECT 1 FROM rotas WHERE slug = $1 FOR UPDATE", rota);
            await circle.CommitAsync();
            await using var started = await starting;
        }

        Assert.Equal((After, true), await TimeOfAsync(claim));
    }

    [Fact]
    public async Task The_counter_tells_how_many_moved_and_how_many_were_released()
    {
        var rota = await App.Given.RotaAsync();
        var winnipeg = await App.Given.OfficeHoursAsync(rota, Winnipeg);
        var noon = await App.Given.OfficeHoursAsync(rota, startTime: "12:00", endTime: "15:00");
        var (ada, bob) = (await App.Given.PersonAsync("Ada", rota), await App.Given.PersonAsync("Bob", rota));
        await Db.HoldAsync(noon, "2026-12-01", During("2026-12-01T12:00:00Z/2026-12-01T15:00:00Z"), ada.Id);
        await Db.HoldAsync(winnipeg, "2026-12-01", During(Before), ada.Id);
        foreach (var date in (string[])["2026-12-02", "2026-12-03"])
        {
            await Db.HoldAsync(winnipeg, date, OlderTzdb.Slot("2026d", Winnipeg, date), bob.Id);
        }

        await using var started = await Db.StartAfterAsync("2026d", Now);

        Assert.Equal([("moved", 2L), ("released", 1L)], Counted(started));
        await using var again = await TestApp.StartAsync(Db, Now);
        Assert.Equal([("moved", 0L), ("released", 0L)], Counted(again));
    }

    private static List<(string Outcome, long Count)> Counted(TestApp app)
    {
        var counted = new List<(string, long)>();
        var meters = app.Services.GetRequiredService<IMeterFactory>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (
                instrument.Name == "geek_on_duty_claims_moved"
                && instrument.Meter.Name == "GeekOnDuty"
                && instrument.Meter.Scope == meters
            )
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((_, count, tags, _) => counted.Add(((string)tags[0].Value!, count)));
        listener.Start();
        listener.RecordObservableInstruments();
        return counted;
    }

    private async Task<(string During, bool Held)> TimeOfAsync(Guid claim)
    {
        var state = await Db.ClaimAsync(claim);
        return (state.During, state.Held);
    }

    private async Task IsReleasedForAsync(Guid released, Guid kept)
    {
        var (what, detail) = await Db.ChangeAsync(released);
        Assert.Equal("released", what);
        Assert.Equal(kept, detail.GetProperty("doubleBookedWith").GetGuid());
        Assert.EndsWith($" → {TzdbSteps.InUse}", detail.Text("reason"), StringComparison.Ordinal);
    }

    private static Interval During(string text) => TzdbSteps.During(text);

    /// <summary>`09:00/12:00` with the date in front of both.</summary>
    private static string OnDate(string date, string during) =>
        during.Contains('T', StringComparison.Ordinal)
            ? during
            : string.Join('/', during.Split('/').Select(time => $"{date}T{time}:00Z"));
}
