using System.Collections.Concurrent;
using System.Diagnostics;

namespace GeekOnDuty.Api.Observability;

/// <summary>How many requests were answered how fast, by route template, method and status. Addresses as they were sent never show.</summary>
internal sealed class RequestMetrics
{
    /// <summary>The label of everything that has no route: nothing there, a file, the pages of the API's description.</summary>
    public const string Unmatched = "unmatched";

    private readonly ConcurrentDictionary<string, RouteMetrics> byTemplate = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<Endpoint, RouteMetrics> byEndpoint = new();
    private readonly RouteMetrics unmatched;

    public RequestMetrics() => unmatched = Route(Unmatched);

    /// <summary>Where requests of a route are counted; to be kept by who answers them without routing.</summary>
    /// <param name="template">As the endpoint was mapped, with its groups: `/v1/rotas/{rota}/on-duty`.</param>
    public RouteMetrics Route(string template) => byTemplate.GetOrAdd(template, static route => new RouteMetrics(route));

    /// <param name="endpoint">Null or without a route: unmatched.</param>
    public RouteMetrics Route(Endpoint? endpoint) =>
        endpoint is not RouteEndpoint { RoutePattern.RawText: { } template } ? unmatched
        : byEndpoint.TryGetValue(endpoint, out var known) ? known
        : byEndpoint.GetOrAdd(endpoint, Route(template));

    public IEnumerable<RequestSeries> Read() =>
        byTemplate.Values.OrderBy(route => route.Template, StringComparer.Ordinal).SelectMany(route => route.Read());
}

/// <summary>The requests of one route.</summary>
internal sealed class RouteMetrics(string template)
{
    private const int Statuses = 1000;

    /// <summary>Methods that anybody may make up are one.</summary>
    private static readonly string[] Methods = ["other", "GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"];

    private readonly ConcurrentDictionary<int, RequestSeries> series = new();

    public string Template => template;

    /// <param name="method">As it was sent: HEAD is not GET.</param>
    /// <param name="status">100 to 999.</param>
    /// <param name="elapsed">In ticks of <see cref="Stopwatch"/>.</param>
    public void Record(string method, int status, long elapsed)
    {
        var key = (IndexOf(method) * Statuses) + status;
        if (!series.TryGetValue(key, out var counted))
        {
            counted = series.GetOrAdd(key, new RequestSeries(template, Methods[key / Statuses], status));
        }

        counted.Record(elapsed);
    }

    public IEnumerable<RequestSeries> Read() => series.OrderBy(each => each.Key).Select(each => each.Value);

    private static int IndexOf(string method) =>
        HttpMethods.IsGet(method) ? 1
        : HttpMethods.IsHead(method) ? 2
        : HttpMethods.IsPost(method) ? 3
        : HttpMethods.IsPut(method) ? 4
        : HttpMethods.IsDelete(method) ? 5
        : HttpMethods.IsOptions(method) ? 6
        : HttpMethods.IsPatch(method) ? 7
        : 0;
}

/// <summary>A histogram of durations. Each processor counts in cache lines of its own, so that they do not wait for each other.</summary>
internal sealed class RequestSeries(string route, string method, int status)
{
    /// <summary>Upper bounds, included, in seconds; answers from memory take microseconds, those with the database milliseconds.</summary>
    public static readonly double[] Bounds = [0.0001, 0.0005, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5];

    /// <summary>A count for each bucket and one above the bounds, then the sum, then so much of nothing that no cache line is shared.</summary>
    private const int Stripe = 24;
    private const int Sum = 11;

    private static readonly long[] Ticks = [.. Bounds.Select(seconds => (long)(seconds * Stopwatch.Frequency))];
    private static readonly int Stripes = (int)
        System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Min(Environment.ProcessorCount, 16));

    private readonly long[] cells = new long[Stripe * Stripes];

    public string Route => route;

    public string Method => method;

    public int Status => status;

    public void Record(long elapsed)
    {
        var bucket = 0;
        while (bucket < Ticks.Length && elapsed > Ticks[bucket])
        {
            bucket++;
        }

        var stripe = (Thread.GetCurrentProcessorId() & (Stripes - 1)) * Stripe;
        Interlocked.Increment(ref cells[stripe + bucket]);
        Interlocked.Add(ref cells[stripe + Sum], elapsed);
    }

    /// <returns>By bound how many took at most so long, the last one for all; and how many seconds all took.</returns>
    public (long[] Cumulative, double Seconds) Read()
    {
        var cumulative = new long[Bounds.Length + 1];
        long sum = 0;
        for (var stripe = 0; stripe < cells.Length; stripe += Stripe)
        {
            sum += Interlocked.Read(ref cells[stripe + Sum]);
            for (var bucket = 0; bucket < cumulative.Length; bucket++)
            {
                cumulative[bucket] += Interlocked.Read(ref cells[stripe + bucket]);
            }
        }

        for (var bucket = 1; bucket < cumulative.Length; bucket++)
        {
            cumulative[bucket] += cumulative[bucket - 1];
        }

        return (cumulative, (double)sum / Stopwatch.Frequency);
    }
}
