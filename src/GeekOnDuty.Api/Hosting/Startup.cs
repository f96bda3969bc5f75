using System.Runtime.ExceptionServices;
using System.Text.Json.Nodes;
using GeekOnDuty.Core.Claims;
using GeekOnDuty.Core.Documents;
using GeekOnDuty.Core.Hosting;
using GeekOnDuty.Core.OnDuty;
using GeekOnDuty.Core.Operations;
using GeekOnDuty.Core.People;
using GeekOnDuty.Core.Storage;
using GeekOnDuty.Core.Text;
using NodaTime;
using Npgsql;

namespace GeekOnDuty.Api.Hosting;

/// <summary>
/// Makes everything ready before the first request: the zones, the database, its schema, the claims as the zones have it, the first admin, the demo. A named database that is away is
/// waited for while the program serves already what needs none.
/// </summary>
internal sealed class Startup(
    Database database,
    IServiceScopeFactory scopes,
    Settings settings,
    IConfiguration configuration,
    IHostApplicationLifetime lifetime,
    IClock clock,
    TzdbRederivationReport movedClaims,
    RotaCache snapshots
) : IHostedService
{
    private Task meanwhile = Task.CompletedTask;
    private Task later = Task.CompletedTask;
    private ExceptionDispatchInfo? fault;

    private static readonly string[] DemoRotas = ["kubernetes", "kubernetes-meetings"];

    /// <summary>Whoever starts second waits as long as the first needs to load the demo.</summary>
    private const string LockSql = """
        -- Startup.Lock
        SELECT pg_advisory_xact_lock(hashtext('geek-on-duty first start'))
        """;

    private const string AdminSql = """
        -- Startup.Admin
        SELECT id FROM volunteers WHERE is_admin AND erased_at IS NULL ORDER BY created_at, id LIMIT 1
        """;

    private const string IsEmptySql = """
        -- Startup.IsEmpty
        SELECT NOT EXISTS (SELECT FROM rotas)
        """;

    /// <summary>Begins what needs no database; the start ends when that has ended too, and fails when it does.</summary>
    public void Meanwhile(Action work) => meanwhile = Task.Run(work);

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        Addresses.Check(configuration["urls"]);
        Zones.Use(settings.TzdbFile);
        if (!await database.StartAsync(Console.WriteLine, cancellationToken) || !await TryPrepareAsync(cancellationToken))
        {
            later = PrepareLaterAsync(lifetime.ApplicationStopping);
        }

        await meanwhile;
    }

    public Task StopAsync(CancellationToken cancellationToken) => later;

    /// <summary>Once the program has ended: throws why it could not be made ready, if that is why it ended.</summary>
    public void ThrowIfFailed() => fault?.Throw();

    private async Task PrepareLaterAsync(CancellationToken stopping)
    {
        try
        {
            do
            {
                await database.WaitAsync(Console.WriteLine, stopping);
            } while (!await TryPrepareAsync(stopping));
            Console.WriteLine($"The database at {database.Place} is there.");
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // It was never there.
        }
        catch (Exception failed)
        {
            fault = ExceptionDispatchInfo.Capture(failed);
            lifetime.StopApplication();
        }
    }

    /// <returns>False when the database went away meanwhile.</returns>
    private async Task<bool> TryPrepareAsync(CancellationToken cancellationToken)
    {
        try
        {
            await PrepareAsync(cancellationToken);
            return true;
        }
        catch (PostgresException lost) when (lost.SqlState == PostgresErrorCodes.DeadlockDetected)
        {
            // Other processes serve already. Nothing is done yet, so it can be done again.
            return await TryPrepareAsync(cancellationToken);
        }
        catch (Exception away) when (Database.IsAway(away) && !database.IsEmbedded)
        {
            return false;
        }
        catch (NpgsqlException failed)
        {
            var why = failed is PostgresException refused ? refused.MessageText : failed.Message;
            throw new StartException($"The database at {database.Place} could not be made ready: {why}.", failed);
        }
    }

    private async Task PrepareAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var services = scope.ServiceProvider;
        var now = clock.GetCurrentInstant();
        await Migrator.MigrateAsync(
            services.GetRequiredService<NpgsqlDataSource>(),
            Migration.FromResources(),
            now,
            cancellationToken
        );

        _ = Task.Run(snapshots.RehearseAsync, cancellationToken);
        var db = services.GetRequiredService<DbSession>();
        await db.BeginUnlimitedAsync(cancellationToken);
        await db.ExecuteAsync(LockSql, null, cancellationToken);
        await services.GetRequiredService<StandingClaimConversion>().ConvertAsync(now, cancellationToken);
        var tzdb = await services.GetRequiredService<TzdbRederivation>().FollowAsync(now, cancellationToken);
        string? firstToken = null;
        if (await db.FirstOrDefaultAsync<Guid?>(AdminSql, null, cancellationToken) is not { } adminId)
        {
            (adminId, firstToken) = await MakeAdminAsync(services, now, cancellationToken);
        }

        if (settings.Demo && await db.ScalarAsync<bool>(IsEmptySql, null, cancellationToken))
        {
            var admin = new Actor(adminId, IsAdmin: true, new Dictionary<Guid, Role>());
            foreach (var rota in DemoRotas)
            {
                var request = new ImportDocumentRequest(rota, Demo(rota));
                var imported = await services
                    .GetRequiredService<ImportDocument>()
                    .RunAsync(request, admin, now, cancellationToken);
                _ = imported.ValueOrThrow();
            }
        }

        await db.CommitAsync();
        movedClaims.Report(tzdb);
        database.MarkPrepared();
        if (firstToken is not null)
        {
            // At once: only its hash is kept, and what comes next may yet fail.
            Console.WriteLine($"Admin token, shown this once: {firstToken}");
        }
    }

    private async Task<(Guid Id, string? Token)> MakeAdminAsync(IServiceProvider services, Instant now, CancellationToken ct)
    {
        var profile = new Profile("Administrator", "UTC", [], [], [], null);
        var id = await services
            .GetRequiredService<VolunteerQueries>()
            .InsertAsync("admin", profile, createdBy: null, isAdmin: true, now, ct);
        if (settings.AdminToken is not null)
        {
            return (id, null);
        }

        var token = await services
            .GetRequiredService<TokenQueries>()
            .InsertAsync("First admin token", id, expiresAt: null, now, ct);
        return (id, token.Secret);
    }

    private static RotaDocument Demo(string rota)
    {
        using var stream = typeof(Startup).Assembly.GetManifestResourceStream($"demo/{rota}.json")!;
        var errors = new ValidationErrors();
        var document = GeekOnDuty.Core.Text.JsonObjectReader.Read(
            JsonNode.Parse(stream)!.AsObject(),
            "",
            errors,
            RotaDocument.Read
        );
        errors.ThrowIfAny();
        return document;
    }
}
