using System.Net.Http.Json;
using System.Text.Json.Nodes;
using GeekOnDuty.Api.Tests.Claims;
using GeekOnDuty.Api.Tests.Documents;
using GeekOnDuty.Api.Tests.Joining;
using Xunit;

namespace GeekOnDuty.Api.Tests.People;

/// <summary>A rota that has a coordinator keeps one, whoever does what at the same moment.</summary>
public sealed class LastCoordinatorTests(RunningApp running) : IClassFixture<RunningApp>
{
    private TestApp App => running.App;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("PUT", true)]
    [InlineData("PUT", false)]
    [InlineData("DELETE", true)]
    [InlineData("DELETE", false)]
    public async Task The_last_coordinator_is_neither_demoted_nor_removed(string method, bool byThemselves)
    {
        var rota = await App.Given.RotaAsync();
        var ada = await App.Given.PersonAsync("Ada", rota, "coordinator");
        await App.Given.PersonAsync("Bob", rota);
        var client = byThemselves ? ada.Client : App.Admin;

        using var refused = await SendAsync(client, method, rota, ada);

        var problem = await refused.ShouldBeProblem(409, "last-coordinator");
        Assert.Equal([rota], problem.GetProperty("rotas").EnumerateArray().Select(each => each.GetString()));
        Assert.Contains(rota, problem.Text("detail"), StringComparison.Ordinal);
        Assert.Equal(["Ada coordinator", "Bob volunteer"], await App.MembersAsync(rota));

        await App.Given.PersonAsync("Cy", rota, "coordinator");
        using var done = await SendAsync(client, method, rota, ada);
        Assert.True(done.IsSuccessStatusCode, await done.Content.ReadAsStringAsync(Ct));
    }

    [Fact]
    public async Task Erasing_names_every_rota_of_which_nobody_else_is_a_coordinator()
    {
        var (shared, first, second) = (await App.Given.RotaAsync(), await App.Given.RotaAsync(), await App.Given.RotaAsync());
        var ada = await App.Given.PersonAsync("Ada", shared, "coordinator");
        var bob = await App.Given.PersonAsync("Bob", shared, "coordinator");
        foreach (var rota in (string[])[first, second])
        {
            using var set = await SetAsync(App.Admin, rota, ada, "coordinator");
            await set.ShouldBe(200);
        }

        foreach (var (client, path) in ((HttpClient, string)[])[(ada.Client, "/v1/me"), (App.Admin, $"/v1/volunteers/{ada.Id}")])
        {
            using var refused = await client.DeleteAsync(path, Ct);
            var problem = await refused.ShouldBeProblem(409, "last-coordinator");
            Assert.Equal(
                new[] { first, second }.Order(StringComparer.Ordinal),
                problem.GetProperty("rotas").EnumerateArray().Select(each => each.GetString())
            );
        }

        foreach (var rota in (string[])[first, second])
        {
            using var set = await SetAsync(App.Admin, rota, bob, "coordinator");
            await set.ShouldBe(200);
        }

        using var erased = await ada.Client.DeleteAsync("/v1/me", Ct);
        await erased.ShouldBe(204);
        Assert.Equal(["Bob coordinator"], await App.MembersAsync(first));
    }

    [Theory]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    [InlineData("erase")]
    public async Task Of_coordinators_who_send_each_other_away_at_once_one_stays(string method)
    {
        for (var round = 0; round < 10; round++)
        {
            var rota = await App.Given.RotaAsync();
            var people = new List<Person>();
            foreach (var name in (string[])["Ada", "Bob", "Cy"])
            {
                people.Add(await App.Given.PersonAsync(name, rota, "coordinator"));
            }

            var answers = await Task.WhenAll(
                people.Select((person, i) => SendAsync(person.Client, method, rota, people[(i + 1) % people.Count]))
            );

            Assert.All(
                answers,
                answer => Assert.True((int)answer.StatusCode is 200 or 204 or 401 or 403 or 409, answer.StatusCode.ToString())
            );
            var left = await App.MembersAsync(rota);
            Assert.True(
                left.Any(member => member.EndsWith(" coordinator", StringComparison.Ordinal)),
                $"Round {round}: {string.Join(", ", left)}; {string.Join(", ", answers.Select(answer => (int)answer.StatusCode))}"
            );
            Array.ForEach(answers, answer => answer.Dispose());
        }
    }

    [Fact]
    public async Task A_document_that_would_leave_no_coordinator_is_refused_and_changes_nothing()
    {
        var rota = await App.Given.RotaAsync();
        await App.Given.PersonAsync("Ada", rota, "coordinator");
        await App.Given.PersonAsync("Bob", rota);
        var document = await App.ExportAsync(rota);
        var without = Roles(document, ("Ada", "volunteer"));

        foreach (var query in (string[])["?dryRun=true", ""])
        {
            using var refused = await App.Admin.ImportAsync(rota, without, query);
            await refused.ShouldBeProblem(409, "last-coordinator");
        }

        Assert.Equal(document, await App.ExportAsync(rota));

        // The new one may come after the old one in the file, and before.
        await App.MustImportAsync(rota, Roles(document, ("Ada", "volunteer"), ("Bob", "coordinator")));
        Assert.Equal(["Ada volunteer", "Bob coordinator"], await App.MembersAsync(rota));
        await App.MustImportAsync(rota, Roles(document, ("Ada", "coordinator"), ("Bob", "volunteer")));
        Assert.Equal(["Ada coordinator", "Bob volunteer"], await App.MembersAsync(rota));
    }

    [Fact]
    public async Task A_rota_that_never_had_a_coordinator_may_have_volunteers_alone()
    {
        var rota = await App.Given.RotaAsync();
        var ada = await App.Given.PersonAsync("Ada", rota);
        using var again = await SetAsync(App.Admin, rota, ada, "volunteer");
        await again.ShouldBe(200);
        using var removed = await App.Admin.DeleteAsync($"/v1/rotas/{rota}/members/{ada.Id}", Ct);
        await removed.ShouldBe(204);
    }

    [Fact]
    public async Task A_browser_in_which_somebody_gives_up_their_own_role_stays_signed_in()
    {
        var rota = await App.Given.RotaAsync();
        var ada = await App.Given.PersonAsync("Ada", rota, "coordinator");
        await App.Given.PersonAsync("Bob", rota, "coordinator");
        using var here = await Browser.SignedInAsync(App, ada);
        using var elsewhere = await Browser.SignedInAsync(App, ada);
        var member = $"/{rota}/manage/members/{ada.Id}";

        var asked = await here.SubmitAsync(await here.GetAsync($"/{rota}/manage/members"), member, ("role", "volunteer"));
        await here.SubmitAsync(asked, member);

        Assert.Equal(200, (await here.GetAsync("/me")).Status);
        Assert.Equal(302, (await elsewhere.GetAsync("/me")).Status);
    }

    private static string Roles(string document, params (string Name, string Role)[] roles) =>
        document.With(node =>
        {
            foreach (var entry in node["volunteers"]!.AsArray().OfType<JsonObject>())
            {
                foreach (var (name, role) in roles.Where(each => each.Name == (string)entry["displayName"]!))
                {
                    entry["role"] = role;
                }
            }
        });

    private static Task<HttpResponseMessage> SetAsync(HttpClient client, string rota, Person person, string role) =>
        client.PutAsJsonAsync($"/v1/rotas/{rota}/members/{person.Id}", new { role }, Ct);

    private static Task<HttpResponseMessage> SendAsync(HttpClient client, string method, string rota, Person person) =>
        method switch
        {
            "PUT" => SetAsync(client, rota, person, "volunteer"),
            "DELETE" => client.DeleteAsync($"/v1/rotas/{rota}/members/{person.Id}", Ct),
            _ => client.DeleteAsync($"/v1/volunteers/{person.Id}", Ct),
        };
}
