using System.Net.Http.Json;
using GeekOnDuty.Api.Tests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using NodaTime;

namespace GeekOnDuty.Browser.Tests.Widget;

/// <summary>
/// A rota on the program and a foreign site that shows it. Daily, in UTC: Ada 09:00–12:00, Bob 12:00–15:00, nobody 15:00–17:00. Its answers bear
/// the `Date` of the test's clock, and while it is away it answers nothing at all.
/// </summary>
public sealed class WidgetSiteFixture(TestDatabaseServer server) : RotaFixture(server), IStartupFilter
{
    private int requests;

    internal ForeignSite Foreign { get; private set; } = null!;

    internal volatile bool IsAway;

    /// <summary>How often somebody asked who is on duty.</summary>
    internal int Requests => Volatile.Read(ref requests);

    internal string Script => $"<script type=\"module\" src=\"{Url}widget.js\"></script>";

    internal string Element =>
        $"<geek-on-duty rota=\"{Rota.Slug}\"><a href=\"{Url}{Rota.Slug}\">Who is on duty?</a></geek-on-duty>";

    private protected override object RotaToCreate { get; } = new
    {
        slug = "ceph",
        name = "Ceph",
        zone = "UTC",
        channels = new[]
        {
            IrcChannel,
            new
            {
                kind = "mail",
                label = "ceph-users",
                url = "mailto:ceph-users@ceph.example",
            },
        },
        rules = new { claimOpensBefore = "P8W" },
    };

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) =>
        app =>
        {
            app.Use(
                (http, then) =>
                {
                    if (http.Request.Path.Value!.EndsWith("/on-duty", StringComparison.Ordinal))
                    {
                        Interlocked.Increment(ref requests);
                    }

                    if (IsAway)
                    {
                        http.Abort();
                        return Task.CompletedTask;
                    }

                    http.Response.Headers.Date = App.Clock.Now.ToDateTimeUtc().ToString("R");
                    return then(http);
                }
            );
            next(app);
        };

    /// <summary>Sets the program's clock on 2 March 2026, UTC, and lets it answer.</summary>
    internal void At(int hour, int minute, int second = 0)
    {
        IsAway = false;
        App.Clock.Now = Instant.FromUtc(2026, 3, 2, hour, minute, second);
    }

    private protected override async Task<TestApp> StartAsync(TestDatabase empty)
    {
        Foreign = await ForeignSite.StartAsync();
        return await TestApp.StartAsync(
            empty,
            Instant.FromUtc(2026, 3, 2, 10, 0),
            settings: new Dictionary<string, string>(StringComparer.Ordinal) { ["Logos:AllowPrivateAddresses"] = "true" },
            services: services => services.AddSingleton<IStartupFilter>(this)
        );
    }

    private protected override async Task FillAsync()
    {
        using var organisation = await App.Admin.PostAsJsonAsync(
            "/v1/organisations",
            new
            {
                slug = "inktank",
                name = "Inktank",
                url = "https://inktank.example/",
                logoUrl = Foreign.LogoUrl,
            }
        );
        var inktank = (await organisation.ShouldBe(201)).GetProperty("id").GetGuid();
        var morning = await Rota.HoursAsync("09:00", "12:00");
        var noon = await Rota.HoursAsync("12:00", "15:00");
        await Rota.HoursAsync("15:00", "17:00");
        var (ada, bob) = await AddVolunteersAsync(inktank, "UTC", topics: [], languages: []);
        await Rota.ClaimAsync(ada, morning, "2026-03-02");
        await Rota.ClaimAsync(bob, noon, "2026-03-02");
        await Rota.ClaimAsync(ada, morning, "2026-03-03");
    }

    private protected override async Task StopAsync()
    {
        await App.DisposeAsync();
        await Foreign.DisposeAsync();
    }
}

/// <summary>What a widget on a page says.</summary>
internal static class Widgets
{
    public static ILocator State(this IPage page) => page.Locator("geek-on-duty [part~=state]");

    public static ILocator People(this IPage page) => page.Locator("geek-on-duty [part=people]");

    public static ILocator Next(this IPage page) => page.Locator("geek-on-duty [part=next]");
}
