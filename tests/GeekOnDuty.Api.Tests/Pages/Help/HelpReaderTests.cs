using System.Text.Json;
using GeekOnDuty.Api.Pages.Help;
using GeekOnDuty.Api.Tests.OnDuty;
using GeekOnDuty.Core.OnDuty;
using GeekOnDuty.Core.Rotas;
using GeekOnDuty.Core.Storage;
using GeekOnDuty.Core.Text;
using GeekOnDuty.Scheduling;
using NodaTime;
using Xunit;

namespace GeekOnDuty.Api.Tests.Pages.Help;

/// <summary>The reader by itself, of a rota whose evenings in Amsterdam are Ada's on even dates of a month, and whose nights in UTC are open.</summary>
public sealed class HelpReaderTests
{
    [Theory]
    [InlineData("UTC", "2026-03-26T00:00:00Z")]
    [InlineData("Europe/Amsterdam", "2026-03-26T00:00:00Z")]
    [InlineData("Australia/Lord_Howe", "2026-04-02T00:00:00Z")]
    [InlineData("America/Havana", "2026-10-29T00:00:00Z")]
    [InlineData("Asia/Kathmandu", "2026-03-26T00:00:00Z")]
    public void The_page_is_the_same_until_it_says_so_and_another_from_then_on(string zone, string from)
    {
        var rota = Rota();
        var now = JsonReading.Utc(from);
        for (var end = now + Duration.FromDays(8); now < end; )
        {
            var (page, until) = Read(rota, now, zone);
            Assert.True(until > now, $"At {now} it holds until {until}.");
            Assert.Equal(page, Read(rota, until.TickBefore(), zone).Page);
            Assert.NotEqual(page, Read(rota, until, zone).Page);
            now = until;
        }
    }

    [Theory]
    [InlineData("2026-03-02T17:30:00Z", "UTC", "staffed", "On duty now", "since 17:00, until 20:00 UTC")]
    [InlineData("2026-03-02T17:30:00Z", "Asia/Tokyo", "staffed", "On duty now", "since 02:00, until 05:00 Tokyo (UTC+9)")]
    [InlineData(
        "2026-03-02T17:30:00Z",
        "Pacific/Kiritimati",
        "staffed",
        "On duty now",
        "since 07:00, until 10:00 Kiritimati (UTC+14)"
    )]
    [InlineData("2026-03-02T17:30:00Z", "Australia/Perth", "staffed", "On duty now", "since 01:00, until 04:00 Perth (UTC+8)")]
    [InlineData("2026-03-02T23:30:00Z", "UTC", "unstaffed", "Nobody is on duty right now", "")]
    [InlineData("2026-03-02T10:00:00Z", "UTC", "closed", "Nobody is on duty right now", "")]
    public void It_says_who_is_on_duty_since_when_and_until_when(
        string now,
        string zone,
        string state,
        string headline,
        string hours
    )
    {
        var view = ReaderOf(Rota(), JsonReading.Utc(now), zone).Read();
        Assert.Equal((state, headline), (view.Now.State, view.Now.Headline));
        Assert.Equal(hours, string.Join('|', view.Now.OnDuty.Select(person => person.Hours)));
    }

