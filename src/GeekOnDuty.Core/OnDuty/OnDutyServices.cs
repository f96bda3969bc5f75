namespace GeekOnDuty.Core.OnDuty;

public static class OnDutyServices
{
    public static IServiceCollection AddOnDuty(this IServiceCollection services) =>
        services
            .AddScoped<RotaTimelines>()
            .AddSingleton<RotaSnapshots>()
            .AddHostedService(provider => provider.GetRequiredService<RotaSnapshots>());
}
