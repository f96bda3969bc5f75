using System.Diagnostics;
using GeekOnDuty.Api.Observability;

namespace GeekOnDuty.Api.Widget;

/// <summary>Stands before everything but `on-duty` and answers for the script of the widget and its texts. Every other request goes on.</summary>
internal sealed class WidgetFromMemory(RequestDelegate next, WidgetScript widget, RequestWatch watch)
{
    private const string Before = "/widget";
    private readonly Dictionary<string, RouteMetrics> routes = widget
        .Assets.Values.Select(asset => asset.Route)
        .Distinct(StringComparer.Ordinal)
        .ToDictionary(route => route, watch.Route, StringComparer.Ordinal);

    public Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        if (
            request.Path.Value is not { } path
            || !path.StartsWith(Before, StringComparison.Ordinal)
            || !widget.Assets.TryGetValue(path, out var asset)
            || !(HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method))
        )
        {
            return next(context);
        }

        var started = Stopwatch.GetTimestamp();
        return watch.AnsweredAsync(routes[asset.Route], context, asset.WriteAsync(context), started);
    }
}