    [Fact]
    public void Where_nobody_is_on_duty_it_says_why_and_who_is_next_and_names_the_day_if_it_is_another()
    {
        var view = ReaderOf(Rota(), JsonReading.Utc("2026-03-03T00:30:00Z"), "Asia/Tokyo").Read();
        Assert.Equal("There are office hours now, and nobody has taken them.", view.Now.Sentence);
        Assert.Equal(("Next office hours", "Wed 4 Mar, 02:00–05:00 Tokyo (UTC+9)", ""), Said(view.Next[0]));
        Assert.Equal(("Later", "Thu 5 Mar, 02:00–05:00 Tokyo (UTC+9)", "Ada"), Said(view.Next[1]));
        Assert.Equal(2, view.Next.Count);
        var closed = ReaderOf(Rota(), JsonReading.Utc("2026-03-02T10:00:00Z"), "America/Los_Angeles").Read();
        Assert.Equal("There are no office hours until 09:00 Los Angeles (UTC−8).", closed.Now.Sentence);
        var tokyo = ReaderOf(Rota(), JsonReading.Utc("2026-03-02T14:00:00Z"), "Asia/Tokyo").Read();
        Assert.Equal("There are no office hours until Tue 3 Mar, 02:00 Tokyo (UTC+9).", tokyo.Now.Sentence);
        Assert.Equal(("Next", "Tue 3 Mar, 02:00–05:00 Tokyo (UTC+9)", "Ada"), Said(Assert.Single(tokyo.Next)));
    }

    [Fact]
    public void Where_only_one_person_has_hours_it_says_that_they_come_again_or_which_hours_are_open()
    {
        var rota = Rota(nights: false);
        var open = ReaderOf(rota, JsonReading.Utc("2026-03-02T17:30:00Z"), "UTC").Read();
        Assert.Equal(("Next office hours", "Tue 3 Mar, 17:00–20:00 UTC", ""), Said(Assert.Single(open.Next)));
        var again = ReaderOf(Rota(nights: false, every: 1), JsonReading.Utc("2026-03-02T17:30:00Z"), "UTC").Read();
        Assert.Equal(("Next", "Tue 3 Mar, 17:00–20:00 UTC", "Ada again"), Said(Assert.Single(again.Next)));
        var last = ReaderOf(rota, JsonReading.Utc("2026-11-28T21:00:00Z"), "UTC").Read();
        Assert.Equal(("Next office hours", "Sun 29 Nov, 17:00–20:00 UTC", ""), Said(Assert.Single(last.Next)));
    }

    private static (string Heading, string When, string Who) Said(NextView next) =>
        (
            next.Heading,
            next.When,
            next.Again.Count > 0
                ? $"{string.Join(", ", next.Again)} again"
                : string.Join(", ", next.OnDuty.Select(person => person.Name))
        );

    [Fact]
    public void Seven_days_are_listed_from_today_on_with_what_can_be_taken_and_what_not()
    {
        var view = ReaderOf(Rota(), JsonReading.Utc("2026-03-02T17:30:00Z"), "UTC").Read();
        Assert.Equal("Mon 2 Mar", view.Week[0].Text);
        Assert.Equal(7, view.Week.Count);
        Assert.Equal([true, false, false, false, false, false, false], view.Week.Select(day => day.IsToday));
        var (evening, night) = (view.Week[0].Slots[0], view.Week[0].Slots[1]);
        Assert.Equal(("17:00–20:00", "Evening", "Ada", true), (evening.When, evening.Title, $"{evening.Who}", evening.IsNow));
        Assert.Null(evening.Take);
        Assert.Equal(("23:00–01:00 +1 day", "Nobody yet", "2 seats are open"), (night.When, $"{night.Who}", $"{night.Status}"));
        Assert.StartsWith("/ceph/board?slot=", night.Take, StringComparison.Ordinal);

        // Claims open two days before.
        Assert.Null(view.Week[3].Slots[^1].Take);
        var past = ReaderOf(Rota(), JsonReading.Utc("2026-03-02T17:30:00Z"), "UTC", isPresent: false).Read();
        Assert.All(past.Week.SelectMany(day => day.Slots), slot => Assert.Null(slot.Take));
        Assert.Equal("Mon 2 Mar 2026, 17:30 (UTC)", past.AsOf);
    }

    [Fact]
    public void A_slot_that_has_begun_yesterday_stands_under_today_and_is_found_on_the_board()
    {
        var night = ReaderOf(Rota(), JsonReading.Utc("2026-03-03T00:30:00Z"), "UTC").Read().Week[0];
        Assert.Equal(("Tue 3 Mar", "−1 day 23:00–01:00 +1 day"), (night.Text, night.Slots[0].When));
        Assert.StartsWith("/ceph/board?past=true&slot=", night.Slots[0].Take, StringComparison.Ordinal);
    }

