namespace GeekOnDuty.Api.Feeds;

internal static class CalendarServices
{
    public static IServiceCollection AddCalendars(this IServiceCollection services) => services.AddScoped<CalendarQueries>();
}
