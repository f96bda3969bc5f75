using System.Security.Cryptography;
using GeekOnDuty.Core.Operations;
using GeekOnDuty.Core.Storage;
using GeekOnDuty.Core.Text;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;
using Npgsql;

namespace GeekOnDuty.Api.Http;

/// <summary>Shows a problem to a person.</summary>
internal interface IErrorPage
{
    Task ShowAsync(HttpContext http, ProblemDetails problem);
}

/// <summary>Turns everything that goes wrong into a problem document: no stack trace, SQL or server path leaves.</summary>
internal sealed class ExceptionToProblem(ILogger<ExceptionToProblem> log) : IExceptionHandler
{
    private const int RetryAfterSeconds = 2;

    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (exception is OperationCanceledException && httpContext.RequestAborted.IsCancellationRequested)
        {
            httpContext.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
            return true;
        }

        if (exception is ProblemException known)
        {
            await WriteAsync(httpContext, known);
            return true;
        }

        var problem = exception switch
        {
            RefusedException refused => Problems.Of(refused.Refusal),
            BadHttpRequestException bad => Bad(bad),
            _ when IsUnavailable(exception) => Unavailable(httpContext, exception),
            _ => Unexpected(httpContext, exception),
        };
        await WriteAsync(httpContext, problem);
        return true;
    }

    /// <summary>Fills answers that have a status but no body: routes that do not exist, methods that are not taken.</summary>
    public static Task FillAsync(StatusCodeContext context)
    {
        var http = context.HttpContext;
        var kind = Problems.ForStatus(http.Response.StatusCode);
        return kind is null ? Task.CompletedTask : WriteAsync(http, kind.Details(kind.Meaning));
    }

    public static Task WriteAsync(HttpContext http, ProblemException known)
    {
        if (known.RetryAfterSeconds is { } seconds)
        {
            http.Response.Headers.RetryAfter = Digits(seconds);
        }

        return WriteAsync(http, known.Problem);
    }

    public static Task WriteAsync(HttpContext http, ProblemDetails problem)
    {
        problem.Extensions["traceId"] = TraceIdOf(http);
        http.Response.StatusCode = problem.Status!.Value;
        http.Response.Headers.CacheControl = "no-store";
        if (WantsPage(http.Request))
        {
            return http.RequestServices.GetRequiredService<IErrorPage>().ShowAsync(http, problem);
        }

        return http.Response.WriteAsJsonAsync(problem, Json.Options, "application/problem+json", http.RequestAborted);
    }

    /// <summary>Whoever reads pages gets one; everything below `/v1` is for programs, whatever they accept.</summary>
    private static bool WantsPage(HttpRequest request) =>
        !request.Path.StartsWithSegments("/v1", StringComparison.Ordinal)
        && request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);

    /// <summary>What the problem, the request's line in the log and the trace, if there is one, have in common.</summary>
    public static string TraceIdOf(HttpContext http) => System.Diagnostics.Activity.Current?.Id ?? http.TraceIdentifier;

    /// <summary>Writes the problems that handlers return. The writer of the framework gives way where `Accept` asks for a page.</summary>
    internal sealed class Writer : IProblemDetailsWriter
    {
        public bool CanWrite(ProblemDetailsContext context) => true;

        public ValueTask WriteAsync(ProblemDetailsContext context) =>
            new(ExceptionToProblem.WriteAsync(context.HttpContext, context.ProblemDetails));
    }

    private static ProblemDetails Bad(BadHttpRequestException bad) =>
        bad.StatusCode switch
        {
            413 => Problems.TooLarge.Details("The body is larger than this operation takes."),
            _ => Problems.BadRequest.Details(Problems.BadRequest.Meaning),
        };

    private ProblemDetails Unavailable(HttpContext http, Exception exception)
    {
        log.LogWarning("The database is away: {Reason}", exception.Message);
        http.Response.Headers.RetryAfter = Digits(RetryAfterSeconds);
        return Problems.Unavailable.Details(Problems.Unavailable.Meaning);
    }

    private static string Digits(int seconds) => seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private ProblemDetails Unexpected(HttpContext http, Exception exception)
    {
        log.LogError(exception, "Request {TraceId} failed for an unexpected reason", TraceIdOf(http));
        return Problems.Internal.Details(Problems.Internal.Meaning);
    }

    /// <summary>
    /// Postgres is stopped, starting, out of connections, closed to connections or to writes, or a lock or statement took longer than its limit.
    /// </summary>
    public static bool IsUnavailable(Exception exception) =>
        exception switch
        {
            PostgresException
            {
                SqlState: ['5', '3', ..]
                    or ['5', '7', ..]
                    or ['0', '8', ..]
                    or "55P03"
                    or "55000"
                    or "25006"
                    or "40001"
                    or "40P01"
                    or "3D000"
            } => true,
            PostgresException => false,
            NpgsqlException or DatabaseAwayException => true,
            // The keys of forms are in the database.
            CryptographicException or AntiforgeryValidationException => exception.InnerException is { } because
                && IsUnavailable(because),
            TimeoutException => true,
            _ => false,
        };
}