    [Fact]
    public void In_a_week_in_which_the_clock_changes_each_time_has_its_offset()
    {
        var view = ReaderOf(Rota(), JsonReading.Utc("2026-03-27T12:00:00Z"), "Europe/Amsterdam").Read();
        Assert.Equal("Europe/Amsterdam (UTC+1, then UTC+2)", view.Zone);
        Assert.Equal("18:00–21:00 (UTC+1)", view.Week[0].Slots[0].When);
        Assert.Equal("18:00–21:00 (UTC+2)", view.Week[3].Slots[^1].When);
    }

    private static (string Page, Instant Until) Read(RotaState rota, Instant now, string zone)
    {
        var reader = ReaderOf(rota, now, zone);
        return (JsonSerializer.Serialize(reader.Read()), reader.Until);
    }

    private static HelpReader ReaderOf(RotaState rota, Instant now, string zone, bool isPresent = true)
    {
        var clock = Zones.InUse[zone];
        return new HelpReader(rota, WeekAhead.Of(rota.Timeline, WeekAhead.Window(now, clock))!, now, clock, isPresent);
    }

    /// <param name="nights">Whether it has nights.</param>
    /// <param name="every">On which days of a month Ada has the evening.</param>
    private static RotaState Rota(bool nights = true, int every = 2)
    {
        var (evening, night) = (Hours("Evening", "Europe/Amsterdam", 18, 21, 1), Hours("Night", "UTC", 23, 1, 2));
        var ada = new HolderProfile(Guid.NewGuid(), "Europe/Amsterdam", ["en"], [], [], null);
        var claims = Enumerable
            .Range(0, 300)
            .Select(new LocalDate(2026, 2, 1).PlusDays)
            .Where(date => date.Day % every == 0)
            .Select(date => evening.Rules.SlotOn(date)!)
            .Select(slot => new ClaimRow(
                Guid.NewGuid(),
                Guid.Empty,
                evening.Id,
                slot.Date,
                1,
                ada.Id,
                null,
                "Ada",
                slot.During,
                ClaimOrigin.Self,
                slot.StartsAt,
                null,
                null
            ));
        return new RotaState(
            new TransactionSnapshot("1:1:"),
            new Interval(Instant.FromUtc(2026, 1, 1, 0, 0), Instant.FromUtc(2027, 1, 1, 0, 0)),
            new ClaimsBeyond(Earlier: false, Later: false),
            new StoredRota(
                Guid.Empty,
                new Rota(
                    "ceph",
                    "Ceph",
                    "",
                    "UTC",
                    "",
                    [],
                    [],
                    new RotaRules("P2D", "PT0S"),
                    Visibility.Public,
                    JoiningPolicy.Open
                )
            ),
            (nights ? [evening, night] : (StoredOfficeHours[])[evening]).ToDictionary(hours => hours.Id),
            claims.ToDictionary(claim => claim.Id),
            new Dictionary<Guid, HolderProfile> { [ada.Id] = ada },
            new Dictionary<Guid, OrganisationBrief>()
        );
    }

    private static StoredOfficeHours Hours(string title, string zone, int from, int to, int seats)
    {
        var terms = new OfficeHoursTerms(
            title,
            zone,
            new LocalDate(2026, 1, 1),
            null,
            new LocalTime(from, 0),
            new LocalTime(to, 0),
            "FREQ=DAILY",
            [],
            [],
            new Seats(1, seats),
            [],
            [],
            [],
            null
        );
        return new StoredOfficeHours(
            Guid.NewGuid(),
            title,
            1,
            null,
            new Dictionary<LocalDate, OfficeHoursTerms> { [terms.StartDate] = terms },
            new Dictionary<LocalDate, SlotOverride>()
        );
    }
}
