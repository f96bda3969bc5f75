using System.Reflection;
using GeekOnDuty.Api.Http;
using GeekOnDuty.Scheduling;
using Microsoft.AspNetCore.Http.Metadata;
using NodaTime;

namespace GeekOnDuty.Api.OnDuty;

/// <summary>The answer of `on-duty`, ready to be sent, with the stretch on which it holds.</summary>
internal sealed class ReadyAnswer(OnDutyBody body)
    : PublicAnswer(ETags.BytesOf(body, Json.Options), "application/json; charset=utf-8")
{
    private readonly Instant from = body.Since ?? Instant.MinValue;

    /// <summary>The answer at <paramref name="now"/>; null when it depends on claims that are not loaded.</summary>
    public static ReadyAnswer? At(RotaTimeline timeline, Instant now) =>
        timeline.Timeline.At(now) is { } answer ? new ReadyAnswer(timeline.Describe(answer)) : null;

    public DutyState State { get; } = body.State;

    /// <summary>When it ends to hold; <see cref="Instant.MaxValue"/> when it never will.</summary>
    public Instant Until { get; } = body.Until ?? Instant.MaxValue;

    public bool HoldsAt(Instant now) => now >= from && now < Until;

    /// <summary>Answers a GET at <paramref name="now"/>.</summary>
    public Task WriteAsync(HttpContext http, Instant now) => WriteAsync(http, Until - now);

    /// <summary>Answers for an instant that was asked for, which stays what it is until the rota changes.</summary>
    public Task WriteAsync(HttpContext http) => WriteAsync(http, Duration.MaxValue);
}

/// <summary>The answer as the result of a handler.</summary>
/// <param name="answer">What to send.</param>
/// <param name="now">Null: it was asked for another instant than now.</param>
internal sealed class OnDutyResult(ReadyAnswer answer, Instant? now) : IResult, IEndpointMetadataProvider
{
    /// <param name="rota">The rota in memory.</param>
    /// <param name="at">The instant that is asked for; null: now.</param>
    /// <param name="now">The time of the request.</param>
    /// <param name="ct">Ends the work.</param>
    public static async Task<OnDutyResult> OfAsync(RotaView rota, Instant? at, Instant now, CancellationToken ct)
    {
        if (at is not { } when)
        {
            return new OnDutyResult(await rota.AnswerAtAsync(now), now);
        }

        var (answer, timeline) = await rota.AskAsync(new Interval(when, when), line => line.At(when), ct);
        return new OnDutyResult(new ReadyAnswer(timeline.Describe(answer)), null);
    }

    public Task ExecuteAsync(HttpContext httpContext) =>
        now is { } at ? answer.WriteAsync(httpContext, at) : answer.WriteAsync(httpContext);

    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder)
    {
        builder.Metadata.Add(new ProducesResponseTypeMetadata(200, typeof(OnDutyBody), ["application/json"]));
        builder.Metadata.Add(new TaggedMetadata());
    }
}
