using System.Collections.Concurrent;
using NodaTime;
using NodaTime.Text;

namespace GeekOnDuty.Api.Tests.Durability;

/// <summary>A slot that writers want.</summary>
/// <param name="OfficeHoursId">With the date, its name.</param>
/// <param name="Date">With the office hours, its name.</param>
/// <param name="During">When it is, as the rule says.</param>
/// <param name="Seats">How many may hold it.</param>
internal sealed record WantedSlot(Guid OfficeHoursId, LocalDate Date, Interval During, int Seats)
{
    /// <summary>Every hour of 50 days, none of which is over or closed while a test runs, whichever day it is.</summary>
    /// <param name="given">Makes the office hours.</param>
    /// <param name="rota">Whose claims open eight weeks before.</param>
    /// <param name="seats">By hour.</param>
    public static async Task<IReadOnlyList<WantedSlot>> MakeAsync(Given given, string rota, Func<int, int> seats)
    {
        var today = SystemClock.Instance.GetCurrentInstant().InUtc().Date;
        var slots = new List<WantedSlot>();
        for (var hour = 0; hour < 24; hour++)
        {
            var (from, to) = ($"{hour:00}:00", $"{(hour + 1) % 24:00}:00");
            var hours = await given.OfficeHoursAsync(rota, startTime: from, endTime: to, seats: seats(hour));
            foreach (var date in Enumerable.Range(2, 50).Select(today.PlusDays))
            {
                var start = date.At(new LocalTime(hour, 0)).InUtc().ToInstant();
                slots.Add(new WantedSlot(hours, date, new Interval(start, start + Duration.FromHours(1)), seats(hour)));
            }
        }

        return slots;
    }

    /// <summary>Where it is claimed.</summary>
    public string Path(string rota) =>
        $"/v1/rotas/{rota}/office-hours/{OfficeHoursId}/slots/{LocalDatePattern.Iso.Format(Date)}/claims";
}

/// <summary>A definite answer: not a broken connection, and not "try again".</summary>
internal sealed record Answer(int Status, string? Location, string Body);

/// <summary>What one writer knows of one claim: what it sent and what it was told.</summary>
/// <param name="VolunteerId">The writer.</param>
/// <param name="Slot">What it claims.</param>
/// <param name="Key">The Idempotency-Key of every attempt.</param>
internal sealed record Entry(Guid VolunteerId, WantedSlot Slot, string Key)
{
    /// <summary>How often the claim was sent until it had its answer.</summary>
    public int Attempts { get; set; }

    /// <summary>Null while it is unknown whether the claim was taken.</summary>
    public Answer? Answer { get; set; }

    /// <summary>The id of an acknowledged claim.</summary>
    public Guid? ClaimId { get; set; }

    /// <summary>Null: was never asked for, or its answer is unknown.</summary>
    public Answer? Release { get; set; }

    /// <summary>What the same request was answered when all was over.</summary>
    public Answer? Repeated { get; set; }

    public bool IsReleased => Release?.Status == 204;

    public override string ToString() => $"{Key} of {VolunteerId} for {Slot.OfficeHoursId} on {Slot.Date:uuuu-MM-dd}";
}

/// <summary>What all writers sent and were told, from the first moment on.</summary>
internal sealed class Journal
{
    private readonly ConcurrentQueue<Entry> entries = [];
    private int acknowledged;

    public IReadOnlyCollection<Entry> Entries => entries;

    /// <summary>How many claims and releases were answered with success until now.</summary>
    public int Acknowledged => Volatile.Read(ref acknowledged);

    /// <summary>Before the first request of the entry leaves.</summary>
    public void Add(Entry entry) => entries.Enqueue(entry);

    public void Acknowledge() => Interlocked.Increment(ref acknowledged);
}
