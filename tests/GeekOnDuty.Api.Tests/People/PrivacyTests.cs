using System.Net.Http.Json;
using System.Text.Json;
using GeekOnDuty.Api.Tests.Http;
using Xunit;

namespace GeekOnDuty.Api.Tests.People;

public sealed class PrivacyTests(RunningApp running) : IClassFixture<RunningApp>
{
    private const string Private = "ada@private.example";
    private TestApp App => running.App;

    [Fact]
    public async Task A_coordinator_cannot_get_at_a_volunteer_of_another_rota_by_adding_them()
    {
        var (theirs, mine) = (await App.Given.RotaAsync(), await App.Given.RotaAsync());
        var ada = await AdaAsync(theirs);
        var eve = await App.Given.PersonAsync("Eve", mine, "coordinator");

        using var added = await eve.Client.SendJsonAsync("PUT", $"/v1/rotas/{mine}/members/{ada.Id}", """{"role":"volunteer"}""");
        await added.ShouldBeProblem(404, "not-found");
        using var read = await eve.Client.GetAsync($"/v1/volunteers/{ada.Id}");
        await read.ShouldBeProblem(404, "not-found");
        Assert.DoesNotContain(Private, await eve.Client.GetStringAsync("/v1/volunteers"), StringComparison.Ordinal);

        using var imported = await eve.Client.SendJsonAsync(
            "PUT",
            $"/v1/rotas/{mine}/document",
            $$"""{"rota":{"slug":"{{mine}}","name":"n","zone":"UTC"},"volunteers":[{"key":"{{ada.Id}}","role":"volunteer","displayName":"Mine","zone":"UTC"}]}"""
        );
        await imported.ShouldName("volunteers[0].key");
        using var members = await eve.Client.GetAsync($"/v1/rotas/{mine}/members");
        Assert.Equal(1, (await members.ShouldBe(200)).GetProperty("items").GetArrayLength());
        using var me = await ada.Client.GetAsync("/v1/me");
        Assert.Equal("Ada", (await me.ShouldBe(200)).GetProperty("displayName").GetString());
    }

    [Fact]
    public async Task A_volunteer_who_has_moved_to_another_rota_is_that_rotas_affair()
    {
        var (theirs, mine) = (await App.Given.RotaAsync(), await App.Given.RotaAsync());
        var maker = await App.Given.PersonAsync("Maker", mine, "coordinator");
        using var made = await maker.Client.SendJsonAsync("POST", "/v1/volunteers", """{"displayName":"Bob","zone":"UTC"}""");
        var bob = (await made.ShouldBe(201)).GetProperty("id").GetString();
        using var known = await maker.Client.GetAsync($"/v1/volunteers/{bob}");
        await known.ShouldBe(200);

        using var moved = await App.Admin.SendJsonAsync("PUT", $"/v1/rotas/{theirs}/members/{bob}", """{"role":"volunteer"}""");
        await moved.ShouldBe(200);
        foreach (
            var (method, body) in ((string, string?)[])
                [("GET", null), ("PUT", """{"displayName":"Mine","zone":"UTC"}"""), ("DELETE", null)]
        )
        {
            using var response = await maker.Client.SendJsonAsync(method, $"/v1/volunteers/{bob}", body);
            await response.ShouldBeProblem(404, "not-found");
        }
    }

    [Fact]
    public async Task A_coordinator_may_read_but_not_change_who_belongs_to_another_rota_too()
    {
        var (first, second) = (await App.Given.RotaAsync(), await App.Given.RotaAsync());
        var ada = await AdaAsync(first);
        using var both = await App.Admin.SendJsonAsync("PUT", $"/v1/rotas/{second}/members/{ada.Id}", """{"role":"volunteer"}""");
        await both.ShouldBe(200);
        var coordinator = await App.Given.PersonAsync("Coordinator", first, "coordinator");
        using var read = await coordinator.Client.GetAsync($"/v1/volunteers/{ada.Id}");
        await read.ShouldBe(200);
        foreach (
            var (method, body) in ((string, string?)[])[("PUT", """{"displayName":"Mine","zone":"UTC"}"""), ("DELETE", null)]
        )
        {
            using var response = await coordinator.Client.SendJsonAsync(method, $"/v1/volunteers/{ada.Id}", body);
            await response.ShouldBeProblem(403, "forbidden");
        }
    }

