using System.Net.Http.Json;
using GeekOnDuty.Api.Tests.Claims;
using GeekOnDuty.Api.Tests.OnDuty;
using Xunit;

namespace GeekOnDuty.Api.Tests.Feeds;

/// <summary>What time alone does to a calendar, and what it does not.</summary>
public sealed class CalendarTimeTests(TestDatabase db) : IClassFixture<TestDatabase>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_reaches_over_whole_days_from_14_before_today_to_180_after_it_and_is_the_same_all_day()
    {
        await using var app = await TestApp.StartAsync(db, Steps.At("2026-03-01T00:00:00Z"));
        var rota = await RotaClient.NewAsync(app);
        // Each slot takes three hours before midnight and one after it, so the one at each edge overlaps it.
        var hours = await rota.HoursAsync("21:00", "01:00");
        var ada = await rota.MemberAsync("Ada");
        await ada.Client.TakeAllAsync(rota.Slug, hours, new { from = "2026-03-01", until = "2026-10-01" });

        app.Clock.Now = Steps.At("2026-03-20T00:00:00Z");
        var first = await CalendarFile.OfRotaAsync(app, rota);
        Assert.Equal("20260305T210000Z", first.Events[0]["DTSTART"]);
        Assert.Equal("20260916T210000Z", first.Events[^1]["DTSTART"]);
        Assert.Equal(196, first.Events.Count);

        app.Clock.Now = Steps.At("2026-03-20T23:59:59Z");
        var last = await CalendarFile.OfRotaAsync(app, rota);
        Assert.Equal(first.Bytes, last.Bytes);
        Assert.Equal(first.ETag, last.ETag);
        Assert.Equal("public, max-age=1", last.CacheControl);

        app.Clock.Now = Steps.At("2026-03-21T00:00:00Z");
        var next = await CalendarFile.OfRotaAsync(app, rota);
        Assert.Equal("20260306T210000Z", next.Events[0]["DTSTART"]);
        Assert.Equal("20260917T210000Z", next.Events[^1]["DTSTART"]);
        // What is told on both days is told in the same bytes: DTSTAMP does not move by itself.
        Assert.All(first.Events.Skip(1), each => Assert.Equal(each.Lines, next.Find(each.Uid)!.Lines));

        // The whole of another program starts with nothing in memory, and says the same.
        await using var other = await TestApp.StartAsync(db, Steps.At("2026-03-21T12:00:00Z"));
        var there = await CalendarFile.OfRotaAsync(other, rota, "?zone=UTC");
        Assert.Equal(next.Events.Select(Told), there.Events.Select(Told));

        static string Told(FileEvent each) => $"{each} {each.Uid} {each.Sequence} {each["DTSTAMP"]}";
    }

    [Fact]
    public async Task A_released_seat_stays_for_30_days_as_cancelled_and_leaves_to_the_tick()
    {
        await using var app = await TestApp.StartAsync(db, Steps.At("2026-03-01T10:00:00Z"));
        var rota = await RotaClient.NewAsync(app);
        var hours = await rota.HoursAsync("09:00", "12:00");
        var ada = await rota.MemberAsync("Ada");
        var claim = await ada.Client.TakeAsync(rota.Slug, hours, "2026-05-01");
        await rota.ClaimAsync(ada, hours, "2026-05-02");

        app.Clock.Now = Steps.At("2026-03-02T15:30:00Z");
        await ada.Client.GiveBackAsync(rota.Slug, claim);
        await app.Admin.SetSlotAsync(rota.Slug, hours, "2026-05-02", new { cancelled = true });
        var released = await CalendarFile.OfRotaAsync(app, rota);
        Assert.Equal(["CANCELLED", "CANCELLED"], released.Events.Select(each => each["STATUS"]));
        Assert.All(released.Events, each => Assert.Equal("20260302T153000Z", each["LAST-MODIFIED"]));
        Assert.All(released.Events, each => Assert.True(each.Sequence >= 1));

        app.Clock.Now = Steps.At("2026-04-01T15:29:30Z");
        var atLast = await CalendarFile.OfRotaAsync(app, rota);
        Assert.Equal(released.Events.Select(each => each.Lines), atLast.Events.Select(each => each.Lines));
        Assert.Equal("public, max-age=30", atLast.CacheControl);

        app.Clock.Now = Steps.At("2026-04-01T15:30:00Z");
        Assert.Empty((await CalendarFile.OfRotaAsync(app, rota)).Events);
    }

    [Fact]
    public async Task Open_slots_come_when_they_can_be_claimed_and_leave_when_they_are_over()
    {
        await using var app = await TestApp.StartAsync(db, Steps.At("2026-03-02T08:59:59Z"));
        var rota = await RotaClient.NewAsync(app, claimOpensBefore: "P1D");
        await rota.HoursAsync("09:00", "12:00");
        Assert.Equal(["20260302T090000Z"], await OpenAsync());
        app.Clock.Now = Steps.At("2026-03-02T09:00:00Z");
        Assert.Equal(["20260302T090000Z", "20260303T090000Z"], await OpenAsync());
        app.Clock.Now = Steps.At("2026-03-02T11:59:59Z");
        Assert.Equal(["20260302T090000Z", "20260303T090000Z"], await OpenAsync());
        app.Clock.Now = Steps.At("2026-03-02T12:00:00Z");
        Assert.Equal(["20260303T090000Z"], await OpenAsync());

        async Task<IEnumerable<string>> OpenAsync() =>
            (await CalendarFile.OfRotaAsync(app, rota, "?open=true")).Events.Select(each => each["DTSTART"]);
    }

    [Fact]
    public async Task Who_has_another_name_or_is_erased_is_named_so_at_once_by_events_of_which_only_the_calendar_knows()
    {
        await using var app = await TestApp.StartAsync(db, Steps.At("2026-03-02T10:00:00Z"));
        var rota = await RotaClient.NewAsync(app);
        var hours = await rota.HoursAsync("09:00", "12:00");
        var ada = await rota.MemberAsync("Adalind");
        await rota.ClaimAsync(ada, hours, "2026-03-03");

        // The rota is loaded on the 14th, and what is in memory for it reaches three days back.
        app.Clock.Now = Steps.At("2026-03-14T10:00:00Z");
        await using var other = await TestApp.StartAsync(db, Steps.At("2026-03-14T10:00:00Z"));
        Assert.Equal("CONFIRMED Adalind: Office hours", (await CalendarFile.OfRotaAsync(other, rota)).Only.ToString()[34..]);
        using var ours = other.ClientOf(ada);
        using var renamed = await ours.PutAsJsonAsync("/v1/me", new { displayName = "Lovelace", zone = "UTC" }, Ct);
        await renamed.ShouldBe(200);
        Assert.Equal("CONFIRMED Lovelace: Office hours", (await CalendarFile.OfRotaAsync(other, rota)).Only.ToString()[34..]);
        using var erased = await other.Admin.DeleteAsync($"/v1/volunteers/{ada.Id}", Ct);
        await erased.ShouldBe(204);
        var after = (await CalendarFile.OfRotaAsync(other, rota)).Only;
        Assert.Equal("CONFIRMED A former volunteer: Office hours", after.ToString()[34..]);
        Assert.Equal("20260314T100000Z", after["LAST-MODIFIED"]);
    }
}
