namespace GeekOnDuty.Api.Feeds;

internal static class FeedSetup
{
    public static IServiceCollection AddFeeds(this IServiceCollection services) => services.AddScoped<CalendarFeeds>();
}
