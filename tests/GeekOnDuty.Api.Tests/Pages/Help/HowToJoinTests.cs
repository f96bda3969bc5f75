using System.Net.Http.Json;
using GeekOnDuty.Api.Tests.Claims;
using GeekOnDuty.Api.Tests.Rotas;
using NodaTime;
using Xunit;

namespace GeekOnDuty.Api.Tests.Pages.Help;

/// <summary>What visitors are told of taking an hour before they sign in. Now is Monday, 2 March 2026, 10:00 UTC.</summary>
public sealed class HowToJoinTests(RunningApp running) : IClassFixture<RunningApp>
{
    private const string Take = "a.button[href$='/board']";

    private TestApp App => running.App;

    [Theory]
    [InlineData("open", "Everybody who signs in can join and take an hour.", "Questions? Write to")]
    [InlineData("approval", "To take an hour, ask to join first.", "Questions? Write to")]
    [InlineData(
        "invitation",
        "Hours are taken by volunteers whom the coordinators have invited.",
        "Would you like to help? Write to"
    )]
    public async Task Help_page_board_and_joining_say_how_one_joins_and_whom_to_write_to(string joining, string how, string write)
    {
        var rota = await RotaAsync(joining, "volunteers@example.org");
        await App.Given.OfficeHoursAsync(rota);
        using var visitor = new Browser(App);
        foreach (var (path, part) in ((string, string)[])[($"/{rota}", "#how-to-join"), ($"/{rota}/board", "#join")])
        {
            var page = await visitor.GetAsync(path);
            Assert.Contains(how, page.Text(part));
            Assert.Contains($"{write} volunteers@example.org", page.Text(part));
            Assert.Equal("mailto:volunteers@example.org", page.Link($"{part} a[href^='mailto:']"));
        }

        var board = await visitor.GetAsync($"/{rota}/board");
        Assert.Equal(joining != "open", board.Count($".slot.open a[href='/{rota}/join']") > 0);
        Assert.True(board.Count(".slot.open a[href^='/sign-in?return=']") > 0);
        var help = await visitor.GetAsync($"/{rota}");
        Assert.Equal(joining == "invitation" ? 0 : 1, help.Count($"a.button[href='/{rota}/join']"));
        Assert.Equal(joining == "open" ? "Take an hour" : "I am a member: take an hour", help.Text(Take));
        var join = await visitor.GetAsync($"/{rota}/join");
        Assert.Equal(joining == "open" ? 0 : 1, join.Count("#contact a[href='mailto:volunteers@example.org']"));
    }

    [Fact]
    public async Task A_contact_that_is_an_address_of_the_web_is_linked_as_it_is()
    {
        var rota = await RotaAsync("invitation", "https://example.org/join?a=1&b=2");
        using var visitor = new Browser(App);
        Assert.Equal("https://example.org/join?a=1&b=2", (await visitor.GetAsync($"/{rota}")).Link("#how-to-join a"));
    }

    [Fact]
    public async Task Taking_an_hour_is_not_offered_where_nothing_can_be_taken()
    {
        using var visitor = new Browser(App);
        var empty = await RotaAsync("open", null);
        Assert.Equal(0, (await visitor.GetAsync($"/{empty}")).Count(Take));

        var full = await App.Given.RotaAsync("P2D", joining: "open");
        var hours = await App.Given.OfficeHoursAsync(full, startDate: "2026-03-03", recurrence: "FREQ=WEEKLY");
        Assert.Equal(1, (await visitor.GetAsync($"/{full}")).Count(Take));
        await (await App.Given.PersonAsync("Ada", full)).Client.TakeAsync(full, hours, "2026-03-03");
        Assert.Equal(0, (await visitor.GetAsync($"/{full}")).Count(Take));

        var cancelled = await App.Given.RotaAsync(joining: "open");
        var once = await App.Given.OfficeHoursAsync(cancelled, startDate: "2026-03-03", recurrence: null);
        await App.Admin.SetSlotAsync(cancelled, once, "2026-03-03", new { cancelled = true });
        Assert.Equal(0, (await visitor.GetAsync($"/{cancelled}")).Count(Take));

        await App.ArchiveAsync(full);
        var archived = await visitor.GetAsync($"/{full}");
        Assert.Equal((0, 0), (archived.Count(Take), archived.Count("#how-to-join")));
        Assert.Contains("This rota is archived: there are no office hours here any more.", archived.Text(".card"));
        Assert.DoesNotContain("Nobody has taken later hours yet", archived.Text());
    }

    [Fact]
    public async Task An_hour_that_can_be_taken_in_a_later_week_is_offered()
    {
        var rota = await App.Given.RotaAsync(joining: "open");
        await App.Given.OfficeHoursAsync(rota, startDate: "2026-04-10", recurrence: null);
        using var visitor = new Browser(App);
        Assert.Equal(1, (await visitor.GetAsync($"/{rota}")).Count(Take));
    }

    [Fact]
    public async Task The_line_for_a_terminal_says_that_a_rota_is_archived()
    {
        var rota = await App.Given.RotaAsync();
        await App.ArchiveAsync(rota);
        Assert.Equal(
            "This rota is archived: there are no office hours here any more.\n",
            await App.Anonymous.GetStringAsync($"/{rota}", TestContext.Current.CancellationToken)
        );
    }

    private async Task<string> RotaAsync(string joining, string? contact)
    {
        var rota = await App.Given.RotaAsync(joining: joining);
        using var response = await App.Admin.PutAsJsonAsync(
            $"/v1/rotas/{rota}",
            new
            {
                slug = rota,
                name = rota,
                zone = "UTC",
                joining,
                contact,
            }
        );
        await response.ShouldBe(200);
        return rota;
    }
}

/// <summary>The same while its clock moves.</summary>
public sealed class OpeningHoursTests(TestDatabase db) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task Taking_an_hour_is_offered_from_the_instant_on_at_which_the_next_one_opens()
    {
        await using var app = await TestApp.StartAsync(db, Instant.FromUtc(2026, 3, 2, 10, 0));
        var rota = await app.Given.RotaAsync("P14D", joining: "open");
        await app.Given.OfficeHoursAsync(rota, startDate: "2026-03-16", startTime: "12:00", endTime: "13:00", recurrence: null);
        using var visitor = new Browser(app);
        Assert.Equal(0, (await visitor.GetAsync($"/{rota}")).Count("a.button[href$='/board']"));
        app.Clock.Now = Instant.FromUtc(2026, 3, 2, 12, 0);
        Assert.Equal(1, (await visitor.GetAsync($"/{rota}")).Count("a.button[href$='/board']"));
    }
}
