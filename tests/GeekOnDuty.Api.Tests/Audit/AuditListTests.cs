using System.Text.Json;
using GeekOnDuty.Api.Tests.Claims;
using GeekOnDuty.Api.Tests.Http;
using Xunit;

namespace GeekOnDuty.Api.Tests.Audit;

/// <summary>Whom the audit log is shown, and in which pages.</summary>
public sealed class AuditListTests(RunningApp running) : IClassFixture<RunningApp>
{
    private TestApp App => running.App;

    [Fact]
    public async Task Coordinators_see_their_own_rota_admins_all_and_nobody_else_anything()
    {
        var (rota, _, ada, coordinator) = await App.SceneAsync();
        var other = await App.SceneAsync();
        foreach (var client in new[] { ada.Client, other.Coordinator.Client })
        {
            using var foreign = await client.GetAsync($"/v1/rotas/{rota}/audit");
            await foreign.ShouldBeProblem(403, "forbidden");
        }

        using var anonymous = await App.Anonymous.GetAsync($"/v1/rotas/{rota}/audit");
        await anonymous.ShouldBeProblem(401, "unauthenticated");
        using var unknown = await App.Admin.GetAsync("/v1/rotas/no-such/audit");
        await unknown.ShouldBeProblem(404, "not-found");
        using var people = await coordinator.Client.GetAsync("/v1/audit");
        await people.ShouldBeProblem(403, "forbidden");

        var mine = await coordinator.Client.EntriesAsync($"/v1/rotas/{rota}/audit");
        Assert.NotEmpty(mine);
        Assert.All(mine, entry => Assert.Equal(rota, entry.Text("rota")));
        var none = await App.Admin.EntriesAsync("/v1/audit");
        Assert.NotEmpty(none);
        Assert.All(none, entry => Assert.Equal(JsonValueKind.Null, entry.GetProperty("rota").ValueKind));
        Assert.Empty(none.Select(entry => entry.Text("kind")).Except(["volunteer", "organisation", "token", "session"]));
    }

    [Fact]
    public async Task Filters_choose_and_pages_follow_each_other_without_gap_or_repetition()
    {
        var (rota, hours, ada, coordinator) = await App.SceneAsync();
        for (var day = 3; day <= 9; day++)
        {
            await ada.Client.TakeAsync(rota, hours, $"2026-03-0{day}");
        }

        var path = $"/v1/rotas/{rota}/audit";
        var all = await App.Admin.EntriesAsync($"{path}?limit=200");
        var (walked, cursor) = (new List<JsonElement>(), "");
        do
        {
            using var response = await coordinator.Client.GetAsync($"{path}?limit=3{cursor}");
            var page = await response.ShouldBe(200);
            walked.AddRange(page.Items());
            cursor = page.GetProperty("nextCursor").GetString() is { } next ? $"&cursor={next}" : "";
        } while (cursor.Length > 0);
        Assert.Equal(all.Select(entry => entry.Id()), walked.Select(entry => entry.Id()));

        var byAda = await coordinator.Client.EntriesAsync($"{path}?actorId={ada.Id}");
        Assert.Equal(7, byAda.Count);
        var claims = await coordinator.Client.EntriesAsync($"{path}?kind=claim");
        Assert.Equal(byAda.Select(entry => entry.Id()), claims.Select(entry => entry.Id()));
        Assert.Equal(
            ["2026-03-09", "2026-03-08", "2026-03-07", "2026-03-06", "2026-03-05", "2026-03-04", "2026-03-03"],
            claims.Select(entry => entry.GetProperty("after").Text("date"))
        );
        // The clock of this application stands still: the start is included and the end is not.
        const string Now = "2026-03-02T10:00:00Z";
        Assert.Equal(all.Count, (await App.Admin.EntriesAsync($"{path}?from={Now}&limit=200")).Count);
        Assert.Empty(await App.Admin.EntriesAsync($"{path}?to={Now}"));

        using var kind = await App.Admin.GetAsync($"{path}?kind=nonsense");
        Assert.Contains("office-hours", await kind.ShouldName("kind"), StringComparison.Ordinal);
        using var window = await App.Admin.GetAsync($"{path}?from={Now}&to={Now}");
        await window.ShouldName("to");
        using var foreign = await App.Admin.GetAsync($"{path}?cursor=63657068");
        await foreign.ShouldName("cursor");
    }
}
