using System.Net.Http.Json;
using GeekOnDuty.Api.Tests.Claims;
using NodaTime;
using Xunit;

namespace GeekOnDuty.Api.Tests.OnDuty;

/// <summary>Several processes on one database: each sees what others wrote. How soon, `news` of the benchmarks measures.</summary>
public sealed class OtherProcessTests(TestDatabase db) : IClassFixture<TestDatabase>
{
    private static readonly Instant Now = Instant.FromUtc(2026, 3, 2, 10, 0);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Another_process_answers_with_a_change()
    {
        await using var here = await TestApp.StartAsync(db, Now);
        await using var there = await TestApp.StartAsync(db, Now);
        var (rota, elsewhere, hours, ada) = await UnstaffedAsync(here, there);

        await TellTenTimesAsync(rota, ada, hours, elsewhere);

        await rota.ClaimAsync(ada, hours, "2026-03-02");
        await SaysAsync(elsewhere, "Ada");
        using var renamed = await ada.Client.PutAsJsonAsync("/v1/me", new { displayName = "Grace", zone = "UTC" }, Ct);
        await SaysAsync(elsewhere, "Grace");
    }

    [Fact]
    public async Task Another_process_answers_with_a_change_while_its_notices_are_cut_off_again_and_again()
    {
        await using var here = await TestApp.StartAsync(db, Now);
        await using var there = await TestApp.StartAsync(db, Now);
        var (rota, elsewhere, hours, ada) = await UnstaffedAsync(here, there);
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var cutting = CutAsync(enough.Token);
        try
        {
            await TellTenTimesAsync(rota, ada, hours, elsewhere);
        }
        finally
        {
            await enough.CancelAsync();
        }

        Assert.True(await cutting > 10, "The connection that listens was hardly ever cut off.");
    }

