using System.Collections.Concurrent;
using System.Net.Http.Headers;

namespace GeekOnDuty.Api.Tests.Durability;

/// <summary>Sends one request after the other on a connection that is kept, and opens another when the server closes it, until it is refused.</summary>
/// <param name="address">Of the program.</param>
/// <param name="credential">Null: anonymous.</param>
/// <param name="request">By number, from 0.</param>
/// <param name="hasStopBegun">Whether the program may have been asked to stop already.</param>
internal sealed class Visitor(
    Uri address,
    AuthenticationHeaderValue? credential,
    Func<int, HttpRequestMessage> request,
    Func<bool> hasStopBegun
)
{
    private readonly ConcurrentQueue<Exchange> exchanges = [];
    private readonly ConcurrentQueue<string> faults = [];

    /// <summary>In the order of their requests.</summary>
    public IReadOnlyCollection<Exchange> Exchanges => exchanges;

    /// <summary>What no server that is stopping may do.</summary>
    public IReadOnlyCollection<string> Faults => faults;

    public async Task VisitAsync()
    {
        var (outcome, number) = (Outcome.Answered, 0);
        while (outcome is not Outcome.Refused)
        {
            var isLate = hasStopBegun();
            using var connection = new OneConnection(address, credential);
            for (var isFirst = true; ; isFirst = false)
            {
                using var next = request(number++);
                var exchange = await connection.SendAsync(next);
                exchanges.Enqueue(exchange);
                outcome = exchange.Outcome;
                if (!IsFair(outcome, isFirst, isLate))
                {
                    faults.Enqueue(
                        $"Request {number} ended {outcome}; first on its connection: {isFirst}, connected late: {isLate}."
                    );
                }

                if (outcome is not Outcome.Answered || exchange.IsLast)
                {
                    break;
                }

                // Now and then the connection is idle.
                await Task.Delay(number % 4);
            }
        }
    }

    // Two races are nobody's fault. HTTP/1.1 has no word for closing a connection that is idle, so a request that is on its way meanwhile
    // goes unread; the client may send it again (RFC 9112, 9.3.1). And a connection that the system has made, but the server has not
    // yet accepted when it stops listening, is reset: as good as refused.
    private bool IsFair(Outcome outcome, bool isFirst, bool isLate) =>
        outcome switch
        {
            Outcome.Answered => true,
            Outcome.Refused => isLate,
            Outcome.Unanswered => isFirst ? isLate : hasStopBegun(),
            _ => false,
        };
}
