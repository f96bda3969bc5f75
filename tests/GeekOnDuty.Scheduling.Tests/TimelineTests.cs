using NodaTime;
using Xunit;

namespace GeekOnDuty.Scheduling.Tests;

public sealed partial class TimelineTests
{
    private static readonly Holder Ada = Given.Volunteer("Ada");
    private static readonly Holder Bob = Given.Volunteer("Bob");
    private static readonly Holder Inktank = new(HolderKind.Organisation, Guid.NewGuid(), "Inktank");

    private readonly OfficeHours morning = Given.Hours(Given.Rule("UTC", "09:00", "12:00"));
    private readonly OfficeHours afternoon = Given.Hours(Given.Rule("UTC", "12:00", "15:00"));

    [Fact]
    public void At_a_handover_exactly_the_new_one_is_on_duty()
    {
        var timeline = Timeline(
            [morning, afternoon],
            Given.Claim(morning, "2026-06-01", Ada),
            Given.Claim(afternoon, "2026-06-01", Bob)
        );

        AssertNow(
            timeline,
            "2026-06-01T11:59:59.999999999Z",
            DutyState.Staffed,
            "2026-06-01T09:00:00Z",
            "2026-06-01T12:00:00Z",
            "Ada"
        );
        AssertNow(timeline, "2026-06-01T12:00:00Z", DutyState.Staffed, "2026-06-01T12:00:00Z", "2026-06-01T15:00:00Z", "Bob");
        AssertNow(timeline, "2026-06-01T15:00:00Z", DutyState.Closed, "2026-06-01T15:00:00Z", "2026-06-02T09:00:00Z");
    }

    [Fact]
    public void From_the_instant_at_which_a_rota_closes_on_nothing_takes_place()
    {
        HeldSeat[] claims =
        [
            Given.Claim(morning, "2026-06-01", Ada),
            Given.Claim(afternoon, "2026-06-01", Bob),
            Given.Claim(morning, "2026-06-02", Bob),
        ];
        var timeline = new Timeline([morning, afternoon], claims, Given.AllTime, Given.At("2026-06-01T10:30:00Z"));

        AssertNow(timeline, "2026-06-01T10:29:59Z", DutyState.Staffed, "2026-06-01T09:00:00Z", "2026-06-01T10:30:00Z", "Ada");
        AssertNow(timeline, "2026-06-01T10:30:00Z", DutyState.Closed, "2026-06-01T10:30:00Z", null);
        AssertNow(timeline, "2031-06-01T10:30:00Z", DutyState.Closed, "2026-06-01T10:30:00Z", null);
        Assert.Null(timeline.At(Given.At("2026-06-01T10:00:00Z"))!.Next);
        Assert.Equal(
            [(Given.At("2026-06-01T09:00:00Z"), morning.Id)],
            timeline
                .Slots(Given.During("2026-06-01T00:00:00Z", "2026-07-01T00:00:00Z"))!
                .Select(each => (each.Slot.StartsAt, each.Slot.OfficeHoursId))
        );
        Assert.Equal(Duration.Zero, timeline.Uncovered(Given.During("2026-06-01T10:30:00Z", "2026-07-01T00:00:00Z")));
    }

    [Fact]
    public void Office_hours_without_a_claim_are_unstaffed()
    {
        var timeline = Timeline([morning, afternoon], Given.Claim(morning, "2026-06-01", Ada));

        AssertNow(timeline, "2026-06-01T12:00:00Z", DutyState.Unstaffed, "2026-06-01T12:00:00Z", "2026-06-01T15:00:00Z");
    }

    [Fact]
    public void Adjacent_unstaffed_slots_are_one_stretch()
    {
        var timeline = Timeline([morning, afternoon]);

        AssertNow(timeline, "2026-06-01T10:00:00Z", DutyState.Unstaffed, "2026-06-01T09:00:00Z", "2026-06-01T15:00:00Z");
    }

    [Fact]
    public void Who_holds_adjacent_slots_has_an_answer_for_each()
    {
        var timeline = Timeline(
            [morning, afternoon],
            Given.Claim(morning, "2026-06-01", Ada),
            Given.Claim(afternoon, "2026-06-01", Ada)
        );

        AssertNow(timeline, "2026-06-01T10:00:00Z", DutyState.Staffed, "2026-06-01T09:00:00Z", "2026-06-01T12:00:00Z", "Ada");
        AssertNow(timeline, "2026-06-01T12:00:00Z", DutyState.Staffed, "2026-06-01T12:00:00Z", "2026-06-01T15:00:00Z", "Ada");
    }

