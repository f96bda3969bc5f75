using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace GeekOnDuty.Api.Tests.Logos;

/// <summary>The server of organisations: answers each path as a test says, and counts.</summary>
internal sealed class LogoServer : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, Func<HttpContext, Task>> answers = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, int> asked = new(StringComparer.Ordinal);
    private readonly WebApplication app;
    private int made;

    private LogoServer(WebApplication app) => this.app = app;

    public Uri Url => new(app.Urls.Single());

    public static async Task<LogoServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var server = new LogoServer(builder.Build());
        server.app.Run(server.AnswerAsync);
        await server.app.StartAsync();
        return server;
    }

    /// <returns>Where it is answered so.</returns>
    public string At(Func<HttpContext, Task> answer)
    {
        var path = $"/{Interlocked.Increment(ref made)}";
        answers[path] = answer;
        return new Uri(Url, path).AbsoluteUri;
    }

    public string At(byte[] bytes) => At(http => http.Response.Body.WriteAsync(bytes).AsTask());

    public string Redirect(string to) =>
        At(http =>
        {
            http.Response.Redirect(to);
            return Task.CompletedTask;
        });

    public void Answer(string url, Func<HttpContext, Task> answer) => answers[new Uri(url).AbsolutePath] = answer;

    public int Asked(string url) => asked.GetValueOrDefault(new Uri(url).AbsolutePath);

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private Task AnswerAsync(HttpContext http)
    {
        var path = http.Request.Path.Value!;
        asked.AddOrUpdate(path, 1, (_, count) => count + 1);
        return answers[path](http);
    }
}
