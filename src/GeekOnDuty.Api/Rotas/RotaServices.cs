using GeekOnDuty.Api.Postgres;

namespace GeekOnDuty.Api.Rotas;

internal static class RotaServices
{
    public static IServiceCollection AddRotas(this IServiceCollection services)
    {
        TypeHandlers.RegisterJson<IReadOnlyList<Link>>();
        return services.AddScoped<RotaQueries>().AddScoped<OfficeHoursQueries>();
    }
}
