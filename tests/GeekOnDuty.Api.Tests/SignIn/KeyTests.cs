using Npgsql;
using Xunit;

namespace GeekOnDuty.Api.Tests.SignIn;

public sealed class KeyTests(TestDatabase db) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task Processes_that_need_a_first_key_at_once_make_one()
    {
        await using var first = await TestApp.StartAsync(db, RunningApp.Now);
        await using var second = await TestApp.StartAsync(db, RunningApp.Now);
        using var here = new Browser(first);
        using var there = new Browser(second);
        await Task.WhenAll(here.GetAsync("/sign-in"), there.GetAsync("/sign-in"));
        await using var source = NpgsqlDataSource.Create(db.ConnectionString);
        await using var count = source.CreateCommand("SELECT count(*) FROM data_protection_keys");
        Assert.Equal(1L, await count.ExecuteScalarAsync(TestContext.Current.CancellationToken));
    }
}
