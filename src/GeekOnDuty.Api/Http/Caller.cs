using System.Reflection;
using GeekOnDuty.Core.People;
using NodaTime;

namespace GeekOnDuty.Api.Http;

/// <summary>The actor of a request and its time. Only on endpoints that require authorisation.</summary>
/// <param name="Actor">The person behind the token or the session.</param>
/// <param name="Now">The time at which the request is handled.</param>
/// <param name="Ct">Ends the work when the client hangs up.</param>
internal sealed record Caller(Actor Actor, Instant Now, CancellationToken Ct) : IBindableFromHttpContext<Caller>
{
    public static ValueTask<Caller?> BindAsync(HttpContext context, ParameterInfo parameter) =>
        ValueTask.FromResult(
            context.Features.Get<Actor>() is { } actor
                ? new Caller(
                    actor,
                    context.RequestServices.GetRequiredService<IClock>().GetCurrentInstant(),
                    context.RequestAborted
                )
                : null
        );
}