    [Fact]
    public void An_unclaimed_slot_inside_a_claimed_one_changes_nothing()
    {
        var inside = Given.Hours(Given.Rule("UTC", "10:00", "11:00"));
        var timeline = Timeline([morning, inside], Given.Claim(morning, "2026-06-01", Ada));

        AssertNow(timeline, "2026-06-01T10:30:00Z", DutyState.Staffed, "2026-06-01T09:00:00Z", "2026-06-01T12:00:00Z", "Ada");
    }

    [Fact]
    public void A_claimed_slot_inside_an_unclaimed_one_is_staffed_while_it_lasts()
    {
        var inside = Given.Hours(Given.Rule("UTC", "10:00", "11:00"));
        var timeline = Timeline([morning, inside], Given.Claim(inside, "2026-06-01", Ada));

        AssertNow(timeline, "2026-06-01T09:30:00Z", DutyState.Unstaffed, "2026-06-01T09:00:00Z", "2026-06-01T10:00:00Z");
        AssertNow(timeline, "2026-06-01T10:30:00Z", DutyState.Staffed, "2026-06-01T10:00:00Z", "2026-06-01T11:00:00Z", "Ada");
        AssertNow(timeline, "2026-06-01T11:00:00Z", DutyState.Unstaffed, "2026-06-01T11:00:00Z", "2026-06-01T12:00:00Z");
    }

    [Fact]
    public void Before_the_first_slot_and_after_the_last_it_is_closed_without_end()
    {
        var once = Given.Hours(Given.Rule("UTC", "09:00", "10:00", recurrence: null, startDate: "2026-06-01"));
        var timeline = Timeline([once]);

        AssertNow(timeline, "1950-01-01T00:00:00Z", DutyState.Closed, null, "2026-06-01T09:00:00Z");
        AssertNow(timeline, "2100-01-01T00:00:00Z", DutyState.Closed, "2026-06-01T10:00:00Z", null);
    }

    [Theory]
    [InlineData("1900-01-01T00:00:00Z")]
    [InlineData("2026-06-01T00:00:00Z")]
    [InlineData("2200-01-01T00:00:00Z")]
    public void A_rota_without_office_hours_is_closed_for_ever(string at)
    {
        var timeline = Timeline([]);

        AssertNow(timeline, at, DutyState.Closed, null, null);
        Assert.Null(timeline.At(Given.At(at))!.Next);
        Assert.Empty(timeline.Slots(Given.During("2026-06-01T00:00:00Z", "2026-07-01T00:00:00Z"))!);
    }

    [Fact]
    public void Around_the_clock_and_nobody_ever_is_unstaffed_from_the_first_slot_on_without_end()
    {
        var always = Given.Hours(Given.Rule("Europe/Berlin", "00:00", "00:00"));

        AssertNow(Timeline([always]), "2026-06-01T10:00:00Z", DutyState.Unstaffed, "2025-12-31T23:00:00Z", null);
    }

