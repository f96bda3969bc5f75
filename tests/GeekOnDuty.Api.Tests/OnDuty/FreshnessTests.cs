using System.Net.Http.Json;
using System.Text.Json;
using GeekOnDuty.Api.OnDuty;
using GeekOnDuty.Api.Tests.Claims;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using Npgsql;
using Xunit;

namespace GeekOnDuty.Api.Tests.OnDuty;

/// <summary>Several processes on one database: each sees at once what it wrote, and soon what others did.</summary>
public sealed class FreshnessTests(TestDatabase db) : IClassFixture<TestDatabase>
{
    private static readonly Instant Now = Instant.FromUtc(2026, 3, 2, 10, 0);

    /// <summary>Twice what is promised, as tests of other classes run meanwhile.</summary>
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(2);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_process_that_wrote_answers_with_it_at_once_whatever_was_written()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var rota = await RotaClient.NewAsync(app);
        var ada = await rota.MemberAsync("Ada");
        Assert.Equal("closed", (await rota.OnDutyAsync()).State);

        var hours = await rota.HoursAsync("09:00", "12:00");
        Assert.Equal("unstaffed", (await rota.OnDutyAsync()).State);

        var claim = await rota.ClaimAsync(ada, hours, "2026-03-02");
        Assert.Equal("Ada", (await rota.OnDutyAsync()).Names);
        Assert.Equal("filled", (await SlotAsync(rota)).GetProperty("state").GetString());

        using (await ada.Client.PutAsJsonAsync("/v1/me", new { displayName = "Ada Lovelace", zone = "Asia/Tokyo" }, Ct))
        {
            Assert.Equal("Ada Lovelace", (await rota.OnDutyAsync()).Names);
        }

        var organisation = await rota.OrganisationAsync("Inktank");
        var me = new
        {
            displayName = "Ada",
            zone = "UTC",
            organisationId = organisation,
        };
        using (await ada.Client.PutAsJsonAsync("/v1/me", me, Ct))
        {
            Assert.Contains("Inktank", (await rota.OnDutyAsync()).Text, StringComparison.Ordinal);
        }

        var renamed = new { slug = $"o-{Guid.NewGuid():N}", name = "Red Hat" };
        using (await app.Admin.PutAsJsonAsync($"/v1/organisations/{organisation}", renamed, Ct))
        {
            Assert.Contains("Red Hat", (await rota.OnDutyAsync()).Text, StringComparison.Ordinal);
        }

        using (
            await app.Admin.PutAsJsonAsync(
                $"/v1/rotas/{rota.Slug}",
                new
                {
                    slug = rota.Slug,
                    name = "x",
                    zone = "UTC",
                    notice = "No SLA",
                },
                Ct
            )
        )
        {
            Assert.Contains("No SLA", (await rota.OnDutyAsync()).Text, StringComparison.Ordinal);
        }

        using (await rota.ChangeSlotAsync(hours, "2026-03-02", new { startTime = "09:30", endTime = "11:00" }))
        {
            Assert.Equal(Instant.FromUtc(2026, 3, 2, 11, 0), (await rota.OnDutyAsync()).Until);
        }

        using (await ada.Client.DeleteAsync($"/v1/rotas/{rota.Slug}/claims/{claim}", Ct))
        {
            Assert.Equal("Ada", (await rota.OnDutyAsync()).Names);
        }

        using (await app.Admin.DeleteAsync($"/v1/rotas/{rota.Slug}/claims/{claim}", Ct))
        {
            Assert.Equal("unstaffed", (await rota.OnDutyAsync()).State);
        }

        await rota.ClaimAsync(ada, hours, "2026-03-02");
        using (await app.Admin.DeleteAsync($"/v1/volunteers/{ada.Id}", Ct))
        {
            Assert.Equal("unstaffed", (await rota.OnDutyAsync()).State);
        }

