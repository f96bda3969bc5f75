using GeekOnDuty.Core.Claims;
using GeekOnDuty.Core.OnDuty;
using GeekOnDuty.Core.Rotas;
using GeekOnDuty.Core.Storage;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using Xunit;

namespace GeekOnDuty.Api.Tests.Claims;

/// <summary>Claims that are written together: each has its own outcome.</summary>
public sealed class ClaimBatcherTests(TestDatabase db) : IClassFixture<TestDatabase>
{
    private static readonly Instant Now = Instant.FromUtc(2026, 3, 2, 8, 0);

    [Fact]
    public async Task Claims_that_wait_for_the_same_write_are_one_transaction_in_which_each_wins_or_loses_by_itself()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var rota = await app.Given.RotaAsync();
        var early = await app.Given.OfficeHoursAsync(rota, startTime: "09:00", endTime: "12:00", seats: 2);
        var late = await app.Given.OfficeHoursAsync(rota, startTime: "11:00", endTime: "14:00", seats: 2);
        var (first, ada, bob, cleo) = (
            await app.Given.PersonAsync("First", rota),
            await app.Given.PersonAsync("Ada", rota),
            await app.Given.PersonAsync("Bob", rota),
            await app.Given.PersonAsync("Cleo", rota)
        );
        var stranger = await app.Given.PersonAsync("Stranger");
        var (organisationId, _) = await app.OrganisationAsync();
        var live = await app.Services.GetRequiredService<RotaCache>().GetAsync(rota);
        var timeline = live!.Snapshot!.Timeline;
        var together = app.Services.GetRequiredService<ClaimBatcher>();
        SeatRequest Wanted(Guid hours, int day, Guid? person, Guid? organisation = null, int version = 1) =>
            new(
                timeline.Rota.Id,
                timeline.OfficeHours[hours].Rules.SlotOn(new LocalDate(2026, 3, day))!,
                version,
                new HolderId(person, organisation),
                ClaimOrigin.Self,
                null,
                Now,
                new ChangeOrigin()
            );

        // The first is written alone; the others come while it is.
        var (writing, waiting) = (
            together.TakeAsync(Wanted(early, 9, first.Id)),
            new[]
            {
                Wanted(late, 3, ada.Id),
                Wanted(early, 3, ada.Id),
                Wanted(early, 3, bob.Id, version: 7),
                Wanted(early, 3, stranger.Id),
                Wanted(early, 3, null, organisationId),
                Wanted(early, 3, bob.Id),
                Wanted(early, 3, cleo.Id),
                Wanted(early, 4, cleo.Id),
            }
                .Select(together.TakeAsync)
                .ToList()
        );
        Assert.Equal("First", (await writing)!.HolderName);
        var taken = await Task.WhenAll(waiting);

