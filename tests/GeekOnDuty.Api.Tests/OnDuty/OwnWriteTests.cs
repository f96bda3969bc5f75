using System.Net.Http.Json;
using System.Text.Json;
using GeekOnDuty.Api.Tests.Claims;
using GeekOnDuty.Core.OnDuty;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using Npgsql;
using Xunit;

namespace GeekOnDuty.Api.Tests.OnDuty;

/// <summary>A process sees at once what it wrote itself.</summary>
public sealed class OwnWriteTests(TestDatabase db) : IClassFixture<TestDatabase>
{
    private static readonly Instant Now = Instant.FromUtc(2026, 3, 2, 10, 0);

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

        // Taken while the slot runs, it can be undone for ten minutes.
        using (await ada.Client.DeleteAsync($"/v1/rotas/{rota.Slug}/claims/{claim}", Ct))
        {
            Assert.Equal("unstaffed", (await rota.OnDutyAsync()).State);
        }

        claim = await rota.ClaimAsync(ada, hours, "2026-03-02");
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
        await db.WaitForBlockedAsync("organisations");
        // Longer than the change feed goes without asking.
        await Task.Delay(TimeSpan.FromSeconds(1.2), Ct);
        Assert.False(writing.IsCompleted, "The write did not wait.");
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

        Assert.Equal(0, app.Services.GetRequiredService<RotaCache>().Loads.Failed);
    }

    [Fact]
    public async Task What_a_process_wrote_it_loads_once_and_not_again_when_the_change_log_tells_it()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var rota = await RotaClient.NewAsync(app);
        var hours = await rota.HoursAsync("09:00", "12:00");
        var ada = await rota.MemberAsync("Ada");
        await rota.OnDutyAsync();
        var rotas = app.Services.GetRequiredService<RotaCache>();
        var before = rotas.Loads.Succeeded;
        const int writes = 100;
        for (var day = 1; day <= writes; day++)
        {
            await rota.ClaimAsync(ada, hours, (Now.InUtc().Date + Period.FromDays(day)).ToString("uuuu-MM-dd", null));
        }

        // The log may tell a change just before the process that made it does.
        Assert.InRange(rotas.Loads.Succeeded - before, writes, writes + 10);
    }

    [Fact]
    public async Task What_is_not_loaded_again_in_time_is_behind_until_it_is()
    {
        var loading = new TaskCompletionSource<RotaState?>(TaskCreationOptions.RunContinuationsAsynchronously);
        var rota = new RotaCacheEntry(_ => loading.Task);

        await rota.WaitAsync(rota.LoadAgainAsync(), TimeSpan.FromMilliseconds(1), TimeProvider.System);
        var late = rota.IsBehind;
        loading.SetResult(null);
        await rota.LoadAgainAsync();

        Assert.True(late);
        Assert.False(rota.IsBehind);
    }

    private static async Task<JsonElement> SlotAsync(RotaClient rota) =>
        (await rota.SlotsAsync(Now, Now + Duration.FromHours(1))).Single();
}
