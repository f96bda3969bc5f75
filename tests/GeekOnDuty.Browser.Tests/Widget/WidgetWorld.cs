using System.Net.Http.Json;
using GeekOnDuty.Api.Tests;
using GeekOnDuty.Api.Tests.OnDuty;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using NodaTime;
using Xunit;

namespace GeekOnDuty.Browser.Tests.Widget;

/// <summary>
/// A rota on the program and a foreign site that shows it. Daily, in UTC: Ada 09:00–12:00, Bob 12:00–15:00, nobody 15:00–17:00. Its answers bear
/// the `Date` of the test's clock, and while it is away it answers nothing at all.
/// </summary>
public sealed class WidgetWorld(TestDatabaseServer server) : IAsyncLifetime, IStartupFilter
{
    private readonly TestDatabase db = new(server);
    private int requests;

    internal TestApp App { get; private set; } = null!;

    internal ForeignSite Foreign { get; private set; } = null!;

    internal RotaClient Rota { get; private set; } = null!;

    internal volatile bool IsAway;

    /// <summary>How often somebody asked who is on duty.</summary>
    internal int Requests => Volatile.Read(ref requests);

    internal string Script => $"<script type=\"module\" src=\"{App.ClientOptions.BaseAddress}widget.js\"></script>";

    internal string Element =>
        $"<geek-on-duty rota=\"{Rota.Slug}\"><a href=\"{App.ClientOptions.BaseAddress}{Rota.Slug}\">Who is on duty?</a></geek-on-duty>";

    public async ValueTask InitializeAsync()
    {
        await db.InitializeAsync();
        Foreign = await ForeignSite.StartAsync();
        App = await TestApp.StartAsync(
            db,
            Instant.FromUtc(2026, 3, 2, 10, 0),
            settings: new Dictionary<string, string>(StringComparer.Ordinal) { ["Logos:AllowPrivateAddresses"] = "true" },
            services: services => services.AddSingleton<IStartupFilter>(this)
        );
        Rota = new RotaClient(App, "ceph");
        await MakeRotaAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        await Foreign.DisposeAsync();
        await db.DisposeAsync();
    }

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

    private async Task MakeRotaAsync()
    {
        using var made = await App.Admin.PostAsJsonAsync(
            "/v1/rotas",
            new
            {
                slug = Rota.Slug,
                name = "Ceph",
                zone = "UTC",
                channels = new[]
                {
                    new
                    {
                        kind = "irc",
                        label = "#ceph on OFTC",
                        url = "ircs://irc.oftc.net/ceph",
                    },
                    new
                    {
                        kind = "mail",
                        label = "ceph-users",
                        url = "mailto:ceph-users@ceph.example",
                    },
                },
                rules = new { claimOpensBefore = "P8W" },
            }
        );
        await made.ShouldBe(201);
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
        var ada = await Rota.MemberAsync("Ada");
        var bob = await Rota.MemberAsync("Bob");
        using var profile = await App.Admin.PutAsJsonAsync(
            $"/v1/volunteers/{ada.Id}",
            new
            {
                displayName = "Ada",
                zone = "UTC",
                organisationId = inktank,
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
        await Rota.ClaimAsync(ada, morning, "2026-03-02");
        await Rota.ClaimAsync(bob, noon, "2026-03-02");
        await Rota.ClaimAsync(ada, morning, "2026-03-03");
    }
}

/// <summary>What a widget on a page says.</summary>
internal static class Widgets
{
    public static ILocator State(this IPage page) => page.Locator("geek-on-duty [part~=state]");

    public static ILocator People(this IPage page) => page.Locator("geek-on-duty [part=people]");

    public static ILocator Next(this IPage page) => page.Locator("geek-on-duty [part=next]");
}
