using GeekOnDuty.Api.Tests.Claims;
using GeekOnDuty.Api.Tests.Http;
using GeekOnDuty.Api.Tests.Joining;
using GeekOnDuty.Core.SignIn;
using Microsoft.Extensions.DependencyInjection;

namespace GeekOnDuty.Api.Tests.Access;

/// <summary>Two rotas with their people and what is theirs, by the names of the <see cref="AccessTable"/>.</summary>
internal sealed class World
{
    private readonly TestApp app;
    private readonly Dictionary<string, string> things = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (HttpClient Client, string Id)> people = new(StringComparer.Ordinal);

    private World(TestApp app) => this.app = app;

    public static async Task<World> MakeAsync(TestApp app)
    {
        var (world, given) = (new World(app), app.Given);
        var (ours, theirs) = (await given.RotaAsync(joining: "approval"), await given.RotaAsync());
        var (ourHours, theirHours) = (
            await given.OfficeHoursAsync(ours, seats: 9),
            await given.OfficeHoursAsync(theirs, seats: 9)
        );
        var (ada, bob, eve) = (
            await given.PersonAsync("Ada", ours),
            await given.PersonAsync("Bob", ours),
            await given.PersonAsync("Eve", theirs)
        );
        var admin = (await app.Admin.GetAsync("/v1/me")).ShouldBe(200);
        world.people["anonymous"] = (app.Anonymous, Guid.NewGuid().ToString());
        world.people["admin"] = (app.Admin, (await admin).Text("id"));
        world.people["volunteer"] = (ada.Client, ada.Id.ToString());
        foreach (
            var (sort, rota) in ((string, string?)[])[("stranger", null), ("other coordinator", theirs), ("coordinator", ours)]
        )
        {
            var person = await given.PersonAsync(sort, rota, "coordinator");
            world.people[sort] = (person.Client, person.Id.ToString());
        }

        // A rota keeps its last coordinator, so each has another one.
        await given.PersonAsync("Second", ours, "coordinator");
        await given.PersonAsync("Second", theirs, "coordinator");
        world.things["ours"] = ours;
        world.things["theirs"] = theirs;
        world.things["none"] = $"n{Guid.NewGuid():N}";
        world.things["our-hours"] = ourHours.ToString();
        world.things["their-hours"] = theirHours.ToString();
        world.things["bob"] = bob.Id.ToString();
        world.things["eve"] = eve.Id.ToString();
        world.things["absent"] = Guid.NewGuid().ToString();
        world.things["day"] = "2026-03-03";
        world.things["no-day"] = "2020-01-01";
        world.things["organisation"] = (await app.OrganisationAsync()).Id.ToString();
        var asker = await given.PersonAsync("Asker");
        await asker.Client.AskAsync(ours);
        world.things["asker"] = asker.Id.ToString();
        world.things["our-invitation"] = (await app.Admin.InviteAsync(ours)).Text("id");
        world.things["their-invitation"] = (await app.Admin.InviteAsync(theirs)).Text("id");
        world.things["bobs-session"] = await SessionAsync(app, bob.Id);
        world.things["bobs-token"] = await TokenAsync(bob.Client);
        foreach (
            var (name, person, rota, hours) in ((string, Person, string, Guid)[])
                [("ada", ada, ours, ourHours), ("bob", bob, ours, ourHours), ("eve", eve, theirs, theirHours)]
        )
        {
            world.things[$"{name}s-claim"] = (await person.Client.TakeAsync(rota, hours, "2026-03-10")).Text("id");
            world.things[$"{name}s-standing"] = (
                await person.Client.TakeAllAsync(rota, hours, new { from = "2026-04-01", until = "2026-04-02" })
            ).Text("id");
        }

        return world;
    }

