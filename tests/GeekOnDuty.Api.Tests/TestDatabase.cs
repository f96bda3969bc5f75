using Xunit;

namespace GeekOnDuty.Api.Tests;

/// <summary>A migrated database for one test class: <c>public sealed class MyTests(TestDatabase db) : IClassFixture&lt;TestDatabase&gt;</c>.</summary>
public sealed class TestDatabase(TestDatabaseServer server) : IAsyncLifetime
{
    public string ConnectionString { get; private set; } = "";

    public async ValueTask InitializeAsync() => ConnectionString = await server.CreateAsync();

    public async ValueTask DisposeAsync() => await server.DropAsync(ConnectionString);
}
