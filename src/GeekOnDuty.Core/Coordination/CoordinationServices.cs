namespace GeekOnDuty.Core.Coordination;

public static class CoordinationServices
{
    public static IServiceCollection AddCoordination(this IServiceCollection services) =>
        services
            .AddScoped<CreateRota>()
            .AddScoped<UpdateRota>()
            .AddScoped<ArchiveRota>()
            .AddScoped<DeleteRota>()
            .AddScoped<SetUpRota>()
            .AddScoped<CreateOfficeHours>()
            .AddScoped<ReviseOfficeHours>()
            .AddScoped<EndOfficeHours>()
            .AddScoped<ChangeSlot>();
}
