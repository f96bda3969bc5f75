using GeekOnDuty.Core.Claims;
using GeekOnDuty.Core.Coordination;
using GeekOnDuty.Core.Operations;
using GeekOnDuty.Core.People;
using GeekOnDuty.Core.Rotas;
using GeekOnDuty.Core.Storage;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using Xunit;

namespace GeekOnDuty.Core.Tests.Claims;

/// <summary>Claiming and releasing as every door does it.</summary>
public sealed class ClaimSlotTests(CoreHost core) : IClassFixture<CoreHost>
{
    private static readonly LocalDate Tomorrow = new(2026, 3, 3);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_member_takes_the_lowest_free_seat()
    {
        var rota = await Scenario.StartAsync(core);
        var hours = await rota.AddDailyHoursAsync(seats: 2);
        var (ada, bob) = (await rota.AddAsync("Ada"), await rota.AddAsync("Bob"));

        var first = (await ClaimAsync(rota, hours, ada)).ValueOrThrow();
        var second = (await ClaimAsync(rota, hours, bob)).ValueOrThrow();

        Assert.Equal((1, 2), (first.Seat, second.Seat));
        Assert.Equal(("Ada", ClaimOrigin.Self), (first.Holder.Name, first.Origin));
        Assert.Equal(Instant.FromUtc(2026, 3, 3, 14, 0), first.StartsAt);
    }

    [Fact]
    public async Task A_full_slot_is_refused_with_slots_that_are_open()
    {
        var rota = await Scenario.StartAsync(core);
        var hours = await rota.AddDailyHoursAsync();
        var (ada, bob) = (await rota.AddAsync("Ada"), await rota.AddAsync("Bob"));
        (await ClaimAsync(rota, hours, ada)).ValueOrThrow();

        var outcome = await ClaimAsync(rota, hours, bob);

        var refusal = Assert.IsType<ClaimRefusal>(outcome.Refusal);
        Assert.Equal(RefusalKind.SlotFull, refusal.Kind);
        Assert.NotEmpty(refusal.Alternatives!);
        Assert.DoesNotContain(refusal.Alternatives!, slot => slot.OfficeHoursId == hours && slot.Date == Tomorrow);
    }

    [Fact]
    public async Task Of_many_who_claim_one_seat_at_once_one_gets_it()
    {
        var rota = await Scenario.StartAsync(core);
        var hours = await rota.AddDailyHoursAsync();
        var people = new List<Actor>();
        for (var i = 0; i < 8; i++)
        {
            people.Add(await rota.AddAsync($"Person {i}"));
        }

        var outcomes = await Task.WhenAll(people.Select(person => ClaimAsync(rota, hours, person)));

        Assert.Single(outcomes, outcome => outcome.IsDone);
        Assert.All(outcomes.Where(each => each.IsRefused), each => Assert.Equal(RefusalKind.SlotFull, each.Refusal!.Kind));
    }

    [Fact]
    public async Task A_person_is_never_in_two_places_at_once()
    {
        var rota = await Scenario.StartAsync(core);
        var (one, other) = (await rota.AddDailyHoursAsync(), await rota.AddDailyHoursAsync());
        var ada = await rota.AddAsync("Ada");
        (await ClaimAsync(rota, one, ada)).ValueOrThrow();

        Assert.Equal(RefusalKind.DoubleBooked, (await ClaimAsync(rota, other, ada)).Refusal?.Kind);
    }

    [Fact]
    public async Task Somebody_who_is_no_member_gets_no_seat()
    {
        var (rota, elsewhere) = (await Scenario.StartAsync(core), await Scenario.StartAsync(core));
        var hours = await rota.AddDailyHoursAsync();
        var stranger = await elsewhere.AddAsync("Mallory");

        Assert.Equal(RefusalKind.Forbidden, (await ClaimAsync(rota, hours, stranger)).Refusal?.Kind);
    }

    [Fact]
    public async Task Inside_a_transaction_a_claim_is_a_part_of_it()
    {
        var rota = await Scenario.StartAsync(core);
        var hours = await rota.AddDailyHoursAsync();
        var (ada, bob) = (await rota.AddAsync("Ada"), await rota.AddAsync("Bob"));
        var entry = await rota.InMemoryAsync();
        await using (var scope = core.CreateScope())
        {
            var db = scope.ServiceProvider.GetRequiredService<DbSession>();
            var claimSlot = scope.ServiceProvider.GetRequiredService<ClaimSlot>();
            await db.BeginAsync(Ct);
            var taken = await claimSlot.RunAsync(new(entry, hours, Tomorrow, HolderId.Actor), ada, CoreHost.Now, Ct);
            Assert.True(taken.IsDone);
            await db.RollbackAsync();
        }

        Assert.True((await ClaimAsync(rota, hours, bob)).IsDone);
    }

    [Fact]
    public async Task What_memory_does_not_know_yet_is_read_again()
    {
        var rota = await Scenario.StartAsync(core);
        var ada = await rota.AddAsync("Ada");
        var before = await rota.InMemoryAsync();
        var hours = await rota.AddDailyHoursAsync();
        var request = new ClaimSlotRequest(before, hours, Tomorrow, HolderId.Actor);

        Assert.True((await core.RunAsync((ClaimSlot claim) => claim.RunAsync(request, ada, CoreHost.Now, Ct))).IsDone);
    }

    [Fact]
    public async Task A_seat_that_is_released_can_be_taken_by_another()
    {
        var rota = await Scenario.StartAsync(core);
        var hours = await rota.AddDailyHoursAsync();
        var (ada, bob) = (await rota.AddAsync("Ada"), await rota.AddAsync("Bob"));
        var claim = (await ClaimAsync(rota, hours, ada)).ValueOrThrow();

        Assert.Equal(RefusalKind.Forbidden, (await ReleaseAsync(rota, claim.Id, bob)).Refusal?.Kind);
        Assert.True((await ReleaseAsync(rota, claim.Id, ada)).IsDone);
        Assert.True((await ReleaseAsync(rota, claim.Id, ada)).IsDone);
        Assert.Equal("Bob", (await ClaimAsync(rota, hours, bob)).ValueOrThrow().Holder.Name);
    }

    [Fact]
    public async Task In_an_archived_rota_nothing_is_claimed()
    {
        var rota = await Scenario.StartAsync(core);
        var hours = await rota.AddDailyHoursAsync();
        var ada = await rota.AddAsync("Ada");
        var request = new ArchiveRotaRequest(rota.Rota, IsArchived: true);
        (await core.RunAsync((ArchiveRota archive) => archive.RunAsync(request, core.Admin, CoreHost.Now, Ct))).ValueOrThrow();

        Assert.Equal(RefusalKind.RotaArchived, (await ClaimAsync(rota, hours, ada)).Refusal?.Kind);
    }

    private async Task<Outcome<Claim>> ClaimAsync(Scenario rota, Guid hours, Actor actor)
    {
        var request = new ClaimSlotRequest(await rota.InMemoryAsync(), hours, Tomorrow, HolderId.Actor);
        return await core.RunAsync((ClaimSlot claim) => claim.RunAsync(request, actor, CoreHost.Now, Ct));
    }

    private Task<Outcome<ClaimRow>> ReleaseAsync(Scenario rota, Guid claimId, Actor actor) =>
        core.RunAsync((ReleaseClaim release) => release.RunAsync(new(rota.Rota, claimId), actor, CoreHost.Now, Ct));
}
