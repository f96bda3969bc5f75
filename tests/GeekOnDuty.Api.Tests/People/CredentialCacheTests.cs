using System.Net.Http.Json;
using GeekOnDuty.Core.People;
using GeekOnDuty.Core.SignIn;
using GeekOnDuty.Core.Storage;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using Xunit;

namespace GeekOnDuty.Api.Tests.People;

/// <summary>What processes remember of people ends with what the database says of them.</summary>
public sealed class CredentialCacheTests(TestDatabase db) : IClassFixture<TestDatabase>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_revoked_token_is_refused_at_once_where_it_was_revoked_and_soon_in_another_process()
    {
        await using var here = await TestApp.StartAsync(db, RunningApp.Now);
        await using var there = await TestApp.StartAsync(db, RunningApp.Now);
        using var made = await here.Admin.PostAsJsonAsync("/v1/tokens", new { name = "short" }, Ct);
        var token = await made.ShouldBe(201);
        var secret = token.GetProperty("secret").GetString();
        using var client = here.ClientWith(secret);
        using var elsewhere = there.ClientWith(secret);
        Assert.Equal((200, 200), (await StatusAsync(client, "/v1/me"), await StatusAsync(elsewhere, "/v1/me")));

        using var revoked = await here.Admin.DeleteAsync($"/v1/tokens/{token.GetProperty("id").GetString()}", Ct);
        await revoked.ShouldBe(204);

        Assert.Equal(401, await StatusAsync(client, "/v1/me"));
        await SoonAsync(elsewhere, "/v1/me", 401);
    }

    [Fact]
    public async Task An_ended_session_is_refused_at_once_where_it_was_ended_and_soon_in_another_process()
    {
        await using var here = await TestApp.StartAsync(db, RunningApp.Now);
        await using var there = await TestApp.StartAsync(db, RunningApp.Now);
        var ada = await here.Given.PersonAsync("Ada");
        await using var scope = here.Services.CreateAsyncScope();
        var session = scope.ServiceProvider.GetRequiredService<DbSession>();
        await session.BeginAsync(Ct);
        var sessions = scope.ServiceProvider.GetRequiredService<SessionQueries>();
        var secret = await sessions.StartAsync(ada.Id, null, "test", RunningApp.Now, Ct);
        await session.CommitAsync();
        using var client = WithCookie(here, secret);
        using var elsewhere = WithCookie(there, secret);
        for (var time = 0; time < 2; time++)
        {
            Assert.Equal((200, 200), (await StatusAsync(client, "/v1/me"), await StatusAsync(elsewhere, "/v1/me")));
        }

        await session.BeginAsync(Ct);
        await sessions.EndOthersAsync(ada.Id, present: null, Ct);
        await session.CommitAsync();

        Assert.Equal(401, await StatusAsync(client, "/v1/me"));
        await SoonAsync(elsewhere, "/v1/me", 401);

        static HttpClient WithCookie(TestApp app, string secret)
        {
            var client = TestDeadline.Client(app.Admin.BaseAddress!, new SocketsHttpHandler { UseCookies = false });
            client.DefaultRequestHeaders.Add("Cookie", $"geek-on-duty={secret}");
            return client;
        }
    }

    [Fact]
    public async Task A_role_holds_at_once_where_it_was_given_or_taken_and_soon_in_another_process()
    {
        await using var here = await TestApp.StartAsync(db, RunningApp.Now);
        await using var there = await TestApp.StartAsync(db, RunningApp.Now);
        var rota = await here.Given.RotaAsync();
        var ada = await here.Given.PersonAsync("Ada", rota);
        await here.Given.PersonAsync("Bob", rota, "coordinator");
        using var elsewhere = there.ClientOf(ada);
        var path = $"/v1/rotas/{rota}/members";
        Assert.Equal((403, 403), (await StatusAsync(ada.Client, path), await StatusAsync(elsewhere, path)));

        foreach (var (role, status) in ((string, int)[])[("coordinator", 200), ("volunteer", 403), ("coordinator", 200)])
        {
            using var set = await here.Admin.PutAsJsonAsync($"{path}/{ada.Id}", new { role }, Ct);
            await set.ShouldBe(200);
            Assert.Equal(status, await StatusAsync(ada.Client, path));
            await SoonAsync(elsewhere, path, status);
        }

        using var erased = await here.Admin.DeleteAsync($"/v1/volunteers/{ada.Id}", Ct);
        await erased.ShouldBe(204);
        Assert.Equal(401, await StatusAsync(ada.Client, path));
        await SoonAsync(elsewhere, path, 401);
    }

    [Fact]
    public async Task Who_was_loaded_while_something_changed_is_loaded_again()
    {
        await using var app = await TestApp.StartAsync(db, RunningApp.Now);
        var feed = app.Services.GetRequiredService<ChangeFeed>();
        var known = app.Services.GetRequiredService<CredentialCache>();
        var (id, loads) = (Guid.NewGuid(), 0);
        var actor = new CachedCredential([], null, null, new Actor(Guid.NewGuid(), IsAdmin: false, new Dictionary<Guid, Role>()));

        await known.FindAsync(
            id,
            async () =>
            {
                loads++;
                await feed.AnnounceAsync([new Change(null, ChangeKind.Token, id, "deleted")]);
                return actor;
            }
        );
        var again = await known.FindAsync(
            id,
            () =>
            {
                loads++;
                return Task.FromResult<CachedCredential?>(null);
            }
        );

        Assert.Null(again);
        Assert.Equal(2, loads);
    }

    private static async Task<int> StatusAsync(HttpClient client, string path)
    {
        using var response = await client.GetAsync(path, Ct);
        return (int)response.StatusCode;
    }

    private static Task SoonAsync(HttpClient client, string path, int status) =>
        TestDeadline.UntilAsync(async () => await StatusAsync(client, path) == status, $"{path} never answered {status}.");
}