        // Ada has one of two overlapping slots, and the early one has two seats.
        Assert.Single(taken[..2], seat => seat is not null);
        Assert.Null(taken[2]);
        Assert.Null(taken[3]);
        var earlyHolders = taken[1..7].Where(seat => seat is not null).ToList();
        Assert.InRange(earlyHolders.Count, 1, 2);
        Assert.Equal(earlyHolders.Count, earlyHolders.DistinctBy(seat => seat!.Seat).Count());
        Assert.Equal((1, "Cleo"), (taken[7]!.Seat, taken[7]!.HolderName));
        var held = (await db.HeldAsync(early)).Concat(await db.HeldAsync(late)).Select(row => row.Id).Order();
        Assert.Equal(taken.Append(await writing).OfType<SeatGrant>().Select(seat => seat.Id).Order(), held);
        await using var connection = await db.OpenAsync();
        Assert.Equal(
            2,
            await connection.ScalarAsync<long>(
                "SELECT count(DISTINCT xid) FROM changes WHERE rota_id = $1 AND kind = 'claim' AND what = 'taken'",
                timeline.Rota.Id
            )
        );
    }

    [Fact]
    public async Task Of_80_claimants_for_7_seats_in_two_processes_exactly_7_get_one_each()
    {
        await using var here = await TestApp.StartAsync(db, Now);
        await using var there = await TestApp.StartAsync(db, Now);
        var (rota, hours) = await here.Given.RotaWithHoursAsync(seats: 7);
        var people = await here.PeopleAsync(80, rota);
        var clients = people.Select((person, i) => i % 2 == 0 ? person.Client : there.ClientOf(person)).ToList();
        await there.SlotsAsync(rota, "2026-03-02T00:00:00Z", "2026-03-03T00:00:00Z");

        var answers = await Task.WhenAll(clients.Select(client => client.ClaimAsync(rota, hours, "2026-03-02")));

        Assert.Equal("201×7, slot-full×73", await answers.TallyAsync());
        Assert.Equal([1, 2, 3, 4, 5, 6, 7], (await db.HeldAsync(hours)).Select(row => row.Seat));
    }

    [Fact]
    public async Task Volunteers_who_claim_many_overlapping_slots_in_two_processes_at_once_are_never_twice_on_duty_and_nobody_gets_a_5xx()
    {
        await using var here = await TestApp.StartAsync(db, Now);
        await using var there = await TestApp.StartAsync(db, Now);
        var rota = await here.Given.RotaAsync();
        var early = await here.Given.OfficeHoursAsync(rota, startTime: "09:00", endTime: "12:00", seats: 3);
        var late = await here.Given.OfficeHoursAsync(rota, startTime: "11:00", endTime: "14:00", seats: 3);
        var people = await here.PeopleAsync(5, rota);
        await there.SlotsAsync(rota, "2026-03-02T00:00:00Z", "2026-03-03T00:00:00Z");

        var answers = await Task.WhenAll(
            from day in Enumerable.Range(3, 6)
            from person in people
            from hours in (Guid[])[early, late]
            from client in (HttpClient[])[person.Client, there.ClientOf(person)]
            select client.ClaimAsync(rota, hours, $"2026-03-{day:00}")
        );

        foreach (var answer in answers)
        {
            Assert.Contains(await answer.OutcomeAsync(), new[] { "201", "slot-full", "double-booked", "already-claimed" });
        }

        // Six seats a day, and each of the five has one of them.
        var held = (await db.HeldAsync(early)).Concat(await db.HeldAsync(late)).ToList();
        Assert.Equal(30, held.Select(row => (row.Date, row.VolunteerId)).Distinct().Count());
        Assert.Equal(30, held.Count);
    }

    [Fact]
    public async Task A_claim_that_waits_for_a_lock_does_not_keep_others_waiting_and_is_made_once_the_lock_is_gone()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var rota = await app.Given.RotaAsync();
        var (locked, open) = (await app.Given.OfficeHoursAsync(rota), await app.Given.OfficeHoursAsync(rota));
        var (ada, bob) = (await app.Given.PersonAsync("Ada", rota), await app.Given.PersonAsync("Bob", rota));
        await using var connection = await db.OpenAsync();
        await using var transaction = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await connection.ExecuteAsync("SELECT 1 FROM office_hours WHERE id = $1 FOR UPDATE", locked);

        var waiting = ada.Client.ClaimAsync(rota, locked, "2026-03-03");
        await db.WaitForBlockedAsync("SeatQueries.Take");
        await bob.Client.TakeAsync(rota, open, "2026-03-03");
        Assert.False(waiting.IsCompleted);
        await transaction.RollbackAsync(TestContext.Current.CancellationToken);

        using var answer = await waiting;
        await answer.ShouldBe(201);
    }

    [Fact]
    public async Task A_client_that_hangs_up_does_not_take_the_claims_of_others_with_it()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var (rota, hours) = await app.Given.RotaWithHoursAsync(seats: 50);
        var people = await app.PeopleAsync(30, rota);
        var path = $"/v1/rotas/{rota}/office-hours/{hours}/slots/2026-03-03/claims";
        using var hangUp = new CancellationTokenSource();

        var staying = new List<Task<HttpResponseMessage>>();
        var leaving = new List<Task<HttpResponseMessage>>();
        for (var i = 0; i < people.Length; i++)
        {
            var (client, leaves) = (people[i].Client, i % 3 == 0);
            (leaves ? leaving : staying).Add(client.PostAsync(path, null, leaves ? hangUp.Token : CancellationToken.None));
        }

        await hangUp.CancelAsync();
        Assert.Equal("201×20", await (await Task.WhenAll(staying)).TallyAsync());
        await Task.WhenAll(leaving).ContinueWith(_ => { }, TaskScheduler.Default);
    }
}
