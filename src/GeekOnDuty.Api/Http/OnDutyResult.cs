using System.Reflection;
using GeekOnDuty.Core.OnDuty;
using Microsoft.AspNetCore.Http.Metadata;
using NodaTime;

namespace GeekOnDuty.Api.Http;

/// <summary>The answer as the result of a handler.</summary>
/// <param name="answer">What to send.</param>
/// <param name="now">Null: it was asked for another instant than now.</param>
internal sealed class OnDutyResult(CachedOnDutyResponse answer, Instant? now) : IResult, IEndpointMetadataProvider
{
    /// <param name="rota">The rota in memory.</param>
    /// <param name="at">The instant that is asked for; null: now.</param>
    /// <param name="now">The time of the request.</param>
    /// <param name="ct">Ends the work.</param>
    public static async Task<OnDutyResult> OfAsync(RotaContext rota, Instant? at, Instant now, CancellationToken ct)
    {
        if (at is not { } when)
        {
            return new OnDutyResult(await rota.AnswerAtAsync(now), now);
        }

        var (answer, timeline) = await rota.AskAsync(new Interval(when, when), line => line.At(when), ct);
        return new OnDutyResult(new CachedOnDutyResponse(timeline.Describe(answer)), null);
    }

    public Task ExecuteAsync(HttpContext httpContext) =>
        now is { } at ? httpContext.WriteAsync(answer, at) : httpContext.WriteAsync(answer, Duration.MaxValue);

    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder)
    {
        builder.Metadata.Add(new ProducesResponseTypeMetadata(200, typeof(OnDutyBody), ["application/json"]));
        builder.Metadata.Add(new TaggedMetadata());
    }
}
