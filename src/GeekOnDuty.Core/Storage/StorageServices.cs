namespace GeekOnDuty.Core.Storage;

public static class StorageServices
{
    /// <summary>The database, with the connection of a request and what tells of changes. <see cref="DatabaseOptions"/> is the host's.</summary>
    public static IServiceCollection AddStorage(this IServiceCollection services)
    {
        TypeHandlers.Register();
        return services
            .AddSingleton<Database>()
            .AddSingleton(provider => provider.GetRequiredService<Database>().OpenPool())
            .AddScoped<ChangeOrigin>()
            .AddScoped<DbSession>()
            .AddSingleton<ChangeFeed>()
            .AddHostedService(provider => provider.GetRequiredService<ChangeFeed>());
    }
}
