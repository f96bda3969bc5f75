using GeekOnDuty.Api.Pages.Help;
using GeekOnDuty.Api.Tests.OnDuty;
using GeekOnDuty.Core.OnDuty;
using GeekOnDuty.Core.Rotas;
using GeekOnDuty.Core.Text;
using GeekOnDuty.Scheduling;
using NodaTime;
using Xunit;

namespace GeekOnDuty.Api.Tests.Feeds;

public sealed class TextLineTests
{
    private const string Now = "2026-11-20T14:50:00Z";

    /// <summary>Who is on duty until when, or next from when, and the line. `~` stands before an organisation.</summary>
    public static TheoryData<string, string, string, string, string> Lines =>
        new()
        {
            { "Ada~Inktank 17:00", "", "UTC", Now, "Ada (Inktank) is on duty until 17:00 UTC (2 h 10 min) · #ceph on OFTC" },
            { "Ada 17:00", "Bob 18:00", "UTC", Now, "Ada is on duty until 17:00 UTC (2 h 10 min) · #ceph on OFTC" },
            { "Inktank~Inktank 17:00", "", "UTC", Now, "Inktank is on duty until 17:00 UTC (2 h 10 min) · #ceph on OFTC" },
            {
                "Ada~Inktank 17:00, Bob 17:00",
                "",
                "UTC",
                Now,
                "Ada (Inktank) and Bob are on duty until 17:00 UTC (2 h 10 min) · #ceph on OFTC"
            },
            {
                "Ada 18:00, Bob 15:00, Eve 18:00",
                "",
                "UTC",
                Now,
                "Bob is on duty until 15:00 UTC (10 min), Ada and Eve until 18:00 UTC (3 h 10 min) · #ceph on OFTC"
            },
            {
                "Ada 17:00",
                "",
                "Asia/Kathmandu",
                Now,
                "Ada is on duty until 22:45 Kathmandu (UTC+5:45) (2 h 10 min) · #ceph on OFTC"
            },
            {
                "Ada 17:00",
                "",
                "Asia/Tokyo",
                Now,
                "Ada is on duty until Sat 21 Nov, 02:00 Tokyo (UTC+9) (2 h 10 min) · #ceph on OFTC"
            },
            { "Ada 17:00", "", "UTC", "2026-11-20T16:59:00Z", "Ada is on duty until 17:00 UTC (1 min) · #ceph on OFTC" },
            { "Ada 17:00", "", "UTC", "2026-11-20T16:59:59.9999999Z", "Ada is on duty until 17:00 UTC (1 min) · #ceph on OFTC" },
            { "Ada 17:00", "", "UTC", "2026-11-20T16:00:30Z", "Ada is on duty until 17:00 UTC (1 h) · #ceph on OFTC" },
            {
                "",
                "Bob~Red Hat 18:00",
                "UTC",
                Now,
                "Nobody is on duty. Next: Bob (Red Hat) at 18:00 UTC (in 3 h 10 min) · #ceph on OFTC"
            },
            {
                "",
                "Bob 18:00, Eve 18:00",
                "UTC",
                "2026-11-19T18:00:00Z",
                "Nobody is on duty. Next: Bob and Eve on Fri 20 Nov, 18:00 UTC (in 24 h) · #ceph on OFTC"
            },
            {
                "",
                "Bob 18:00",
                "UTC",
                "2026-11-17T13:30:00Z",
                "Nobody is on duty. Next: Bob on Fri 20 Nov, 18:00 UTC (in 3 d 5 h) · #ceph on OFTC"
            },
            {
                "",
                "Bob 18:00",
                "UTC",
                "2025-11-20T18:00:00Z",
                "Nobody is on duty. Next: Bob on Fri 20 Nov 2026, 18:00 UTC (in 365 d) · #ceph on OFTC"
            },
            { "", "", "UTC", Now, "Nobody is on duty. There are no later office hours · #ceph on OFTC" },
            {
                "!",
                "",
                "UTC",
                Now,
                "Nobody is on duty, although there are office hours now. Nobody has taken later hours yet · #ceph on OFTC"
            },
            {
                "!",
                "Bob 18:00",
                "UTC",
                Now,
                "Nobody is on duty, although there are office hours now. Next: Bob at 18:00 UTC (in 3 h 10 min) · #ceph on OFTC"
            },
        };

