using GeekOnDuty.Api.Authentication;
using GeekOnDuty.Api.Endpoints;
using GeekOnDuty.Api.Feeds;
using GeekOnDuty.Api.Hosting;
using GeekOnDuty.Api.Http;
using GeekOnDuty.Api.Logos;
using GeekOnDuty.Api.Observability;
using GeekOnDuty.Api.OpenApi;
using GeekOnDuty.Api.Pages.Board;
using GeekOnDuty.Api.Pages.Help;
using GeekOnDuty.Api.Pages.Home;
using GeekOnDuty.Api.Pages.Manage;
using GeekOnDuty.Api.Pages.Me;
using GeekOnDuty.Api.Pages.Shared;
using GeekOnDuty.Api.Pages.SignIn;
using GeekOnDuty.Api.Widget;
using GeekOnDuty.Core;
using NodaTime;

try
{
    // Files lie beside the program, whatever the current folder is.
    var builder = WebApplication.CreateBuilder(
        new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory }
    );
    builder.Services.AddSingleton<IClock>(SystemClock.Instance);
    builder.Services.AddSettings();
    builder.AddLog();
    builder.AddObservability();
    builder.AddHttpConventions();
    builder.Services.AddCore(provider => provider.GetRequiredService<Settings>().PublicUrl);
    builder.Services.AddAuthenticationSchemes();
    builder.Services.AddFeeds();
    builder.Services.AddApiDocument();
    builder.Services.AddPages();
    builder.Services.AddSignInPages();
    builder.Services.AddBoard();
    builder.Services.AddMe();
    builder.Services.AddManage();
    builder.Services.ReadKeysWithTheFirstForm();
    builder.Services.AddSingleton<WidgetScript>();
    builder.Services.AddLogos();

    var app = builder.Build();
    // Wrong settings end the start before a database is made.
    _ = app.Services.GetRequiredService<RateLimits>();
    _ = app.Services.GetRequiredService<SignInProviders>();
    app.AnnounceStart();
    app.WhileTheDatabaseStarts(() =>
    {
        app.UseMiddleware<OnDutyFastPathMiddleware>();
        app.UseMiddleware<WidgetFastPathMiddleware>();
        app.UseObservability();
        app.UseHttpConventions(ApiDocument.Page);
        app.UseStaticFiles();
        app.UseApiDocument();

        var v1 = app.MapV1();
        v1.MapOnDuty();
        v1.MapSchedule();
        v1.MapOccurrences();
        v1.MapRotas();
        v1.MapOfficeHours();
        v1.MapDocuments();
        v1.MapClaims();
        v1.MapStandingClaims();
        v1.MapVolunteers();
        v1.MapOrganisations();
        v1.MapMembers();
        v1.MapInvitations();
        v1.MapJoining();
        v1.MapTokens();
        v1.MapAudit();
        v1.MapSessions();
        app.MapCalendars(v1);
        app.MapOwnCalendar(v1);
        app.MapHealth();
        app.MapMetrics();
        app.MapProblemPages();
        app.MapSignIn();
        app.MapMe();
        app.MapHome();
        app.MapManage();
        app.MapBoard();
        app.MapHelp();
        app.MapBadge();
        app.MapOEmbed();
        app.MapLogos();
        app.MakeRoutes();
    });
    await app.RunToTheEndAsync();
    return 0;
}
catch (Exception fault) when (StartFailure.Explain(fault) is { } why)
{
    await Console.Error.WriteLineAsync($"Geek on Duty did not start. {why}");
    return 1;
}
