using System.Net.Http.Json;
using GeekOnDuty.Api.Logos;
using GeekOnDuty.Api.Tests.OnDuty;

namespace GeekOnDuty.Api.Tests.Logos;

/// <summary>Rotas with logos, and what is passed on of them.</summary>
internal static class LogoSteps
{
    public static readonly byte[] Png = [0x89, .. "PNG\r\n"u8, 0x1a, .. "\nrest"u8];

    public static Task<TestApp> StartAsync(this TestDatabase db, bool allowPrivate = true, int? anonymousPerMinute = null) =>
        TestApp.StartAsync(
            db,
            RunningApp.Now,
            settings: new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["Logos:AllowPrivateAddresses"] = allowPrivate ? "true" : "false",
                ["RateLimits:Enabled"] = anonymousPerMinute is null ? "false" : "true",
                ["RateLimits:AnonymousPerMinute"] = $"{anonymousPerMinute ?? 1}",
            }
        );

    public static Task<HttpResponseMessage> LogoAsync(this TestApp app, string rota, string logo) =>
        app.Anonymous.GetAsync(Logo.PathOf(rota, logo));

    /// <returns>The slug of a rota with office hours of an organisation for each of these logos.</returns>
    public static async Task<string> RotaAsync(this TestApp app, params string[] logos)
    {
        var rota = await RotaClient.NewAsync(app);
        foreach (var logoUrl in logos)
        {
            var slug = $"o-{Guid.NewGuid():N}";
            using var made = await app.Admin.PostAsJsonAsync(
                "/v1/organisations",
                new
                {
                    slug,
                    name = slug,
                    logoUrl,
                }
            );
            await rota.HoursAsync(
                new
                {
                    title = "Hours",
                    zone = "UTC",
                    startDate = "2026-01-01",
                    startTime = "09:00",
                    endTime = "12:00",
                    recurrence = "FREQ=DAILY",
                    seats = new { minimum = 1, maximum = 1 },
                    organisationId = (await made.ShouldBe(201)).GetProperty("id").GetGuid(),
                }
            );
        }

        return rota.Slug;
    }
}
