using System.Collections.Immutable;
using Npgsql;
using NpgsqlTypes;

namespace GeekOnDuty.Core.Storage;

/// <summary>
/// Tells this process what all processes have changed. A connection of its own listens for notices and, as one may get lost, looks into the
/// change log twice a second anyway; that look is also what tells whether the database is there.
/// </summary>
public sealed class ChangeFeed(Database database, TimeProvider time, ILogger<ChangeFeed> log) : BackgroundService
{
    private const string Channel = "geek_on_duty_changes";
    private static readonly TimeSpan PollEvery = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan RetryAfter = TimeSpan.FromMilliseconds(200);

    /// <summary>Changes that are committed within so long share one notice, as notices queue behind one lock of the whole server.</summary>
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(3);

    private const string ListenSql = $"""
        -- ChangeFeed.Listen
        LISTEN {Channel}
        """;

    private const string NotifySql = $"""
        -- ChangeFeed.Notify
        NOTIFY {Channel}
        """;

    /// <summary>
    /// What is visible now and was not in @since. A log that came with a dump from another server may name transactions of the future:
    /// they are not news.
    /// </summary>
    private const string PollSql = """
        -- ChangeFeed.Poll
        SELECT pg_current_snapshot()::text, c.xid, c.rota_id, c.kind, c.subject_id, c.what
        FROM (SELECT) AS now LEFT JOIN changes c ON c.xid >= pg_snapshot_xmin(@since::pg_snapshot) AND c.xid < pg_snapshot_xmax(pg_current_snapshot())
            AND NOT pg_visible_in_snapshot(c.xid, @since::pg_snapshot)
        """;

    private const string ServerSql = """
        -- ChangeFeed.Server
        SELECT pg_postmaster_start_time(), pg_current_snapshot()::text
        """;

    private readonly SemaphoreSlim toNotify = new(0, 1);
    private ImmutableArray<Func<IReadOnlyList<CommittedChange>?, Task>> followers = [];
    private DateTime? server;
    private string? since;
    private volatile bool isConfirmed;
    private bool hasFailed;
    private long lastConfirmed = time.GetTimestamp();

    /// <summary>Whether the database has lately answered that nothing is new, or what is: within two and a half seconds when it hangs, at once when it breaks off.</summary>
    public bool IsConfirmed => isConfirmed;

    /// <summary>How long ago it last answered; since the start, if it never has.</summary>
    public TimeSpan Age => time.GetElapsedTime(Interlocked.Read(ref lastConfirmed));

    /// <param name="follower">Given from now on what is committed; null when anything may have changed, as another server answers.</param>
    public void Subscribe(Func<IReadOnlyList<CommittedChange>?, Task> follower) =>
        ImmutableInterlocked.Update(ref followers, static (before, more) => before.Add(more), follower);

    /// <summary>Makes changes known that this process has committed: to its own followers before this returns, to other processes soon after.</summary>
    public Task AnnounceAsync(IReadOnlyList<Change> changes)
    {
        try
        {
            toNotify.Release();
        }
        catch (SemaphoreFullException)
        {
            // A notice is on its way already, and will be sent after this commit.
        }

        return TellAsync([.. changes.Select(change => new CommittedChange(change, null))]);
    }

    /// <summary>Where Npgsql is just giving a connection up, to cancel what that waits for may throw a NullReferenceException. It has ended all the same.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        try
        {
            await base.StopAsync(cancellationToken);
        }
        catch (AggregateException)
        {
            // Only what was called to cancel throws that: base has waited for the end nevertheless.
        }
    }

    public override void Dispose()
    {
        toNotify.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await database.Prepared.WaitAsync(stoppingToken);
        await Task.WhenAll(FollowAsync(stoppingToken), NotifyAsync(stoppingToken));
    }

    /// <summary>Reads the log over one connection after the other.</summary>
    private async Task FollowAsync(CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            using var own = new DedicatedConnection(database, "changes", time);
            try
            {
                await own.OpenAsync(ct);
                await own.ExecuteAsync(ListenSql, ct);
                if (server is not null)
                {
                    database.ForgetConnections();
                }

                var (started, now) = await own.InTimeAsync(connection => RecogniseAsync(connection, ct), ct);
                if (started != server)
                {
                    (server, since) = (started, now);
                    _ = TellAsync(null);
                }

                var noticed = false;
                own.Connection.Notification += (_, _) => noticed = true;
                while (true)
                {
                    noticed = false;
                    (since, var news) = await own.InTimeAsync(connection => PollAsync(connection, since!, ct), ct);
                    ThreadPoolReserve.Restore();
                    if (news.Count > 0)
                    {
                        _ = TellAsync(news);
                    }

                    (isConfirmed, hasFailed) = (true, false);
                    Interlocked.Exchange(ref lastConfirmed, time.GetTimestamp());
                    if (!noticed)
                    {
                        await own.Connection.WaitAsync(PollEvery, ct);
                    }
                }
            }
            catch (Exception fault)
            {
                if (ct.IsCancellationRequested)
                {
                    return;
                }

                isConfirmed = false;
                if (!hasFailed)
                {
                    hasFailed = true;
                    log.LogWarning("The change log cannot be read, answers are from memory: {Reason}", fault.Message);
                }

                await Task.Delay(RetryAfter, time, ct);
            }
        }
    }

    /// <summary>
    /// Of the same server the log tells what was missed meanwhile. One that has been started since may have taken over from another, and its
    /// transactions are then not those that were seen: anything may have changed.
    /// </summary>
    private static async Task<(DateTime Started, string Now)> RecogniseAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(ServerSql, connection);
        await using var reader = await command.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        return (reader.GetDateTime(0), reader.GetString(1));
    }

    private static async Task<(string Now, List<CommittedChange> News)> PollAsync(
        NpgsqlConnection connection,
        string since,
        CancellationToken ct
    )
    {
        await using var command = new NpgsqlCommand(PollSql, connection);
        command.Parameters.AddWithValue("since", NpgsqlDbType.Text, since);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var news = new List<CommittedChange>();
        while (await reader.ReadAsync(ct))
        {
            since = reader.GetString(0);
            if (!await reader.IsDBNullAsync(1, ct))
            {
                Guid? rotaId = await reader.IsDBNullAsync(2, ct) ? null : reader.GetGuid(2);
                var change = new Change(rotaId, Change.KindOf(reader.GetString(3)), reader.GetGuid(4), reader.GetString(5));
                news.Add(new CommittedChange(change, reader.GetFieldValue<ulong>(1)));
            }
        }

        return (since, news);
    }

    /// <summary>Sends a notice for what was announced, one for all that comes within a few milliseconds.</summary>
    private async Task NotifyAsync(CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            using var own = new DedicatedConnection(database, "notices", time);
            try
            {
                await toNotify.WaitAsync(ct);
                await own.OpenAsync(ct);
                while (true)
                {
                    await Task.Delay(Gather, time, ct);
                    await own.ExecuteAsync(NotifySql, ct);
                    await toNotify.WaitAsync(ct);
                }
            }
            catch (Exception fault)
            {
                if (ct.IsCancellationRequested)
                {
                    return;
                }

                log.LogDebug("A notice was lost; other processes find the change in the log: {Reason}", fault.Message);
                await Task.Delay(RetryAfter, time, ct);
            }
        }
    }

    private Task TellAsync(IReadOnlyList<CommittedChange>? changes) =>
        Task.WhenAll(followers.Select(follower => follower(changes)));
}
