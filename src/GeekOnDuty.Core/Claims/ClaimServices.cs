namespace GeekOnDuty.Core.Claims;

public static class ClaimServices
{
    public static IServiceCollection AddClaims(this IServiceCollection services) =>
        services
            .AddSingleton<ClaimMetrics>()
            .AddScoped<SeatQueries>()
            .AddScoped<ClaimQueries>()
            .AddSingleton<ClaimBatcher>()
            .AddScoped<ClaimHolders>()
            .AddScoped<ClaimSlot>()
            .AddScoped<ReleaseClaim>()
            .AddScoped<CreateStandingClaim>()
            .AddScoped<EndStandingClaim>()
            .AddScoped<Alternatives>()
            .AddScoped<StandingClaimQueries>()
            .AddScoped<StandingClaims>()
            .AddScoped<StandingClaimSummaries>()
            .AddScoped<StandingClaimConversion>()
            .AddScoped<ClaimRederivation>()
            .AddScoped<TzdbRederivation>()
            .AddScoped<MeQueries>()
            .AddSingleton<TzdbRederivationReport>()
            .AddSingleton<StandingClaimFollower>()
            .AddHostedService(provider => provider.GetRequiredService<StandingClaimFollower>());
}
