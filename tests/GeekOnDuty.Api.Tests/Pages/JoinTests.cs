using System.Net.Http.Json;
using NodaTime;
using Xunit;

namespace GeekOnDuty.Api.Tests.Pages;

public sealed class JoinTests(TestDatabase db) : IClassFixture<TestDatabase>
{
    private static readonly Instant Now = Instant.FromUtc(2026, 3, 2, 10, 0);

    [Fact]
    public async Task An_invitation_is_shown_once_and_its_link_lets_one_person_in_after_signing_in()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var rota = await app.Given.RotaAsync();
        var (ada, bob) = (await app.Given.PersonAsync("Ada"), await app.Given.PersonAsync("Bob"));
        using var coordinator = await Browser.SignedInAsync(app);
        var members = $"/{rota}/manage/members";
        var page = await coordinator.GetAsync(members);
        var made = await coordinator.SubmitAsync(page, $"/{rota}/manage/invitations", ("role", "volunteer"));
        Assert.Equal(200, made.Status);
        Assert.Contains("<svg", made.Html);
        var link = new Uri(
            made.Html.Split("value=\"")
                .Select(part => part.Split('"')[0])
                .First(part => part.Contains("/join/", StringComparison.Ordinal))
        );
        Assert.DoesNotContain("/join/", (await coordinator.GetAsync(members)).Html);

        using var stranger = new Browser(app);
        var seen = await stranger.GetAsync(link.AbsolutePath);
        Assert.Equal(200, seen.Status);
        Assert.Contains("Sign in first", seen.Text());
        Assert.Equal(
            $"/sign-in?return={Uri.EscapeDataString(link.AbsolutePath)}",
            seen.Link($"a[href*='/sign-in?return=%2F{rota}%2Fjoin']")
        );

        using var adas = await Browser.SignedInAsync(app, ada);
        var invited = await adas.GetAsync(link.AbsolutePath);
        var joined = await adas.SubmitAsync(invited, link.AbsolutePath);
        Assert.Equal((302, $"/{rota}/board"), (joined.Status, joined.Location));
        Assert.Contains("You are a member", (await adas.GetAsync(link.AbsolutePath)).Text());

