using System.Net.Http.Headers;
using System.Net.Http.Json;

namespace GeekOnDuty.Api.Tests.Rotas;

/// <summary>What tests of archiving and deleting do.</summary>
internal static class RotaLifeSteps
{
    public static Task<HttpResponseMessage> SetArchivedAsync(
        this HttpClient client,
        string rota,
        bool archived,
        EntityTagHeaderValue? ifMatch = null
    ) => client.SendAsync(HttpMethod.Put, $"/v1/rotas/{rota}/archived", new { archived }, ifMatch);

    public static Task<HttpResponseMessage> DeleteRotaAsync(
        this HttpClient client,
        string rota,
        string? slug = null,
        EntityTagHeaderValue? ifMatch = null
    ) => client.SendAsync(HttpMethod.Delete, $"/v1/rotas/{rota}", new { slug = slug ?? rota }, ifMatch);

    /// <summary>Archives a rota or takes it up again, which must succeed.</summary>
    public static async Task ArchiveAsync(this TestApp app, string rota, bool archived = true)
    {
        using var response = await app.Admin.SetArchivedAsync(rota, archived);
        await response.ShouldBe(200);
    }

    /// <summary>Deletes a rota, which must succeed.</summary>
    public static async Task DeleteAsync(this TestApp app, string rota)
    {
        using var response = await app.Admin.DeleteRotaAsync(rota);
        await response.ShouldBe(204);
    }

    private static async Task<HttpResponseMessage> SendAsync(
        this HttpClient client,
        HttpMethod method,
        string path,
        object body,
        EntityTagHeaderValue? ifMatch
    )
    {
        using var request = new HttpRequestMessage(method, path) { Content = JsonContent.Create(body) };
        if (ifMatch is not null)
        {
            request.Headers.IfMatch.Add(ifMatch);
        }

        return await client.SendAsync(request);
    }
}
