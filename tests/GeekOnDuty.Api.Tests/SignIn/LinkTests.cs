using System.Globalization;
using System.Text;
using GeekOnDuty.Core.People;
using NodaTime;
using Npgsql;
using Xunit;
using static GeekOnDuty.Api.Tests.SignIn.SignInSteps;

namespace GeekOnDuty.Api.Tests.SignIn;

public sealed class LinkTests(RunningApp running) : IClassFixture<RunningApp>
{
    private readonly TestApp app = running.App;
    private readonly TestDatabase db = running.Database;

    [Fact]
    public async Task Opening_a_link_changes_nothing_and_its_button_signs_in_once()
    {
        using var scanner = new Browser(app);
        using var browser = new Browser(app);
        using var again = new Browser(app);
        var address = NewAddress();
        using (await app.SignUpAsync(address)) { }

        var secret = await app.LinkAsync(address, "/me?from=mail");
        for (var i = 0; i < 3; i++)
        {
            var seen = (await scanner.GetAsync($"/sign-in/{secret}")).ShouldBe(200, address);
            Assert.Single(Count(seen.Html, "<button>"));
        }

        (await browser.UseAsync(secret)).ShouldLeadTo("/me?from=mail");
        Assert.True(await browser.IsSignedInAsync());
        Assert.False(await scanner.IsSignedInAsync());

        (await scanner.GetAsync($"/sign-in/{secret}")).ShouldBe(410);
        await again.GetAsync("/sign-in");
        (await again.PostAsync($"/sign-in/{secret}")).ShouldBe(410);
        Assert.False(await again.IsSignedInAsync());
    }

    [Fact]
    public async Task A_link_opens_until_15_minutes_after_it_was_sent_and_not_then()
    {
        await using var moving = await TestApp.StartAsync(db, RunningApp.Now);
        var address = NewAddress();
        using (await moving.SignUpAsync(address)) { }

        using var browser = new Browser(moving);
        var (first, second) = (await moving.LinkAsync(address), await moving.LinkAsync(address));
        moving.Clock.Now = RunningApp.Now + Duration.FromMinutes(15) - Duration.FromMilliseconds(1);
        (await browser.UseAsync(first)).ShouldLeadTo("/");
        moving.Clock.Now = RunningApp.Now + Duration.FromMinutes(15);
        (await browser.GetAsync($"/sign-in/{second}")).ShouldBe(410);
        (await browser.PostAsync($"/sign-in/{second}")).ShouldBe(410);
    }

    [Fact]
    public async Task A_new_person_is_asked_for_name_and_zone_and_what_is_wrong_leaves_the_link_open()
    {
        using var browser = new Browser(app);
        var secret = await app.LinkAsync(NewAddress());
        (await browser.GetAsync($"/sign-in/{secret}")).ShouldBe(200, "How shall we call you?");
        (await browser.PostAsync($"/sign-in/{secret}", ("displayName", ""), ("zone", "UTC"))).ShouldBe(400);
        (await browser.PostAsync($"/sign-in/{secret}", ("displayName", "Ada"), ("zone", "Mars/Olympus"))).ShouldBe(
            400,
            "Mars/Olympus"
        );
        (await browser.PostAsync($"/sign-in/{secret}", ("displayName", "Ada"), ("zone", "Europe/Amsterdam"))).ShouldLeadTo("/");
        (await browser.GetAsync("/me")).ShouldBe(200, "You are signed in as <bdi>Ada</bdi>.");
    }

    [Fact]
    public async Task Of_a_link_only_the_hash_is_kept_and_it_has_at_least_128_random_bits()
    {
        var secrets = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < 50; i++)
        {
            secrets.Add(await app.LinkAsync(NewAddress()));
        }

