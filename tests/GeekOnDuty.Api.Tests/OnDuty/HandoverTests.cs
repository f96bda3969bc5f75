using NodaTime;
using Xunit;

namespace GeekOnDuty.Api.Tests.OnDuty;

/// <summary>What is answered from memory flips at the tick.</summary>
public sealed class HandoverTests(TestDatabase db) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task Over_a_hundred_handovers_each_answer_holds_from_its_first_tick_to_its_last()
    {
        var start = Instant.FromUtc(2026, 3, 27, 0, 0);
        await using var app = await TestApp.StartAsync(db, start);
        var rota = await RotaClient.NewAsync(app);
        // Adjacent, overlapping, across a change of the clock, and now and then nobody.
        var morning = await rota.HoursAsync("08:00", "12:00", zone: "Europe/Berlin", seats: 2);
        var noon = await rota.HoursAsync("12:00", "15:30", zone: "Europe/Berlin");
        var night = await rota.HoursAsync("22:00", "03:00", zone: "Europe/Berlin");
        var (ada, bob) = (await rota.MemberAsync("Ada"), await rota.MemberAsync("Bob"));
        for (var date = new LocalDate(2026, 3, 27); date < new LocalDate(2026, 4, 20); date = date.PlusDays(1))
        {
            var iso = NodaTime.Text.LocalDatePattern.Iso.Format(date);
            await rota.ClaimAsync(ada, morning, iso);
            if (date.Day % 3 > 0)
            {
                await rota.ClaimAsync(bob, noon, iso);
            }

            if (date.Day % 2 > 0)
            {
                await rota.ClaimAsync(bob, night, iso);
            }
        }

        var schedule = await rota.ScheduleAsync(start, start + Duration.FromDays(40));
        var handovers = 0;
        for (var i = 0; i + 1 < schedule.Count && handovers < 100; i++, handovers++)
        {
            var (before, after) = (schedule[i], schedule[i + 1]);
            var at = before.InstantAt("until")!.Value;
            app.Clock.Now = at.TickBefore();
            var last = await rota.OnDutyAsync();
            app.Clock.Now = at;
            var first = await rota.OnDutyAsync();
            app.Clock.Now = at.TickAfter();
            var second = await rota.OnDutyAsync();

            Assert.Equal((at, before.GetProperty("state").GetString()), (last.Until, last.State));
            Assert.Equal(before.GetProperty("onDuty").NamesOf(), last.Names);
            Assert.Equal((at, after.GetProperty("state").GetString()), (first.Since, first.State));
            Assert.Equal(after.GetProperty("onDuty").NamesOf(), first.Names);
            Assert.Equal((first.Text, first.ETag), (second.Text, second.ETag));
            Assert.NotEqual(last.ETag, first.ETag);
            Assert.Equal("public, max-age=0", last.CacheControl);
        }

        Assert.Equal(100, handovers);
    }

    [Fact]
    public async Task When_the_clock_of_the_machine_is_set_back_the_answer_goes_back_too()
    {
        await using var app = await TestApp.StartAsync(db, Instant.FromUtc(2026, 3, 2, 12, 0));
        var rota = await RotaClient.NewAsync(app);
        await rota.ClaimAsync(await rota.MemberAsync("Ada"), await rota.HoursAsync("12:00", "13:00"), "2026-03-02");

        Assert.Equal("Ada", (await rota.OnDutyAsync()).Names);
        app.Clock.Now = Instant.FromUtc(2026, 3, 2, 11, 59, 59);
        Assert.Equal("closed", (await rota.OnDutyAsync()).State);
        app.Clock.Now = Instant.FromUtc(2026, 3, 2, 12, 30);
        Assert.Equal("Ada", (await rota.OnDutyAsync()).Names);
    }
}
