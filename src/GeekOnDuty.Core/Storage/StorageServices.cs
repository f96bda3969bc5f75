namespace GeekOnDuty.Core.Storage;

public static class StorageServices
{
    /// <summary>
    /// The database, the connection of a request and the change feed. The host registers <see cref="DatabaseOptions"/>.
    /// </summary>
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
