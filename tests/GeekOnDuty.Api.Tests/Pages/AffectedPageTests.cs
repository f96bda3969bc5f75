using GeekOnDuty.Api.Tests.OnDuty;
using Xunit;

namespace GeekOnDuty.Api.Tests.Pages;

/// <summary>
/// What coordinators are told before they change people's hours, without script. Now is Monday, 2 March 2026, 10:00
/// UTC.
/// </summary>
public sealed class AffectedPageTests(RunningApp running) : IClassFixture<RunningApp>
{
    private TestApp App => running.App;

    [Fact]
    public async Task Saving_office_hours_asks_first_when_people_lose_hours_and_keeps_what_was_typed()
    {
        var (rota, hours, browser) = await HeldAsync();
        using var _ = browser;
        var path = $"/{rota.Slug}/manage/office-hours/{hours}";
        var form = await browser.GetAsync(path);
        var shown = await browser.SubmitAsync(
            form,
            path,
            ("exceptDates", "2026-03-10, 2026-03-11, 2026-03-12"),
            ("do", "preview")
        );
        Assert.Contains("This changes 2 hours of Bob and 1 of Ada.", shown.Text(".affected strong"), StringComparison.Ordinal);

        var asked = await browser.SubmitAsync(form, path, ("exceptDates", "2026-03-10, 2026-03-11, 2026-03-12"), ("do", "save"));
        Assert.Equal(200, asked.Status);
        Assert.Contains("Nothing has been saved yet.", asked.Text(), StringComparison.Ordinal);
        Assert.Contains("This changes 2 hours of Bob and 1 of Ada.", asked.Text("#affected strong"), StringComparison.Ordinal);
        Assert.Contains("2026-03-10, 2026-03-11, 2026-03-12", asked.Html, StringComparison.Ordinal);
        Assert.Equal("Bob", (await rota.OnDutyAsync(NodaTime.Instant.FromUtc(2026, 3, 10, 14, 30))).Names);

        var saved = await browser.PressAsync(asked.Button("#affected button"));
        Assert.Contains("Saved.", saved.Text("[role=status]"), StringComparison.Ordinal);
        Assert.Equal("", (await rota.OnDutyAsync(NodaTime.Instant.FromUtc(2026, 3, 10, 14, 30))).Names);
    }

    [Fact]
    public async Task Ending_office_hours_cancelling_a_slot_and_removing_a_member_ask_first()
    {
        var (rota, hours, browser) = await HeldAsync();
        using var _ = browser;
        var slot = $"/{rota.Slug}/manage/slots/{hours}/2026-03-10";
        var asked = await browser.SubmitAsync(await browser.GetAsync(slot), slot, ("do", "cancel"), ("reason", "Holiday"));
        Assert.Contains("This changes 1 hour of Bob.", asked.Text("#affected strong"), StringComparison.Ordinal);
        var cancelled = await browser.PressAsync(asked.Button("#affected button"));
        Assert.Contains("The slot is cancelled.", cancelled.Text("[role=status]"), StringComparison.Ordinal);
        Assert.Contains("Holiday", cancelled.Text(), StringComparison.Ordinal);

        var members = await browser.OpenAsync($"/{rota.Slug}/manage/members");
        var bob = members.Html.Split("/remove\"")[0].Split("/members/")[^1];
        var removal = $"/{rota.Slug}/manage/members/{bob}/remove";
        var whom = await browser.SubmitAsync(members, removal);
        Assert.Contains("This changes 1 hour of ", whom.Text("#affected strong"), StringComparison.Ordinal);
        var removed = await browser.PressAsync(whom.Button("#affected button"));
        Assert.Contains("Removed.", removed.Text("[role=status]"), StringComparison.Ordinal);

        var path = $"/{rota.Slug}/manage/office-hours/{hours}";
        var ending = await browser.SubmitAsync(await browser.GetAsync(path), $"{path}/end");
        Assert.Contains("This changes 1 hour of ", ending.Text("#affected strong"), StringComparison.Ordinal);
        var ended = await browser.PressAsync(ending.Button("#affected button"));
        Assert.Contains("The office hours have ended.", ended.Text("[role=status]"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_confirmation_of_less_than_the_change_affects_by_now_stores_nothing_and_asks_again()
    {
        var (rota, hours, browser) = await HeldAsync();
        using var _ = browser;
        var path = $"/{rota.Slug}/manage/office-hours/{hours}";
        var form = await browser.GetAsync(path);
        var asked = await browser.SubmitAsync(form, path, ("exceptDates", "2026-03-10, 2026-03-13"), ("do", "save"));
        Assert.Contains("This changes 1 hour of Bob.", asked.Text("#affected strong"), StringComparison.Ordinal);
        await rota.ClaimAsync(await rota.MemberAsync("Eve"), hours, "2026-03-13");

        var again = await browser.PressAsync(asked.Button("#affected button"));

        Assert.Equal(200, again.Status);
        Assert.Contains("Nothing has been saved yet.", again.Text(), StringComparison.Ordinal);
        Assert.Contains("and 1 of ", again.Text("#affected strong"), StringComparison.Ordinal);
        Assert.Equal("Bob", (await rota.OnDutyAsync(NodaTime.Instant.FromUtc(2026, 3, 10, 14, 30))).Names);
        var saved = await browser.PressAsync(again.Button("#affected button"));
        Assert.Contains("Saved.", saved.Text("[role=status]"), StringComparison.Ordinal);
        Assert.Equal("", (await rota.OnDutyAsync(NodaTime.Instant.FromUtc(2026, 3, 13, 14, 30))).Names);
    }

    /// <summary>Bob has 10 and 11 March, Ada has 12 March.</summary>
    private async Task<(RotaClient Rota, Guid Hours, Browser Browser)> HeldAsync()
    {
        var rota = await RotaClient.NewAsync(App);
        var hours = await rota.HoursAsync("14:00", "15:00");
        var (ada, bob) = (await rota.MemberAsync("Ada"), await rota.MemberAsync("Bob"));
        await rota.ClaimAsync(bob, hours, "2026-03-10");
        await rota.ClaimAsync(bob, hours, "2026-03-11");
        await rota.ClaimAsync(ada, hours, "2026-03-12");
        return (rota, hours, await Browser.SignedInAsync(App));
    }
}
