using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using GeekOnDuty.Api.Tests.OnDuty;
using GeekOnDuty.Api.Tests.Pages.Help;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using Xunit;

namespace GeekOnDuty.Api.Tests.Http;

/// <summary>
/// Every address whose answers caches may keep, around a handover: whatever they may still show at a time is what the program itself would say
/// at that time.
/// </summary>
public sealed class CachedAnswerTests(TestDatabase db) : IClassFixture<TestDatabase>
{
    private static readonly Instant Handover = Instant.FromUtc(2026, 3, 2, 12, 0);

    /// <summary>The route, an address of it and what is accepted. `-` stands for an address that is answered before all routes.</summary>
    private const string Table = """
        /{rota:slug}                                         | /ROTA                                          | text/html
        /{rota:slug}                                         | /ROTA?zone=Asia/Kathmandu                      | text/html
        /{rota:slug}                                         | /ROTA?at=2026-03-02T11:59:30Z                  | text/html
        /{rota:slug}                                         | /ROTA                                          | application/json
        /{rota:slug}                                         | /ROTA?at=2026-03-02T11:59:30Z                  | application/json
        /{rota:slug}                                         | /ROTA                                          | text/plain
        /{rota:slug}                                         | /ROTA?at=2026-03-02T11:59:30Z                  | text/plain
        /{rota}/embed                                        | /ROTA/embed?show=now,next,week                 | text/html
        /{rota}/embed-code                                   | /ROTA/embed-code                               | text/html
        /{rota}/badge.svg                                    | /ROTA/badge.svg                                | */*
        /{rota}/badge.svg                                    | /ROTA/badge.svg?theme=dark                     | */*
        /{rota}/calendar.ics                                 | /ROTA/calendar.ics                             | */*
        /{rota}/calendar.ics                                 | /ROTA/calendar.ics?open=true                   | */*
        /oembed                                              | /oembed?url=SITEROTA                           | */*
        /oembed                                              | /oembed?url=SITEROTA&format=xml                | */*
        /v1/rotas/{rota}/on-duty                             | /v1/rotas/ROTA/on-duty                         | */*
        /v1/rotas/{rota}/on-duty                             | /v1/rotas/ROTA/on-duty?at=2026-03-02T11:59:30Z | */*
        /v1/rotas/{rota}/organisations/{id:guid}/calendar.ics| /v1/rotas/ROTA/organisations/ORGANISATION/calendar.ics | */*
        /problems/{slug}                                     | /problems/slot-full                            | text/html
        -                                                    | /widget.js                                     | */*
        -                                                    | /site.css                                      | */*
        """;

    /// <summary>A picture from another site, kept for a day: it tells nothing of who is on duty.</summary>
    private const string Logo = "/{rota}/logo";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static IReadOnlyList<string[]> Rows =>
        [.. Table.Split('\n').Select(line => line.Split('|', StringSplitOptions.TrimEntries))];

    [Fact]
    public async Task No_cache_may_show_anything_beyond_the_time_for_which_it_holds()
    {
        await using var app = await TestApp.StartAsync(db, Handover - Duration.FromMinutes(5));
        var (rota, organisation) = await RotaAsync(app);
        var faults = new List<string>();
        foreach (var row in Rows)
        {
            var path = row[1]
                .Replace("SITE", app.ClientOptions.BaseAddress.AbsoluteUri, StringComparison.Ordinal)
                .Replace("ROTA", rota.Slug, StringComparison.Ordinal)
                .Replace("ORGANISATION", organisation.ToString(), StringComparison.Ordinal);
            foreach (var seconds in (double[])[120, 90, 89.9, 75, 61, 60, 59.9999999, 30, 10, 1, 0.4, 0.0000001, 0, -1])
            {
                var now = Handover - Duration.FromTicks((long)(seconds * NodaConstants.TicksPerSecond));
                var (kept, control) = await AskAsync(now);
                var longest = LongestUse(control);
                var later = new List<Instant>();
                if (longest > Duration.Zero && control.Extensions.All(each => each.Name != "immutable"))
                {
                    later.Add((now + longest).TickBefore());
                    later.AddRange(now < Handover && now + longest > Handover ? [Handover] : []);
                }

                foreach (var at in later)
                {
                    if (!(await AskAsync(at)).Body.SequenceEqual(kept))
                    {
                        faults.Add($"{path} ({row[2]}) of {now} says {control}, and is another at {at}.");
                    }
                }
            }

            async Task<(byte[] Body, CacheControlHeaderValue Control)> AskAsync(Instant at)
            {
                app.Clock.Now = at;
                using var answer = await app.GetAsync(path, row[2]);
                Assert.True((int)answer.StatusCode == 200, $"{path}: {(int)answer.StatusCode}");
                return (await answer.Content.ReadAsByteArrayAsync(Ct), answer.Headers.CacheControl ?? new());
            }
        }

        Assert.Empty(faults);
    }

