using System.Net.Http.Json;
using System.Text.Json;
using NodaTime;
using Xunit;

namespace GeekOnDuty.Api.Tests.Claims;

public sealed class ClaimRuleTests(TestDatabase db) : IClassFixture<TestDatabase>
{
    private static readonly Instant Now = Instant.FromUtc(2026, 3, 2, 8, 0);

    [Fact]
    public async Task A_claim_says_all_that_the_contract_promises()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var (rota, hours, ada) = await app.Given.RotaWithAdaAsync(zone: "Europe/Amsterdam");

        using var response = await ada.Client.ClaimAsync(rota, hours, "2026-03-03");
        var claim = await response.ShouldBe(201);

        Assert.Equal($"/v1/rotas/{rota}/claims/{claim.Id()}", response.Headers.Location?.ToString());
        Assert.Equal(
            $$"""
            {"id":"{{claim.Id()}}","officeHoursId":"{{hours}}","date":"2026-03-03","startsAt":"2026-03-03T08:00:00Z","endsAt":"2026-03-03T11:00:00Z","seat":1,"holder":{"kind":"volunteer","id":"{{ada.Id}}","name":"Ada"},"status":"held","origin":"self","createdAt":"2026-03-02T08:00:00Z"}
            """,
            JsonSerializer.Serialize(claim)
        );
    }

    [Fact]
    public async Task An_empty_request_without_a_body_claims_for_yourself()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var (rota, hours, ada) = await app.Given.RotaWithAdaAsync();
        using var response = await ada.Client.PostAsync(
            $"/v1/rotas/{rota}/office-hours/{hours}/slots/2026-03-03/claims",
            content: null
        );
        Assert.Equal("Ada", (await response.ShouldBe(201)).GetProperty("holder").Text("name"));
    }

    [Fact]
    public async Task The_lowest_free_seat_goes_first()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var (rota, hours) = await app.Given.RotaWithHoursAsync(seats: 3);
        var people = await app.PeopleAsync(4, rota);
        var claims = new List<JsonElement>();
        foreach (var person in people.Take(3))
        {
            claims.Add(await person.Client.TakeAsync(rota, hours, "2026-03-03"));
        }

        Assert.Equal([1, 2, 3], claims.Select(claim => claim.GetProperty("seat").GetInt32()));
        await people[1].Client.GiveBackAsync(rota, claims[1]);
        var again = await people[3].Client.TakeAsync(rota, hours, "2026-03-03");
        Assert.Equal(2, again.GetProperty("seat").GetInt32());
    }

    [Fact]
    public async Task A_full_slot_is_refused_and_the_first_claim_stays()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var (rota, hours, ada, bob) = await app.Given.RotaWithAdaAndBobAsync();
        await ada.Client.TakeAsync(rota, hours, "2026-03-03");

        using var refused = await bob.Client.ClaimAsync(rota, hours, "2026-03-03");

        await refused.ShouldBeProblem(409, "slot-full");
        Assert.Equal(ada.Id, Assert.Single(await db.HeldAsync(hours)).VolunteerId);
    }

    [Fact]
    public async Task A_second_seat_of_one_slot_is_refused_also_when_the_slot_is_full()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var rota = await app.Given.RotaAsync();
        var (two, one) = (await app.Given.OfficeHoursAsync(rota, seats: 2), await app.Given.OfficeHoursAsync(rota, seats: 1));
        var ada = await app.Given.PersonAsync("Ada", rota);
        await ada.Client.TakeAsync(rota, two, "2026-03-03");
        await ada.Client.TakeAsync(rota, one, "2026-03-04");

        using var again = await ada.Client.ClaimAsync(rota, two, "2026-03-03");
        await again.ShouldBeProblem(409, "already-claimed");
        using var full = await ada.Client.ClaimAsync(rota, one, "2026-03-04");
        await full.ShouldBeProblem(409, "already-claimed");
    }

    [Theory]
    [InlineData("08:00", "09:00", false)]
    [InlineData("08:00", "09:01", true)]
    [InlineData("10:00", "11:00", true)]
    [InlineData("08:00", "13:00", true)]
    [InlineData("11:59", "13:00", true)]
    [InlineData("12:00", "13:00", false)]
    public async Task One_volunteer_is_never_on_duty_twice_but_may_follow_themselves(string start, string end, bool overlaps)
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var rota = await app.Given.RotaAsync();
        var held = await app.Given.OfficeHoursAsync(rota, startTime: "09:00", endTime: "12:00");
        var wanted = await app.Given.OfficeHoursAsync(rota, startTime: start, endTime: end, seats: 2);
        var ada = await app.Given.PersonAsync("Ada", rota);
        await ada.Client.TakeAsync(rota, held, "2026-03-03");

        using var answer = await ada.Client.ClaimAsync(rota, wanted, "2026-03-03");

        Assert.Equal(overlaps ? "double-booked" : "201", await answer.OutcomeAsync());
    }

    [Fact]
    public async Task There_is_no_slot_where_the_rule_has_none_or_the_clock_swallows_it()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var (rota, other) = (await app.Given.RotaAsync(), await app.Given.RotaAsync());
        var tuesdays = await app.Given.OfficeHoursAsync(rota, recurrence: "FREQ=WEEKLY;BYDAY=TU");
        var night = await app.Given.OfficeHoursAsync(rota, zone: "Europe/Berlin", startTime: "02:30", endTime: "03:00");
        var ada = await app.Given.PersonAsync("Ada", rota);

        using var wednesday = await ada.Client.ClaimAsync(rota, tuesdays, "2026-03-04");
        await wednesday.ShouldBeProblem(404, "not-found");
        using var swallowed = await ada.Client.ClaimAsync(rota, night, "2026-03-29");
        await swallowed.ShouldBeProblem(404, "not-found");
        await ada.Client.TakeAsync(rota, night, "2026-03-28");
        using var unknown = await ada.Client.ClaimAsync(rota, Guid.NewGuid(), "2026-03-03");
        await unknown.ShouldBeProblem(404, "not-found");
        using var elsewhere = await app.Admin.ClaimAsync(other, tuesdays, "2026-03-03", new { volunteerId = ada.Id });
        await elsewhere.ShouldBeProblem(404, "not-found");
    }

    [Fact]
    public async Task Ended_office_hours_have_no_slot_to_claim()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var (rota, hours, ada) = await app.Given.RotaWithAdaAsync();
        using var ended = await app.Admin.DeleteAsync($"/v1/rotas/{rota}/office-hours/{hours}");
        await ended.ShouldBe(204);

        using var answer = await ada.Client.ClaimAsync(rota, hours, "2026-03-03");

        await answer.ShouldBeProblem(404, "not-found");
    }

    [Fact]
    public async Task A_coordinator_assigns_volunteers_and_organisations()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var (rota, hours, ada) = await app.Given.RotaWithAdaAsync(seats: 3);
        var carol = await app.Given.PersonAsync("Carol", rota, "coordinator");
        var (organisationId, name) = await app.OrganisationAsync("Red Hat");

        var forAda = await carol.Client.TakeAsync(rota, hours, "2026-03-03", new { volunteerId = ada.Id });
        var forGroup = await carol.Client.TakeAsync(rota, hours, "2026-03-03", new { organisationId });
        var forSelf = await carol.Client.TakeAsync(rota, hours, "2026-03-03", new { volunteerId = carol.Id });

        Assert.Equal(("coordinator", "Ada"), (forAda.Text("origin"), forAda.GetProperty("holder").Text("name")));
        Assert.Equal("coordinator", forGroup.Text("origin"));
        Assert.Equal(
            ("organisation", organisationId.ToString(), name),
            (
                forGroup.GetProperty("holder").Text("kind"),
                forGroup.GetProperty("holder").Text("id"),
                forGroup.GetProperty("holder").Text("name")
            )
        );
        Assert.Equal("self", forSelf.Text("origin"));
        Assert.Equal(["Ada", "Carol", "Red Hat"], await app.OnDutyAsync(rota, "2026-03-03T09:00:00Z"));
    }

    [Fact]
    public async Task Who_may_not_claim_is_told_so()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var (rota, other) = (await app.Given.RotaAsync(), await app.Given.RotaAsync());
        var hours = await app.Given.OfficeHoursAsync(rota);
        var (ada, bob) = (await app.Given.PersonAsync("Ada", rota), await app.Given.PersonAsync("Bob", rota));
        var (stranger, foreign) = (await app.Given.PersonAsync("Eve"), await app.Given.PersonAsync("Carl", other, "coordinator"));
        var (organisationId, _) = await app.OrganisationAsync();

        using var forOther = await ada.Client.ClaimAsync(rota, hours, "2026-03-03", new { volunteerId = bob.Id });
        await forOther.ShouldBeProblem(403, "forbidden");
        using var forGroup = await ada.Client.ClaimAsync(rota, hours, "2026-03-03", new { organisationId });
        await forGroup.ShouldBeProblem(403, "forbidden");
        using var notMember = await stranger.Client.ClaimAsync(rota, hours, "2026-03-03");
        await notMember.ShouldBeProblem(403, "forbidden");
        using var coordinatorElsewhere = await foreign.Client.ClaimAsync(rota, hours, "2026-03-03", new { volunteerId = ada.Id });
        await coordinatorElsewhere.ShouldBeProblem(403, "forbidden");
        using var anonymous = await app.Anonymous.ClaimAsync(rota, hours, "2026-03-03");
        await anonymous.ShouldBeProblem(401, "unauthenticated");
        Assert.Equal("Bearer", anonymous.Headers.WwwAuthenticate.ToString());
        Assert.Empty(await db.HeldAsync(hours));
    }

    [Fact]
    public async Task A_holder_who_does_not_exist_or_is_no_member_is_a_400_naming_the_member()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var (rota, hours) = await app.Given.RotaWithHoursAsync();
        var (ada, stranger) = (await app.Given.PersonAsync("Ada", rota), await app.Given.PersonAsync("Eve"));
        var (organisationId, _) = await app.OrganisationAsync();

        foreach (
            var (body, member) in new (object, string)[]
            {
                (new { volunteerId = Guid.NewGuid() }, "volunteerId"),
                (new { volunteerId = stranger.Id }, "volunteerId"),
                (new { organisationId = Guid.NewGuid() }, "organisationId"),
                (new { organisationId = "nobody" }, "organisationId"),
                (new { volunteerId = ada.Id, organisationId }, "organisationId"),
                (new { volunter = ada.Id }, "volunter"),
            }
        )
        {
            using var claim = await app.Admin.ClaimAsync(rota, hours, "2026-03-03", body);
            Assert.True(
                (await claim.ShouldBeProblem(400, "invalid")).GetProperty("errors").TryGetProperty(member, out _),
                member
            );
        }

        using var standing = await app.Admin.StandAsync(rota, hours, new { volunteerId = stranger.Id, from = "2026-03-03" });
        Assert.True((await standing.ShouldBeProblem(400, "invalid")).GetProperty("errors").TryGetProperty("volunteerId", out _));
        Assert.Empty(await db.HeldAsync(hours));
    }

    [Fact]
    public async Task An_organisation_may_hold_slots_that_overlap_but_not_two_seats_of_one()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var rota = await app.Given.RotaAsync();
        var (first, second) = (
            await app.Given.OfficeHoursAsync(rota, seats: 2),
            await app.Given.OfficeHoursAsync(rota, startTime: "10:00")
        );
        var (organisationId, name) = await app.OrganisationAsync("Inktank");

        await app.Admin.TakeAsync(rota, first, "2026-03-03", new { organisationId });
        await app.Admin.TakeAsync(rota, second, "2026-03-03", new { organisationId });
        using var again = await app.Admin.ClaimAsync(rota, first, "2026-03-03", new { organisationId });

        await again.ShouldBeProblem(409, "already-claimed");
        Assert.Equal([name, name], await app.OnDutyAsync(rota, "2026-03-03T11:00:00Z"));
    }
}