    [Fact]
    public async Task A_change_that_began_first_and_is_committed_last_is_not_missed()
    {
        await using var here = await TestApp.StartAsync(db, Now);
        await using var there = await TestApp.StartAsync(db, Now);
        var (rota, other) = (await RotaClient.NewAsync(here), await RotaClient.NewAsync(here));
        var (elsewhere, otherElsewhere) = (new RotaClient(there, rota.Slug), new RotaClient(there, other.Slug));
        Assert.Equal("closed", (await elsewhere.OnDutyAsync()).State);
        Assert.Equal("closed", (await otherElsewhere.OnDutyAsync()).State);

        await using var connection = await db.OpenAsync();
        await using var early = await connection.BeginTransactionAsync(Ct);
        await connection.ExecuteAsync("UPDATE rotas SET notice = 'early' WHERE slug = $1", rota.Slug);
        await connection.ExecuteAsync(
            """
            INSERT INTO changes (id, at, rota_id, kind, subject_id, what)
            SELECT gen_random_uuid(), '2026-03-02T10:00Z', id, 'rota', id, 'changed' FROM rotas WHERE slug = $1
            """,
            rota.Slug
        );

        // A later transaction is committed first, in the same rota and in another one, and both processes have taken it in.
        await rota.HoursAsync("09:00", "12:00");
        await other.HoursAsync("09:00", "12:00");
        foreach (var client in (RotaClient[])[rota, elsewhere, otherElsewhere])
        {
            await UntilAsync(async () => (await client.OnDutyAsync()).State == "unstaffed");
            Assert.DoesNotContain("early", (await client.OnDutyAsync()).Text, StringComparison.Ordinal);
        }

        await early.CommitAsync(Ct);
        foreach (var client in (RotaClient[])[rota, elsewhere])
        {
            await UntilAsync(async () => (await client.OnDutyAsync()).Text.Contains("early", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task A_change_that_concerns_only_what_is_being_loaded_is_not_missed()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var rota = await RotaClient.NewAsync(app);
        var hours = await rota.HoursAsync("09:00", "12:00");
        var bob = await rota.MemberAsync("Bob");
        Assert.Equal("unstaffed", (await rota.OnDutyAsync()).State);
        await using var connection = await db.OpenAsync();
        await using var writing = await connection.BeginTransactionAsync(Ct);
        await connection.ExecuteAsync(
            """
            INSERT INTO claims (id, rota_id, office_hours_id, on_date, seat, volunteer_id, during, origin, created_at)
            SELECT $1, rota_id, id, '2026-03-02', 1, $2, '[2026-03-02T09:00Z,2026-03-02T12:00Z)', 'self', created_at
            FROM office_hours WHERE id = $1
            """,
            hours,
            bob.Id
        );
        await connection.ExecuteAsync(
            """
            INSERT INTO changes (id, at, rota_id, kind, subject_id, what)
            SELECT gen_random_uuid(), created_at, rota_id, 'claim', id, 'taken' FROM claims WHERE id = $1
            """,
            hours
        );
        await using var delaying = await db.OpenAsync();
        await using var slow = await delaying.BeginTransactionAsync(Ct);
        await delaying.ExecuteAsync("LOCK TABLE organisations IN ACCESS EXCLUSIVE MODE");

        // The claim is loaded with the name that he has now, which takes until he has another.
        await writing.CommitAsync(Ct);
        await using (var watching = await db.OpenAsync())
        {
            await UntilAsync(async () =>
                await watching.ScalarAsync<long>(
                    "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'organisations'::regclass"
                ) == 1
            );
        }

        await db.ExecuteAsync(
            $"""
            UPDATE volunteers SET display_name = 'Robert' WHERE id = '{bob.Id}';
            INSERT INTO changes (id, at, kind, subject_id, what)
            VALUES (gen_random_uuid(), '2026-03-02T10:00Z', 'volunteer', '{bob.Id}', 'changed')
            """
        );
        await Task.Delay(TimeSpan.FromSeconds(0.8), Ct);
        await slow.RollbackAsync(Ct);

        await SaysAsync(rota, "Robert");
    }

    [Fact]
    public async Task A_claim_shows_at_once_also_when_another_process_has_just_released_what_was_there()
    {
        await using var here = await TestApp.StartAsync(db, Now);
        await using var there = await TestApp.StartAsync(db, Now);
        var rota = await RotaClient.NewAsync(here);
        var hours = await rota.HoursAsync("09:00", "12:00");
        var (ada, bob) = (await rota.MemberAsync("Ada"), await rota.MemberAsync("Bob"));

        foreach (var (before, after) in Enumerable.Repeat((ada, bob), 5))
        {
            var claim = await rota.ClaimAsync(before, hours, "2026-03-02");
            Assert.Equal(before.Name, (await rota.OnDutyAsync()).Names);
            using var released = await there.Admin.DeleteAsync($"/v1/rotas/{rota.Slug}/claims/{claim}", Ct);
            await released.ShouldBe(204);
            var next = await rota.ClaimAsync(after, hours, "2026-03-02");
            Assert.Equal(after.Name, (await rota.OnDutyAsync()).Names);
            using var cleared = await here.Admin.DeleteAsync($"/v1/rotas/{rota.Slug}/claims/{next}", Ct);
            await cleared.ShouldBe(204);
        }
    }

    /// <summary>A rota made by one process, which the other process has loaded. Ada may claim the hours of now.</summary>
    private static async Task<(RotaClient Rota, RotaClient Elsewhere, Guid Hours, Person Ada)> UnstaffedAsync(
        TestApp here,
        TestApp there
    )
    {
        var rota = await RotaClient.NewAsync(here);
        var elsewhere = new RotaClient(there, rota.Slug);
        var hours = await rota.HoursAsync("09:00", "12:00");
        var ada = await rota.MemberAsync("Ada");
        Assert.Equal("unstaffed", (await elsewhere.OnDutyAsync()).State);
        return (rota, elsewhere, hours, ada);
    }

    /// <summary>Ten times somebody takes the hour and gives it back, and the other process says so each time.</summary>
    private static async Task TellTenTimesAsync(RotaClient rota, Person person, Guid hours, RotaClient elsewhere)
    {
        for (var round = 0; round < 10; round++)
        {
            var claim = await rota.ClaimAsync(person, hours, "2026-03-02");
            await SaysAsync(elsewhere, person.Name);
            using var released = await rota.App.Admin.DeleteAsync($"/v1/rotas/{rota.Slug}/claims/{claim}", Ct);
            await SaysAsync(elsewhere, "");
        }
    }

    private static Task SaysAsync(RotaClient rota, string names) =>
        UntilAsync(async () => (await rota.OnDutyAsync()).Names == names);

    private static Task UntilAsync(Func<Task<bool>> isSo) => TestDeadline.UntilAsync(isSo, "The change never came.");

    /// <returns>How many connections it cut off.</returns>
    private async Task<long> CutAsync(CancellationToken ct)
    {
        await using var connection = await db.OpenAsync();
        for (var cut = 0L; ; await Task.Delay(50, CancellationToken.None))
        {
            if (ct.IsCancellationRequested)
            {
                return cut;
            }

            cut += await connection.ScalarAsync<long>(
                """
                SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
                WHERE datname = current_database() AND application_name IN ('geek-on-duty changes', 'geek-on-duty notices')
                """
            );
        }
    }
}
