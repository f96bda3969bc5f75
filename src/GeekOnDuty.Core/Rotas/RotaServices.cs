using GeekOnDuty.Core.Storage;

namespace GeekOnDuty.Core.Rotas;

public static class RotaServices
{
    public static IServiceCollection AddRotas(this IServiceCollection services)
    {
        TypeHandlers.RegisterJson<IReadOnlyList<Link>>();
        return services.AddScoped<RotaQueries>().AddScoped<OfficeHoursQueries>();
    }
}
