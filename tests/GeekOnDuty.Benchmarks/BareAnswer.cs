using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace GeekOnDuty.Benchmarks;

/// <summary>The bytes of an answer, under their ETag.</summary>
internal sealed record BareReply(string ETag, byte[] Body);

/// <summary>What the real program answered, for the bare endpoint to repeat.</summary>
/// <param name="Route">Under which it answers.</param>
/// <param name="Ok">The headers of a 200, without the ETag.</param>
/// <param name="NotModified">Those of a 304.</param>
/// <param name="Replies">By the `rota` of the route; a single one is for every path.</param>
internal sealed record BareAnswer(
    string Route,
    IReadOnlyDictionary<string, string> Ok,
    IReadOnlyDictionary<string, string> NotModified,
    IReadOnlyDictionary<string, BareReply> Replies
)
{
    /// <summary>The only reply.</summary>
    [JsonIgnore]
    public BareReply Reply => Replies.Values.Single();

    /// <param name="program">Which answers.</param>
    /// <param name="route">The template that the path is of.</param>
    /// <param name="path">What is asked for.</param>
    /// <param name="headers">Of the request.</param>
    public static async Task<BareAnswer> AskAsync(
        ServerProcess program,
        string route,
        string path,
        Dictionary<string, string> headers
    )
    {
        using var http = new HttpClient { BaseAddress = program.Url };
        foreach (var (name, value) in headers)
        {
            http.DefaultRequestHeaders.TryAddWithoutValidation(name, value);
        }

        using var ok = await http.GetAsync(path);
        ok.EnsureSuccessStatusCode();
        var etag = ok.Headers.ETag!.Tag;
        using var conditional = new HttpRequestMessage(HttpMethod.Get, path);
        conditional.Headers.Add("If-None-Match", etag);
        using var notModified = await http.SendAsync(conditional);
        return notModified.StatusCode == HttpStatusCode.NotModified
            ? new BareAnswer(
                route,
                HeadersOf(ok),
                HeadersOf(notModified),
                new Dictionary<string, BareReply>(StringComparer.Ordinal)
                {
                    [path] = new(etag, await ok.Content.ReadAsByteArrayAsync()),
                }
            )
            : throw new CannotMeasureException($"The second answer should be a 304; it is {notModified.StatusCode}.");
    }

    /// <summary>The bare endpoint that repeats it.</summary>
    public async Task<ServerProcess> StartBareAsync()
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, JsonSerializer.Serialize(this));
        var bare = ServerProcess.StartBare(file, Cores.Server);
        await bare.ListensAsync();
        File.Delete(file);
        return bare;
    }

    /// <summary>As they were sent, without the ETag and those that the server itself adds.</summary>
    private static Dictionary<string, string> HeadersOf(HttpResponseMessage response) =>
        response
            .Headers.NonValidated.Concat(response.Content.Headers.NonValidated)
            .Where(header => header.Key is not ("ETag" or "Date" or "Content-Length" or "Transfer-Encoding" or "Connection"))
            .ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.Ordinal);
}
