using NodaTime;
using Xunit;

namespace GeekOnDuty.Scheduling.Tests;

/// <summary>The next newcomers, and the next office hours.</summary>
public sealed partial class TimelineTests
{
    [Fact]
    public void Next_is_the_first_who_is_not_on_duty_now()
    {
        var timeline = Timeline(
            [morning, afternoon],
            Given.Claim(morning, "2026-06-01", Ada),
            Given.Claim(afternoon, "2026-06-01", Ada),
            Given.Claim(morning, "2026-06-02", Ada),
            Given.Claim(afternoon, "2026-06-02", Bob)
        );

        AssertNext(timeline, "2026-06-01T10:00:00Z", "2026-06-02T12:00:00Z", "2026-06-02T15:00:00Z", "Bob");
        AssertNext(timeline, "2026-06-01T16:00:00Z", "2026-06-02T09:00:00Z", "2026-06-02T12:00:00Z", "Ada");
    }

    [Fact]
    public void Next_lists_all_newcomers_of_that_moment_by_name_and_nobody_who_is_on_duty_now()
    {
        var longer = Given.Hours(Given.Rule("America/Chicago", "07:00", "11:00"));
        var timeline = Timeline(
            [morning, afternoon, longer],
            Given.Claim(morning, "2026-06-01", Ada),
            Given.Claim(afternoon, "2026-06-01", Inktank),
            Given.Claim(afternoon, "2026-06-01", Ada, seat: 2),
            Given.Claim(longer, "2026-06-01", Bob)
        );

        AssertNext(timeline, "2026-06-01T11:59:59Z", "2026-06-01T12:00:00Z", "2026-06-01T15:00:00Z", "Bob", "Inktank");
    }

    [Fact]
    public void Next_is_null_when_nobody_else_comes()
    {
        var timeline = Timeline(
            [morning, afternoon],
            Given.Claim(morning, "2026-06-01", Ada),
            Given.Claim(afternoon, "2026-06-01", Ada)
        );

        Assert.Null(timeline.At(Given.At("2026-06-01T09:00:00Z"))!.Next);
        Assert.Null(timeline.At(Given.At("2026-06-01T15:00:00Z"))!.Next);
    }

    [Fact]
    public void Next_office_hours_are_named_when_the_same_person_comes_again_or_nobody_does()
    {
        var timeline = Timeline(
            [morning, afternoon],
            Given.Claim(morning, "2026-06-01", Ada),
            Given.Claim(afternoon, "2026-06-01", Ada)
        );

        AssertNextOfficeHours(timeline, "2026-06-01T09:00:00Z", "2026-06-01T12:00:00Z", "Ada");
        AssertNextOfficeHours(timeline, "2026-06-01T12:00:00Z", "2026-06-02T09:00:00Z");
        AssertNextOfficeHours(timeline, "2026-06-01T15:00:00Z", "2026-06-02T09:00:00Z");
    }

    [Fact]
    public void Next_office_hours_start_at_or_after_until_and_not_inside_the_present_answer()
    {
        var late = Given.Hours(Given.Rule("UTC", "11:00", "11:30"));
        var timeline = Timeline([morning, late, afternoon], Given.Claim(morning, "2026-06-01", Ada));

        AssertNextOfficeHours(timeline, "2026-06-01T10:00:00Z", "2026-06-01T12:00:00Z");
    }

    [Fact]
    public void Of_office_hours_that_start_together_those_that_are_held_are_next()
    {
        var others = Enumerable.Range(0, 5).Select(_ => Given.Hours(Given.Rule("UTC", "12:00", "15:00"))).ToArray();
        var timeline = Timeline([.. others, morning, afternoon], Given.Claim(afternoon, "2026-06-01", Ada, seat: 2));

        AssertNextOfficeHours(timeline, "2026-06-01T10:00:00Z", "2026-06-01T12:00:00Z", "Ada");
    }

    [Fact]
    public void A_cancelled_slot_is_not_next_and_a_moved_one_is_where_it_was_moved_to()
    {
        var hours = Given.Hours(
            Given.Rule("UTC", "09:00", "12:00"),
            new Dictionary<LocalDate, SlotOverride>
            {
                [Given.Date("2026-06-02")] = Given.Cancelled,
                [Given.Date("2026-06-03")] = Given.MovedTo("20:00", "01:00"),
            }
        );

        AssertNextOfficeHours(Timeline([hours]), "2026-06-01T10:00:00Z", "2026-06-03T20:00:00Z");
    }

    [Fact]
    public void There_are_no_next_office_hours_after_the_last_ones_and_where_nothing_ever_changes()
    {
        var last = Given.Hours(Given.Rule("UTC", "09:00", "12:00", recurrence: null, startDate: "2026-06-01"));
        var never = Given.Hours(Given.Rule("UTC", "00:00", "00:00"));

        Assert.Null(Timeline([last]).At(Given.At("2026-06-01T10:00:00Z"))!.NextOfficeHours);
        Assert.Null(Timeline([last]).At(Given.At("2026-06-01T12:00:00Z"))!.NextOfficeHours);
        Assert.Null(Timeline([never]).At(Given.At("2026-06-01T10:00:00Z"))!.NextOfficeHours);
        Assert.Null(Timeline([]).At(Given.At("2026-06-01T10:00:00Z"))!.NextOfficeHours);
    }

    [Fact]
    public void Where_it_is_not_known_who_holds_the_next_office_hours_there_is_no_answer()
    {
        var yearly = Given.Hours(Given.Rule("UTC", "09:00", "12:00", "FREQ=YEARLY"));
        var claims = new[] { Given.Claim(yearly, "2026-01-01", Ada) };
        var known = Given.During("2025-12-01T00:00:00Z", "2026-12-01T00:00:00Z");

        Assert.Null(new Timeline([yearly], claims, known).At(Given.At("2026-01-01T10:00:00Z")));
    }

    private static void AssertNextOfficeHours(Timeline timeline, string at, string startsAt, params string[] names)
    {
        var next = timeline.At(Given.At(at))!.NextOfficeHours;

        Assert.NotNull(next);
        Assert.Equal(Given.At(startsAt), next.Slot.StartsAt);
        Assert.Equal(names, next.Claims.Select(claim => claim.Holder.Name), StringComparer.Ordinal);
    }

    private static void AssertNext(Timeline timeline, string at, string startsAt, string endsAt, params string[] names)
    {
        var next = timeline.At(Given.At(at))!.Next;

        Assert.NotNull(next);
        Assert.Equal((Given.At(startsAt), Given.At(endsAt)), (next.StartsAt, next.EndsAt));
        Assert.Equal(names, next.OnDuty.Select(duty => duty.Claim.Holder.Name), StringComparer.Ordinal);
    }
}