    [Theory]
    [MemberData(nameof(Lines))]
    public void One_line_says_who_is_on_duty_until_when_or_who_is_next(
        string onDuty,
        string next,
        string zone,
        string now,
        string expected
    ) => Assert.Equal(expected, LineOf(onDuty, next, zone, now).Text);

    /// <summary>As <see cref="Lines"/>, with the office hours that start at 18:00: who hold them, `-` for nobody.</summary>
    public static TheoryData<string, string, string, string> LinesWithOfficeHours =>
        new()
        {
            {
                "Ada 17:00",
                "",
                "Ada",
                "Ada is on duty until 17:00 UTC (2 h 10 min). Next: Ada again at 18:00 UTC (in 3 h 10 min)"
            },
            {
                "Ada 17:00, Bob 17:00",
                "",
                "Ada, Bob",
                "Ada and Bob are on duty until 17:00 UTC (2 h 10 min). Next: Ada and Bob again at 18:00 UTC (in 3 h 10 min)"
            },
            {
                "Ada 17:00",
                "",
                "-",
                "Ada is on duty until 17:00 UTC (2 h 10 min). Next office hours: 18:00 UTC (in 3 h 10 min), nobody yet"
            },
            { "Ada 17:00", "Bob 19:00", "-", "Ada is on duty until 17:00 UTC (2 h 10 min)" },
            { "", "", "-", "Nobody is on duty. Next office hours: 18:00 UTC (in 3 h 10 min), nobody yet" },
            {
                "!",
                "",
                "-",
                "Nobody is on duty, although there are office hours now. Next office hours: 18:00 UTC (in 3 h 10 min), nobody yet"
            },
            { "", "Bob 18:00", "Bob", "Nobody is on duty. Next: Bob at 18:00 UTC (in 3 h 10 min)" },
            {
                "",
                "Bob 20:00",
                "-",
                "Nobody is on duty. Next office hours: 18:00 UTC (in 3 h 10 min), nobody yet. Later: Bob at 20:00 UTC (in 5 h 10 min)"
            },
        };

    [Theory]
    [MemberData(nameof(LinesWithOfficeHours))]
    public void The_line_does_not_conclude_that_nobody_comes_when_the_same_come_again_or_hours_are_open(
        string onDuty,
        string next,
        string hours,
        string expected
    )
    {
        var startsAt = JsonReading.Utc("2026-11-20T18:00:00Z");
        var body = BodyOf(onDuty, next) with
        {
            Channels = [],
            NextOfficeHours = new NextOfficeHoursBody(
                startsAt,
                startsAt + Duration.FromHours(2),
                new OfficeHoursBrief(Guid.Empty, ""),
                new LocalDate(2026, 11, 20),
                hours != "-",
                hours == "-" ? [] : hours.Split(", ")
            ),
        };

        Assert.Equal(expected, TextLine.Of(body, JsonReading.Utc(Now), DateTimeZone.Utc).Text);
    }

    [Theory]
    [InlineData("Ada 17:00", "", "2026-11-20T14:50:00Z", "2026-11-20T14:51:00Z")]
    [InlineData("Ada 17:00", "", "2026-11-20T14:50:59.9Z", "2026-11-20T14:51:00Z")]
    [InlineData("Ada 17:00", "", "2026-11-20T16:59:30Z", "2026-11-20T17:00:00Z")]
    [InlineData("", "Bob 18:00", "2026-11-17T13:30:00Z", "2026-11-17T14:00:00Z")]
    [InlineData("", "Bob 18:00", "2026-11-17T23:59:30Z", "2026-11-18T00:00:00Z")]
    [InlineData("", "", "2026-11-17T13:30:00Z", "2026-11-18T00:00:00Z")]
    public void The_line_holds_until_its_next_minute_hour_or_day(string onDuty, string next, string now, string until) =>
        Assert.Equal(JsonReading.Utc(until), LineOf(onDuty, next, "UTC", now).Until);

