namespace GeekOnDuty.Core.Operations;

public static class OperationServices
{
    public static IServiceCollection AddOperations(this IServiceCollection services) =>
        services.AddScoped<RotaLocks>().AddScoped<OperationRunner>();
}
