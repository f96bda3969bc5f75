using System.Collections.Frozen;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;

namespace GeekOnDuty.Benchmarks;

/// <summary>The yardstick: one route of a slim Kestrel that writes ready bytes under ready headers, and does nothing else.</summary>
internal static class BareServer
{
    public static async Task RunAsync(string url, string answerFile)
    {
        var answer = JsonSerializer.Deserialize<BareAnswer>(await File.ReadAllTextAsync(answerFile))!;
        var replies = answer.Replies.ToFrozenDictionary(StringComparer.Ordinal);
        var only = replies.Count == 1 ? answer.Reply : null;
        var (ok, notModified) = (Ready(answer.Ok), Ready(answer.NotModified));

        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(url);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        await using var app = builder.Build();
        app.MapGet(
            answer.Route,
            context =>
            {
                var response = context.Response;
                var reply = only ?? replies[(string)context.Request.RouteValues["rota"]!];
                response.Headers.ETag = reply.ETag;
                if (context.Request.Headers.IfNoneMatch == reply.ETag)
                {
                    response.StatusCode = StatusCodes.Status304NotModified;
                    Write(notModified, response.Headers);
                    return Task.CompletedTask;
                }

                Write(ok, response.Headers);
                response.ContentLength = reply.Body.Length;
                return response.Body.WriteAsync(reply.Body, 0, reply.Body.Length);
            }
        );
        await app.RunAsync();
    }

    private static (string Name, StringValues Value)[] Ready(IReadOnlyDictionary<string, string> headers) =>
        [.. headers.Select(header => (header.Key, new StringValues(header.Value)))];

    private static void Write((string Name, StringValues Value)[] headers, IHeaderDictionary response)
    {
        foreach (var (name, value) in headers)
        {
            response[name] = value;
        }
    }
}
