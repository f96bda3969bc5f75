using System.Diagnostics;
using GeekOnDuty.Api.Http;
using GeekOnDuty.Api.Observability;
using GeekOnDuty.Core.OnDuty;
using NodaTime;

namespace GeekOnDuty.Api.Endpoints;

/// <summary>
/// Stands before everything else and answers `GET /v1/rotas/{rota}/on-duty` when the answer is at hand, as it nearly always is: no routing,
/// no database, no serialising. Every other request goes on, and so does one that asks for something special.
/// </summary>
internal sealed class OnDutyFastPathMiddleware(RequestDelegate next, RotaCache rotas, RequestTelemetry watch, IClock clock)
{
    private const string Before = "/v1/rotas/";
    private const string After = "/on-duty";
    private readonly RouteMetrics route = watch.Route($"{Before}{{rota}}{After}");

    public Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        var path = request.Path.Value.AsSpan();
        if (
            path.Length <= Before.Length + After.Length
            || !path.EndsWith(After, StringComparison.Ordinal)
            || !path.StartsWith(Before, StringComparison.Ordinal)
            || request.QueryString.HasValue
            || !HttpMethods.IsGet(request.Method)
        )
        {
            return next(context);
        }

        var started = Stopwatch.GetTimestamp();
        var now = clock.GetCurrentInstant();
        if (rotas.Find(path[Before.Length..^After.Length]) is not { } rota || rota.ReadyAt(now) is not { } answer)
        {
            return next(context);
        }

        rota.Touch(now);
        if (rotas.IsStale(rota))
        {
            context.Response.Headers["Cache-Status"] = RotaContext.Stale;
        }

        return watch.AnsweredAsync(route, context, context.WriteAsync(answer, now), started);
    }
}
