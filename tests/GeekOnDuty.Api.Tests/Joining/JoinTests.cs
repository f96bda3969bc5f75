using System.Net.Http.Json;
using GeekOnDuty.Api.Tests.Claims;
using GeekOnDuty.Api.Tests.Http;
using Xunit;

namespace GeekOnDuty.Api.Tests.Joining;

public sealed class JoinTests(RunningApp running) : IClassFixture<RunningApp>
{
    private const string Private = "ada@private.example";

    private TestApp App => running.App;

    [Fact]
    public async Task An_open_rota_makes_whoever_joins_a_volunteer_who_can_take_an_hour()
    {
        var rota = await App.Given.RotaAsync(joining: "open");
        var hours = await App.Given.OfficeHoursAsync(rota);
        var ada = await App.Given.PersonAsync("Ada");
        using var response = await ada.Client.PostAsync($"/v1/rotas/{rota}/join", null);
        var member = await response.ShouldBe(200);
        Assert.Equal($$"""{"volunteerId":"{{ada.Id}}","displayName":"Ada","role":"volunteer"}""", member.GetRawText());
        await ada.Client.TakeAsync(rota, hours, "2026-03-03");
        Assert.Equal("volunteer", await ada.Client.EnterAsync(rota));
        Assert.Equal(["member set"], await running.Database.LogAsync(rota, "member", "join-request", "invitation"));
    }

    [Fact]
    public async Task A_rota_goes_by_invitation_unless_it_says_otherwise_and_tells_so()
    {
        using var made = await App.Admin.PostAsJsonAsync(
            "/v1/rotas",
            new
            {
                slug = $"r{Guid.NewGuid():N}",
                name = "n",
                zone = "UTC",
            }
        );
        var rota = (await made.ShouldBe(201)).Text("slug");
        Assert.Equal("invitation", (await App.GetAsync($"/v1/rotas/{rota}")).Text("joining"));
        var ada = await App.Given.PersonAsync("Ada");
        using var response = await ada.Client.JoinAsync(rota, message: "Please");
        await response.ShouldBeProblem(403, "invitation-needed");
        Assert.Empty(await App.Admin.ListAsync(rota, "join-requests"));
        Assert.Equal("volunteer", await ada.Client.EnterAsync(rota, await App.Admin.SecretAsync(rota)));

        using var opened = await App.Admin.SendJsonAsync(
            "PUT",
            $"/v1/rotas/{rota}",
            $$"""{"slug":"{{rota}}","name":"n","zone":"UTC","joining":"open"}"""
        );
        Assert.Equal("open", (await opened.ShouldBe(200)).Text("joining"));
        var bob = await App.Given.PersonAsync("Bob");
        Assert.Equal("volunteer", await bob.Client.EnterAsync(rota));
    }

    [Theory]
    [InlineData("volunteer", null, "volunteer", 1)]
    [InlineData("coordinator", null, "coordinator", 1)]
    [InlineData("volunteer", "volunteer", "volunteer", 0)]
    [InlineData("coordinator", "volunteer", "coordinator", 1)]
    [InlineData("volunteer", "coordinator", "coordinator", 0)]
    [InlineData("coordinator", "coordinator", "coordinator", 0)]
    public async Task An_invitation_gives_its_role_demotes_nobody_and_is_used_only_when_it_gives_something(
        string invitation,
        string? before,
        string after,
        int used
    )
    {
        var rota = await App.Given.RotaAsync();
        var ada = await App.Given.PersonAsync("Ada", before is null ? null : rota, before ?? "");
        var secret = await App.Admin.SecretAsync(rota, invitation, uses: 2);
        Assert.Equal(after, await ada.Client.EnterAsync(rota, secret));
        Assert.Equal(after, await ada.Client.EnterAsync(rota, secret));
        Assert.Equal([$"Ada {after}"], await App.MembersAsync(rota));
        var listed = Assert.Single(await App.Admin.ListAsync(rota, "invitations"));
        Assert.Equal(used, listed.GetProperty("used").GetInt32());
    }