    [Fact]
    public async Task A_coordinator_cannot_change_or_erase_an_admin()
    {
        var rota = await App.Given.RotaAsync();
        var coordinator = await App.Given.PersonAsync("Coordinator", rota, "coordinator");
        using var me = await App.Admin.GetAsync("/v1/me");
        var admin = (await me.ShouldBe(200)).GetProperty("id").GetString();
        using var hidden = await coordinator.Client.SendJsonAsync(
            "PUT",
            $"/v1/volunteers/{admin}",
            """{"displayName":"Mine","zone":"UTC"}"""
        );
        await hidden.ShouldBeProblem(404, "not-found");

        using var joined = await App.Admin.SendJsonAsync("PUT", $"/v1/rotas/{rota}/members/{admin}", """{"role":"volunteer"}""");
        await joined.ShouldBe(200);
        foreach (
            var (method, body) in ((string, string?)[])[("PUT", """{"displayName":"Mine","zone":"UTC"}"""), ("DELETE", null)]
        )
        {
            using var response = await coordinator.Client.SendJsonAsync(method, $"/v1/volunteers/{admin}", body);
            await response.ShouldBeProblem(403, "forbidden");
        }

        using var left = await App.Admin.DeleteAsync($"/v1/rotas/{rota}/members/{admin}");
        await left.ShouldBe(204);
    }

    [Fact]
    public async Task Only_public_contacts_of_whoever_is_on_duty_show()
    {
        var (rota, hours) = await App.Given.RotaWithHoursAsync();
        var ada = await AdaAsync(rota);
        using var claimed = await ada.Client.PostAsJsonAsync(
            $"/v1/rotas/{rota}/office-hours/{hours}/slots/2026-03-02/claims",
            new { }
        );
        await claimed.ShouldBe(201);

        using var response = await App.Anonymous.GetAsync($"/v1/rotas/{rota}/on-duty");
        var onDuty = await response.ShouldBe(200);
        var contact = Assert.Single(onDuty.GetProperty("onDuty")[0].GetProperty("contacts").EnumerateArray());
        Assert.Equal("ada", contact.GetProperty("value").GetString());
        foreach (
            var path in (string[])
                [
                    "on-duty",
                    "slots?from=2026-03-02T00:00:00Z&to=2026-03-03T00:00:00Z",
                    "schedule?from=2026-03-02T00:00:00Z&to=2026-03-03T00:00:00Z",
                ]
        )
        {
            Assert.DoesNotContain(
                Private,
                await App.Anonymous.GetStringAsync($"/v1/rotas/{rota}/{path}"),
                StringComparison.Ordinal
            );
        }
    }

    [Fact]
    public async Task A_list_of_volunteers_has_those_that_one_may_know_of()
    {
        var (first, second) = (await App.Given.RotaAsync(), await App.Given.RotaAsync());
        var ada = await App.Given.PersonAsync("Ada", first);
        var bob = await App.Given.PersonAsync("Bob", second);
        var coordinator = await App.Given.PersonAsync("Coordinator", first, "coordinator");
        Assert.Equal([ada.Id], await IdsAsync(ada.Client));
        Assert.Equal(new[] { ada.Id, coordinator.Id }.Order(), (await IdsAsync(coordinator.Client)).Order());
        Assert.Subset((await IdsAsync(App.Admin)).ToHashSet(), new HashSet<Guid> { ada.Id, bob.Id, coordinator.Id });
    }

    [Fact]
    public async Task Administrators_only_are_told_of_tokens_of_others()
    {
        var ada = await App.Given.PersonAsync("Ada");
        var bob = await App.Given.PersonAsync("Bob");
        using var list = await ada.Client.GetAsync($"/v1/tokens?volunteerId={bob.Id}");
        await list.ShouldBeProblem(403, "forbidden");
        using var made = await ada.Client.SendJsonAsync("POST", "/v1/tokens", $$"""{"name":"t","volunteerId":"{{bob.Id}}"}""");
        await made.ShouldBeProblem(403, "forbidden");
        using var unknown = await App.Admin.SendJsonAsync(
            "POST",
            "/v1/tokens",
            $$"""{"name":"t","volunteerId":"{{Guid.NewGuid()}}"}"""
        );
        await unknown.ShouldName("volunteerId");
    }

    private async Task<Person> AdaAsync(string rota)
    {
        var ada = await App.Given.PersonAsync("Ada", rota);
        using var put = await ada.Client.SendJsonAsync(
            "PUT",
            "/v1/me",
            $$"""{"displayName":"Ada","zone":"UTC","contacts":[{"kind":"irc","value":"ada","public":true},{"kind":"email","value":"{{Private}}"}]}"""
        );
        await put.ShouldBe(200);
        return ada;
    }

    private static async Task<List<Guid>> IdsAsync(HttpClient client)
    {
        using var response = await client.GetAsync("/v1/volunteers?limit=200");
        return
        [
            .. (await response.ShouldBe(200))
                .GetProperty("items")
                .EnumerateArray()
                .Select(each => each.GetProperty("id").GetGuid()),
        ];
    }
}
