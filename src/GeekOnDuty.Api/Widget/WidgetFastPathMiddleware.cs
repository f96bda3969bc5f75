using System.Collections.Frozen;
using System.Diagnostics;
using GeekOnDuty.Api.Observability;

namespace GeekOnDuty.Api.Widget;

/// <summary>
/// Stands before everything but `on-duty` and answers for the script of the widget and its texts. Every other request goes on. They are packed
/// when the first of them is asked for, so that no start waits for it.
/// </summary>
internal sealed class WidgetFastPathMiddleware(RequestDelegate next, IServiceProvider services, RequestTelemetry watch)
{
    private const string Before = "/widget";

    private readonly Lazy<FrozenDictionary<string, (Asset Asset, RouteMetrics Route)>> assets = new(() =>
        services
            .GetRequiredService<WidgetScript>()
            .Assets.ToFrozenDictionary(
                each => each.Key,
                each => (each.Value, watch.Route(each.Value.Route)),
                StringComparer.Ordinal
            )
    );

    public Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        if (
            request.Path.Value is not { } path
            || !path.StartsWith(Before, StringComparison.Ordinal)
            || !(HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method))
            || !assets.Value.TryGetValue(path, out var found)
        )
        {
            return next(context);
        }

        var started = Stopwatch.GetTimestamp();
        return watch.AnsweredAsync(found.Route, context, found.Asset.WriteAsync(context), started);
    }
}
