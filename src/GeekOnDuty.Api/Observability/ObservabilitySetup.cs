using GeekOnDuty.Core.Claims;
using GeekOnDuty.Core.Hosting;
using GeekOnDuty.Core.Storage;
using Microsoft.Extensions.Logging.Console;

namespace GeekOnDuty.Api.Observability;

/// <summary>How the program is watched: metrics always, JSON lines unless in Development, OTLP when a collector is named.</summary>
internal static class ObservabilitySetup
{
    /// <exception cref="StartException">A setting is wrong; the message names it.</exception>
    public static void AddObservability(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton<RequestMetrics>();
        services.AddSingleton<IRotaGauges, RotaGauges>();
        services.AddSingleton(provider => new Metrics(
            provider.GetRequiredService<ClaimMetrics>(),
            provider.GetRequiredService<Database>(),
            provider.GetRequiredService<ChangeFeed>(),
            provider.GetServices<IRotaGauges>(),
            provider.GetService<RequestLog>()
        ));
        services.AddSingleton(provider => new RequestTelemetry(
            provider.GetRequiredService<RequestMetrics>(),
            provider.GetService<RequestLog>()
        ));
        // Else the server makes an activity for each request, only to give the few lines that are logged their scope.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
        if (!builder.Environment.IsDevelopment())
        {
            builder.AddJsonLines();
        }

        if (Otlp.IsWanted(builder.Configuration))
        {
            // The framework's own tags name the address and the browser of whoever asks.
            AppContext.SetSwitch("Microsoft.AspNetCore.Hosting.SuppressActivityOpenTelemetryData", isEnabled: true);
            services.AddHostedService<Otlp>();
        }
    }

    /// <summary>First of all, so that nothing is answered unseen.</summary>
    public static void UseObservability(this WebApplication app)
    {
        // Made here: a collector reads it, who never asks for /metrics.
        app.Services.GetRequiredService<Metrics>();
        app.Use(app.Services.GetRequiredService<RequestTelemetry>().WatchAsync);
    }

    /// <summary>On the standard output; whoever writes there, line by line, holds the lock of the writer that all share.</summary>
    private static void AddJsonLines(this WebApplicationBuilder builder)
    {
        builder.Logging.AddJsonConsole(console =>
        {
            console.UseUtcTimestamp = true;
            console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffffffZ";
        });
        // Whoever does not read the output must not stop who answers.
        builder.Services.Configure<ConsoleLoggerOptions>(console => console.QueueFullMode = ConsoleLoggerQueueFullMode.DropWrite);
        builder.Services.AddSingleton(provider => new RequestLog(
            Console.OpenStandardOutput(),
            Console.Out,
            provider.GetRequiredService<TimeProvider>()
        ));
    }
}
