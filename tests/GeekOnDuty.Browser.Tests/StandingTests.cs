using GeekOnDuty.Api.Tests;
using GeekOnDuty.Api.Tests.OnDuty;
using Microsoft.Playwright;
using NodaTime;
using NodaTime.Text;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace GeekOnDuty.Browser.Tests;

/// <summary>Standing claims as people meet them. Now is Monday, 2 March 2026, 08:00 UTC.</summary>
public sealed class StandingTests(TestDatabase db, Chromium chromium) : VisitorTests(chromium), IClassFixture<TestDatabase>
{
    private static readonly Instant Now = Instant.FromUtc(2026, 3, 2, 8, 0);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_holiday_leaves_somebody_on_their_weekday_by_keyboard_and_on_a_phone(bool script)
    {
        await using var site = await Site.StartAsync(db, Now);
        var rota = await RotaClient.NewAsync(site.App);
        var hours = await rota.HoursAsync("15:00", "18:00", recurrence: "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR");
        var ada = await rota.MemberAsync("Ada");

        var hers = await VisitAsync(site.Url, new Visitor(script, Width: 390));
        var complaints = new Complaints(hers);
        await hers.GoAsAsync(ada, $"/{rota.Slug}/board?week=2026-W11");
        await hers.Locator($"#slot-{hours}-2026-03-09 [formaction]").FocusAsync();
        await hers.Keyboard.PressAsync("Enter");
        await Expect(hers.Locator("#my-standing strong"))
            .ToHaveTextAsync("Every Monday 15:00–18:00, from Mon 9 Mar 2026, until it is stopped");
        await hers.PictureAsync("standing-phone");
        if (script)
        {
            await hers.ShouldBeAccessibleAsync();
            await hers.GotoAsync("/me");
            await hers.ShouldSayAsync("Every Monday 15:00–18:00");
            await hers.ShouldBeAccessibleAsync();
        }

        var coordinator = await VisitAsync(site.Url, new Visitor(script, Width: 390));
        await coordinator.SignInAsync(TestApp.AdminSecret);
        await coordinator.GotoAsync($"/{rota.Slug}/manage/office-hours/{hours}");
        await coordinator.FieldOf("Dates on which they are not").FillAsync("2026-03-16");
        await coordinator.ButtonOf("Save").FocusAsync();
        await coordinator.Keyboard.PressAsync("Enter");
        await Expect(coordinator.Locator("#affected")).ToContainTextAsync("This changes 1 hour of Ada.");
        await coordinator.PictureAsync("affected-phone");
        if (script)
        {
            await coordinator.ShouldBeAccessibleAsync();
        }

        await coordinator.Locator("#affected button").FocusAsync();
        await coordinator.Keyboard.PressAsync("Enter");
        await coordinator.ShouldSayAsync("Saved.");

        using var answer = await ada.Client.GetAsync(rota.Path($"claims?volunteerId={ada.Id}&limit=200"));
        var dates = (await answer.ShouldBe(200))
            .GetProperty("items")
            .EnumerateArray()
            .Where(claim => claim.GetProperty("status").GetString() == "held")
            .Select(claim => LocalDatePattern.Iso.Parse(claim.GetProperty("date").GetString()!).Value)
            .ToList();
        Assert.True(dates.Count > 2);
        Assert.All(dates, date => Assert.Equal(IsoDayOfWeek.Monday, date.DayOfWeek));
        Assert.DoesNotContain(new LocalDate(2026, 3, 16), dates);
        await hers.GotoAsync($"/{rota.Slug}/board?week=2026-W11");
        await Expect(hers.Locator("#my-standing strong")).ToContainTextAsync("Every Monday");
        await coordinator.GotoAsync($"/{rota.Slug}/manage/standing-claims");
        await coordinator.ShouldSayAsync("Every Monday 15:00–18:00");
        if (script)
        {
            await coordinator.ShouldBeAccessibleAsync();
        }

        complaints.ShouldBeNone();
    }
}
