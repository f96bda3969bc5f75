using NodaTime;
using Xunit;

namespace GeekOnDuty.Scheduling.Tests;

public sealed class RecurrenceParsingTests
{
    [Theory]
    [InlineData("FREQ=WEEKLY", "FREQ=WEEKLY")]
    [InlineData("freq=weekly;byday=th,mo,MO", "FREQ=WEEKLY;BYDAY=MO,TH")]
    [InlineData("INTERVAL=1;WKST=MO;FREQ=DAILY", "FREQ=DAILY")]
    [InlineData("UNTIL=20261231;WKST=su;INTERVAL=0002;FREQ=WEEKLY", "FREQ=WEEKLY;INTERVAL=2;WKST=SU;UNTIL=20261231")]
    [InlineData("FREQ=MONTHLY;BYDAY=-1FR,+1MO,SU", "FREQ=MONTHLY;BYDAY=SU,-1FR,1MO")]
    [InlineData("FREQ=MONTHLY;BYMONTHDAY=-1,31,+01,-31", "FREQ=MONTHLY;BYMONTHDAY=1,31,-31,-1")]
    [InlineData("FREQ=YEARLY;BYMONTH=12,1;BYDAY=5MO,-5TU", "FREQ=YEARLY;BYMONTH=1,12;BYDAY=-5TU,5MO")]
    [InlineData("FREQ=YEARLY;BYDAY=53MO,-53SU;COUNT=10000", "FREQ=YEARLY;BYDAY=-53SU,53MO;COUNT=10000")]
    [InlineData(
        "FREQ=YEARLY;BYSETPOS=366,-366,1;BYMONTH=2;INTERVAL=1000",
        "FREQ=YEARLY;INTERVAL=1000;BYMONTH=2;BYSETPOS=-366,1,366"
    )]
    [InlineData("FREQ=DAILY;BYMONTHDAY=1;BYSETPOS=1;COUNT=1", "FREQ=DAILY;BYMONTHDAY=1;BYSETPOS=1;COUNT=1")]
    public void A_good_rule_is_read_and_written_in_one_form(string text, string canonical)
    {
        var rule = Recurrence.Parse(text);

        Assert.Equal(canonical, rule.ToString());
        Assert.Equal(rule, Recurrence.Parse(canonical));
        Assert.Equal(rule.GetHashCode(), Recurrence.Parse(canonical).GetHashCode());
    }

    [Theory]
    [InlineData(" FREQ=WEEKLY;BYDAY=MO", "FREQ=WEEKLY;BYDAY=MO")]
    [InlineData("FREQ=WEEKLY;BYDAY=MO ", "FREQ=WEEKLY;BYDAY=MO")]
    [InlineData("\u00a0FREQ=WEEKLY;BYDAY=MO\t", "FREQ=WEEKLY;BYDAY=MO")]
    [InlineData("FREQ=WEEKLY;BYDAY=MO\r\n", "FREQ=WEEKLY;BYDAY=MO")]
    [InlineData("FREQ=WEEKLY;BYDAY=MO\n", "FREQ=WEEKLY;BYDAY=MO")]
    [InlineData("FREQ=WEEKLY;BYDAY=MO;", "FREQ=WEEKLY;BYDAY=MO")]
    [InlineData("FREQ=WEEKLY;BYDAY=MO; \r\n", "FREQ=WEEKLY;BYDAY=MO")]
    [InlineData("RRULE:FREQ=WEEKLY;BYDAY=MO", "FREQ=WEEKLY;BYDAY=MO")]
    [InlineData("rrule: freq=weekly;byday=mo;", "freq=weekly;byday=mo")]
    [InlineData("\r\n  RRULE:FREQ=WEEKLY;BYDAY=MO\r\n", "FREQ=WEEKLY;BYDAY=MO")]
    [InlineData("RRULE:FREQ=WEEKLY;BYD\r\n AY=MO\r\n", "FREQ=WEEKLY;BYDAY=MO")]
    public void What_a_calendar_writes_around_a_rule_is_harmless(string pasted, string value)
    {
        Assert.Equal(value, Recurrence.Unwrap(pasted));
        Assert.Equal("FREQ=WEEKLY;BYDAY=MO", Recurrence.Parse(pasted).ToString());
        Assert.Equal(value, Recurrence.Unwrap(value));
    }

