namespace GeekOnDuty.Api.People;

internal static class PrivacyServices
{
    public static IServiceCollection AddPrivacy(this IServiceCollection services) =>
        services.AddScoped<ErasureQueries>().AddScoped<EraseVolunteer>().AddScoped<OwnDataQueries>();
}
