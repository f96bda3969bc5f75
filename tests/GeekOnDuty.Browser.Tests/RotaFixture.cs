using System.Net.Http.Json;
using GeekOnDuty.Api.Tests;
using GeekOnDuty.Api.Tests.OnDuty;
using Xunit;

namespace GeekOnDuty.Browser.Tests;

/// <summary>
/// The program with one rota, `ceph`, and its volunteers Ada and Bob; for all tests of a class. A derived fixture says
/// how the program starts and what the rota looks like.
/// </summary>
public abstract class RotaFixture(TestDatabaseServer server) : IAsyncLifetime
{
    private readonly TestDatabase db = new(server);

    internal TestApp App { get; private set; } = null!;

    internal RotaClient Rota { get; private set; } = null!;

    internal Uri Url => App.ClientOptions.BaseAddress;

    private protected static object IrcChannel { get; } = new
    {
        kind = "irc",
        label = "#ceph on OFTC",
        url = "ircs://irc.oftc.net/ceph",
    };

    public async ValueTask InitializeAsync()
    {
        await db.InitializeAsync();
        App = await StartAsync(db);
        Rota = new RotaClient(App, "ceph");
        using var made = await App.Admin.PostAsJsonAsync("/v1/rotas", RotaToCreate);
        await made.ShouldBe(201);
        await FillAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await db.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>The body that creates the rota; its slug is that of <see cref="Rota"/>.</summary>
    private protected abstract object RotaToCreate { get; }

    /// <summary>Starts the program on an empty database, and whatever else the tests need.</summary>
    private protected abstract Task<TestApp> StartAsync(TestDatabase empty);

    /// <summary>Adds office hours, volunteers and claims to the new rota.</summary>
    private protected abstract Task FillAsync();

    /// <summary>Stops what <see cref="StartAsync"/> started.</summary>
    private protected abstract Task StopAsync();

    /// <summary>Makes Ada and Bob members. Ada is of an organisation and shows that she is `ada` on IRC.</summary>
    private protected async Task<(Person Ada, Person Bob)> AddVolunteersAsync(
        Guid organisationId,
        string zone,
        string[] topics,
        string[] languages
    )
    {
        var (ada, bob) = (await Rota.MemberAsync("Ada"), await Rota.MemberAsync("Bob"));
        using var profile = await App.Admin.PutAsJsonAsync(
            $"/v1/volunteers/{ada.Id}",
            new
            {
                displayName = "Ada",
                zone,
                organisationId,
                topics,
                languages,
                contacts = new[]
                {
                    new
                    {
                        kind = "irc",
                        value = "ada",
                        @public = true,
                    },
                },
            }
        );
        await profile.ShouldBe(200);
        return (ada, bob);
    }
}
