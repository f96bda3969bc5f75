namespace GeekOnDuty.Core.Calendars;

public static class CalendarServices
{
    public static IServiceCollection AddCalendars(this IServiceCollection services) => services.AddScoped<CalendarQueries>();
}
