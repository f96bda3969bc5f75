using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Xunit;

namespace GeekOnDuty.Api.Tests.Http;

/// <summary>Requests by their bytes, and the answers that every request may get.</summary>
internal static class Requests
{
    public static readonly string[] Leaks =
    [
        "   at ",
        "Npgsql",
        "SELECT ",
        "System.",
        "Microsoft.",
        "GeekOnDuty.",
        ".cs:line",
        "/tmp/",
        "NodaTime",
    ];

    public static Task<HttpResponseMessage> SendJsonAsync(
        this HttpClient client,
        string method,
        string path,
        string? body,
        string? ifMatch = null
    ) => client.SendBytesAsync(method, path, body is null ? null : Encoding.UTF8.GetBytes(body), "application/json", ifMatch);

    public static async Task<HttpResponseMessage> SendBytesAsync(
        this HttpClient client,
        string method,
        string path,
        byte[]? body,
        string? contentType,
        string? ifMatch = null,
        (string Name, string Value)? header = null
    )
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(body);
            if (contentType is not null)
            {
                request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
            }
        }

        if (ifMatch is not null)
        {
            request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        }

        if (header is { } more && !request.Headers.TryAddWithoutValidation(more.Name, more.Value))
        {
            request.Content?.Headers.TryAddWithoutValidation(more.Name, more.Value);
        }

        return await client.SendAsync(request);
    }

    public static async Task<HttpResponseMessage> GetAsync(this HttpClient client, string path, string header, string value)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation(header, value);
        return await client.SendAsync(request);
    }

    /// <summary>Asserts a 400 of the type `invalid` that names exactly these members.</summary>
    /// <returns>The messages, joined.</returns>
    public static async Task<string> ShouldName(this HttpResponseMessage response, params string[] paths)
    {
        var problem = await response.ShouldBeProblem(400, "invalid");
        var errors = problem.GetProperty("errors");
        Assert.Equal(paths.Order(), errors.EnumerateObject().Select(error => error.Name).Order());
        return string.Join(
            " ",
            errors.EnumerateObject().SelectMany(error => error.Value.EnumerateArray()).Select(each => each.GetString())
        );
    }

    /// <summary>Asserts what holds for every answer: no 5xx, problems are problem documents, nothing of the inside leaves.</summary>
    public static async Task ShouldBeClean(this HttpResponseMessage response, string what)
    {
        var body = await response.Content.ReadAsStringAsync();
        var message = $"{what}: {(int)response.StatusCode} {body}";
        Assert.True((int)response.StatusCode < 500, message);
        if ((int)response.StatusCode >= 400)
        {
            Assert.True(response.Content.Headers.ContentType?.MediaType == "application/problem+json", message);
            using var problem = JsonDocument.Parse(body);
            Assert.StartsWith("/problems/", problem.RootElement.GetProperty("type").GetString(), StringComparison.Ordinal);
            Assert.Equal((int)response.StatusCode, problem.RootElement.GetProperty("status").GetInt32());
            Assert.NotEmpty(problem.RootElement.GetProperty("traceId").GetString()!);
            Assert.DoesNotContain(Leaks, leak => body.Contains(leak, StringComparison.Ordinal));
        }
    }

    public static string ETag(this HttpResponseMessage response)
    {
        var tag = response.Headers.ETag;
        Assert.NotNull(tag);
        Assert.False(tag.IsWeak);
        return tag.Tag;
    }

    public static AuthenticationHeaderValue Bearer(string secret) => new("Bearer", secret);
}
