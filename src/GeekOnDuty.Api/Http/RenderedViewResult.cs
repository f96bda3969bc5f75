using GeekOnDuty.Core.OnDuty;
using NodaTime;

namespace GeekOnDuty.Api.Http;

/// <summary>A surface as the result of a handler.</summary>
/// <param name="surface">What to send.</param>
/// <param name="now">Null: it was asked for another instant than now.</param>
internal sealed class RenderedViewResult(RenderedView surface, Instant? now) : IResult
{
    public RenderedView Surface => surface;

    public Task ExecuteAsync(HttpContext httpContext) =>
        httpContext.WriteAsync(surface.Answer, now is { } at ? surface.Until - at : Duration.MaxValue);
}
