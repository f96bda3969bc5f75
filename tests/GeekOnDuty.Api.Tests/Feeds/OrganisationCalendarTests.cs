using System.Net.Http.Json;
using GeekOnDuty.Api.Tests.Claims;
using GeekOnDuty.Api.Tests.OnDuty;
using Xunit;

namespace GeekOnDuty.Api.Tests.Feeds;

/// <summary>The calendar of an organisation, on the morning of Monday, 2 March 2026.</summary>
public sealed class OrganisationCalendarTests(RunningApp running) : IClassFixture<RunningApp>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private TestApp App => running.App;

    [Fact]
    public async Task The_calendar_of_an_organisation_has_the_hours_that_it_gives_itself_by_its_people_or_by_standing_behind_them()
    {
        var rota = await RotaClient.NewAsync(App);
        var (inktank, other) = (await rota.OrganisationAsync("Inktank"), await rota.OrganisationAsync("Other"));
        var plain = await rota.HoursAsync("09:00", "10:00", seats: 4);
        var theirs = await rota.HoursAsync(
            new
            {
                title = "Given",
                zone = "UTC",
                startDate = "2026-01-01",
                startTime = "15:00",
                endTime = "16:00",
                recurrence = "FREQ=DAILY",
                organisationId = inktank,
                seats = new { minimum = 1, maximum = 4 },
            }
        );
        var (ada, bob, eve) = (await rota.MemberAsync("Ada"), await rota.MemberAsync("Bob"), await rota.MemberAsync("Eve"));
        foreach (var (person, organisation) in ((Person, Guid)[])[(ada, inktank), (eve, other)])
        {
            using var joined = await person.Client.PutAsJsonAsync(
                "/v1/me",
                new
                {
                    displayName = person.Name,
                    zone = "UTC",
                    organisationId = organisation,
                },
                Ct
            );
            await joined.ShouldBe(200);
        }

        await rota.PledgeAsync(inktank, plain, "2026-03-03");
        foreach (var person in (Person[])[ada, bob, eve])
        {
            await rota.ClaimAsync(person, plain, "2026-03-03");
            await rota.ClaimAsync(person, theirs, "2026-03-03");
        }

        var calendar = await CalendarFile.GetAsync(App.Anonymous, rota.Path($"organisations/{inktank}/calendar.ics"));
        Assert.Equal($"{rota.Slug}: hours given by Inktank", calendar.Head["NAME"]);
        Assert.Equal(
            [
                "20260303T090000Z Ada (Inktank): Office hours",
                "20260303T090000Z Inktank: Office hours",
                "20260303T150000Z Ada (Inktank): Given",
                "20260303T150000Z Bob (Inktank): Given",
            ],
            calendar.Events.Select(each => $"{each["DTSTART"]} {each["SUMMARY"]}").Order(StringComparer.Ordinal)
        );
        var whole = await CalendarFile.OfRotaAsync(App, rota);
        Assert.Equal(7, whole.Events.Count);
        Assert.All(calendar.Events, each => Assert.Equal(whole.Find(each.Uid)!.Lines, each.Lines));

        using (
            var renamed = await App.Admin.PutAsJsonAsync(
                $"/v1/organisations/{inktank}",
                new { slug = $"o-{Guid.NewGuid():N}", name = "Red Hat" },
                Ct
            )
        )
        {
            await renamed.ShouldBe(200);
        }

        var after = await CalendarFile.GetAsync(
            App.Anonymous,
            rota.Path($"organisations/{inktank}/calendar.ics?zone=Asia/Tokyo")
        );
        Assert.Equal($"{rota.Slug}: hours given by Red Hat", after.Head["NAME"]);
        Assert.Equal("Asia/Tokyo", after.Head["X-WR-TIMEZONE"]);
        Assert.All(after.Events, each => Assert.Contains("Red Hat", each["SUMMARY"], StringComparison.Ordinal));
    }
}
