using System.Net.Http.Json;
using GeekOnDuty.Api.Logos;
using GeekOnDuty.Api.Tests.OnDuty;
using Xunit;

namespace GeekOnDuty.Api.Tests.Pages;

/// <summary>What the board lists as it is served, without script. Now is Monday, 2 March 2026, 10:00 UTC.</summary>
public sealed class BoardListTests(RunningApp running) : IClassFixture<RunningApp>
{
    private TestApp App => running.App;

    [Theory]
    [InlineData("week=2026-W54", "2026-W54")]
    [InlineData("week=soon", "soon")]
    [InlineData("zone=Europe/Amsterdamm", "Europe/Amsterdam")]
    [InlineData("awake=true&from=25:00", "25:00")]
    public async Task What_cannot_be_read_is_named_and_the_board_still_shown(string query, string named)
    {
        var rota = await RotaClient.NewAsync(App);
        await rota.HoursAsync("12:00", "13:00");
        using var browser = new Browser(App);
        var page = await browser.OpenAsync($"/{rota.Slug}/board?{query}");
        Assert.Equal(400, page.Status);
        Assert.Contains(named, page.Text("[role=alert]"), StringComparison.Ordinal);
        Assert.Equal(7, page.Count(".slot"));
    }

    [Fact]
    public async Task A_day_is_in_order_of_time_with_who_holds_its_slots_and_why_they_are_cancelled()
    {
        var rota = await RotaClient.NewAsync(App);
        var early = await rota.HoursAsync("11:00", "12:00", title: "Early");
        var cancelled = await rota.HoursAsync("12:00", "13:00", title: "Cancelled");
        var late = await rota.HoursAsync("14:00", "15:00", title: "Late", seats: 2);
        var ada = await rota.MemberAsync("Ada");
        await rota.ClaimAsync(ada, early, "2026-03-03");
        await rota.ClaimAsync(ada, late, "2026-03-03");
        await rota.PledgeAsync(await OrganisationAsync("Inktank", "https://example.org/logo.png"), early, "2026-03-04");
        await rota.PledgeAsync(await OrganisationAsync("Plain", "http://example.org/logo.png"), late, "2026-03-04");
        using (var cancel = await rota.ChangeSlotAsync(cancelled, "2026-03-03", new { cancelled = true, reason = "Holiday <b>" }))
        {
            await cancel.ShouldBe(200);
        }

        using var browser = new Browser(App);
        var page = await browser.OpenAsync($"/{rota.Slug}/board?week=2026-W10");
        Assert.Equal("Early\nCancelled\nLate", page.Text(".day:has(#day-2026-03-03) .slot .title"));
        var grid = await browser.OpenAsync($"/{rota.Slug}/board?week=2026-W10&view=grid");
        Assert.Equal("Early\nCancelled\nLate", grid.Text(".day:has(#day-2026-03-03) .slot .title"));
        Assert.Equal("Ada", page.Text($"#slot-{late}-2026-03-03 .holders li"));
        Assert.Equal("1 of 2 seats taken", page.Text($"#slot-{late}-2026-03-03 .seats"));
        Assert.Equal("1 of 1 seat taken", page.Text($"#slot-{early}-2026-03-03 .seats"));
        Assert.Equal("Cancelled: Holiday <b>", page.Text($"#slot-{cancelled}-2026-03-03 .status"));
        Assert.Equal("Inktank", page.Text($"#slot-{early}-2026-03-04 .holders li"));
        Assert.Equal(
            [
                $"{Logo.PathOf(rota.Slug, "https://example.org/logo.png")} Logo of Inktank",
                $"{Logo.PathOf(rota.Slug, "http://example.org/logo.png")} Logo of Plain",
            ],
            page.Document.QuerySelectorAll(".holders img")
                .Select(logo => $"{logo.GetAttribute("src")} {logo.GetAttribute("alt")}")
        );
        Assert.Equal(0, page.Count($"#slot-{early}-2026-03-03 .button, #slot-{cancelled}-2026-03-03 .button"));
    }

