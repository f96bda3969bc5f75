using GeekOnDuty.Api.Tests;
using GeekOnDuty.Core.Mail;
using GeekOnDuty.Core.Operations;
using GeekOnDuty.Core.People;
using GeekOnDuty.Core.SignIn;
using GeekOnDuty.Core.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using NodaTime;
using Xunit;

namespace GeekOnDuty.Core.Tests;

/// <summary>The product without HTTP, on a database of its own: <c>IClassFixture&lt;CoreHost&gt;</c>.</summary>
public sealed class CoreHost(TestDatabaseServer server) : IAsyncLifetime
{
    /// <summary>The time of every operation: Monday, 2 March 2026, 10:00 UTC.</summary>
    public static readonly Instant Now = Instant.FromUtc(2026, 3, 2, 10, 0);

    private readonly TestDatabase database = new(server);
    private ServiceProvider services = null!;

    /// <summary>An admin without a rota.</summary>
    public Actor Admin { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        await database.InitializeAsync();
        services = new ServiceCollection()
            .AddLogging()
            .AddSingleton<IConfiguration>(new ConfigurationManager())
            .AddSingleton<IClock>(new FixedClock())
            .AddSingleton(TimeProvider.System)
            .AddSingleton(new DatabaseOptions(database.ConnectionString))
            .AddSingleton(new AdminToken(null))
            .AddSingleton<ISignInLinkLimit, NoLimit>()
            .AddSingleton<ISignInEmails, PlainEmails>()
            .AddCore(publicUrl: _ => null)
            .BuildServiceProvider(validateScopes: true);
        services.GetRequiredService<Database>().MarkPrepared();
        foreach (var service in services.GetServices<IHostedService>())
        {
            await service.StartAsync(CancellationToken.None);
        }

        var profile = new Profile("Administrator", "UTC", [], [], [], null);
        await using var scope = CreateScope();
        var volunteers = scope.ServiceProvider.GetRequiredService<VolunteerQueries>();
        var made = await scope
            .ServiceProvider.GetRequiredService<OperationRunner>()
            .RunAsync(
                async () =>
                    Outcome<Guid>.Of(
                        await volunteers.InsertAsync(null, profile, null, isAdmin: true, Now, CancellationToken.None)
                    ),
                CancellationToken.None
            );
        Admin = new Actor(made.ValueOrThrow(), IsAdmin: true, new Dictionary<Guid, Role>());
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var service in services.GetServices<IHostedService>().Reverse())
        {
            await service.StopAsync(CancellationToken.None);
        }

        await services.DisposeAsync();
        await database.DisposeAsync();
    }

    /// <summary>The services of one request.</summary>
    public AsyncServiceScope CreateScope() => services.CreateAsyncScope();

    /// <summary>Runs an operation as a request of its own.</summary>
    public async Task<TResult> RunAsync<TOperation, TResult>(Func<TOperation, Task<TResult>> run)
        where TOperation : notnull
    {
        await using var scope = CreateScope();
        return await run(scope.ServiceProvider.GetRequiredService<TOperation>());
    }

    private sealed class FixedClock : IClock
    {
        public Instant GetCurrentInstant() => Now;
    }

    private sealed class NoLimit : ISignInLinkLimit
    {
        public bool TryAcquire(string address) => true;
    }

    private sealed class PlainEmails : ISignInEmails
    {
        public Task<EmailMessage> LinkAsync(string email, string url, bool provesAddress) =>
            Task.FromResult(new EmailMessage(email, "Link", url, url));

        public Task<EmailMessage> AddressChangedAsync(string oldAddress) =>
            Task.FromResult(new EmailMessage(oldAddress, "Changed", "", ""));
    }
}