        Assert.Equal(50, secrets.Count);
        Assert.All(secrets, secret => Assert.Equal("geek_".Length + 43, secret.Length));
        var kept = await RowsAsync("SELECT sign_in_links::text FROM sign_in_links");
        Assert.True(kept.Count >= 50);
        foreach (var secret in secrets)
        {
            var hex = Convert.ToHexStringLower(Encoding.UTF8.GetBytes(secret));
            Assert.DoesNotContain(
                kept,
                row => row.Contains(secret, StringComparison.Ordinal) || row.Contains(hex, StringComparison.Ordinal)
            );
            Assert.Contains(kept, row => row.Contains(Convert.ToHexStringLower(Secret.Hash(secret)), StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Of_many_who_press_the_button_at_once_one_gets_in()
    {
        var address = NewAddress();
        using (await app.SignUpAsync(address)) { }

        var secret = await app.LinkAsync(address);
        var browsers = Enumerable.Range(0, 8).Select(_ => new Browser(app)).ToList();
        foreach (var browser in browsers)
        {
            await browser.GetAsync($"/sign-in/{secret}");
        }

        var answers = await Task.WhenAll(browsers.Select(browser => browser.PostAsync($"/sign-in/{secret}")));
        Assert.Equal([302, 410, 410, 410, 410, 410, 410, 410], answers.Select(answer => answer.Status).Order());
        browsers.ForEach(browser => browser.Dispose());
    }

    [Fact]
    public async Task Two_links_of_one_new_address_at_once_make_one_person_and_the_other_link_stays_open()
    {
        for (var round = 0; round < 5; round++)
        {
            var address = NewAddress();
            var secrets = new[] { await app.LinkAsync(address), await app.LinkAsync(address) };
            var browsers = secrets.Select(_ => new Browser(app)).ToList();
            foreach (var (browser, secret) in browsers.Zip(secrets))
            {
                await browser.GetAsync($"/sign-in/{secret}");
            }

            var answers = await Task.WhenAll(
                browsers.Zip(
                    secrets,
                    (browser, secret) => browser.PostAsync($"/sign-in/{secret}", ("displayName", "Ada"), ("zone", "UTC"))
                )
            );
            Assert.All(answers, answer => Assert.True(answer.Status is 302 or 409, answer.Html));
            Assert.Contains(answers, answer => answer.Status == 302);
            for (var i = 0; i < 2; i++)
            {
                if (answers[i].Status == 409)
                {
                    (await browsers[i].UseAsync(secrets[i])).ShouldLeadTo("/");
                }

                Assert.True(await browsers[i].IsSignedInAsync());
            }

            Assert.Single(await RowsAsync($"SELECT id::text FROM volunteers WHERE email = '{address}'"));
            browsers.ForEach(browser => browser.Dispose());
        }
    }

    [Fact]
    public async Task Asking_is_answered_alike_and_does_the_same_whether_somebody_has_the_address_or_nobody()
    {
        var (known, unknown) = (NewAddress(), NewAddress());
        using (await app.SignUpAsync(known)) { }

        var answers = new List<Page>();
        foreach (var address in new[] { known, unknown })
        {
            using var browser = new Browser(app);
            await browser.GetAsync("/sign-in");
            answers.Add(
                (await browser.PostAsync("/sign-in", ("email", address.ToUpperInvariant()), ("return", "/me"))).ShouldBe(302)
            );
            answers.Add((await browser.GetAsync("/sign-in/sent")).ShouldBe(200));
        }

        Assert.Equal((answers[0].Location, answers[0].Html), (answers[2].Location, answers[2].Html));
        Assert.Equal(answers[1].Html, answers[3].Html);
        Assert.Single(await RowsAsync($"SELECT email FROM sign_in_links WHERE email = '{known}' AND return_to = '/me'"));
        Assert.Single(await RowsAsync($"SELECT email FROM sign_in_links WHERE email = '{unknown}' AND return_to = '/me'"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("ada")]
    [InlineData("ada@")]
    [InlineData("ada@localhost")]
    [InlineData("Ada <ada@example.org>")]
    [InlineData("ada@example.org, bob@example.org")]
    [InlineData("ada@example.org\r\nBcc: bob@example.org")]
    [InlineData("ada@[127.0.0.1]")]
    [InlineData("\"a b\"@example.org")]
    public async Task What_is_no_address_is_refused(string address)
    {
        using var browser = new Browser(app);
        await browser.GetAsync("/sign-in");
        (await browser.PostAsync("/sign-in", ("email", address))).ShouldBe(400);
    }

    [Theory]
    [InlineData("/me?a=b#c", "/me?a=b#c")]
    [InlineData("//evil.example", "/")]
    [InlineData("/\\evil.example", "/")]
    [InlineData("/\t/evil.example", "/")]
    [InlineData("https://evil.example/", "/")]
    [InlineData("javascript:alert(1)", "/")]
    [InlineData("me", "/")]
    public async Task Sign_in_leads_back_to_paths_of_this_site_alone(string wanted, string back)
    {
        using var browser = new Browser(app);
        await browser.GetAsync($"/sign-in?return={Uri.EscapeDataString(wanted)}");
        (await browser.PostAsync("/sign-in/token", ("token", TestApp.AdminSecret), ("return", wanted))).ShouldLeadTo(back);
    }

    [Fact]
    public async Task A_link_to_a_new_address_works_in_a_browser_of_whoever_asked_for_it_alone()
    {
        var (old, wanted) = (NewAddress(), NewAddress());
        using var ada = await app.SignUpAsync(old, "Ada");
        using var mallory = await app.SignUpAsync(NewAddress(), "Mallory");
        using var anonymous = new Browser(app);
        var id = Guid.Parse((await RowsAsync($"SELECT id::text FROM volunteers WHERE email = '{old}'"))[0]);
        var secret = await app.LinkAsync(wanted, "/me", id);

        foreach (var other in new[] { mallory, anonymous })
        {
            var seen = (await other.GetAsync($"/sign-in/{secret}")).ShouldBe(200, "Sign in as that person");
            Assert.DoesNotContain($"action=\"/sign-in/{secret}\"", seen.Html, StringComparison.Ordinal);
            await other.GetAsync("/sign-in");
            (await other.PostAsync($"/sign-in/{secret}")).ShouldBe(403);
        }

        (await ada.UseAsync(secret)).ShouldLeadTo("/me");
        (await ada.GetAsync("/me")).ShouldBe(200, wanted);
        Assert.Empty(await RowsAsync($"SELECT id::text FROM volunteers WHERE email = '{old}'"));
    }

    [Fact]
    public async Task An_address_that_somebody_has_is_not_given_to_another()
    {
        var (mine, theirs) = (NewAddress(), NewAddress());
        using var ada = await app.SignUpAsync(mine);
        using var bob = await app.SignUpAsync(theirs, "Bob");
        var id = Guid.Parse((await RowsAsync($"SELECT id::text FROM volunteers WHERE email = '{mine}'"))[0]);

        (await ada.UseAsync(await app.LinkAsync(theirs, "/me", id))).ShouldBe(409, "Somebody else signs in with this address");
        (await ada.GetAsync("/me")).ShouldBe(200, mine);
        (await bob.GetAsync("/me")).ShouldBe(200, theirs);
    }

    private static IEnumerable<int> Count(string html, string part) =>
        Enumerable.Range(0, html.Length).Where(i => string.CompareOrdinal(html, i, part, 0, part.Length) == 0);

    private async Task<IReadOnlyList<string>> RowsAsync(string sql)
    {
        await using var source = NpgsqlDataSource.Create(db.ConnectionString);
        await using var command = source.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        var rows = new List<string>();
        while (await reader.ReadAsync(TestContext.Current.CancellationToken))
        {
            rows.Add(Convert.ToString(reader.GetValue(0), CultureInfo.InvariantCulture)!);
        }

        return rows;
    }
}
