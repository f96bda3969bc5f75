using GeekOnDuty.Api.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace GeekOnDuty.Api.Pages.Shared;

/// <summary>The page behind each `type` of a problem document.</summary>
internal static class ProblemPages
{
    public static void MapProblemPages(this IEndpointRouteBuilder app) =>
        app.MapGet("/problems/{slug}", GetProblem).AllowAnonymous().ExcludeFromDescription();

    private static Results<RazorComponentResult, ProblemHttpResult> GetProblem(string slug, HttpResponse response)
    {
        if (Problems.All.FirstOrDefault(kind => kind.Slug == slug) is not { } kind)
        {
            return Problems.NoSuch("problem");
        }

        response.Headers.CacheControl = "public, max-age=3600";
        return PageConventions.Show<ProblemPage>(
            new
            {
                kind.Type,
                kind.Status,
                kind.Title,
                kind.Meaning,
                kind.WhatToDo,
            }
        );
    }
}