    [Theory]
    [InlineData("", "A recurrence is empty")]
    [InlineData(" \r\n\t", "A recurrence is empty")]
    [InlineData("RRULE:", "A recurrence is empty")]
    [InlineData(";", "A recurrence is empty")]
    [InlineData("EXRULE:FREQ=DAILY", "'EXRULE:' does not belong to a recurrence: begin with FREQ=.")]
    [InlineData("RRULE:RRULE:FREQ=DAILY", "'RRULE:' does not belong to a recurrence")]
    [InlineData("RRULE;X-A=1:FREQ=DAILY", "'RRULE' is not a part")]
    [InlineData("RRULE:FREQ=DAILY\r\nRRULE:FREQ=WEEKLY", "one line: 'RRULE:FREQ=WEEKLY' does not belong to it")]
    [InlineData("DTSTART:20261201T090000\nRRULE:FREQ=DAILY", "one line: 'RRULE:FREQ=DAILY' does not belong to it")]
    [InlineData("FREQ=DAILY\nINTERVAL=2", "one line: 'INTERVAL=2' does not belong to it")]
    [InlineData("INTERVAL=2", "FREQ is missing: add FREQ=DAILY")]
    [InlineData("FREQ=HOURLY", "FREQ=HOURLY: use DAILY, WEEKLY, MONTHLY or YEARLY.")]
    [InlineData("FREQ=", "FREQ=: use DAILY")]
    [InlineData("FREQ", "'FREQ' is not a part: write NAME=value")]
    [InlineData("FREQ=DAILY;;", "'' is not a part: write NAME=value")]
    [InlineData(";FREQ=DAILY", "'' is not a part")]
    [InlineData("FREQ=DAILY;;INTERVAL=2", "'' is not a part")]
    [InlineData("FREQ=DAILY;=2", "'=2' is not a part")]
    [InlineData("FREQ =DAILY", "FREQ is written with a blank")]
    [InlineData("FREQ=DAILY; INTERVAL=2", "INTERVAL is written with a blank: leave it out.")]
    [InlineData(
        "FREQ=DAILY;BYHOUR=9",
        "BYHOUR=9: BYHOUR is not supported; use FREQ, INTERVAL, BYDAY, BYMONTHDAY, BYMONTH, BYSETPOS, WKST"
    )]
    [InlineData("FREQ=YEARLY;BYWEEKNO=20", "BYWEEKNO is not supported")]
    [InlineData("FREQ=YEARLY;BYYEARDAY=100", "BYYEARDAY is not supported")]
    [InlineData("FREQ=DAILY;X-OURS=1", "X-OURS is not supported")]
    [InlineData("FREQ=DAILY;INTERVAL=0", "INTERVAL=0: use a whole number from 1 to 1000.")]
    [InlineData("FREQ=DAILY;INTERVAL=1001", "INTERVAL=1001: use a whole number from 1 to 1000.")]
    [InlineData("FREQ=DAILY;INTERVAL=+2", "INTERVAL=+2: use")]
    [InlineData("FREQ=DAILY;INTERVAL=-1", "INTERVAL=-1: use")]
    [InlineData("FREQ=DAILY;INTERVAL=99999999999999999999", "INTERVAL=99999999999999999999: use")]
    [InlineData("FREQ=DAILY;INTERVAL=٣", "INTERVAL=٣: use")]
    [InlineData("FREQ=DAILY;INTERVAL=2;INTERVAL=2", "INTERVAL=2: INTERVAL is given twice")]
    [InlineData("FREQ=DAILY;freq=DAILY", "FREQ is given twice")]
    [InlineData("FREQ=DAILY;COUNT=0", "COUNT=0: use a whole number from 1 to 10000.")]
    [InlineData("FREQ=DAILY;COUNT=10001", "COUNT=10001: use a whole number from 1 to 10000.")]
    [InlineData("FREQ=DAILY;COUNT=3;UNTIL=20261231", "COUNT=3 and UNTIL=20261231 exclude each other")]
    [InlineData("FREQ=DAILY;UNTIL=20261231T000000Z", "UNTIL=20261231T000000Z: use a date without a time, such as 20261231.")]
    [InlineData("FREQ=DAILY;UNTIL=2026-12-31", "UNTIL=2026-12-31: use a date")]
    [InlineData("FREQ=DAILY;UNTIL=20260229", "UNTIL=20260229: use a date")]
    [InlineData("FREQ=DAILY;UNTIL=00000101", "UNTIL=00000101: use a date")]
    [InlineData("FREQ=WEEKLY;BYDAY=", "BYDAY=: use MO, TU, WE, TH, FR, SA or SU")]
    [InlineData("FREQ=WEEKLY;BYDAY=MO,,TU", "BYDAY=MO,,TU: use MO")]
    [InlineData("FREQ=WEEKLY;BYDAY=MO, TU", "with an ordinal such as 2MO or -1FR if need be. No blanks belong here.")]
    [InlineData("FREQ=WEEKLY;BYDAY=Monday", "BYDAY=Monday: use MO")]
    [InlineData("FREQ=WEEKLY;BYDAY=2MO", "BYDAY=2MO: an ordinal needs FREQ=MONTHLY or FREQ=YEARLY")]
    [InlineData("FREQ=DAILY;BYDAY=-1MO", "BYDAY=-1MO: an ordinal needs")]
    [InlineData("FREQ=MONTHLY;BYDAY=0MO", "BYDAY=0MO: use MO")]
    [InlineData("FREQ=MONTHLY;BYDAY=6MO", "BYDAY=6MO: within a month ordinals go from 1 to 5 and from -5 to -1.")]
    [InlineData("FREQ=YEARLY;BYDAY=-6MO;BYMONTH=2", "BYDAY=-6MO: within a month ordinals")]
    [InlineData("FREQ=YEARLY;BYDAY=54MO", "BYDAY=54MO: use MO")]
    [InlineData("FREQ=MONTHLY;BYMONTHDAY=0", "BYMONTHDAY=0: use days from 1 to 31, or -31 to -1")]
    [InlineData("FREQ=MONTHLY;BYMONTHDAY=32", "BYMONTHDAY=32: use days")]
    [InlineData("FREQ=MONTHLY;BYMONTHDAY=-32", "BYMONTHDAY=-32: use days")]
    [InlineData("FREQ=MONTHLY;BYMONTHDAY=--1", "BYMONTHDAY=--1: use days")]
    [InlineData("FREQ=WEEKLY;BYMONTHDAY=1", "BYMONTHDAY=1 does not go with FREQ=WEEKLY")]
    [InlineData("FREQ=YEARLY;BYMONTH=13", "BYMONTH=13: use months from 1 to 12")]
    [InlineData("FREQ=YEARLY;BYMONTH=-1", "BYMONTH=-1: use months")]
    [InlineData("FREQ=MONTHLY;BYDAY=MO;BYSETPOS=0", "BYSETPOS=0: use positions from 1 to 366")]
    [InlineData("FREQ=MONTHLY;BYDAY=MO;BYSETPOS=-367", "BYSETPOS=-367: use positions")]
    [InlineData("FREQ=MONTHLY;BYSETPOS=1", "BYSETPOS=1 has nothing to choose from: add BYDAY, BYMONTHDAY or BYMONTH.")]
    [InlineData("FREQ=WEEKLY;WKST=1MO", "WKST=1MO: use MO, TU, WE, TH, FR, SA or SU.")]
    [InlineData("FREQ=WEEKLY;WKST=", "WKST=: use MO")]
    [InlineData("FREQ=DAILY\0", "FREQ=DAILY?: use DAILY")]
    public void A_bad_rule_is_refused_by_naming_the_part(string text, string message)
    {
        var error = Assert.Throws<RecurrenceFormatException>(() => Recurrence.Parse(text));

        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.False(Recurrence.TryParse(text, out var rule, out var reason));
        Assert.Null(rule);
        Assert.Equal(error.Message, reason);
    }

