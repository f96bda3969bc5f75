using System.Text.Json;
using NodaTime;
using Xunit;

namespace GeekOnDuty.Api.Tests.Claims;

/// <summary>Standing claims while the office hours are edited as coordinators do. 2 March 2026 is a Monday.</summary>
public sealed class StandingClaimExceptionTests(TestDatabase db) : IClassFixture<TestDatabase>
{
    private const string Workdays = "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR";
    private static readonly Instant Now = Instant.FromUtc(2026, 3, 1, 8, 0);

    [Fact]
    public async Task A_holiday_leaves_everybody_on_their_weekday()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var (rota, hours, people) = await WeekAsync(app);

        using var edited = await app.Admin.PutHoursAsync(rota, hours, recurrence: Workdays, exceptDates: ["2026-03-03"]);
        await edited.ShouldBe(200);

        Assert.Equal(
            [("Mo", "02 09 16"), ("Tu", "10 17"), ("We", "04 11 18")],
            await Task.WhenAll(people.Select(async person => (person.Name, await DaysAsync(hours, person))))
        );
    }

    [Theory]
    [InlineData("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA", "02 09 16", "03 10 17", "04 11 18")]
    [InlineData("FREQ=WEEKLY;BYDAY=TU,WE,TH,FR", "", "03 10 17", "04 11 18")]
    [InlineData("FREQ=DAILY", "02 09 16", "03 10 17", "04 11 18")]
    public async Task Another_set_of_weekdays_leaves_the_others_where_they_are(string rule, string mo, string tu, string we)
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var (rota, hours, people) = await WeekAsync(app);

        using var edited = await app.Admin.PutHoursAsync(rota, hours, recurrence: rule);
        await edited.ShouldBe(200);

        Assert.Equal([mo, tu, we], await Task.WhenAll(people.Select(async person => await DaysAsync(hours, person))));
    }

    [Fact]
    public async Task An_extra_date_shifts_nobody()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var (rota, hours, people) = await WeekAsync(app);
        using var edited = await app.Admin.PutHoursAsync(rota, hours, recurrence: Workdays, extraDates: ["2026-03-07"]);
        await edited.ShouldBe(200);
        Assert.Equal(
            ["02 09 16", "03 10 17", "04 11 18"],
            await Task.WhenAll(people.Select(async person => await DaysAsync(hours, person)))
        );
    }

    [Fact]
    public async Task The_same_change_sent_twice_changes_nothing_more()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var (rota, hours) = await app.Given.RotaWithHoursAsync(claimOpensBefore: "P20D", recurrence: Workdays, seats: 2);
        foreach (var (name, every) in ((string, int)[])[("Ada", 2), ("Bob", 3), ("Cyd", 2)])
        {
            var person = await app.Given.PersonAsync(name, rota);
            await person.Client.TakeAllAsync(rota, hours, new { from = "2026-03-02", every });
        }

        async Task<string[]> EditAsync()
        {
            using var edited = await app.Admin.PutHoursAsync(rota, hours, recurrence: "FREQ=WEEKLY;BYDAY=MO,WE,TH", seats: 2);
            await edited.ShouldBe(200);
            return [.. (await db.HeldAsync(hours)).Select(row => $"{row.Date} {row.Seat} {row.VolunteerId} {row.Id}")];
        }

        var once = await EditAsync();
        Assert.Equal(once, await EditAsync());
        Assert.NotEmpty(once);
    }

    [Fact]
    public async Task A_new_rule_with_fewer_dates_frees_seats_before_others_take_them()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var (rota, hours, ada, bob) = await app.Given.RotaWithAdaAndBobAsync(
            claimOpensBefore: "P20D",
            recurrence: "FREQ=WEEKLY;BYDAY=MO,TU"
        );
        // Turns: MO 2, TU 3, MO 9, TU 10 … Ada has Mondays, Bob Tuesdays.
        await ada.Client.TakeAllAsync(rota, hours, new { from = "2026-03-02", every = 2 });
        await bob.Client.TakeAllAsync(rota, hours, new { from = "2026-03-03", every = 2 });

        // Turns: MO 2, TH 5, MO 9, TH 12 … for Ada, and from the 3rd on TH 5, MO 9 … for Bob: he goes over to what nobody has let go yet.
        using var edited = await app.Admin.PutHoursAsync(rota, hours, recurrence: "FREQ=WEEKLY;BYDAY=MO,TH");
        await edited.ShouldBe(200);

        Assert.Equal(("02 09 16", "05 12 19"), (await DaysAsync(hours, ada), await DaysAsync(hours, bob)));
    }

    private async Task<(string Rota, Guid Hours, Person[] People)> WeekAsync(TestApp app)
    {
        var (rota, hours) = await app.Given.RotaWithHoursAsync(claimOpensBefore: "P20D", recurrence: Workdays);
        var people = new List<Person>();
        foreach (
            var (name, weekday, from) in ((string, string, string)[])
                [("Mo", "MO", "2026-03-02"), ("Tu", "TU", "2026-03-03"), ("We", "WE", "2026-03-04")]
        )
        {
            var person = await app.Given.PersonAsync(name, rota);
            await person.Client.TakeAllAsync(rota, hours, new { from, weekdays = new[] { weekday } });
            people.Add(person);
        }

        return (rota, hours, [.. people]);
    }

    private async Task<string> DaysAsync(Guid hours, Person person) =>
        string.Join(' ', (await db.HeldAsync(hours)).Where(row => row.VolunteerId == person.Id).Select(row => row.Date[^2..]));
}
