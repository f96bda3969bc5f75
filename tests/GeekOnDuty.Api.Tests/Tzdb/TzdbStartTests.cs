using GeekOnDuty.Api.Tests.Claims;
using GeekOnDuty.Api.Tests.OnDuty;
using NodaTime;
using Xunit;

namespace GeekOnDuty.Api.Tests.Tzdb;

/// <summary>A start with another tz database: which one it is, and what others do meanwhile.</summary>
public sealed class TzdbStartTests(RunningApp running) : IClassFixture<RunningApp>
{
    private static readonly Instant Now = RunningApp.Now;

    private TestApp App => running.App;

    private TestDatabase Db => running.Database;

    [Fact]
    public async Task What_was_derived_once_is_not_derived_by_the_next_start()
    {
        var (_, hours, ada) = await App.Given.RotaWithAdaAsync(zone: Winnipeg.Zone);
        var moved = await Db.HoldAsync(hours, "2026-12-01", TzdbSteps.During(Winnipeg.Before), ada.Id);
        await using (await Db.StartAfterAsync("2026d", Now)) { }
        Assert.Equal(TzdbSteps.InUse, await Db.VersionAsync());
        var row = await Db.ClaimAsync(moved);
        // One that another start would move.
        var later = await Db.HoldAsync(hours, "2026-12-02", OlderTzdb.Slot("2026d", Winnipeg.Zone, "2026-12-02"), ada.Id);

        await using var again = await TestApp.StartAsync(Db, Now);

        Assert.Equal(row, await Db.ClaimAsync(moved));
        Assert.Empty(await Db.ChangesAsync(later));
    }

    [Fact]
    public async Task Claims_of_a_database_that_names_no_version_are_derived_too()
    {
        var (_, hours, ada) = await App.Given.RotaWithAdaAsync(zone: Winnipeg.Zone);
        var claim = await Db.HoldAsync(hours, "2026-12-01", TzdbSteps.During(Winnipeg.Before), ada.Id);

        await using var started = await Db.StartAfterAsync(null, Now);

        Assert.Equal((Winnipeg.After, true), await Db.TimeOfAsync(claim));
        Assert.Equal($"tz database {TzdbSteps.InUse}", (await Db.ChangeAsync(claim)).Detail.Text("reason"));
        Assert.Equal(TzdbSteps.InUse, await Db.VersionAsync());
    }

    [Fact]
    public async Task Claims_that_another_DST_policy_derived_are_derived_again()
    {
        var (_, hours, ada) = await App.Given.RotaWithAdaAsync(zone: Winnipeg.Zone);
        var claim = await Db.HoldAsync(hours, "2026-12-01", TzdbSteps.During(Winnipeg.Before), ada.Id);
        await using var connection = await Db.OpenAsync();
        await connection.ExecuteAsync("UPDATE tz_database SET policy_revision = 0");

        await using (await TestApp.StartAsync(Db, Now)) { }

        Assert.Equal((Winnipeg.After, true), await Db.TimeOfAsync(claim));
        Assert.Equal(
            GeekOnDuty.Scheduling.DstPolicy.Revision,
            await connection.ScalarAsync<int>("SELECT policy_revision FROM tz_database")
        );
    }

    [Fact]
    public async Task A_claim_that_another_process_takes_meanwhile_moves_too_and_the_start_waits_for_it()
    {
        var (_, hours, ada, bob) = await App.Given.RotaWithAdaAndBobAsync(zone: Winnipeg.Zone);
        var earlier = await Db.HoldAsync(hours, "2026-12-01", TzdbSteps.During(Winnipeg.Before), ada.Id);
        await using var other = await Db.OpenAsync();
        await using var taking = await other.BeginTransactionAsync();
        await other.ExecuteAsync("SELECT 1 FROM office_hours WHERE id = $1 FOR SHARE", hours);
        var meanwhile = Guid.NewGuid();
        await other.HoldAsync(meanwhile, hours, "2026-12-02", OlderTzdb.Slot("2026d", Winnipeg.Zone, "2026-12-02"), bob.Id);

        var starting = Db.StartAfterAsync("2026d", Now);
        // Longer than a request may wait for a lock.
        var aRequestWouldGiveUp = Task.Delay(TimeSpan.FromSeconds(3));
        Assert.Same(aRequestWouldGiveUp, await Task.WhenAny(starting, aRequestWouldGiveUp));
        await taking.CommitAsync();
        await using var started = await starting;

        Assert.Equal((Winnipeg.After, true), await Db.TimeOfAsync(earlier));
        Assert.Equal(("2026-12-02T14:00:00Z/2026-12-02T17:00:00Z", true), await Db.TimeOfAsync(meanwhile));
    }

    [Fact]
    public async Task A_start_that_loses_to_a_deadlock_tries_again()
    {
        var (rota, hours, ada) = await App.Given.RotaWithAdaAsync(zone: Winnipeg.Zone);
        var claim = await Db.HoldAsync(hours, "2026-12-01", TzdbSteps.During(Winnipeg.Before), ada.Id);
        await using var other = await Db.OpenAsync();
        await using (var circle = await other.BeginTransactionAsync())
        {
            await other.ExecuteAsync("SET LOCAL deadlock_timeout = '1min'");
            await other.ExecuteAsync("SELECT 1 FROM claims WHERE id = $1 FOR UPDATE", claim);
            var starting = Db.StartAfterAsync("2026d", Now);
            await Db.WaitForBlockedAsync("TzdbRederivation.LockClaims");

            // The start holds the rota and waits for the claim.
            await other.ExecuteAsync("SELECT 1 FROM rotas WHERE slug = $1 FOR UPDATE", rota);
            await circle.CommitAsync();
            await using var started = await starting;
        }

        Assert.Equal((Winnipeg.After, true), await Db.TimeOfAsync(claim));
    }
}
