namespace GeekOnDuty.Core.Privacy;

public static class PrivacyServices
{
    public static IServiceCollection AddPrivacy(this IServiceCollection services) =>
        services.AddScoped<ErasureQueries>().AddScoped<EraseVolunteer>().AddScoped<OwnDataQueries>();
}
