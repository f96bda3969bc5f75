using GeekOnDuty.Core.Operations;
using GeekOnDuty.Core.Storage;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Xunit;

namespace GeekOnDuty.Core.Tests.Operations;

/// <summary>The outcome of an operation decides what becomes of its transaction.</summary>
public sealed class OperationRunnerTests(CoreHost core) : IClassFixture<CoreHost>
{
    private static readonly Refusal Refused = new(RefusalKind.Conflict, "Not now.");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("done", true)]
    [InlineData("rehearsed", false)]
    [InlineData("refused", false)]
    [InlineData("thrown", false)]
    public async Task What_is_done_stays_and_everything_else_is_undone(string end, bool stays)
    {
        await using var scope = core.CreateScope();
        var (db, slug) = (scope.ServiceProvider.GetRequiredService<DbSession>(), NewSlug());

        var outcome = await RunnerOf(scope).RunAsync(() => InsertAsync(db, slug, end), Ct);

        Assert.Equal(stays, await IsThereAsync(db, slug));
        Assert.Equal(end is "refused" or "thrown", outcome.IsRefused);
        Assert.Equal(end == "rehearsed", outcome.IsRehearsal);
        Assert.Equal(end is "refused" or "thrown" ? Refused : null, outcome.Refusal);
        Assert.False(db.IsInTransaction);
    }

    [Theory]
    [InlineData("done", true)]
    [InlineData("rehearsed", false)]
    [InlineData("refused", false)]
    [InlineData("thrown", false)]
    public async Task Inside_a_transaction_only_what_it_did_itself_is_undone(string end, bool stays)
    {
        await using var scope = core.CreateScope();
        var (db, before, slug, after) = (scope.ServiceProvider.GetRequiredService<DbSession>(), NewSlug(), NewSlug(), NewSlug());

        await db.BeginAsync(Ct);
        await InsertAsync(db, before, "done");
        var outcome = await RunnerOf(scope).RunAsync(() => InsertAsync(db, slug, end), Ct);
        Assert.Equal(end == "done", outcome.IsDone);
        Assert.True((await RunnerOf(scope).RunAsync(() => InsertAsync(db, after, "done"), Ct)).IsDone);
        Assert.True(db.IsInTransaction);
        await db.CommitAsync();

        Assert.Equal(
            (true, stays, true),
            (await IsThereAsync(db, before), await IsThereAsync(db, slug), await IsThereAsync(db, after))
        );
    }

    [Fact]
    public async Task A_lost_race_is_run_again_from_the_start()
    {
        await using var scope = core.CreateScope();
        var (db, slug, attempts) = (scope.ServiceProvider.GetRequiredService<DbSession>(), NewSlug(), 0);

        var outcome = await RunnerOf(scope)
            .RunAsync(
                async () =>
                {
                    await InsertAsync(db, slug, "done");
                    return ++attempts < 3 ? await InsertAsync(db, slug, "done") : attempts;
                },
                Ct
            );

        Assert.Equal(3, outcome.Value);
        Assert.True(await IsThereAsync(db, slug));
    }

    [Fact]
    public async Task A_race_that_is_lost_every_time_ends_as_the_fault_that_it_is()
    {
        await using var scope = core.CreateScope();
        var (db, slug) = (scope.ServiceProvider.GetRequiredService<DbSession>(), NewSlug());
        await RunnerOf(scope).RunAsync(() => InsertAsync(db, slug, "done"), Ct);

        var fault = await Assert.ThrowsAsync<PostgresException>(() =>
            RunnerOf(scope).RunAsync(() => InsertAsync(db, slug, "done"), Ct)
        );

        Assert.Equal(PostgresErrorCodes.UniqueViolation, fault.SqlState);
    }

    private static OperationRunner RunnerOf(AsyncServiceScope scope) =>
        scope.ServiceProvider.GetRequiredService<OperationRunner>();

    private static string NewSlug() => $"o{Guid.NewGuid():N}"[..20];

    private static async Task<Outcome<int>> InsertAsync(DbSession db, string slug, string end)
    {
        const string sql =
            "INSERT INTO organisations (id, slug, name, created_at) VALUES (@id, @slug, @slug, '2026-03-02T08:00:00Z')";
        var rows = await db.ExecuteAsync(sql, new { id = Guid.NewGuid(), slug }, Ct);
        return end switch
        {
            "done" => rows,
            "rehearsed" => Outcome<int>.Of(rows, isRehearsal: true),
            "refused" => Refused,
            _ => throw new RefusedException(Refused),
        };
    }

    private static async Task<bool> IsThereAsync(DbSession db, string slug) =>
        await db.ScalarAsync<bool>("SELECT EXISTS (SELECT FROM organisations WHERE slug = @slug)", new { slug }, Ct);
}
