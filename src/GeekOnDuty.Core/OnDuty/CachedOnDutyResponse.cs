using GeekOnDuty.Core.Text;
using GeekOnDuty.Scheduling;
using NodaTime;

namespace GeekOnDuty.Core.OnDuty;

/// <summary>The answer of `on-duty`, ready to be sent, with the stretch on which it holds.</summary>
public sealed class CachedOnDutyResponse(OnDutyBody body)
    : CachedResponse(Json.BytesOf(body, Json.Options), "application/json; charset=utf-8")
{
    private readonly Instant from = body.Since ?? Instant.MinValue;

    /// <summary>The answer at <paramref name="now"/>; null when it depends on claims that are not loaded.</summary>
    public static CachedOnDutyResponse? At(RotaState timeline, Instant now) =>
        timeline.Timeline.At(now) is { } answer ? new CachedOnDutyResponse(timeline.Describe(answer)) : null;

    public DutyState State { get; } = body.State;

    /// <summary>When it ends to hold; <see cref="Instant.MaxValue"/> when it never will.</summary>
    public Instant Until { get; } = body.Until ?? Instant.MaxValue;

    public bool HoldsAt(Instant now) => now >= from && now < Until;
}
