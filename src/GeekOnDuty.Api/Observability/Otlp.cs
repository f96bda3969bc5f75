using System.Diagnostics;
using GeekOnDuty.Core.Hosting;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace GeekOnDuty.Api.Observability;

/// <summary>
/// Sends traces and metrics to a collector while the program runs, as the `OTEL_…` variables say. Traces are those of requests, with the
/// statements they send and without the values in them.
/// </summary>
internal sealed class Otlp(IConfiguration configuration) : IHostedService, IDisposable
{
    public const string Setting = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const int FarewellMilliseconds = 2000;

    private TracerProvider? traces;
    private MeterProvider? metrics;

    /// <returns>Whether a collector is named.</returns>
    /// <exception cref="StartException">It is named by something else than an address.</exception>
    public static bool IsWanted(IConfiguration configuration)
    {
        if (configuration[Setting] is not { } endpoint || string.IsNullOrWhiteSpace(endpoint))
        {
            return false;
        }

        return
            Uri.TryCreate(endpoint, UriKind.Absolute, out var uri)
            && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps)
            ? true
            : throw new StartException(
                $"{Setting} is '{endpoint}'; write the address of a collector, like http://localhost:4317."
            );
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        traces = Sdk.CreateTracerProviderBuilder()
            .ConfigureServices(services => services.AddSingleton(configuration))
            .SetResourceBuilder(Resource())
            .AddSource("Microsoft.AspNetCore", "Npgsql")
            .AddProcessor(new RequestsOnly())
            .AddOtlpExporter()
            .Build();
        metrics = Sdk.CreateMeterProviderBuilder()
            .ConfigureServices(services => services.AddSingleton(configuration))
            .SetResourceBuilder(Resource())
            .AddMeter(Metrics.MeterName, "Microsoft.AspNetCore.Hosting", "Npgsql")
            .AddOtlpExporter()
            .Build();
        return Task.CompletedTask;
    }

    /// <summary>Sends what is left, but does not wait long for a collector that is away.</summary>
    public Task StopAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(
            Task.Run(() => traces?.Shutdown(FarewellMilliseconds), CancellationToken.None),
            Task.Run(() => metrics?.Shutdown(FarewellMilliseconds), CancellationToken.None)
        );

    public void Dispose()
    {
        traces?.Dispose();
        metrics?.Dispose();
    }

    /// <summary>What the environment says of the service comes last and wins.</summary>
    private static ResourceBuilder Resource() =>
        ResourceBuilder.CreateEmpty().AddService("geek-on-duty").AddTelemetrySdk().AddEnvironmentVariableDetector();

    /// <summary>What the program asks the database of its own accord, twice a second, is no trace.</summary>
    private sealed class RequestsOnly : BaseProcessor<Activity>
    {
        public override void OnStart(Activity data)
        {
            if (data is { Kind: not ActivityKind.Server, Parent: null })
            {
                data.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
                data.IsAllDataRequested = false;
            }
        }
    }
}
