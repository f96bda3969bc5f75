using System.Net.Http.Json;
using GeekOnDuty.Api.Tests.OnDuty;
using Xunit;

namespace GeekOnDuty.Api.Tests.Pages.Help;

/// <summary>What visitors of help pages ask for, and a rota to show them.</summary>
internal static class HelpSteps
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static string CacheControlOf(this HttpResponseMessage answer) =>
        Assert.Single(answer.Headers.GetValues("Cache-Control"));

    public static async Task<HttpResponseMessage> GetAsync(this TestApp app, string path, string? accept, string? etag = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (accept is not null)
        {
            request.Headers.TryAddWithoutValidation("Accept", accept);
        }

        if (etag is not null)
        {
            request.Headers.TryAddWithoutValidation("If-None-Match", etag);
        }

        return await app.Anonymous.SendAsync(request, Ct);
    }

    /// <param name="rota">Whose page.</param>
    /// <param name="rest">Of its path.</param>
    public static async Task<Page> PageAsync(this RotaClient rota, string rest = "")
    {
        using var browser = new Browser(rota.App);
        return await browser.GetAsync($"/{rota.Slug}{rest}");
    }

    public static string? HrefOf(this Page page, string link) => page.Document.QuerySelector(link)?.GetAttribute("href");

    public static async Task<RotaClient> NewRotaAsync(this TestApp app, string name, string description)
    {
        var slug = $"rota-{Guid.NewGuid():N}"[..20];
        using var made = await app.Admin.PostAsJsonAsync(
            "/v1/rotas",
            new
            {
                slug,
                name,
                description,
                zone = "UTC",
                channels = new[]
                {
                    new
                    {
                        kind = "irc",
                        label = "#ceph on OFTC",
                        url = "ircs://irc.oftc.net/ceph",
                    },
                },
                links = new[]
                {
                    new
                    {
                        kind = "support",
                        label = "Support Inc.",
                        url = "https://support.example/",
                    },
                    new
                    {
                        kind = "documentation",
                        label = "Manual",
                        url = "https://docs.example/",
                    },
                    new
                    {
                        kind = "forum",
                        label = "Forum",
                        url = "https://forum.example/",
                    },
                },
            },
            Ct
        );
        await made.ShouldBe(201);
        return new RotaClient(app, slug);
    }

    /// <summary>Ada of Inktank is on duty until 12:00, and Bob tomorrow; from then on nobody.</summary>
    public static async Task<(RotaClient Rota, Guid Hours)> StaffedAsync(this TestApp app)
    {
        var rota = await app.NewRotaAsync("Ceph", "Ask about it.\nBring logs.");
        var hours = await rota.HoursAsync("09:00", "12:00");
        var ada = await rota.MemberAsync("Ada");
        using var organisation = await app.Admin.PostAsJsonAsync(
            "/v1/organisations",
            new
            {
                slug = $"o-{Guid.NewGuid():N}",
                name = "Inktank",
                url = "https://example.org/",
                logoUrl = "https://example.org/logo.svg",
            },
            Ct
        );
        using var changed = await app.Admin.PutAsJsonAsync(
            $"/v1/volunteers/{ada.Id}",
            new
            {
                displayName = "Ada",
                zone = "UTC",
                organisationId = (await organisation.ShouldBe(201)).GetProperty("id").GetGuid(),
                contacts = new[]
                {
                    new
                    {
                        kind = "irc",
                        value = "ada",
                        @public = true,
                    },
                },
            },
            Ct
        );
        await changed.ShouldBe(200);
        await rota.ClaimAsync(ada, hours, "2026-03-02");
        await rota.ClaimAsync(await rota.MemberAsync("Bob"), hours, "2026-03-03");
        return (rota, hours);
    }
}