    [Theory]
    [InlineData("", "Morning Night Noon", 0)]
    [InlineData("awake=true", "Morning Noon", 7)]
    [InlineData("awake=true&from=12:00&to=16:00", "Noon", 14)]
    [InlineData("awake=true&from=22:00&to=06:00", "Night", 14)]
    [InlineData("awake=true&from=08:30", "Noon", 14)]
    [InlineData("topic=rbd", "Morning", 14)]
    [InlineData("language=nl", "Night", 14)]
    [InlineData("topic=rbd&language=nl", "", 21)]
    [InlineData("day=tue&day=sun", "Morning Night Noon", 15)]
    [InlineData("open=true", "Morning Night Noon", 1)]
    public async Task Filters_leave_out_what_does_not_match_and_say_how_much(string query, string titles, int hidden)
    {
        var rota = await RotaClient.NewAsync(App);
        var morning = await HoursAsync(rota, "Morning", "08:00", "09:00", ["rbd"], ["en"]);
        await HoursAsync(rota, "Noon", "12:00", "13:00", ["rgw"], ["en"]);
        await HoursAsync(rota, "Night", "23:00", "02:00", [], ["nl"]);
        await rota.ClaimAsync(await rota.MemberAsync("Ada"), morning, "2026-03-11");
        using var browser = new Browser(App);
        var page = await browser.OpenAsync($"/{rota.Slug}/board?week=2026-W11&{query}");
        Assert.Equal(titles, string.Join(' ', Titles(page).Distinct().Order(StringComparer.Ordinal)));
        Assert.Equal(21 - hidden, page.Count(".slot"));
        Assert.Equal(hidden > 0, page.Text("#hidden").StartsWith($"{hidden} slot", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_filter_form_keeps_week_view_and_zone_and_can_be_sent_as_it_stands()
    {
        var rota = await RotaClient.NewAsync(App);
        await rota.HoursAsync("06:00", "07:00");
        using var browser = new Browser(App);
        var page = await browser.OpenAsync($"/{rota.Slug}/board?view=grid&week=2026-W11&zone=Asia/Tokyo");
        var sent = await browser.PressAsync(page.Button("#filter-form button"), ("open", "true"));
        Assert.Equal(200, sent.Status);
        Assert.Equal(page.Text("#week") + page.Text("#zone-in-use"), sent.Text("#week") + sent.Text("#zone-in-use"));
        Assert.Equal(1, sent.Count(".grid"));
        Assert.True(sent.Document.QuerySelector("#filter-form [name=open]")!.HasAttribute("checked"));
        Assert.Equal(7, sent.Count(".slot"));
    }

    [Fact]
    public async Task A_rota_that_does_not_exist_is_a_404_page()
    {
        using var browser = new Browser(App);
        var page = await browser.OpenAsync("/no-such-rota/board");
        Assert.Equal(404, page.Status);
        Assert.Equal(1, page.Count("h1"));
    }

    private static IEnumerable<string> Titles(Page page) =>
        page.Document.QuerySelectorAll(".slot .title").Select(title => title.TextContent.Trim().Split((char[]?)null)[0]);

    private static Task<Guid> HoursAsync(
        RotaClient rota,
        string title,
        string startTime,
        string endTime,
        string[] topics,
        string[] languages
    ) =>
        rota.HoursAsync(
            new
            {
                title,
                zone = "UTC",
                startDate = "2026-01-01",
                startTime,
                endTime,
                recurrence = "FREQ=DAILY",
                topics,
                languages,
            }
        );

    private async Task<Guid> OrganisationAsync(string name, string logoUrl)
    {
        using var response = await App.Admin.PostAsJsonAsync(
            "/v1/organisations",
            new
            {
                slug = $"o-{Guid.NewGuid():N}",
                name,
                logoUrl,
            }
        );
        return (await response.ShouldBe(201)).GetProperty("id").GetGuid();
    }
}
