using GeekOnDuty.Api.Tests.Claims;
using GeekOnDuty.Core.OnDuty;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using Xunit;

namespace GeekOnDuty.Api.Tests.OnDuty;

/// <summary>What is in memory, and for how long.</summary>
public sealed class LoadedRotaTests(TestDatabase db) : IClassFixture<TestDatabase>
{
    private static readonly Instant Now = Instant.FromUtc(2026, 3, 2, 10, 0);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_rota_is_in_memory_from_its_first_use_until_nobody_has_asked_for_an_hour()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var (rota, other) = (await RotaClient.NewAsync(app), await RotaClient.NewAsync(app));
        var rotas = app.Services.GetRequiredService<RotaCache>();
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
    public async Task A_rota_stays_in_memory_that_was_loaded_after_somebody_elses_load_had_failed()
    {
        await using var app = await TestApp.StartAsync(db.ConnectionStringWithLimits, Now);
        var rota = await RotaClient.NewAsync(app);
        await using var connection = await db.OpenAsync();
        await using var slow = await connection.BeginTransactionAsync(Ct);
        await connection.ExecuteAsync("LOCK TABLE claims IN ACCESS EXCLUSIVE MODE");
        var first = app.Anonymous.GetAsync(rota.Path("on-duty"), Ct);
        await using (var watching = await db.OpenAsync())
        {
            await TestDeadline.UntilAsync(
                async () => await watching.ScalarAsync<long>("SELECT count(*) FROM pg_locks WHERE NOT granted") > 0,
                "Nobody waits for the lock."
            );
        }

        var second = rota.OnDutyAsync();
        using (var failed = await first)
        {
            await failed.ShouldBeProblem(503, "unavailable");
        }

        await slow.RollbackAsync(Ct);
        Assert.Equal("closed", (await second).State);
        Assert.NotNull(app.Services.GetRequiredService<RotaCache>().Find(rota.Slug));
    }

    [Fact]
    public async Task A_rota_that_does_not_exist_is_not_kept()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        using var missing = await app.Anonymous.GetAsync("/v1/rotas/nowhere/on-duty", Ct);
        await missing.ShouldBeProblem(404, "not-found");

        Assert.Null(app.Services.GetRequiredService<RotaCache>().Find("nowhere"));
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
        await app.Services.GetRequiredService<RotaCache>().CheckAsync(app.Clock.Now);
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
}