    [Fact]
    public async Task Who_came_by_the_last_use_may_open_the_link_again()
    {
        var rota = await App.Given.RotaAsync();
        var ada = await App.Given.PersonAsync("Ada");
        var secret = await App.Admin.SecretAsync(rota);
        Assert.Equal("volunteer", await ada.Client.EnterAsync(rota, secret));
        Assert.Equal("volunteer", await ada.Client.EnterAsync(rota, secret));
    }

    [Fact]
    public async Task A_request_shows_name_and_message_and_no_contact_and_asked_again_it_is_the_same()
    {
        var rota = await App.Given.RotaAsync(joining: "approval");
        var (ada, coordinator) = (await AdaAsync(), await App.Given.PersonAsync("Coordinator", rota, "coordinator"));
        await ada.Client.AskAsync(rota, "First line\nSecond line");
        await ada.Client.AskAsync(rota);

        var request = Assert.Single(await coordinator.Client.ListAsync(rota, "join-requests"));
        Assert.Equal(
            $$"""{"volunteerId":"{{ada.Id}}","displayName":"Ada","message":"First line\nSecond line","createdAt":"2026-03-02T10:00:00Z"}""",
            request.GetRawText()
        );
        Assert.Equal(["join-request asked"], await running.Database.LogAsync(rota, "join-request"));
        await ada.Client.AskAsync(rota, "Another message");
        Assert.Equal("Another message", Assert.Single(await coordinator.Client.ListAsync(rota, "join-requests")).Text("message"));
        Assert.DoesNotContain(Private, await coordinator.Client.GetStringAsync("/v1/volunteers"), StringComparison.Ordinal);
        using var added = await coordinator.Client.PutAsJsonAsync(
            $"/v1/rotas/{rota}/members/{ada.Id}",
            new { role = "volunteer" }
        );
        await added.ShouldBeProblem(404, "not-found");
        Assert.Equal(["Coordinator coordinator"], await App.MembersAsync(rota));
    }

    [Fact]
    public async Task A_message_has_at_most_500_characters()
    {
        var rota = await App.Given.RotaAsync(joining: "approval");
        var ada = await App.Given.PersonAsync("Ada");
        using var response = await ada.Client.JoinAsync(rota, message: new string('x', 501));
        await response.ShouldName("message");
        await ada.Client.AskAsync(rota, new string('é', 500));
    }

    [Theory]
    [InlineData("volunteer")]
    [InlineData("coordinator")]
    public async Task Approving_makes_the_member_and_takes_the_request_away(string role)
    {
        var rota = await App.Given.RotaAsync(joining: "approval");
        var (ada, coordinator) = (await AdaAsync(), await App.Given.PersonAsync("Coordinator", rota, "coordinator"));
        await ada.Client.AskAsync(rota);
        using var approved = await coordinator.Client.PutAsJsonAsync($"/v1/rotas/{rota}/join-requests/{ada.Id}", new { role });
        Assert.Equal(role, (await approved.ShouldBe(200)).Text("role"));
        Assert.Equal([$"Ada {role}", "Coordinator coordinator"], await App.MembersAsync(rota));
        Assert.Empty(await coordinator.Client.ListAsync(rota, "join-requests"));
        using var again = await coordinator.Client.PutAsJsonAsync($"/v1/rotas/{rota}/join-requests/{ada.Id}", new { role });
        await again.ShouldBeProblem(404, "not-found");
        Assert.Equal(role, await ada.Client.EnterAsync(rota));
        Assert.Equal(["join-request asked", "join-request approved"], await running.Database.LogAsync(rota, "join-request"));
    }

