using GeekOnDuty.Api.People;
using GeekOnDuty.Api.Rotas;
using Microsoft.AspNetCore.Http.HttpResults;

namespace GeekOnDuty.Api.Pages;

internal static class HomePages
{
    private const int MostShown = 200;

    public static void MapHome(this IEndpointRouteBuilder app) => app.MapGet("/", GetHome).Page();

    private static async Task<RazorComponentResult> GetHome(RotaQueries rotas, Actor? visitor, CancellationToken ct) =>
        PageConventions.Show<HomePage>(
            new
            {
                Rotas = (await rotas.ListAsync("", MostShown, ct))
                    .Select(rota => new HomePage.Entry(rota.Slug, rota.Name, rota.Description))
                    .ToList(),
                MaySetUp = visitor is { IsAdmin: true, Roles.Count: 0 },
            }
        );
}
