using System.Text.Json;
using Xunit;

namespace GeekOnDuty.Api.Tests.OnDuty;

/// <summary>One listener of the stream of a rota.</summary>
internal sealed class StreamClient(HttpResponseMessage response, StreamReader reader) : IDisposable
{
    public HttpResponseMessage Response => response;

    public static async Task<StreamClient> ConnectAsync(HttpClient client, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(200, (int)response.StatusCode);
        return new StreamClient(response, new StreamReader(await response.Content.ReadAsStreamAsync()));
    }

    /// <summary>The body of the next event; comments are passed over.</summary>
    public async Task<JsonElement> NextAsync()
    {
        string? line;
        do
        {
            line = await LineAsync();
        } while (line is not null && (line.Length == 0 || line.StartsWith(':')));
        Assert.Equal("event: on-duty", line);
        var data = await LineAsync();
        Assert.StartsWith("data: {", data, StringComparison.Ordinal);
        Assert.Equal("", await LineAsync());
        return JsonDocument.Parse(data!["data: ".Length..]).RootElement;
    }

    /// <returns>Null at the end.</returns>
    public async Task<string?> LineAsync() => await reader.ReadLineAsync().WaitAsync(TestDeadline.Timeout);

    public void Dispose()
    {
        reader.Dispose();
        response.Dispose();
    }
}
