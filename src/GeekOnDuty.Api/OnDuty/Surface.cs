using GeekOnDuty.Api.Http;
using NodaTime;

namespace GeekOnDuty.Api.OnDuty;

/// <summary>A rota in one of the forms in which visitors see it, such as its help page or its badge, and the stretch on which that holds.</summary>
/// <param name="Answer">What to send.</param>
/// <param name="From">When it was made.</param>
/// <param name="Until">The next instant at which any part of it changes; <see cref="Instant.MaxValue"/> when none will.</param>
/// <param name="Names">People and organisations whose names it shows, besides those of the timeline; null for none.</param>
internal sealed record Surface(PublicAnswer Answer, Instant From, Instant Until, IReadOnlySet<Guid>? Names = null)
{
    public bool HoldsAt(Instant now) => now >= From && now < Until;
}

/// <summary>A surface as the result of a handler.</summary>
/// <param name="surface">What to send.</param>
/// <param name="now">Null: it was asked for another instant than now.</param>
internal sealed class SurfaceResult(Surface surface, Instant? now) : IResult
{
    public Surface Surface => surface;

    public Task ExecuteAsync(HttpContext httpContext) =>
        surface.Answer.WriteAsync(httpContext, now is { } at ? surface.Until - at : Duration.MaxValue);
}
