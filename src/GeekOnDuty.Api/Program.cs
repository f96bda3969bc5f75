using GeekOnDuty.Api;
using GeekOnDuty.Api.Claims;
using GeekOnDuty.Api.Documents;
using GeekOnDuty.Api.Http;
using GeekOnDuty.Api.OnDuty;
using GeekOnDuty.Api.OpenApi;
using GeekOnDuty.Api.Pages;
using GeekOnDuty.Api.People;
using GeekOnDuty.Api.Postgres;
using GeekOnDuty.Api.Rotas;
using NodaTime;

try
{
    var builder = WebApplication.CreateBuilder(args);
    builder.Services.AddSingleton<IClock>(SystemClock.Instance);
    builder.Services.AddSettings();
    builder.AddHttpConventions();
    builder.Services.AddPostgres();
    builder.Services.AddPeople();
    builder.Services.AddRotas();
    builder.Services.AddClaims();
    builder.Services.AddApiDocument();
    builder.Services.AddRazorComponents();

    var app = builder.Build();
    app.UseHttpConventions();
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
    v1.MapTokens();
    app.MapHealth();
    app.MapProblemPages();
    app.MapGet("/", () => Results.Redirect("/swagger")).ExcludeFromDescription();

    app.AnnounceStart();
    await app.RunAsync();
    return 0;
}
catch (Exception refusal) when (refusal is StartException or EmbeddedPostgresException or MigrationException or IOException)
{
    await Console.Error.WriteLineAsync($"Geek on Duty did not start. {refusal.Message}");
    return 1;
}
