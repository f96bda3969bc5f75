using System.Net.Http.Json;
using Xunit;

namespace GeekOnDuty.Api.Tests.Pages;

/// <summary>A rota from the first page on. Now is Monday, 2 March 2026, 10:00 UTC.</summary>
public sealed class ManageSetUpTests(TestDatabase db) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task A_rota_is_set_up_and_run_without_the_API()
    {
        await using var app = await TestApp.StartAsync(db, RunningApp.Now);
        using var browser = await Browser.SignedInAsync(app);

        Assert.Contains("/set-up", (await browser.GetAsync("/")).Html);
        var setUp = await browser.GetAsync("/set-up");
        var members = await browser.FollowAsync(
            await browser.SubmitAsync(
                setUp,
                "/set-up",
                ("do", "save"),
                ("name", "Ceph, 2nd floor!"),
                ("zone", "Europe/Berlin"),
                ("title", "European morning")
            )
        );
        Assert.Contains("The rota is made.", members.Text());
        Assert.Equal("Set up a rota", (await browser.GetAsync("/")).Text("a[href='/set-up']"));

        const string manage = "/ceph-2nd-floor/manage";
        Assert.Contains("Added.", (await AddAsync("Ada")).Text());
        var slots = await browser.GetAsync($"{manage}/slots");
        Assert.Contains("Mon 2 Mar 2026, 09:00–12:00 (UTC+1)", slots.Text());
        Assert.Contains("Fri 6 Mar 2026", slots.Text());
        Assert.DoesNotContain("Sat 7 Mar 2026", slots.Text());

        var tuesday = await browser.GetAsync(slots.Link("a[href*='2026-03-03']"));
        var action = slots.Link("a[href*='2026-03-03']");
        var ada = tuesday.Html.Split("value=\"").First(part => part.Contains(">Ada<", StringComparison.Ordinal)).Split('"')[0];
        tuesday = await browser.FollowAsync(await browser.SubmitAsync(tuesday, $"{action}/claims", ("volunteerId", ada)));
        Assert.Contains("1 of 1 seat taken", tuesday.Text());
        Assert.Contains("Take out", tuesday.Text());

        tuesday = await browser.SubmitAsync(tuesday, action, ("do", "move"), ("startTime", "14:00"), ("endTime", "16:00"));
        tuesday = await browser.PressAsync(tuesday.Button("#affected button"));
        Assert.Contains("Tue 3 Mar 2026, 14:00–16:00 (UTC+1) moved", tuesday.Text());
        Assert.Equal("Ada", await OnDutyAsync("2026-03-03T14:00:00Z"));

        tuesday = await browser.SubmitAsync(
            tuesday,
            action,
            ("do", "cancel"),
            ("reason", "Holiday"),
            ("startTime", null),
            ("endTime", null)
        );
        tuesday = await browser.PressAsync(tuesday.Button("#affected button"));
        Assert.Contains("cancelled", tuesday.Text());
        Assert.Contains("Holiday", tuesday.Text());
        Assert.Equal("", await OnDutyAsync("2026-03-03T14:00:00Z"));
        tuesday = await browser.FollowAsync(await browser.SubmitAsync(tuesday, action, ("do", "restore")));
        Assert.Contains("Tue 3 Mar 2026, 09:00–12:00 (UTC+1)", tuesday.Text());

        async Task<Page> AddAsync(string name) =>
            await browser.FollowAsync(
                await browser.SubmitAsync(
                    members,
                    $"{manage}/members",
                    ("displayName", name),
                    ("zone", "Europe/Berlin"),
                    ("role", "volunteer")
                )
            );

        async Task<string> OnDutyAsync(string at)
        {
            using var response = await app.Anonymous.GetAsync($"/v1/rotas/ceph-2nd-floor/on-duty?at={at}");
            return string.Join(
                ", ",
                (await response.ShouldBe(200))
                    .GetProperty("onDuty")
                    .EnumerateArray()
                    .Select(duty => duty.GetProperty("name").GetString())
            );
        }
    }

    [Fact]
    public async Task No_rota_is_made_for_an_admin_who_is_erased_meanwhile()
    {
        await using var app = await TestApp.StartAsync(db, RunningApp.Now);
        var eve = await app.Given.PersonAsync("Eve");
        await db.ExecuteAsync($"UPDATE volunteers SET is_admin = true WHERE id = '{eve.Id}'");
        using var browser = await Browser.SignedInAsync(app, eve);
        var setUp = await browser.GetAsync("/set-up");
        await db.ExecuteAsync(
            $"""
            CREATE FUNCTION erase_eve() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN UPDATE volunteers SET erased_at = NEW.created_at WHERE id = '{eve.Id}'; RETURN NULL; END $$;
            CREATE TRIGGER erase_eve AFTER INSERT ON rotas FOR EACH ROW WHEN (NEW.slug = 'of-nobody') EXECUTE FUNCTION erase_eve()
            """
        );

        var refused = await browser.SubmitAsync(
            setUp,
            "/set-up",
            ("do", "save"),
            ("name", "Of nobody"),
            ("zone", "Europe/Berlin"),
            ("title", "Morning")
        );

        refused.ShouldBe(404);
        using var rota = await app.Anonymous.GetAsync("/v1/rotas/of-nobody");
        await rota.ShouldBeProblem(404, "not-found");
    }

    [Fact]
    public async Task No_rota_is_made_whose_first_office_hours_are_refused()
    {
        await using var app = await TestApp.StartAsync(db, RunningApp.Now);
        using var browser = await Browser.SignedInAsync(app);
        var refused = await browser.SubmitAsync(
            await browser.GetAsync("/set-up"),
            "/set-up",
            ("do", "save"),
            ("name", "Half made"),
            ("zone", "Europe/Berlin"),
            ("title", "Morning"),
            ("languages", "gibberish")
        );

        refused.ShouldBe(400);
        Assert.Contains("is not a language that we know", refused.Text());
        using var rota = await app.Anonymous.GetAsync("/v1/rotas/half-made");
        await rota.ShouldBeProblem(404, "not-found");
        var made = await browser.SubmitAsync(refused, "/set-up", ("do", "save"), ("languages", "English"));
        Assert.Contains("The rota is made.", (await browser.FollowAsync(made)).Text());
    }

    [Theory]
    [InlineData("sign-in")]
    [InlineData("v1")]
    [InlineData("set-up")]
    [InlineData("me")]
    public async Task A_rota_does_not_take_a_path_of_the_program(string slug)
    {
        await using var app = await TestApp.StartAsync(db, RunningApp.Now);
        using var made = await app.Admin.PostAsJsonAsync(
            "/v1/rotas",
            new
            {
                slug,
                name = slug,
                zone = "UTC",
            }
        );
        var problem = await made.ShouldBeProblem(400, "invalid");
        Assert.Contains("Write another slug", problem.GetProperty("errors").GetProperty("slug")[0].GetString());
        using var imported = await app.Admin.PutAsJsonAsync(
            $"/v1/rotas/{slug}/document",
            new
            {
                rota = new
                {
                    slug,
                    name = slug,
                    zone = "UTC",
                },
            }
        );
        var refused = await imported.ShouldBeProblem(400, "invalid");
        Assert.True(refused.GetProperty("errors").TryGetProperty("rota.slug", out _));
    }
}