        using (await rota.ChangeSlotAsync(hours, "2026-03-02", new { cancelled = true }))
        {
            Assert.Equal("closed", (await rota.OnDutyAsync()).State);
        }
    }

    [Fact]
    public async Task A_write_waits_until_what_it_changed_is_loaded_also_when_that_takes_longer_than_usual()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var rota = await RotaClient.NewAsync(app);
        await rota.OnDutyAsync();
        await using var source = NpgsqlDataSource.Create(db.ConnectionString);
        await using var connection = await source.OpenConnectionAsync(Ct);
        await using var transaction = await connection.BeginTransactionAsync(Ct);
        await using (var locking = new NpgsqlCommand("LOCK TABLE organisations IN ACCESS EXCLUSIVE MODE", connection))
        {
            await locking.ExecuteNonQueryAsync(Ct);
        }

        var changed = new
        {
            slug = rota.Slug,
            name = "x",
            zone = "UTC",
            notice = "No SLA",
        };
        var writing = app.Admin.PutAsJsonAsync($"/v1/rotas/{rota.Slug}", changed, Ct);
        await Task.Delay(TimeSpan.FromSeconds(1.2), Ct);
        await transaction.RollbackAsync(Ct);

        using var written = await writing;
        await written.ShouldBe(200);
        Assert.Contains("No SLA", (await rota.OnDutyAsync()).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_change_of_a_rota_is_loaded_at_the_first_attempt()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var rota = await RotaClient.NewAsync(app);
        await rota.OnDutyAsync();
        for (var change = 0; change < 60; change++)
        {
            var changed = new
            {
                slug = rota.Slug,
                name = "x",
                zone = "UTC",
                notice = $"Notice {change}.",
            };
            using var written = await app.Admin.PutAsJsonAsync($"/v1/rotas/{rota.Slug}", changed, Ct);
            await written.ShouldBe(200);
            Assert.Contains($"Notice {change}.", (await rota.OnDutyAsync()).Text, StringComparison.Ordinal);
        }

        Assert.Equal(0, app.Services.GetRequiredService<RotaSnapshots>().Loads.Failed);
    }

    [Fact]
    public async Task What_is_not_loaded_again_in_time_is_behind_until_it_is()
    {
        var loading = new TaskCompletionSource<RotaTimeline?>(TaskCreationOptions.RunContinuationsAsynchronously);
        var rota = new LiveRota(_ => loading.Task);

        await rota.LoadAgainAsync(TimeSpan.FromMilliseconds(1), TimeProvider.System);
        var late = rota.IsBehind;
        loading.SetResult(null);
        await rota.LoadAgainAsync();

        Assert.True(late);
        Assert.False(rota.IsBehind);
    }

    [Fact]
    public async Task Another_process_answers_with_a_change_within_a_second()
    {
        await using var here = await TestApp.StartAsync(db, Now);
        await using var there = await TestApp.StartAsync(db, Now);
        var rota = await RotaClient.NewAsync(here);
        var elsewhere = new RotaClient(there, rota.Slug);
        var hours = await rota.HoursAsync("09:00", "12:00");
        var ada = await rota.MemberAsync("Ada");
        Assert.Equal("unstaffed", (await elsewhere.OnDutyAsync()).State);

        await TellTenTimesAsync(rota, ada, hours, elsewhere);

        await rota.ClaimAsync(ada, hours, "2026-03-02");
        await SaysSoonAsync(elsewhere, "Ada");
        using var renamed = await ada.Client.PutAsJsonAsync("/v1/me", new { displayName = "Grace", zone = "UTC" }, Ct);
        await SaysSoonAsync(elsewhere, "Grace");
    }

    [Fact]
    public async Task Another_process_answers_with_a_change_within_a_second_while_its_notices_are_cut_off_again_and_again()
    {
        await using var here = await TestApp.StartAsync(db, Now);
        await using var there = await TestApp.StartAsync(db, Now);
        var rota = await RotaClient.NewAsync(here);
        var elsewhere = new RotaClient(there, rota.Slug);
        var hours = await rota.HoursAsync("09:00", "12:00");
        var ada = await rota.MemberAsync("Ada");
        Assert.Equal("unstaffed", (await elsewhere.OnDutyAsync()).State);
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

    [Fact]
    public async Task A_rota_is_in_memory_from_its_first_use_until_nobody_has_asked_for_an_hour()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var (rota, other) = (await RotaClient.NewAsync(app), await RotaClient.NewAsync(app));
        var rotas = app.Services.GetRequiredService<RotaSnapshots>();
        Assert.Null(rotas.Find(rota.Slug));

        await rota.OnDutyAsync();
        await other.OnDutyAsync();
        Assert.NotNull(rotas.Find(rota.Slug));

        app.Clock.Now = Now + Duration.FromMinutes(50);
        await rota.OnDutyAsync();
        await rotas.CheckAsync(Now + Duration.FromMinutes(61));
        Assert.NotNull(rotas.Find(rota.Slug));
        Assert.Null(rotas.Find(other.Slug));
        await rotas.CheckAsync(Now + Duration.FromMinutes(112));
        Assert.Null(rotas.Find(rota.Slug));
        Assert.Equal("closed", (await rota.OnDutyAsync()).State);
    }

    [Fact]
    public async Task A_rota_that_does_not_exist_is_not_kept()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        using var missing = await app.Anonymous.GetAsync("/v1/rotas/nowhere/on-duty", Ct);
        await missing.ShouldBeProblem(404, "not-found");

        Assert.Null(app.Services.GetRequiredService<RotaSnapshots>().Find("nowhere"));
    }

    [Fact]
    public async Task What_lies_outside_of_the_loaded_stretch_is_loaded_when_it_is_asked_for()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var rota = await RotaClient.NewAsync(app);
        var ada = await rota.MemberAsync("Ada");
        var hours = await rota.HoursAsync("09:00", "12:00");
        await rota.ClaimAsync(ada, hours, "2026-03-03");
        await rota.ClaimAsync(ada, hours, "2027-03-20");

        app.Clock.Now = Instant.FromUtc(2026, 7, 1, 0, 0);
        await app.Services.GetRequiredService<RotaSnapshots>().CheckAsync(app.Clock.Now);
        Assert.Equal("2027-03-20T09:00:00Z Ada", (await rota.OnDutyAsync()).Next);
        Assert.Equal("Ada", (await rota.OnDutyAsync(Instant.FromUtc(2026, 3, 3, 10, 0))).Names);
        Assert.Equal(
            "filled",
            (await rota.SlotsAsync(Instant.FromUtc(2026, 3, 3, 0, 0), Instant.FromUtc(2026, 3, 4, 0, 0)))
                .Single()
                .GetProperty("state")
                .GetString()
        );
    }

    private static async Task<JsonElement> SlotAsync(RotaClient rota) =>
        (await rota.SlotsAsync(Now, Now + Duration.FromHours(1))).Single();

    /// <summary>Ten times somebody takes the hour and gives it back, and the other process says so each time.</summary>
    private static async Task TellTenTimesAsync(RotaClient rota, Person person, Guid hours, RotaClient elsewhere)
    {
        for (var round = 0; round < 10; round++)
        {
            var claim = await rota.ClaimAsync(person, hours, "2026-03-02");
            await SaysSoonAsync(elsewhere, person.Name);
            using var released = await rota.App.Admin.DeleteAsync($"/v1/rotas/{rota.Slug}/claims/{claim}", Ct);
            await SaysSoonAsync(elsewhere, "");
        }
    }

    private static Task SaysSoonAsync(RotaClient rota, string names) =>
        UntilAsync(async () => (await rota.OnDutyAsync()).Names == names);

    private static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        var since = TimeProvider.System.GetTimestamp();
        while (!await isSo())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(since) < Soon, "The change did not come soon.");
            await Task.Delay(10, Ct);
        }
    }

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
