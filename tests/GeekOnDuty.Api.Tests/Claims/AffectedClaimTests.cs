using System.Net.Http.Json;
using System.Text.Json;
using NodaTime;
using Xunit;

namespace GeekOnDuty.Api.Tests.Claims;

/// <summary>What a change would do to claims, and what it did.</summary>
public sealed class AffectedClaimTests(TestDatabase db) : IClassFixture<TestDatabase>
{
    private static readonly Instant Now = Instant.FromUtc(2026, 3, 2, 8, 0);

    [Fact]
    public async Task A_change_of_office_hours_tells_whose_claims_it_moves_shortens_and_releases()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var (rota, hours, ada, _) = await HeldAsync(app);
        var path = $"/v1/rotas/{rota}/office-hours/{hours}";
        var body = Body("10:00", "13:00", "FREQ=WEEKLY;BYDAY=TU,TH");
        var before = await db.HeldAsync(hours);

        using var rehearsed = await app.Admin.PutAsJsonAsync($"{path}?dryRun=true", body);
        var planned = await rehearsed.ShouldBe(200);
        Assert.Equal(before, await db.HeldAsync(hours));
        Assert.Equal(["affected"], planned.EnumerateObject().Select(member => member.Name));
        Assert.Equal(
            [
                "2026-03-03 Ada moved The slot is at another time.",
                "2026-03-04 Bob released The slot does not take place any more.",
            ],
            Told(planned)
        );

        using var saved = await app.Admin.PutAsJsonAsync(path, body);
        var answer = await saved.ShouldBe(200);
        Assert.Equal(Told(planned), Told(answer));
        using var read = await app.Anonymous.GetAsync(path);
        Assert.False((await read.ShouldBe(200)).TryGetProperty("affected", out _));
        Assert.Equal(read.Headers.ETag, saved.Headers.ETag);

        using var shortened = await app.Admin.PutAsJsonAsync(path, Body("10:00", "12:00", "FREQ=WEEKLY;BYDAY=TU,TH"));
        Assert.Equal(["2026-03-03 Ada shortened The slot is at another time."], Told(await shortened.ShouldBe(200)));
        using var again = await app.Admin.PutAsJsonAsync(path, Body("10:00", "12:00", "FREQ=WEEKLY;BYDAY=TU,TH"));
        Assert.Empty(Told(await again.ShouldBe(200)));
        Assert.Equal(ada.Id, Assert.Single(await db.HeldAsync(hours)).VolunteerId);
    }

    [Fact]
    public async Task Cancelling_a_slot_ending_hours_and_removing_a_member_can_be_rehearsed()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var (rota, hours, ada, _) = await HeldAsync(app);
        var slot = $"/v1/rotas/{rota}/office-hours/{hours}/slots/2026-03-03";

        using var cancelling = await app.Admin.PutAsJsonAsync($"{slot}?dryRun=true", new { cancelled = true, reason = "Strike" });
        Assert.Equal(["2026-03-03 Ada released The slot is cancelled: Strike"], Told(await cancelling.ShouldBe(200)));
        using var ending = await app.Admin.DeleteAsync($"/v1/rotas/{rota}/office-hours/{hours}?dryRun=true");
        Assert.Equal(2, Told(await ending.ShouldBe(200)).Length);
        using var removing = await app.Admin.DeleteAsync($"/v1/rotas/{rota}/members/{ada.Id}?dryRun=true");
        Assert.Equal(["2026-03-03 Ada released The holder is not a member any more."], Told(await removing.ShouldBe(200)));

        using var demoting = await app.Admin.PutAsJsonAsync(
            $"/v1/rotas/{rota}/members/{ada.Id}?dryRun=true",
            new { role = "coordinator" }
        );
        Assert.Empty(Told(await demoting.ShouldBe(200)));

        Assert.Equal(2, (await db.HeldAsync(hours)).Count);
        using var members = await app.Admin.GetAsync($"/v1/rotas/{rota}/members");
        Assert.Equal(["volunteer", "volunteer"], (await members.ShouldBe(200)).Items().Select(member => member.Text("role")));

        using var cancelled = await app.Admin.PutAsJsonAsync(slot, new { cancelled = true });
        var answer = await cancelled.ShouldBe(200);
        Assert.Equal(("cancelled", 1), (answer.Text("state"), Told(answer).Length));
    }

    [Fact]
    public async Task Fewer_seats_release_the_highest_and_a_move_into_a_double_booking_releases_too()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var rota = await app.Given.RotaAsync();
        var (hours, other) = (
            await app.Given.OfficeHoursAsync(rota, seats: 2),
            await app.Given.OfficeHoursAsync(rota, startTime: "13:00", endTime: "15:00")
        );
        var (ada, bob) = (await app.Given.PersonAsync("Ada", rota), await app.Given.PersonAsync("Bob", rota));
        await ada.Client.TakeAsync(rota, hours, "2026-03-03");
        await bob.Client.TakeAsync(rota, hours, "2026-03-03");
        await ada.Client.TakeAsync(rota, other, "2026-03-03");

        using var fewer = await app.Admin.PutHoursAsync(rota, hours, seats: 1);
        Assert.Equal(["2026-03-03 Bob released The slot has fewer seats."], Told(await fewer.ShouldBe(200)));
        using var moved = await app.Admin.PutHoursAsync(rota, hours, startTime: "12:00", endTime: "14:00");
        Assert.Equal(
            ["2026-03-03 Ada released At the new time the holder is on duty elsewhere."],
            Told(await moved.ShouldBe(200))
        );
    }

    [Fact]
    public async Task A_move_is_logged_once_and_a_change_of_nothing_not_at_all()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var (rota, hours, _, claim) = await HeldAsync(app);
        using var moved = await app.Admin.PutHoursAsync(rota, hours, startTime: "10:00");
        await moved.ShouldBe(200);
        using var log = await app.Admin.GetAsync($"/v1/rotas/{rota}/audit?limit=200");
        var entries = (await log.ShouldBe(200)).Items().Where(entry => entry.GetProperty("subjectId").GetGuid() == claim);
        Assert.Equal(["moved", "taken"], entries.Select(entry => entry.Text("what")));
    }

    private static async Task<(string Rota, Guid Hours, Person Ada, Guid Claim)> HeldAsync(TestApp app)
    {
        var (rota, hours, ada, bob) = await app.Given.RotaWithAdaAndBobAsync();
        var claim = await ada.Client.TakeAsync(rota, hours, "2026-03-03");
        await bob.Client.TakeAsync(rota, hours, "2026-03-04");
        return (rota, hours, ada, claim.Id());
    }

    private static object Body(string startTime, string endTime, string recurrence) =>
        new
        {
            title = "Office hours",
            zone = "UTC",
            startDate = "2026-01-01",
            startTime,
            endTime,
            recurrence,
        };

    private static string[] Told(JsonElement answer) =>
        [
            .. answer
                .GetProperty("affected")
                .EnumerateArray()
                .Select(claim =>
                    $"{claim.Text("date")} {claim.GetProperty("holder").Text("name")} {claim.Text("change")} {claim.Text("why")}"
                ),
        ];
}
