using System.Text.Json;
using GeekOnDuty.Api.Tests.Claims;

namespace GeekOnDuty.Api.Tests.Audit;

internal static class AuditSteps
{
    public static async Task<List<JsonElement>> EntriesAsync(this HttpClient client, string path)
    {
        using var response = await client.GetAsync(path);
        return [.. (await response.ShouldBe(200)).Items()];
    }

    public static async Task<(string Rota, Guid Hours, Person Ada, Person Coordinator)> SceneAsync(this TestApp app)
    {
        var (rota, hours) = await app.Given.RotaWithHoursAsync();
        return (
            rota,
            hours,
            await app.Given.PersonAsync("Ada", rota),
            await app.Given.PersonAsync("Coordinator", rota, "coordinator")
        );
    }
}
