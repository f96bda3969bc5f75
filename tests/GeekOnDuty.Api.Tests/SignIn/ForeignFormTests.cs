using GeekOnDuty.Api.Tests.OnDuty;
using Npgsql;
using Xunit;

namespace GeekOnDuty.Api.Tests.SignIn;

/// <summary>What another site makes the browser of somebody send who is signed in here.</summary>
public sealed class ForeignFormTests(RunningApp running) : IClassFixture<RunningApp>
{
    private const string TooOld = "The form is too old.";
    private const string CrossSite = "The request came from another site.";
    private static readonly (string, string)[] Ours = [("Sec-Fetch-Site", "same-origin")];
    private readonly TestApp app = running.App;

    [Theory]
    [InlineData("sign-in")]
    [InlineData("me")]
    [InlineData("board")]
    [InlineData("manage")]
    public async Task A_form_from_elsewhere_does_nothing(string where)
    {
        var rota = await RotaClient.NewAsync(app);
        var hours = await rota.HoursAsync("14:00", "15:00");
        var ada = await rota.MemberAsync("Ada");
        var secret = where == "board" ? ada.Client.DefaultRequestHeaders.Authorization!.Parameter! : TestApp.AdminSecret;
        using var victim = new Browser(app);
        await victim.GetAsync("/sign-in");
        (await victim.PostAsync("/sign-in/token", ("token", secret))).ShouldLeadTo("/");
        (string Path, string Page, (string, string)[] Fields) form = where switch
        {
            "sign-in" => ("/sign-in", "/sign-in", [("email", "mallory@example.org")]),
            "me" => ("/me/address", "/me", [("email", "mallory@example.org")]),
            "board" => ($"/{rota.Slug}/board/claim", $"/{rota.Slug}/board", [("slot", $"{hours}-2026-03-03")]),
            _ => ($"/{rota.Slug}/manage/members", "/me", [("displayName", "Mallory"), ("zone", "UTC"), ("role", "coordinator")]),
        };
        using var attacker = new Browser(app);
        await attacker.GetAsync("/sign-in");
        var before = await RowsAsync();

        // From our own site as it seems, and without a token of this browser.
        foreach (var token in new[] { "", attacker.FormToken, "CfDJ8", $"{attacker.FormToken}x" })
        {
            victim.FormToken = token;
            (await victim.PostWithAsync(form.Path, Ours, form.Fields)).ShouldBe(400, TooOld);
        }

        // The page of a form with a token that is good, sent by another site.
        await victim.GetAsync(form.Page);
        foreach (
            var from in new[] { ("Origin", "https://evil.example"), ("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Site", "none") }
        )
        {
            (await victim.PostWithAsync(form.Path, [from], form.Fields)).ShouldBe(403, CrossSite);
        }

        Assert.Equal(before, await RowsAsync());

        // Nothing else was wrong with it.
        await victim.GetAsync(form.Page);
        (await victim.PostWithAsync(form.Path, Ours, form.Fields)).ShouldBe(302);
        Assert.NotEqual(before, await RowsAsync());
    }

    /// <summary>How many of everything that these forms make.</summary>
    private async Task<string> RowsAsync()
    {
        const string sql = """
            SELECT concat_ws(' ', (SELECT count(*) FROM sign_in_links), (SELECT count(*) FROM claims),
                (SELECT count(*) FROM volunteers), (SELECT count(*) FROM changes))
            """;
        await using var source = NpgsqlDataSource.Create(running.Database.ConnectionString);
        await using var command = source.CreateCommand(sql);
        return (string)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }
}