    [Fact]
    public void A_slot_years_away_is_found_in_both_directions()
    {
        var leapDays = Given.Hours(Given.Rule("UTC", "09:00", "10:00", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", "1996-01-01"));
        var timeline = Timeline([leapDays], Given.Claim(leapDays, "2104-02-29", Ada));

        AssertNow(timeline, "2100-01-01T00:00:00Z", DutyState.Closed, "2096-02-29T10:00:00Z", "2104-02-29T09:00:00Z");
        AssertNext(timeline, "2026-06-01T00:00:00Z", "2104-02-29T09:00:00Z", "2104-02-29T10:00:00Z", "Ada");
    }

    [Theory]
    [InlineData("2199-12-31T23:30:00Z")]
    [InlineData("2200-01-01T00:00:00Z")]
    public void The_last_instants_that_may_be_asked_for_have_their_true_end(string at)
    {
        var night = Given.Hours(Given.Rule("UTC", "23:00", "02:00"));

        AssertNow(Timeline([night]), at, DutyState.Unstaffed, "2199-12-31T23:00:00Z", "2200-01-01T02:00:00Z");
    }

    [Fact]
    public void On_duty_is_ordered_by_start_then_name()
    {
        var early = Given.Hours(Given.Rule("UTC", "08:00", "12:00"));
        var timeline = Timeline(
            [morning, early],
            Given.Claim(morning, "2026-06-01", Bob),
            Given.Claim(morning, "2026-06-01", Ada, seat: 2),
            Given.Claim(early, "2026-06-01", Inktank)
        );

        AssertNow(
            timeline,
            "2026-06-01T10:00:00Z",
            DutyState.Staffed,
            "2026-06-01T09:00:00Z",
            "2026-06-01T12:00:00Z",
            "Inktank",
            "Ada",
            "Bob"
        );
    }

    [Fact]
    public void A_cancelled_slot_never_shows()
    {
        var hours = Given.Hours(Given.Rule("UTC", "09:00", "12:00"), Given.Override("2026-06-02", Given.Cancelled));
        var timeline = Timeline([hours], Given.Claim(hours, "2026-06-02", Ada), Given.Claim(hours, "2026-06-04", Bob));

        AssertNow(timeline, "2026-06-02T10:00:00Z", DutyState.Closed, "2026-06-01T12:00:00Z", "2026-06-03T09:00:00Z");
        AssertNext(timeline, "2026-06-01T10:00:00Z", "2026-06-04T09:00:00Z", "2026-06-04T12:00:00Z", "Bob");
        var slot = Assert.Single(timeline.Slots(Given.During("2026-06-02T00:00:00Z", "2026-06-03T00:00:00Z"))!);
        Assert.True(slot.Slot.IsCancelled);
        Assert.Empty(slot.Claims);
    }

    [Fact]
    public void A_moved_slot_takes_its_claims_along()
    {
        var hours = Given.Hours(
            Given.Rule("UTC", "09:00", "12:00"),
            Given.Override("2026-06-02", Given.MovedTo("20:00", "01:00"))
        );
        var timeline = Timeline([hours], Given.Claim(hours, "2026-06-02", Ada));

        AssertNow(timeline, "2026-06-02T10:00:00Z", DutyState.Closed, "2026-06-01T12:00:00Z", "2026-06-02T20:00:00Z");
        AssertNow(timeline, "2026-06-03T00:30:00Z", DutyState.Staffed, "2026-06-02T20:00:00Z", "2026-06-03T01:00:00Z", "Ada");
    }

    [Fact]
    public void A_claim_of_a_date_without_a_slot_or_of_other_office_hours_does_not_count()
    {
        var timeline = Timeline([morning], Given.Claim(morning, "2025-12-31", Ada), Given.Claim(afternoon, "2026-06-01", Bob));

        Assert.Null(timeline.At(Given.At("2025-12-01T00:00:00Z"))!.Next);
        AssertNow(timeline, "2026-06-01T13:00:00Z", DutyState.Closed, "2026-06-01T12:00:00Z", "2026-06-02T09:00:00Z");
    }

    [Theory]
    [InlineData("inside a slot that began in the known stretch", "2026-06-01T10:00:00Z", true)]
    [InlineData("inside a slot that ends after it", "2026-06-10T10:00:00Z", false)]
    [InlineData("inside a slot that began before it", "2026-05-31T11:30:00Z", false)]
    [InlineData("after it", "2026-07-01T10:00:00Z", false)]
    [InlineData("before it", "2026-05-01T10:00:00Z", false)]
    [InlineData("inside it, but who is next is not known", "2026-06-05T13:00:00Z", false)]
    public void Outside_the_known_stretch_there_is_no_answer(string where, string at, bool answers)
    {
        var claims = new[] { Given.Claim(morning, "2026-06-01", Ada), Given.Claim(morning, "2026-06-05", Bob) };
        var timeline = new Timeline([morning], claims, Given.During("2026-05-31T11:00:00Z", "2026-06-10T11:00:00Z"));

        Assert.True(timeline.At(Given.At(at)) is not null == answers, where);
    }

    [Fact]
    public void The_schedule_is_whole_segments_from_before_the_window_to_after_it()
    {
        var timeline = Timeline([morning, afternoon], Given.Claim(afternoon, "2026-06-01", Ada));

        var schedule = timeline.Segments(Given.During("2026-06-01T10:00:00Z", "2026-06-01T15:00:01Z"))!;

        Assert.Equal(
            [
                (Given.At("2026-06-01T09:00:00Z"), Given.At("2026-06-01T12:00:00Z"), DutyState.Unstaffed),
                (Given.At("2026-06-01T12:00:00Z"), Given.At("2026-06-01T15:00:00Z"), DutyState.Staffed),
                (Given.At("2026-06-01T15:00:00Z"), Given.At("2026-06-02T09:00:00Z"), DutyState.Closed),
            ],
            schedule.Select(segment => (segment.Since!.Value, segment.Until!.Value, segment.State))
        );
    }

    private static Timeline Timeline(IReadOnlyList<OfficeHours> officeHours, params HeldSeat[] claims) =>
        new(officeHours, claims, Given.AllTime);

    private static void AssertNow(
        Timeline timeline,
        string at,
        DutyState state,
        string? since,
        string? until,
        params string[] names
    )
    {
        var now = timeline.At(Given.At(at))!.Now;

        Assert.Equal(
            (state, since is null ? (Instant?)null : Given.At(since), until is null ? (Instant?)null : Given.At(until)),
            (now.State, now.Since, now.Until)
        );
        Assert.Equal(names, now.OnDuty.Select(duty => duty.Claim.Holder.Name), StringComparer.Ordinal);
    }
}
