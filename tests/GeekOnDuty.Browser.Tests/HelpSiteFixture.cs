using GeekOnDuty.Api.Tests;
using NodaTime;

namespace GeekOnDuty.Browser.Tests;

/// <summary>A rota with somebody on duty, somebody next, and ways to get help.</summary>
public sealed class HelpSiteFixture(TestDatabaseServer server) : RotaFixture(server)
{
    internal static readonly Instant Now = Instant.FromUtc(2026, 3, 2, 15, 0);
    private Site site = null!;

    private protected override object RotaToCreate { get; } = new
    {
        slug = "ceph",
        name = "Ceph",
        description = "Ask about Ceph: installing it, running it, mending it.",
        zone = "Europe/Amsterdam",
        channels = new[]
        {
            IrcChannel,
            new
            {
                kind = "matrix",
                label = "#ceph:matrix.org",
                url = "https://matrix.to/#/#ceph:matrix.org",
            },
        },
        links = new[]
        {
            new
            {
                kind = "mailing-list",
                label = "ceph-users",
                url = "https://lists.example.org/",
            },
            new
            {
                kind = "documentation",
                label = "docs.ceph.com",
                url = "https://docs.ceph.com/",
            },
            new
            {
                kind = "support",
                label = "Companies that support Ceph",
                url = "https://example.org/support",
            },
        },
    };

    private protected override async Task<TestApp> StartAsync(TestDatabase empty)
    {
        site = await Site.StartAsync(empty, Now);
        return site.App;
    }

    private protected override async Task FillAsync()
    {
        var inktank = await Rota.OrganisationAsync("Inktank");
        var europe = await Rota.HoursAsync("15:00", "18:00", "Europe/Amsterdam", seats: 2, title: "European afternoon");
        var america = await Rota.HoursAsync("14:00", "17:00", "America/New_York", title: "American afternoon");
        var (ada, bob) = await AddVolunteersAsync(inktank, "Europe/Amsterdam", topics: ["rbd"], languages: ["en", "nl"]);
        await Rota.ClaimAsync(ada, europe, "2026-03-02");
        await Rota.ClaimAsync(ada, europe, "2026-03-04");
        await Rota.ClaimAsync(bob, america, "2026-03-02");
        await Rota.PledgeAsync(inktank, america, "2026-03-03");
        await Rota.MustChangeSlotAsync(europe, "2026-03-05", new { cancelled = true, reason = "Holi" });
    }

    private protected override async Task StopAsync() => await site.DisposeAsync();
}
