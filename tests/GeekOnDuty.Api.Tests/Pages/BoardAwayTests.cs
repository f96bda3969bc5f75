using GeekOnDuty.Api.Tests.OnDuty;
using Xunit;

namespace GeekOnDuty.Api.Tests.Pages;

public sealed class BoardAwayTests(TestDatabase db) : IClassFixture<TestDatabase>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Without_the_database_the_board_is_read_from_memory_says_that_it_may_be_old_and_a_claim_is_a_503_page()
    {
        await using var app = await TestApp.StartAsync(db, RunningApp.Now);
        var rota = await RotaClient.NewAsync(app);
        var hours = await rota.HoursAsync("14:00", "15:00", seats: 2);
        var ada = await rota.MemberAsync("Ada");
        await rota.ClaimAsync(ada, hours, "2026-03-04");
        using var browser = await Browser.SignedInAsync(app, ada);
        var slot = $"#slot-{hours}-2026-03-04";
        var before = await browser.OpenAsync($"/{rota.Slug}/board");
        Assert.Equal("", before.Text("#stale"));
        await ShouldServeHelpAsync(app, rota, isStale: false);

        await db.AllowConnectionsAsync(false);
        try
        {
            Page away = null!;
            await TestDeadline.UntilAsync(
                async () => (away = await browser.OpenAsync($"/{rota.Slug}/board")).Count("#stale") > 0,
                "The board never said that it is stale."
            );

            Assert.Equal(200, away.Status);
            Assert.Contains("out of date", away.Text("#stale"), StringComparison.Ordinal);
            await ShouldServeHelpAsync(app, rota, isStale: true);
            Assert.Equal("Ada", away.Text($"{slot} .holders li"));
            Assert.Equal(0, away.Count(".slot form"));
            var refused = await browser.PressAsync(before.Button(".slot.open form button"));
            Assert.Equal(503, refused.Status);
            Assert.Equal("The database is away.", refused.Text("h1"));
        }
        finally
        {
            await db.AllowConnectionsAsync(true);
        }
    }

    /// <summary>The help page in each form, its frame and the page with its code.</summary>
    private static async Task ShouldServeHelpAsync(TestApp app, RotaClient rota, bool isStale)
    {
        foreach (
            var (path, accept) in ((string, string)[])
                [
                    ("", "text/html"),
                    ("", "*/*"),
                    ("", "application/json"),
                    ("/embed?zone=Asia/Tokyo", "*/*"),
                    ("/embed-code", "*/*"),
                ]
        )
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"/{rota.Slug}{path}");
            request.Headers.TryAddWithoutValidation("Accept", accept);
            using var answer = await app.Anonymous.SendAsync(request, Ct);
            await answer.ShouldBe(200);
            Assert.Equal(isStale, answer.Headers.TryGetValues("Cache-Status", out var says));
            Assert.Equal(isStale ? "geek-on-duty; hit; detail=stale" : null, says?.Single());
        }
    }
}