    /// <summary>What a row is answered when somebody of that sort asks.</summary>
    public async Task<HttpResponseMessage> AskAsync(AccessRow row, string sort)
    {
        var (client, id) = people[sort];
        things["me"] = id;
        if (row.Places.Values.Contains("my-session"))
        {
            things["my-session"] = sort == "anonymous" ? things["absent"] : await SessionAsync(app, Guid.Parse(id));
        }

        if (row.Places.Values.Contains("my-token"))
        {
            things["my-token"] = sort == "anonymous" ? things["absent"] : await TokenAsync(client);
        }

        if (row.Operation == "DELETE /v1/me/calendar" && sort != "anonymous")
        {
            using var made = await client.PostAsync("/v1/me/calendar", null);
            await made.ShouldBe(201);
        }

        var path = row.Places.Aggregate(row.Path, (path, place) => path.Replace($"{{{place.Key}}}", things[place.Value]));
        var query =
            row.Query is null ? ""
            : row.Query == "window" ? "?from=2026-03-02T00:00:00Z&to=2026-03-03T00:00:00Z"
            : $"?{row.Query.Split('=')[0]}={things[row.Query.Split('=')[1]]}";
        using var request = new HttpRequestMessage(new HttpMethod(row.Method), path + query);
        if (Body(row) is { } body)
        {
            request.Content = new StringContent(body, new System.Net.Http.Headers.MediaTypeHeaderValue("application/json"));
        }

        // A stream has no end.
        return await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    private string? Body(AccessRow row)
    {
        var slug = row.Places.TryGetValue("rota", out var rota) ? things[rota] : $"s{Guid.NewGuid():N}";
        var extra = row.Extra is { } more ? $"\"{more.Member}\":\"{things[more.Thing]}\"" : "";
        const string Profile = """{"displayName":"Changed","zone":"UTC"}""";
        const string Rule =
            """ "zone":"UTC","startDate":"2026-01-01","startTime":"09:00","endTime":"12:00","recurrence":"FREQ=DAILY" """;
        const string Hours = "{\"title\":\"Changed\"," + Rule + "}";
        var rotaBody = $$"""{"slug":"{{slug}}","name":"Changed","zone":"UTC"}""";
        return row.Operation switch
        {
            "POST /v1/occurrences" => "{" + Rule + "}",
            "POST /v1/rotas" or "PUT /v1/rotas/{rota}" => rotaBody,
            "PUT /v1/rotas/{rota}/archived" => """{"archived":true}""",
            "DELETE /v1/rotas/{rota}" => $$"""{"slug":"{{slug}}"}""",
            "PUT /v1/rotas/{rota}/document" => $$"""{"rota":{{rotaBody}}}""",
            "POST /v1/rotas/{rota}/office-hours" or "PUT /v1/rotas/{rota}/office-hours/{id}" => Hours,
            "PUT /v1/rotas/{rota}/office-hours/{id}/slots/{date}" => """{"cancelled":true}""",
            "POST /v1/rotas/{rota}/office-hours/{id}/slots/{date}/claims" => "{" + extra + "}",
            "POST /v1/rotas/{rota}/office-hours/{id}/standing-claims" =>
                $$"""{"from":"2026-04-10","until":"2026-04-10"{{(extra.Length > 0 ? "," : "")}}{{extra}}}""",
            "PUT /v1/rotas/{rota}/members/{volunteerId}" or "PUT /v1/rotas/{rota}/join-requests/{volunteerId}" =>
                """{"role":"coordinator"}""",
            "POST /v1/rotas/{rota}/invitations" or "POST /v1/rotas/{rota}/join" => "{}",
            "POST /v1/volunteers" or "PUT /v1/volunteers/{id}" or "PUT /v1/me" => Profile,
            "POST /v1/organisations" or "PUT /v1/organisations/{id}" => $$"""{"slug":"s{{Guid.NewGuid():N}}","name":"Changed"}""",
            "POST /v1/tokens" => $$"""{"name":"made"{{(extra.Length > 0 ? "," : "")}}{{extra}}}""",
            _ => null,
        };
    }

    private static async Task<string> TokenAsync(HttpClient client)
    {
        using var made = await client.SendJsonAsync("POST", "/v1/tokens", """{"name":"another"}""");
        return (await made.ShouldBe(201)).Text("id");
    }

    private static async Task<string> SessionAsync(TestApp app, Guid volunteerId)
    {
        await using var scope = app.Services.CreateAsyncScope();
        var sessions = scope.ServiceProvider.GetRequiredService<SessionQueries>();
        await sessions.StartAsync(volunteerId, null, "Tests/1.0", app.Clock.Now, default);
        return (await sessions.ListAsync(volunteerId, null, Guid.Empty, 10, app.Clock.Now, default))[0].Id.ToString();
    }
}
