using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Xunit;

namespace GeekOnDuty.Api.Tests.Durability;

/// <summary>The slots of a test in the order in which they are wanted: each by several writers at about the same time, with seats for some.</summary>
internal sealed class WantedSlots(IReadOnlyList<WantedSlot> slots)
{
    private const int Rivals = 4;
    private int taken = -1;

    public WantedSlot Next() => slots[Interlocked.Increment(ref taken) / Rivals % slots.Count];
}

/// <summary>
/// A volunteer who claims slots and releases some of them again, one after the other, and keeps a journal. Whatever it does not know the
/// outcome of it sends again, with the same key, until it is told.
/// </summary>
internal sealed class Writer(Person person, string rota, WantedSlots slots, Journal journal, int seed)
{
    private readonly Random random = new(seed);
    private readonly List<Entry> mine = [];
    private readonly List<Entry> held = [];

    /// <summary>Writes until it is enough, and then ends without anything unknown.</summary>
    public async Task WriteAsync(CancellationToken enough)
    {
        while (!enough.IsCancellationRequested)
        {
            if (held.Count > 0 && random.Next(3) == 0)
            {
                await ReleaseAsync(held[random.Next(held.Count)]);
            }
            else
            {
                await ClaimAsync();
            }

            await Task.Delay(random.Next(20), CancellationToken.None);
        }
    }

    /// <summary>Sends every claim of the journal once more.</summary>
    public async Task RepeatAsync()
    {
        foreach (var entry in mine)
        {
            entry.Repeated = await SendAsync(() => Claim(entry), () => { });
        }
    }

    private async Task ClaimAsync()
    {
        var entry = new Entry(person.Id, slots.Next(), $"{person.Name}-{mine.Count}");
        mine.Add(entry);
        journal.Add(entry);
        entry.Answer = await SendAsync(() => Claim(entry), () => entry.Attempts++);
        if (entry.Answer.Status == 201)
        {
            using var claim = JsonDocument.Parse(entry.Answer.Body);
            entry.ClaimId = claim.RootElement.GetProperty("id").GetGuid();
            held.Add(entry);
            journal.Acknowledge();
        }
    }

    private async Task ReleaseAsync(Entry entry)
    {
        held.Remove(entry);
        entry.Release = await SendAsync(
            () => new HttpRequestMessage(HttpMethod.Delete, $"/v1/rotas/{rota}/claims/{entry.ClaimId}"),
            () => { }
        );
        journal.Acknowledge();
    }

    private HttpRequestMessage Claim(Entry entry) =>
        new(HttpMethod.Post, entry.Slot.Path(rota))
        {
            Headers = { { "Idempotency-Key", entry.Key } },
            Content = JsonContent.Create(new { }),
        };

    // Waits less than Retry-After asks for: the outages of the tests are short.
    private async Task<Answer> SendAsync(Func<HttpRequestMessage> make, Action onAttempt)
    {
        var since = TimeProvider.System.GetTimestamp();
        var last = "";
        while (TimeProvider.System.GetElapsedTime(since) < TestDeadline.Timeout)
        {
            onAttempt();
            try
            {
                using var request = make();
                using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(5));
                using var response = await person.Client.SendAsync(request, timeout.Token);
                var body = await response.Content.ReadAsStringAsync(timeout.Token);
                if (response.StatusCode is not HttpStatusCode.ServiceUnavailable)
                {
                    return new Answer((int)response.StatusCode, response.Headers.Location?.ToString(), body);
                }

                last = body;
            }
            catch (Exception fault) when (fault is HttpRequestException or OperationCanceledException)
            {
                last = fault.Message;
            }

            await Task.Delay(random.Next(20, 80));
        }

        Assert.Fail(
            $"{person.Name} waited {TestDeadline.Timeout.TotalMinutes} minutes for a definite answer; the last was: {last}"
        );
        return null!;
    }
}
