using System.Net.Http.Json;
using GeekOnDuty.Api.Tests.Claims;
using NodaTime;
using Xunit;

namespace GeekOnDuty.Api.Tests.Joining;

public sealed class JoinRaceTests(TestDatabase db) : IClassFixture<TestDatabase>
{
    private static readonly Instant Now = Instant.FromUtc(2026, 3, 2, 8, 0);

    [Fact]
    public async Task Of_60_people_who_race_for_7_uses_exactly_7_come_in()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var rota = await app.Given.RotaAsync();
        var people = await StrangersAsync(app, 60);
        var secret = await app.Admin.SecretAsync(rota, uses: 7);

        var answers = await Task.WhenAll(people.Select(person => person.Client.JoinAsync(rota, secret)));

        Assert.Equal("200×7, invitation-not-valid×53", await answers.TallyAsync());
        Assert.Equal(7, (await app.MembersAsync(rota)).Length);
        Assert.Equal(7, Assert.Single(await app.Admin.ListAsync(rota, "invitations")).GetProperty("used").GetInt32());
    }

    [Fact]
    public async Task One_person_who_accepts_12_times_at_once_uses_one()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var rota = await app.Given.RotaAsync();
        var ada = await app.Given.PersonAsync("Ada");
        var secret = await app.Admin.SecretAsync(rota, uses: 20);

        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => ada.Client.JoinAsync(rota, secret)));

        Assert.Equal("200×12", await answers.TallyAsync());
        Assert.Equal(1, Assert.Single(await app.Admin.ListAsync(rota, "invitations")).GetProperty("used").GetInt32());
    }

    [Fact]
    public async Task Who_asks_while_being_made_a_member_is_one_and_has_not_asked()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var rota = await app.Given.RotaAsync(joining: "approval");
        foreach (var person in await StrangersAsync(app, 15))
        {
            var asking = person.Client.JoinAsync(rota);
            using var set = await app.Admin.PutAsJsonAsync($"/v1/rotas/{rota}/members/{person.Id}", new { role = "coordinator" });
            await set.ShouldBe(200);
            using var asked = await asking;
            Assert.True((int)asked.StatusCode is 200 or 202, await asked.Content.ReadAsStringAsync());
        }

        Assert.Empty(await app.Admin.ListAsync(rota, "join-requests"));
        Assert.All(await app.MembersAsync(rota), member => Assert.EndsWith(" coordinator", member, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_request_that_is_approved_and_withdrawn_at_once_is_one_of_both()
    {
        await using var app = await TestApp.StartAsync(db, Now);
        var rota = await app.Given.RotaAsync(joining: "approval");
        var members = 0;
        foreach (var person in await StrangersAsync(app, 15))
        {
            await person.Client.AskAsync(rota);
            var path = $"/v1/rotas/{rota}/join-requests/{person.Id}";
            var answers = await Task.WhenAll(
                app.Admin.PutAsJsonAsync(path, new { role = "volunteer" }),
                person.Client.DeleteAsync(path)
            );
            members += (int)answers[0].StatusCode == 200 ? 1 : 0;
            Assert.Equal(1, answers.Count(answer => (int)answer.StatusCode == 404));
            Assert.Equal(members, (await app.MembersAsync(rota)).Length);
        }
    }

    private static Task<Person[]> StrangersAsync(TestApp app, int count) =>
        Task.WhenAll(Enumerable.Range(0, count).Select(i => app.Given.PersonAsync($"V{i}")));
}
