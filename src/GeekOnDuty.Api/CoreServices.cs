using GeekOnDuty.Api.Audit;
using GeekOnDuty.Api.Claims;
using GeekOnDuty.Api.Documents;
using GeekOnDuty.Api.Feeds;
using GeekOnDuty.Api.Joining;
using GeekOnDuty.Api.Mail;
using GeekOnDuty.Api.OnDuty;
using GeekOnDuty.Api.Operations;
using GeekOnDuty.Api.People;
using GeekOnDuty.Api.Postgres;
using GeekOnDuty.Api.Rotas;
using GeekOnDuty.Api.SignIn;

namespace GeekOnDuty.Api;

/// <summary>What the product does, for a host that brings a clock, the settings and the doors.</summary>
internal static class CoreServices
{
    /// <param name="publicUrl">Where links in mails lead; null where no setting says so.</param>
    public static IServiceCollection AddCore(this IServiceCollection services, Func<IServiceProvider, Uri?> publicUrl) =>
        services
            .AddStorage()
            .AddOperations()
            .AddPeople()
            .AddEmail(publicUrl)
            .AddSignIn()
            .AddRotas()
            .AddOnDuty()
            .AddCalendars()
            .AddClaims()
            .AddMembers()
            .AddCoordination()
            .AddDocuments()
            .AddAudit()
            .AddPrivacy();
}
