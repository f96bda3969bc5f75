using GeekOnDuty.Api.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace GeekOnDuty.Api.Pages.Shared;

/// <summary>A problem as people read it: what it is, why, and ways on.</summary>
internal sealed class FaultPages : IErrorPage
{
    public Task ShowAsync(HttpContext http, ProblemDetails problem)
    {
        var words = Words.Refusals.Of(FormErrors.SlugOf(problem)) ?? new Words.Refused(problem.Title!, null, "");
        var inAddress = problem is FieldFaults faults && HttpMethods.IsGet(http.Request.Method) ? faults.OnPages : null;
        return new RazorComponentResult<FaultPage>(
            new
            {
                Title = inAddress is null ? words.Title : Words.Refusals.NotReadable,
                Why = inAddress is null
                    ? (IReadOnlyList<string>)[words.Detail ?? problem.Detail ?? ""]
                    : [.. inAddress.SelectMany(fault => fault.Value)],
                Next = inAddress is null ? words.Next : Words.Refusals.CheckAddress,
                Trace = problem.Status >= 500 ? ExceptionToProblem.TraceIdOf(http) : null,
                Ways = WaysOn(http, problem).ToList(),
            }
        )
        {
            StatusCode = problem.Status,
        }.ExecuteAsync(http);
    }

    private static IEnumerable<FaultPage.Way> WaysOn(HttpContext http, ProblemDetails problem)
    {
        var address = http.Request.Path + http.Request.QueryString.Value;
        if (problem.Status is 401 or 403)
        {
            yield return new(
                SignInPaths.PathWithReturn(HttpMethods.IsGet(http.Request.Method) ? address : "/"),
                Words.SignIn.Title
            );
        }

        if (problem.Status is 429 or >= 500 && HttpMethods.IsGet(http.Request.Method))
        {
            yield return new(SignInPaths.ReturnTo(address), Words.Refusals.TryAgain);
        }

        yield return new("/", Words.Me.Rotas);
    }
}
