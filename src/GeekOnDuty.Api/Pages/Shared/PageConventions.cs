using GeekOnDuty.Api.Authentication;
using GeekOnDuty.Api.Http;
using GeekOnDuty.Core.Operations;
using GeekOnDuty.Core.Rotas;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http.HttpResults;

namespace GeekOnDuty.Api.Pages.Shared;

/// <summary>What pages of one sort have in common, said once per page.</summary>
internal static class PageConventions
{
    public static void AddPages(this IServiceCollection services) =>
        services.AddSingleton<IErrorPage, FaultPages>().AddScoped<PageRenderer>().AddRazorComponents();

    /// <summary>Everybody may read it; who is signed in is known.</summary>
    public static RouteHandlerBuilder Page(this RouteHandlerBuilder page) =>
        page.WithMetadata(new KnowsVisitor(), new NeedsDatabase())
            .ExcludeFromDescription()
            .AddEndpointFilter(NotStored)
            .AddEndpointFilterFactory(ParameterFaults.Filter);

    /// <summary>For whoever is signed in; others are led through sign-in and back.</summary>
    public static RouteHandlerBuilder PrivatePage(this RouteHandlerBuilder page) => page.Page().RequireAuthorization();

    /// <summary>A form that a page of this site has sent.</summary>
    public static RouteHandlerBuilder FormPost(this RouteHandlerBuilder post) =>
        post.WithMetadata(new KnowsVisitor(), new NeedsDatabase())
            .ExcludeFromDescription()
            .AddEndpointFilter(NotStored)
            .AddEndpointFilter(FromOurForm)
            .AddEndpointFilterFactory(ParameterFaults.Filter)
            .LimitedTo(RateLimitPolicy.Writes)
            .AddEndpointFilter(Conventions.NameRequestInLog)
            .AddEndpointFilter(OfOpenRota);

    /// <summary>As <see cref="FormPost"/>, for whoever is signed in.</summary>
    public static RouteHandlerBuilder PrivateFormPost(this RouteHandlerBuilder post) => post.FormPost().RequireAuthorization();

    /// <param name="parameters">The component's, by name.</param>
    /// <param name="status">A refusal shows the same page with what is wrong.</param>
    public static RazorComponentResult Show<TPage>(object parameters, int status = 200)
        where TPage : IComponent => new RazorComponentResult<TPage>(parameters) { StatusCode = status };

    private static ValueTask<object?> NotStored(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        context.HttpContext.Response.Headers.CacheControl = "no-store";
        return next(context);
    }

    private static async ValueTask<object?> FromOurForm(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        if (RequestOrigin.IsOurs(http.Request) == false)
        {
            throw ProblemException.Of(Http.Problems.CrossSite, Http.Problems.CrossSite.Meaning);
        }

        try
        {
            await http.RequestServices.GetRequiredService<IAntiforgery>().ValidateRequestAsync(http);
        }
        catch (AntiforgeryValidationException fault) when (!ExceptionToProblem.IsUnavailable(fault))
        {
            throw ProblemException.Of(Http.Problems.FormExpired, Http.Problems.FormExpired.Meaning);
        }

        return await next(context);
    }

    /// <summary>
    /// A form of a rota that was archived meanwhile is refused as a whole, before anything in it is found wrong.
    /// </summary>
    private static ValueTask<object?> OfOpenRota(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        return
            http.Features.Get<StoredRota>() is { IsArchived: true } rota
            && http.GetEndpoint()?.Metadata.GetMetadata<AlsoArchived>() is null
            ? throw new RefusedException(RotaLocks.Archived(rota.Slug))
            : next(context);
    }
}
