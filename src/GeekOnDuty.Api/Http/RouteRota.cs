using System.Reflection;
using GeekOnDuty.Core.Operations;
using GeekOnDuty.Core.Rotas;
using GeekOnDuty.Core.Text;

namespace GeekOnDuty.Api.Http;

/// <summary>The rota that the route names by its slug, from the database. A handler is reached only when it exists.</summary>
internal sealed record RouteRota : StoredRota, IBindableFromHttpContext<RouteRota>
{
    private RouteRota(StoredRota found)
        : base(found) { }

    /// <exception cref="RefusedException">There is no such rota.</exception>
    public static async ValueTask<RouteRota?> BindAsync(HttpContext context, ParameterInfo parameter)
    {
        var slug = (string)context.Request.RouteValues["rota"]!;
        var rotas = context.RequestServices.GetRequiredService<RotaQueries>();
        var rota =
            await rotas.BySlugAsync(slug, context.RequestAborted)
            ?? throw RefusedException.Of(RefusalKind.NotFound, $"There is no rota {TextRules.Quote(slug)}.");
        // The frame of a page says when its rota is archived.
        context.Features.Set(rota);
        return new RouteRota(rota);
    }
}
