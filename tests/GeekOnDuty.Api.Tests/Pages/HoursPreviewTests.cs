using NodaTime;
using Xunit;

namespace GeekOnDuty.Api.Tests.Pages;

public sealed class HoursPreviewTests(TestDatabase db) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task In_Auckland_it_shows_the_next_times_on_three_clocks_and_what_the_clock_changes_do()
    {
        // Summer time ends there on Sunday 5 April 2026 at 03:00, and begins on 27 September at 02:00.
        var text = await PreviewAsync(
            Instant.FromUtc(2026, 3, 30, 0, 0),
            "Pacific/Auckland",
            ("startDate", "2026-03-01"),
            ("startTime", "09:00"),
            ("endTime", "12:00"),
            ("day", "SU")
        );

        Assert.Contains("Sun 5 Apr 2026, 09:00–12:00 (UTC+12)", text);
        Assert.Contains("Sat 4 Apr 2026, 21:00–00:00 (UTC)", text);
        Assert.Contains("Sat 4 Apr 2026, 23:00–02:00 +1 day (UTC+2)", text);
        Assert.Contains("Sun 5 Apr 2026: at 03:00 the clock goes to 02:00 (UTC+13 to UTC+12).", text);
        Assert.Contains("Sun 27 Sep 2026: at 02:00 the clock goes to 03:00 (UTC+12 to UTC+13).", text);
        Assert.Contains("20:00–23:00 (UTC) before it, 21:00–00:00 (UTC) after it.", text);
        Assert.Contains("21:00–00:00 (UTC) before it, 20:00–23:00 (UTC) after it.", text);
        Assert.DoesNotContain("instead of", text);
    }

    [Fact]
    public async Task In_St_Johns_it_names_slots_that_a_clock_change_shortens_lengthens_or_swallows()
    {
        // Summer time begins there on Sunday 14 March 2027 at 02:00, and ends on 1 November 2026 at 02:00; 210 or 150 minutes behind UTC.
        var now = Instant.FromUtc(2026, 10, 27, 0, 0);
        var across = await PreviewAsync(now, "America/St_Johns", ("startTime", "01:00"), ("endTime", "04:00"), ("day", "SU"));
        Assert.Contains("Sun 1 Nov 2026: at 02:00 the clock goes to 01:00 (UTC−2:30 to UTC−3:30).", across);
        Assert.Contains("Sun 1 Nov 2026: lasts 4 h instead of 3 h", across);
        Assert.Contains("Sun 14 Mar 2027: lasts 2 h instead of 3 h", across);
        Assert.Contains("Within a year a change of the clock shortens Sun 14 Mar 2027.", across);

        var inside = await PreviewAsync(now, "America/St_Johns", ("startTime", "02:15"), ("endTime", "02:45"), ("day", "SU"));
        Assert.Contains("Within a year a change of the clock swallows Sun 14 Mar 2027.", inside);
        Assert.Contains("Sun 14 Mar 2027: does not take place, as the clock skips it.", inside);
    }

    [Fact]
    public async Task It_warns_when_it_is_night_for_every_member_and_when_there_is_no_date()
    {
        var now = Instant.FromUtc(2026, 3, 2, 10, 0);
        var night = await PreviewAsync(now, "UTC", ("startTime", "01:00"), ("endTime", "04:00"));
        Assert.Contains("No member lives where these hours lie between 07:00 and 22:00.", night);
        var day = await PreviewAsync(now, "UTC", ("startTime", "09:00"), ("endTime", "12:00"));
        Assert.DoesNotContain("No member lives", day);
        Assert.Contains("8 of the next 8 times overlap with “ Office hours ”.", day);
        Assert.Contains("No change of the clock is known to come", day);

        var never = await PreviewAsync(now, "UTC", ("repeats", "rule"), ("recurrence", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"));
        Assert.Contains("These office hours never take place", never);
        var over = await PreviewAsync(now, "UTC", ("repeats", "once"), ("startDate", "2026-02-01"));
        Assert.Contains("All of these dates are over.", over);
        var wrong = await PreviewAsync(now, "UTC", ("startTime", "9"));
        Assert.Contains("There is nothing to see yet:", wrong);
    }

    /// <summary>What the form shows after its button Preview, which is also what the fragment shows alone.</summary>
    private async Task<string> PreviewAsync(Instant now, string zone, params (string, string?)[] fields)
    {
        await using var app = await TestApp.StartAsync(db, now);
        var rota = await app.Given.RotaAsync();
        await app.Given.OfficeHoursAsync(rota, startTime: "10:00", endTime: "11:00");
        var berlin = await app.Given.PersonAsync("Ada", rota, "coordinator", "Europe/Berlin");
        using var browser = await Browser.SignedInAsync(app, berlin);
        var action = $"/{rota}/manage/office-hours/new";
        var form = await browser.GetAsync(action);
        (string Name, string?)[] all = [.. fields, ("do", "preview"), ("zone", zone), ("repeats", "weekly")];
        var whole = await browser.SubmitAsync(form, action, [.. all.DistinctBy(field => field.Name)]);
        Assert.Equal(200, whole.Status);
        Assert.DoesNotContain("role=\"alert\"", whole.Html);
        var part = await browser.SubmitAsync(whole, action, to: $"/{rota}/manage/office-hours/preview");
        Assert.Equal(200, part.Status);
        Assert.DoesNotContain("<html", part.Html);
        Assert.Contains(part.Text().Trim(), whole.Text());
        return part.Text();
    }
}
