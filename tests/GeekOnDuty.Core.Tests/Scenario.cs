using GeekOnDuty.Core.Coordination;
using GeekOnDuty.Core.Members;
using GeekOnDuty.Core.OnDuty;
using GeekOnDuty.Core.People;
using GeekOnDuty.Core.Rotas;
using GeekOnDuty.Scheduling;
using NodaTime;
using Xunit;

namespace GeekOnDuty.Core.Tests;

/// <summary>A rota of its own with people, made by the operations of its admin.</summary>
internal sealed class Scenario
{
    private readonly CoreHost core;

    private Scenario(CoreHost core, StoredRota rota) => (this.core, Rota) = (core, rota);

    public StoredRota Rota { get; private set; }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static async Task<Scenario> StartAsync(CoreHost core)
    {
        var slug = $"rota-{Guid.NewGuid():N}"[..20];
        var rota = new Rota(
            slug,
            "Help",
            "",
            "Europe/Amsterdam",
            "",
            [],
            [],
            RotaRules.Default,
            Visibility.Public,
            JoiningPolicy.Invitation
        );
        var created = await core.RunAsync((CreateRota create) => create.RunAsync(new(rota), core.Admin, CoreHost.Now, Ct));
        return new Scenario(core, created.ValueOrThrow());
    }

    /// <summary>A new person with a role in the rota, as the actor that they are then.</summary>
    public async Task<Actor> AddAsync(string name, Role role = Role.Volunteer)
    {
        var profile = new Profile(name, "Europe/Amsterdam", [], [], [], null);
        var made = await core.RunAsync((CreateVolunteer create) => create.RunAsync(new(profile), core.Admin, CoreHost.Now, Ct));
        var id = made.ValueOrThrow().Id;
        var request = new SetMemberRoleRequest(Rota, id, role);
        (await core.RunAsync((SetMemberRole set) => set.RunAsync(request, core.Admin, CoreHost.Now, Ct))).ValueOrThrow();
        return new Actor(id, IsAdmin: false, new Dictionary<Guid, Role> { [Rota.Id] = role });
    }

    /// <summary>Office hours every day from 15:00 to 17:00, Amsterdam, from today on.</summary>
    public async Task<Guid> AddDailyHoursAsync(int seats = 1)
    {
        var terms = new OfficeHoursTerms(
            "Daily",
            "Europe/Amsterdam",
            new LocalDate(2026, 3, 2),
            null,
            new LocalTime(15, 0),
            new LocalTime(17, 0),
            "FREQ=DAILY",
            [],
            [],
            new Seats(1, seats),
            [],
            [],
            [],
            null
        );
        var request = new CreateOfficeHoursRequest(Rota, terms);
        return (await core.RunAsync((CreateOfficeHours create) => create.RunAsync(request, core.Admin, CoreHost.Now, Ct)))
            .ValueOrThrow()
            .Id;
    }

    /// <summary>The rota in memory, loaded after what was done so far.</summary>
    public async Task<RotaCacheEntry> InMemoryAsync()
    {
        await using var scope = core.CreateScope();
        var cache = (RotaCache)scope.ServiceProvider.GetService(typeof(RotaCache))!;
        var entry = await cache.GetAsync(Rota.Slug);
        Assert.NotNull(entry);
        await entry.LoadAgainAsync(wholly: true);
        return entry;
    }
}
