using System.Net;
using System.Net.Sockets;
using System.Text;
using NodaTime;
using Xunit;

namespace GeekOnDuty.Api.Tests.OnDuty;

public sealed class StreamTests(TestDatabase db) : IClassFixture<TestDatabase>
{
    private static readonly Instant Now = Instant.FromUtc(2026, 3, 2, 10, 0);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_tells_the_present_state_then_each_change_and_each_handover_in_the_words_of_on_duty()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var rota = await RotaClient.NewAsync(app);
        var hours = await rota.HoursAsync("09:00", "12:00");
        using var stream = await StreamClient.ConnectAsync(app.Anonymous, rota.Path("on-duty/stream"));
        Assert.Equal("text/event-stream", stream.Response.Content.Headers.ContentType!.ToString());
        Assert.True(stream.Response.Headers.CacheControl!.NoStore);
        Assert.Equal("*", Assert.Single(stream.Response.Headers.GetValues("Access-Control-Allow-Origin")));

        Assert.Equal("unstaffed", (await stream.NextAsync()).GetProperty("state").GetString());

        await rota.ClaimAsync(await rota.MemberAsync("Ada"), hours, "2026-03-02");
        var staffed = await stream.NextAsync();
        Assert.Equal("Ada", staffed.GetProperty("onDuty").NamesOf());
        Assert.Equal((await rota.OnDutyAsync()).Text, staffed.GetRawText());

        app.Clock.Now = Instant.FromUtc(2026, 3, 2, 12, 0);
        Assert.Equal("closed", (await stream.NextAsync()).GetProperty("state").GetString());
    }

    [Fact]
    public async Task A_change_of_another_day_that_says_nothing_new_now_is_not_an_event()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var rota = await RotaClient.NewAsync(app);
        var hours = await rota.HoursAsync("09:00", "12:00");
        var (ada, bob) = (await rota.MemberAsync("Ada"), await rota.MemberAsync("Bob"));
        await rota.ClaimAsync(ada, hours, "2026-03-02");
        await rota.ClaimAsync(bob, hours, "2026-03-03");
        using var stream = await StreamClient.ConnectAsync(app.Anonymous, rota.Path("on-duty/stream"));
        await stream.NextAsync();

        await rota.ClaimAsync(bob, hours, "2026-03-09");
        using var cancelled = await rota.ChangeSlotAsync(hours, "2026-03-03", new { cancelled = true });

        Assert.Equal("2026-03-09T09:00:00Z", (await stream.NextAsync()).GetProperty("next").GetProperty("startsAt").GetString());
    }

    [Fact]
    public async Task A_silent_stream_has_a_comment_every_15_seconds()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var rota = await RotaClient.NewAsync(app);
        using var stream = await StreamClient.ConnectAsync(app.Anonymous, rota.Path("on-duty/stream"));
        await stream.NextAsync();

        Assert.StartsWith(":", await stream.LineAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_thousand_clients_get_a_change_while_another_one_reads_nothing_at_all()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var rota = await RotaClient.NewAsync(app);
        var hours = await rota.HoursAsync("09:00", "12:00");
        var ada = await rota.MemberAsync("Ada");
        using var stuck = await ReadNothingAsync(app.Anonymous.BaseAddress!, rota.Path("on-duty/stream"));
        using var handler = new SocketsHttpHandler { MaxConnectionsPerServer = int.MaxValue };
        using var client = TestDeadline.Client(app.Anonymous.BaseAddress!, handler);
        var streams = new List<StreamClient>();
        for (var i = 0; i < 1000; i++)
        {
            streams.Add(await StreamClient.ConnectAsync(client, rota.Path("on-duty/stream")));
            await streams[i].NextAsync();
        }

        var told = streams
            .Select(async stream =>
            {
                var names = (await stream.NextAsync()).GetProperty("onDuty").NamesOf();
                return (names, At: TimeProvider.System.GetTimestamp());
            })
            .ToList();
        await rota.ClaimAsync(ada, hours, "2026-03-02");
        var claimed = TimeProvider.System.GetTimestamp();

        var all = await Task.WhenAll(told);
        Assert.All(all, each => Assert.Equal("Ada", each.names));
        var last = TimeProvider.System.GetElapsedTime(claimed, all.Max(each => each.At));
        TestContext.Current.SendDiagnosticMessage(
            $"The last of 1,000 clients was told {last.TotalMilliseconds:F0} ms after the claim."
        );
        streams.ForEach(stream => stream.Dispose());
    }

    [Fact]
    public async Task Whoever_comes_back_gets_the_present_state()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var rota = await RotaClient.NewAsync(app);
        var hours = await rota.HoursAsync("09:00", "12:00");
        using (var first = await StreamClient.ConnectAsync(app.Anonymous, rota.Path("on-duty/stream")))
        {
            Assert.Equal("unstaffed", (await first.NextAsync()).GetProperty("state").GetString());
        }

        await rota.ClaimAsync(await rota.MemberAsync("Ada"), hours, "2026-03-02");
        using var again = await StreamClient.ConnectAsync(app.Anonymous, rota.Path("on-duty/stream"));
        Assert.Equal("Ada", (await again.NextAsync()).GetProperty("onDuty").NamesOf());
    }

    [Fact]
    public async Task It_ends_in_good_order_with_the_server_and_a_HEAD_of_it_ends_by_itself()
    {
        var app = await TestApp.StartAsync(db, Now);
        var rota = await RotaClient.NewAsync(app);
        using (var head = await app.Anonymous.SendAsync(new HttpRequestMessage(HttpMethod.Head, rota.Path("on-duty/stream")), Ct))
        {
            Assert.Equal(HttpStatusCode.OK, head.StatusCode);
        }

        using var stream = await StreamClient.ConnectAsync(app.Anonymous, rota.Path("on-duty/stream"));
        await stream.NextAsync();
        await app.DisposeAsync();

        // A stream that held the server up would be cut off, which is an exception here and no end.
        Assert.Null(await stream.LineAsync());
    }

    [Fact]
    public async Task There_is_none_of_a_rota_that_does_not_exist()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        using var missing = await app.Anonymous.GetAsync("/v1/rotas/nowhere/on-duty/stream", Ct);
        await missing.ShouldBeProblem(404, "not-found");
    }

    private static async Task<Socket> ReadNothingAsync(Uri server, string path)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 1024 };
        await socket.ConnectAsync(server.Host, server.Port, Ct);
        await socket.SendAsync(Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: {server.Authority}\r\n\r\n"), Ct);
        return socket;
    }
}