    [Fact]
    public void The_line_is_the_same_until_it_says_so_and_another_from_then_on()
    {
        var now = JsonReading.Utc("2026-11-18T21:00:00Z");
        for (var changes = 0; changes < 600; changes++)
        {
            var line = LineOf("", "Bob 06:00", "America/St_Johns", now);
            Assert.True(line.Until > now, $"At {now} it holds until {line.Until}.");
            Assert.Equal(line.Text, LineOf("", "Bob 06:00", "America/St_Johns", line.Until.TickBefore()).Text);
            var isMidnight = line.Until.InZone(Zones.InUse["America/St_Johns"]).TimeOfDay == LocalTime.Midnight;
            Assert.True(
                isMidnight || line.Text != LineOf("", "Bob 06:00", "America/St_Johns", line.Until).Text,
                $"Nothing changes at {line.Until}."
            );
            now = line.Until;
        }
    }

    [Fact]
    public void Every_channel_is_named_once_and_none_leaves_no_dot()
    {
        var link = new Link("irc", "#ceph", null);
        var body = BodyOf("Ada 17:00", "");
        Assert.EndsWith(
            "(2 h 10 min) · #ceph · Forum",
            Of(body with { Channels = [link, new Link("forum", "Forum", null), link] }),
            StringComparison.Ordinal
        );
        Assert.EndsWith("(2 h 10 min)", Of(body with { Channels = [] }), StringComparison.Ordinal);

        static string Of(OnDutyBody body) => TextLine.Of(body, JsonReading.Utc(Now), DateTimeZone.Utc).Text;
    }

    private static TextLine LineOf(string onDuty, string next, string zone, string now) =>
        LineOf(onDuty, next, zone, JsonReading.Utc(now));

    private static TextLine LineOf(string onDuty, string next, string zone, Instant now) =>
        TextLine.Of(BodyOf(onDuty, next), now, Zones.InUse[zone]);

    /// <param name="onDuty">`!` for office hours that nobody has taken.</param>
    /// <param name="next">With when they come.</param>
    private static OnDutyBody BodyOf(string onDuty, string next)
    {
        var now = Duties(onDuty.TrimStart('!'));
        var coming = Duties(next);
        var changes = now.Concat(coming).Select(duty => duty.EndsAt).ToList();
        return new OnDutyBody(
            "ceph",
            now.Count > 0 ? DutyState.Staffed
                : onDuty == "!" ? DutyState.Unstaffed
                : DutyState.Closed,
            null,
            changes.Count > 0 ? changes.Min() : null,
            now,
            coming.Count > 0 ? new NextBody(coming[0].EndsAt, coming[0].EndsAt + Duration.FromHours(2), coming) : null,
            null,
            [new Link("irc", "#ceph on OFTC", "ircs://irc.oftc.net/ceph")],
            ""
        );
    }

    private static List<DutyBody> Duties(string text) =>
        [
            .. text.Split(", ", StringSplitOptions.RemoveEmptyEntries)
                .Select(each =>
                {
                    var blank = each.LastIndexOf(' ');
                    var who = each[..blank].Split('~');
                    var at = JsonReading.Utc($"2026-11-20T{each[(blank + 1)..]}:00Z");
                    return new DutyBody(
                        Guid.Empty,
                        who[0],
                        who.Length > 1 ? new OrganisationBrief(who[1], null, null) : null,
                        [],
                        [],
                        [],
                        "UTC",
                        at - Duration.FromHours(8),
                        at,
                        new OfficeHoursBrief(Guid.Empty, ""),
                        new LocalDate(2026, 11, 20)
                    );
                }),
        ];
}
