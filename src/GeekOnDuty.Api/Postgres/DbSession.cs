using Dapper;
using Npgsql;

namespace GeekOnDuty.Api.Postgres;

/// <summary>The one connection of a request or of a step of background work, opened when first asked for, with at most one transaction.</summary>
internal sealed class DbSession(NpgsqlDataSource db) : IAsyncDisposable
{
    private NpgsqlConnection? connection;
    private NpgsqlTransaction? transaction;

    /// <summary>Everything from here on is one transaction, which is rolled back unless <see cref="CommitAsync"/> is reached.</summary>
    public async Task BeginAsync(
        CancellationToken ct,
        System.Data.IsolationLevel level = System.Data.IsolationLevel.ReadCommitted
    ) => transaction = await (await ConnectionAsync(ct)).BeginTransactionAsync(level, ct);

    /// <summary>What is read from here on is of one moment; inside a transaction, of that transaction.</summary>
    public async Task ReadOneMomentAsync(CancellationToken ct)
    {
        if (transaction is null)
        {
            await BeginAsync(ct, System.Data.IsolationLevel.RepeatableRead);
        }
    }

    /// <summary>Not to be cancelled: whether it took place must not depend on a client that hangs up.</summary>
    public async Task CommitAsync()
    {
        await transaction!.CommitAsync(CancellationToken.None);
        await EndAsync();
    }

    public async Task RollbackAsync()
    {
        await transaction!.RollbackAsync();
        await EndAsync();
    }

    public Task SaveAsync(string savepoint, CancellationToken ct) => transaction!.SaveAsync(savepoint, ct);

    public Task RollbackToAsync(string savepoint) => transaction!.RollbackAsync(savepoint);

    public async Task<IReadOnlyList<T>> QueryAsync<T>(string sql, object? parameters, CancellationToken ct) =>
        (await (await ConnectionAsync(ct)).QueryAsync<T>(Command(sql, parameters, ct))).AsList();

    public async Task<T?> FirstOrDefaultAsync<T>(string sql, object? parameters, CancellationToken ct) =>
        await (await ConnectionAsync(ct)).QueryFirstOrDefaultAsync<T>(Command(sql, parameters, ct));

    public async Task<T?> ScalarAsync<T>(string sql, object? parameters, CancellationToken ct) =>
        await (await ConnectionAsync(ct)).ExecuteScalarAsync<T>(Command(sql, parameters, ct));

    /// <returns>How many rows it touched.</returns>
    public async Task<int> ExecuteAsync(string sql, object? parameters, CancellationToken ct) =>
        await (await ConnectionAsync(ct)).ExecuteAsync(Command(sql, parameters, ct));

    /// <summary>Several statements in one round trip.</summary>
    public async Task<SqlMapper.GridReader> MultipleAsync(string sql, object? parameters, CancellationToken ct) =>
        await (await ConnectionAsync(ct)).QueryMultipleAsync(Command(sql, parameters, ct));

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        if (connection is not null)
        {
            await connection.DisposeAsync();
        }
    }

    private async ValueTask<NpgsqlConnection> ConnectionAsync(CancellationToken ct) =>
        connection ??= await db.OpenConnectionAsync(ct);

    private CommandDefinition Command(string sql, object? parameters, CancellationToken ct) =>
        new(sql, parameters, transaction, cancellationToken: ct);

    private async ValueTask EndAsync()
    {
        if (transaction is not null)
        {
            await transaction.DisposeAsync();
            transaction = null;
        }
    }
}
