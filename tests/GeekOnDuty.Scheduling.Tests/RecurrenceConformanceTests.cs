using System.Text.Json;
using NodaTime;
using NodaTime.Text;
using Xunit;

namespace GeekOnDuty.Scheduling.Tests;

public sealed class RecurrenceConformanceTests
{
    private static readonly JsonSerializerOptions CamelCase = new(JsonSerializerDefaults.Web);

    [Fact]
    public void Every_conformance_case_gives_exactly_the_expected_dates()
    {
        var cases = File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Conformance", "recurrence.jsonl"))
            .Where(line => !string.IsNullOrWhiteSpace(line))
            .Select(line => JsonSerializer.Deserialize<Case>(line, CamelCase)!)
            .ToList();

        var wrong = cases
            .Where(c => !c.Actual().SequenceEqual(c.Expect, StringComparer.Ordinal))
            .Select(c => $"{c.Id}: {c.Recurrence} gives {string.Join(' ', c.Actual())}");

        Assert.Empty(wrong);
        Assert.Equal(160, cases.Count);
    }

    private sealed record Case(
        string Id,
        string StartDate,
        string Recurrence,
        string From,
        string To,
        IReadOnlyList<string> Expect
    )
    {
        public IEnumerable<string> Actual() =>
            Scheduling
                .Recurrence.Parse(Recurrence)
                .Dates(Date(StartDate), Date(From), Date(To))
                .Select(LocalDatePattern.Iso.Format);

        private static LocalDate Date(string text) => LocalDatePattern.Iso.Parse(text).Value;
    }
}
