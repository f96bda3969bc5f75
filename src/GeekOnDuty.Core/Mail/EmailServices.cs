using GeekOnDuty.Core.Storage;
using NodaTime;

namespace GeekOnDuty.Core.Mail;

public static class EmailServices
{
    /// <param name="publicUrl">Where links in mails lead; null where no setting says so.</param>
    public static IServiceCollection AddEmail(this IServiceCollection services, Func<IServiceProvider, Uri?> publicUrl) =>
        services
            .AddSingleton(provider => new EmailQueue(
                MailSettings.Read(provider.GetRequiredService<IConfiguration>(), publicUrl(provider)),
                provider.GetRequiredService<Database>(),
                provider.GetRequiredService<IClock>(),
                provider.GetRequiredService<TimeProvider>(),
                provider.GetRequiredService<ILogger<EmailQueue>>()
            ))
            .AddHostedService(provider => provider.GetRequiredService<EmailQueue>());
}
