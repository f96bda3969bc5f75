using NodaTime;
using Xunit;

namespace GeekOnDuty.Api.Tests;

/// <summary>One application for all tests of a class, for those that do not move its clock: <c>IClassFixture&lt;RunningApp&gt;</c>.</summary>
public sealed class RunningApp(TestDatabaseServer server) : IAsyncLifetime
{
    internal static readonly Instant Now = Instant.FromUtc(2026, 3, 2, 10, 0);
    private readonly TestDatabase db = new(server);

    internal TestApp App { get; private set; } = null!;

    internal TestDatabase Database => db;

    public async ValueTask InitializeAsync()
    {
        await db.InitializeAsync();
        App = await TestApp.StartAsync(db, Now);
    }

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        await db.DisposeAsync();
    }
}
