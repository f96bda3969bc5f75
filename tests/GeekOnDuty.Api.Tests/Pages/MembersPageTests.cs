using GeekOnDuty.Api.Tests.Joining;
using Xunit;

namespace GeekOnDuty.Api.Tests.Pages;

/// <summary>What coordinators can do to roles, their own above all.</summary>
public sealed class MembersPageTests(RunningApp running) : IClassFixture<RunningApp>
{
    private TestApp App => running.App;

    [Theory]
    [InlineData("")]
    [InlineData("/remove")]
    public async Task Giving_up_the_own_role_is_asked_about_before_it_is_done(string action)
    {
        var rota = await App.Given.RotaAsync();
        var ada = await App.Given.PersonAsync("Ada", rota, "coordinator");
        await App.Given.PersonAsync("Bob", rota, "coordinator");
        using var browser = await Browser.SignedInAsync(App, ada);
        var members = $"/{rota}/manage/members";
        var form = $"{members}/{ada.Id}{action}";

        var page = await browser.GetAsync(members);
        var asked = await browser.SubmitAsync(page, form, [.. Role(action)]);

        asked.ShouldBe(200, action.Length > 0 ? $"Leave {rota}?" : $"Stop being a coordinator of {rota}?");
        Assert.Equal(["Ada coordinator", "Bob coordinator"], await App.MembersAsync(rota));
        Assert.Equal(members, asked.Link("main form a"));

        var done = await browser.SubmitAsync(asked, form);

        done.ShouldLeadTo(action.Length > 0 ? "/me?done=left" : "/me?done=stepped-down");
        Assert.Equal(
            action.Length > 0 ? ["Bob coordinator"] : ["Ada volunteer", "Bob coordinator"],
            await App.MembersAsync(rota)
        );
        (await browser.FollowAsync(done)).ShouldBe(
            200,
            action.Length > 0 ? "You have left the rota." : "You are no longer a coordinator of that rota."
        );
    }

    [Theory]
    [InlineData("")]
    [InlineData("/remove")]
    public async Task The_last_coordinator_is_told_to_make_another_one_first(string action)
    {
        var rota = await App.Given.RotaAsync();
        var ada = await App.Given.PersonAsync("Ada", rota, "coordinator");
        using var browser = await Browser.SignedInAsync(App, ada);
        var members = $"/{rota}/manage/members";

        var page = await browser.GetAsync(members);
        var refused = await browser.SubmitAsync(page, $"{members}/{ada.Id}{action}", [.. Role(action), ("confirmed", "yes")]);

        refused.ShouldBe(409, $"Nobody else is a coordinator of {rota}. Make another member a coordinator there first");
        Assert.Equal(1, refused.Count("[role=alert]"));
        Assert.Equal(["Ada coordinator"], await App.MembersAsync(rota));
    }

    [Fact]
    public async Task The_role_of_another_is_changed_without_asking()
    {
        var rota = await App.Given.RotaAsync();
        var ada = await App.Given.PersonAsync("Ada", rota, "coordinator");
        var bob = await App.Given.PersonAsync("Bob", rota, "coordinator");
        using var browser = await Browser.SignedInAsync(App, ada);
        var members = $"/{rota}/manage/members";

        var set = await browser.SubmitAsync(await browser.GetAsync(members), $"{members}/{bob.Id}", ("role", "volunteer"));

        set.ShouldLeadTo($"{members}?done=saved");
        Assert.Equal(["Ada coordinator", "Bob volunteer"], await App.MembersAsync(rota));
    }

    private static IEnumerable<(string, string?)> Role(string action) => action.Length > 0 ? [] : [("role", "volunteer")];
}
