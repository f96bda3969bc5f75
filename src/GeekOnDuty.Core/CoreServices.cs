using GeekOnDuty.Core.Audit;
using GeekOnDuty.Core.Calendars;
using GeekOnDuty.Core.Claims;
using GeekOnDuty.Core.Coordination;
using GeekOnDuty.Core.Documents;
using GeekOnDuty.Core.Mail;
using GeekOnDuty.Core.Members;
using GeekOnDuty.Core.OnDuty;
using GeekOnDuty.Core.Operations;
using GeekOnDuty.Core.People;
using GeekOnDuty.Core.Privacy;
using GeekOnDuty.Core.Rotas;
using GeekOnDuty.Core.SignIn;
using GeekOnDuty.Core.Storage;

namespace GeekOnDuty.Core;

/// <summary>What the product does, for a host that brings a clock, the settings and the doors.</summary>
public static class CoreServices
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
