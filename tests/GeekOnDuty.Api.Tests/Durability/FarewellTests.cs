using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using GeekOnDuty.Api.Tests.Claims;
using GeekOnDuty.Api.Tests.Start;
using Xunit;

namespace GeekOnDuty.Api.Tests.Durability;

/// <summary>The program is asked to stop while it is busy.</summary>
public sealed class FarewellTests(TestDatabase db) : IClassFixture<TestDatabase>
{
    private const int Readers = 8;
    private const int Writers = 8;
    private const int Waiting = 4;
    private const string AdminToken = "geek_admin_of_the_farewells";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_stop_drops_no_request_in_flight_and_nothing_acknowledged_and_ends_in_time()
    {
        await using var run = StartProgram();
        using var admin = ProgramRun.As(await run.IsReadyAsync(), AdminToken);
        var address = admin.BaseAddress!;
        var given = new Given(admin, token => ProgramRun.As(TestDeadline.Client(address), token!));
        var rota = await given.RotaAsync();
        var slots = await WantedSlot.MakeAsync(given, rota, seats: _ => 50);
        var lockedSlot = slots[0] with { OfficeHoursId = await given.OfficeHoursAsync(rota, seats: 50) };
        var tokens = new List<AuthenticationHeaderValue>();
        for (var i = 0; i < Writers + Waiting; i++)
        {
            var person = await given.PersonAsync($"Writer {i}", rota);
            tokens.Add(person.Client.DefaultRequestHeaders.Authorization!);
        }

        var hasStopBegun = false;
        var readers = Enumerable
            .Range(0, Readers)
            .Select(_ => new Visitor(address, null, _ => Read(rota), () => Volatile.Read(ref hasStopBegun)))
            .ToList();
        var writers = tokens[..Writers]
            .Select(token => new Visitor(
                address,
                token,
                number => Claim(rota, slots[number]),
                () => Volatile.Read(ref hasStopBegun)
            ))
            .ToList();
        var visits = Task.WhenAll(readers.Concat(writers).Select(visitor => visitor.VisitAsync()));
        await TestDeadline.UntilAsync(
            () => readers.Concat(writers).All(visitor => visitor.Exchanges.Count > 20),
            "Not everybody was answered."
        );

        // Some requests wait for a lock of ours, and go on waiting when the stop has begun.
        await using var session = await db.OpenAsync();
        await using var transaction = await session.BeginTransactionAsync(Ct);
        await session.ExecuteAsync("SELECT FROM office_hours WHERE id = $1 FOR UPDATE", lockedSlot.OfficeHoursId);
        var connections = tokens[Writers..].Select(token => new OneConnection(address, token)).ToList();
        var waiting = Task.WhenAll(connections.Select(connection => connection.SendAsync(Claim(rota, lockedSlot))));
        await db.WaitForBlockedAsync("SeatQueries.Take", Waiting);
        Volatile.Write(ref hasStopBegun, true);
        var stopping = run.StopAsync();
        await Task.Delay(700, Ct);
        Assert.False(stopping.IsCompleted, $"It did not wait for its requests. {run}");
        await transaction.RollbackAsync(Ct);

        await stopping;
        await visits.WaitAsync(TestDeadline.Timeout, Ct);
        var exchanges = (await waiting).Concat(writers.SelectMany(writer => writer.Exchanges)).ToList();
        connections.ForEach(connection => connection.Dispose());
        Assert.All(await waiting, exchange => Assert.Equal((Outcome.Answered, 201), (exchange.Outcome, exchange.Answer?.Status)));
        Assert.Empty(readers.Concat(writers).SelectMany(visitor => visitor.Faults));
        Assert.All(Statuses(readers.SelectMany(reader => reader.Exchanges)), status => Assert.Equal(200, status));
        Assert.All(Statuses(exchanges), status => Assert.Equal(201, status));
        Assert.Equal(exchanges.Where(exchange => exchange.Answer is not null).Select(ClaimId).Order(), await ClaimsAsync());
        TestContext.Current.SendDiagnosticMessage(
            string.Join(
                ", ",
                readers.Concat(writers).SelectMany(visitor => visitor.Exchanges).CountBy(exchange => exchange.Outcome)
            )
        );
    }

    [Theory]
    [InlineData("GET /v1/rotas HTTP/1.1\r\nHost: geek\r\n")]
    [InlineData(
        $"POST /v1/rotas HTTP/1.1\r\nHost: geek\r\nAuthorization: Bearer {AdminToken}\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{{"
    )]
    public async Task A_client_that_never_finishes_its_request_does_not_hold_up_the_stop(string half)
    {
        await using var run = StartProgram();
        using var client = await run.IsReadyAsync();
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync("127.0.0.1", client.BaseAddress!.Port, Ct);
        await socket.SendAsync(Encoding.ASCII.GetBytes(half), Ct);
        using var read = await client.GetAsync("/v1/rotas", Ct);
        await read.ShouldBe(200);

        await run.StopAsync();
    }

    private ProgramRun StartProgram() =>
        ProgramRun.Start(("ConnectionStrings__GeekOnDuty", db.ConnectionString), ("GeekOnDuty__AdminToken", AdminToken));

    private static HttpRequestMessage Read(string rota) => new(HttpMethod.Get, $"/v1/rotas/{rota}/office-hours");

    private static HttpRequestMessage Claim(string rota, WantedSlot slot) =>
        new(HttpMethod.Post, slot.Path(rota))
        {
            Headers = { { "Idempotency-Key", Guid.NewGuid().ToString() } },
            Content = JsonContent.Create(new { }),
        };

    private static IEnumerable<int> Statuses(IEnumerable<Exchange> exchanges) =>
        exchanges.Where(exchange => exchange.Answer is not null).Select(exchange => exchange.Answer!.Status);

    private static Guid ClaimId(Exchange exchange)
    {
        using var claim = JsonDocument.Parse(exchange.Answer!.Body);
        return claim.RootElement.Id();
    }

    /// <summary>All there are: what was not answered was not carried out either.</summary>
    private async Task<IReadOnlyList<Guid>> ClaimsAsync()
    {
        await using var session = await db.OpenAsync();
        return (await session.ScalarAsync<Guid[]>("SELECT COALESCE(array_agg(id), '{}') FROM claims")).Order().ToList();
    }
}
