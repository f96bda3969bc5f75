using System.Text.Json;
using NodaTime;
using Xunit;

namespace GeekOnDuty.Scheduling.Tests;

public sealed class OccurrenceConformanceTests
{
    private static readonly JsonSerializerOptions SnakeCase = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    private static readonly IReadOnlyList<Case> Cases =
    [
        .. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Conformance", "occurrences.jsonl"))
            .Where(line => !string.IsNullOrWhiteSpace(line))
            .Select(line => JsonSerializer.Deserialize<Case>(line, SnakeCase)!),
    ];

    [Fact]
    public void Every_conformance_case_gives_exactly_the_expected_slots()
    {
        var wrong = Cases
            .Select(c => (c.Id, Actual: string.Join(' ', c.Slots().Select(slot => slot.During)), Expected: c.ExpectedText))
            .Where(c => !string.Equals(c.Actual, c.Expected, StringComparison.Ordinal))
            .Select(c => $"{c.Id}: expected {c.Expected}, got {c.Actual}");

        Assert.Empty(wrong);
        Assert.Equal(394, Cases.Count);
    }

    [Fact]
    public void The_slot_on_the_date_of_a_slot_is_that_slot()
    {
        var slots = Cases
            .SelectMany(c => c.Slots().Select(slot => (c.Id, slot, again: c.OfficeHours.SlotOn(slot.Date))))
            .ToList();

        Assert.All(slots, found => Assert.True(found.slot == found.again, $"{found.Id} on {found.slot.Date:R}"));
        Assert.NotEmpty(slots);
    }

    private sealed record Case(
        string Id,
        string Zone,
        string First,
        string? Last,
        int IntervalWeeks,
        IReadOnlyList<string> Weekdays,
        string StartLocal,
        string EndLocal,
        IReadOnlyList<string> Exdates,
        IReadOnlyList<string> ExtraDates,
        IReadOnlyList<string> Window,
        IReadOnlyList<IReadOnlyList<string>> Expect
    )
    {
        private OfficeHours? officeHours;

        public OfficeHours OfficeHours =>
            officeHours ??= Given.Hours(
                Given.Rule(
                    Zone,
                    StartLocal,
                    EndLocal,
                    $"FREQ=WEEKLY;INTERVAL={IntervalWeeks};BYDAY={string.Join(',', Weekdays)}",
                    First,
                    Last,
                    Exdates,
                    ExtraDates
                )
            );

        public string ExpectedText => string.Join(' ', Expect.Select(slot => Given.During(slot[0], slot[1])));

        public IEnumerable<Slot> Slots() => OfficeHours.Slots(Given.During(Window[0], Window[1]));
    }
}
