using GeekOnDuty.Api.Widget;

namespace GeekOnDuty.Benchmarks;

/// <summary>The script of the widget from memory against a bare endpoint with the same bytes and headers; and the bytes of every file.</summary>
internal static class WidgetBenchmark
{
    private const string Encodings = "gzip, deflate, br, zstd";

    public static async Task RunAsync(Options options)
    {
        await using var lab = await Lab.StartAsync();
        await lab.SpreadPostgresAsync(options.PostgresCores);
        await using var program = ServerProcess.StartApi(lab.DataFolder, Cores.Server);
        await program.ListensAsync();
        var ratios = new RatioTable("widget");
        var pinned = new WidgetScript().ImmutablePath;
        foreach (var (path, route) in new[] { (WidgetScript.Path, WidgetScript.Path), (pinned, "/widget/{script}") })
        {
            var answer = await BareAnswer.AskAsync(
                program,
                route,
                path,
                new(StringComparer.Ordinal) { ["Accept-Encoding"] = Encodings }
            );
            await using var bare = await answer.StartBareAsync();
            await CompareAsync("200", "");
            await CompareAsync("304", $"If-None-Match: {answer.Reply.ETag}\r\n");

            Task CompareAsync(string status, string header)
            {
                var request = Wrk.Text($"GET {path} HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: {Encodings}\r\n{header}\r\n");
                var requests = $"function request() return {request} end";
                return ratios.AddAsync($"{status}, {route}", options, 0.85, program, bare, requests, requests);
            }
        }

        ratios.Print();
        await WeighAsync(program);
    }

    private static async Task WeighAsync(ServerProcess program)
    {
        using var http = new HttpClient { BaseAddress = program.Url };
        var table = new Table("bytes", "plain", "gzip", "Brotli");
        foreach (var path in new WidgetScript().Assets.Keys.Order(StringComparer.Ordinal))
        {
            var (plain, gzip, brotli) = (
                await BytesAsync(path, "identity"),
                await BytesAsync(path, "gzip"),
                await BytesAsync(path, "br")
            );
            table.Add(path, Figures.Of(plain), Figures.Of(gzip), Figures.Of(brotli));
            if (path == WidgetScript.Path)
            {
                Verdicts.AtMost("widget: bytes of the script with gzip", 3072, gzip);
            }
        }

        table.Print();

        async Task<int> BytesAsync(string path, string encoding)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.Add("Accept-Encoding", encoding);
            using var response = await http.SendAsync(request);
            response.EnsureSuccessStatusCode();
            return (await response.Content.ReadAsByteArrayAsync()).Length;
        }
    }
}
