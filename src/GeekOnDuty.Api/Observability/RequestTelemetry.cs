using System.Diagnostics;
using GeekOnDuty.Api.Http;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.Features;

namespace GeekOnDuty.Api.Observability;

/// <summary>Sees each request once it is answered: counts it, writes its line and names its trace.</summary>
/// <param name="metrics">Where it is counted.</param>
/// <param name="log">Null for no lines.</param>
internal sealed class RequestTelemetry(RequestMetrics metrics, RequestLog? log)
{
    /// <summary>The front of the pipeline: what is further in front is to say <see cref="AnsweredAsync"/> itself.</summary>
    public async Task WatchAsync(HttpContext http, RequestDelegate next)
    {
        var started = Stopwatch.GetTimestamp();
        var (method, path) = (http.Request.Method, http.Request.Path.Value ?? "");
        var body = log is null ? null : new CountedBody(http.Features.GetRequiredFeature<IHttpResponseBodyFeature>());
        if (body is not null)
        {
            http.Features.Set<IHttpResponseBodyFeature>(body);
        }

        var isAnswered = false;
        try
        {
            await next(http);
            isAnswered = true;
        }
        finally
        {
            var status = isAnswered ? http.Response.StatusCode : StatusCodes.Status500InternalServerError;
            if (!(isAnswered && http.Response.HasStarted) && http.RequestAborted.IsCancellationRequested)
            {
                // Who hung up got no answer, unless it was on its way.
                status = StatusCodes.Status499ClientClosedRequest;
            }

            var sent = body is null || HttpMethods.IsHead(method) ? 0 : body.Bytes;
            Count(
                metrics.Route(EndpointOf(http)),
                method,
                path,
                status,
                started,
                sent,
                log is null ? null : ExceptionToProblem.TraceIdOf(http)
            );
        }
    }

    /// <summary>Where requests of a route are counted, to be kept and given to <see cref="AnsweredAsync"/>.</summary>
    public RouteMetrics Route(string template) => metrics.Route(template);

    /// <summary>For a request that is answered in front of <see cref="WatchAsync"/>.</summary>
    /// <param name="route">Of <see cref="Route"/>.</param>
    /// <param name="http">Whose method and path are as they were sent.</param>
    /// <param name="written">The writing of the answer.</param>
    /// <param name="started"><see cref="Stopwatch.GetTimestamp"/> when it came.</param>
    /// <returns>The writing.</returns>
    public Task AnsweredAsync(RouteMetrics route, HttpContext http, Task written, long started)
    {
        if (!written.IsCompletedSuccessfully)
        {
            return WrittenAsync(route, http, written, started);
        }

        Count(route, http, started);
        return written;
    }

    /// <summary>Allocates nothing and never waits.</summary>
    /// <param name="traceId">Null unless something could be looked up by it.</param>
    private void Count(RouteMetrics route, string method, string path, int status, long started, long bytes, string? traceId)
    {
        var elapsed = Stopwatch.GetTimestamp() - started;
        route.Record(method, status, elapsed);
        log?.Write(method, path, status, Stopwatch.GetElapsedTime(0, elapsed), bytes, traceId);
        if (Activity.Current is { IsAllDataRequested: true } activity)
        {
            Name(activity, route.Template, method, status);
        }
    }

    private async Task WrittenAsync(RouteMetrics route, HttpContext http, Task written, long started)
    {
        try
        {
            await written;
        }
        finally
        {
            Count(route, http, started);
        }
    }

    private void Count(RouteMetrics route, HttpContext http, long started)
    {
        var (request, response) = (http.Request, http.Response);
        var bytes = HttpMethods.IsHead(request.Method) ? 0 : response.ContentLength ?? 0;
        Count(route, request.Method, request.Path.Value!, response.StatusCode, started, bytes, traceId: null);
    }

    /// <summary>The route and not the address: it may hold what is not for everybody.</summary>
    private static void Name(Activity activity, string route, string method, int status)
    {
        activity.DisplayName = $"{method} {route}";
        activity.SetTag("http.request.method", method);
        activity.SetTag("http.route", route);
        activity.SetTag("http.response.status_code", status);
        if (status >= StatusCodes.Status500InternalServerError)
        {
            activity.SetStatus(ActivityStatusCode.Error);
        }
    }

    /// <summary>When a request fails its endpoint is taken from it.</summary>
    private static Endpoint? EndpointOf(HttpContext http) =>
        http.GetEndpoint() ?? http.Features.Get<IExceptionHandlerFeature>()?.Endpoint;
}