        using var bobs = await Browser.SignedInAsync(app, bob);
        var used = await bobs.GetAsync(link.AbsolutePath);
        Assert.Contains("does not let anybody in", used.Text());
        Assert.Equal(409, (await bobs.SubmitAsync(used, "/sign-out", to: link.AbsolutePath)).Status);
        Assert.Contains("goes by invitation", (await bobs.GetAsync($"/{rota}/join")).Text());
    }

    [Fact]
    public async Task An_invitation_that_is_revoked_lets_nobody_in()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var rota = await app.Given.RotaAsync();
        using var coordinator = await Browser.SignedInAsync(app);
        var page = await coordinator.GetAsync($"/{rota}/manage/members");
        var made = await coordinator.SubmitAsync(page, $"/{rota}/manage/invitations");
        var link = new Uri(
            made.Html.Split("value=\"")
                .Select(part => part.Split('"')[0])
                .First(part => part.Contains("/join/", StringComparison.Ordinal))
        );
        page = await coordinator.GetAsync($"/{rota}/manage/members");
        var revoke = $"/{rota}/manage/invitations/{page.Html.Split("/manage/invitations/")[1].Split('"')[0]}";

        Assert.Contains(
            "The invitation is revoked.",
            (await coordinator.FollowAsync(await coordinator.SubmitAsync(page, revoke))).Text()
        );

        Assert.Contains("does not let anybody in", (await coordinator.GetAsync(link.AbsolutePath)).Text());
    }

    [Fact]
    public async Task However_many_are_revoked_those_that_let_somebody_in_are_shown()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var rota = await app.Given.RotaAsync();
        await db.ExecuteAsync(
            $"""
            INSERT INTO invitations (id, rota_id, secret_hash, role, created_by, created_at, expires_at, uses, revoked_at)
            SELECT gen_random_uuid(), r.id, sha256(n::text::bytea), 'volunteer', v.id, '2026-03-01Z', '2026-04-01Z', 1, '2026-03-01Z'
            FROM rotas r, (SELECT id FROM volunteers LIMIT 1) v, generate_series(1, 250) n WHERE r.slug = '{rota}'
            """
        );
        using var coordinator = await Browser.SignedInAsync(app);
        await coordinator.SubmitAsync(await coordinator.GetAsync($"/{rota}/manage/members"), $"/{rota}/manage/invitations");

        var page = await coordinator.GetAsync($"/{rota}/manage/members");

        Assert.Equal(2, page.Html.Split("/revoke\"").Length);
    }

    [Fact]
    public async Task With_approval_a_coordinator_reads_the_message_and_lets_them_in_or_declines()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var rota = await app.Given.RotaAsync();
        var (ada, bob) = (await app.Given.PersonAsync("Ada"), await app.Given.PersonAsync("Bob"));
        using var coordinator = await Browser.SignedInAsync(app);
        var form = await coordinator.GetAsync($"/{rota}/manage");
        Assert.Equal(302, (await coordinator.SubmitAsync(form, $"/{rota}/manage", ("joining", "approval"))).Status);

        foreach (var person in new[] { ada, bob })
        {
            using var browser = await Browser.SignedInAsync(app, person);
            var join = await browser.GetAsync($"/{rota}/join");
            var tooLong = await browser.SubmitAsync(join, $"/{rota}/join", ("message", new string('x', 501)));
            Assert.Equal(400, tooLong.Status);
            Assert.Contains("id=\"message-fault\"", tooLong.Html);
            var asked = await browser.FollowAsync(
                await browser.SubmitAsync(join, $"/{rota}/join", ("message", $"{person.Name} can help"))
            );
            Assert.Contains("A coordinator will answer.", asked.Text());
        }

        var page = await coordinator.GetAsync($"/{rota}/manage/members");
        Assert.Contains("Ada can help", page.Text());
        page = await coordinator.FollowAsync(
            await coordinator.SubmitAsync(page, $"/{rota}/manage/requests/{ada.Id}", ("do", "approve"), ("role", "coordinator"))
        );
        page = await coordinator.FollowAsync(
            await coordinator.SubmitAsync(page, $"/{rota}/manage/requests/{bob.Id}", ("do", "decline"))
        );

        Assert.DoesNotContain("can help", page.Text());
        using var response = await app.Admin.GetAsync($"/v1/rotas/{rota}/members");
        var member = Assert.Single((await response.ShouldBe(200)).GetProperty("items").EnumerateArray());
        Assert.Equal(
            ("Ada", "coordinator"),
            (member.GetProperty("displayName").GetString(), member.GetProperty("role").GetString())
        );
    }

    [Fact]
    public async Task An_open_rota_is_joined_with_one_button_and_a_role_is_changed_and_taken_away()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var rota = await app.Given.RotaAsync();
        var ada = await app.Given.PersonAsync("Ada");
        using var coordinator = await Browser.SignedInAsync(app);
        var form = await coordinator.GetAsync($"/{rota}/manage");
        Assert.Equal(302, (await coordinator.SubmitAsync(form, $"/{rota}/manage", ("joining", "open"))).Status);
        using var browser = await Browser.SignedInAsync(app, ada);
        Assert.Equal(302, (await browser.SubmitAsync(await browser.GetAsync($"/{rota}/join"), $"/{rota}/join")).Status);

        var members = $"/{rota}/manage/members";
        var page = await coordinator.FollowAsync(
            await coordinator.SubmitAsync(await coordinator.GetAsync(members), $"{members}/{ada.Id}", ("role", "coordinator"))
        );
        Assert.Equal("coordinator", page.Field($"{members}/{ada.Id}", "role"));
        await app.Given.PersonAsync("Bob", rota, "coordinator");
        page = await coordinator.FollowAsync(await coordinator.SubmitAsync(page, $"{members}/{ada.Id}/remove"));
        Assert.Contains("Removed.", page.Text());
        Assert.DoesNotContain($"{members}/{ada.Id}", page.Html);
    }
}
