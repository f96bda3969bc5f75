namespace GeekOnDuty.Api.OnDuty;

internal static class OnDutyServices
{
    public static IServiceCollection AddOnDuty(this IServiceCollection services) =>
        services
            .AddScoped<RotaTimelines>()
            .AddSingleton<RotaSnapshots>()
            .AddHostedService(provider => provider.GetRequiredService<RotaSnapshots>());
}
