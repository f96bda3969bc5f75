using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;

namespace GeekOnDuty.Api.Observability;

internal static class MetricsEndpoint
{
    private const string Requests = "geek_on_duty_http_request_duration_seconds";

    public static void MapMetrics(this IEndpointRouteBuilder app) =>
        app.MapGet("/metrics", Get)
            .AllowAnonymous()
            .WithTags("Health")
            .WithName("GetMetrics")
            .WithSummary("Metrics for Prometheus")
            .Produces<string>(StatusCodes.Status200OK, "text/plain");

    /// <summary>Numbers about this process since it started, in the text format 0.0.4. No names of people, no slugs of unlisted rotas.</summary>
    internal static ContentHttpResult Get(Metrics instruments, RequestMetrics requests, HttpResponse response)
    {
        response.Headers.CacheControl = "no-store";
        var text = new PrometheusText();
        text.Family(Requests, "histogram", "Requests by route, method and status, and how long they took.");
        foreach (var series in requests.Read())
        {
            Write(series, text);
        }

        foreach (var instrument in instruments.All)
        {
            text.Family(instrument.Name, instrument.IsCounter ? "counter" : "gauge", instrument.Help);
            foreach (var sample in instrument.Read())
            {
                text.Sample(instrument.Name, sample.Value, sample.Labels);
            }
        }

        return TypedResults.Text(text.ToString(), PrometheusText.ContentType);
    }

    private static void Write(RequestSeries series, PrometheusText text)
    {
        var (cumulative, seconds) = series.Read();
        var route = ("route", series.Route);
        var method = ("method", series.Method);
        var status = ("status", series.Status.ToString(CultureInfo.InvariantCulture));
        for (var i = 0; i < cumulative.Length; i++)
        {
            var bound = i < RequestSeries.Bounds.Length ? RequestSeries.Bounds[i] : double.PositiveInfinity;
            text.Sample($"{Requests}_bucket", cumulative[i], route, method, status, ("le", PrometheusText.Number(bound)));
        }

        text.Sample($"{Requests}_sum", seconds, route, method, status);
        text.Sample($"{Requests}_count", cumulative[^1], route, method, status);
    }
}
