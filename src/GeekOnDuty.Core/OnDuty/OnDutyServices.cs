namespace GeekOnDuty.Core.OnDuty;

public static class OnDutyServices
{
    public static IServiceCollection AddOnDuty(this IServiceCollection services) =>
        services
            .AddScoped<RotaLoader>()
            .AddSingleton<RotaCache>()
            .AddHostedService(provider => provider.GetRequiredService<RotaCache>());
}
