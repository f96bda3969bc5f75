using GeekOnDuty.Api.Http;
using GeekOnDuty.Api.Rotas;
using NodaTime;

namespace GeekOnDuty.Api.OnDuty;

internal static class OnDutyEndpoints
{
    private static readonly Duration LongestCache = Duration.FromSeconds(60);

    public static void MapOnDuty(this IEndpointRouteBuilder v1) =>
        v1.MapGet("/rotas/{rota}/on-duty", GetOnDuty).PublicRead().WithName("GetOnDuty").WithSummary("Who is on duty");

    /// <summary>
    /// Who is on duty now, since when and until when, and who is next. The body is the same on [since, until), whoever asks and whenever,
    /// and so is its ETag. With `at`, the same for any instant from 1900 to 2199.
    /// </summary>
    internal static async Task<Tagged<OnDutyBody>> GetOnDuty(
        StoredRota rota,
        InstantParam? at,
        RotaTimelines timelines,
        HttpResponse response,
        IClock clock,
        CancellationToken ct
    )
    {
        var now = clock.GetCurrentInstant();
        var when = at?.Value ?? now;
        var (answer, timeline) = await timelines.AskAsync(rota, new Interval(when, when), line => line.At(when), ct);
        var fresh = at is null && answer.Now.Until is { } until ? Duration.Min(until - now, LongestCache) : LongestCache;
        response.Headers.CacheControl =
            $"public, max-age={(long)fresh.TotalSeconds}, stale-while-revalidate=30, stale-if-error=86400";
        return ETags.Ok(timeline.Describe(answer));
    }
}
