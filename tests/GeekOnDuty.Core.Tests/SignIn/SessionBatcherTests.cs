using GeekOnDuty.Core.Operations;
using GeekOnDuty.Core.People;
using GeekOnDuty.Core.SignIn;
using NodaTime;
using Xunit;

namespace GeekOnDuty.Core.Tests.SignIn;

/// <summary>Sessions that are looked up at the same moment share a statement, and nobody gets the session of another.</summary>
public sealed class SessionBatcherTests(CoreHost core) : IClassFixture<CoreHost>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_of_many_at_once_finds_its_own_session_and_an_unknown_secret_finds_none()
    {
        var people = new List<(Guid Id, string Secret)>();
        for (var i = 0; i < 100; i++)
        {
            people.Add(await SignInAsync($"Person {i}"));
        }

        var found = await core.RunAsync(
            (SessionBatcher batcher) =>
                Task.WhenAll(
                    people.SelectMany(person =>
                        new[] { batcher.FindAsync(person.Secret, CoreHost.Now), batcher.FindAsync(Secret.Make(), CoreHost.Now) }
                    )
                )
        );

        Assert.Equal(people.SelectMany(person => new Guid?[] { person.Id, null }), found.Select(session => session?.VolunteerId));
    }

    [Fact]
    public async Task A_session_that_has_ended_is_found_no_more()
    {
        var (_, secret) = await SignInAsync("Ada");
        Assert.NotNull(await FindAsync(secret, CoreHost.Now));

        Assert.Null(await FindAsync(secret, CoreHost.Now + SessionQueries.Lifetime));
        await core.RunAsync(
            (OperationRunner runner, SessionQueries sessions) =>
                runner.RunAsync(
                    async () =>
                    {
                        await sessions.EndAsync(secret, Ct);
                        return Outcome<Unit>.Of(default);
                    },
                    Ct
                )
        );
        Assert.Null(await FindAsync(secret, CoreHost.Now));
    }

    private Task<StoredSession?> FindAsync(string secret, Instant now) =>
        core.RunAsync((SessionBatcher batcher) => batcher.FindAsync(secret, now));

    private async Task<(Guid Id, string Secret)> SignInAsync(string name)
    {
        var profile = new Profile(name, "UTC", [], [], [], null);
        var made = await core.RunAsync((CreateVolunteer create) => create.RunAsync(new(profile), core.Admin, CoreHost.Now, Ct));
        var id = made.ValueOrThrow().Id;
        var secret = await core.RunAsync(
            (OperationRunner runner, SessionQueries sessions) =>
                runner.RunAsync(
                    async () => Outcome<string>.Of(await sessions.StartAsync(id, null, "Firefox", CoreHost.Now, Ct)),
                    Ct
                )
        );
        return (id, secret.ValueOrThrow());
    }
}
