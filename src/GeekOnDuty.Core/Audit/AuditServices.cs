namespace GeekOnDuty.Core.Audit;

public static class AuditServices
{
    public static IServiceCollection AddAudit(this IServiceCollection services) =>
        services.AddScoped<AuditQueries>().AddScoped<AuditLog>();
}
