using GeekOnDuty.Core.Storage;

namespace GeekOnDuty.Api.Http;

/// <summary>What operations of one sort have in common, said once per operation.</summary>
internal static class Conventions
{
    public const string PublicCors = "public";

    /// <summary>Everybody may read it, from any origin, without credentials.</summary>
    public static RouteHandlerBuilder PublicRead(this RouteHandlerBuilder operation) =>
        operation
            .AllowAnonymous()
            .RequireCors(PublicCors)
            .AddEndpointFilter(
                (context, next) =>
                {
                    context.HttpContext.Response.Headers.AccessControlAllowOrigin = "*";
                    context.HttpContext.Response.Headers.CacheControl = "public, no-cache";
                    return next(context);
                }
            );

    /// <summary>A form, beside the API, in which visitors of any site see a rota: without a cookie, the same for everybody.</summary>
    public static RouteHandlerBuilder PublicForm(this RouteHandlerBuilder form) =>
        form.RequireCors(PublicCors)
            .WithMetadata(new NeedsDatabase())
            .ExcludeFromDescription()
            .AddEndpointFilterFactory(ParameterFaults.Filter);

    /// <summary>Needs a token; the answer is for its bearer alone.</summary>
    public static RouteHandlerBuilder PrivateRead(this RouteHandlerBuilder operation) =>
        operation
            .RequireAuthorization()
            .CanAnswer(Problems.Unauthenticated, Problems.Forbidden)
            .AddEndpointFilter(
                (context, next) =>
                {
                    context.HttpContext.Response.Headers.CacheControl = "private, no-cache";
                    return next(context);
                }
            );

    /// <summary>Needs a token and changes something.</summary>
    /// <param name="operation">POST, PUT or DELETE.</param>
    /// <param name="problems">What it can answer beyond the problems of every write.</param>
    public static RouteHandlerBuilder Write(this RouteHandlerBuilder operation, params ProblemKind[] problems) =>
        operation
            .RequireAuthorization()
            .CanAnswer([Problems.Unauthenticated, Problems.Forbidden, .. problems])
            .AddEndpointFilter(
                (context, next) =>
                {
                    var http = context.HttpContext;
                    http.Response.Headers.CacheControl = "no-store";
                    if (
                        !HttpMethods.IsPost(http.Request.Method)
                        && http.GetEndpoint()?.Metadata.GetMetadata<IfMatch.Marker>() is null
                    )
                    {
                        IfMatch.RefuseTags(http.Request);
                    }

                    return next(context);
                }
            )
            .LimitedTo(RateLimitPolicy.Writes)
            .AddEndpointFilter(NameRequestInLog)
            .HappensOnce();

    /// <summary>What the request changes is named after it in the audit log.</summary>
    public static ValueTask<object?> NameRequestInLog(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        http.RequestServices.GetRequiredService<ChangeOrigin>().SetRequestId(ExceptionToProblem.TraceIdOf(http));
        return next(context);
    }

    /// <summary>Names problems of operations for the OpenAPI document.</summary>
    public static TBuilder CanAnswer<TBuilder>(this TBuilder operation, params ProblemKind[] problems)
        where TBuilder : IEndpointConventionBuilder => operation.WithMetadata(new OperationProblems(problems));
}

internal sealed record OperationProblems(IReadOnlyList<ProblemKind> Kinds);
