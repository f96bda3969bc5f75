using System.Data;
using System.Text.Json;
using Dapper;
using GeekOnDuty.Core.Text;
using NodaTime;
using Npgsql;

namespace GeekOnDuty.Core.Storage;

/// <summary>
/// The one connection of a request or of a step of background work, opened when first asked for, with at most one transaction.
/// What the transaction changes is written to the change log with its commit, and made known after it.
/// </summary>
public sealed class DbSession(NpgsqlDataSource db, Database database, ChangeFeed feed, IClock clock, ChangeOrigin origin)
    : IAsyncDisposable
{
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(200);
    private readonly List<(Change Change, bool IsWritten)> changes = [];
    private readonly List<Action> following = [];
    private readonly Dictionary<string, (int Changes, int Following)> savepoints = new(StringComparer.Ordinal);
    private NpgsqlConnection? connection;
    private NpgsqlTransaction? transaction;
    private bool isUnlimited;

    private const string LogSql = """
        -- DbSession.Log
        INSERT INTO changes (id, at, rota_id, kind, subject_id, what, detail, actor_id, token_id, request, before, after)
        SELECT id, @now, rota_id, kind, subject_id, what, detail::jsonb, @ActorId, @TokenId, @Request, before::jsonb, after::jsonb
        FROM unnest(@ids, @rotas, @kinds, @subjects, @whats, @details, @befores, @afters)
            AS change (id, rota_id, kind, subject_id, what, detail, before, after)
        """;

    private const string UnlimitedSql = """
        -- DbSession.Unlimited
        SET LOCAL statement_timeout = 0;
        SET LOCAL lock_timeout = 0
        """;

    /// <summary>Who is behind what this session changes.</summary>
    public ChangeOrigin Origin => origin;

    public bool IsInTransaction => transaction is not null;

    /// <summary>Everything from here on is one transaction, which is rolled back unless <see cref="CommitAsync"/> is reached.</summary>
    public async Task BeginAsync(CancellationToken ct, IsolationLevel level = IsolationLevel.ReadCommitted) =>
        transaction = await InTimeAsync((await ConnectionAsync(ct)).BeginTransactionAsync(level, ct).AsTask());

    /// <summary>As <see cref="BeginAsync"/>; its statements wait and work as long as they need, whatever the limits for requests are.</summary>
    public async Task BeginUnlimitedAsync(CancellationToken ct)
    {
        await BeginAsync(ct);
        isUnlimited = true;
        await ExecuteAsync(UnlimitedSql, null, ct);
    }

    /// <summary>What is read from here on is of one moment; inside a transaction, of that transaction.</summary>
    public async Task ReadOneMomentAsync(CancellationToken ct)
    {
        if (transaction is null)
        {
            await BeginAsync(ct, IsolationLevel.RepeatableRead);
        }
    }

    /// <summary>Notes what this transaction has changed; forgotten when it is rolled back.</summary>
    public void RecordChange(Change change) => changes.Add((change, false));

    /// <summary>The same for a change whose statement has written it into the log itself.</summary>
    public void ChangeRecorded(Change change) => changes.Add((change, true));

    /// <summary>Does what follows from this transaction, such as sending a mail, once it is committed; forgotten when it is rolled back.</summary>
    public void OnCommitted(Action follow)
    {
        if (transaction is null)
        {
            follow();
        }
        else
        {
            following.Add(follow);
        }
    }

    /// <summary>
    /// Not to be cancelled: whether it took place must not depend on a client that hangs up. When this returns, this process answers with
    /// what was changed, and the others have been told.
    /// </summary>
    public async Task CommitAsync()
    {
        await CommitOnlyAsync();
        await AnnounceAsync();
    }

    /// <summary>The first half of <see cref="CommitAsync"/>: nobody knows of it before <see cref="AnnounceAsync"/>.</summary>
    public async Task CommitOnlyAsync()
    {
        if (changes.Exists(change => !change.IsWritten))
        {
            await WriteLogAsync([.. changes.Where(change => !change.IsWritten).Select(change => change.Change)]);
        }

        await InTimeAsync(transaction!.CommitAsync(CancellationToken.None));
    }

    /// <summary>The second half: when this returns, this process answers with what was changed, and the others have been told.</summary>
    public async Task AnnounceAsync()
    {
        var committed = changes.Select(change => change.Change).ToArray();
        var follow = following.ToArray();
        await EndAsync();
        if (committed.Length > 0)
        {
            // The connection goes back before anybody reads with another one: a pool must not wait for itself.
            await CloseAsync();
            await feed.AnnounceAsync(committed);
        }

        Array.ForEach(follow, each => each());
    }

    public async Task RollbackAsync()
    {
        if (transaction is not null)
        {
            await InTimeAsync(transaction.RollbackAsync());
        }

        await EndAsync();
    }

    public Task SaveAsync(string savepoint, CancellationToken ct)
    {
        savepoints[savepoint] = (changes.Count, following.Count);
        return InTimeAsync(transaction!.SaveAsync(savepoint, ct));
    }

    public Task RollbackToAsync(string savepoint)
    {
        var kept = savepoints[savepoint];
        changes.RemoveRange(kept.Changes, changes.Count - kept.Changes);
        following.RemoveRange(kept.Following, following.Count - kept.Following);
        return InTimeAsync(transaction!.RollbackAsync(savepoint));
    }

    public async Task<IReadOnlyList<T>> QueryAsync<T>(string sql, object? parameters, CancellationToken ct) =>
        (await InTimeAsync((await ConnectionAsync(ct)).QueryAsync<T>(Command(sql, parameters, ct)))).AsList();

    /// <summary>Rows of two parts: the second one begins with the column `id`.</summary>
    public async Task<IReadOnlyList<T>> QueryAsync<T1, T2, T>(
        string sql,
        Func<T1, T2, T> map,
        object? parameters,
        CancellationToken ct
    ) => (await InTimeAsync((await ConnectionAsync(ct)).QueryAsync(Command(sql, parameters, ct), map, splitOn: "id"))).AsList();

    public async Task<T?> FirstOrDefaultAsync<T>(string sql, object? parameters, CancellationToken ct) =>
        await InTimeAsync((await ConnectionAsync(ct)).QueryFirstOrDefaultAsync<T>(Command(sql, parameters, ct)));

    public async Task<T?> ScalarAsync<T>(string sql, object? parameters, CancellationToken ct) =>
        await InTimeAsync((await ConnectionAsync(ct)).ExecuteScalarAsync<T>(Command(sql, parameters, ct)));

    /// <returns>How many rows it touched.</returns>
    public async Task<int> ExecuteAsync(string sql, object? parameters, CancellationToken ct) =>
        await InTimeAsync((await ConnectionAsync(ct)).ExecuteAsync(Command(sql, parameters, ct)));

    /// <summary>Several statements in one round trip, and what <paramref name="read"/> makes of their results; it need not read them all.</summary>
    public async Task<T> MultipleAsync<T>(
        string sql,
        object? parameters,
        Func<MultiResultReader, Task<T>> read,
        CancellationToken ct
    )
    {
        await using var reader = await InTimeAsync((await ConnectionAsync(ct)).ExecuteReaderAsync(Command(sql, parameters, ct)));
        var results = new MultiResultReader(reader, ct);
        var made = await read(results);
        await results.PassOverAsync();
        return made;
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        await CloseAsync();
    }

    private async Task WriteLogAsync(Change[] unwritten)
    {
        var now = clock.GetCurrentInstant();
        await ExecuteAsync(
            LogSql,
            new
            {
                now,
                ids = unwritten.Select(_ => Guid.CreateVersion7(now.ToDateTimeOffset())).ToArray(),
                rotas = unwritten.Select(change => change.RotaId).ToArray(),
                kinds = unwritten.Select(change => change.KindName).ToArray(),
                subjects = unwritten.Select(change => change.SubjectId).ToArray(),
                whats = unwritten.Select(change => change.What).ToArray(),
                details = unwritten.Select(change => change.Detail).ToArray(),
                befores = unwritten.Select(change => Written(change.Before)).ToArray(),
                afters = unwritten.Select(change => Written(change.After)).ToArray(),
                origin.ActorId,
                origin.TokenId,
                origin.Request,
            },
            CancellationToken.None
        );
    }

    private static string? Written(object? thing) =>
        thing is null ? null : JsonSerializer.Serialize(thing, thing.GetType(), Json.Options);

    private Task<bool> InTimeAsync(Task work) =>
        InTimeAsync(
            work.ContinueWith(
                done =>
                {
                    done.GetAwaiter().GetResult();
                    return true;
                },
                CancellationToken.None,
                TaskContinuationOptions.ExecuteSynchronously,
                TaskScheduler.Default
            )
        );

    /// <summary>
    /// Work that takes too long is left to itself, with its connection: Npgsql asks the server to cancel it and waits for that too, which a
    /// server that hangs makes as long again.
    /// </summary>
    private async Task<T> InTimeAsync<T>(Task<T> work)
    {
        try
        {
            return await (isUnlimited ? work : work.WaitAsync(database.StatementLimit + Grace));
        }
        catch (TimeoutException) when (!work.IsCompleted)
        {
            var left = connection!;
            (connection, transaction) = (null, null);
            _ = work.ContinueWith(_ => left.DisposeAsync().AsTask(), TaskScheduler.Default);
            throw;
        }
    }

    private async ValueTask<NpgsqlConnection> ConnectionAsync(CancellationToken ct) =>
        connection ??= await db.OpenConnectionAsync(ct);

    private CommandDefinition Command(string sql, object? parameters, CancellationToken ct) =>
        new(sql, parameters, transaction, commandTimeout: isUnlimited ? 0 : null, cancellationToken: ct);

    private async ValueTask EndAsync()
    {
        changes.Clear();
        following.Clear();
        savepoints.Clear();
        isUnlimited = false;
        if (transaction is not null)
        {
            await transaction.DisposeAsync();
            transaction = null;
        }
    }

    private async ValueTask CloseAsync()
    {
        if (connection is not null)
        {
            await connection.DisposeAsync();
            connection = null;
        }
    }
}
