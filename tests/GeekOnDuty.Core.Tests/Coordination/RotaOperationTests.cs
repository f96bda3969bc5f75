using GeekOnDuty.Core.Coordination;
using GeekOnDuty.Core.Members;
using GeekOnDuty.Core.Operations;
using GeekOnDuty.Core.People;
using Xunit;

namespace GeekOnDuty.Core.Tests.Coordination;

/// <summary>What coordinators and admins do, and what others may not.</summary>
public sealed class RotaOperationTests(CoreHost core) : IClassFixture<CoreHost>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Only_admins_make_rotas()
    {
        var rota = await Scenario.StartAsync(core);
        var coordinator = await rota.AddAsync("Cora", Role.Coordinator);
        var request = new CreateRotaRequest(rota.Rota.Rota with { Slug = "another" });

        var outcome = await core.RunAsync((CreateRota create) => create.RunAsync(request, coordinator, CoreHost.Now, Ct));

        Assert.Equal(RefusalKind.Forbidden, outcome.Refusal?.Kind);
    }

    [Fact]
    public async Task A_slug_is_given_once_even_when_the_rota_is_deleted()
    {
        var rota = await Scenario.StartAsync(core);
        var request = new DeleteRotaRequest(rota.Rota, rota.Rota.Slug);
        (await core.RunAsync((DeleteRota delete) => delete.RunAsync(request, core.Admin, CoreHost.Now, Ct))).ValueOrThrow();

        var again = await core.RunAsync(
            (CreateRota create) => create.RunAsync(new(rota.Rota.Rota), core.Admin, CoreHost.Now, Ct)
        );

        Assert.Equal(RefusalKind.SlugTaken, again.Refusal?.Kind);
    }

    [Fact]
    public async Task The_last_coordinator_stays_one()
    {
        var rota = await Scenario.StartAsync(core);
        var cora = await rota.AddAsync("Cora", Role.Coordinator);
        var request = new SetMemberRoleRequest(rota.Rota, cora.VolunteerId, Role.Volunteer);

        var outcome = await core.RunAsync((SetMemberRole set) => set.RunAsync(request, cora, CoreHost.Now, Ct));

        Assert.Equal(RefusalKind.LastCoordinator, outcome.Refusal?.Kind);
        Assert.Equal(rota.Rota.Slug, Assert.Single((IReadOnlyList<string>)outcome.Refusal!.Data[0].Value!));
    }

    [Fact]
    public async Task A_dry_run_stores_nothing()
    {
        var rota = await Scenario.StartAsync(core);
        await rota.AddAsync("Cora", Role.Coordinator);
        var ada = await rota.AddAsync("Ada");
        var request = new RemoveMemberRequest(rota.Rota, ada.VolunteerId, IsDryRun: true);

        Assert.True((await RemoveAsync(request)).IsRehearsal);
        Assert.True((await RemoveAsync(request with { IsDryRun = false })).IsDone);
        Assert.Equal(RefusalKind.NotFound, (await RemoveAsync(request)).Refusal?.Kind);
    }

    private Task<Outcome<Core.Rotas.AffectedClaims>> RemoveAsync(RemoveMemberRequest request) =>
        core.RunAsync((RemoveMember remove) => remove.RunAsync(request, core.Admin, CoreHost.Now, Ct));
}
