using GeekOnDuty.Core.Mail;
using GeekOnDuty.Core.People;
using GeekOnDuty.Core.Storage;

namespace GeekOnDuty.Api.Hosting;

/// <summary>How the program starts, says where it is, and stops.</summary>
internal static class HostSetup
{
    public static void AddSettings(this IServiceCollection services)
    {
        services.AddSingleton(provider => Settings.Read(provider.GetRequiredService<IConfiguration>()));
        services.AddSingleton(provider => provider.GetRequiredService<Settings>().Database);
        services.AddSingleton(provider => new AdminToken(provider.GetRequiredService<Settings>().AdminToken));
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<Startup>();
        services.AddHostedService(provider => provider.GetRequiredService<Startup>());
    }

    /// <summary>
    /// Logs warnings and worse. When a start fails, the program itself tells the reason in a line, so the host does not log
    /// a stack trace.
    /// </summary>
    public static void AddLog(this WebApplicationBuilder builder)
    {
        var start = new StartupState();
        builder.Services.AddSingleton(start);
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
        builder.Logging.AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.None);
        // It warns of every page with a form that it may not be stored, which is what we want.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Antiforgery", LogLevel.Error);
        builder.Logging.AddFilter(
            "Microsoft.Extensions.Hosting.Internal.Host",
            level => start.IsOver && level >= LogLevel.Warning
        );
    }

    /// <summary>How requests are answered needs no database, and takes as long to set up as that takes to start.</summary>
    public static void WhileTheDatabaseStarts(this WebApplication app, Action compose) =>
        app.Services.GetRequiredService<Startup>().Meanwhile(compose);

    /// <summary>All of them, once: the server would make them when it begins to listen.</summary>
    public static void MakeRoutes(this WebApplication app)
    {
        var sources = ((IEndpointRouteBuilder)app).DataSources;
        var routes = new CompositeEndpointDataSource([.. sources]);
        sources.Clear();
        sources.Add(routes);
        _ = routes.Endpoints;
    }

    /// <summary>Serves until it is asked to stop, which may be while it still starts.</summary>
    public static async Task RunToTheEndAsync(this WebApplication app)
    {
        var stopping = app.Lifetime.ApplicationStopping;
        var startup = app.Services.GetRequiredService<Startup>();
        try
        {
            await app.RunAsync();
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Nothing is served yet, and the host has let go of what it had started.
        }

        startup.ThrowIfFailed();
    }

    /// <summary>Says in a few lines where everything is, once the server listens.</summary>
    public static void AnnounceStart(this WebApplication app) =>
        app.Lifetime.ApplicationStarted.Register(() =>
        {
            var url = app
                .Urls.First()
                .Replace("[::]", "localhost", StringComparison.Ordinal)
                .Replace("0.0.0.0", "localhost", StringComparison.Ordinal);
            var services = app.Services;
            services.GetRequiredService<StartupState>().IsOver = true;
            Console.WriteLine($"Geek on Duty listens on {url}");
            if (services.GetRequiredService<Settings>().Demo)
            {
                Console.WriteLine($"  Help page       {url}/kubernetes");
                Console.WriteLine($"  Who is on duty  {url}/v1/rotas/kubernetes/on-duty");
            }

            Console.WriteLine($"  The API         {url}/swagger");
            Console.WriteLine($"  Sign in         {url}/sign-in");
            if (services.GetRequiredService<EmailQueue>().KeepsLetters)
            {
                Console.WriteLine($"  Mails           {url}/mail, as Mail__Host is not set");
            }

            Console.WriteLine($"  Data            {services.GetRequiredService<Database>().Place}");
        });

    private sealed class StartupState
    {
        public volatile bool IsOver;
    }
}
