using GeekOnDuty.Api.Http;
using NodaTime;

namespace GeekOnDuty.Api.Endpoints;

internal static class OnDutyEndpoints
{
    public static void MapOnDuty(this IEndpointRouteBuilder v1)
    {
        v1.MapGet("/rotas/{rota}/on-duty", GetOnDuty).PublicRead().WithName("GetOnDuty").WithSummary("Who is on duty");
        v1.MapGet("/rotas/{rota}/on-duty/stream", StreamOnDuty)
            .PublicRead()
            .WithName("StreamOnDuty")
            .WithSummary("Who is on duty, as it changes");
    }

    /// <summary>
    /// Who is on duty now, since when and until when, who is next, and which office hours. The body is the same on [since, until), whoever asks and whenever,
    /// and so is its ETag. With `at`, the same for any instant from 1900 to 2199.
    /// </summary>
    internal static Task<OnDutyResult> GetOnDuty(RotaContext rota, InstantParam? at, IClock clock, CancellationToken ct) =>
        OnDutyResult.OfAsync(rota, at?.Value, clock.GetCurrentInstant(), ct);

    /// <summary>
    /// Server-sent events: `on-duty` with the body of `on-duty` on connecting, at each change and at each handover; a comment every 15 seconds.
    /// Whoever comes back gets the present state. It ends when the server stops: connect again.
    /// </summary>
    internal static OnDutyStream StreamOnDuty(
        RotaContext rota,
        IClock clock,
        TimeProvider time,
        IHostApplicationLifetime lifetime
    ) => new(rota.Live, clock, time, lifetime.ApplicationStopping);
}
