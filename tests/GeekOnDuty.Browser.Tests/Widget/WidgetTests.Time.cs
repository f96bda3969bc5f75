using GeekOnDuty.Api.Tests;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace GeekOnDuty.Browser.Tests.Widget;

/// <summary>What happens to a page that stays open.</summary>
public sealed partial class WidgetTests
{
    private const string HideAndShow = """
        let isHidden = false;
        Object.defineProperty(document, "hidden", { get: () => isHidden });
        window.hide = (hidden) => { isHidden = hidden; document.dispatchEvent(new Event("visibilitychange")); };
        """;

    [Fact]
    public async Task A_handover_shows_by_itself_whatever_the_clock_of_the_device_says()
    {
        foreach (var minutesOff in new[] { 0, 10, -10 })
        {
            site.At(11, 59, 50);
            var page = await OpenAsync(site.Script + site.Element, clock: minutesOff);
            await Expect(page.State()).ToHaveTextAsync("On duty now");
            await Expect(page.People()).ToContainTextAsync("Ada");
            var before = site.Requests;

            await page.Clock.FastForwardAsync("00:06");
            Assert.Equal(before, site.Requests);

            site.At(12, 0, 0);
            await page.Clock.FastForwardAsync("00:07");
            await Expect(page.People()).ToContainTextAsync("Bob");
            await Expect(page.People()).Not.ToContainTextAsync("Ada");
            await page.Clock.FastForwardAsync("02:00:00");
            await Expect(page.People()).ToContainTextAsync("Bob");
            Assert.Equal(before + 1, site.Requests);
        }
    }

    [Fact]
    public async Task While_the_server_is_away_nobody_is_shown_beyond_the_handover_and_afterwards_it_goes_on()
    {
        site.At(11, 59, 50);
        var page = await OpenAsync(site.Script + site.Element, clock: 0);
        await Expect(page.People()).ToContainTextAsync("Ada");

        site.IsAway = true;
        await page.Clock.FastForwardAsync("00:13");
        await Expect(page.State()).ToHaveTextAsync("Could not ask who is on duty");
        await Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("Last known:");
        await Expect(page.GetByRole(AriaRole.Status).Locator("time")).ToHaveTextAsync("12:59 (UTC+1)");
        await Expect(page.People()).ToHaveCountAsync(0);
        await Expect(page.Next()).ToHaveCountAsync(0);
        await Expect(page.LinkOf("Who is on duty?")).ToBeVisibleAsync();
        await Expect(page.LinkOf("#ceph on OFTC")).ToBeVisibleAsync();
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        await page.PictureAsync("widget-unknown", 540, 340);

        var before = site.Requests;
        for (var seconds = 0; seconds < 120; seconds += 5)
        {
            await page.Clock.RunForAsync("00:05");
        }

        Assert.InRange(site.Requests - before, 2, 10);

        site.At(14, 0, 0);
        for (var step = 0; step < 100 && await page.People().CountAsync() == 0; step++)
        {
            await page.Clock.RunForAsync("00:10");
        }

        await Expect(page.People()).ToContainTextAsync("Bob");
    }

    [Fact]
    public async Task Whoever_comes_back_to_a_tab_sees_who_is_on_duty_now()
    {
        site.At(11, 0);
        var page = await OpenAsync(site.Script + site.Element, clock: 0, script: HideAndShow);
        await Expect(page.People()).ToContainTextAsync("Ada");
        var before = site.Requests;

        await page.EvaluateAsync("hide(true)");
        site.At(13, 0);
        await page.Clock.FastForwardAsync("02:00:00");
        Assert.Equal(before, site.Requests);

        await page.EvaluateAsync("hide(false)");
        await Expect(page.People()).ToContainTextAsync("Bob");
        Assert.Equal(before + 1, site.Requests);
        await page.EvaluateAsync("hide(true), hide(false)");
        await page.Clock.FastForwardAsync("00:30");
        Assert.Equal(before + 1, site.Requests);
    }

    [Fact]
    public async Task A_live_widget_tells_changes_at_once_and_others_ask_no_more()
    {
        site.At(10, 0);
        var element = site.Element.Replace("<geek-on-duty", "<geek-on-duty live", StringComparison.Ordinal);
        var page = await OpenAsync(site.Script + element);
        var other = await OpenAsync(site.Script + site.Element);
        await Expect(page.People()).ToContainTextAsync("Ada");
        await Expect(other.People()).ToContainTextAsync("Ada");

        var before = site.Requests;
        var carol = await site.Rota.MemberAsync("Carol");
        var hours = await site.Rota.HoursAsync("09:30", "11:30");
        var claim = await site.Rota.ClaimAsync(carol, hours, "2026-03-02");
        await Expect(page.People()).ToContainTextAsync("Carol");
        using var released = await site.App.Admin.DeleteAsync(site.Rota.Path($"claims/{claim}"));
        await released.ShouldBe(204);
        await Expect(page.People()).Not.ToContainTextAsync("Carol");

        await page.Locator("geek-on-duty").EvaluateAsync("each => each.remove()");
        await Expect(page.Locator("geek-on-duty")).ToHaveCountAsync(0);
        await Expect(other.People()).Not.ToContainTextAsync("Carol");
        Assert.Equal(before, site.Requests);
        using var ended = await site.App.Admin.DeleteAsync(site.Rota.Path($"office-hours/{hours}"));
        Assert.True(ended.IsSuccessStatusCode);
    }

    [Fact]
    public async Task An_answer_whose_time_is_over_is_not_shown_however_fresh_it_looks()
    {
        var page = await OpenAsync(
            site.Script + site.Element,
            answer: Answer("2026-03-02T11:59:30Z", "2026-03-02T09:00:00Z", "2026-03-02T12:00:00Z", age: 60)
        );
        await Expect(page.State()).ToHaveTextAsync("Could not ask who is on duty");
    }

    [Fact]
    public async Task What_did_not_change_is_not_announced_again()
    {
        site.At(10, 0);
        var page = await OpenAsync(site.Script + site.Element, clock: 0, script: HideAndShow);
        await Expect(page.People()).ToContainTextAsync("Ada");
        await page.EvaluateAsync(
            """
            window.changes = 0;
            const status = document.querySelector("geek-on-duty").shadowRoot.querySelector("[role=status]");
            new MutationObserver((all) => { changes += all.length }).observe(status, { subtree: true, childList: true, characterData: true, attributes: true });
            """
        );
        await page.EvaluateAsync("hide(true), hide(false)");
        await page.Clock.FastForwardAsync("00:30");
        Assert.Equal(0, await page.EvaluateAsync<int>("changes"));

        site.At(12, 0, 5);
        await page.Clock.FastForwardAsync("02:00:05");
        await Expect(page.People()).ToContainTextAsync("Bob");
        Assert.NotEqual(0, await page.EvaluateAsync<int>("changes"));
    }
}
