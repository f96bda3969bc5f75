using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace GeekOnDuty.Api.Pages;

/// <summary>A problem document as people read it.</summary>
internal static class FaultPages
{
    public static Task ShowAsync(HttpContext http, ProblemDetails problem) =>
        new RazorComponentResult<FaultPage>(
            new
            {
                problem.Type,
                problem.Title,
                problem.Detail,
                Http.Problems.All.FirstOrDefault(kind => kind.Type == problem.Type)?.WhatToDo,
            }
        )
        {
            StatusCode = problem.Status,
        }.ExecuteAsync(http);
}
