using NodaTime;
using Npgsql;
using Xunit;

namespace GeekOnDuty.Api.Tests.Start;

public sealed class SecondStartTests(TestDatabase db) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task A_start_waits_for_another_one_longer_than_a_request_may_wait_for_a_lock()
    {
        await using var first = new NpgsqlConnection(db.ConnectionString);
        await first.OpenAsync();
        await using var loading = await first.BeginTransactionAsync();
        await using (var hold = new NpgsqlCommand("SELECT pg_advisory_xact_lock(hashtext('geek-on-duty first start'))", first))
        {
            await hold.ExecuteNonQueryAsync();
        }

        var starting = TestApp.StartAsync(db.ConnectionStringWithLimits, Instant.FromUtc(2026, 3, 2, 10, 0));
        var aRequestWouldGiveUp = Task.Delay(TimeSpan.FromSeconds(3));
        Assert.Same(aRequestWouldGiveUp, await Task.WhenAny(starting, aRequestWouldGiveUp));
        await loading.CommitAsync();

        await using var app = await starting;
        using var ready = await app.Anonymous.GetAsync("/healthz/ready");
        await ready.ShouldBe(200);
    }
}
