using GeekOnDuty.Api.Http;
using GeekOnDuty.Api.Pages.Shared;
using GeekOnDuty.Core.Rotas;
using Microsoft.AspNetCore.Http.HttpResults;

namespace GeekOnDuty.Api.Pages.Home;

internal static class HomePages
{
    private const int MostShown = 200;

    public static void MapHome(this IEndpointRouteBuilder app) => app.MapGet("/", GetHome).Page();

    private static async Task<RazorComponentResult> GetHome(
        RotaQueries rotas,
        Visitor visitor,
        string? done,
        CancellationToken ct
    ) =>
        PageConventions.Show<HomePage>(
            new
            {
                Rotas = Entries(await rotas.ListAsync("", MostShown, ct)),
                Archived = visitor.Actor is { IsCoordinator: true } actor
                    ? Entries(await rotas.ArchivedAsync(actor, MostShown, ct))
                    : [],
                MaySetUp = visitor.Actor is { IsAdmin: true },
                HasRota = visitor.Actor is { Roles.Count: > 0 },
                Done = Words.Home.Done(done),
            }
        );

    private static List<HomePage.Entry> Entries(IReadOnlyList<Rota> rotas) =>
        [.. rotas.Select(rota => new HomePage.Entry(rota.Slug, rota.Name, rota.Description))];
}