    [Fact]
    public async Task Every_address_whose_answer_caches_may_keep_is_in_the_table()
    {
        await using var app = await TestApp.StartAsync(db, Handover - Duration.FromMinutes(5));
        var (rota, organisation) = await RotaAsync(app);
        var routes = app
            .Services.GetRequiredService<EndpointDataSource>()
            .Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods.Contains("GET") != false)
            .Select(endpoint => $"/{endpoint.RoutePattern.RawText!.Trim('/')}")
            .ToHashSet(StringComparer.Ordinal);
        Assert.Superset(Rows.Select(row => row[0]).Where(route => route != "-").ToHashSet(StringComparer.Ordinal), routes);

        var faults = new List<string>();
        foreach (var route in routes.Except(Rows.Select(row => row[0]).Append(Logo)))
        {
            var path = Regex.Replace(
                route,
                @"\{\**(?<name>\w+)[^}]*\}",
                match =>
                    match.Groups["name"].Value switch
                    {
                        "rota" => rota.Slug,
                        "id" or "volunteerId" => organisation.ToString(),
                        "date" => "2026-03-02",
                        _ => "x",
                    },
                RegexOptions.ExplicitCapture,
                TimeSpan.FromSeconds(1)
            );
            foreach (var query in (string[])["", "?from=2026-03-02T00:00:00Z&to=2026-03-03T00:00:00Z"])
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, path + query);
                using var answer = await app.Anonymous.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Ct);
                if (LongestUse(answer.Headers.CacheControl ?? new()) > Duration.Zero)
                {
                    faults.Add($"{route}: {answer.Headers.CacheControl}");
                }
            }
        }

        Assert.Empty(faults);
    }

    /// <summary>Ada is on duty, and Bob takes over from her; an organisation gives the hours after his.</summary>
    private static async Task<(RotaClient Rota, Guid Organisation)> RotaAsync(TestApp app)
    {
        var rota = await RotaClient.NewAsync(app);
        var (morning, noon) = (await rota.HoursAsync("09:00", "12:00"), await rota.HoursAsync("12:00", "15:00", seats: 2));
        await rota.ClaimAsync(await rota.MemberAsync("Ada"), morning, "2026-03-02");
        await rota.ClaimAsync(await rota.MemberAsync("Bob"), noon, "2026-03-02");
        var organisation = await rota.OrganisationAsync("Inktank");
        await rota.PledgeAsync(organisation, morning, "2026-03-03");
        return (rota, organisation);
    }

    /// <summary>For how long in all an answer may be shown: while it is fresh, and while it is stale.</summary>
    private static Duration LongestUse(CacheControlHeaderValue control)
    {
        var stale = control
            .Extensions.Where(each => each.Name is "stale-while-revalidate" or "stale-if-error")
            .Select(each => long.Parse(each.Value!, System.Globalization.CultureInfo.InvariantCulture));
        return control.NoStore || control.Private
            ? Duration.Zero
            : Duration.FromTimeSpan(control.SharedMaxAge ?? control.MaxAge ?? TimeSpan.Zero)
                + Duration.FromSeconds(stale.DefaultIfEmpty(0).Max());
    }
}
