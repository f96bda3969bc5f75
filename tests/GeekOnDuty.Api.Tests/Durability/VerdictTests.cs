using NodaTime;
using Xunit;

namespace GeekOnDuty.Api.Tests.Durability;

/// <summary>A verdict that overlooks something would make the tests that kill worthless.</summary>
public sealed class VerdictTests
{
    private static readonly Guid Ada = new("00000000-0000-0000-0000-00000000000a");
    private static readonly Guid Bob = new("00000000-0000-0000-0000-00000000000b");
    private static readonly WantedSlot Slot = new(
        Guid.Empty,
        new LocalDate(2026, 3, 3),
        new Interval(Instant.FromUtc(2026, 3, 3, 9, 0), Instant.FromUtc(2026, 3, 3, 10, 0)),
        Seats: 2
    );
    private static readonly Entry Held = Taken(Ada, 1);
    private static readonly Entry Released = Taken(Bob, 2) with { Release = new Answer(204, null, "") };
    private static readonly Entry Refused = Told(new Entry(Bob, Slot, "refused"), new Answer(409, null, "slot-full"));
    private static readonly StoredClaim HeldClaim = Stored(Held, seat: 1);
    private static readonly StoredClaim ReleasedClaim = Stored(Released, seat: 2);

    private static readonly Entry[] Journal = [Held, Released, Refused];
    private static readonly Remains Whole = new(
        [HeldClaim, ReleasedClaim],
        [HeldClaim, ReleasedClaim],
        new Dictionary<Guid, int> { [Ada] = 1, [Bob] = 2 },
        Halves: 0
    );

    private static readonly Dictionary<string, (Entry[] Journal, Remains Remains)> Damaged = new()
    {
        ["is in the database 0 times"] = (Journal, Whole with { Rows = [ReleasedClaim] }),
        ["is in the database 2 times"] = (Journal, Whole with { Rows = [HeldClaim, HeldClaim, ReleasedClaim] }),
        ["is in the API 0 times"] = (Journal, Whole with { Listed = [ReleasedClaim] }),
        ["is acknowledged as released, and in the database"] = (
            Journal,
            Whole with
            {
                Rows = [HeldClaim, ReleasedClaim with { IsReleased = false }],
            }
        ),
        ["is never released, and in the API"] = (
            Journal,
            Whole with
            {
                Listed = [HeldClaim with { IsReleased = true }, ReleasedClaim],
            }
        ),
        ["and its slot is"] = (
            Journal,
            Whole with
            {
                Rows =
                [
                    HeldClaim with
                    {
                        During = new Interval(Slot.During.Start, Slot.During.End + Duration.Epsilon),
                    },
                    ReleasedClaim,
                ],
            }
        ),
        ["Nobody was told of"] = (
            Journal,
            Whole with
            {
                Rows = [HeldClaim, ReleasedClaim, ReleasedClaim with { Id = Guid.Empty }],
            }
        ),
        ["A seat is held 2 times"] = (
            [Held, Taken(Bob, 2)],
            Whole with
            {
                Rows = [HeldClaim, ReleasedClaim with { Seat = 1, IsReleased = false }],
            }
        ),
        ["One volunteer is on duty 2 times at once"] = (
            [Held, Taken(Ada, 2)],
            Whole with
            {
                Rows = [HeldClaim, ReleasedClaim with { VolunteerId = Ada, IsReleased = false }],
            }
        ),
        ["There is no such seat"] = (Journal, Whole with { Rows = [HeldClaim with { Seat = 3 }, ReleasedClaim] }),
        ["1 keys are without their answer"] = (Journal, Whole with { Halves = 1 }),
        ["used 1 keys, and 0 are kept"] = (Journal, Whole with { Keys = new Dictionary<Guid, int> { [Bob] = 2 } }),
        ["and when repeated"] = ([Held with { Repeated = Refused.Answer }, Released, Refused], Whole),
        ["was acknowledged for"] = ([Held, Held with { Key = "another" }, Released, Refused], Whole),
        ["The release of"] = ([Held with { Release = new Answer(404, null, "") }, Released, Refused], Whole),
        ["was answered ."] = ([Held, Released, Refused with { Answer = null, Repeated = null }], Whole),
        ["Status = 500"] = ([Held, Released, Told(Refused, new Answer(500, null, ""))], Whole),
    };

    public static TheoryData<string> Complaints => [.. Damaged.Keys];

    [Fact]
    public void What_is_whole_is_not_complained_of() => Assert.Empty(Verdict.Of(Journal, Whole));

    [Theory, MemberData(nameof(Complaints))]
    public void What_is_lost_doubled_or_half_there_is_named(string complaint)
    {
        var (journal, remains) = Damaged[complaint];

        Assert.Contains(Verdict.Of(journal, remains), said => said.Contains(complaint, StringComparison.Ordinal));
    }

    private static Entry Taken(Guid volunteer, int number) =>
        Told(new Entry(volunteer, Slot, $"key-{number}"), new Answer(201, $"/{number}", $"claim {number}")) with
        {
            ClaimId = new Guid(number, 0, 0, new byte[8]),
        };

    private static Entry Told(Entry entry, Answer answer) => entry with { Answer = answer, Repeated = answer };

    private static StoredClaim Stored(Entry entry, int seat) =>
        new(entry.ClaimId!.Value, Slot.OfficeHoursId, Slot.Date, seat, entry.VolunteerId, Slot.During, entry.IsReleased);
}