    [Fact]
    public void More_than_500_characters_are_refused_and_not_repeated()
    {
        const string Start = "FREQ=MONTHLY;BYMONTHDAY=1";
        var longest = Start + string.Concat(Enumerable.Repeat(",1", (500 - Start.Length) / 2)) + "5";
        Assert.Equal(500, longest.Length);
        Assert.Equal("FREQ=MONTHLY;BYMONTHDAY=1,15", Recurrence.Parse(longest).ToString());

        var error = Assert.Throws<RecurrenceFormatException>(() => Recurrence.Parse(longest + ",1"));

        Assert.Equal("A recurrence of 502 characters is too long: at most 500 are allowed.", error.Message);
    }

    [Fact]
    public void A_rule_written_and_read_again_is_the_same_rule()
    {
        var random = new Random(31);
        for (var i = 0; i < 5000; i++)
        {
            var text = RuleSketch.Draw(random, new LocalDate(2026, 10, 21)).Text(random);
            var rule = Recurrence.Parse(text);
            var again = Recurrence.Parse(rule.ToString());

            Assert.True(rule.Equals(again), $"{text} became {rule} and then {again}");
            Assert.Equal(rule.ToString(), again.ToString());
        }
    }

    [Fact]
    public void Different_rules_are_not_equal()
    {
        Assert.NotEqual(Recurrence.Parse("FREQ=DAILY"), Recurrence.Parse("FREQ=DAILY;INTERVAL=2"));
        Assert.False(Recurrence.Parse("FREQ=DAILY").Equals(null));
    }

    [Fact]
    public void No_text_is_refused_in_any_other_way()
    {
        var random = new Random(41);
        const string Letters = "FREQ=WEEKLYBYDAYMOTUINTERVALCOUNTUNTIL0123456789,;=+-: \0\uD800ſıK٣é";
        Assert.False(Recurrence.TryParse(null, out _, out _));
        for (var i = 0; i < 20_000; i++)
        {
            var text = i % 2 == 0 ? Junk(random, Letters, i % 100 == 0 ? 10_000 : 60) : Damaged(random, Letters);

            if (!Recurrence.TryParse(text, out _, out var error))
            {
                Assert.InRange(error.Length, 10, 300);
                Assert.Equal(error, Assert.Throws<RecurrenceFormatException>(() => Recurrence.Parse(text)).Message);
            }
        }
    }

    private static string Junk(Random random, string letters, int length) =>
        new(random.GetItems(letters.AsSpan(), random.Next(length)));

    private static string Damaged(Random random, string letters)
    {
        var text = RuleSketch.Draw(random, new LocalDate(2026, 10, 21)).Text(random).ToCharArray();
        text[random.Next(text.Length)] = letters[random.Next(letters.Length)];
        return new(text);
    }
}
