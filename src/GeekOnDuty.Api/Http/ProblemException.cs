using Microsoft.AspNetCore.Mvc;

namespace GeekOnDuty.Api.Http;

/// <summary>Ends a request with a problem document, from where no result can be returned: binding, authorisation, look-ups.</summary>
internal sealed class ProblemException(ProblemDetails problem) : Exception(problem.Detail)
{
    public ProblemDetails Problem { get; } = problem;

    /// <summary>After how many seconds it may go better; null where waiting does not help.</summary>
    public int? RetryAfterSeconds { get; init; }

    public static ProblemException Of(ProblemKind kind, string detail, params (string Name, object? Value)[] extensions) =>
        new(kind.Details(detail, extensions));
}
