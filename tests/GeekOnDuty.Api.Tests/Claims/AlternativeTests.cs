using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using NodaTime;
using Npgsql;
using Xunit;

namespace GeekOnDuty.Api.Tests.Claims;

public sealed class AlternativeTests(TestDatabase db) : IClassFixture<TestDatabase>
{
    private static readonly Instant Now = Instant.FromUtc(2026, 3, 2, 8, 0);

    [Fact]
    public async Task A_full_slot_offers_the_three_closest_open_ones()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var (rota, hours, ada, bob) = await app.Given.RotaWithAdaAndBobAsync();
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
        var (rota, hours, ada) = await app.Given.RotaWithAdaAsync(claimOpensBefore: "P2D");
        await ada.Client.TakeAsync(rota, hours, "2026-03-10");

        var offered = await RefusedAsync(ada, rota, hours, "2026-03-10", "already-claimed");

        Assert.Equal(["2026-03-11"], offered.Select(slot => slot.Text("date")));
    }

    [Fact]
    public async Task An_organisation_is_offered_slots_in_which_it_has_no_seat()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var (rota, hours) = await app.Given.RotaWithHoursAsync(seats: 2);
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
        var (rota, hours, ada, bob) = await app.Given.RotaWithAdaAndBobAsync();
        await ada.Client.TakeAsync(rota, hours, "2026-03-10");

        foreach (var slot in await RefusedAsync(bob, rota, hours, "2026-03-10", "slot-full"))
        {
            await bob.Client.TakeAsync(rota, slot.GetProperty("officeHoursId").GetGuid(), slot.Text("date"));
        }
    }

    [Fact]
    public async Task The_slot_that_was_refused_is_never_offered_and_offers_cost_no_reload()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var (rota, hours) = await app.Given.RotaWithHoursAsync(seats: 3);
        var people = await app.PeopleAsync(200, rota);
        using var warm = await app.Anonymous.GetAsync($"/v1/rotas/{rota}/on-duty");
        var name = new NpgsqlConnectionStringBuilder(db.ConnectionString).Database;
        var loads = new ConcurrentQueue<string>();
        using var statements = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Npgsql",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity =>
            {
                if (
                    activity.GetTagItem("db.query.text") is string text
                    && Equals(activity.GetTagItem("db.namespace"), name)
                    && text.StartsWith("-- RotaLoader.", StringComparison.Ordinal)
                )
                {
                    loads.Enqueue(text[..text.IndexOf('\n', StringComparison.Ordinal)]);
                }
            },
        };
        ActivitySource.AddActivityListener(statements);

        var answers = await Task.WhenAll(people.Select(person => person.Client.ClaimAsync(rota, hours, "2026-03-10")));

        Assert.Equal("201×3, slot-full×197", await answers.TallyAsync());
        foreach (var refused in answers.Where(answer => !answer.IsSuccessStatusCode))
        {
            var offered = (await refused.ShouldBeProblem(409, "slot-full")).Dates("alternatives");
            Assert.Equal(["2026-03-09", "2026-03-11", "2026-03-08"], offered);
        }

        // Three claims change the rota: each reloads it once for its writer, and at most once more when the change log tells of it.
        Assert.InRange(loads.Count, 1, 6);
    }

    private static async Task<List<JsonElement>> RefusedAsync(Person person, string rota, Guid hours, string date, string problem)
    {
        using var refused = await person.Client.ClaimAsync(rota, hours, date);
        return [.. (await refused.ShouldBeProblem(409, problem)).GetProperty("alternatives").EnumerateArray()];
    }
}
