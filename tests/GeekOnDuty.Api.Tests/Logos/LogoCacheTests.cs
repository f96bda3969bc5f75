using GeekOnDuty.Api.Logos;
using Microsoft.AspNetCore.Http;
using NodaTime;
using Xunit;

namespace GeekOnDuty.Api.Tests.Logos;

/// <summary>How often logos are asked for, and how long they are kept.</summary>
public sealed class LogoCacheTests(TestDatabase db) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task A_logo_is_asked_for_once_a_day_and_stays_while_its_server_fails()
    {
        await using var server = await LogoServer.StartAsync();
        await using var app = await db.StartAsync();
        var logo = server.At(LogoSteps.Png);
        var rota = await app.RotaAsync(logo);
        Assert.Equal(LogoSteps.Png, await BytesAsync());
        app.Clock.Now += Duration.FromHours(23);
        Assert.Equal(LogoSteps.Png, await BytesAsync());
        Assert.Equal(1, server.Asked(logo));

        server.Answer(logo, Fail);
        app.Clock.Now += Duration.FromHours(2);
        Assert.Equal(LogoSteps.Png, await BytesAsync());
        await UntilAsync(() => server.Asked(logo) == 2);
        Assert.Equal(LogoSteps.Png, await BytesAsync());
        Assert.Equal(2, server.Asked(logo));

        byte[] newer = [.. LogoSteps.Png, 1];
        server.Answer(logo, http => http.Response.Body.WriteAsync(newer).AsTask());
        app.Clock.Now += Duration.FromMinutes(2);
        await UntilAsync(async () => (await BytesAsync()).SequenceEqual(newer));
        Assert.Equal(3, server.Asked(logo));

        async Task<byte[]> BytesAsync()
        {
            using var response = await app.LogoAsync(rota, logo);
            await response.ShouldBe(200);
            return await response.Content.ReadAsByteArrayAsync();
        }
    }

    [Fact]
    public async Task A_failure_is_remembered_for_a_minute_and_a_crowd_asks_once()
    {
        await using var server = await LogoServer.StartAsync();
        await using var app = await db.StartAsync();
        var (gone, slow) = (server.At(Fail), "");
        var held = new TaskCompletionSource();
        slow = server.At(async http =>
        {
            await held.Task;
            await http.Response.Body.WriteAsync(LogoSteps.Png);
        });
        var rota = await app.RotaAsync(gone, slow);
        for (var time = 0; time < 3; time++)
        {
            using var response = await app.LogoAsync(rota, gone);
            await response.ShouldBeProblem(404, "not-found");
        }

        Assert.Equal(1, server.Asked(gone));
        app.Clock.Now += Duration.FromMinutes(1);
        using var later = await app.LogoAsync(rota, gone);
        Assert.Equal(2, server.Asked(gone));

        var crowd = Enumerable.Range(0, 10).Select(_ => app.LogoAsync(rota, slow)).ToList();
        await UntilAsync(() => server.Asked(slow) == 1);
        held.SetResult();
        foreach (var each in crowd)
        {
            using var response = await each;
            await response.ShouldBe(200);
        }

        Assert.Equal(1, server.Asked(slow));
    }

    [Fact]
    public async Task A_failure_that_takes_long_counts_from_when_it_was_asked()
    {
        await using var server = await LogoServer.StartAsync();
        using var source = new LogoFetcher(_ => true);
        var clock = new TestClock(RunningApp.Now);
        using var shelf = new LogoCache(source, clock);
        var (asked, held) = (new TaskCompletionSource(), new TaskCompletionSource());
        var logo = server.At(async http =>
        {
            asked.TrySetResult();
            await held.Task;
            await Fail(http);
        });
        var first = shelf.GetAsync(logo, () => { });
        await asked.Task;
        clock.Now += Duration.FromMinutes(2);
        held.SetResult();
        Assert.Null(await first);
        server.Answer(logo, http => http.Response.Body.WriteAsync(LogoSteps.Png).AsTask());
        Assert.NotNull(await shelf.GetAsync(logo, () => { }));
        Assert.Equal(2, server.Asked(logo));
    }

    [Fact]
    public async Task Whoever_was_asked_for_longest_ago_leaves_when_there_is_no_more_room()
    {
        await using var server = await LogoServer.StartAsync();
        using var source = new LogoFetcher(_ => true);
        using var shelf = new LogoCache(source, new TestClock(RunningApp.Now));
        byte[] most = [.. LogoSteps.Png, .. new byte[LogoFetcher.Most - LogoSteps.Png.Length]];
        var logos = Enumerable.Range(0, 130).Select(_ => server.At(most)).ToList();
        foreach (var logo in logos)
        {
            Assert.NotNull(await shelf.GetAsync(logo, () => { }));
            Assert.NotNull(await shelf.GetAsync(logos[0], () => { }));
        }

        Assert.NotNull(await shelf.GetAsync(logos[^1], () => { }));
        Assert.NotNull(await shelf.GetAsync(logos[1], () => { }));
        Assert.Equal((1, 2, 1), (server.Asked(logos[0]), server.Asked(logos[1]), server.Asked(logos[^1])));
    }

    [Fact]
    public async Task Whoever_makes_us_ask_others_too_often_has_to_wait_but_not_for_what_is_here()
    {
        await using var server = await LogoServer.StartAsync();
        await using var app = await db.StartAsync(anonymousPerMinute: 3);
        var logos = Enumerable.Range(0, 4).Select(_ => server.At(LogoSteps.Png)).ToArray();
        var rota = await app.RotaAsync(logos);
        var statuses = new List<int>();
        foreach (var logo in logos.Append(logos[0]))
        {
            using var response = await app.LogoAsync(rota, logo);
            statuses.Add((int)response.StatusCode);
        }

        Assert.Equal([200, 200, 429, 200], statuses.Where((_, i) => i != 2));
        Assert.Equal(0, server.Asked(logos[3]));
    }

    private static Task Fail(HttpContext http)
    {
        http.Response.StatusCode = 500;
        return http.Response.Body.WriteAsync(LogoSteps.Png).AsTask();
    }

    private static Task UntilAsync(Func<bool> holds) => TestDeadline.UntilAsync(holds, "It never came.");

    private static Task UntilAsync(Func<Task<bool>> holds) => TestDeadline.UntilAsync(holds, "It never came.");
}
