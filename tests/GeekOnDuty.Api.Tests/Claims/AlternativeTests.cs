using System.Text.Json;
using NodaTime;
using Xunit;

namespace GeekOnDuty.Api.Tests.Claims;

public sealed class AlternativeTests(TestDatabase db) : IClassFixture<TestDatabase>
{
    private static readonly Instant Now = Instant.FromUtc(2026, 3, 2, 8, 0);

    [Fact]
    public async Task A_full_slot_offers_the_three_closest_open_ones()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var rota = await app.Given.RotaAsync();
        var hours = await app.Given.OfficeHoursAsync(rota);
        var (ada, bob) = (await app.Given.PersonAsync("Ada", rota), await app.Given.PersonAsync("Bob", rota));
        foreach (var date in new[] { "2026-03-10", "2026-03-11" })
        {
            await ada.Client.TakeAsync(rota, hours, date);
        }

        await app.Admin.SetSlotAsync(rota, hours, "2026-03-12", new { cancelled = true });

        var offered = await RefusedAsync(bob, rota, hours, "2026-03-10", "slot-full");

        Assert.Equal(["2026-03-09", "2026-03-08", "2026-03-07"], offered.Select(slot => slot.Text("date")));
        Assert.All(offered, slot => Assert.Equal("open", slot.Text("state")));
    }

    [Fact]
    public async Task The_closest_is_measured_from_start_to_start()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var rota = await app.Given.RotaAsync();
        var evening = await app.Given.OfficeHoursAsync(
            rota,
            startTime: "20:00",
            endTime: "21:00",
            recurrence: "FREQ=WEEKLY;BYDAY=TU"
        );
        var night = await app.Given.OfficeHoursAsync(
            rota,
            startTime: "00:00",
            endTime: "01:00",
            recurrence: "FREQ=WEEKLY;BYDAY=TU"
        );
        var later = await app.Given.OfficeHoursAsync(
            rota,
            startTime: "22:00",
            endTime: "23:00",
            recurrence: "FREQ=WEEKLY;BYDAY=TU"
        );
        var (ada, bob) = (await app.Given.PersonAsync("Ada", rota), await app.Given.PersonAsync("Bob", rota));
        await ada.Client.TakeAsync(rota, evening, "2026-03-10");

        var offered = await RefusedAsync(bob, rota, evening, "2026-03-10", "slot-full");

        Assert.Equal(
            [(later, "2026-03-10"), (night, "2026-03-10"), (night, "2026-03-17")],
            offered.Select(slot => (slot.GetProperty("officeHoursId").GetGuid(), slot.Text("date")))
        );
    }

    [Fact]
    public async Task Nothing_is_offered_that_overlaps_a_claim_of_the_holder_in_whatever_rota()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var (rota, other) = (await app.Given.RotaAsync(), await app.Given.RotaAsync());
        var hours = await app.Given.OfficeHoursAsync(rota, seats: 2);
        var elsewhere = await app.Given.OfficeHoursAsync(other, startTime: "11:00", endTime: "14:00");
        var ada = await app.Given.PersonAsync("Ada", rota);
        using var member = await System.Net.Http.Json.HttpClientJsonExtensions.PutAsJsonAsync(
            app.Admin,
            $"/v1/rotas/{other}/members/{ada.Id}",
            new { role = "volunteer" }
        );
        await member.ShouldBe(200);
        foreach (var date in new[] { "2026-03-10", "2026-03-11" })
        {
            await ada.Client.TakeAsync(other, elsewhere, date);
        }

        await ada.Client.GiveBackAsync(other, await ada.Client.TakeAsync(other, elsewhere, "2026-03-09"));

        var offered = await RefusedAsync(ada, rota, hours, "2026-03-10", "double-booked");

        Assert.Equal(["2026-03-09", "2026-03-08", "2026-03-12"], offered.Select(slot => slot.Text("date")));
    }

    [Fact]
    public async Task Nothing_is_offered_that_is_over_or_not_open_yet()
    {
        await using var app = await TestApp.StartAsync(db, Instant.FromUtc(2026, 3, 9, 13, 0));
        var rota = await app.Given.RotaAsync(claimOpensBefore: "P2D");
        var hours = await app.Given.OfficeHoursAsync(rota);
        var ada = await app.Given.PersonAsync("Ada", rota);
        await ada.Client.TakeAsync(rota, hours, "2026-03-10");

        var offered = await RefusedAsync(ada, rota, hours, "2026-03-10", "already-claimed");

        Assert.Equal(["2026-03-11"], offered.Select(slot => slot.Text("date")));
    }

    [Fact]
    public async Task An_organisation_is_offered_slots_in_which_it_has_no_seat()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var rota = await app.Given.RotaAsync();
        var hours = await app.Given.OfficeHoursAsync(rota, seats: 2);
        var (organisationId, _) = await app.OrganisationAsync();
        foreach (var date in new[] { "2026-03-10", "2026-03-11" })
        {
            await app.Admin.TakeAsync(rota, hours, date, new { organisationId });
        }

        using var refused = await app.Admin.ClaimAsync(rota, hours, "2026-03-10", new { organisationId });
        var offered = (await refused.ShouldBeProblem(409, "already-claimed")).Dates("alternatives");

        Assert.Equal(["2026-03-09", "2026-03-08", "2026-03-12"], offered);
    }

    [Fact]
    public async Task Each_of_them_can_be_claimed()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var rota = await app.Given.RotaAsync();
        var hours = await app.Given.OfficeHoursAsync(rota);
        var (ada, bob) = (await app.Given.PersonAsync("Ada", rota), await app.Given.PersonAsync("Bob", rota));
        await ada.Client.TakeAsync(rota, hours, "2026-03-10");

        foreach (var slot in await RefusedAsync(bob, rota, hours, "2026-03-10", "slot-full"))
        {
            await bob.Client.TakeAsync(rota, slot.GetProperty("officeHoursId").GetGuid(), slot.Text("date"));
        }
    }

    private static async Task<List<JsonElement>> RefusedAsync(Person person, string rota, Guid hours, string date, string problem)
    {
        using var refused = await person.Client.ClaimAsync(rota, hours, date);
        return [.. (await refused.ShouldBeProblem(409, problem)).GetProperty("alternatives").EnumerateArray()];
    }
}
