using GeekOnDuty.Api.Tests.Claims;
using GeekOnDuty.Api.Tests.Http;
using GeekOnDuty.Api.Tests.Joining;
using Xunit;

namespace GeekOnDuty.Api.Tests.People;

/// <summary>Who may do what with people, asked of each sort of person.</summary>
public sealed class AccessTests(RunningApp running) : IClassFixture<RunningApp>
{
    private const string Profile = """{"displayName":"Changed","zone":"UTC"}""";

    /// <summary>Answers to an anonymous request, a stranger, Ada herself, another member, another rota's coordinator, hers, and an admin.</summary>
    public static TheoryData<string, string, string?, int[]> Table =>
        new()
        {
            { "GET", "/v1/volunteers/{ada}", null, [401, 404, 200, 404, 404, 200, 200] },
            { "PUT", "/v1/volunteers/{ada}", Profile, [401, 404, 200, 404, 404, 200, 200] },
            { "DELETE", "/v1/volunteers/{ada}", null, [401, 404, 204, 404, 404, 204, 204] },
            { "GET", "/v1/volunteers", null, [401, 200, 200, 200, 200, 200, 200] },
            { "POST", "/v1/volunteers", Profile, [401, 403, 403, 403, 201, 201, 201] },
            { "GET", "/v1/me", null, [401, 200, 200, 200, 200, 200, 200] },
            { "PUT", "/v1/me", Profile, [401, 200, 200, 200, 200, 200, 200] },
            { "GET", "/v1/me/claims", null, [401, 200, 200, 200, 200, 200, 200] },
            { "GET", "/v1/rotas/{rota}/members", null, [401, 403, 403, 403, 403, 200, 200] },
            { "PUT", "/v1/rotas/{rota}/members/{ada}", """{"role":"coordinator"}""", [401, 403, 403, 403, 403, 200, 200] },
            { "DELETE", "/v1/rotas/{rota}/members/{ada}", null, [401, 403, 403, 403, 403, 204, 204] },
            { "GET", "/v1/rotas/{rota}/invitations", null, [401, 403, 403, 403, 403, 200, 200] },
            { "POST", "/v1/rotas/{rota}/invitations", "{}", [401, 403, 403, 403, 403, 201, 201] },
            { "DELETE", "/v1/rotas/{rota}/invitations/{invitation}", null, [401, 403, 403, 403, 403, 204, 204] },
            { "POST", "/v1/rotas/{rota}/join", "{}", [401, 202, 200, 200, 202, 200, 202] },
            { "GET", "/v1/rotas/{rota}/join-requests", null, [401, 403, 403, 403, 403, 200, 200] },
            { "PUT", "/v1/rotas/{rota}/join-requests/{asker}", """{"role":"volunteer"}""", [401, 403, 403, 403, 403, 200, 200] },
            { "DELETE", "/v1/rotas/{rota}/join-requests/{asker}", null, [401, 403, 403, 403, 403, 204, 204] },
            { "GET", "/v1/volunteers/{asker}", null, [401, 404, 404, 404, 404, 404, 200] },
            { "PUT", "/v1/volunteers/{asker}", Profile, [401, 404, 404, 404, 404, 404, 200] },
            { "GET", "/v1/organisations", null, [200, 200, 200, 200, 200, 200, 200] },
            { "GET", "/v1/organisations/{organisation}", null, [200, 200, 200, 200, 200, 200, 200] },
            { "POST", "/v1/organisations", """{"slug":"{slug}","name":"New"}""", [401, 403, 403, 403, 201, 201, 201] },
            {
                "PUT",
                "/v1/organisations/{organisation}",
                """{"slug":"{slug}","name":"New"}""",
                [401, 403, 403, 403, 200, 200, 200]
            },
            { "DELETE", "/v1/organisations/{organisation}", null, [401, 403, 403, 403, 204, 204, 204] },
            { "GET", "/v1/tokens", null, [401, 200, 200, 200, 200, 200, 200] },
            { "GET", "/v1/tokens?volunteerId={ada}", null, [401, 403, 200, 403, 403, 403, 200] },
            { "POST", "/v1/tokens", """{"name":"t"}""", [401, 201, 201, 201, 201, 201, 201] },
            { "POST", "/v1/tokens", """{"name":"t","volunteerId":"{ada}"}""", [401, 403, 201, 403, 403, 403, 201] },
            { "DELETE", "/v1/tokens/{token}", null, [401, 404, 204, 404, 404, 404, 204] },
            { "POST", "/v1/rotas", """{"slug":"{slug}","name":"n","zone":"UTC"}""", [401, 403, 403, 403, 403, 403, 201] },
            { "PUT", "/v1/rotas/{rota}", """{"slug":"{rota}","name":"n","zone":"UTC"}""", [401, 403, 403, 403, 403, 200, 200] },
            { "GET", "/v1/rotas/{rota}/document", null, [401, 403, 403, 403, 403, 200, 200] },
            { "GET", "/v1/rotas/{rota}/claims?volunteerId={ada}", null, [401, 403, 200, 403, 403, 200, 200] },
        };

