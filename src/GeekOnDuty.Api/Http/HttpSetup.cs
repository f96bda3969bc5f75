using GeekOnDuty.Api.Hosting;
using GeekOnDuty.Core.Storage;
using GeekOnDuty.Core.Text;
using Microsoft.AspNetCore.HttpOverrides;

namespace GeekOnDuty.Api.Http;

/// <summary>The conventions that hold for every request.</summary>
internal static class HttpSetup
{
    private const string DefaultUrl = "http://localhost:5080";
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan HstsAge = TimeSpan.FromDays(365);
    private const long LargestBody = 256 * 1024;

    public static void AddHttpConventions(this WebApplicationBuilder builder)
    {
        var configuration = builder.Configuration;
        if (string.IsNullOrEmpty(configuration["urls"] + configuration["http_ports"] + configuration["https_ports"]))
        {
            builder.WebHost.UseUrls(DefaultUrl);
        }

        builder.WebHost.UseStaticWebAssets();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = LargestBody;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        });

        var services = builder.Services;
        services.Configure<HostOptions>(host => host.ShutdownTimeout = Farewell);
        services.Configure<RouteOptions>(routes => routes.SetParameterPolicy<RotaSlugConstraint>("slug"));
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        services.ConfigureHttpJsonOptions(options => Json.Configure(options.SerializerOptions));
        services.AddSingleton<IProblemDetailsWriter, ExceptionToProblem.Writer>();
        services.AddProblemDetails();
        services.AddExceptionHandler<ExceptionToProblem>();
        services.AddCors(cors =>
            cors.AddPolicy(
                Conventions.PublicCors,
                policy =>
                    policy
                        .AllowAnyOrigin()
                        .AllowAnyHeader()
                        .WithMethods("GET", "HEAD", "POST")
                        .WithExposedHeaders("ETag", "Date", "Age", "Cache-Status")
            )
        );
        services.AddAuthorization();
        services.AddRateLimits();
        services.AddHsts(hsts => hsts.MaxAge = HstsAge);
    }

    public static void UseHttpConventions(this WebApplication app, (PathString Path, ContentSecurity Security) apiDocumentPage)
    {
        app.UseProxies();
        app.UseHsts();
        app.UsePageHeaders(apiDocumentPage);
        app.Use(HeadAsGet);
        app.UseExceptionHandler();
        app.UseStatusCodePages(ExceptionToProblem.FillAsync);
        app.Use(AtThePublicUrl);
        app.UseRouting();
        app.UseCors();
        app.Use(SlugCase.LeadToLowerCase);
        app.Use(OnceTheDatabaseIsPrepared);
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseRateLimits();
    }

    /// <summary>Everything below `/v1`: faults in parameters are one problem, and so is what each operation can answer.</summary>
    public static RouteGroupBuilder MapV1(this WebApplication app)
    {
        var v1 = app.MapGroup("/v1").CanAnswer(Problems.TooManyRequests, Problems.Unavailable).WithMetadata(new NeedsDatabase());
        v1.AddEndpointFilterFactory(ParameterFaults.Filter);
        return v1;
    }

    /// <summary>Whoever asks is at the address, and under the name, that a proxy of ours says; nobody else is believed.</summary>
    private static void UseProxies(this WebApplication app)
    {
        var proxies = app.Services.GetRequiredService<Settings>().Proxies;
        if (proxies.Count == 0)
        {
            return;
        }

        var options = new ForwardedHeadersOptions
        {
            ForwardedHeaders =
                ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost,
            // Through as many of them as there are, up to the first address that is none.
            ForwardLimit = null,
        };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var proxy in proxies)
        {
            options.KnownIPNetworks.Add(proxy);
        }

        app.UseForwardedHeaders(options);
    }

    /// <summary>Before the schema is there, nothing can be asked of it; not even who somebody is.</summary>
    private static Task OnceTheDatabaseIsPrepared(HttpContext context, RequestDelegate next) =>
        context.GetEndpoint()?.Metadata.GetMetadata<NeedsDatabase>() is null
        || context.RequestServices.GetRequiredService<Database>().Prepared.IsCompleted
            ? next(context)
            : throw new DatabaseAwayException();

    /// <summary>Every GET answers HEAD too; the server leaves the body out.</summary>
    private static Task HeadAsGet(HttpContext context, RequestDelegate next)
    {
        if (HttpMethods.IsHead(context.Request.Method))
        {
            context.Request.Method = HttpMethods.Get;
            context.Features.Set(new HeadRequest());
        }

        return next(context);
    }

    /// <summary>
    /// Behind a proxy it is the setting that says by which scheme and name people reach the program: cookies, links and origins go by it. Else
    /// it is the request, which need not name any in HTTP/1.0.
    /// </summary>
    private static Task AtThePublicUrl(HttpContext context, RequestDelegate next)
    {
        var request = context.Request;
        var named = request.Headers.Host.ToString();
        var host = HostOf(request);
        context.Features.Set(new RequestedHost(host));
        if (context.RequestServices.GetRequiredService<Settings>().PublicUrl is { } url)
        {
            (request.Scheme, request.Host) = (url.Scheme, new HostString(url.Authority));
        }
        else if (!host.HasValue)
        {
            var port = context.Connection.LocalPort;
            request.Host = new HostString(port == 0 ? "localhost" : $"localhost:{port}");
        }

        return host.HasValue || named.Length == 0
            ? next(context)
            : throw ProblemException.Of(Problems.BadRequest, $"{TextRules.Quote(named)} in the Host header is no host.");
    }

    /// <returns>Nothing when the request names none, or one that is none.</returns>
    private static HostString HostOf(HttpRequest request)
    {
        try
        {
            return Uri.TryCreate($"{request.Scheme}://{request.Host}", UriKind.Absolute, out _) ? request.Host : default;
        }
        catch (ArgumentException)
        {
            // The framework reads `xn--`, and cannot.
            return default;
        }
    }
}

/// <summary>Where this site is.</summary>
internal static class Site
{
    /// <summary>Scheme and host as people reach it: `GeekOnDuty__PublicUrl`, or where the request was sent to.</summary>
    public static Uri OfSite(this HttpRequest request) => new($"{request.Scheme}://{request.Host}");
}

/// <summary>The host that the request itself names, whatever the settings say.</summary>
internal sealed record RequestedHost(HostString Host);

/// <summary>The request is a HEAD that is treated as a GET: an answer without end has to end.</summary>
internal sealed record HeadRequest;

/// <summary>It cannot be answered before the schema is there.</summary>
internal sealed record NeedsDatabase;
