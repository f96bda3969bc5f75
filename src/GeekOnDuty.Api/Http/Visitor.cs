using System.Reflection;
using GeekOnDuty.Core.People;

namespace GeekOnDuty.Api.Http;

/// <summary>The visitor of a page that everybody may open.</summary>
/// <param name="Actor">Null while the visitor is not signed in.</param>
internal sealed record Visitor(Actor? Actor) : IBindableFromHttpContext<Visitor>
{
    public static ValueTask<Visitor?> BindAsync(HttpContext context, ParameterInfo parameter) =>
        ValueTask.FromResult<Visitor?>(new Visitor(context.Features.Get<Actor>()));
}
