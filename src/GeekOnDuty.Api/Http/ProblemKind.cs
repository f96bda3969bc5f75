using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace GeekOnDuty.Api.Http;

/// <summary>One kind of problem: a stable type, its status and title, and what its page tells a reader.</summary>
internal sealed record ProblemKind(string Slug, int Status, string Title, string Meaning, string WhatToDo)
{
    public string Type => $"/problems/{Slug}";

    public ProblemHttpResult With(string detail, params (string Name, object? Value)[] extensions) =>
        TypedResults.Problem(Details(detail, extensions));

    public ProblemDetails Details(string detail, params (string Name, object? Value)[] extensions)
    {
        var problem = new ProblemDetails
        {
            Type = Type,
            Status = Status,
            Title = Title,
            Detail = detail,
        };
        foreach (var (name, value) in extensions)
        {
            problem.Extensions[name] = value;
        }

        return problem;
    }
}
