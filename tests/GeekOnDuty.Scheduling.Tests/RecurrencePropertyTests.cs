using GeekOnDuty.Tests;
using NodaTime;
using Xunit;

namespace GeekOnDuty.Scheduling.Tests;

[Trait("Scaled", "true")]
public sealed class RecurrencePropertyTests
{
    private static readonly LocalDate LastDay = new(9999, 12, 31);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Dates_equal_those_of_a_calendar_that_asks_every_day(int seed)
    {
        var random = new Random(seed);
        var found = 0;
        for (var i = 0; i < TestScale.Of(1000); i++)
        {
            var (rule, text, start) = Draw(random);
            var last = start.PlusDays(random.Next(0, 1500));
            var expected = new NaiveCalendar(rule, start).DatesUntil(last).ToList();

            var actual = Recurrence.Parse(text).Dates(start, start, last).ToList();

            Assert.True(expected.SequenceEqual(actual), $"{text} from {start:R} to {last:R}, seed {seed}, rule {i}");
            found += actual.Count;
        }

        Assert.True(found > TestScale.Of(10_000), $"The random rules have only {found} dates: they no longer test much.");
    }

    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    public void A_window_in_the_middle_equals_that_part_of_the_whole(int seed)
    {
        var random = new Random(seed);
        for (var i = 0; i < TestScale.Of(2000); i++)
        {
            var (_, text, start) = Draw(random);
            var rule = Recurrence.Parse(text);
            var from = start.PlusDays(random.Next(-100, 6000));
            var to = from.PlusDays(random.Next(-1, 800));
            var expected = rule.Dates(start, start, start.PlusDays(7000)).Where(d => d >= from && d <= to);

            Assert.True(
                expected.SequenceEqual(Recurrence.Parse(text).Dates(start, from, to)),
                $"{text} from {start:R}, window {from:R} to {to:R}, seed {seed}, rule {i}"
            );
        }
    }

    [Fact]
    public void Includes_is_membership_in_the_dates()
    {
        var random = new Random(21);
        for (var i = 0; i < 300; i++)
        {
            var (_, text, start) = Draw(random);
            var rule = Recurrence.Parse(text);
            var dates = rule.Dates(start, start, start.PlusDays(200)).ToHashSet();
            for (var day = start.PlusDays(-10); day <= start.PlusDays(200); day = day.PlusDays(1))
            {
                Assert.True(rule.Includes(start, day) == dates.Contains(day), $"{text} from {start:R} on {day:R}");
            }
        }
    }

    /// <summary>The periods that are yielded are all the steps there are, so their number is the work done, on any machine.</summary>
    [Theory]
    [InlineData("FREQ=DAILY", 366, 12)]
    [InlineData("FREQ=DAILY;INTERVAL=7;BYMONTH=2", 366, 12)]
    [InlineData("FREQ=WEEKLY;BYDAY=MO,TH", 366, 53)]
    [InlineData("FREQ=WEEKLY;INTERVAL=52;WKST=SU", 366, 2)]
    [InlineData("FREQ=MONTHLY;BYDAY=-1FR", 366, 12)]
    [InlineData("FREQ=MONTHLY;INTERVAL=5;BYMONTHDAY=31", 366, 3)]
    [InlineData("FREQ=YEARLY", 366, 12)]
    [InlineData("FREQ=YEARLY;INTERVAL=4;BYDAY=20MO;BYSETPOS=1", 366, 12)]
    public void Does_not_walk_from_the_start(string text, int days, int mostSteps)
    {
        Assert.True(RecurrenceParser.TryParse(text, out var parts, out var error), error);
        var from = new DateOnly(2037, 1, 1).DayNumber;
        foreach (var start in new[] { new DateOnly(1, 1, 1), new DateOnly(1990, 5, 17), new DateOnly(2036, 12, 28) })
        {
            var steps = RecurrencePeriods.Between(parts, start.DayNumber, from, from + days - 2).Count();

            Assert.True(steps <= mostSteps, $"{text} from {start:O} takes {steps} steps.");
        }
    }

    [Fact]
    public void Dates_are_found_as_they_are_asked_for()
    {
        var rule = Recurrence.Parse("FREQ=DAILY");
        var start = new LocalDate(2026, 1, 1);
        _ = rule.Dates(start, start, LastDay).Take(3).ToList();
        var before = GC.GetAllocatedBytesForCurrentThread();

        var three = rule.Dates(start, start, LastDay).Take(3).ToList();

        Assert.Equal([start, start.PlusDays(1), start.PlusDays(2)], three);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000);
    }

    [Fact]
    public void A_long_walk_allocates_nothing_per_date()
    {
        var rule = Recurrence.Parse("FREQ=WEEKLY;BYDAY=MO,TH");
        var start = new LocalDate(2026, 1, 1);
        _ = rule.Dates(start, start, LastDay).Count();
        var before = GC.GetAllocatedBytesForCurrentThread();

        Assert.Equal(832_127, rule.Dates(start, start, LastDay).Count());

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000);
    }

    private static (RuleSketch Rule, string Text, LocalDate Start) Draw(Random random)
    {
        var start = new LocalDate(random.Next(1890, 2110), 1, 1).PlusDays(random.Next(365));
        var rule = RuleSketch.Draw(random, start);
        return (rule, rule.Text(random), start);
    }
}
