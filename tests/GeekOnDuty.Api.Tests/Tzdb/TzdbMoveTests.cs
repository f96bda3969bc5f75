using GeekOnDuty.Api.Tests.Claims;
using GeekOnDuty.Api.Tests.OnDuty;
using NodaTime;
using Xunit;

namespace GeekOnDuty.Api.Tests.Tzdb;

/// <summary>When claims are after a start with another tz database than they were derived with.</summary>
public sealed class TzdbMoveTests(RunningApp running) : IClassFixture<RunningApp>
{
    private static readonly Instant Now = RunningApp.Now;

    private TestApp App => running.App;

    private TestDatabase Db => running.Database;

    [Theory]
    [InlineData("2026d", Winnipeg.Zone, "2026-12-01", "09:00", Winnipeg.Before, Winnipeg.After)]
    [InlineData("2026d", "Canada/Central", "2026-12-01", "09:00", Winnipeg.Before, Winnipeg.After)]
    [InlineData("2026d", "America/Havana", "2026-12-01", "09:00", "14:00/17:00", "13:00/16:00")]
    [InlineData("2019c", "America/Vancouver", "2026-12-01", "09:00", "17:00/20:00", "16:00/19:00")]
    [InlineData("2019c", "America/Edmonton", "2026-12-01", "09:00", "16:00/19:00", "15:00/18:00")]
    [InlineData("2019c", "America/Inuvik", "2026-12-01", "09:00", "16:00/19:00", "15:00/18:00")]
    [InlineData("2019c", "America/Asuncion", "2026-07-01", "09:00", "13:00/16:00", "12:00/15:00")]
    [InlineData("2019c", "Africa/Casablanca", "2026-10-01", "09:00", "08:00/11:00", "09:00/12:00")]
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

        Assert.Equal((after, true), await Db.TimeOfAsync(claim));
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
        var winnipeg = await App.Given.OfficeHoursAsync(rota, Winnipeg.Zone);
        var berlin = await App.Given.OfficeHoursAsync(rota, "Europe/Berlin");
        var summer = await Db.HoldAsync(winnipeg, "2026-07-01", OlderTzdb.Slot("2026d", Winnipeg.Zone, "2026-07-01"), ada.Id);
        var winter = await Db.HoldAsync(winnipeg, "2026-12-01", TzdbSteps.During(Winnipeg.Before), ada.Id);
        var elsewhere = await Db.HoldAsync(berlin, "2026-12-01", OlderTzdb.Slot("2026d", "Europe/Berlin", "2026-12-01"), ada.Id);
        var rows = await Task.WhenAll(Db.ClaimAsync(summer), Db.ClaimAsync(elsewhere));

        await using var started = await Db.StartAfterAsync("2026d", Now);

        Assert.Equal(rows, await Task.WhenAll(Db.ClaimAsync(summer), Db.ClaimAsync(elsewhere)));
        Assert.Empty(await Db.ChangesAsync(summer));
        Assert.Empty(await Db.ChangesAsync(elsewhere));
        Assert.Equal((Winnipeg.After, true), await Db.TimeOfAsync(winter));
    }

    [Theory]
    [InlineData("2026-12-01T18:00:00Z", Winnipeg.Before)] // over
    [InlineData("2026-12-01T17:00:00Z", Winnipeg.Before)] // running by the old clock, over by the new one
    [InlineData("2026-12-01T16:59:59Z", "2026-12-01T15:00:00Z/2026-12-01T17:00:00Z")] // running by both
    [InlineData("2026-12-01T15:00:00Z", "2026-12-01T15:00:00Z/2026-12-01T17:00:00Z")]
    [InlineData("2026-12-01T14:59:59Z", Winnipeg.After)] // to come
    public async Task The_past_stays_and_only_the_end_of_what_has_begun_moves(string now, string expected)
    {
        var (_, hours, ada) = await App.Given.RotaWithAdaAsync(zone: Winnipeg.Zone);
        var claim = await Db.HoldAsync(hours, "2026-12-01", TzdbSteps.During(Winnipeg.Before), ada.Id);
        var row = await Db.ClaimAsync(claim);

        await using var started = await Db.StartAfterAsync("2026d", Steps.At(now));

        Assert.Equal((expected, true), await Db.TimeOfAsync(claim));
        Assert.Equal(expected == Winnipeg.Before, await Db.ClaimAsync(claim) == row);
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

        Assert.Equal((derived.Text(), false), await Db.TimeOfAsync(claim));
        var (what, detail) = await Db.ChangeAsync(claim);
        Assert.Equal("released", what);
        Assert.Equal(derived.Text(), detail.GetProperty("from").During());
        Assert.Equal(System.Text.Json.JsonValueKind.Null, detail.GetProperty("to").ValueKind);
    }

    /// <summary>`09:00/12:00` with the date in front of both.</summary>
    private static string OnDate(string date, string during) =>
        during.Contains('T', StringComparison.Ordinal)
            ? during
            : string.Join('/', during.Split('/').Select(time => $"{date}T{time}:00Z"));
}
