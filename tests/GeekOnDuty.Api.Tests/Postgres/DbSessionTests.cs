using GeekOnDuty.Api.Http;
using GeekOnDuty.Core.Storage;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace GeekOnDuty.Api.Tests.Postgres;

public sealed class DbSessionTests(RunningApp running) : IClassFixture<RunningApp>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_left_unread_of_several_results_does_not_end_the_transaction()
    {
        await using var scope = running.App.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<DbSession>();
        await db.BeginAsync(Ct);

        // The second is long, so that the server sends the first before it is done with the third.
        var first = await db.MultipleAsync(
            "SELECT 1; SELECT generate_series(1, 10000); SELECT pg_sleep(0.3)::text",
            null,
            results => results.ReadSingleAsync<int>(),
            Ct
        );

        Assert.Equal(1, first);
        Assert.Equal(3, await db.ScalarAsync<int>("SELECT 3", null, Ct));
    }

    [Fact]
    public async Task A_connection_that_breaks_amid_several_results_is_a_database_that_is_away()
    {
        await using var scope = running.App.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<DbSession>();

        var fault = await Assert.ThrowsAnyAsync<Exception>(() =>
            db.MultipleAsync(
                """
                SELECT 1;
                SELECT CASE WHEN i = 9000 AND pg_terminate_backend(pg_backend_pid()) THEN 0 ELSE i END FROM generate_series(1, 10000) AS i;
                SELECT 2
                """,
                null,
                async results => (await results.ReadSingleAsync<int>(), await results.ReadAsync<int>()),
                Ct
            )
        );

        Assert.True(ExceptionToProblem.IsUnavailable(fault), fault.ToString());
    }
}