    [Fact]
    public async Task Who_is_declined_is_told_nothing_of_the_rota_and_may_ask_again()
    {
        var rota = await App.Given.RotaAsync(joining: "approval");
        var (ada, coordinator) = (await AdaAsync(), await App.Given.PersonAsync("Coordinator", rota, "coordinator"));
        await ada.Client.AskAsync(rota, "Once");
        using var declined = await coordinator.Client.DeleteAsync($"/v1/rotas/{rota}/join-requests/{ada.Id}");
        await declined.ShouldBe(204);
        Assert.Empty(await coordinator.Client.ListAsync(rota, "join-requests"));
        using var gone = await coordinator.Client.DeleteAsync($"/v1/rotas/{rota}/join-requests/{ada.Id}");
        await gone.ShouldBeProblem(404, "not-found");
        await ada.Client.AskAsync(rota, "Twice");
        Assert.Equal("Twice", Assert.Single(await coordinator.Client.ListAsync(rota, "join-requests")).Text("message"));

        using var withdrawn = await ada.Client.DeleteAsync($"/v1/rotas/{rota}/join-requests/{ada.Id}");
        await withdrawn.ShouldBe(204);
        Assert.Equal(
            ["join-request asked", "join-request declined", "join-request asked", "join-request withdrawn"],
            await running.Database.LogAsync(rota, "join-request")
        );
    }

    [Fact]
    public async Task However_somebody_becomes_a_member_their_request_is_answered()
    {
        var rota = await App.Given.RotaAsync(joining: "approval");
        var (ada, bob) = (await App.Given.PersonAsync("Ada"), await App.Given.PersonAsync("Bob"));
        await ada.Client.AskAsync(rota);
        await bob.Client.AskAsync(rota);
        Assert.Equal("volunteer", await ada.Client.EnterAsync(rota, await App.Admin.SecretAsync(rota)));
        using var set = await App.Admin.PutAsJsonAsync($"/v1/rotas/{rota}/members/{bob.Id}", new { role = "volunteer" });
        await set.ShouldBe(200);
        Assert.Empty(await App.Admin.ListAsync(rota, "join-requests"));
    }

    [Fact]
    public async Task Another_role_and_a_removal_end_the_sessions_of_that_person_and_joining_does_not()
    {
        var rota = await App.Given.RotaAsync(joining: "open");
        var (ada, bob) = (await App.Given.PersonAsync("Ada"), await App.Given.PersonAsync("Bob"));
        await running.Database.SignInAsync(bob.Id, $"{bob.Id}@example.org");
        await running.Database.SignInAsync(ada.Id, $"{ada.Id}@example.org");
        Assert.Equal("volunteer", await ada.Client.EnterAsync(rota));
        await SetAsync("volunteer");
        Assert.Equal(1, await running.Database.SessionsAsync(ada.Id));
        await SetAsync("coordinator");
        Assert.Equal(0, await running.Database.SessionsAsync(ada.Id));

        await App.Given.PersonAsync("Cy", rota, "coordinator");
        await running.Database.SignInAsync(ada.Id, $"again-{ada.Id}@example.org");
        using var removed = await App.Admin.DeleteAsync($"/v1/rotas/{rota}/members/{ada.Id}");
        await removed.ShouldBe(204);
        Assert.Equal(0, await running.Database.SessionsAsync(ada.Id));
        Assert.Equal(1, await running.Database.SessionsAsync(bob.Id));
        await using var connection = await running.Database.OpenAsync();
        Assert.Equal(
            2,
            await connection.ScalarAsync<long>(
                "SELECT count(*) FROM changes WHERE kind = 'session' AND what = 'ended' AND rota_id IS NULL"
            )
        );

        async Task SetAsync(string role)
        {
            using var set = await App.Admin.PutAsJsonAsync($"/v1/rotas/{rota}/members/{ada.Id}", new { role });
            await set.ShouldBe(200);
        }
    }

    private async Task<Person> AdaAsync()
    {
        var ada = await App.Given.PersonAsync("Ada");
        using var put = await ada.Client.SendJsonAsync(
            "PUT",
            "/v1/me",
            $$"""{"displayName":"Ada","zone":"UTC","contacts":[{"kind":"email","value":"{{Private}}"}]}"""
        );
        await put.ShouldBe(200);
        return ada;
    }
}