    [Theory, MemberData(nameof(Table))]
    public async Task Each_sort_of_person_may_do_what_the_contract_says(string method, string path, string? body, int[] expected)
    {
        string[] sorts = ["anonymous", "stranger", "self", "member", "other coordinator", "coordinator", "admin"];
        for (var i = 0; i < sorts.Length; i++)
        {
            // Each asks in a world of their own: what one does must not show in what the next is told.
            var (given, app) = (running.App.Given, running.App);
            var (rota, other) = (await given.RotaAsync(joining: "approval"), await given.RotaAsync());
            var ada = await given.PersonAsync("Ada", rota);
            using var organisation = await app.Admin.SendJsonAsync(
                "POST",
                "/v1/organisations",
                $$"""{"slug":"o{{Guid.NewGuid():N}}","name":"O"}"""
            );
            using var token = await app.Admin.SendJsonAsync(
                "POST",
                "/v1/tokens",
                $$"""{"name":"t","volunteerId":"{{ada.Id}}"}"""
            );
            var places = new Dictionary<string, string>
            {
                ["{ada}"] = ada.Id.ToString(),
                ["{rota}"] = rota,
                ["{organisation}"] = (await organisation.ShouldBe(201)).GetProperty("id").GetString()!,
                ["{token}"] = (await token.ShouldBe(201)).GetProperty("id").GetString()!,
                ["{slug}"] = $"s{Guid.NewGuid():N}",
            };
            if (path.Contains("{invitation}", StringComparison.Ordinal))
            {
                places["{invitation}"] = (await app.Admin.InviteAsync(rota)).Id().ToString();
            }

            if (path.Contains("{asker}", StringComparison.Ordinal))
            {
                var asker = await given.PersonAsync("Asker");
                await asker.Client.AskAsync(rota);
                places["{asker}"] = asker.Id.ToString();
            }

            string? Fill(string? text) => places.Aggregate(text, (filled, place) => filled?.Replace(place.Key, place.Value));
            var client = sorts[i] switch
            {
                "anonymous" => app.Anonymous,
                "stranger" => (await given.PersonAsync("Stranger")).Client,
                "self" => ada.Client,
                "member" => (await given.PersonAsync("Member", rota)).Client,
                "other coordinator" => (await given.PersonAsync("Other", other, "coordinator")).Client,
                "coordinator" => (await given.PersonAsync("Coordinator", rota, "coordinator")).Client,
                _ => app.Admin,
            };
            if (sorts[i] == "admin" && path == "/v1/me" && method == "PUT")
            {
                continue;
            }

            using var response = await client.SendJsonAsync(method, Fill(path)!, Fill(body));
            Assert.True(
                (int)response.StatusCode == expected[i],
                $"{sorts[i]}: expected {expected[i]}, got {(int)response.StatusCode} {await response.Content.ReadAsStringAsync()}"
            );
        }
    }
}
