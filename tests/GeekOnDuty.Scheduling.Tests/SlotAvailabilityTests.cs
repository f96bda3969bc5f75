using NodaTime;
using Xunit;

namespace GeekOnDuty.Scheduling.Tests;

/// <summary>A slot on 2 March 2026, 09:00 to 12:00 UTC, with two seats, which opens a day before.</summary>
public sealed class SlotAvailabilityTests
{
    private static readonly Guid Ada = new("0199f3a0-0000-7000-8000-000000000001");
    private static readonly Guid Bob = new("0199f3a0-0000-7000-8000-000000000002");

    [Theory]
    [InlineData("2026-03-01T12:00:00Z", 0, false, null, SlotAvailability.Open)]
    [InlineData("2026-03-02T11:59:59Z", 1, false, null, SlotAvailability.Open)]
    [InlineData("2026-03-01T12:00:00Z", 2, false, null, SlotAvailability.Full)]
    [InlineData("2026-03-01T12:00:00Z", 3, false, null, SlotAvailability.Full)]
    [InlineData("2026-03-01T12:00:00Z", 2, true, null, SlotAvailability.Mine)]
    [InlineData("2026-03-02T12:00:00Z", 2, true, null, SlotAvailability.Over)]
    [InlineData("2026-02-28T09:00:00Z", 0, false, null, SlotAvailability.NotYet)]
    [InlineData("2026-02-28T09:00:00Z", 2, false, null, SlotAvailability.Full)]
    [InlineData("2026-02-28T09:00:00Z", 1, true, null, SlotAvailability.Mine)]
    [InlineData("2026-03-01T12:00:00Z", 0, false, "2026-03-02T11:59:00Z", SlotAvailability.Busy)]
    [InlineData("2026-03-01T12:00:00Z", 0, false, "2026-03-02T12:00:00Z", SlotAvailability.Open)]
    [InlineData("2026-03-01T12:00:00Z", 0, false, "2026-03-02T08:00:00Z", SlotAvailability.Open)]
    public void The_first_reason_in_the_way_counts(string now, int held, bool isMine, string? busyFrom, SlotAvailability expected)
    {
        var slot = Given.Hours(Given.Rule("UTC", "09:00", "12:00")).SlotOn(Given.Date("2026-03-02"))!;
        var claims = Enumerable
            .Range(1, held)
            .Select(seat => new HeldSeat(
                Guid.NewGuid(),
                slot.OfficeHoursId,
                slot.Date,
                seat,
                new Holder(HolderKind.Volunteer, isMine && seat == 1 ? Ada : Bob, "")
            ))
            .ToList();
        IReadOnlyList<Interval> duties = busyFrom is null
            ? []
            : [new Interval(Given.At(busyFrom), Given.At(busyFrom) + Duration.FromHours(1))];
        var availability = new SlotWithClaims(slot, claims).AvailabilityTo(Ada, duties, Given.At(now), Period.FromDays(1));
        Assert.Equal(expected, availability);
    }
}
